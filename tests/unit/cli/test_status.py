"""`koplamp status`: bars, sums, and where a terminal can show neither."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from crawler.cli.status import bars, spark
from crawler.desk.paths import Desk
from crawler.store.database import run
from crawler.store.store import Store
from tests.terminals import printed

FEEDS = """\
feeds:
  - {name: Well, url: "https://well.example/rss"}
  - {name: Broken, url: "https://broken.example/rss"}
  - {name: Late, url: "https://late.example/rss"}
"""
NOW = datetime.now(UTC)


def at(ago: timedelta) -> str:
    return (NOW - ago).strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.fixture
def desk(tmp_path) -> Desk:
    """Three feeds, one of them broken for two days, one late, and a week of runs."""
    from crawler import config

    made = Desk(tmp_path)
    made.feeds_yaml.write_text(FEEDS)
    with Store(made.news_db, made.pages_db) as store:
        store.sync_feeds(config.load(FEEDS), NOW)
        hour, day = timedelta(hours=1), timedelta(days=1)
        asked = (
            "update feeds set last_attempt_at = ?, last_success_at = ?, last_new_item_at = ?, last_outcome = 'fresh'"
        )
        run(store.news, asked, [at(hour), at(hour), at(hour)])
        run(
            store.news,
            "update feeds set last_outcome = 'missing', last_error = 'HTTP 404', fail_score = 2, failing_since_at = ?"
            " where slug = 'broken'",
            [at(2 * day)],
        )
        run(store.news, "update feeds set next_check_at = ? where slug = 'late'", [at(3 * hour)])
        for ago, new in ((0, 8), (2, 1), (6, 4), (9, 500)):
            on = (NOW - ago * day).strftime("%Y-%m-%d")
            day_row = "insert into fetch_days select id, ?, 96, 1, 95, 3, ?, 9, 9 from feeds where slug = 'well'"
            run(store.news, day_row, [on, new])
            begun = (
                "insert into runs(started_at, finished_at, trigger, exit_code, version) values (?, ?, 'cron', ?, '1')"
            )
            run(store.news, begun, [at(ago * day), at(ago * day), 70 if ago == 2 else 0])
        run(store.news, "update about set value = 'UTC' where name = 'timezone'")
    return made


def said(desk: Desk, monkeypatch: pytest.MonkeyPatch, *words: str, **terminal: str) -> str:
    """What it prints on a terminal."""
    code, text = printed(monkeypatch, "status", "--desk", str(desk.folder), *words, **terminal)
    assert 0 == code
    return text


@pytest.mark.parametrize(
    ("figures", "shown"), [((0, 1, 1000), "▁▂█"), ((7, 7, 7), "███"), ((0, 4, 8), "▁▅█"), ((1, 0, 0), "█▁▁")]
)
def test_bars_are_as_high_as_figures(figures, shown):
    assert shown == bars(figures)


def test_off_a_terminal_and_without_anything_it_is_a_figure():
    assert ("5", "0", "0") == (spark((2, 3)), spark((0, 0)), spark(()))


def test_on_a_terminal_each_ill_feed_has_its_place_its_reason_and_what_to_do(desk, monkeypatch):
    told = said(desk, monkeypatch)

    rows = [line.split() for line in told.splitlines()[2:5]]
    assert [["broken", "failing"], ["late", "late"], ["well", "ok"]] == [row[:2] for row in rows]
    assert "2 d ago" in told.splitlines()[2]
    assert "feeds.yaml:3: there is nothing at its address: HTTP 404" in told
    assert "feeds.yaml:4: it was not asked in time" in told
    assert "feeds.yaml:3: broken: correct url:" in told
    assert "feeds.yaml:4: late: see that cron or a timer runs `koplamp crawl`" in told
    assert "▅▁▁▁▂▁█ 13" in told
    assert "  of them broken      ▁▁▁▁█▁▁ 1\n" in told


@pytest.mark.parametrize(("term", "encoding"), [("dumb", "utf-8"), ("xterm", "ascii")])
def test_a_terminal_that_has_no_blocks_shows_figures(desk, monkeypatch, term, encoding):
    told = said(desk, monkeypatch, term=term, encoding=encoding)

    assert "  new articles        4 0 0 0 1 0 8 = 13\n" in told
    assert "  questions to feeds  96 0 0 0 96 0 96 = 288\n" in told
    assert "█" not in told


def test_as_json_all_of_it_is_figures(desk, monkeypatch):
    told = json.loads(said(desk, monkeypatch, "--json"))

    assert ["broken", "late", "well"] == [feed["slug"] for feed in told["feeds"]]
    assert [3, 4, 2] == [feed["line"] for feed in told["feeds"]]
    assert [4, 0, 0, 0, 1, 0, 8] == told["feeds"][2]["new_by_day"] == [day["new"] for day in told["days"]]
    assert [1, 0, 0, 0, 1, 0, 1] == [day["runs"] for day in told["days"]]
    assert 1 == sum(day["broken"] for day in told["days"])

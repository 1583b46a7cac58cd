"""Each check of the doctor's: what makes it fail, and what it then says."""

import os
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.desk import room
from crawler.desk.doctor import State, examine
from crawler.desk.lock import held
from crawler.desk.mending import repair
from crawler.desk.paths import Desk
from crawler.errors import StorageError
from crawler.store.store import Store
from tests.databases import spoil_page

NOW = datetime(2025, 11, 19, 8, 30, tzinfo=UTC)
FEEDS = """\
defaults: {user_agent: "Test (+http://test.example/; desk@test.example)"}
feeds:
  - {name: Autoblad, slug: autoblad, url: "https://autoblad.example/rss"}
"""


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk that nothing is wrong with."""
    tmp_path.chmod(0o700)
    made = Desk(tmp_path)
    made.feeds_yaml.write_text(FEEDS)
    Store(made.news_db, made.pages_db).close()
    return made


def seen(desk: Desk, state: State) -> dict[str, str]:
    """What the doctor saw in this state: check -> its words."""
    return {check.name: check.said for check in examine(desk, NOW, {}) if check.state is state}


def broken_yaml(desk: Desk) -> None:
    desk.feeds_yaml.write_text("feeds: [{nme: x}]\n")


def no_yaml(desk: Desk) -> None:
    desk.feeds_yaml.unlink()


def broken_rules(desk: Desk) -> None:
    desk.rules_yaml.write_text("rules: [{nme: x}]\n")


def a_damaged_page(desk: Desk) -> None:
    spoil_page(desk.news_db, 2)


def an_empty_file(desk: Desk) -> None:
    desk.news_db.write_bytes(b"")


def no_news(desk: Desk) -> None:
    desk.news_db.unlink()


def damaged_pages(desk: Desk) -> None:
    spoil_page(desk.pages_db, 2)


def a_promise_broken(desk: Desk) -> None:
    with sqlite3.connect(desk.news_db) as db:
        db.execute("insert into about values ('x', char(7))")
    db.close()


def a_reference_broken(desk: Desk) -> None:
    with sqlite3.connect(desk.news_db) as db:
        db.execute("insert into fetch_days values (999, '2025-11-19', 1, 1, 0, 0, 0, 0, 0)")
    db.close()


def readable_by_others(desk: Desk) -> None:
    desk.news_db.chmod(0o644)


def a_folder_for_all(desk: Desk) -> None:
    desk.folder.chmod(0o777)


@pytest.mark.breaks_promises
@pytest.mark.parametrize(
    ("spoil", "check", "said"),
    [
        (broken_yaml, "feeds.yaml", "key 'name' is missing"),
        (no_yaml, "feeds.yaml", "not found"),
        (broken_rules, "rules.yaml", "rules.yaml:1"),
        (a_damaged_page, "news.db", "koplamp doctor --repair"),
        (an_empty_file, "news.db", "restore a backup"),
        (no_news, "news.db", "koplamp restore"),
        (damaged_pages, "pages.db", "koplamp doctor --repair"),
        (a_promise_broken, "news.db", "texts are clean: 1 row of about.value"),
        (a_reference_broken, "news.db", "point at none"),
        (readable_by_others, "permissions", "chmod 600 news.db"),
        (a_folder_for_all, "permissions", "chmod 700"),
    ],
)
def test_what_is_wrong_is_said_with_what_to_do(desk, spoil, check, said):
    spoil(desk)
    found = seen(desk, State.WRONG)

    assert [check] == list(found)
    assert said in found[check]
    assert "\n" not in found[check]


def test_nothing_is_wrong_with_a_new_desk(desk):
    assert {} == seen(desk, State.WRONG)


def test_a_desk_before_its_first_crawl_is_well(desk):
    desk.news_db.unlink()
    desk.pages_db.unlink()

    assert {} == seen(desk, State.WRONG)
    assert "first `koplamp crawl`" in seen(desk, State.NOTE)["news.db"]


def test_a_disk_with_little_room_is_wrong(desk, monkeypatch):
    monkeypatch.setattr(room, "LEAST_MIB", 1 << 40)

    assert "make room" in seen(desk, State.WRONG)["disk"]


def test_a_run_with_little_room_is_refused_in_one_line(tmp_path, monkeypatch):
    room.enough_for_a_run(tmp_path)
    monkeypatch.setattr(room, "LEAST_MIB", 1 << 40)
    with pytest.raises(StorageError, match="make room and run again"):
        room.enough_for_a_run(tmp_path)


def test_who_is_at_work_is_told_and_the_search_index_left_alone(desk):
    with held(desk.lock):
        found = {f"{check.name} {check.state}": check.said for check in examine(desk, NOW, {})}

    assert str(os.getpid()) in found["lock ok"]
    assert "another run is at work" in found["news.db note"]


def test_where_others_can_enter_and_pages_are_kept_that_is_told(desk):
    desk.folder.chmod(0o755)

    assert "raw pages" in seen(desk, State.NOTE)["permissions"]
    desk.pages_db.unlink()
    assert "permissions" not in seen(desk, State.NOTE)


def test_a_secret_that_is_not_set_is_told(desk):
    desk.feeds_yaml.write_text(FEEDS.replace('rss"}', 'rss", headers: {Authorization: "${AUTOBLAD_KEY}"}}'))

    assert "AUTOBLAD_KEY" in seen(desk, State.NOTE)["feeds.yaml"]


def test_what_is_in_quarantine_is_counted(desk):
    with sqlite3.connect(desk.news_db) as db:
        db.execute("insert into quarantine values (?, 'x', 'took long', 1, '2025-11-19T08:30:00Z')", ["0" * 32])
    db.close()

    assert "0 feeds and 1 pages" in seen(desk, State.NOTE)["quarantine"]


def test_an_older_database_is_told(desk):
    with sqlite3.connect(desk.news_db) as db:
        db.execute("update about set value = 'old' where name = 'views_sha256'")
    db.close()

    assert "brings it up to date" in seen(desk, State.NOTE)["news.db"]


def test_damaged_pages_are_put_aside_and_nothing_of_the_news_is_touched(desk):
    damaged_pages(desk)
    before = desk.news_db.read_bytes()
    said = list(repair(desk, NOW))

    assert 1 == len(said)
    assert "pages.db.damaged-20251119T083000Z" in said[0]
    assert before == desk.news_db.read_bytes()
    assert {} == seen(desk, State.WRONG)


def test_a_sound_desk_is_not_mended(desk):
    assert [] == list(repair(desk, NOW))

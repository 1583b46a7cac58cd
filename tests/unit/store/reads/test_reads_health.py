"""How the feeds are, as the page of their health and that of a source say it."""

from datetime import UTC, datetime, timedelta

import pytest

from crawler.store.database import run, value, writing
from crawler.store.reads.health import DAYS, health, of_source
from tests.unit.store.reads.conftest import SOURCES, ago

NOW = datetime.now(UTC).replace(microsecond=0)


def hours(count: float) -> str:
    return (NOW - timedelta(hours=count)).strftime("%Y-%m-%dT%H:%M:%SZ")


WELL = {"last_outcome": "fresh", "last_success_at": hours(0), "last_new_item_at": hours(2), "next_check_at": hours(-1)}


@pytest.fixture
def feel(news):
    """A feed is as these columns say, and otherwise well."""

    def felt(slug: str, **facts: object) -> None:
        facts = WELL | {"last_attempt_at": hours(0)} | facts
        with writing(news):
            names = ", ".join(f"{name} = :{name}" for name in facts)
            run(news, f"update feeds set {names} where slug = :slug", facts | {"slug": slug})

    for slug in SOURCES:
        felt(slug)
    return felt


def test_a_desk_without_feeds(store):
    with writing(store.news):
        run(store.news, "delete from feeds")
    found = health(store.news.conn)

    assert (0, 0, (), (), (), None) == (
        found.feeds, found.ill_count, found.ill, found.well, found.missed, found.last_run_at
    )  # fmt: skip


def test_the_worst_comes_first_and_what_is_off_last(news, feel):
    feel("autovisie", active=0)
    feel("autobild", last_outcome="blocked", failing_since_at=hours(50))
    feel("autocar", last_outcome="gone", gone_first_seen_at=hours(72), last_success_at=hours(80))
    found = health(news.conn)

    assert [("autocar", "gone", hours(72)), ("autobild", "blocked", hours(50))] == [
        (one.slug, one.health, one.since_at) for one in found.ill
    ]
    assert [("autoweek", "ok"), ("autovisie", "off")] == [(one.slug, one.health) for one in found.well]
    assert ((("gone", 1), ("blocked", 1), ("off", 1), ("ok", 1)), 4, 2) == (
        found.states, found.feeds, found.ill_count
    )  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "state", "since"),
    [
        ({"last_outcome": "timeout", "fail_score": 3.0, "failing_since_at": hours(30)}, "failing", hours(30)),
        ({"last_outcome": "timeout", "fail_score": 3.0, "last_success_at": hours(40)}, "failing", hours(40)),
        ({"last_outcome": "timeout", "last_success_at": None}, "failing", None),
        ({"last_outcome": "redirect", "redirect_first_seen_at": hours(60)}, "moved", hours(60)),
        ({"empty_polls": 5, "last_new_item_at": hours(9)}, "empty", hours(9)),
        ({"last_new_item_at": hours(24 * 20)}, "stale", hours(24 * 20)),
        ({"last_new_item_at": None}, "stale", f"{ago(730)}T08:00:00Z"),
        ({"next_check_at": hours(30), "every_minutes": 30}, "late", hours(30)),
        ({}, "ok", None),
    ],
    ids=("fails", "answered before", "never answered", "moved", "empty", "stale", "never new", "late", "well"),
)
def test_since_when_a_feed_is_as_it_is(news, feel, facts, state, since):
    feel("autovisie", **facts)
    number = value(news, "select id from sources where slug = 'autovisie'")

    assert [(state, since)] == [(one.health, one.since_at) for one in of_source(news.conn, number)]


def test_the_last_two_weeks_of_a_feed(news, feel):
    with writing(news):
        for days, failed in ((0, 3), (2, 0), (20, 9)):
            run(
                news,
                "insert into fetch_days(feed_id, fetched_on, asked, fresh, unchanged, failed, new, ms, bytes) "
                "select id, ?, 10, 0, 0, ?, 4, 0, 0 from feeds where slug = 'autovisie'",
                [ago(days), failed],
            )
    days = next(one for one in health(news.conn).well if one.slug == "autovisie").days

    assert (DAYS, 2) == (len(days), sum(day.asked > 0 for day in days))
    assert [(ago(2), 10, 0, 4), (ago(1), 0, 0, 0), (ago(0), 10, 3, 4)] == [
        (day.on, day.asked, day.failed, day.new) for day in days[-3:]
    ]


def test_what_may_have_been_missed(news, feel):
    with writing(news):
        run(
            news,
            "insert into gaps(feed_id, from_at, to_at, window_items) select id, ?, ?, 20 from feeds where slug = ?",
            [hours(10), hours(4), "autoweek"],
        )
    found = health(news.conn)

    assert [("autoweek", 6.0, 20, None)] == [
        (one.slug, one.hours, one.window_items, one.closed_by) for one in found.missed
    ]
    assert {"autoweek": 1} == {one.slug: one.gaps for one in found.well if one.gaps}

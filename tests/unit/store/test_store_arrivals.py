"""What a feed brought so far, hour by hour, and its usual pause."""

from datetime import timedelta

import pytest

from crawler.polling import rules
from crawler.store.arrivals import arrivals, usual_pause
from crawler.store.database import value
from crawler.store.store import Store
from tests.unit.store.store_makers import NOW, desk, draft, feed, on, poll, words

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
AUTO = feed(every_minutes=None)


def at(moment):
    return on(f"{moment:%Y-%m-%d}", f"{moment:%Y-%m-%dT%H:%M:%SZ}")


def brought(store, *moments, seen=NOW, of=None):
    """A feed that listed an article of each of these moments (None: undated), oldest first."""
    numbers = range(100 * int(value(store.news, "select count(*) from fetches")), 10_000)
    dated = zip(numbers, moments, strict=False)
    entries = [draft(f"https://x.example/{n}", words(f"Bericht {n}", published=m and at(m))) for n, m in dated]
    store.save_poll(poll(*entries, of=of or AUTO, asked_at=seen))


def of_feed(store, now=NOW):
    return arrivals(store.news, 1, now)


def test_without_history_nothing_is_expected(store: Store) -> None:
    assert () == of_feed(store)


def test_as_many_are_expected_in_a_day_as_came_in_one(store: Store) -> None:
    brought(store, *(NOW - n * DAY for n in range(10, 0, -1) for _ in range(3)))

    assert 3.0 == pytest.approx(sum(of_feed(store)))


def test_the_usual_hours_stand_out_and_no_hour_is_forgotten(store: Store) -> None:
    nine = NOW.replace(hour=9, minute=15)
    brought(store, *(nine - n * DAY for n in range(20, 0, -1) for _ in range(2)))

    found = of_feed(store)

    assert [8, 9, 10] == sorted(sorted(range(24), key=found.__getitem__)[-3:])
    assert 0 < min(found) < max(found) < 1


def test_a_history_of_hours_is_not_blown_up_to_a_day(store: Store) -> None:
    brought(store, NOW - 2 * HOUR, NOW - HOUR)

    assert 2.0 == pytest.approx(sum(of_feed(store)))


def test_four_weeks_count_and_nothing_before_or_after_them(store: Store) -> None:
    brought(store, NOW - rules.ARRIVALS_OVER - DAY, NOW - 10 * DAY, NOW + DAY)

    assert 0.1 == pytest.approx(sum(of_feed(store)))


def test_an_article_without_a_time_counts_when_it_was_seen(store: Store) -> None:
    brought(store, None, None, seen=NOW - 4 * DAY)

    assert 0.5 == pytest.approx(sum(of_feed(store)))


def test_what_other_feeds_bring_does_not_count(store: Store) -> None:
    other = feed("autoweek", every_minutes=None)
    store.sync_feeds(desk(AUTO, other), NOW)
    brought(store, NOW - 2 * DAY, of=other)

    assert () == of_feed(store)


def test_only_an_auto_feed_is_told(store: Store) -> None:
    brought(store, NOW - 2 * DAY)

    [fixed], [auto] = store.due(desk(feed()), NOW + DAY), store.due(desk(AUTO), NOW + DAY)

    assert (0, 24) == (len(fixed.arrivals), len(auto.arrivals))


@pytest.mark.parametrize(
    ("hours_ago", "minutes"),
    [
        ((), None),
        ((1,), None),
        ((2, 1), None),
        ((5, 2, 1), 120.0),
        ((30, 20, 10, 9), 600.0),
        ((3, 3, 3, 2), 0.0),
    ],
)
def test_the_usual_pause_is_the_median_of_three_or_more(
    store: Store, hours_ago: tuple[int, ...], minutes: float | None
) -> None:
    if hours_ago:
        brought(store, *(NOW - hours * HOUR for hours in hours_ago))

    assert minutes == usual_pause(store.news, 1)
    assert minutes == value(store.news, "select gap_minutes from feeds")


def test_the_usual_pause_is_that_of_the_newest_articles(store: Store) -> None:
    old = [NOW - 400 * DAY + n * DAY for n in range(100)]
    brought(store, *old, *(NOW - n * HOUR for n in range(rules.GAPS_COUNTED, -1, -1)))

    assert 60.0 == usual_pause(store.news, 1)

"""When a feed is asked again: a grid that no cron can miss, wishes, failures, quiet hours, and guards."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.model import Answer, Feed, FeedJob, Outcome, Rhythm
from crawler.polling import rules
from crawler.polling.schedule import (
    auto_interval,
    fail_score,
    is_gone,
    is_trusted,
    looks_offline,
    next_check,
    offset,
    rest_unsaid,
    wants_full,
)

NOW = datetime(2025, 11, 19, 12, 0, tzinfo=UTC)  # a Wednesday
MONDAY = datetime(2025, 11, 17, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
GOOD = Answer(Outcome.FRESH, 200)
SLUGS = tuple(f"feed-{number}" for number in range(12))


def job(every: int | None = 30, slug: str = "kolibri", **facts: Any) -> FeedJob:
    feed = Feed(slug, slug.title(), f"https://{slug}.example/feed", slug, every_minutes=every)
    return replace(FeedJob(feed, feed.url), **facts)


def due(job: FeedJob, answer: Answer = GOOD, score: float = 0.0, **rhythm: Any) -> timedelta:
    """How long until the feed is asked again."""
    return next_check(job, answer, score, Rhythm(**rhythm), NOW) - NOW


# ---------------------------------------------------------------- failures


@pytest.mark.parametrize(
    ("outcome", "status", "weight"),
    [
        (Outcome.BLOCKED, 400, 1.0),
        (Outcome.BLOCKED, 401, 1.0),
        (Outcome.BLOCKED, 403, 0.5),
        (Outcome.BLOCKED, 405, 1.0),
        (Outcome.BLOCKED, 451, 0.5),
        (Outcome.CHALLENGE, 403, 0.5),
        (Outcome.CHALLENGE, 200, 0.5),
        (Outcome.GONE, 410, 1.0),
        (Outcome.MISSING, 404, 0.5),
        (Outcome.SERVER_ERROR, 500, 0.5),
        (Outcome.REDIRECT, 302, 0.5),
        (Outcome.NOT_A_FEED, 200, 0.5),
        (Outcome.TIMEOUT, None, 0.5),
        (Outcome.TOO_LARGE, None, 0.5),
        (Outcome.TOO_COSTLY, 200, 0.5),
        (Outcome.REFUSED, None, 0.5),
        (Outcome.NETWORK, None, 0.25),
        (Outcome.BUSY, 429, 0.0),
        (Outcome.BUSY, 503, 0.0),
    ],
)
def test_a_failure_weighs_what_it_says_about_the_feed(outcome: Outcome, status: int | None, weight: float) -> None:
    assert 2.0 + weight == fail_score(2.0, Answer(outcome, status))


@pytest.mark.parametrize("outcome", [Outcome.FRESH, Outcome.UNCHANGED, Outcome.PARTIAL, Outcome.EMPTY])
def test_a_good_answer_forgives_everything(outcome: Outcome) -> None:
    assert 0.0 == fail_score(7.5, Answer(outcome, 200))


@pytest.mark.parametrize(
    ("every", "score", "failing", "pause"),
    [
        (30, 0.25, HOUR, 30 * MINUTE),
        (30, 1.0, HOUR, 30 * MINUTE),
        (30, 2.0, HOUR, HOUR),
        (30, 4.0, HOUR, 4 * HOUR),
        (30, 9.0, DAY, DAY),
        (30, 500.0, 13 * DAY, DAY),
        (30, 6.0, 14 * DAY, 16 * HOUR),
        (30, 500.0, 14 * DAY, 7 * DAY),
        (1440, 2.0, DAY, DAY),
        (10080, 500.0, 400 * DAY, 7 * DAY),
        (None, 0.5, HOUR, HOUR),
        (None, 3.0, HOUR, 4 * HOUR),
    ],
)
def test_a_failing_feed_is_asked_ever_less_often_and_never_forgotten(
    every: int | None, score: float, failing: timedelta, pause: timedelta
) -> None:
    asked = job(every, failing_since=NOW - failing)

    until = due(asked, Answer(Outcome.SERVER_ERROR, 500), score)

    at_least = timedelta() if every and pause <= every * MINUTE else pause - MINUTE  # its interval: the next slot
    assert at_least <= until <= pause


@pytest.mark.parametrize(
    ("answer", "known", "pause"),
    [
        (Answer(Outcome.BLOCKED, 403), {}, DAY),
        (Answer(Outcome.BLOCKED, 401), {"failing_since": NOW - 90 * DAY}, DAY),
        (Answer(Outcome.BLOCKED, 451), {}, DAY),
        (Answer(Outcome.CHALLENGE, 200), {}, DAY),
        (Answer(Outcome.GONE, 410), {}, DAY),
        (Answer(Outcome.GONE, 410), {"gone_since": NOW - 23 * HOUR}, DAY),
        (Answer(Outcome.GONE, 410), {"gone_since": NOW - DAY}, 7 * DAY),
        (Answer(Outcome.BUSY, 429, retry_after_s=7 * 86_400), {}, 7 * DAY + MINUTE),
        (Answer(Outcome.BUSY, 503, retry_after_s=7200), {}, 2 * HOUR + MINUTE),
    ],
)
def test_who_does_not_want_us_is_asked_when_that_may_have_changed(
    answer: Answer, known: dict[str, Any], pause: timedelta
) -> None:
    assert pause - MINUTE == due(job(**known), answer, 0.5)


def test_a_410_counts_when_it_was_seen_twice_a_day_apart() -> None:
    first = next_check(job(), Answer(Outcome.GONE, 410), 1.0, Rhythm(), NOW)

    assert (False, True) == (is_gone(job(), NOW), is_gone(job(gone_since=NOW), first))


# ---------------------------------------------------------------- the grid and cron


@pytest.mark.parametrize("every", [5, 7, 15, 30, 60, 90, 240, 1440, 10080])
@pytest.mark.parametrize("slug", SLUGS[:4])
def test_slots_lie_half_a_minute_before_whole_minutes_and_do_not_move(every: int, slug: str) -> None:
    first = next_check(job(every, slug), GOOD, 0, Rhythm(), NOW)
    second = next_check(job(every, slug), GOOD, 0, Rhythm(), first)

    assert 30 == first.second
    assert every * MINUTE == second - first
    assert second == next_check(job(every, slug), GOOD, 0, Rhythm(), second - timedelta(seconds=1))


def test_feeds_of_one_interval_spread_over_it() -> None:
    minutes = {due(job(60, f"feed-{number}")) // MINUTE for number in range(400)}

    assert 55 < len(minutes)
    assert all(0 <= offset(slug) < 1 for slug in SLUGS)


def ticks_asked(every: int, slug: str, cron: timedelta, late: float, wish_s: int = 0) -> Iterator[int]:
    """The ticks of a week at which a feed is asked: cron starts up to 5 s late, its turn comes up to `late` s later."""
    chance, due_at = Random(f"{slug} {every}"), MONDAY
    for tick in range(int(7 * DAY / cron)):
        start = MONDAY + tick * cron + timedelta(seconds=chance.uniform(0, 5))
        if due_at.replace(microsecond=0) <= start:
            yield tick
            asked_at = start + timedelta(seconds=chance.uniform(0, late))
            answer = replace(GOOD, fresh_for_s=wish_s or None)
            due_at = next_check(job(every, slug, picked_at=start), answer, 0, Rhythm(), asked_at)


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize(
    ("cron", "late", "every", "nth"),
    [
        (15, 12, 15, 1),
        (15, 12, 30, 2),
        (15, 12, 60, 4),
        (15, 12, 120, 8),
        (15, 12, 1440, 96),
        (5, 4, 5, 1),
        (5, 4, 15, 3),
        (5, 4, 60, 12),
        (60, 50, 30, 1),
        (60, 50, 60, 1),
        (60, 50, 240, 4),
    ],
)
def test_a_late_run_costs_no_tick_and_no_tick_is_one_too_many(
    cron: int, late: int, every: int, nth: int, slug: str
) -> None:
    ticks = list(ticks_asked(every, slug, cron * MINUTE, late * 60))

    assert {nth} == {later - earlier for earlier, later in pairwise(ticks[1:])}  # the first: before the feed's own slot


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("late", [50, 12 * 60])
@pytest.mark.parametrize(("every", "wish_s", "nth"), [(30, 1800, 2), (15, 900, 1), (30, 60, 2), (30, 3600, 4)])
def test_a_lifetime_as_long_as_the_interval_costs_no_tick(
    every: int, wish_s: int, nth: int, slug: str, late: float
) -> None:
    ticks = list(ticks_asked(every, slug, 15 * MINUTE, late, wish_s))

    assert {nth} == {later - earlier for earlier, later in pairwise(ticks[1:])}


def test_a_run_that_was_held_up_for_hours_asks_at_the_next_tick() -> None:
    assert timedelta(seconds=1) == due(job(15, picked_at=NOW - 5 * HOUR))


# ---------------------------------------------------------------- wishes


@pytest.mark.parametrize(
    ("every", "rhythm", "fresh_s", "at_least"),
    [
        (30, {"every_minutes": 120}, None, 119 * MINUTE),
        (30, {}, 7200, 119 * MINUTE),
        (30, {"every_minutes": 60}, 7200, 119 * MINUTE),
        (30, {"every_minutes": 10**6}, None, DAY - MINUTE),
        (None, {"every_minutes": 300}, None, 299 * MINUTE),
    ],
)
def test_a_server_may_wish_for_longer(
    every: int | None, rhythm: dict[str, int], fresh_s: int | None, at_least: timedelta
) -> None:
    until = due(job(every), replace(GOOD, fresh_for_s=fresh_s), **rhythm)

    assert at_least <= until <= at_least + 30 * MINUTE


@pytest.mark.parametrize("every", [15, 30, 60, 1440, None])
def test_a_server_cannot_wish_for_sooner(every: int | None) -> None:
    usual = due(job(every))

    assert usual == due(job(every), replace(GOOD, fresh_for_s=1), every_minutes=1)


# ---------------------------------------------------------------- quiet hours


@pytest.mark.parametrize(
    ("rhythm", "at"),
    [
        ({"skip_hours": (12, 13)}, NOW + 2 * HOUR),
        ({"skip_days": (2,)}, MONDAY + 3 * DAY),
        ({"skip_hours": (0, 12), "skip_days": (2, 3)}, MONDAY + 4 * DAY + HOUR),
        ({"skip_hours": tuple(range(1, 24))}, MONDAY + 3 * DAY),
        ({"skip_hours": tuple(range(1, 24)), "skip_days": (0, 2, 3, 4, 5, 6)}, MONDAY + 8 * DAY),
    ],
)
def test_hours_and_days_that_a_feed_asks_to_skip_are_skipped(rhythm: dict[str, Any], at: datetime) -> None:
    assert at == NOW + due(job(30), **rhythm)


@pytest.mark.parametrize(
    "rhythm", [{"skip_hours": tuple(range(24))}, {"skip_days": tuple(range(7))}, {"skip_hours": (30,), "skip_days": ()}]
)
def test_who_skips_everything_skips_nothing(rhythm: dict[str, Any]) -> None:
    assert due(job(30)) == due(job(30), **rhythm)


# ---------------------------------------------------------------- every: auto


def per_hour(articles: float) -> tuple[float, ...]:
    return (articles,) * 24


@pytest.mark.parametrize(
    ("known", "interval"),
    [
        ({}, HOUR),
        ({"arrivals": per_hour(0.0)}, HOUR),
        ({"arrivals": per_hour(1.0)}, HOUR),
        ({"arrivals": per_hour(2.0)}, 30 * MINUTE),
        ({"arrivals": per_hour(60.0)}, 15 * MINUTE),
        ({"arrivals": per_hour(0.1)}, 4 * HOUR),
        ({"arrivals": per_hour(0.5), "window_items": 12}, 2 * HOUR),
        ({"arrivals": per_hour(0.5), "window_items": 2}, 2 * HOUR),  # half of four hours
        ({"arrivals": per_hour(0.5), "window_items": 1}, HOUR),  # half of two
        ({"arrivals": per_hour(1000.0), "window_items": 1}, 15 * MINUTE),
        ({"arrivals": per_hour(5.0), "last_new_at": NOW - 7 * DAY}, 4 * HOUR),
        ({"arrivals": per_hour(5.0), "last_new_at": NOW - 30 * DAY}, 12 * HOUR),
        ({"arrivals": per_hour(1.0), "last_new_at": NOW + DAY}, HOUR),
    ],
)
def test_an_auto_feed_is_asked_when_something_new_is_to_be_expected(known: dict[str, Any], interval: timedelta) -> None:
    found = auto_interval(job(None, **known), Rhythm(), NOW)

    assert interval == round(found / (5 * MINUTE)) * 5 * MINUTE


def test_an_auto_feed_knows_the_hours() -> None:
    office_hours = tuple(4.0 if 8 <= hour < 18 else 0.05 for hour in range(24))
    asked = job(None, arrivals=office_hours)

    assert 15 * MINUTE == auto_interval(asked, Rhythm(), NOW)
    assert 4 * HOUR == auto_interval(asked, Rhythm(), NOW.replace(hour=22))


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize(
    "known",
    [{"arrivals": per_hour(1000.0)}, {"arrivals": per_hour(2.0)}, {"arrivals": per_hour(1.0), "window_items": 2}],
)
def test_an_auto_feed_keeps_its_tick_and_its_bound_whatever_its_offset(slug: str, known: dict[str, Any]) -> None:
    asked = job(None, slug, picked_at=NOW, **known)
    interval = auto_interval(asked, Rhythm(), NOW)

    until = next_check(asked, GOOD, 0, Rhythm(), NOW + 12 * MINUTE) - NOW

    assert max(0.9 * interval - MINUTE, 12 * MINUTE) <= until <= interval - MINUTE


# ---------------------------------------------------------------- guards


@pytest.mark.parametrize(
    ("known", "full"),
    [
        ({}, False),
        ({"full_at": NOW - 24 * HOUR}, False),
        ({"full_at": NOW - 25 * HOUR}, True),
        ({"full_at": NOW - 25 * HOUR, "gap_minutes": 240.0}, False),
        ({"full_at": NOW - 33 * HOUR, "gap_minutes": 240.0}, True),
        ({"full_at": NOW - HOUR, "since_full": 49}, False),
        ({"full_at": NOW - HOUR, "since_full": 50}, True),
        ({"full_at": NOW - 25 * HOUR, "since_full": 0}, False),
        ({"full_at": NOW - 25 * HOUR, "etag": None}, False),
        ({"full_at": NOW - 25 * HOUR, "etag": None, "last_modified": "x"}, True),
        ({"full_at": NOW - 25 * HOUR, "trusts_304": False}, False),
        ({"full_at": None, "since_full": 500}, False),
    ],
)
def test_a_feed_is_asked_in_full_when_its_304s_are_to_be_checked(known: dict[str, Any], *, full: bool) -> None:
    told = {"etag": '"v1"', "full_at": NOW - HOUR, "since_full": 2} | known

    assert full == wants_full(job(**told), NOW)


@pytest.mark.parametrize(
    ("lied_at", "trusted"),
    [(None, True), (NOW, False), (NOW - 29 * DAY, False), (NOW - 30 * DAY, True), (NOW + DAY, True)],
)
def test_a_lie_is_held_against_a_feed_for_a_month(lied_at: datetime | None, *, trusted: bool) -> None:
    assert trusted == is_trusted(lied_at, NOW)


DEAD = Answer(Outcome.NETWORK, unconnected=True)
RESTS, STAYS_OUT = Answer(Outcome.BUSY), Answer(Outcome.REFUSED)


def each_its_own(*answers: Answer) -> list[tuple[str, Answer]]:
    """Feeds of as many domains."""
    return [(f"{number}.example", answer) for number, answer in enumerate(answers)]


@pytest.mark.parametrize(
    ("answers", "offline"),
    [
        ([], False),
        ([DEAD] * 4, False),
        ([DEAD] * 5, True),
        ([DEAD] * 4 + [GOOD], True),
        ([DEAD] * 3 + [GOOD] * 2, False),
        ([Answer(Outcome.SERVER_ERROR, 500)] * 9, False),
        ([DEAD] * 79 + [GOOD] * 21, False),
        ([DEAD] * 80 + [GOOD] * 20, True),
        # reached, and then something went wrong
        ([Answer(Outcome.NETWORK)] * 9, False),
        ([Answer(Outcome.NETWORK, tls_failed=True)] * 9, False),
        ([Answer(Outcome.TIMEOUT)] * 9, False),
        # nothing was sent to those
        ([DEAD] * 6 + [RESTS] * 3 + [STAYS_OUT] * 3, True),
        ([DEAD] * 4 + [RESTS] * 9, False),
    ],
)
def test_many_feeds_without_a_connection_mean_our_own_network(answers: list[Answer], *, offline: bool) -> None:
    assert offline == looks_offline(each_its_own(*answers))


@pytest.mark.parametrize(
    ("dead_feeds", "dead", "good", "lasts", "offline"),
    [
        (20, 1, 1, timedelta(), False),  # a publisher died
        (20, 3, 1, timedelta(), False),
        (20, 4, 1, timedelta(), True),
        (20, 4, 1, 9 * DAY, True),
        (5, 1, 0, timedelta(), True),
        (5, 1, 0, DAY - MINUTE, True),
        (5, 1, 0, DAY, False),
        (40, 4, 0, DAY, False),
        (40, 5, 0, 9 * DAY, True),
    ],
)
def test_a_dead_publisher_is_no_outage_of_ours(
    dead_feeds: int, dead: int, good: int, lasts: timedelta, *, offline: bool
) -> None:
    answers = [(f"{number % dead}.example", DEAD) for number in range(dead_feeds)]

    assert offline == looks_offline([*answers, *(("good.example", GOOD) for _ in range(good))], lasts)


@pytest.mark.parametrize(
    ("strikes", "minutes"), [(0, 15), (1, 30), (2, 60), (3, 120), (6, 960), (7, 1440), (500, 1440)]
)
def test_a_busy_host_that_does_not_say_rests_longer_each_time(strikes: int, minutes: int) -> None:
    assert minutes * MINUTE == rest_unsaid(strikes)


# ---------------------------------------------------------------- whatever comes

MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))
SOMETIME = st.none() | MOMENTS
ANSWERS = st.builds(
    Answer,
    st.sampled_from(Outcome),
    st.none() | st.integers(100, 599),
    retry_after_s=st.none() | st.integers(60, 7 * 86_400),
    fresh_for_s=st.none() | st.integers(1, 86_400),
)
RHYTHMS = st.builds(
    Rhythm,
    st.none() | st.integers(1, 366 * 1440),
    st.lists(st.integers(0, 23), unique=True).map(tuple),
    st.lists(st.integers(0, 6), unique=True).map(tuple),
)
JOBS = st.builds(
    job,
    st.none() | st.integers(5, 10_080),
    st.text("abc-", min_size=1, max_size=8),
    fail_score=st.floats(0, 1e6),
    failing_since=SOMETIME,
    last_new_at=SOMETIME,
    gone_since=SOMETIME,
    picked_at=SOMETIME,
    window_items=st.none() | st.integers(0, 2000),
    arrivals=st.just(()) | st.lists(st.floats(0, 1e6), min_size=24, max_size=24).map(tuple),
)


@settings(max_examples=400, deadline=None)
@given(JOBS, ANSWERS, RHYTHMS, MOMENTS)
def test_the_next_question_is_never_in_the_past_nor_beyond_its_cap(
    asked: FeedJob, answer: Answer, rhythm: Rhythm, now: datetime
) -> None:
    score = fail_score(asked.fail_score, answer)

    until = next_check(asked, answer, score, rhythm, now) - now

    rest = timedelta(seconds=answer.retry_after_s or 0)
    assert max(timedelta(), rest) <= until <= max(rules.LONGEST, rest)
    assert timedelta() < until


@pytest.mark.parametrize("every", [10_080, 9_000])
def test_a_weekly_feed_is_not_asked_on_the_day_it_skips(every: int) -> None:
    slot = next_check(job(every), GOOD, 0, Rhythm(), NOW)
    skipping = Rhythm(skip_days=(slot.weekday(),))

    at = next_check(job(every), GOOD, 0, skipping, NOW)

    assert slot.weekday() != at.weekday()
    assert NOW < at <= NOW + rules.LONGEST


@settings(max_examples=100, deadline=None)
@given(RHYTHMS, MOMENTS)
def test_a_feed_that_skips_hours_is_asked_in_an_hour_it_leaves_open(rhythm: Rhythm, now: datetime) -> None:
    at = next_check(job(30), GOOD, 0, replace(rhythm, every_minutes=None), now)

    says_nothing = len(rhythm.skip_hours) == 24 or len(rhythm.skip_days) == 7
    assert says_nothing or (at.hour not in rhythm.skip_hours and at.weekday() not in rhythm.skip_days)

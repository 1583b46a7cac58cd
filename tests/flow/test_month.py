"""Thirty simulated days of a cron tick every 15 minutes over every scenario at once; see month.py for what is real."""

import os
import re
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from crawler.asking import Question, answered, settled
from crawler.model import Feed, FeedJob
from crawler.polling.answers import Reply, retry_after
from tests.flow.month import TICK, Heard, Month, Plan, is_outage, lived, never
from tests.flow.scenarios import DAY, DAYS, HOUR, START, TABLE, Scenario

pytestmark = pytest.mark.timeout(1500)  # all wait for the month: two minutes of an idle core, 15 of a slow busy one

JUMP_DAY, JUMP_TICKS = 4, range(96 * 3 + 24, 96 * 3 + 30)  # at six in the morning, for an hour and a half
JUMPED = ("honest-30m", "honest-1h", "no-validators", "auto-quiet", "forbidden", "missing", "busy-seconds")


def jumping(tick: int) -> timedelta:
    """Our own clock stands three days ahead for a while."""
    return 3 * DAY if tick in JUMP_TICKS else timedelta()


@pytest.fixture(scope="module")
def months() -> Iterator[list[Month]]:
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # each of 30,000 commits waits for a disk
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        jump = Plan(96 * 7, over_socket=never, offline=never, wrong=jumping)
        yield lived(Path(folder), [([one.slug for one in TABLE], Plan()), (JUMPED, jump)])


@pytest.fixture(scope="module")
def month(months: list[Month]) -> Month:
    """The month of the whole table."""
    return months[0]


@pytest.fixture(scope="module")
def jumped(months: list[Month]) -> Month:
    """The week in which our clock jumps."""
    return months[1]


every_scenario = pytest.mark.parametrize("one", TABLE, ids=lambda one: one.slug)


def day_of(moment: datetime) -> int:
    return (moment - START) // DAY + 1


def row_of(month: Month, slug: str) -> dict[str, Any]:
    """A feed's row; its own origin is left off addresses, another's is called elsewhere."""
    row = month.rows("select * from feeds where slug = ?", slug)[0]
    own = f"http://{month.hosts[slug]}:{month.port}"
    for name in ("url_effective", "redirect_url"):
        if row[name]:
            row[name] = re.sub(r"^http://[^/]*", "elsewhere", row[name].replace(own, ""))
    return row


# ---------------------------------------------------------------- each scenario


@every_scenario
def test_a_feed_is_asked_as_often_as_the_table_says(month: Month, one: Scenario) -> None:
    arrived = Counter(day_of(heard.moment) for heard in month.heard if heard.slug == one.slug)
    off = {
        day: (least, arrived[day], most)
        for first, last, least, most in one.polls
        for day in range(first, last + 1)
        if not least <= arrived[day] <= most
    }

    assert {} == off
    if one.total:
        first, last, least, most = one.total

        assert least <= sum(arrived[day] for day in range(first, last + 1)) <= most


@every_scenario
def test_a_feed_has_the_outcomes_of_the_table_and_no_others(month: Month, one: Scenario) -> None:
    assert set(one.outcomes.split()) == {seen.outcome for seen in month.of(one.slug)}


@every_scenario
def test_the_socket_and_the_simulation_of_it_agree(month: Month, one: Scenario) -> None:
    ways = defaultdict(set)
    for seen in month.of(one.slug):
        ways[seen.over_socket].add(seen.outcome)

    assert set(one.outcomes.split()) == ways[True]
    assert ways[True] >= ways[False] > set()


@every_scenario
def test_a_feed_ends_in_the_state_of_the_table(month: Month, one: Scenario) -> None:
    row = row_of(month, one.slug)

    assert one.state == {name: row[name] for name in one.state}


@every_scenario
def test_a_feed_has_the_health_of_the_table(month: Month, one: Scenario) -> None:
    assert one.health == month.health()[one.slug]


@every_scenario
def test_every_article_is_stored_or_a_gap_says_so(month: Month, one: Scenario) -> None:
    wanted = "extracted" if one.missed is not None else "%"
    sql = (
        "select a.url from articles a join sightings s on s.article_id = a.id join feeds f on f.id = s.feed_id "
        "where f.slug = ? and a.stage like ?"
    )
    stored = {int(row["url"].rpartition("/")[2]) for row in month.rows(sql, one.slug, wanted)}
    gaps = month.rows("select g.closed_by from gaps g join feeds f on f.id = g.feed_id where f.slug = ?", one.slug)
    last = [seen.asked_at for seen in month.of(one.slug) if seen.outcome in ("fresh", "unchanged", "partial")]

    assert list(one.gaps) == [gap["closed_by"] for gap in gaps]
    if one.missed is not None:
        promised = one.news.promised(last[-1])

        assert one.missed == len(promised - stored)


@every_scenario
def test_what_is_written_of_the_days_is_what_was_polled(month: Month, one: Scenario) -> None:
    sql = (
        "select sum(asked) as asked, sum(fresh) as fresh, sum(unchanged) as unchanged, sum(failed) as failed "
        "from fetch_days d join feeds f on f.id = d.feed_id where f.slug = ?"
    )
    outcomes = Counter(seen.outcome for seen in month.of(one.slug))
    fresh, unchanged = outcomes["fresh"] + outcomes["partial"], outcomes["unchanged"] + outcomes["empty"]
    total = outcomes.total()

    assert {"asked": total, "fresh": fresh, "unchanged": unchanged, "failed": total - fresh - unchanged} == month.rows(
        sql, one.slug
    )[0]


# ---------------------------------------------------------------- all of them


def test_the_month_is_as_long_and_as_real_as_promised(month: Month) -> None:
    assert 2880 == len(month.runs)
    assert len({seen.tick for seen in month.polls if seen.over_socket}) >= 200
    assert len(TABLE) >= 42


def test_a_run_ends_with_0_and_with_69_while_nothing_can_be_reached(month: Month) -> None:
    assert {False: {0}, True: {69}} == {
        off: {run.exit_code for tick, run in enumerate(month.runs) if is_outage(tick) is off} for off in (False, True)
    }


def test_an_outage_of_our_own_is_charged_to_nobody(month: Month) -> None:
    states = [month.states[tick] for tick in sorted(month.states)]

    assert 25 == len(states)
    assert all(states[0] == state for state in states)


def test_the_next_question_lies_ahead_and_at_most_a_week_or_as_far_as_the_host_asked(month: Month) -> None:
    for seen in month.polls:
        longest = max(7 * DAY, timedelta(seconds=seen.retry_after_s or 0))

        assert seen.asked_at < seen.next_check_at <= seen.asked_at + longest, seen


def test_after_a_429_a_host_hears_nothing_until_its_time_has_come(month: Month) -> None:
    rests = 0
    for busy, following in _after_each_busy(month):
        rests += 1
        seconds = retry_after(busy.retry_after, busy.moment, busy.status)

        assert following.tick > busy.tick, (busy, following)
        assert following.moment >= busy.moment + timedelta(seconds=seconds or 15 * 60), (busy, following)

    assert rests >= 10


def _after_each_busy(month: Month) -> Iterator[tuple[Heard, Heard]]:
    """Each 429 and 503 (of robots.txt too) with the next request that this host got."""
    by_host = defaultdict(list)
    for heard in month.heard:
        by_host[heard.host].append(heard)
    for requests in by_host.values():
        yield from (two for two in pairwise(requests) if two[0].status in (429, 503))


def test_robots_txt_is_asked_for_once_a_day_and_no_question_goes_by_an_older_one(month: Month) -> None:
    learnt: dict[str, datetime] = {}
    for heard in month.heard:
        age = heard.moment - learnt.get(heard.host, START - DAY)
        if heard.path == "/robots.txt" and heard.status < 500:
            assert age >= DAY, heard

            learnt[heard.host] = heard.moment
        elif heard.path != "/robots.txt":
            assert age < DAY, heard


# ---------------------------------------------------------------- single ones, looked at closely


def heard_of(month: Month, slug: str) -> list[Heard]:
    """The requests that a feed's host got for it."""
    return [heard for heard in month.heard if heard.slug == slug]


def test_nobody_is_asked_in_hours_or_on_days_it_wants_to_be_left_alone(month: Month) -> None:
    hours = {heard.moment.hour for heard in heard_of(month, "skip-hours") if heard.tick >= 4}
    days = {heard.moment.weekday() for heard in heard_of(month, "skip-days")}

    assert set(range(6, 24)) >= hours
    assert {0, 1, 2, 3, 4} == days


def test_a_feed_that_lies_is_found_out_in_two_days_and_not_believed_again(month: Month) -> None:
    statuses = {day: set() for day in range(1, DAYS + 1)}
    for heard in heard_of(month, "lying-304"):
        statuses[day_of(heard.moment)].add(heard.status)

    assert {200, 304} == statuses[1]
    assert [{200}] * (DAYS - 2) == [statuses[day] for day in range(3, DAYS + 1)]


def test_a_feed_that_tells_the_truth_is_asked_in_full_now_and_then_only(month: Month) -> None:
    full = [heard for heard in heard_of(month, "quiet-weeks") if not heard.conditional]

    assert 10 <= len(full) <= 35


def test_no_validator_is_sent_that_would_freeze_a_feed(month: Month) -> None:
    for slug in ("expires-0", "modified-in-2041", "no-validators"):
        assert not any(heard.conditional for heard in heard_of(month, slug))


def test_of_two_feeds_on_a_host_one_is_told_to_wait_and_both_do(month: Month) -> None:
    told = [heard for slug in ("pair-one", "pair-two") for heard in heard_of(month, slug) if heard.status == 429]

    assert 1 == len(told)


def test_a_crawl_delay_holds_between_all_requests_of_a_run(month: Month) -> None:
    runs: dict[int, list[float]] = defaultdict(list)
    for heard in month.heard:
        if heard.host == month.hosts["crawl-delay"] and heard.at and heard.path != "/robots.txt":
            runs[heard.tick].append(heard.at)
    spans = [(0.2 * (len(times) - 1), times[-1] - times[0]) for times in runs.values() if len(times) > 1]

    assert len(spans) >= 3
    short = [max(0.0, least - span) for least, span in spans]  # where the first was heard late: the machine is busy
    assert sum(short) / len(short) < 0.05, short


def test_an_office_is_asked_most_in_its_hours(month: Month) -> None:
    asked = [heard.moment for heard in heard_of(month, "auto-office") if 15 <= day_of(heard.moment) <= 19]
    inside = [moment for moment in asked if 8 <= moment.hour < 17]

    assert len(inside) / 9 > 1.3 * (len(asked) - len(inside)) / 15


def test_a_move_is_adopted_on_the_eighth_day(month: Month) -> None:
    old = [day_of(heard.moment) for heard in heard_of(month, "moved-within") if heard.path == "/feed.xml"]

    assert set(range(1, 9)) == set(old)
    assert 1 == old.count(8)


def test_a_move_to_https_of_the_same_host_is_adopted_at_once() -> None:
    job = FeedJob(
        Feed("kolibri", "Kolibri", "http://kolibri.example/feed.xml", "kolibri"), "http://kolibri.example/feed.xml"
    )
    reply = Reply(304, "https://kolibri.example/feed.xml", hops=(301,))

    poll = settled(answered(job, Question(etag='"a"'), reply, START))

    assert "https://kolibri.example/feed.xml" == poll.adopts


# ---------------------------------------------------------------- our own clock jumps three days ahead, and back


def test_when_our_clock_jumps_every_feed_is_asked_again_at_once_and_then_as_usual(jumped: Month) -> None:
    back = JUMP_TICKS[-1] + 1
    for slug in ("honest-30m", "honest-1h", "no-validators", "forbidden"):
        days = Counter(day_of(heard.moment) for heard in jumped.heard if heard.slug == slug)
        usual = {"honest-30m": 48, "honest-1h": 24, "no-validators": 12, "forbidden": 1}[slug]
        times = [heard.tick for heard in jumped.heard if heard.slug == slug]

        assert [usual] * 2 == [days[2], days[3]]
        assert usual <= days[JUMP_DAY] <= usual + 3
        assert [usual] * 3 == [days[day] for day in range(JUMP_DAY + 1, JUMP_DAY + 4)]
        assert back in times


def test_a_jump_of_our_clock_costs_no_article_and_leaves_no_time_in_the_future(jumped: Month) -> None:
    for slug in ("honest-30m", "honest-1h", "no-validators"):
        one = next(one for one in TABLE if one.slug == slug)
        sql = "select count(*) as n from sightings s join feeds f on f.id = s.feed_id where f.slug = ?"

        assert len(one.news.promised(jumped.ended - HOUR * 2)) == jumped.rows(sql, slug)[0]["n"]
    late = jumped.ended + TICK
    wrong = "select slug from feeds where last_attempt_at > :late or next_check_at > :week or full_at > :late"
    week = late + 7 * DAY

    assert [] == jumped.rows(wrong.replace(":late", f"'{late:%FT%TZ}'").replace(":week", f"'{week:%FT%TZ}'"))
    assert {0} == {run.exit_code for run in jumped.runs}

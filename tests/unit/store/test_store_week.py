"""The last seven days: each once, whatever clocks do, and what happened on them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from crawler.model import Run
from crawler.store.week import brought, week
from tests.unit.store.store_makers import NOW, draft, poll, words

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def test_each_day_is_there_once_when_the_clocks_go_back(store):
    half_past_midnight = datetime(2025, 10, 27, 23, 30, tzinfo=UTC)

    days = [day.on for day in week(store.news, half_past_midnight, AMSTERDAM)]

    assert [f"2025-10-{number}" for number in range(22, 29)] == days


def test_a_run_counts_on_the_day_it_began_here_and_one_at_work_is_not_broken(store):
    late = datetime(2025, 11, 18, 23, 30, tzinfo=UTC)  # the 19th in Amsterdam
    for at, code in ((NOW - timedelta(days=1), 0), (late, 70), (late, 0)):
        store.finish_run(store.start_run("cron", "1", at), Run(at, "cron", at, code))
    store.start_run("cron", "1", NOW - timedelta(hours=1))  # killed
    store.start_run("cron", "1", NOW)  # at work

    *_, yesterday, today = week(store.news, NOW, AMSTERDAM)

    assert (1, 0) == (yesterday.runs, yesterday.broken)
    assert (4, 2) == (today.runs, today.broken)


def test_what_feeds_brought_stands_by_day(store):
    store.save_poll(poll(draft(), draft("https://a.example/2", words("Twee"))))

    assert {"autovisie": (0, 0, 0, 0, 0, 0, 2)} == brought(store.news, NOW, AMSTERDAM)
    today = week(store.news, NOW, AMSTERDAM)[-1]
    assert (1, 0, 2) == (today.asked, today.failed, today.new)
    assert {} == brought(store.news, NOW + timedelta(days=9), AMSTERDAM)

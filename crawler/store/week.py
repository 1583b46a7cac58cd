"""The last seven days of a desk, day by day in its own zone: what runs did, and what each feed brought."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from crawler.store.database import rows
from crawler.store.times import day, instant, moment

DAYS = 7
ASKED = """
select d.fetched_on, sum(d.asked) as asked, sum(d.failed) as failed, sum(d.new) as new
from feeds f cross join fetch_days d on d.feed_id = f.id and d.fetched_on between ? and ? group by d.fetched_on"""
BROUGHT = """
select f.slug, d.fetched_on, d.new
from feeds f cross join fetch_days d on d.feed_id = f.id and d.fetched_on between ? and ?"""
RUNS = "select started_at, finished_at, exit_code from runs where started_at > ? order by id"


@dataclass(frozen=True, slots=True)
class Day:
    """What happened on a day. `broken`: runs that ended otherwise than with 0, or were killed."""

    on: str
    runs: int = 0
    broken: int = 0
    asked: int = 0
    failed: int = 0
    new: int = 0


def week(db: Database, now: datetime, zone: ZoneInfo) -> tuple[Day, ...]:
    """Seven days, today last."""
    days = _days(now, zone)
    asked = {one["fetched_on"]: one for one in rows(db, ASKED, [days[0], days[-1]])}
    began = rows(db, RUNS, [instant(now - timedelta(DAYS + 1))])
    at_work = began[-1:] if began and began[-1]["finished_at"] is None else []
    runs = [(day(moment(one["started_at"]), zone), one["exit_code"] != 0 and one not in at_work) for one in began]
    return tuple(
        Day(
            on,
            sum(one == on for one, _ in runs),
            sum(one == on and broken for one, broken in runs),
            **{name: asked[on][name] if on in asked else 0 for name in ("asked", "failed", "new")},
        )
        for on in days
    )


def brought(db: Database, now: datetime, zone: ZoneInfo) -> dict[str, tuple[int, ...]]:
    """New entries of each feed on each of the seven days; a feed that was not asked is not in it."""
    days = _days(now, zone)
    found: dict[str, dict[str, int]] = {}
    for one in rows(db, BROUGHT, [days[0], days[-1]]):
        found.setdefault(one["slug"], {})[one["fetched_on"]] = one["new"]
    return {slug: tuple(by_day.get(on, 0) for on in days) for slug, by_day in found.items()}


def _days(now: datetime, zone: ZoneInfo) -> tuple[str, ...]:
    today = date.fromisoformat(day(now, zone))
    return tuple((today - timedelta(ago)).isoformat() for ago in reversed(range(DAYS)))

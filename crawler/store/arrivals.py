"""What a feed brought so far -> how much of it to expect, hour by hour, and its usual pause."""

from datetime import datetime
from itertools import pairwise
from statistics import median

from sqlite_utils import Database

from crawler.polling import rules
from crawler.store.database import rows
from crawler.store.times import instant, moment

BY_HOUR = """
select cast(substr(at, 12, 2) as integer) as hour, count(*) as articles, min(at) as first_at from (
  select coalesce(a.published_at, s.first_seen_at) as at
  from sightings s join articles a on a.id = s.article_id
  where s.feed_id = :feed_id and s.article_id >= (
    select id from articles where first_seen_at >= :since order by first_seen_at limit 1)
) where at >= :since and at <= :now
group by hour"""
NEWEST = """
select coalesce(a.published_at, s.first_seen_at) as at
from sightings s join articles a on a.id = s.article_id
where s.feed_id = ? order by s.article_id desc limit ?"""


def arrivals(db: Database, feed_id: int, now: datetime) -> tuple[float, ...]:
    """Articles to be expected from a feed in each hour of the day (UTC), 24 figures; () without any history.

    Half of each figure is what that hour and its neighbours usually bring, half the average of the day: a few weeks of
    a quiet feed say little about single hours.
    """
    found = rows(db, BY_HOUR, {"feed_id": feed_id, "since": instant(now - rules.ARRIVALS_OVER), "now": instant(now)})
    if not found:
        return ()
    days = max(1.0, (now - moment(min(row["first_at"] for row in found))) / rules.DAY)
    counted = {row["hour"]: row["articles"] / days for row in found}
    mean = sum(counted.values()) / 24
    return tuple(
        0.5 * mean + 0.5 * sum(counted.get((hour + by) % 24, 0.0) for by in (-1, 0, 1)) / 3 for hour in range(24)
    )


def usual_pause(db: Database, feed_id: int) -> float | None:
    """Minutes between two articles of a feed: the median over its newest; None with fewer than three."""
    found = sorted(moment(row["at"]) for row in rows(db, NEWEST, [feed_id, rules.GAPS_COUNTED + 1]))
    pauses = [(later - earlier) / rules.MINUTE for earlier, later in pairwise(found)]
    return round(median(pauses), 1) if len(pauses) >= 2 else None

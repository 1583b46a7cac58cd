"""What a site rule came to on a page -> a count a day, host and rule -> how each rule does lately.

Its selectors for title, authors, date and lead are counted beside it, as `rule/title`; no rule's name has a slash.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from crawler.model import Visit
from crawler.normal.urls import registrable_domain
from crawler.store.database import Row, rows, run, writing
from crawler.store.times import day

LATELY = 7  # days, today included
KEPT = timedelta(days=400)

COUNT = """
insert into rule_hits(host, rule, matched_on, hits, misses) values (:host, :rule, :on, :hit, 1 - :hit)
on conflict(rule, matched_on, host) do update set hits = hits + excluded.hits, misses = misses + excluded.misses"""
LAST_DAYS = """
with last as (select rule, max(matched_on) as tried_on from rule_hits group by rule)
select rule, coalesce(sum(hits) filter (where matched_on >= :since), 0) as hits,
  coalesce(sum(misses) filter (where matched_on >= :since), 0) as misses,
  sum(hits) filter (where matched_on = tried_on) as last_hits,
  sum(misses) filter (where matched_on = tried_on) as last_misses,
  max(matched_on) filter (where hits > 0) as last_hit_on
from rule_hits join last using (rule) group by rule order by rule"""


def count(db: Database, visit: Visit, zone: ZoneInfo) -> None:
    """Count the rule that was tried on a page, if one was; the caller holds the transaction."""
    if visit.rule is None:
        return
    url = visit.page.url_final if visit.page else visit.job.url
    facts = {"host": registrable_domain(url), "rule": visit.rule.name, "on": day(visit.asked_at, zone)}
    run(db, COUNT, facts | {"hit": int(visit.rule.hit)})
    for name, hit in visit.rule.fields:
        run(db, COUNT, facts | {"rule": f"{visit.rule.name}/{name}", "hit": int(hit)})


def lately(db: Database, now: datetime, zone: ZoneInfo) -> list[Row]:
    """Each rule and selector ever tried: `hits` and `misses` of the last 7 days and of its last day, `last_hit_on`."""
    return rows(db, LAST_DAYS, {"since": day(now - timedelta(days=LATELY - 1), zone)})


def forget(db: Database, now: datetime, zone: ZoneInfo) -> None:
    """Forget counts of more than a year ago."""
    with writing(db):
        run(db, "delete from rule_hits where matched_on < ?", [day(now - KEPT, zone)])

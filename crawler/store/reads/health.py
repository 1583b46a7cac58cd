"""How the feeds are, the worst first: what each last answered, since when, what it may have missed, its last two weeks.

A snapshot tells the same: `feeds`, `fetch_days` and `gaps` are published.
"""

import json
import sqlite3
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from crawler.store.reads.asking import Row, rows

WORST_FIRST = ("gone", "blocked", "failing", "moved", "empty", "stale", "late", "off", "ok")
DAYS = 14  # of fetch_days beside a feed
MOST = 200  # feeds on one page

STATES = "select health, count(*) as feeds from feed_health group by health"
SINCE = """
case h.health when 'ok' then null when 'off' then null when 'late' then h.next_check_at
  when 'gone' then f.gone_first_seen_at when 'moved' then coalesce(f.redirect_first_seen_at, h.failing_since_at)
  when 'stale' then coalesce(h.last_new_item_at, f.added_at)
  when 'empty' then coalesce(h.last_new_item_at, f.added_at)
  else coalesce(h.failing_since_at, h.last_success_at) end as since_at"""  # h: feed_health, f: feeds
_FEEDS = """
select h.slug, h.name, h.source, s.slug as source_slug, f.kind, h.health, h.last_outcome, h.last_http_status,
  h.last_error, h.fail_score, h.last_attempt_at, h.last_success_at, h.last_new_item_at, h.next_check_at,
  h.every_minutes, h.days_silent, h.redirect_url, h.url, h.gaps, {since}
from feeds f join feed_health h on h.slug = f.slug join sources s on s.id = f.source_id
where {where}"""
WORST = _FEEDS.format(
    since=SINCE,
    where="""h.health not in ('ok', 'off')
order by (select j.key from json_each(:worst_first) j where j.value = h.health), h.fail_score desc,
  coalesce(h.last_new_item_at, ''), h.slug limit :most""",
)
WELL = _FEEDS.format(
    since=SINCE, where="h.health in ('ok', 'off') order by h.health = 'off', h.source, h.slug limit :most"
)
OF_SOURCE = _FEEDS.format(since=SINCE, where="f.source_id = :id order by h.slug")
ASKED = """
select f.slug, d.fetched_on, d.asked, d.failed, d.new from json_each(:slugs) j
cross join feeds f on f.slug = j.value
cross join fetch_days d on d.feed_id = f.id and d.fetched_on between :since and :until"""
MISSED = """
select slug, name, source, from_at, to_at, hours, window_items, closed_by, articles_found from missed limit :most"""
LAST_RUN = "select started_at, finished_at, exit_code from runs order by id desc limit 1"


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of a day's questions to a feed."""

    on: str
    asked: int
    failed: int
    new: int


@dataclass(frozen=True, slots=True)
class FeedHealth:
    """A feed, how it is, and what that rests on. `since_at`: since when it is so; None: that is not known."""

    slug: str
    name: str
    source: str
    source_slug: str
    kind: str
    health: str  # a word of WORST_FIRST
    since_at: str | None
    last_outcome: str | None
    last_http_status: int | None
    last_error: str | None
    last_attempt_at: str | None
    last_success_at: str | None
    last_new_item_at: str | None
    next_check_at: str | None
    every_minutes: int | None
    days_silent: int
    redirect_url: str | None
    url: str
    gaps: int
    days: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Missed:
    """A stretch of time of which a feed showed too little; `closed_by`: how what lay between was found."""

    slug: str
    name: str
    source: str
    from_at: str
    to_at: str
    hours: float
    window_items: int
    closed_by: str | None
    articles_found: int | None


@dataclass(frozen=True, slots=True)
class Health:
    """All feeds. `ill` and `well` hold at most 200 each, `states` counts all."""

    states: tuple[tuple[str, int], ...]  # the worst first
    ill: tuple[FeedHealth, ...]
    well: tuple[FeedHealth, ...]
    missed: tuple[Missed, ...]
    last_run_at: str | None
    last_run_code: int | None  # None: none has ended

    @property
    def feeds(self) -> int:
        """All feeds there are."""
        return sum(count for _, count in self.states)

    @property
    def ill_count(self) -> int:
        """Those that are neither well nor switched off."""
        return sum(count for state, count in self.states if state not in ("ok", "off"))


def health(db: sqlite3.Connection) -> Health:
    """Every feed, as it is now."""
    counts = Counter({one["health"]: one["feeds"] for one in rows(db, STATES)})
    run = next(iter(rows(db, LAST_RUN)), {"started_at": None, "finished_at": None, "exit_code": None})
    return Health(
        tuple((state, counts[state]) for state in WORST_FIRST if counts[state]),
        ill(db, MOST),
        _feeds(db, rows(db, WELL, {"most": MOST})),
        tuple(Missed(**one) for one in rows(db, MISSED, {"most": 20})),
        run["finished_at"] or run["started_at"],
        run["exit_code"],
    )


def ill(db: sqlite3.Connection, most: int) -> tuple[FeedHealth, ...]:
    """The feeds that are neither well nor switched off, the worst first."""
    return _feeds(db, rows(db, WORST, {"worst_first": json.dumps(WORST_FIRST), "most": most}))


def of_source(db: sqlite3.Connection, source_id: int) -> tuple[FeedHealth, ...]:
    """The feeds of a source."""
    return _feeds(db, rows(db, OF_SOURCE, {"id": source_id}))


def _feeds(db: sqlite3.Connection, found: list[Row]) -> tuple[FeedHealth, ...]:
    days = _asked(db, [one["slug"] for one in found])
    return tuple(_feed(one, days.get(one["slug"], ())) for one in found)


def _asked(db: sqlite3.Connection, slugs: list[str]) -> dict[str, tuple[Asked, ...]]:
    """The last two weeks of each feed, day by day, also those on which nothing was asked."""
    until = datetime.now(UTC).date()
    all_days = [(until - timedelta(ago)).isoformat() for ago in reversed(range(DAYS))]
    asked = {"slugs": json.dumps(slugs), "since": all_days[0], "until": all_days[-1]}
    found = {(one["slug"], one["fetched_on"]): one for one in rows(db, ASKED, asked)}
    none = {"asked": 0, "failed": 0, "new": 0}
    return {
        slug: tuple(
            Asked(on, (one := found.get((slug, on), none))["asked"], one["failed"], one["new"]) for on in all_days
        )
        for slug in slugs
    }


def _feed(one: Row, days: tuple[Asked, ...]) -> FeedHealth:
    names = (
        "slug", "name", "source", "source_slug", "kind", "health", "last_outcome", "last_http_status", "last_error",
        "last_attempt_at", "last_success_at", "last_new_item_at", "next_check_at", "every_minutes", "days_silent",
        "redirect_url", "url", "gaps", "since_at",
    )  # fmt: skip
    return FeedHealth(**{name: one[name] for name in names}, days=days)

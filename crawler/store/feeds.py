"""feeds.yaml -> rows of sources and feeds; rows -> the feeds whose time has come."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit, urlunsplit

from sqlite_utils import Database

from crawler.model import Feed, FeedJob, Feeds, Kind, Rhythm
from crawler.polling import rules
from crawler.polling.schedule import is_trusted
from crawler.store import parts, publishers
from crawler.store.arrivals import arrivals
from crawler.store.database import Row, each, rows, run, value, writing
from crawler.store.times import instant, moment

SET_BACK = timedelta(minutes=5)  # an attempt that much in the future: our clock was set back since
YAML_COLUMNS = (
    "source_id",
    "name",
    "kind",
    "url",
    "language",
    "every_minutes",
    "follow",
    "pages_per_run",
    "active",
    "stale_days",
    "settings_sha256",
)

SOURCE = """
insert into sources(slug, name, language, country) values (:slug, :name, :language, :country)
on conflict(slug) do update
set name = iif(name = slug, excluded.name, name), language = excluded.language, country = excluded.country
where name = slug and name <> excluded.name
  or language is not excluded.language or country is not excluded.country"""
INSERT = """
insert into feeds(slug, source_id, name, kind, url, language, every_minutes, follow, pages_per_run, active, stale_days,
  settings_sha256, added_at, next_check_at)
values (:slug, :source_id, :name, :kind, :url, :language, :every_minutes, :follow, :pages_per_run, :active, :stale_days,
  :settings_sha256, :now, :now)"""
UPDATE = """
update feeds set source_id = :source_id, name = :name, kind = :kind, url = :url, language = :language,
  every_minutes = :every_minutes, follow = :follow, pages_per_run = :pages_per_run, active = :active,
  stale_days = :stale_days, settings_sha256 = :settings_sha256, next_check_at = :next_check_at
where id = :id"""
KNOWN = f"select id, slug, next_check_at, last_attempt_at, fail_score, {', '.join(YAML_COLUMNS)} from feeds"  # noqa: S608
DUE = "select * from feeds order by next_check_at is not null, next_check_at, id"
BECAME_DUE = """
select * from feeds
where active = 1 and next_check_at > :since and next_check_at <= :now and coalesce(last_attempt_at, '') < :began
order by next_check_at, id"""
DUE_TIMES = "select slug, active, last_attempt_at, next_check_at from feeds"
FORGET_DOCUMENT = """
update feeds set etag = null, last_modified = null, body_sha256 = null, semantic_sha256 = null, costly_sha256 = null,
  costly_rules = null
where id = ?"""
FORGET_ANSWERS = """
update feeds set url_effective = null, redirect_url = null, redirect_first_seen_at = null, gone_first_seen_at = null,
  window_items = null, fail_score = 0, failing_since_at = null, trusts_304 = 1, lied_at = null, full_at = null,
  since_full = 0, wished_minutes = null, skip_hours = '[]', skip_days = '[]', empty_polls = 0
where id = ?"""


def sync(db: Database, feeds: Feeds, now: datetime) -> None:
    """Make the rows follow feeds.yaml. Nothing is deleted: a feed that left it is no longer active."""
    with writing(db):
        note(db, "timezone", feeds.timezone)
        sources = _sync_sources(db, feeds.feeds)
        known = {found["slug"]: found for found in each(db, KNOWN)}
        for feed in feeds.feeds:
            wanted = _wanted(feed, sources[feed.source])
            if feed.slug not in known:
                run(db, INSERT, wanted | {"slug": feed.slug, "now": now})
            else:
                _follow(db, known[feed.slug], wanted, now)
        gone = set(known) - {feed.slug for feed in feeds.feeds}
        for slug in sorted(gone):
            run(db, "update feeds set active = 0 where slug = ? and active = 1", [slug])


def due(
    db: Database, feeds: Feeds, now: datetime, names: tuple[str, ...] | None, rules_version: int = 1
) -> tuple[FeedJob, ...]:
    """The feeds to ask, longest waiting first.

    `names` asks just those, whatever their schedule; None or an empty tuple goes by the schedule.
    """
    ours = {feed.slug: feed for feed in feeds.feeds}
    return tuple(_job(db, ours[found["slug"]], found, now, rules_version) for found in _due(db, DUE, ours, now, names))


def became_due(
    db: Database, feeds: Feeds, now: datetime, since: datetime, began: datetime, rules_version: int = 1
) -> tuple[FeedJob, ...]:
    """The feeds whose time has come since a moment of a run; not those that it asked since it began."""
    ours = {feed.slug: feed for feed in feeds.feeds}
    found = each(db, BECAME_DUE, {"now": now, "since": since, "began": began})
    return tuple(_job(db, ours[one["slug"]], one, now, rules_version) for one in found if one["slug"] in ours)


def due_count(db: Database, feeds: Feeds, now: datetime, names: tuple[str, ...] | None) -> int:
    """How many `due` would ask."""
    ours = {feed.slug: feed for feed in feeds.feeds}
    return sum(1 for _ in _due(db, DUE_TIMES, ours, now, names))


def _due(
    db: Database, sql: str, ours: Mapping[str, Feed], now: datetime, names: tuple[str, ...] | None
) -> Iterator[Row]:
    asked = frozenset(names or ())
    return (
        found
        for found in each(db, sql)
        if found["slug"] in ours and (found["slug"] in asked if asked else _is_due(found, now))
    )


def address(db: Database, feed: Feed) -> str:
    """Where a feed is asked now."""
    return str(value(db, "select url_effective from feeds where slug = ?", [feed.slug]) or feed.url)


def note(db: Database, name: str, text: str) -> None:
    """Remember a fact about this desk."""
    run(
        db,
        "insert into about(name, value) values (?, ?) on conflict(name) do update set value = excluded.value "
        "where value <> excluded.value",
        [name, text],
    )


def timezone(db: Database) -> str:
    """The desk's time zone, as feeds.yaml last said it; UTC before it ever did."""
    return str(value(db, "select value from about where name = 'timezone'") or "UTC")


def without_login(url: str) -> str:
    """An address without the user and password in it: the database is for everybody's eyes."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2])) if "@" in parts.netloc else url


def _sync_sources(db: Database, feeds: Sequence[Feed]) -> dict[str, int]:
    """One row a publisher; its language and country are those of its feeds where they agree; a name it has stays."""
    facts: dict[str, tuple[set[str], set[str | None]]] = {}
    for feed in feeds:
        languages, countries = facts.setdefault(feed.source, (set(), set()))
        languages.add(feed.language)
        countries.add(feed.country)
    names = publishers.names(feeds)
    for slug, (languages, countries) in facts.items():
        language, country = (found.pop() if len(found) == 1 else None for found in (languages, countries))
        run(
            db,
            SOURCE,
            {"slug": slug, "name": names[slug], "language": language, "country": country},
        )
    return {found["slug"]: found["id"] for found in rows(db, "select id, slug from sources")}


def _wanted(feed: Feed, source_id: int) -> Row:
    return {
        "source_id": source_id,
        "name": feed.name,
        "kind": str(feed.kind),
        "url": without_login(feed.url),
        "language": feed.language,
        "every_minutes": feed.every_minutes,
        "follow": int(feed.follow),
        "pages_per_run": feed.pages_per_run,
        "active": int(feed.enabled),
        "stale_days": feed.stale_days,
        "settings_sha256": settings_of(feed),
    }


def settings_of(feed: Feed) -> str:
    """Changes when the same document would now be read differently: what is wanted of it, and where it stands."""
    said = (feed.selectors, feed.keep, feed.block, feed.limits.entries)
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def _follow(db: Database, known: Row, wanted: Row, now: datetime) -> None:
    """Write what feeds.yaml changed about a feed: another address is asked at once and as if for the first time."""
    if all(known[name] == wanted[name] for name in YAML_COLUMNS):
        return
    moved = (known["url"], known["kind"]) != (wanted["url"], wanted["kind"])
    if moved:
        run(db, FORGET_ANSWERS, [known["id"]])
        parts.forget(db, known["id"])
    if moved or known["settings_sha256"] != wanted["settings_sha256"]:
        run(db, FORGET_DOCUMENT, [known["id"]])
        parts.read_anew(db, known["id"])
    due_at = instant(now) if moved or wanted["active"] > known["active"] else known["next_check_at"]
    if known["every_minutes"] != wanted["every_minutes"] and known["last_attempt_at"] and not known["fail_score"]:
        pause = timedelta(minutes=wanted["every_minutes"]) if wanted["every_minutes"] else rules.AUTO_SHORTEST
        due_at = min(due_at, instant(moment(known["last_attempt_at"]) + pause))
    run(db, UPDATE, wanted | {"id": known["id"], "next_check_at": due_at})


def _is_due(found: Row, now: datetime) -> bool:
    """Whether a feed's time has come. A clock that stood wrong for a while left times that no rule would have set."""
    if not found["active"]:
        return False
    if found["last_attempt_at"] is not None and found["last_attempt_at"] > instant(now + SET_BACK):
        return True
    return found["next_check_at"] is None or not instant(now) < found["next_check_at"] <= instant(now + rules.LONGEST)


def _job(db: Database, feed: Feed, found: Row, now: datetime, rules_version: int) -> FeedJob:
    names = ("etag", "last_modified", "body_sha256", "semantic_sha256", "fail_score", "since_full", "window_items")
    return FeedJob(
        feed,
        found["url_effective"] or feed.url,
        costly_sha256=found["costly_sha256"] if found["costly_rules"] == rules_version else None,
        trusts_304=is_trusted(_moment(found["lied_at"]), now),
        full_at=_moment(found["full_at"]),
        failing_since=_moment(found["failing_since_at"]),
        last_attempt_at=_moment(found["last_attempt_at"]),
        last_success_at=_moment(found["last_success_at"]),
        last_new_at=_moment(found["last_new_item_at"] or found["added_at"]),
        gone_since=_moment(found["gone_first_seen_at"]),
        redirect_url=found["redirect_url"],
        redirect_since=_moment(found["redirect_first_seen_at"]),
        rhythm=Rhythm(
            found["wished_minutes"], tuple(json.loads(found["skip_hours"])), tuple(json.loads(found["skip_days"]))
        ),
        gap_minutes=found["gap_minutes"],
        parts=parts.known(db, found["id"], rules_version) if feed.kind is Kind.SITEMAP else (),
        parts_since=_moment(found["parts_since"]),
        arrivals=arrivals(db, found["id"], now) if feed.every_minutes is None else (),
        picked_at=now,
        **{name: found[name] for name in names},
    )


def _moment(text: str | None) -> datetime | None:
    return moment(text) if text else None

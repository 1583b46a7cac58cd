"""A Poll -> everything it changes, in one transaction: the feed's state, one fetch, its day, what it lists, a gap."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from crawler.errors import StorageError
from crawler.model import ArchiveJob, Outcome, PageJob, Poll, Rhythm, Stored
from crawler.store import entries, gaps, parts
from crawler.store.arrivals import usual_pause
from crawler.store.articles import Look
from crawler.store.database import Row, clean, row, run, run_each, value, verbatim, writing
from crawler.store.feeds import without_login
from crawler.store.times import day, instant

GOOD = frozenset({Outcome.FRESH, Outcome.UNCHANGED, Outcome.PARTIAL, Outcome.EMPTY})
LISTING = frozenset({Outcome.FRESH, Outcome.PARTIAL})  # answers whose entries are looked at
WHOLE = frozenset({Outcome.FRESH, Outcome.UNCHANGED, Outcome.EMPTY})  # answers whose validators may be sent back
LOST = frozenset({Outcome.MISSING, Outcome.GONE, Outcome.NOT_A_FEED})  # an adopted address that leads nowhere
FETCHES_KEPT = 30  # per feed; fetch_days keeps the rest, a row a day
NOT_MODIFIED = 304


def _of_all(names: str, statement: str) -> str:
    """A statement about a whole group of polls, whose rows `p` have these columns."""
    columns = ", ".join(f"json_extract(value, '$.{name}') as {name}" for name in names.split())
    return f"with p as materialized (select {columns} from json_each(:polls))\n{statement}"  # noqa: S608  # our names


STATE = _of_all(
    "feed_id at outcome status error next score good unheard lists whole seen title gap_minutes came trusted lied",
    """
update feeds set last_attempt_at = p.at, last_outcome = p.outcome, last_http_status = p.status, last_error = p.error,
  next_check_at = p.next, fail_score = p.score,
  failing_since_at = iif(p.good, null, iif(p.score > 0, coalesce(failing_since_at, p.at), failing_since_at)),
  last_success_at = iif(p.good, p.at, last_success_at), last_new_item_at = iif(p.unheard, p.at, last_new_item_at),
  last_read_at = iif(p.lists, p.at, last_read_at), last_whole_at = iif(p.whole, p.at, last_whole_at),
  window_items = iif(p.outcome = 'fresh', p.seen, iif(p.outcome = 'partial', max(coalesce(window_items, 0), p.seen),
    window_items)),
  title = coalesce(p.title, feeds.title), gap_minutes = coalesce(p.gap_minutes, feeds.gap_minutes),
  full_at = iif(p.came, p.at, full_at), since_full = iif(p.came, 0, since_full + 1),
  trusts_304 = p.trusted, lied_at = iif(p.lied, p.at, iif(p.trusted, null, lied_at)),
  empty_polls = iif(p.outcome = 'empty' or (p.outcome = 'unchanged' and empty_polls), empty_polls + 1,
    iif(p.good, 0, empty_polls)),
  gone_first_seen_at = iif(p.outcome = 'gone', coalesce(gone_first_seen_at, p.at), iif(p.good, null,
    gone_first_seen_at))
from p where feeds.id = p.feed_id""",
)
ADDRESS = """
update feeds set url_effective = coalesce(:adopts, iif(:lost, null, url_effective)),
  redirect_first_seen_at = iif(:good, iif(:elsewhere is null, null,
    iif(redirect_url is :elsewhere, redirect_first_seen_at, :at)), redirect_first_seen_at),
  redirect_url = iif(:good, :elsewhere, redirect_url)
where id = :feed_id"""
RHYTHM = """
update feeds set wished_minutes = :wished, skip_hours = :skip_hours, skip_days = :skip_days where id = :feed_id"""
VALIDATORS = _of_all(
    "feed_id told etag modified body semantic",
    """
update feeds set etag = iif(p.told, p.etag, coalesce(p.etag, feeds.etag)),
  last_modified = iif(p.told, p.modified, coalesce(p.modified, last_modified)),
  body_sha256 = coalesce(p.body, body_sha256), semantic_sha256 = coalesce(p.semantic, semantic_sha256)
from p where feeds.id = p.feed_id""",
)
COSTLY = """
update feeds set costly_sha256 = :costly, costly_rules = iif(:costly is null, null, :rules) where id = :feed_id"""
FETCH = _of_all(
    "run_id feed_id at day outcome status ms bytes seen new changed dropped error next",
    """
insert into fetches(run_id, feed_id, fetched_at, fetched_on, outcome, http_status, ms, bytes, entries_seen,
  entries_new, entries_changed, entries_dropped, error, next_check_at)
select run_id, feed_id, at, day, outcome, status, ms, bytes, seen, new, changed, dropped, error, next from p""",
)
DAY = _of_all(
    "feed_id day is_fresh is_unchanged is_failed new ms bytes",
    """
insert into fetch_days(feed_id, fetched_on, asked, fresh, unchanged, failed, new, ms, bytes)
select feed_id, day, 1, is_fresh, is_unchanged, is_failed, new, ms, bytes from p where true
on conflict(feed_id, fetched_on) do update set asked = asked + 1, fresh = fresh + excluded.fresh,
  unchanged = unchanged + excluded.unchanged,
  failed = failed + excluded.failed, new = new + excluded.new, ms = ms + excluded.ms,
  bytes = bytes + excluded.bytes""",
)
FORGET_FETCHES = """
delete from fetches where id in (
  select id from (
    select id, row_number() over (partition by feed_id order by id desc) as place from fetches
    where feed_id in (select json_extract(value, '$.feed_id') from json_each(:polls)))
  where place > :kept)"""
# As one value: SQLite gives the interpreter up at every row, and the loop of a run takes it each time.
FEEDS = """
select json_group_array(json_object('id', id, 'slug', slug, 'redirect_url', redirect_url,
  'url_effective', url_effective, 'empty_polls', empty_polls, 'costly_sha256', costly_sha256)) as feeds
from feeds where slug in (select value from json_each(?))"""

Saved = tuple[Stored, tuple[PageJob | ArchiveJob, ...]]  # what came of a poll, and what is to be asked because of it


@dataclass(frozen=True, slots=True)
class Desk:
    """What a poll or visit is stored for."""

    run_id: int | None
    zone: ZoneInfo
    rules_version: int


def save(db: Database, polls: Sequence[Poll], desk: Desk) -> list[Saved]:
    """Store polls in one transaction: all of them or none. Several at once are worth it for those that list nothing."""
    with writing(db):
        return [saved for group in _apart(polls) for saved in _save(db, group, desk)]


def _apart(polls: Sequence[Poll]) -> Iterator[Sequence[Poll]]:
    """The polls in order, in groups in which none is of a feed that another is of."""
    group: dict[str, Poll] = {}
    for poll in polls:
        if poll.job.feed.slug in group:
            yield list(group.values())
            group = {}
        group[poll.job.feed.slug] = poll
    if group:
        yield list(group.values())


def _save(db: Database, polls: Sequence[Poll], desk: Desk) -> list[Saved]:
    asked = json.dumps([poll.job.feed.slug for poll in polls])
    feeds: dict[str, Row] = {feed["slug"]: feed for feed in json.loads(value(db, FEEDS, [asked]))}
    saved: list[Saved] = []
    told: list[Row] = []
    for poll in polls:
        feed = feeds.get(poll.job.feed.slug)
        if feed is None:
            raise StorageError(
                f"the feed {poll.job.feed.slug!r} is not in the database: feeds.yaml was not taken over first"
            )
        listed = entries.Listed()
        further: tuple[ArchiveJob, ...] = ()
        if poll.answer.outcome in LISTING:
            feed = row(db, "select * from feeds where id = ?", [feed["id"]]) or feed
            look = Look(instant(poll.asked_at), desk.rules_version)
            listed = entries.save(db, entries.Listing(poll.job.feed, feed, poll.drafts, look, whole=_is_whole(poll)))
            further = gaps.noticed(db, poll, feed, listed.known)
        values = _values(poll, feed, desk, listed)
        if listed.unheard:
            values["gap_minutes"] = usual_pause(db, feed["id"])
        told.append({name: clean(thing) if isinstance(thing, str) else thing for name, thing in values.items()})
        if poll.rhythm is not None:
            run(db, RHYTHM, _rhythm(feed, poll.rhythm))
        saved.append((Stored(new=listed.new, changed=listed.rewritten), (*listed.pages, *further)))
        parts.keep(db, feed["id"], poll, desk.rules_version)
    _write(db, told)
    return saved


def _write(db: Database, told: Sequence[Row]) -> None:
    """What polls say of their feeds, and a row of each."""
    everything = {"polls": json.dumps(told)}
    run(db, STATE, everything)
    run_each(db, ADDRESS, [one for one in told if one["moves"]])
    if came := [one for one in told if one["validates"]]:
        run(db, VALIDATORS, everything if len(came) == len(told) else {"polls": json.dumps(came)})
    run_each(db, COSTLY, [one for one in told if one["weighs"]])
    run(db, FETCH, everything)
    run(db, DAY, everything)
    run(db, FORGET_FETCHES, everything | {"kept": FETCHES_KEPT})


def _values(poll: Poll, feed: Row, desk: Desk, listed: entries.Listed) -> Row:
    outcome, status = poll.answer.outcome, poll.answer.http_status
    due = poll.next_check_at or poll.asked_at + timedelta(minutes=poll.job.feed.every_minutes or 60)
    moved = _moved(poll)
    lost = outcome in LOST or _lost_tls(poll)
    came = outcome in WHOLE and status != NOT_MODIFIED
    return {
        "feed_id": feed["id"],
        "run_id": desk.run_id,
        "at": instant(poll.asked_at),
        "day": day(poll.asked_at, desk.zone),
        "outcome": str(outcome),
        "status": status,
        "error": poll.answer.error[:300] if poll.answer.error else None,
        "next": instant(due),
        "score": poll.fail_score,
        "good": outcome in GOOD,
        "lists": outcome in LISTING or (outcome is Outcome.UNCHANGED and not feed["empty_polls"]),
        "title": poll.title[:1000] if poll.title else None,
        "elsewhere": moved,
        "adopts": without_login(poll.adopts) if poll.adopts else None,
        "lost": lost,
        "whole": _is_whole(poll),
        "came": came,
        "lied": poll.lied,
        "trusted": poll.job.trusts_304 and not poll.lied,
        "gap_minutes": None,
        "told": status != NOT_MODIFIED,
        "etag": verbatim(poll.answer.etag),
        "modified": verbatim(poll.answer.last_modified),
        "body": poll.body_sha256,
        "semantic": poll.semantic_sha256,
        "ms": poll.ms,
        "bytes": poll.size,
        "seen": poll.entries_seen,
        "new": listed.new,
        "unheard": listed.unheard,
        "changed": listed.changed,
        "dropped": poll.entries_dropped + listed.dropped,
        "is_fresh": outcome in LISTING,
        "is_unchanged": outcome in GOOD - LISTING,
        "is_failed": outcome not in GOOD,
        "costly": poll.costly_sha256,
        "rules": desk.rules_version,
        "moves": bool(poll.adopts or feed["redirect_url"] or moved or (lost and feed["url_effective"])),
        "validates": outcome in WHOLE,
        "weighs": poll.costly_sha256 is not None or (feed["costly_sha256"] is not None and came),
    }


def _moved(poll: Poll) -> str | None:
    """Where a redirect led that may become the feed's address, if it is elsewhere."""
    if not poll.answer.moved_to or poll.adopts:
        return None
    target = without_login(poll.answer.moved_to)
    return target if target != without_login(poll.job.url) else None


def _rhythm(feed: Row, rhythm: Rhythm) -> Row:
    return {
        "feed_id": feed["id"],
        "wished": rhythm.every_minutes,
        "skip_hours": json.dumps(rhythm.skip_hours),
        "skip_days": json.dumps(rhythm.skip_days),
    }


def _is_whole(poll: Poll) -> bool:
    """Whether what the poll does not list is not listed: of an index only some parts come at a time."""
    return poll.answer.outcome is Outcome.FRESH and not poll.parts


def _lost_tls(poll: Poll) -> bool:
    """Whether https was adopted where feeds.yaml says http, and is broken now."""
    return poll.answer.tls_failed and poll.job.url.startswith("https:") and poll.job.feed.url.startswith("http:")

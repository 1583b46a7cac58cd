"""A Poll -> everything it changes, in one transaction: the feed's state, one fetch, its day, what it lists, a gap."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from crawler.errors import StorageError
from crawler.model import ArchiveJob, Outcome, PageJob, Poll, Stored
from crawler.store import entries, gaps, parts
from crawler.store.arrivals import usual_pause
from crawler.store.articles import Look
from crawler.store.database import Row, row, run, verbatim, writing
from crawler.store.feeds import without_login
from crawler.store.times import day, instant

GOOD = frozenset({Outcome.FRESH, Outcome.UNCHANGED, Outcome.PARTIAL, Outcome.EMPTY})
LISTING = frozenset({Outcome.FRESH, Outcome.PARTIAL})  # answers whose entries are looked at
WHOLE = frozenset({Outcome.FRESH, Outcome.UNCHANGED, Outcome.EMPTY})  # answers whose validators may be sent back
LOST = frozenset({Outcome.MISSING, Outcome.GONE, Outcome.NOT_A_FEED})  # an adopted address that leads nowhere
FETCHES_KEPT = 30  # per feed; fetch_days keeps the rest, a row a day
NOT_MODIFIED = 304

STATE = """
update feeds set last_attempt_at = :at, last_outcome = :outcome, last_http_status = :status, last_error = :error,
  next_check_at = :next, fail_score = :score,
  failing_since_at = iif(:good, null, iif(:score > 0, coalesce(failing_since_at, :at), failing_since_at)),
  last_success_at = iif(:good, :at, last_success_at), last_new_item_at = iif(:unheard, :at, last_new_item_at),
  last_read_at = iif(:lists, :at, last_read_at), last_whole_at = iif(:whole, :at, last_whole_at),
  window_items = iif(:outcome = 'fresh', :seen, iif(:outcome = 'partial', max(coalesce(window_items, 0), :seen),
    window_items)),
  title = coalesce(:title, title), gap_minutes = coalesce(:gap_minutes, gap_minutes),
  full_at = iif(:came, :at, full_at), since_full = iif(:came, 0, since_full + 1),
  trusts_304 = :trusted, lied_at = iif(:lied, :at, iif(:trusted, null, lied_at)),
  empty_polls = iif(:outcome = 'empty' or (:outcome = 'unchanged' and empty_polls), empty_polls + 1,
    iif(:good, 0, empty_polls)),
  gone_first_seen_at = iif(:outcome = 'gone', coalesce(gone_first_seen_at, :at), iif(:good, null,
    gone_first_seen_at))
where id = :feed_id"""
ADDRESS = """
update feeds set url_effective = coalesce(:adopts, iif(:lost, null, url_effective)),
  redirect_first_seen_at = iif(:good, iif(:elsewhere is null, null,
    iif(redirect_url is :elsewhere, redirect_first_seen_at, :at)), redirect_first_seen_at),
  redirect_url = iif(:good, :elsewhere, redirect_url)
where id = :feed_id"""
RHYTHM = """
update feeds set wished_minutes = :wished, skip_hours = :skip_hours, skip_days = :skip_days where id = :feed_id"""
VALIDATORS = """
update feeds set etag = iif(:told, :etag, coalesce(:etag, etag)), last_modified = iif(:told, :modified,
  coalesce(:modified, last_modified)),
  body_sha256 = coalesce(:body, body_sha256), semantic_sha256 = coalesce(:semantic, semantic_sha256)
where id = :feed_id"""
COSTLY = """
update feeds set costly_sha256 = :costly, costly_rules = iif(:costly is null, null, :rules) where id = :feed_id"""
FETCH = """
insert into fetches(run_id, feed_id, fetched_at, fetched_on, outcome, http_status, ms, bytes, entries_seen,
  entries_new, entries_changed,
  entries_dropped, error, next_check_at)
values (:run_id, :feed_id, :at, :on, :outcome, :status, :ms, :bytes, :seen, :new, :changed, :dropped, :error,
  :next)"""
DAY = """
insert into fetch_days(feed_id, fetched_on, asked, fresh, unchanged, failed, new, ms, bytes)
values (:feed_id, :on, 1, :is_fresh, :is_unchanged, :is_failed, :new, :ms, :bytes)
on conflict(feed_id, fetched_on) do update set asked = asked + 1, fresh = fresh + excluded.fresh,
  unchanged = unchanged + excluded.unchanged,
  failed = failed + excluded.failed, new = new + excluded.new, ms = ms + excluded.ms,
  bytes = bytes + excluded.bytes"""
FORGET_FETCHES = """
delete from fetches where feed_id = :feed_id
  and id <= (select id from fetches where feed_id = :feed_id order by id desc limit 1 offset :kept)"""


@dataclass(frozen=True, slots=True)
class Desk:
    """What a poll or visit is stored for."""

    run_id: int | None
    zone: ZoneInfo
    rules_version: int


def save(db: Database, polls: Sequence[Poll], desk: Desk) -> list[tuple[Stored, tuple[PageJob | ArchiveJob, ...]]]:
    """Store polls in one transaction: all of them or none. Several at once are worth it for those that list nothing."""
    with writing(db):
        return [_save(db, poll, desk) for poll in polls]


def _save(db: Database, poll: Poll, desk: Desk) -> tuple[Stored, tuple[PageJob | ArchiveJob, ...]]:
    feed = row(db, "select * from feeds where slug = ?", [poll.job.feed.slug])
    if feed is None:
        raise StorageError(
            f"the feed {poll.job.feed.slug!r} is not in the database: feeds.yaml was not taken over first"
        )
    listed = entries.Listed()
    further: tuple[ArchiveJob, ...] = ()
    if poll.answer.outcome in LISTING:
        look = Look(instant(poll.asked_at), desk.rules_version)
        listed = entries.save(db, entries.Listing(poll.job.feed, feed, poll.drafts, look, whole=_is_whole(poll)))
        further = gaps.noticed(db, poll, feed, listed.known)
    values = _values(poll, feed, desk, listed)
    if listed.unheard:
        values["gap_minutes"] = usual_pause(db, feed["id"])
    run(db, STATE, values)
    if poll.adopts or feed["redirect_url"] or values["elsewhere"] or (values["lost"] and feed["url_effective"]):
        run(db, ADDRESS, values)
    if poll.rhythm is not None:
        run(db, RHYTHM, values)
    if poll.answer.outcome in WHOLE:
        run(db, VALIDATORS, values)
    if poll.costly_sha256 is not None or (feed["costly_sha256"] is not None and values["came"]):
        run(db, COSTLY, values | {"costly": poll.costly_sha256, "rules": desk.rules_version})
    parts.keep(db, feed["id"], poll, desk.rules_version)
    run(db, FETCH, values)
    run(db, DAY, values)
    run(db, FORGET_FETCHES, {"feed_id": feed["id"], "kept": FETCHES_KEPT})
    return Stored(new=listed.new, changed=listed.rewritten), (*listed.pages, *further)


def _values(poll: Poll, feed: Row, desk: Desk, listed: entries.Listed) -> Row:
    outcome, status = poll.answer.outcome, poll.answer.http_status
    due = poll.next_check_at or poll.asked_at + timedelta(minutes=poll.job.feed.every_minutes or 60)
    moved = without_login(poll.answer.moved_to) if poll.answer.moved_to and not poll.adopts else None
    rhythm = poll.rhythm or poll.job.rhythm
    return {
        "feed_id": feed["id"],
        "run_id": desk.run_id,
        "at": instant(poll.asked_at),
        "on": day(poll.asked_at, desk.zone),
        "outcome": str(outcome),
        "status": status,
        "error": poll.answer.error[:300] if poll.answer.error else None,
        "next": instant(due),
        "score": poll.fail_score,
        "good": outcome in GOOD,
        "lists": outcome in LISTING or (outcome is Outcome.UNCHANGED and not feed["empty_polls"]),
        "title": poll.title[:1000] if poll.title else None,
        "elsewhere": moved if moved != without_login(poll.job.url) else None,
        "adopts": without_login(poll.adopts) if poll.adopts else None,
        "lost": outcome in LOST or _lost_tls(poll),
        "whole": _is_whole(poll),
        "came": outcome in WHOLE and status != NOT_MODIFIED,
        "lied": poll.lied,
        "trusted": poll.job.trusts_304 and not poll.lied,
        "gap_minutes": None,
        "wished": rhythm.every_minutes,
        "skip_hours": json.dumps(rhythm.skip_hours),
        "skip_days": json.dumps(rhythm.skip_days),
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
    }


def _is_whole(poll: Poll) -> bool:
    """Whether what the poll does not list is not listed: of an index only some parts come at a time."""
    return poll.answer.outcome is Outcome.FRESH and not poll.parts


def _lost_tls(poll: Poll) -> bool:
    """Whether https was adopted where feeds.yaml says http, and is broken now."""
    return poll.answer.tls_failed and poll.job.url.startswith("https:") and poll.job.feed.url.startswith("http:")

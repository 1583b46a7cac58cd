"""A Poll -> everything it changes, in one transaction: the feed's state, one fetch, its day, and what it lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from crawler.errors import StorageError
from crawler.model import Outcome, PageJob, Poll, Stored
from crawler.store import entries
from crawler.store.database import Row, clean_text, row, run, writing
from crawler.store.feeds import without_login
from crawler.store.times import day, instant

GOOD = frozenset({Outcome.FRESH, Outcome.UNCHANGED, Outcome.PARTIAL, Outcome.EMPTY})
LISTING = frozenset({Outcome.FRESH, Outcome.PARTIAL})  # answers whose entries are looked at
WHOLE = frozenset({Outcome.FRESH, Outcome.UNCHANGED, Outcome.EMPTY})  # answers whose validators may be sent back
FETCHES_KEPT = 30  # per feed; fetch_days keeps the rest, a row a day
MOST_VALIDATOR = 1000  # characters
NOT_MODIFIED = 304

STATE = """
update feeds set last_attempt_at = :at, last_outcome = :outcome, last_http_status = :status, last_error = :error,
  next_check_at = :next, fail_score = :score,
  last_success_at = iif(:good, :at, last_success_at), last_new_item_at = iif(:new, :at, last_new_item_at),
  title = coalesce(:title, title), window_items = iif(:counted, :seen, window_items),
  gone_first_seen_at = iif(:outcome = 'gone', coalesce(gone_first_seen_at, :at), iif(:good, null,
  gone_first_seen_at)),
  redirect_first_seen_at = iif(:good, iif(:elsewhere is null, null,
    iif(redirect_url is :elsewhere, redirect_first_seen_at, :at)), redirect_first_seen_at),
  redirect_url = iif(:good, :elsewhere, redirect_url)
where id = :feed_id"""
VALIDATORS = """
update feeds set etag = iif(:told, :etag, coalesce(:etag, etag)), last_modified = iif(:told, :modified,
  coalesce(:modified, last_modified)),
  body_sha256 = coalesce(:body, body_sha256), semantic_sha256 = coalesce(:semantic, semantic_sha256)
where id = :feed_id"""
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


def save(db: Database, polls: Sequence[Poll], desk: Desk) -> list[tuple[Stored, tuple[PageJob, ...]]]:
    """Store polls in one transaction: all of them or none. Several at once are worth it for those that list nothing."""
    with writing(db):
        return [_save(db, poll, desk) for poll in polls]


def _save(db: Database, poll: Poll, desk: Desk) -> tuple[Stored, tuple[PageJob, ...]]:
    feed = row(db, "select id, source_id, redirect_url from feeds where slug = ?", [poll.job.feed.slug])
    if feed is None:
        raise StorageError(
            f"the feed {poll.job.feed.slug!r} is not in the database: feeds.yaml was not taken over first"
        )
    listed = entries.Listed()
    if poll.answer.outcome in LISTING:
        listed = entries.save(db, poll, feed, desk.rules_version)
    values = _values(poll, feed, desk, listed)
    run(db, STATE, values)
    if poll.answer.outcome in WHOLE:
        run(db, VALIDATORS, values)
    run(db, FETCH, values)
    run(db, DAY, values)
    run(db, FORGET_FETCHES, {"feed_id": feed["id"], "kept": FETCHES_KEPT})
    return Stored(new=listed.new, changed=listed.rewritten), tuple(listed.pages)


def _values(poll: Poll, feed: Row, desk: Desk, listed: entries.Listed) -> Row:
    outcome, status = poll.answer.outcome, poll.answer.http_status
    due = poll.next_check_at or poll.asked_at + timedelta(minutes=poll.job.feed.every_minutes)
    final = without_login(poll.url_final) if poll.url_final else None
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
        "counted": outcome in LISTING or outcome is Outcome.EMPTY,
        "title": poll.title[:1000] if poll.title else None,
        "elsewhere": final if final != without_login(poll.job.url) else None,
        "told": status != NOT_MODIFIED,
        "etag": verbatim(poll.etag),
        "modified": verbatim(poll.last_modified),
        "body": poll.body_sha256,
        "semantic": poll.semantic_sha256,
        "ms": poll.ms,
        "bytes": poll.size,
        "seen": poll.entries_seen,
        "new": listed.new,
        "changed": listed.changed,
        "dropped": poll.entries_dropped + listed.dropped,
        "is_fresh": outcome in LISTING,
        "is_unchanged": outcome in GOOD - LISTING,
        "is_failed": outcome not in GOOD,
    }


def verbatim(validator: str | None) -> str | None:
    """A validator goes back byte for byte or not at all: one that the gate would change is not kept."""
    if not validator or len(validator) > MOST_VALIDATOR or clean_text(validator) != validator:
        return None
    return validator

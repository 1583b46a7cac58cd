"""A result that may have been stored before -> whether its job is still open: whether the desk is as it was made from.

Storing a result moves on what its job was made from, in the same transaction, so a second one finds it moved.
"""

from datetime import datetime

from sqlite_utils import Database

from crawler.model import ArchiveJob, FeedJob, Job
from crawler.store.database import value
from crawler.store.times import instant

FEED = "select 1 from feeds where slug = ? and last_attempt_at is ?"
ARCHIVE = "select 1 from archives where id = ? and asked_at is null and not_before <= ?"
PAGE = """
select 1 from articles a left join leases l on l.url_hash = a.url_hash
where a.url_hash = ? and (a.stage = 'listed' or (a.stage = 'extracted' and l.url_hash is not null))
  and coalesce(l.attempts, 0) = ?"""
LOOK = """
select 1 from articles a join looks l on l.article_id = a.id where a.url_hash = ? and l.next_at <= ?"""
DUE = "select 1 from feeds where active = 1 and (next_check_at is null or next_check_at <= ?) limit 1"


def is_wanted(db: Database, job: Job, asked_at: datetime) -> bool:
    """Whether what came of this job is still to be stored."""
    return value(db, *_question(job, asked_at)) is not None


def has_due(db: Database, now: datetime) -> bool:
    """Whether a feed's time has come."""
    return value(db, DUE, [instant(now)]) is not None


def _question(job: Job, asked_at: datetime) -> tuple[str, list[object]]:
    if isinstance(job, FeedJob):
        return FEED, [job.feed.slug, instant(job.last_attempt_at) if job.last_attempt_at else None]
    if isinstance(job, ArchiveJob):
        return ARCHIVE, [job.id, instant(asked_at)]
    return (LOOK, [job.url_hash, instant(asked_at)]) if job.is_look else (PAGE, [job.url_hash, job.attempts])

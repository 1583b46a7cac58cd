"""What is remembered of the sitemaps that an index lists: rows of feed_parts <-> Parts."""

from sqlite_utils import Database

from crawler.model import Part, Poll
from crawler.store.database import Row, rows, run, verbatim
from crawler.store.times import moment

KEEP = """
insert into feed_parts(feed_id, url, lastmod, asked_at, read_at, etag, last_modified, semantic_sha256, costly_sha256,
  costly_rules)
values (:feed_id, :url, :lastmod, :asked_at, :read_at, :etag, :last_modified, :semantic_sha256, :costly_sha256,
  iif(:costly_sha256 is null, null, :rules))
on conflict(feed_id, url) do update set lastmod = excluded.lastmod, asked_at = excluded.asked_at,
  read_at = excluded.read_at, etag = excluded.etag, last_modified = excluded.last_modified,
  semantic_sha256 = excluded.semantic_sha256, costly_sha256 = excluded.costly_sha256,
  costly_rules = excluded.costly_rules"""
READ_ANEW = """
update feed_parts set lastmod = null, etag = null, last_modified = null, semantic_sha256 = null,
  costly_sha256 = null, costly_rules = null where feed_id = ?"""


def known(db: Database, feed_id: int, rules_version: int) -> tuple[Part, ...]:
    """The parts of a feed that were ever asked."""
    return tuple(
        _part(found, rules_version) for found in rows(db, "select * from feed_parts where feed_id = ?", [feed_id])
    )


def keep(db: Database, feed_id: int, poll: Poll, rules_version: int) -> None:
    """Remember what a poll learned of an index; what that lists no more is forgotten."""
    if poll.parts is None:
        return
    for part in set(poll.parts).difference(poll.job.parts):
        run(db, KEEP, _values(feed_id, part) | {"rules": rules_version})
    for url in {part.url for part in poll.job.parts}.difference(part.url for part in poll.parts):
        run(db, "delete from feed_parts where feed_id = ? and url = ?", [feed_id, url])
    if poll.parts_since != poll.job.parts_since:
        run(db, "update feeds set parts_since = ? where id = ?", [poll.parts_since, feed_id])


def read_anew(db: Database, feed_id: int) -> None:
    """The same documents would now be read differently."""
    run(db, READ_ANEW, [feed_id])


def forget(db: Database, feed_id: int) -> None:
    """The feed has another address, or is of another kind."""
    run(db, "delete from feed_parts where feed_id = ?", [feed_id])
    run(db, "update feeds set parts_since = null where id = ? and parts_since is not null", [feed_id])


def _values(feed_id: int, part: Part) -> Row:
    return {
        "feed_id": feed_id,
        "url": part.url,
        "lastmod": part.lastmod,
        "asked_at": part.asked_at,
        "read_at": part.read_at,
        "etag": verbatim(part.etag),
        "last_modified": verbatim(part.last_modified),
        "semantic_sha256": part.semantic_sha256,
        "costly_sha256": part.costly_sha256,
    }


def _part(found: Row, rules_version: int) -> Part:
    return Part(
        found["url"],
        found["lastmod"],
        asked_at=moment(found["asked_at"]),
        read_at=moment(found["read_at"]) if found["read_at"] else None,
        etag=found["etag"],
        last_modified=found["last_modified"],
        semantic_sha256=found["semantic_sha256"],
        costly_sha256=found["costly_sha256"] if found["costly_rules"] == rules_version else None,
    )

"""Pages that cost too much to read: they are not read again until they change, or the rules do.

What is kept of one is the hash of its bytes and the number of the rules. Feeds and sitemaps have the same in their own
rows, see polls.py and parts.py.
"""

import hashlib
import json
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from crawler.model import Failure, Page, PageJob
from crawler.store import database
from crawler.store.database import rows, run, value, writing

KEEP = """
insert into quarantine(url_hash, sha256, reason, rules_version, at) values (:hash, :sha256, :reason, :rules, :at)
on conflict(url_hash) do update set sha256 = excluded.sha256, reason = excluded.reason,
  rules_version = excluded.rules_version, at = excluded.at"""
LIST_ANEW = """
update articles set stage = 'listed', stage_reason = null where stage = 'failed' and fetch_url is not null
  and url_hash in (select url_hash from quarantine where rules_version <> ?)"""
COUNTED = """
select (select count(*) from feeds where costly_sha256 is not null and active = 1) as feeds,
  (select count(*) from quarantine) as pages"""


@dataclass(frozen=True, slots=True)
class Held:
    """How many are in quarantine."""

    feeds: int = 0
    pages: int = 0


def keep(db: Database, url_hash: str, page: bytes, reason: str, rules_version: int, at: datetime) -> None:
    """This page cost too much to read by these rules."""
    told = {"hash": url_hash, "sha256": digest(page), "reason": reason[:300], "rules": rules_version, "at": at}
    run(db, KEEP, told)


def let_go(db: Database, url_hash: str) -> None:
    """It could be read."""
    run(db, "delete from quarantine where url_hash = ?", [url_hash])


def judged(db: Database, page: Page, failure: Failure | None, rules_version: int, at: datetime) -> None:
    """A stored page was read again, or cost too much once more."""
    with writing(db):
        if failure is None:
            let_go(db, page.url_hash)
        elif failure.costly:
            keep(db, page.url_hash, page.body, failure.reason, rules_version, at)


def release(db: Database, rules_version: int) -> None:
    """The rules are others now: what they could not read is asked for once more."""
    if value(db, "select 1 from quarantine where rules_version <> ? limit 1", [rules_version]) is None:
        return
    with writing(db):
        run(db, LIST_ANEW, [rules_version])
        run(db, "delete from quarantine where rules_version <> ?", [rules_version])


def why(db: Database, url_hash: str, page: bytes, rules_version: int) -> str | None:
    """Why this page is not to be read; None: it may be."""
    asked = "select reason from quarantine where url_hash = ? and sha256 = ? and rules_version = ?"
    found = value(db, asked, [url_hash, digest(page), rules_version])
    return None if found is None else str(found)


def marked(db: Database, jobs: Sequence[PageJob], rules_version: int) -> tuple[PageJob, ...]:
    """The jobs, each with the hash of the page that is not to be read again."""
    if not jobs:
        return ()
    asked = (
        "select url_hash, sha256 from quarantine where rules_version = ? "
        "and url_hash in (select value from json_each(?))"
    )
    hashes = json.dumps([job.url_hash for job in jobs])
    held = {row["url_hash"]: row["sha256"] for row in rows(db, asked, [rules_version, hashes])}
    return tuple(replace(job, costly_sha256=held[job.url_hash]) if job.url_hash in held else job for job in jobs)


def counted(path: Path) -> Held:
    """How many feeds and pages of a news.db are in quarantine; none where it is of an earlier shape, or not there."""
    if not path.exists():
        return Held()
    with database.speaking(path), closing(database.connect(path, write=False)) as db:
        if not db.execute("select 1 from sqlite_master where name = 'quarantine'").fetchone():
            return Held()
        return Held(**rows(db, COUNTED)[0])


def digest(page: bytes) -> str:
    """What tells a page from another."""
    return hashlib.sha256(page).hexdigest()

"""Pages in hand: how often one was tried in vain, and when it may be tried again.

A row is a page that failed for a passing reason, or one of an extracted article that is to be looked at again. A listed
article without a row is simply waiting.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlite_utils import Database

from crawler.store.database import row, run

FIRST_PAUSE = timedelta(minutes=15)  # one tick of the usual cron; doubled with every attempt
MOST_ATTEMPTS = 5  # 15, 30, 60 and 120 minutes apart


@dataclass(frozen=True, slots=True)
class Lease:
    """How a page stands; without a row: never tried, at once."""

    attempts: int = 0
    not_before: str = ""


def lease(db: Database, url_hash: str) -> Lease:
    """How the page of this article stands."""
    found = row(db, "select attempts, not_before from leases where url_hash = ?", [url_hash])
    return Lease(**found) if found else Lease()


def look_again(db: Database, url_hash: str, at: str) -> Lease:
    """Ask for this page again, as if it had never been tried."""
    _put(db, url_hash, 0, at)
    return Lease(0, at)


def postpone(db: Database, url_hash: str, asked_at: datetime, at_least: timedelta = timedelta()) -> bool:
    """Note an attempt in vain and when to try again; False: that was the last one."""
    attempts = lease(db, url_hash).attempts + 1
    if attempts >= MOST_ATTEMPTS:
        return False
    _put(db, url_hash, attempts, asked_at + max(FIRST_PAUSE * 2 ** (attempts - 1), at_least))
    return True


def put_off(db: Database, url_hash: str, asked_at: datetime, at_least: timedelta = timedelta()) -> None:
    """Nothing was asked of the page itself: it waits, and no attempt is charged to it."""
    _put(db, url_hash, lease(db, url_hash).attempts, asked_at + max(FIRST_PAUSE, at_least))


def settle(db: Database, url_hash: str) -> None:
    """The page needs no more asking."""
    run(db, "delete from leases where url_hash = ?", [url_hash])


def _put(db: Database, url_hash: str, attempts: int, not_before: object) -> None:
    run(
        db,
        "insert into leases(url_hash, attempts, not_before) values (?, ?, ?) "
        "on conflict(url_hash) do update set attempts = excluded.attempts, not_before = excluded.not_before",
        [url_hash, attempts, not_before],
    )

"""A plain SQLite connection and a statement -> rows by column name; a number of days -> the days that a page is about.

The connection may be the site's own or a test's, so nothing is set on it.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any, TypeVar

from crawler.store.times import moment

T = TypeVar("T")
Row = dict[str, Any]
Values = Mapping[str, object]

EARLIEST, LATEST_DAY = "0000-01-01", "9999-12-31"
COUNTED = 1500  # articles that are looked into for one page: 15 ms of it; more of them hardly change a share

ZONE = "select value from about where name = 'timezone'"
# A day later than tomorrow is a publisher's mistake, and would leave every page about the last days empty.
LAST_DAY = "select max(published_on) as on_day from articles where published_on <= date('now', '+1 day')"


def rows(db: sqlite3.Connection, sql: str, values: Values | None = None) -> list[Row]:
    """All rows that a statement brings."""
    cursor = db.execute(sql, values or {})
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, found, strict=True)) for found in cursor]


def row(db: sqlite3.Connection, sql: str, values: Values | None = None) -> Row | None:
    """The first row, or None."""
    return next(iter(rows(db, sql, values)), None)


def at_once(db: sqlite3.Connection, function: Callable[..., T], *args: object) -> T:
    """What a function reads of one moment of the database, whatever a crawl stores meanwhile."""
    db.execute("begin")
    try:
        return function(db, *args)
    finally:
        db.rollback()


@lru_cache(maxsize=32)  # a page asks for the same ones a dozen times, and so do its readers on one day
def _every_day(since: str, until: str) -> tuple[str, ...]:
    first, last = date.fromisoformat(since), date.fromisoformat(until)
    return tuple((first + timedelta(n)).isoformat() for n in range((last - first).days + 1))


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `since` to `until`, both among them, as `2025-11-19`."""

    since: str
    until: str

    @property
    def days(self) -> tuple[str, ...]:
        """Every day, the oldest first."""
        return _every_day(self.since, self.until)

    @property
    def before(self) -> "Span":
        """As many days, just before these."""
        first = date.fromisoformat(self.since)
        length = len(self.days)
        return Span((first - timedelta(length)).isoformat(), (first - timedelta(1)).isoformat())


def span(db: sqlite3.Connection, days: int) -> Span:
    """So many days, up to the last one with news; up to today where there is none."""
    return ending(rows(db, LAST_DAY)[0]["on_day"] or datetime.now(UTC).date().isoformat(), days)


def time_zone(db: sqlite3.Connection) -> str:
    """Of the desk's days, an IANA name; '' on a desk without a crawl."""
    found = row(db, ZONE)
    return str(found["value"]) if found else ""


def ending(until: str, days: int) -> Span:
    """So many days, up to this one."""
    return Span((date.fromisoformat(until) - timedelta(days - 1)).isoformat(), until)


def counted(over: Span, days: Iterable[tuple[str, int]]) -> Span:
    """The last of these days that hold COUNTED articles between them; `days` are (day, articles), the oldest first."""
    total = 0
    for on, articles in reversed(list(days)):
        total += articles
        if total >= COUNTED:
            return Span(on, over.until)
    return over


def minutes_later(first: str | None, then: str | None) -> int | None:
    """How much later; None: of one of them only the day is known. Never negative: then the first was dated anew."""
    if first is None or then is None:
        return None
    return max(0, round((moment(then) - moment(first)).total_seconds() / 60))


def ids(found: Iterable[Row]) -> str:
    """The ids of rows, as the next statement takes them: of a list made within a statement SQLite expects so many rows
    that it would rather read a whole table for a Bloom filter than look them up."""
    return json.dumps([one["id"] for one in found])

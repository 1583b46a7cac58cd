"""One of the desk's files -> what is wrong with it. Nothing is changed, and nothing is raised.

is it there, is it ours? -> does SQLite find every page and every row? -> references -> search index -> promises
"""

import re
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from sqlite_utils import Database

from crawler.errors import ForeignDatabase, StorageError
from crawler.store import database, promises, schema
from crawler.store.advice import advice
from crawler.store.schema import Shape

LEAST_SQLITE = (3, 37)  # strict tables
MOST_LINES = 3  # of SQLite's own in one message
OF_AN_INDEX = re.compile(r"missing from index|wrong # of entries in index|non-unique entry in index")


class Fault(StrEnum):
    """What may be wrong with a file, the worst first."""

    FOREIGN = "foreign"  # not ours, empty, or its header is gone
    DAMAGED = "damaged"  # pages that cannot be read
    UNREADABLE = "unreadable"  # rights, a lock, a disk
    NEWER = "newer"  # written by a newer Koplamp
    INDEX = "index"  # rows are whole, an index over them is not
    SEARCH = "search"  # the same of the search index
    REFERENCE = "reference"  # a row points at none
    PROMISE = "promise"  # a row holds what no row should


@dataclass(frozen=True, slots=True)
class Found:
    """One fault, in words."""

    fault: Fault
    said: str


def examine(path: Path, shape: Shape, now: datetime, *, alone: bool) -> tuple[Found, ...]:
    """What is wrong with a file. `alone`: the caller holds the desk's lock; only then the search index is looked at,
    for SQLite wants to write for that."""
    try:
        database.check_mark(path, shape)
    except ForeignDatabase as error:
        return (Found(Fault.FOREIGN, _without(path, error)),)
    except OSError as error:
        return (Found(Fault.UNREADABLE, f"{error.strerror}: check who owns the file and its folder"),)
    try:
        with closing(database.connect(path, write=False)) as db:
            return _of_pages(db) or (*_of_rows(db, shape, now), *(_of_search(path) if alone else ()))
    except sqlite3.Error as error:
        return (Found(_kind(error), advice(path, error)),)
    except StorageError as error:
        return (Found(Fault.UNREADABLE, _without(path, error)),)


def search_is_sound(path: Path) -> bool:
    """Whether the search index says what the articles say; the caller holds the desk's lock."""
    with closing(database.connect(path, write=True)) as db:
        try:
            db.execute("insert into articles_fts(articles_fts, rank) values ('integrity-check', 1)")
        except sqlite3.DatabaseError as error:
            if _kind(error) is Fault.DAMAGED:
                return False
            raise
    return True


def quick(db: Database) -> str | None:
    """What SQLite finds wrong with the pages of an open file, without reading the indices; None: nothing."""
    try:
        said = [str(line) for (line,) in db.execute("pragma quick_check(3)")]
    except sqlite3.DatabaseError as error:
        if _kind(error) is not Fault.DAMAGED:
            raise
        return str(error)
    return None if said == ["ok"] else _first(said)


def _of_pages(db: Database) -> tuple[Found, ...]:
    said = [str(line) for (line,) in db.execute("pragma integrity_check(100)")]
    if said == ["ok"]:
        return ()
    kind = Fault.INDEX if all(OF_AN_INDEX.search(line) for line in said) else Fault.DAMAGED
    return (Found(kind, _first(said)),)


def _of_rows(db: Database, shape: Shape, now: datetime) -> tuple[Found, ...]:
    if newer := schema.unknown_steps(db, shape):
        return (Found(Fault.NEWER, f"a newer Koplamp wrote it ({', '.join(newer)}): update Koplamp"),)
    lost = db.execute("pragma foreign_key_check").fetchall()
    tables = sorted({str(row[0]) for row in lost})
    references = (Found(Fault.REFERENCE, f"{len(lost)} rows of {', '.join(tables)} point at none"),) if lost else ()
    is_news = shape is schema.NEWS and schema.is_current(db, shape)
    broken = (*promises.broken_texts(db), *(promises.broken_news(db, now) if is_news else ()))
    return (*references, *(Found(Fault.PROMISE, str(one)) for one in broken))


def _of_search(path: Path) -> tuple[Found, ...]:
    with closing(database.connect(path, write=False)) as db:
        if not db.execute("select 1 from sqlite_master where name = 'articles_fts'").fetchone():
            return ()
    said = "the search index does not say what the articles say"
    return () if search_is_sound(path) else (Found(Fault.SEARCH, said),)


def _kind(error: sqlite3.Error) -> Fault:
    is_damaged = "malformed" in str(error) or "not a database" in str(error)
    return Fault.DAMAGED if is_damaged else Fault.UNREADABLE


def _first(said: list[str]) -> str:
    """SQLite's findings as one line."""
    told = [" ".join(line.replace("*** in database main ***", "").split()) for line in said]
    more = f"; and {len(told) - MOST_LINES} more" if len(told) > MOST_LINES else ""
    return "; ".join(told[:MOST_LINES]) + more


def _without(path: Path, error: Exception) -> str:
    return str(error).removeprefix(f"{path}: ")


def index_anew(path: Path) -> None:
    """Make every index anew from the rows, the search index too; the caller holds the desk's lock."""
    with database.speaking(path), closing(database.connect(path, write=True)) as db:
        for statement in ("reindex", "insert into articles_fts(articles_fts) values ('rebuild')"):
            with suppress(sqlite3.DatabaseError):  # what cannot be mended so is seen when it is examined again
                db.execute(statement)


def is_current(path: Path, shape: Shape) -> bool:
    """Whether this program has nothing to bring up to date in a sound file."""
    with database.speaking(path), closing(database.connect(path, write=False)) as db:
        return schema.is_current(db, shape)


def sqlite_version() -> str:
    """Of the library inside this Python."""
    return sqlite3.sqlite_version


def sqlite_lacks(version: str) -> str | None:
    """What this SQLite cannot do and we need; None: nothing."""
    if tuple(map(int, version.split("."))) < LEAST_SQLITE:
        return f"has no strict tables, which came with {'.'.join(map(str, LEAST_SQLITE))}"
    with closing(sqlite3.connect(":memory:")) as db:
        has_search = db.execute("select 1 from pragma_module_list where name = 'fts5'").fetchone()
    return None if has_search else "has no full-text search (FTS5)"


def may_lose_its_log(version: str) -> bool:
    """Whether this SQLite has the WAL-reset bug: https://sqlite.org/wal.html#walresetbug."""
    told = tuple(int(number) for number in version.split("."))
    is_mended = told >= (3, 51, 3) or (3, 50, 7) <= told < (3, 51) or (3, 44, 6) <= told < (3, 45)
    return told >= (3, 7) and not is_mended

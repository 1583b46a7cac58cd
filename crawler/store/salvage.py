"""A damaged news.db -> a sound file with every row of it that can still be read, and what was lost.

Tables are read by their keys, around the pages that cannot be read. What a lost row was needed for is mended (see
salvage.sql): an article that lost its text is asked for again, and the documents of all feeds are read anew.
"""

import sqlite3
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from crawler.errors import StorageError
from crawler.store import database, promises, schema
from crawler.store.database import clean, row, run, writing
from crawler.store.schema import Shape

FURTHER = 20_000  # keys tried behind the last one that is known: a page holds a thousand at most
LAST = 2**63 - 1  # of SQLite's integers
END = "\U0010ffff"
PREFIXES = [f"{number:02x}" for number in range(256)]  # of url hashes

SQL = files(__package__).joinpath("salvage.sql").read_text(encoding="utf-8")
KEEP, MEND = ([one for one in part.split(";\n") if one.strip()] for part in SQL.split("-- ----\n"))

# A row that is copied looks new to the watches. What came long before the last one was looked at.
LOOKED_AT = """
delete from watch_due where article_id in (select id from articles
  where first_seen_at < (select strftime('%Y-%m-%dT%H:%M:%SZ', max(first_seen_at), '-1 day') from articles))"""


@dataclass(frozen=True, slots=True)
class Saved:
    """Of one table: how many rows were saved, and how many there were; None: that cannot be told any more."""

    table: str
    rows: int
    of: int | None

    @property
    def lost(self) -> int:
        """As far as it can be told."""
        return max(0, (self.of or 0) - self.rows)


def salvage(path: Path, draft: Path) -> tuple[Saved, ...]:
    """Fill a new file `draft` from a damaged news.db, which stays as it is; the caller holds the desk's lock.

    Raises StorageError if not even its table of contents can be read.
    """
    with closing(_damaged(path)) as old:
        shape = _shape(old, path)
        database.fill(draft, shape)
        with closing(database.connect(draft, write=True)) as new:
            new.execute("pragma foreign_keys = off")
            with writing(new):
                run(new, "delete from about")  # what this file knows of its views is no row that was saved
                saved = tuple(_copied(old, new, table) for table in promises.tables(new))
                _number_on(old, new)
                for mend in KEEP:
                    run(new, mend)
                _cut_loose(new)
                for mend in MEND:
                    run(new, mend)
                if "watch_due" in promises.tables(new):  # not in a file of an earlier Koplamp
                    run(new, LOOKED_AT)
                schema.migrate(new, shape)
    return saved


def _damaged(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
    connection.execute("pragma cell_size_check = on")
    connection.execute("pragma writable_schema = on")  # a table of contents with a hole is read around it
    connection.text_factory = lambda stored: stored.decode("utf-8", "replace")
    return connection


def _shape(old: sqlite3.Connection, path: Path) -> Shape:
    """That which the file was brought to: a later migration may need what an earlier one made."""
    try:
        [version] = old.execute("pragma user_version").fetchone()
        if old.execute("select 1 from sqlite_master limit 1").fetchone():
            return schema.until(schema.NEWS, version)
        cause = None
    except sqlite3.Error as error:
        cause = error
    raise StorageError(
        f"{path}: nothing of it can be read any more; `koplamp restore` the last backup, or move it away and crawl"
    ) from cause


def _copied(old: sqlite3.Connection, new: Database, table: str) -> Saved:
    there = _columns(old, table)
    names = [name for name in _columns(new.conn, table) if name in there]
    if not names:
        return Saved(table, 0, None)
    into = f'insert or ignore into "{table}"({", ".join(names)}) values ({", ".join("?" * len(names))})'  # noqa: S608
    kept = 0
    for found in _readable(old, table, names):
        with suppress(sqlite3.IntegrityError):  # a row of nonsense
            kept += new.conn.execute(into, [clean(one) for one in found]).rowcount
    return Saved(table, kept, _count(old, table))


def _columns(db: sqlite3.Connection, table: str) -> list[str]:
    return [str(found[0]) for found in db.execute("select name from pragma_table_info(?) order by cid", [table])]


def _count(old: sqlite3.Connection, table: str) -> int | None:
    """How many rows there were: an index may be whole where the table is not."""
    try:
        return int(old.execute(f'select count(*) from "{table}"').fetchone()[0])  # noqa: S608
    except sqlite3.DatabaseError:
        return None


def _number_on(old: sqlite3.Connection, new: Database) -> None:
    """Numbers of articles that were lost are not given to others."""
    with suppress(sqlite3.DatabaseError):
        for [last] in old.execute("select seq from sqlite_sequence where name = 'articles'"):
            run(new, "update sqlite_sequence set seq = max(seq, ?) where name = 'articles'", [last])


def _cut_loose(new: Database) -> None:
    """Delete rows that point at a row that was lost, as often as that makes others do so."""
    while row(new, "select 1 from pragma_foreign_key_check"):
        for table in promises.tables(new):
            for key in new.execute("select * from pragma_foreign_key_list(?)", [table]).fetchall():
                _, _, parent, column, named, _, on_delete, _ = key
                lost = f'"{column}" not in (select "{named}" from "{parent}")'  # noqa: S608  # names of our schema
                unset = f'update "{table}" set "{column}" = null where {lost}'  # noqa: S608
                run(new, unset if on_delete == "SET NULL" else f'delete from "{table}" where {lost}')  # noqa: S608


# ---------------------------------------------------------------- around what cannot be read

Rows = Generator[Sequence[object], None, "Way"]


@dataclass(frozen=True, slots=True)
class Way:
    """How far a table could be walked: the last key that could be read, and whether that was the end."""

    is_through: bool
    last: Any = None


@dataclass(frozen=True, slots=True)
class Span:
    """Rows of a table from one key to another."""

    table: str
    columns: Sequence[str]
    key: str
    first: Any
    last: Any


def _readable(old: sqlite3.Connection, table: str, columns: Sequence[str]) -> Iterator[Sequence[object]]:
    """Every row of a table that can be read; some of them twice."""
    asked = "select name, type from pragma_table_info(?) where pk = 1"
    [key, kind] = old.execute(asked, [table]).fetchone() or ("rowid", "INTEGER")
    has_rowid = not old.execute("select wr from pragma_table_list where name = ?", [table]).fetchone()[0]
    if has_rowid or kind == "INTEGER":
        yield from _by_number(
            old, Span(table, columns, "rowid" if has_rowid else str(key), 0 if has_rowid else -LAST, LAST)
        )
    else:
        yield from _by_name(old, Span(table, columns, str(key), "", END))


def _by_number(old: sqlite3.Connection, whole: Span) -> Iterator[Sequence[object]]:
    """From both ends to what cannot be read, and what lies between in halves."""
    waiting = [whole]
    while waiting:
        span = waiting.pop()
        way = yield from _walk(old, span)
        if way.is_through:
            continue
        low = span.first if way.last is None else way.last + 1
        back = yield from _walk(old, replace(span, first=low), backwards=True)
        high = span.last if back.last is None else back.last - 1
        if high == LAST:  # the end is lost: nobody knows how far it went
            high = low + FURTHER
        if low < high:
            middle = (low + high) // 2
            waiting += [replace(span, first=low, last=middle), replace(span, first=middle + 1, last=high)]


def _by_name(old: sqlite3.Connection, whole: Span) -> Iterator[Sequence[object]]:
    """From both ends to what cannot be read; of url hashes also from both ends of each 256th part."""
    spans = [whole, *(replace(whole, first=prefix, last=prefix + END) for prefix in PREFIXES)]
    for span in spans:
        way = yield from _walk(old, span)
        if not way.is_through:
            way = yield from _walk(old, replace(span, first=way.last or span.first), backwards=True)
        elif span is whole:
            return


def _walk(old: sqlite3.Connection, span: Span, *, backwards: bool = False) -> Rows:
    sql = (
        f'select {span.key}, {", ".join(span.columns)} from "{span.table}" '  # noqa: S608  # names of our own schema
        f"where {span.key} between ? and ? order by {span.key} {'desc' if backwards else ''}"
    )
    last = None
    try:
        for found in old.execute(sql, [span.first, span.last]):
            last = found[0]
            yield found[1:]
    except sqlite3.DatabaseError:
        return Way(is_through=False, last=last)
    return Way(is_through=True, last=last)

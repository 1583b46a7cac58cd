"""A path -> an open database that is certainly ours, or one kind line that says what to do.

    path -> is it there? -> is it ours? -> is it newer than this program? -> bring it up to date -> Database

A new file is made under another name and then linked into place: whoever sees the name sees a whole database, also
when four processes start at once or one is killed half-way.
"""

import json
import os
import sqlite3
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlite_utils import Database as Database  # for rooms that hand a connection on

from crawler.errors import ForeignDatabase, NewerDatabase, StorageError
from crawler.normal.text import gate
from crawler.store import schema
from crawler.store.advice import advice
from crawler.store.drafts import draft_of, to_disk
from crawler.store.schema import Shape
from crawler.store.times import instant

PAGE_SIZE = 8192  # 7 % smaller files than SQLite's 4096 on 100,000 articles
BUSY_S = 30  # longest wait for another writer
WAL_LIMIT = 64 * 1024 * 1024  # bytes the -wal file may keep between checkpoints
MAGIC = b"SQLite format 3\0"
ANEW = "`koplamp doctor --repair` puts a new one there; no article is in it"
MOST_VALIDATOR = 1000  # characters
MARKS = "\ue000\ue001"  # around hits in search results, so no stored text may hold them
MOST_CHARS = 16_000_000  # of any one text; columns have their own, lower bounds
NO_MARKS = str.maketrans("", "", MARKS)


def open_news(path: Path, *, write: bool = True) -> Database:
    """The analysts' file. A writer makes it if need be and migrates it; a reader (`write=False`) changes nothing."""
    return _open(path, schema.NEWS, write)


def open_pages(path: Path, *, write: bool = True) -> Database:
    """The file of raw pages beside it."""
    return _open(path, schema.PAGES, write)


@contextmanager
def speaking(path: object) -> Generator[None]:
    """SQLite's and the system's complaints as a StorageError of one line."""
    try:
        yield
    except sqlite3.Error as cause:
        raise StorageError(f"{path}: {advice(path, cause)}") from cause
    except OSError as cause:
        raise StorageError(f"{path}: {cause.strerror or cause}") from cause


@contextmanager
def writing(db: Database) -> Generator[Database]:
    """One transaction with the write lock from its first statement on.

    BEGIN IMMEDIATE waits for its turn; a deferred transaction that turns out to write fails at once when another
    got in between.
    """
    try:
        db.execute("begin immediate")
        try:
            yield db
            db.commit()
        except BaseException:
            db.rollback()
            raise
    except sqlite3.Error as cause:
        raise StorageError(f"{_path(db)}: {advice(_path(db), cause)}") from cause


Values = Sequence[object] | Mapping[str, object]
Row = dict[str, Any]


def run(db: Database, sql: str, values: Values = ()) -> sqlite3.Cursor:
    """Carry out one statement; every text bound to it passes the gate first."""
    try:
        return db.execute(sql, _clean_all(values))
    except sqlite3.Error as cause:
        raise StorageError(f"{_path(db)}: {advice(_path(db), cause)}") from cause


def run_each(db: Database, sql: str, many: Sequence[Values]) -> None:
    """Carry out one statement for each set of values."""
    if not many:
        return
    try:
        db.conn.executemany(sql, [_clean_all(values) for values in many])
    except sqlite3.Error as cause:
        raise StorageError(f"{_path(db)}: {advice(_path(db), cause)}") from cause


def rows(db: Database, sql: str, values: Values = ()) -> list[Row]:
    """The rows that a statement brings, by column name."""
    return list(each(db, sql, values))


def each(db: Database, sql: str, values: Values = ()) -> Iterator[Row]:
    """The same one by one, for what would fill much memory at once."""
    try:
        cursor = db.execute(sql, _clean_all(values))
        names = [column[0] for column in cursor.description]
        for found in cursor:
            yield dict(zip(names, found, strict=True))
    except sqlite3.Error as cause:
        raise StorageError(f"{_path(db)}: {advice(_path(db), cause)}") from cause


def tuples(db: Database, sql: str, values: Values = ()) -> list[tuple[Any, ...]]:
    """The same without names, for what is read thousands of times."""
    try:
        return db.execute(sql, _clean_all(values)).fetchall()
    except sqlite3.Error as cause:
        raise StorageError(f"{_path(db)}: {advice(_path(db), cause)}") from cause


def row(db: Database, sql: str, values: Values = ()) -> Row | None:
    """The first row, or None."""
    found = rows(db, sql, values)
    return found[0] if found else None


def value(db: Database, sql: str, values: Values = ()) -> Any:
    """The first column of the first row, or None."""
    found = row(db, sql, values)
    return None if found is None else next(iter(found.values()))


def clean(thing: object) -> object:
    """What may be bound: texts through the gate, moments as the columns write them, the rest as it is."""
    if isinstance(thing, str):
        return clean_text(str(thing))
    return instant(thing) if isinstance(thing, datetime) else thing


def clean_text(text: str) -> str:
    """A text that may be bound: through the gate, and without the marks that stand around hits."""
    text = gate(text, MOST_CHARS)
    return text.translate(NO_MARKS) if MARKS[0] in text or MARKS[1] in text else text


def clean_texts(texts: Iterable[str]) -> list[str]:
    """Each of many texts as `clean_text` leaves it: mostly all as they are, which is seen of them all at once."""
    listed = list(texts)
    together = "\n".join(listed)
    return listed if clean_text(together) == together else [clean_text(text) for text in listed]


def verbatim(validator: str | None) -> str | None:
    """An ETag or Last-Modified goes back byte for byte or not at all: one that the gate would change is not kept."""
    if not validator or len(validator) > MOST_VALIDATOR or clean_text(validator) != validator:
        return None
    return validator


def json_object(facts: Iterable[tuple[str, str]]) -> str:
    """Facts as a JSON object; each text passes the gate before JSON hides in escapes what the gate looks for."""
    return json.dumps({clean_text(name): clean_text(said) for name, said in facts}, ensure_ascii=False)


def close(db: Database) -> None:
    """Leave the file tidy: statistics for the planner, the log folded in.

    What was stored is safe without it, so a long reader or a full disk is no error here.
    """
    with suppress(sqlite3.Error):
        db.execute("pragma busy_timeout = 1000")  # not 30 s for somebody else's long question
        db.execute("pragma analysis_limit = 10000")  # rows an index: at 400 a stage looks as rare as a day
        db.execute("pragma optimize")
        db.execute("pragma wal_checkpoint(truncate)").fetchall()
    db.close()


def _clean_all(values: Values) -> Sequence[object] | dict[str, Any]:
    if isinstance(values, Mapping):
        return {name: clean(thing) for name, thing in values.items()}
    return [clean(thing) for thing in values]


def _open(path: Path, shape: Shape, write: bool) -> Database:
    with speaking(path):
        if not path.exists():
            if not write:
                raise StorageError(f"{path}: no database here yet: run `koplamp crawl` first")
            _make(path, shape)
        check_mark(path, shape)
        db = connect(path, write=write)
        try:
            _bring_up_to_date(db, path, shape, write)
        except BaseException:
            db.close()
            raise
    return db


def check_mark(path: Path, shape: Shape) -> None:
    """Raise ForeignDatabase unless it is one of ours.

    The file's first bytes are read by ourselves: SQLite would lay its own files beside a stranger's database.
    """
    with path.open("rb") as file:
        head = file.read(100)
    if not head:
        raise ForeignDatabase(
            f"{path}: the file is empty, {'its pages' if shape is schema.PAGES else 'its articles'} are lost: "
            + (ANEW if shape is schema.PAGES else "restore a backup, or remove it to start anew")
        )
    if not head.startswith(MAGIC) or len(head) < 100:
        remedy = ANEW if shape is schema.PAGES else "`koplamp restore` a backup, or choose another desk with --desk"
        raise ForeignDatabase(f"{path}: this is no SQLite database: {remedy}")
    if int.from_bytes(head[68:72], "big") != shape.application_id:
        raise ForeignDatabase(
            f"{path}: this database is not Koplamp's ({shape.name}): move it away, or choose another desk with --desk"
        )


def connect(path: Path, *, write: bool) -> Database:
    """A connection to a file that is there, as it is: nothing is looked at and nothing brought up to date."""
    address = f"{path.absolute().as_uri()}?mode={'rw' if write else 'ro'}"
    connection = sqlite3.connect(address, uri=True, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
    db = Database(connection, execute_plugins=False)
    db.execute("pragma foreign_keys = on")
    db.execute("pragma cell_size_check = on")  # a damaged page is noticed when it is read, not inserted into
    if write:
        db.execute("pragma synchronous = full")
        db.execute(f"pragma journal_size_limit = {WAL_LIMIT}")
    return db


def _bring_up_to_date(db: Database, path: Path, shape: Shape, write: bool) -> None:
    newer = schema.unknown_steps(db, shape)
    if newer or db.execute("pragma user_version").fetchone()[0] > shape.version:
        raise NewerDatabase(
            f"{path}: a newer Koplamp wrote this database ({', '.join(newer) or 'version'}): update Koplamp"
        )
    if write and db.execute("pragma journal_mode").fetchone()[0] != "wal":  # a backup made by VACUUM INTO was put back
        db.execute("pragma journal_mode = wal").fetchall()
    if schema.is_current(db, shape):
        return
    if not write:
        raise StorageError(
            f"{path}: an older Koplamp wrote this database: run `koplamp crawl` once to bring it up to date"
        )
    if shape is schema.NEWS and shape.migrations.pending(db):
        _keep(db, path)
    with writing(db):
        schema.migrate(db, shape)


def _keep(db: Database, path: Path) -> None:
    """A copy of the file as it was before an upgrade, in the place of the last such copy."""
    version = db.execute("pragma user_version").fetchone()[0]
    with draft_of(path) as draft:
        db.execute("vacuum into ?", [str(draft)])
        to_disk(draft)
        kept = path.with_name(f"{path.name}.version-{version}")
        for older in path.parent.glob(f"{path.name}.version-*"):
            older.unlink()
        os.replace(draft, kept)


def _make(path: Path, shape: Shape) -> None:
    if not path.parent.is_dir():
        raise StorageError(f"{path}: there is no folder {path.parent}: make it, or run `koplamp init` there")
    with draft_of(path) as draft:
        fill(draft, shape)
        _link(draft, path)


def fill(draft: Path, shape: Shape) -> None:
    """Make an empty file a database of this shape with nothing in it."""
    db = connect(draft, write=True)
    try:
        db.execute(f"pragma page_size = {PAGE_SIZE}")
        db.execute("pragma journal_mode = wal").fetchall()
        with writing(db):
            schema.migrate(db, shape)
    finally:
        db.close()


def _link(draft: Path, path: Path) -> None:
    try:
        os.link(draft, path)
    except FileExistsError:
        return  # another process was first: its file is as good as ours


def _path(db: Database) -> str:
    """The file of a connection, for messages."""
    return str(db.execute("pragma database_list").fetchone()[2])

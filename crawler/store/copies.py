"""A database -> a whole copy of it in one file, also while it is written; and such a copy -> back in its place.

A copy is made under another name, made to last, looked through, and only then gets its name: whoever sees the name sees
a whole database. What is replaced is kept beside it under a dated name.
"""

import os
import secrets
import shutil
import sqlite3
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from crawler.errors import ForeignDatabase, NewerDatabase, StorageError, UsageError
from crawler.store import database, retention, schema
from crawler.store.advice import advice, is_damage
from crawler.store.database import rows, speaking, writing
from crawler.store.drafts import beside, draft_of, to_disk
from crawler.store.schema import Shape
from crawler.store.snapshot import is_published
from crawler.store.soundness import quick
from crawler.store.times import moment

AT_ONCE = 500  # tombstones in one transaction


def copy(path: Path, to: Path, shape: Shape) -> None:
    """A whole copy in one file, readable by its owner alone; nothing that exists is overwritten.

    Raises UsageError if `to` is taken, StorageError if it cannot be made or is not sound.
    """
    if to.exists():
        raise UsageError(f"{to} exists already: name another file")
    if not to.parent.is_dir():
        raise StorageError(f"{to}: there is no folder {to.parent}")
    with speaking(to), draft_of(to) as draft:
        with speaking(path):
            database.check_mark(path, shape)
            with closing(database.connect(path, write=False)) as db:
                _vacuum(db.conn, draft, path, to)
        _look_through(draft, shape)
        to_disk(draft)
        _name(draft, to)


def put_back(source: Path, path: Path, now: datetime) -> Path | None:
    """Put a copy of news.db in the place of the desk's own -> where that is kept from now on; None: there was none.

    What was forgotten or pruned since the copy was made stays so. The caller holds the desk's lock.
    Raises UsageError if `source` is no such copy, StorageError (NewerDatabase) if it is not sound; then nothing has
    changed.
    """
    shape = schema.NEWS
    try:
        with speaking(source):
            database.check_mark(source, shape)
    except ForeignDatabase:
        raise UsageError(
            f"{source}: no copy of a news.db: `koplamp backup` makes one; {path.name} is as it was"
        ) from None
    with speaking(path), draft_of(path) as draft:
        shutil.copyfile(source, draft)
        if (log := beside(source, "-wal")).exists():  # it was copied while it was open
            shutil.copyfile(log, beside(draft, "-wal"))
        with speaking(source):
            _look_through(draft, shape)
        if is_published(draft):
            raise UsageError(
                f"{source}: `koplamp publish` made it for others, without all that a desk needs; put back what "
                f"`koplamp backup` made; {path.name} is as it was"
            )
        _bury(draft, shape, _tombstones(path))
        to_disk(draft)
        return replace(path, draft, "replaced", now)


def replace(path: Path, draft: Path, word: str, now: datetime) -> Path | None:
    """Give a draft the name of a file -> where the file that had it is kept; None: there was none. A reader finds one
    or the other at every moment."""
    if not path.exists():
        os.rename(draft, path)
        return None
    with suppress(sqlite3.Error), closing(sqlite3.connect(path)) as db:
        db.execute("pragma wal_checkpoint(truncate)").fetchall()  # a sound file is whole without its log
    aside = aside_of(path, word, now)
    os.link(path, aside)
    _move_sides(path, aside)
    os.replace(draft, path)
    return aside


def put_aside(path: Path, word: str, now: datetime) -> Path:
    """Take a file out of the way -> where it is kept."""
    aside = aside_of(path, word, now)
    with speaking(path):
        _move_sides(path, aside)
        os.rename(path, aside)
    return aside


def aside_of(path: Path, word: str, now: datetime) -> Path:
    """A free name beside a file: news.db.damaged-20251119T083000Z."""
    name = path.with_name(f"{path.name}.{word}-{now:%Y%m%dT%H%M%SZ}")
    return name if not name.exists() else name.with_name(f"{name.name}-{secrets.token_hex(2)}")


def _move_sides(path: Path, aside: Path) -> None:
    if (log := beside(path, "-wal")).exists():
        log.rename(beside(aside, "-wal"))
    beside(path, "-shm").unlink(missing_ok=True)


def _vacuum(connection: sqlite3.Connection, draft: Path, path: Path, to: Path) -> None:
    try:
        connection.execute("vacuum into ?", [str(draft)])
    except sqlite3.Error as cause:
        is_full = "full" in str(cause) or "disk I/O" in str(cause)
        if is_full:
            raise StorageError(f"{to}: the disk is full; make room") from cause
        blamed = path if is_damage(cause) else to
        raise StorageError(f"{blamed}: {advice(blamed, cause)}") from cause


def _look_through(draft: Path, shape: Shape) -> None:
    """Raise what is wrong with a copy, for `speaking` to name it."""
    with closing(database.connect(draft, write=True)) as db:
        if newer := schema.unknown_steps(db, shape):
            raise NewerDatabase(f"a newer Koplamp wrote this copy ({', '.join(newer)}): update Koplamp")
        if (said := quick(db)) is not None:
            raise StorageError(f"this copy is damaged ({said}): take an older one")
        db.execute("pragma wal_checkpoint(truncate)").fetchall()


def _tombstones(path: Path) -> list[tuple[str, str, str]]:
    """What may not come back, as far as the file that is there now can tell."""
    if not path.exists():
        return []
    try:
        with closing(database.connect(path, write=False)) as db:
            return [tuple(row) for row in db.execute("select url_hash, reason, at from tombstones")]
    except sqlite3.Error:
        return []  # that is why a copy is put back


def _bury(draft: Path, shape: Shape, dead: list[tuple[str, str, str]]) -> None:
    """What was forgotten or pruned meanwhile goes from the copy too."""
    with closing(database.connect(draft, write=True)) as db:
        if not schema.is_current(db, shape):
            with writing(db):
                schema.migrate(db, shape)
        known = {row["url_hash"] for row in rows(db, "select url_hash from tombstones")}
        new = [(found, reason, moment(at)) for found, reason, at in dead if found not in known]
        for start in range(0, len(new), AT_ONCE):
            retention.bury_again(db, new[start : start + AT_ONCE])
        db.execute("pragma wal_checkpoint(truncate)").fetchall()


def _name(draft: Path, to: Path) -> None:
    try:
        os.link(draft, to)
    except FileExistsError:
        raise UsageError(f"{to} exists already: name another file") from None
    except OSError:  # a stick or a share that knows no links
        os.rename(draft, to)

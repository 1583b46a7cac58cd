"""What the two files hold: plain-SQL migrations and views -> a Shape that `migrate` brings a database to.

A migration that was shipped is never edited; the next one is `m0019_*.sql`, with a line here. No `table.transform()`
(it drops triggers), no generated columns. Views are not migrated: they are made again when views.sql changed.
"""

import hashlib
import json
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

from sqlite_utils import Database, Migrations

VIEW = re.compile(r"^((?:--[^\n]*\n)+)(create view (\w+) as\n.*?;)$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class View:
    """A view of views.sql: its name, the sentence above it, and the statement that makes it."""

    name: str
    sentence: str
    sql: str


@dataclass(frozen=True, slots=True)
class Shape:
    """One kind of file: what marks it as ours and what it holds."""

    name: str
    application_id: int
    migrations: Migrations
    steps: tuple[str, ...]  # names of the migrations, oldest first
    views: tuple[View, ...] = ()

    @property
    def version(self) -> int:
        """`user_version` of a file that is up to date."""
        return len(self.steps)

    @property
    def views_hash(self) -> str:
        """Changes when the text of a view does."""
        return hashlib.sha256("\n".join(view.sql for view in self.views).encode()).hexdigest()


def _text(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def read_views(text: str) -> tuple[View, ...]:
    """The text of views.sql -> its views."""
    return tuple(
        View(name, " ".join(line.removeprefix("--").strip() for line in above.splitlines()), sql)
        for above, sql, name in VIEW.findall(text)
    )


def _statements(script: str) -> Iterator[str]:
    """Each statement of a script: it ends where a line does. sqlite_utils tries every character: 0.1 s for all ours."""
    begun = ""
    for line in script.splitlines(keepends=True):
        begun += line
        if line.endswith(";\n") and sqlite3.complete_statement(begun):
            yield begun
            begun = ""
    yield begun


def _migrations(name: str, steps: tuple[str, ...]) -> Migrations:
    migrations = Migrations(name)
    for step in steps:

        def apply(db: Database, step: str = step) -> None:
            for statement in _statements(_text(f"{step}.sql")):
                db.execute(statement)

        migrations(name=step)(apply)
    return migrations


def _shape(name: str, mark: bytes, steps: tuple[str, ...], views: tuple[View, ...] = ()) -> Shape:
    return Shape(name, int.from_bytes(mark, "big"), _migrations(f"koplamp-{name}", steps), steps, views)


NEWS = _shape(
    "news",
    b"KOPL",
    (
        "m0001_crawl",
        "m0002_feeds",
        "m0003_verdicts",
        "m0004_articles",
        "m0005_lines",
        "m0006_replay",
        "m0007_rules",
        "m0008_reservations",
        "m0009_readings",
        "m0010_parts",
        "m0011_quarantine",
        "m0012_meaning",
        "m0013_pages",
        "m0014_watches",
        "m0015_passages",
        "m0016_meanings",
        "m0017_newest",
        "m0018_stories",
        "m0019_languages",
    ),
    read_views(_text("views.sql")),
)
PAGES = _shape("pages", b"KOPP", ("p0001_pages", "p0002_drafts"))


def until(shape: Shape, version: int) -> Shape:
    """The shape as it was at an earlier version; itself where there was none such. Views are made by the last step."""
    if not 0 < version < shape.version:
        return shape
    return _shape(shape.name, shape.application_id.to_bytes(4, "big"), shape.steps[:version])


def unknown_steps(db: Database, shape: Shape) -> tuple[str, ...]:
    """Migrations that were applied to this file and that this program has never heard of."""
    return tuple(step.name for step in shape.migrations.applied(db) if step.name not in shape.steps)


def is_current(db: Database, shape: Shape) -> bool:
    """Nothing is left to do for `migrate`."""
    if shape.migrations.pending(db) or _number(db, "user_version") != shape.version:
        return False
    return not shape.views or _about(db, "views_sha256") == shape.views_hash


def migrate(db: Database, shape: Shape) -> None:
    """Bring a database to its shape; the caller holds the write lock and commits."""
    shape.migrations.apply(db)
    if shape.views and _about(db, "views_sha256") != shape.views_hash:
        _renew_views(db, shape)
    db.execute(f"pragma application_id = {shape.application_id}")
    db.execute(f"pragma user_version = {shape.version}")


def _renew_views(db: Database, shape: Shape) -> None:
    ours = {*json.loads(_about(db, "views") or "[]"), *(view.name for view in shape.views)}
    for name in sorted(ours):
        db.execute(f'drop view if exists "{name}"')
    for view in shape.views:
        db.execute(view.sql)
    _note(db, "views", json.dumps([view.name for view in shape.views]))
    _note(db, "views_sha256", shape.views_hash)


def _about(db: Database, name: str) -> str | None:
    found = db.execute("select value from about where name = ?", [name]).fetchone()
    return None if found is None else str(found[0])


def _note(db: Database, name: str, value: str) -> None:
    db.execute(
        "insert into about(name, value) values (?, ?) on conflict(name) do update set value = excluded.value",
        [name, value],
    )


def _number(db: Database, pragma: str) -> int:
    return int(db.execute(f"pragma {pragma}").fetchone()[0])

"""A question -> all its rows, one at a time: a view, a table or a ready question by name, words to search for, or SQL.

what is asked -> Question -> `ask`: a reader's connection, reserved texts kept back, one moment's state -> Answer
"""

import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from crawler.errors import StorageError, UsageError
from crawler.store import database, describe, schema
from crawler.store.advice import advice
from crawler.store.queries import EVERY_HIT, FOUND, QUERIES
from crawler.store.reserved import RESERVED, judged, keep_back
from crawler.store.search import expression

# Of a hit whose text is reserved, what stands in its lead.
SHOWN = f"iif({RESERVED}, {FOUND.replace('-1', '1', 1)}, {FOUND})"
LIMIT = re.compile(r"\s+limit\s+\d+\s*\Z", re.IGNORECASE)  # of a page of the site; a file holds all
UNKNOWN = re.compile(r"no such (?:table|column): (?:\w+\.)?(\w+)")
OF_THE_QUESTION = {
    sqlite3.SQLITE_ERROR, sqlite3.SQLITE_AUTH, sqlite3.SQLITE_MISMATCH, sqlite3.SQLITE_RANGE, sqlite3.SQLITE_TOOBIG,
}  # fmt: skip
REFUSED = "a file is made of what a SELECT reads; texts are in article_export, article_text and article_versions"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, with the values of its parameters. `ours`: the SQL stands in this repository."""

    name: str
    title: str
    sql: str
    values: Mapping[str, str] = field(default_factory=dict)
    ours: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """Its columns, each name once, and its rows; `rows` may be called again and brings the same."""

    question: Question
    columns: tuple[str, ...]
    _connection: sqlite3.Connection

    def rows(self) -> Iterator[tuple[Any, ...]]:
        with _told(self.question):
            yield from self._connection.execute(self.question.sql, dict(self.question.values))

    def interrupt(self) -> None:
        """End what is asked just now, from another thread: a StorageError there."""
        self._connection.interrupt()


def named(name: str, values: Mapping[str, str]) -> Question:
    """The view, table or ready question of this name. Raises UsageError if there is none."""
    shown = [*(view.name for view in schema.NEWS.views), "searchable"]
    with closing(sqlite3.connect(":memory:")) as connection:
        tables = describe.tables(describe.empty(connection, schema.NEWS))
    if name in shown or name in tables:
        return Question(name, name.replace("_", " ").capitalize(), f'select * from "{name}"', values)  # noqa: S608
    for query in QUERIES:
        if query.name == name:
            return Question(name, query.title, LIMIT.sub("", query.sql).replace(FOUND, SHOWN), values, ours=True)
    ready = [query.name for query in QUERIES]
    near = get_close_matches(name, [*shown, *ready, *tables], 3, 0.5)
    hint = f"did you mean {' or '.join(near)}?" if near else f"there are, among others, {', '.join([*shown, *ready])}"
    raise UsageError(f"no view, table or ready question is called {name!r}: {hint}")


def search_for(words: str) -> Question:
    """Every article in which these words stand, best first. Raises UsageError if nothing is left to search for."""
    if expression(words) is None:
        raise UsageError("a search needs at least one word to look for")
    return Question("search", f"Search: {words}", EVERY_HIT.replace(FOUND, SHOWN), {"q": words}, ours=True)


def of_sql(sql: str, values: Mapping[str, str]) -> Question:
    """A SELECT of somebody's own."""
    return Question("sql", "SQL", sql.strip().rstrip(";"), values)


@contextmanager
def ask(path: Path, question: Question) -> Iterator[Answer]:
    """Open news.db, look whether the question can be answered, and answer it as of this moment.

    Raises UsageError for what is wrong with the question, StorageError for what is wrong with the file.
    """
    with closing(database.open_news(path, write=False)) as db:
        db.conn.create_function("news_query", 1, _news_query, deterministic=True)
        secret = keep_back(db)
        db.execute("begin")
        with _told(question, db):
            with judged(db, secret, may_mark=question.ours):
                _look_at(db, question)
            columns = _columns(db, question)
        yield Answer(question, columns, db.conn)


class _Values(dict[str, str]):
    """The values of a question; remembers which it was asked for."""

    def __init__(self, values: Mapping[str, str]) -> None:
        super().__init__(values)
        self.asked: list[str] = []

    def __getitem__(self, name: str) -> str:
        self.asked.append(name)
        return self.get(name, "")


def _look_at(db: Database, question: Question) -> None:
    """Let SQLite read the question without answering it."""
    values = _Values(question.values)
    db.conn.execute(f"explain {question.sql}", values).close()
    if missing := [name for name in values.asked if name not in values]:
        wanted = " ".join(f"-p {name}=..." for name in missing)
        raise UsageError(f"{question.name} needs a value for {', '.join(missing)}: {wanted}")
    if strange := [name for name in values if name not in values.asked]:
        known = f"it has {', '.join(values.asked)}" if values.asked else "it has none"
        raise UsageError(f"{question.name} has no parameter {', '.join(strange)}; {known}")


def _columns(db: Database, question: Question) -> tuple[str, ...]:
    """What the columns are called; of two `id` the second is `id:1`, as in every subquery of SQLite's."""
    nothing = db.conn.execute(f"select * from ({question.sql}\n) limit 0", dict(question.values))  # noqa: S608
    return tuple(column[0] for column in nothing.description)


@contextmanager
def _told(question: Question, db: Database | None = None) -> Iterator[None]:
    """SQLite's complaints about a question as a UsageError, those about the file as a StorageError."""
    try:
        yield
    except sqlite3.Error as cause:
        code = getattr(cause, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF  # none: Python's own complaint
        if code in OF_THE_QUESTION:
            raise UsageError(f"{question.name}: {_meant(str(cause), db)}") from cause
        raise StorageError(f"news.db: {advice('news.db', cause)}") from cause


def _meant(message: str, db: Database | None) -> str:
    """A complaint, with the names that are near one that is unknown."""
    if "prohibited" in message or "not authorized" in message:
        return f"{message}: {REFUSED}"
    if db is None or (unknown := UNKNOWN.search(message)) is None:
        return message
    near = get_close_matches(unknown[1], _names(db), 3, 0.6)
    return f"{message}; did you mean {' or '.join(near)}?" if near else message


def _names(db: Database) -> list[str]:
    """Every table, view and column."""
    shown = [*describe.tables(db), *(view.name for view in schema.NEWS.views)]
    return sorted({*shown, *(column for of in describe.descriptions().values() for column in of)})


def _news_query(typed: object) -> str:
    return (expression(str(typed)) if typed is not None else None) or '""'

"""A connection -> one from which no reserved text can be read, whatever is asked of it.

Temporary views stand in the place of the tables that hold texts, and of every view over them: SQLite looks among those
first. A question that reads around them (main.article_text ...), or reads the search index, from which a text could be
put together again, is refused before it is asked: SQLite's authorizer knows from within which view a column is read,
and a name that nobody can guess keeps a question from passing for that view.
"""

import re
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlite_utils import Database

from crawler.store.database import rows

# Of an article `a`, as in the view article_export and as article.facts.rights says: its publisher reserves its text.
RESERVED = """(a.rights is not null
  and (coalesce(json_extract(a.rights, '$."tdm-reservation"'), '') = '1'
    or ', ' || coalesce(json_extract(a.rights, '$.robots'), '') || ',' like '%, noarchive,%'
    or ', ' || coalesce(json_extract(a.rights, '$.robots'), '') || ',' like '%, noai,%'))"""
TEXTS = {"article_text": ("body", "blocks"), "article_versions": ("body",)}  # with the column article_id
INDEX = "articles_fts"
MARKING = ("highlight", "snippet")  # functions that read the text of a hit
CREATED = re.compile(r"\s*create\s+view\s+", re.IGNORECASE)

READING = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE)
SCHEMA_TABLE = "sqlite_master"  # "updated" when a function such as json_each makes itself known; nothing is written


def keep_back(db: Database) -> str:
    """Put the views in place -> the name that only they bear, for `judged`."""
    views = rows(db, "select name, sql from main.sqlite_master where type = 'view' order by rowid")
    secret = f"texts_{secrets.token_hex(8)}"
    for table, texts in TEXTS.items():
        columns = [one["name"] for one in rows(db, "select name from main.pragma_table_info(?)", [table])]
        shown = ", ".join(f'iif({RESERVED}, null, t."{c}") as "{c}"' if c in texts else f't."{c}"' for c in columns)
        db.execute(
            f'create temp view "{secret}_{table}" as select {shown} from main."{table}" t '  # noqa: S608
            "join main.articles a on a.id = t.article_id"
        )
        db.execute(f'create temp view "{table}" as select * from "{secret}_{table}"')  # noqa: S608
    for view in views:
        db.execute(CREATED.sub("create temp view ", view["sql"], count=1))
    return secret


@contextmanager
def judged(db: Database, secret: str, *, may_mark: bool) -> Iterator[None]:
    """What is prepared in here may read, and no text but through the views.

    `may_mark`: the question is ours, so it may ask for the words around a hit, where it sees to the reserved ones.
    The index reads its own tables while a question is answered, so that is done outside.
    """

    def judge(action: int, first: str | None, second: str | None, database: str | None, view: str | None) -> int:
        if action == sqlite3.SQLITE_READ and first is not None and database == "main":
            allowed = view == f"{secret}_{first}" or not _holds_texts(first, second)
        elif action == sqlite3.SQLITE_FUNCTION:
            allowed = may_mark or second not in MARKING
        else:
            allowed = action in READING or (action == sqlite3.SQLITE_UPDATE and first == SCHEMA_TABLE)
        return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY

    db.execute(f"select rowid from {INDEX} limit 0").fetchall()  # noqa: S608  # it reads its settings when it is first named
    db.conn.set_authorizer(judge)
    try:
        yield
    finally:
        db.conn.set_authorizer(None)


def _holds_texts(table: str, column: str | None) -> bool:
    if table.startswith(INDEX):  # a search needs its name, its rank and its row numbers
        return table != INDEX or column == "body"
    return column in TEXTS.get(table, ())

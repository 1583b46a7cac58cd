"""The two files and columns.toml -> docs/schema.md, and the same sentences for Datasette.

python -m crawler.store.describe docs/schema.md
"""

import sqlite3
import sys
from contextlib import closing
from functools import cache
from importlib.resources import files
from pathlib import Path

import tomli
from sqlite_utils import Database

from crawler.model import Outcome
from crawler.store import schema
from crawler.store.database import rows
from crawler.store.schema import Shape

OUTCOMES = {
    Outcome.FRESH: "a document with items was read",
    Outcome.UNCHANGED: "304, or the same content as before",
    Outcome.PARTIAL: "cut short; what could be read was kept",
    Outcome.EMPTY: "a feed without items",
    Outcome.NOT_A_FEED: "something else than a feed",
    Outcome.CHALLENGE: "a bot check or a consent wall",
    Outcome.BLOCKED: "401, 403 or 451: the publisher does not let us in; or another 4xx (400, 406 ...): a refusal",
    Outcome.MISSING: "404",
    Outcome.GONE: "410",
    Outcome.BUSY: "429, or 503 with a pause",
    Outcome.SERVER_ERROR: "another 5xx",
    Outcome.REDIRECT: "a loop, or a target that may not be asked",
    Outcome.TIMEOUT: "no whole answer in time, or 408, 425, 499",
    Outcome.NETWORK: "DNS, TLS or connection",
    Outcome.TOO_LARGE: "above the size limit",
    Outcome.TOO_COSTLY: "reading it took too long or too much memory",
    Outcome.REFUSED: "our own guard, robots.txt or rights",
    Outcome.STORAGE: "it could not be stored",
}

INTRO = """# The database

Made from the database itself by `python -m crawler.store.describe docs/schema.md`; a test fails when it is not current.

`news.db` is for analysts, `pages.db` beside it holds the raw pages. Instants are UTC text `2025-11-19T08:30:00Z` in
columns ending in `_at`, calendar days `2025-11-19` in columns ending in `_on`: both sort, compare and group as they
are. Unknown is NULL; nothing is invented. Views are the contract: a column may be added to one, none is renamed
without a major version.

Rows of `articles` are deleted only by `prune` and `forget`, which leave a tombstone, and when two of them turn out
to be one article: then the older stays, and `article_urls` sends the younger's addresses to it.
"""
SEARCH = """## Search

`articles_fts` is an FTS5 index over title, lead and body; case and accents do not matter. It keeps no text of its own
and follows `articles` and `article_text` by triggers.

```sql
select a.title, a.published_on, snippet(articles_fts, -1, '[', ']', ' … ', 24)
from articles_fts join articles a on a.id = articles_fts.rowid
where articles_fts match '"renault" AND "nissan"' order by bm25(articles_fts, 10.0, 4.0, 1.0);
```
"""


@cache
def sentences() -> dict[str, dict[str, str]]:
    """Table -> column -> sentence; the column `_` is the table itself."""
    return tomli.loads(files(__package__).joinpath("columns.toml").read_text(encoding="utf-8"))


def descriptions() -> dict[str, dict[str, str]]:
    """Table or view -> column -> sentence, for Datasette; of a view's columns, those that a table has too."""
    tables = {table: {name: said for name, said in of.items() if name != "_"} for table, of in sentences().items()}
    with closing(sqlite3.connect(":memory:")) as connection:
        news = empty(connection, schema.NEWS)
        views = {view.name: _described(news, view.name, tables) for view in schema.NEWS.views}
    return tables | views


def empty(connection: sqlite3.Connection, shape: Shape) -> Database:
    """A file of this shape with nothing in it, in memory."""
    db = Database(connection, execute_plugins=False)
    schema.migrate(db, shape)
    return db


def tables(db: Database) -> list[str]:
    """The tables an analyst may meet, in the order they were made; not the search index's own and SQLite's."""
    found = rows(
        db,
        "select name from pragma_table_list where schema = 'main' and type = 'table' and name not glob 'sqlite_*' "
        "and name not glob '_sqlite_*'",
    )
    made = [one["name"] for one in rows(db, "select name from sqlite_master where type = 'table' order by rowid")]
    return sorted((one["name"] for one in found), key=made.index)


def markdown() -> str:
    """docs/schema.md."""
    with closing(sqlite3.connect(":memory:")) as first, closing(sqlite3.connect(":memory:")) as second:
        news, pages = empty(first, schema.NEWS), empty(second, schema.PAGES)
        parts = [INTRO, "## Views\n", *(_view(news, view) for view in schema.NEWS.views), SEARCH]
        parts += ["## Tables of news.db\n", *(_table(news, name) for name in tables(news))]
        parts += ["## Tables of pages.db\n", *(_table(pages, name) for name in tables(pages))]
    words = "\n".join(f"- `{outcome}` {said}" for outcome, said in OUTCOMES.items())
    return "\n".join([*parts, f"## Outcomes of asking a feed\n\n{words}\n"])


def _view(db: Database, view: schema.View) -> str:
    columns = ", ".join(f"`{name}`" for name in _columns(db, view.name))
    return f"### {view.name}\n\n{view.sentence}\n\n{columns}\n"


def _table(db: Database, name: str) -> str:
    said = sentences()[name]
    found = rows(db, 'select name, type, "notnull", pk from pragma_table_info(?)', [name])
    lines = [f"| `{one['name']}` | {_type(one)} | {said[one['name']]} |" for one in found]
    return "\n".join([f"### {name}\n\n{said['_']}\n", "| column | type | meaning |", "|---|---|---|", *lines, ""])


def _type(column: dict[str, object]) -> str:
    never_null = column["notnull"] or column["pk"]
    return f"{str(column['type']).lower()}{'' if never_null else ', or NULL'}"


def _columns(db: Database, name: str) -> list[str]:
    return [one["name"] for one in rows(db, "select name from pragma_table_info(?)", [name])]


def _described(db: Database, view: str, known: dict[str, dict[str, str]]) -> dict[str, str]:
    """The columns of a view that bear the name of a column of articles or feeds, in that order."""
    named = known["feeds"] | known["articles"] if view not in ("feed_health", "silent_feeds") else known["feeds"]
    return {name: named[name] for name in _columns(db, view) if name in named}


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(markdown(), encoding="utf-8")

"""A connection -> one that reads every text as NULL: for a site that is open to all, on the desk's own database.

SQLite itself puts NULL in the place of a column, whoever reads it: a table, a view, the words around a hit. That the
index still knows which words stand in a text is wanted: an article can be found and is shown by its title and lead.
"""

import sqlite3

from crawler.store.reserved import TEXTS

VEILED = TEXTS | {"feeds": ("etag", "last_modified")}  # what a published copy leaves out as well


def veil(connection: sqlite3.Connection) -> None:
    """From here on no statement of this connection reads a text; nothing is written, so none can be made readable."""
    connection.set_authorizer(_judge)


def _judge(action: int, first: str | None, second: str | None, database: str | None, view: str | None) -> int:
    if action == sqlite3.SQLITE_READ and first is not None and second in VEILED.get(first, ()):
        return sqlite3.SQLITE_IGNORE
    return sqlite3.SQLITE_OK

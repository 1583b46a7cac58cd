"""The page of a topic: what was written about it."""

import sqlite3

from crawler.store.reads.asking import row, span
from crawler.store.reads.tagged import Coverage, Tag, coverage

TOPIC = "select id, slug, name from topics where slug = :slug"


def topic(db: sqlite3.Connection, slug: str, days: int) -> Coverage | None:
    """A topic by its slug, over the last days with news; None: there is none."""
    found = row(db, TOPIC, {"slug": slug})
    return None if found is None else coverage(db, Tag("topic", found["id"], slug, found["name"]), span(db, days))

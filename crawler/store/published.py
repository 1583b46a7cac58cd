"""A file that is to be shown -> whether it is a desk's own or a published copy, and what of it others may see."""

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from crawler.store import schema
from crawler.store.database import open_news, row
from crawler.store.snapshot import FETCHING, PUBLISHED_AT, PUBLISHED_WITH, SHOWN

INNER_VIEW = "searchable"  # what the search index reads: texts
WITH = "select value from about where name = ?"


@dataclass(frozen=True, slots=True)
class Shown:
    """`is_copy`: the file was published and is never written again. `tables`: tables and views that hold what may be
    seen by all; of a desk's own file texts are none of it."""

    is_copy: bool
    tables: frozenset[str]


def shown(news_db: Path) -> Shown:
    """What `publish` left in the file, or would leave. Raises StorageError for a file that is none of ours."""
    with closing(open_news(news_db, write=False)) as db:
        is_copy = row(db, WITH, [PUBLISHED_AT]) is not None
        found = row(db, WITH, [PUBLISHED_WITH])
    parts = str(found["value"]).split() if found else []
    views = {view.name for view in schema.NEWS.views} | {INNER_VIEW}
    tables = (SHOWN | FETCHING if "fetches" in parts else SHOWN) | views
    return Shown(is_copy, frozenset(tables if "texts" in parts else tables - {"article_text", INNER_VIEW}))

"""A desk of any size to measure on: `python -m benchmarks.big_desk NEWS_DB [ARTICLES] [LAST_DAY]`.

Articles of 60 sources over the two years before LAST_DAY (2026-11-29 unless said), each with its text, tags, story and
sightings; the same arguments make the same rows. The schema and the gazetteers are the product's own. To be done in
minutes the rows are written without triggers and indexes; afterwards the indexes and the search index are built in one
go, days are counted as `koplamp enrich` counts them, and the triggers stand again: the state in which a desk is whose
articles all have been enriched. Left empty is what no page and no question reads: shingles, terms of stories, queues.
"""

import random
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from sqlite_utils import Database

from benchmarks.big_desk_articles import Articles
from benchmarks.big_desk_feeds import Publishers, Row
from crawler.passes.enrich_tags import gazetteers
from crawler.store import database, tags, trends
from crawler.store.database import rows, value, writing

LAST_DAY = date(2026, 11, 29)
AT_ONCE = 20_000  # articles whose rows are held in memory


def main(path: Path, articles: int, last: date = LAST_DAY) -> None:
    """Make the desk's news.db; an existing file is left alone."""
    if path.exists():
        raise SystemExit(f"{path} exists: name another file")
    started = time.process_time()
    db = database.open_news(path)
    with writing(db):
        tags.sync(db, gazetteers())
    db.execute("pragma journal_mode = off").fetchall()
    db.execute("pragma synchronous = off")
    db.execute("pragma foreign_keys = off")
    with _bare(db):
        _fill(db, articles, last)
        _say(started, f"{articles:,} articles written")
    _say(started, "indexes built")
    db.execute("insert into articles_fts(articles_fts) values ('rebuild')")
    _say(started, "search index built")
    with writing(db):
        days = rows(db, "select distinct published_on from article_makes where published_on is not null order by 1")
        for day in days:
            trends.count(db, day["published_on"])
    _say(started, f"{len(days)} days counted")
    db.execute("pragma journal_mode = wal").fetchall()
    db.execute("pragma analysis_limit = 10000")
    db.execute("analyze")
    if wrong := rows(db, "pragma foreign_key_check"):
        raise SystemExit(f"rows that lead nowhere: {wrong[:3]}")
    _say(started, f"{value(db, 'select count(*) from stories'):,} stories")
    database.close(db)
    _say(started, f"{path.stat().st_size / 2**20:,.0f} MB")


@contextmanager
def _bare(db: Database) -> Iterator[None]:
    """Without triggers and indexes of ours; afterwards with them again, made in their order."""
    found = rows(
        db,
        "select type, name, sql from sqlite_master where type in ('trigger', 'index') and sql is not null "
        "and name not glob 'articles_fts*' order by type, rowid",
    )
    for one in found:
        db.execute(f'drop {one["type"]} "{one["name"]}"')
    yield
    for one in found:
        db.execute(one["sql"])


def _fill(db: Database, articles: int, last: date) -> None:
    chance = random.Random(7)
    publishers = Publishers(chance, last)
    made = Articles(db, chance, publishers, articles)
    with writing(db):
        for table, found in publishers.tables():
            _insert(db, table, found)
        for first in range(1, articles + 1, AT_ONCE):
            for table, found in made.rows(range(first, min(first + AT_ONCE, articles + 1))).items():
                _insert(db, table, found)
        for table, found in made.rest().items():
            _insert(db, table, found)


def _insert(db: Database, table: str, found: list[Row]) -> None:
    if found:
        names = found[0].keys()
        marks = ", ".join(f":{name}" for name in names)
        db.conn.executemany(f"insert into {table}({', '.join(names)}) values ({marks})", found)


def _say(started: float, line: str) -> None:
    sys.stdout.write(f"{time.process_time() - started:7.1f} s CPU  {line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asked = sys.argv[1:]
    if not 1 <= len(asked) <= 3:
        raise SystemExit(__doc__)
    main(
        Path(asked[0]),
        int(asked[1]) if len(asked) > 1 else 100_000,
        date.fromisoformat(asked[2]) if len(asked) > 2 else LAST_DAY,
    )

"""No page reads a large table from end to end: the plan of every statement in crawler/store/reads, of every ready
question and of every view that a page shows.

SQLite's own code for a statement says which trees it opens and which of them it begins at the first or last row; an
index that is read so is small and asked for (a facet), a table is not. Found by itself: a new page is covered once its
module stands in crawler/store/reads.
"""

import importlib
import pkgutil
import re
import sqlite3
from contextlib import closing

import pytest

from crawler.store import database, reads, schema
from crawler.store.describe import empty
from crawler.store.queries import QUERIES
from crawler.store.search import expression

LARGE = {"articles", "article_text", "fetches", "sightings", "article_versions"}
FOR_FILES = {"article_export"}  # a whole desk, for `koplamp export`; no page lists it
SCALE = 700  # the made-up desk is small: its statistics are told as those of a million articles
BARE = re.compile(r"SCAN (?!.*INDEX)|BLOOM FILTER")  # a filter is filled from all rows of its table
PARAMETER = re.compile(r"[:@$]\w+")


def statements():
    """Name -> SQL, of all of it."""
    found = {f"query {query.name}": query.sql for query in QUERIES}
    views = [view.name for view in schema.NEWS.views if view.name not in FOR_FILES]  # two workers have to agree
    found |= {f"view {view}": f"select * from {view} limit 50" for view in views}
    for module in pkgutil.iter_modules(reads.__path__):
        for name, told in vars(importlib.import_module(f"{reads.__name__}.{module.name}")).items():
            several = told.items() if isinstance(told, dict) else [("", told)]
            found |= {f"{module.name}.{name}{of}": sql for of, sql in several if is_statement(sql)}
    return found


def is_statement(told):
    """A template, with {names} to be filled in, is none: what is made of it is."""
    return isinstance(told, str) and re.match(r"\s*(select|with)\b", told) and not re.search(r"\{\w+\}", told)


STATEMENTS = statements()


def scans(db, sql):
    """Large tables whose own rows a statement reads from one end on, and the plan's lines that say so."""
    values = {name[1:]: "1" for name in PARAMETER.findall(sql)}
    bare = [row[3] for row in db.execute(f"explain query plan {sql}", values) if BARE.match(row[3])]
    of_page = {page: name for name, page in db.execute("select name, rootpage from sqlite_master") if name in LARGE}
    opened, begun = {}, set()
    for _, code, cursor, page, *_ in db.execute(f"explain {sql}", values):
        if code in ("OpenRead", "ReopenIdx"):
            opened.setdefault(cursor, set()).add(page)
        elif code in ("Rewind", "Last", "Count"):
            begun.add(cursor)
    return {of_page[page] for cursor in begun for page in opened.get(cursor, set()) & of_page.keys()} if bare else set()


@pytest.fixture(scope="module", params=["empty", "large"])
def desk(request, big_news):
    with closing(sqlite3.connect(":memory:")) as db:
        if request.param == "empty":
            empty(db, schema.NEWS)
        else:
            with closing(sqlite3.connect(f"file:{big_news}?mode=ro", uri=True)) as stored:
                stored.backup(db)
            enlarge(db)
        db.create_function("news_query", 1, expression)
        yield db


def enlarge(db):
    """Tell the planner that there is much more of everything that there is more than one of."""
    for table, index, told in db.execute("select tbl, idx, stat from sqlite_stat1").fetchall():
        rows = " ".join(n if n == "1" or not n.isdecimal() else str(int(n) * SCALE) for n in told.split())
        db.execute("update sqlite_stat1 set stat = ? where tbl = ? and idx is ?", [rows, table, index])
    db.execute("analyze sqlite_schema")


def test_statements_are_found():
    assert {f"query {query.name}" for query in QUERIES} <= STATEMENTS.keys()
    assert len([name for name in STATEMENTS if "." in name]) > 10


@pytest.mark.parametrize("name", STATEMENTS)
def test_no_large_table_is_read_from_end_to_end(desk, name):
    assert set() == scans(desk, STATEMENTS[name])


@pytest.mark.parametrize(
    ("sql", "tables"),
    [
        ("select * from articles", {"articles"}),
        ("select title from articles where title like '%a%' order by id desc limit 5", {"articles"}),
        ("select * from sightings", {"sightings"}),
        ("select count(*) from article_text", {"article_text"}),
        ("select count(*) from articles", set()),
        ("select v.title from stories t left join article_versions v on v.title = t.title", {"article_versions"}),
        ("select language, count(*) from articles group by language", set()),
        ("select * from articles where id = :id", set()),
        ("select * from latest limit 10", set()),
        ("select * from makes", set()),
    ],
)
def test_what_reads_a_whole_table_is_seen(desk, sql, tables):
    assert tables == scans(desk, sql)


# ---------------------------------------------------------------- the index that the pages wanted


def test_a_desk_from_before_gets_the_index_and_keeps_its_days(tmp_path):
    path = tmp_path / "news.db"
    path.touch()
    database.fill(path, schema.until(schema.NEWS, schema.NEWS.steps.index("m0013_pages")))
    day = ("make", 1, "2025-11-19", 2, 3, 2, "[1, 2]", "[7, 8]")
    with closing(sqlite3.connect(path)) as db:
        db.execute("insert into tag_days values (?, ?, ?, ?, ?, ?, ?, ?)", day)
        db.commit()
    with closing(database.open_news(path)) as db:
        told = db.execute("select sql from sqlite_master where name = 'tag_days_day'").fetchone()[0]

        assert [day] == db.execute("select * from tag_days").fetchall()
        assert told.endswith("on tag_days(kind, on_day, articles)")
        assert "ok" == db.execute("pragma integrity_check").fetchone()[0]


def test_days_are_counted_without_reading_which_stories_they_had(desk):
    counted = "select on_day, sum(articles) from tag_days where kind = 'make' and on_day > '2025' group by on_day"
    [line] = [row[3] for row in desk.execute(f"explain query plan {counted}")]

    assert "COVERING INDEX tag_days_day" in line

"""What Datasette's pages ask again and again: answered from memory, and never with what is no more."""

import asyncio
import re
import shutil
import sqlite3
from collections import Counter
from contextlib import closing
from urllib.parse import quote

import httpx
import pytest
from markupsafe import Markup

from crawler.site.facets import _most
from crawler.site.metadata import COUNTED, SHOWN
from crawler.site.rows import answer_rows, table_rows
from crawler.site.server import HERE, site
from crawler.store.database import open_news
from crawler.store.published import shown
from tests.unit.store.test_store_plans import FOR_FILES, enlarge, scans

ONE_THREAD = {"num_sql_threads": 1, "suggest_facets": False, "facet_time_limit_ms": 20_000, "sql_time_limit_ms": 20_000}


class Site:
    """A site asked without a socket, and every statement its one connection was given."""

    def __init__(self, path):
        self.path, self.said = path, []
        self._made = site(path, HERE, shown(path), ONE_THREAD)
        self._loop = asyncio.new_event_loop()
        self._client = httpx.AsyncClient(
            transport=httpx.ASGITransport(self._made.app()), base_url="http://127.0.0.1", timeout=60
        )
        self._do(self._made.get_database("news").execute_fn(lambda db: db.set_trace_callback(self.said.append)))

    def _do(self, work):
        return self._loop.run_until_complete(work)

    def get(self, path):
        self.said.clear()
        answer = self._do(self._client.get(path))
        assert answer.status_code == 200, (path, answer.text[:500])
        return answer

    def json(self, path):
        return self.get(path).json()

    def count_statements(self):
        return [sql for sql in self.said if "count(*)" in sql]

    def close(self):
        self._do(self._client.aclose())
        self._made.executor.shutdown()
        self._made.get_database("news").close()
        self._loop.close()


@pytest.fixture
def news_db(tmp_path, big_news):
    """A desk of one's own, to write in."""
    return shutil.copy(big_news, tmp_path / "news.db")


@pytest.fixture
def desk(news_db):
    made = Site(news_db)
    yield made
    made.close()


@pytest.fixture(scope="module")
def still(big_news):
    """A site that nobody writes to."""
    made = Site(big_news)
    yield made
    made.close()


def write(path, sql):
    db = open_news(path)
    db.conn.execute(sql)
    db.conn.commit()
    db.close()


def all_of(path, sql):
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        return db.execute(sql).fetchall()


# ---------------------------------------------------------------- counts


@pytest.mark.parametrize("name", COUNTED)
def test_what_is_counted_otherwise_has_as_many_rows(still, name):
    [(rows,)] = all_of(still.path, f"select count(*) from {name}")

    assert rows > 0
    assert rows == still.json(f"/news/{name}.json?_size=1")["filtered_table_rows_count"]


def test_the_page_of_the_database_counts_every_table_that_is_shown(still):
    told = {one["name"]: one["count"] for one in still.json("/news.json")["tables"]}

    for name in SHOWN.keys() & told.keys():
        assert all_of(still.path, f"select count(*) from {name}") == [(told[name],)], name


def test_counts_and_facets_come_from_memory_until_something_is_written(desk):
    before = desk.json("/news/articles.json")
    first = desk.count_statements()
    again = desk.json("/news/articles.json")
    second = desk.count_statements()
    write(desk.path, "update articles set language = 'it' where id in (1, 2, 3)")
    write(desk.path, "delete from articles where id = 4")
    after = desk.json("/news/articles.json")

    assert len(first) == 2  # all rows, and all facets in one reading
    assert second == []
    assert before["facet_results"] == again["facet_results"]
    assert before["filtered_table_rows_count"] - 1 == after["filtered_table_rows_count"]
    assert {"value": "it", "count": 3} in [
        {name: one[name] for name in ("value", "count")} for one in after["facet_results"]["language"]["results"]
    ]


@pytest.mark.parametrize(
    "path", ["/", "/trends?days=90", "/source/bron-1", "/news/topics_of_makes", "/news/share_of_voice"]
)
def test_what_sums_up_the_desk_is_read_once_until_something_is_written(desk, path):
    before = desk.get(path).text
    again = desk.get(path).text
    asked = [sql for sql in desk.said if "from articles" in sql or "tag_days" in sql]
    write(desk.path, "update articles set title = 'Een andere kop'")
    write(desk.path, "update makes set name = 'Een ander merk'")
    after = desk.get(path).text

    assert (before, []) == (again, asked)
    assert "Een ander merk" not in before
    assert "Een ander merk" in after


def test_what_somebody_asks_themselves_is_never_kept(desk):
    mine = "/news.json?_shape=array&sql=" + quote("select count(*) as n from articles")
    desk.get(mine)
    desk.get(mine)

    assert desk.count_statements()


def test_a_table_that_comes_is_shown_at_once_and_one_that_goes_is_not(desk):
    assert "mine" not in desk.get("/news").text
    write(desk.path, "create table mine (id integer primary key, title text)")
    assert [] == desk.json("/news/mine.json")["rows"]
    assert 'href="/news/mine"' in desk.get("/news").text
    write(desk.path, "drop table mine")
    assert 'href="/news/mine"' not in desk.get("/news").text


def test_a_page_asks_the_schema_nothing_twice(still):
    still.get("/news")
    still.get("/news")

    assert [] == [sql for sql in still.said if "sqlite_master" in sql or "table_info" in sql]


# ---------------------------------------------------------------- rows


@pytest.mark.parametrize(
    "asked",
    [
        "source_id=1", "language=nl&kind=news", "_search=laadpaal", "word_count__gt=300&_sort=word_count",
        "language=nl&_sort_desc=word_count", "language=nl&_sort=title", "language=xx",
    ],
)  # fmt: skip
def test_pages_of_articles_hold_each_row_once_in_order(still, asked):
    rows, seen = [], 0
    path = f"/news/articles.json?{asked}&_shape=objects&_size=7"
    for _ in range(4):
        found = still.json(path)
        rows += found["rows"]
        seen += len(found["rows"])
        if not found["next_url"]:
            break
        path = found["next_url"].removeprefix("http://127.0.0.1")
    sort = next((part for part in asked.split("&") if part.startswith("_sort")), "_sort_desc=sort_at")
    keys = [row[sort.partition("=")[2]] for row in rows]

    assert len({row["id"] for row in rows}) == len(rows) == min(seen, found["filtered_table_rows_count"])
    assert keys == sorted(keys, reverse=sort.startswith("_sort_desc"))


def test_a_page_of_articles_is_what_plain_sql_brings(still):
    said = still.json("/news/articles.json?language=nl&_shape=arrays&_size=20")["rows"]
    plain = all_of(still.path, "select * from articles where language = 'nl' order by sort_at desc limit 20")

    assert {row[0] for row in plain} == {row[0] for row in said}
    assert sorted(map(list, plain)) == sorted(said)


def test_cells_are_escaped_and_stand_in_the_order_asked_for():
    cells = [
        {"column": "a<", "value_type": "str", "value": "<b>"},
        {"column": "c", "value_type": "none", "value": Markup("&nbsp;")},
        {"column": "id", "value_type": "int", "value": 7},
    ]
    rows = table_rows([cells], ("id",))

    assert rows.index(">7<") < rows.index("&lt;b&gt;") < rows.index("&nbsp;")
    assert 'data-name="a&lt;"' in rows
    assert "<b>" not in rows
    assert "&lt;i&gt;" in answer_rows(["x"], [["<i>"]])
    assert ">&lt; <mark>hit</mark></td>" in answer_rows(["x"], [["< \ue000hit\ue001"]])
    assert "a <mark>hi…</mark></td>" in answer_rows(["x"], [["a \ue000hi…"]])


# ---------------------------------------------------------------- facets


@pytest.mark.parametrize("where", ["", "language=nl", "source_id=1&kind=news"])
def test_facets_are_what_counting_each_column_brings(still, where):
    found = still.json(f"/news/articles.json?{where}")["facet_results"]
    rows = all_of(still.path, "select source_id, language, kind from articles")
    wanted = dict(part.split("=") for part in where.split("&") if part)
    names = ("source_id", "language", "kind")
    kept = [row for row in rows if all(str(row[names.index(name)]) == value for name, value in wanted.items())]

    assert set(names) == found.keys()
    for at, name in enumerate(names):
        counted = Counter(row[at] for row in kept if row[at] is not None)
        best = sorted(counted.items(), key=lambda one: (-one[1], one[0]))[:30]
        assert best == [(one["value"], one["count"]) for one in found[name]["results"]]
        assert (len(counted) > 30) == found[name]["truncated"]


def test_a_facet_links_to_its_rows_and_from_them_to_all_and_names_what_it_points_at(still):
    one = still.json("/news/articles.json?language=nl")["facet_results"]["language"]["results"][0]
    other = still.json("/news/articles.json?language=nl")["facet_results"]["source_id"]["results"][0]

    assert (one["value"], one["selected"], one["toggle_url"]) == ("nl", True, "http://127.0.0.1/news/articles.json")
    assert not other["selected"]
    assert other["toggle_url"].endswith(f"?language=nl&source_id={other['value']}")
    assert [(other["label"],)] == all_of(still.path, f"select name from sources where id = {other['value']}")


def test_a_facet_that_an_address_asks_for_is_counted_too(still):
    found = still.json("/news/articles.json?_facet=stage&_facet=language&_facet=section")["facet_results"]
    stages = all_of(still.path, "select stage, count(*) from articles group by 1 order by 2 desc")

    assert {"source_id", "language", "kind", "stage", "section"} == found.keys()
    assert stages == [(one["value"], one["count"]) for one in found["stage"]["results"]]
    assert (found["stage"]["hideable"], found["language"]["hideable"]) == (True, False)


def test_values_of_every_kind_have_an_order():
    counted = [("b", 2), (None, 9), (3, 1), ("a", 2), (2.5, 1), (b"x", 1), ("b", 1)]

    assert [("b", 3), ("a", 2), (2.5, 1), (3, 1), (b"x", 1)] == _most(counted, 9)
    assert [("b", 3)] == _most(counted, 1)


# ---------------------------------------------------------------- plans


FILTERED = ("language=nl", "source_id=1", "kind=news", "language=nl&kind=news", "_search=laadpaal")
PAGES = (
    "/news", *(f"/news/{name}" for name in SHOWN.keys() - FOR_FILES), *(f"/news/articles?{one}" for one in FILTERED),
    "/news/articles/7", "/news/sources/1", "/news/stories/1",
)  # fmt: skip


def test_no_page_counts_or_sorts_by_reading_a_large_table(news_db):
    with closing(sqlite3.connect(news_db)) as db:
        db.create_function("escape_fts", 1, str)
        enlarge(db)
        db.commit()
        made = Site(news_db)
        whole = {}
        for path in PAGES:
            made.get(path)
            asked = {sql for sql in made.said if sql.lstrip().startswith(("select", "with")) and not is_cheap(sql)}
            whole |= {(path, sql): tables for sql in asked if (tables := scans(db, sql))}
        made.close()

    assert {} == whole


def is_cheap(sql):
    """What asks the schema, or for nothing, or for the first rows of a table as they are stored."""
    return "sqlite_" in sql or "in ()" in sql or (" limit " in sql and not re.search(" where | group by ", sql))


@pytest.mark.parametrize("where", ["", "language=nl", "kind=news"])
def test_all_facets_of_articles_are_read_from_one_index(news_db, where):
    with closing(sqlite3.connect(news_db)) as db:
        enlarge(db)
        db.commit()
        made = Site(news_db)
        made.get(f"/news/articles?{where}")
        [sql] = {sql for sql in made.said if "group by" in sql}
        told = " / ".join(row[3] for row in db.execute(f"explain query plan {sql}"))
        made.close()

    assert "COVERING INDEX facet_kind" in told
    assert "TEMP B-TREE" not in told


def test_the_test_of_plans_sees_what_datasette_asked_before(news_db):
    with closing(sqlite3.connect(news_db)) as db:
        enlarge(db)

        assert {"article_text"} == scans(db, "select count(*) from article_text ")
        assert {"articles"} == scans(db, "select * from articles where image_url = 'x' order by title limit 51")

"""A question and all its rows; what is reserved is in none of them, however it is asked for."""

import json
import sqlite3
from contextlib import closing

import pytest

from crawler.article.facts import rights
from crawler.errors import StorageError, UsageError
from crawler.store import describe, queries
from crawler.store.answers import SHOWN, ask, named, of_sql, search_for
from crawler.store.reserved import MARKING, RESERVED, TEXTS
from crawler.store.schema import NEWS
from tests.unit.out.conftest import FREE, SECRET, fill
from tests.unit.store.store_makers import draft, poll, words


@pytest.fixture
def news(store, tmp_path):
    fill(store)
    return tmp_path / "news.db"


def answer(news, question):
    with ask(news, question) as found:
        return [dict(zip(found.columns, row, strict=True)) for row in found.rows()]


def answer_to(news, sql, **values):
    return answer(news, of_sql(sql, values))


def all_of_it(news):
    """Every view, table and ready question."""
    with closing(sqlite3.connect(":memory:")) as connection:
        tables = describe.tables(describe.empty(connection, NEWS))
    names = [*(view.name for view in NEWS.views), "searchable", *tables]
    ready = [named(query.name, dict(query.examples)) for query in queries.QUERIES if query.name != "search"]
    return [*(named(name, {}) for name in names), named("search", {"q": "accu"}), *ready]


def test_a_reserved_text_is_in_no_view_table_or_ready_question(news):
    said = {question.name: repr(answer(news, question)) for question in all_of_it(news)}

    assert [] == [name for name, rows in said.items() if SECRET in rows]
    shown = {"article_text", "article_versions", "article_export", "searchable"}
    assert shown <= {name for name, rows in said.items() if FREE in rows}, "and what is free is there"


def test_a_search_finds_reserved_articles_and_shows_their_lead(news):
    found = {row["title"]: row["found"] for row in answer(news, search_for("woord accu"))}

    assert {"Auto 1", "Auto 2"} == found.keys()
    assert ("Een korte lead", True) == (found["Auto 2"], "\ue000accu\ue001" in found["Auto 1"])
    assert set() == {row["title"] for row in answer(news, search_for("nergens"))}


@pytest.mark.parametrize("sql", [
    "select body from article_text",
    "select blocks from article_text t join articles a on a.id = t.article_id",
    "select body from article_versions",
    "select * from searchable",
    "select body from article_export",
    "select rowid, title from articles_fts where articles_fts match 'accu' order by rank",
    "with x as (select body from article_text) select * from x",
    "select (select body from article_text where article_id = a.id) from articles a",
])  # fmt: skip
def test_sql_finds_no_reserved_text(news, sql):
    assert SECRET not in repr(answer_to(news, sql))


@pytest.mark.parametrize("sql", [
    "select body from main.article_text",
    "select blocks from main.article_text",
    "select body from main.article_versions",
    "select * from main.searchable",
    "select body from main.article_export",
    "with article_text as (select body from main.article_text) select * from article_text",
    "with article_export as (select body from main.article_text) select * from article_export",
    "select snippet(articles_fts, 2, '', '', '', 60) from articles_fts where articles_fts match 'accu'",
    "select highlight(articles_fts, 2, '', '') from articles_fts where articles_fts match 'accu'",
    "select body from articles_fts",
    "select count(*) from articles_fts where body = 'x'",
    "select * from articles_fts_data",
    "select * from articles_fts_idx",
])  # fmt: skip
def test_sql_around_the_views_is_refused(news, sql):
    with pytest.raises(UsageError, match=r"prohibited|not authorized") as told:
        answer_to(news, sql)

    assert "article_export" in str(told.value)


@pytest.mark.parametrize("sql", [
    "delete from articles", "update articles set title = ''", "create temp table x(y)", "drop view latest",
    "attach 'x.db' as x", "pragma journal_mode = delete", "vacuum", "begin", "insert into notices values ('a', 'b')",
])  # fmt: skip
def test_only_questions_are_asked(news, sql, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError):
        answer_to(news, sql)

    assert not (tmp_path / "x.db").exists()


@pytest.mark.parametrize(("sql", "said"), [
    ("selct 1", 'sql: near "selct": syntax error'),
    ("select 1; select 2", "one statement at a time"),
    ("", "sql: "),
    ("select titel from latest", "no such column: titel; did you mean title"),
    ("select l.titel from latest l", "did you mean title"),
    ("select * from artikels", "no such table: artikels; did you mean articles"),
    ("select * from qqqqq", "no such table: qqqqq"),
    ("select ?", "Binding 1 has no name"),
    ("select :x, :y", "needs a value for x, y: -p x=... -p y=..."),
    ("select 1) union select (2", "syntax error"),
    ("query plan select 1", "syntax error"),
    ("select json_extract('x', '$')", "malformed JSON"),
    ("select abs(-9223372036854775808)", "integer overflow"),
])  # fmt: skip
def test_what_is_wrong_with_sql_is_said_in_one_line(news, sql, said):
    with pytest.raises(UsageError) as told:
        answer_to(news, sql)

    assert said in str(told.value)
    assert "\n" not in str(told.value)


def test_values_are_bound_and_never_read_as_sql(news):
    assert [{"a": "'; drop table articles", "b": "5"}] == answer_to(
        news, "select :a as a, :b as b;", a="'; drop table articles", b="5"
    )
    assert 1 == len(answer_to(news, "select id from articles order by id limit :most", most="1"))


def test_a_value_that_nothing_asks_for_is_a_mistake(news):
    with pytest.raises(UsageError, match="sql has no parameter x; it has y"):
        answer_to(news, "select :y", x="1", y="2")
    with pytest.raises(UsageError, match="latest has no parameter x; it has none"):
        answer(news, named("latest", {"x": "1"}))


def test_a_file_holds_what_a_page_of_the_site_cuts_off(store, tmp_path):
    store.save_poll(poll(*(draft(f"https://autovisie.example/{n}", words(f"Auto {n}")) for n in range(150))))

    assert "limit 100" in next(query.sql for query in queries.QUERIES if query.name == "search")
    assert 150 == len(answer(tmp_path / "news.db", named("search", {"q": "auto"})))
    assert 150 == len(answer(tmp_path / "news.db", search_for("auto")))


@pytest.mark.parametrize(("name", "near"), [
    ("latset", "did you mean latest"), ("serach", "did you mean search"), ("artciles", "did you mean articles"),
    ("articles_fts", "did you mean articles"), ("xqzw", "there are, among others, latest"), ('a"b', "no view"),
])  # fmt: skip
def test_a_name_that_is_none_brings_its_neighbours(name, near):
    with pytest.raises(UsageError, match="no view, table or ready question is called") as told:
        named(name, {})

    assert near in str(told.value)


def test_all_rows_come_from_one_moment_and_may_be_read_twice(news, store):
    with ask(news, of_sql("select id from articles", {})) as found:
        before = list(found.rows())
        store.news.execute("delete from articles where id = 1")
        again = list(found.rows())

    assert [(1,), (2,)] == before == again
    assert [{"id": 2}] == answer_to(news, "select id from articles")


def test_there_must_be_a_database(tmp_path):
    with pytest.raises(StorageError, match="koplamp crawl"), ask(tmp_path / "news.db", of_sql("select 1", {})):
        pass


# ---------------------------------------------------------------- what is reserved is said in one way


STATED = (
    (), (("tdm-reservation", "1"),), (("tdm-reservation", "0"),), (("robots", "noarchive"),), (("robots", "noai"),),
    (("robots", "nosnippet, noimageai"),), (("robots", "noai, noarchive"),), (("tdm-policy", "https://a.example/1"),),
    (("robots", "nosnippet, noai"), ("licence", "noarchive")), (("copyright", '"tdm-reservation": "1"'),),
)  # fmt: skip


@pytest.mark.parametrize("stated", STATED)
def test_sql_and_the_reader_of_pages_agree_on_what_is_reserved(stated):
    with closing(sqlite3.connect(":memory:")) as db:
        said = json.dumps(dict(stated)) if stated else None
        [(reserved,)] = db.execute(f"select {RESERVED} from (select ? as rights) a", [said])

    assert (rights.reserved(stated) is not None) == bool(reserved)


def test_every_column_that_holds_a_text_of_an_article_is_kept_back():
    with closing(sqlite3.connect(":memory:")) as connection:
        db = describe.empty(connection, NEWS)
        found = {
            (table, column.name) for table in describe.tables(db) for column in db.table(table).columns
            if column.name in ("body", "blocks", "text", "html", "content", "paragraph")
        }  # fmt: skip

    of_sites = {("host_lines", "text")}
    assert found - of_sites == {(table, column) for table, columns in TEXTS.items() for column in columns}


def test_a_ready_question_shows_words_around_a_hit_only_as_exports_can_keep_them_back():
    for sql in (*(query.sql for query in queries.QUERIES), queries.EVERY_HIT):
        left = sql.replace(queries.FOUND, "")

        assert not any(f"{name}(" in left for name in MARKING)
    assert queries.FOUND in SHOWN

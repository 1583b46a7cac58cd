"""The ready questions: for all twenty of docs/analysts.md, told there with the same SQL, answered on any desk."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from crawler.store import queries, schema
from crawler.store.answers import ask, named
from crawler.store.database import open_news
from crawler.store.queries import ANSWERS, QUERIES, Query, read_queries
from crawler.store.search import expression

ROOT = Path(__file__).resolve().parents[3]
PAPER = (ROOT / "docs/analysts.md").read_text("utf-8").partition("## Twenty questions")[2]
VIEWS = {view.name for view in schema.NEWS.views}
READY = {query.name: query for query in QUERIES}
ON_THE_BIG_DESK = {"source": "bron-3", "author": "schrijver 1", "q": "accu", "days": "700"}


def section(number):
    """What the paper says of one question."""
    return re.search(rf"^{number}\. .*?(?=^\d+\. |\Z)", PAPER, re.MULTILINE | re.DOTALL)[0]


def one_line(text):
    return " ".join(text.split())


def pattern(query):
    """Its SQL, with a name of the demo's where it has an example that is no number."""
    told = re.escape(one_line(query.told))
    for example in (value for value in query.examples.values() if value and not value.isdecimal()):
        told = told.replace(re.escape(f"'{example}'"), "'[^']+'")
    return told


def values_for(path, query):
    with closing(sqlite3.connect(path)) as db:
        often = "select m.slug from {0}s m join article_{0}s t on t.{0}_id = m.id group by 1 order by count(*) desc"
        there = {kind: db.execute(often.format(kind)).fetchone()[0] for kind in ("make", "model")}
    known = ON_THE_BIG_DESK | there
    return {name: known[name] if value else "" for name, value in query.examples.items()}


def test_every_question_of_the_twenty_is_answered_by_something_that_is_there():
    assert list(range(1, 21)) == list(ANSWERS)
    assert set() == {name for names in ANSWERS.values() for name in names} - VIEWS - READY.keys()
    assert set() == READY.keys() - {name for names in ANSWERS.values() for name in names}
    assert set() == READY.keys() & VIEWS, "a query would hide the view"


@pytest.mark.parametrize("number", ANSWERS)
def test_the_paper_tells_each_question_with_the_sql_that_stands_ready(number):
    first = ANSWERS[number][0]
    said = section(number)
    if first in VIEWS:
        assert re.search(rf"\bfrom {first}\b", said)
    elif first == "search":
        [weights] = re.findall(r"bm25\([^)]*\)", queries.SEARCH)
        assert f"""match '"renault" AND "nissan"' order by {weights};""" in said
    else:
        assert re.search(pattern(READY[first]), one_line(said))
        assert f"`{first}` ({', '.join(READY[first].examples)})" in said.partition("\n")[0]


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_a_ready_question_finds_nothing_on_an_empty_desk(query, tmp_path):
    open_news(tmp_path / "news.db").close()
    with ask(tmp_path / "news.db", named(query.name, query.examples)) as answer:
        assert [] == list(answer.rows())


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_a_ready_question_finds_something_on_a_filled_desk(query, big_news):
    with ask(big_news, named(query.name, values_for(big_news, query))) as answer:
        found = list(answer.rows())

    assert found
    assert len(answer.columns) == len(set(answer.columns))


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_it_may_be_asked_with_nothing_filled_in(query, big_news):
    with closing(sqlite3.connect(big_news)) as db:
        db.create_function("news_query", 1, lambda typed: expression(typed) or '""')
        nothing = db.execute(query.sql, dict.fromkeys(query.examples, "")).fetchall()
        defaults = {name: value for name, value in query.examples.items() if value.isdecimal()}
        as_told = db.execute(query.sql, dict.fromkeys(query.examples, "") | defaults).fetchall()

    assert nothing == as_told


def test_optional_parts_narrow_the_answer(big_news):
    [query] = [query for query in QUERIES if query.name == "articles_by_day"]
    with closing(sqlite3.connect(big_news)) as db:
        db.row_factory = sqlite3.Row
        values = {"days": "700", "source": "", "language": "", "kind": ""}
        every = db.execute(query.sql, values).fetchall()
        some = db.execute(query.sql, values | {"source": "bron-3", "kind": "review"}).fetchall()

    assert {"Bron 3"} == {row["source"] for row in some}
    assert {"review"} == {row["kind"] for row in some}
    assert 1 < len(some) < len(every)


def test_what_stands_above_a_question_is_read():
    above = "-- a_name: A title\n-- A sentence.\n-- days=7 make= who=Ans de Wit\n"
    text = f"{above}select :days\n  and :make  -- if given\n  or :who;\n"

    assert [
        Query(
            "a_name", "A title", "A sentence.", "select coalesce(nullif(:days, ''), 7)\n  and :make\n  or :who",
            {"days": "7", "make": "", "who": "Ans de Wit"}, "select 7\n  or 'Ans de Wit';",
        )
    ] == list(read_queries(text))  # fmt: skip


def test_every_question_of_the_file_is_read():
    text = (ROOT / "crawler/store/queries.sql").read_text("utf-8")

    assert re.findall(r"^-- (\w+): ", text, re.MULTILINE) == [query.name for query in read_queries(text)]
    assert all(query.sentence.endswith(".") for query in QUERIES)

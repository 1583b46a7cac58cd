"""No statement of these pages reads a large table from end to end, also where SQLite knows how large it is."""

import re
from collections.abc import Iterator

import pytest

from crawler.store.database import run, writing
from crawler.store.reads import article, asking, changed, health, make, source, story, tagged, topic, trends, versions

LARGE = {
    "articles", "article_text", "fetches", "sightings", "article_versions", "article_makes", "article_models",
    "article_topics", "article_duplicates",
}  # fmt: skip
# What `analyze` says of a desk with 100,000 articles.
STATISTICS = (
    ("article_topics", "article_topics_day", "209612 141 10"),
    ("article_topics", "article_topics_article", "105300 2"),
    ("article_topics", "article_topics", "68676 2501 1"),
    ("article_models", "article_models_day", "142786 105 2"),
    ("article_models", "article_models_article", "77896 1"),
    ("article_models", "article_models", "38352 27 1"),
    ("article_makes", "article_makes_day", "124666 197 6"),
    ("article_makes", "article_makes_article", "143005 2"),
    ("article_makes", "article_makes", "115221 477 1"),
    ("article_duplicates", "article_duplicates_first", "4750 1"),
    ("article_duplicates", "article_duplicates_other", "4750 1"),
    ("article_duplicates", "article_duplicates", "4750 1 1"),
    ("articles", "articles_gone", "19 2"),
    ("articles", "articles_story", "35236 4"),
    ("articles", "facet_kind", "98280 6667 910 910 466 4"),
    ("articles", "facet_day", "120960 148 8 8 8"),
    ("articles", "facet_stage", "83868 5001 477 477 15"),
    ("articles", "facet_language", "89846 10001 4001 2001 7"),
    ("articles", "facet_source", "96320 10001 10001 5001 21"),
    ("articles", "articles_feed", "111724 10001"),
    ("articles", "articles_first_seen", "49400 1"),
    ("articles", "articles_sort", "49400 1"),
    ("articles", "articles_newest_of_kind", "98280 6667 1"),
    ("articles", "articles_newest_of_language", "89846 10001 1"),
    ("articles", "articles_newest_of_source", "96320 10001 1"),
    ("article_versions", "article_versions_seen", "1980 1"),
    ("article_versions", "sqlite_autoindex_article_versions_1", "1980 1 1"),
    ("tag_days", "tag_days_day", "46530 10001 29"),
    ("tag_days", "tag_days", "182448 10001 102 1"),
    ("models", "models_make", "2654 14"),
    ("stories", "stories_last", "9397 1"),
    ("sources", "sqlite_autoindex_sources_1", "20 1"),
    ("feeds", "feeds_source", "20 1"),
)
READ = re.compile(r"^(?:SCAN|BLOOM FILTER ON) (\w+)|^SEARCH (\w+)$")  # a max() of what has no index is "SEARCH t"
NAMED = re.compile(r"\b(?:from|join)\s+(\w+)(?:\s+(?:as\s+)?(\w+))?", re.IGNORECASE)
BOUND = re.compile(r":(\w+)")


def statements() -> Iterator[tuple[str, str]]:
    """Every statement of these pages, by its name."""
    for module in (article, asking, changed, health, make, source, story, tagged, topic, trends, versions):
        for name, said in vars(module).items():
            if name.startswith("_") or not name.isupper():
                continue
            for sql in said.values() if isinstance(said, dict) else [said]:
                if isinstance(sql, str) and "select" in sql:
                    yield f"{module.__name__.rpartition('.')[2]}.{name}", sql


def names_of(sql: str, views: dict[str, str]) -> dict[str, set[str]]:
    """The tables that stand behind each name in a statement and in the views it asks."""
    found: dict[str, set[str]] = {}
    for table, alias in NAMED.findall(sql):
        found.setdefault(alias or table, set()).add(table)
        found.setdefault(table, set()).add(table)
        if table in views:
            for name, tables in names_of(views[table].partition(" as\n")[2], views).items():
                found.setdefault(name, set()).update(tables)
    return found


@pytest.fixture
def large(news):
    """A connection whose planner believes in a large desk."""
    with writing(news):
        run(news, "analyze")
        run(news, "delete from sqlite_stat1")
        for row in STATISTICS:
            run(news, "insert into sqlite_stat1 values (?, ?, ?)", row)
    run(news, "analyze sqlite_schema")
    return news


def read_whole(db, sql: str) -> set[str]:
    """The large tables that a statement reads from end to end."""
    views = dict(db.execute("select name, sql from sqlite_master where type = 'view'").fetchall())
    behind = names_of(sql, views)
    plan = db.execute(f"explain query plan {sql}", dict.fromkeys(BOUND.findall(sql))).fetchall()
    return LARGE & {
        table for step in plan if (hit := READ.match(step[3])) for table in behind.get(hit[1] or hit[2], ())
    }


def test_no_large_table_is_read_from_end_to_end(large):
    assert {} == {name: whole for name, sql in statements() if (whole := read_whole(large, sql))}


def test_the_test_sees_a_scan_also_in_a_view_and_a_bloom_filter(large):
    told = (
        "with told as materialized (select t.article_id from article_makes m join article_topics t using (article_id))"
    )
    bloom = f"{told} select 1 from told cross join articles a on a.id = told.article_id where a.stage = 'extracted'"

    assert {"articles"} == read_whole(large, "select max(length(title)) from articles")
    assert {"article_versions"} == read_whole(large, "select * from changed_headlines")
    assert "articles" in read_whole(large, bloom)

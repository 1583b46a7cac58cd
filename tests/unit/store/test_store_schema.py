"""The shape of the files: what is in them, that views follow their text, and that questions use the indexes."""

import re
from pathlib import Path

import pytest

from crawler.errors import StorageError
from crawler.model import Outcome, Stage
from crawler.store import describe, schema
from crawler.store.database import open_news, rows, run, value, writing
from crawler.store.schema import View, read_views
from crawler.store.waiting import WAITING

ROOT = Path(__file__).resolve().parents[3]
TRIGGERS = {
    "article_companies_change",
    "article_companies_come",
    "article_companies_go",
    "article_in_other_story",
    "article_makes_change",
    "article_makes_come",
    "article_makes_go",
    "article_models_change",
    "article_models_come",
    "article_models_go",
    "article_text_comes",
    "article_text_goes",
    "article_text_has_changed",
    "article_text_will_change",
    "article_topics_change",
    "article_topics_come",
    "article_topics_go",
    "articles_go",
    "articles_have_changed",
    "articles_will_change",
    "enrich_changed",
    "enrich_companies_come",
    "enrich_companies_go",
    "enrich_companies_judged",
    "enrich_keyword_comes",
    "enrich_keyword_goes",
    "enrich_makes_come",
    "enrich_makes_go",
    "enrich_makes_judged",
    "enrich_models_come",
    "enrich_models_go",
    "enrich_models_judged",
    "enrich_new",
    "enrich_topics_come",
    "enrich_topics_go",
    "enrich_topics_judged",
    "fingerprints_changed",
    "fingerprints_gone",
    "fingerprints_new",
    "story_empties",
    "story_forgets",
    "story_leaves",
    "story_loses",
    "watch_new",
    "watch_read",
    "watch_story_grew",
}
INDEXES = {
    "archives_once",
    "archives_waiting",
    "article_authors_author",
    "article_companies_article",
    "article_companies_day",
    "article_duplicates_first",
    "article_duplicates_other",
    "article_keywords_keyword",
    "article_makes_article",
    "article_makes_day",
    "article_models_article",
    "article_models_day",
    "article_topics_article",
    "article_topics_day",
    "article_urls_article",
    "article_versions_seen",
    "articles_feed",
    "articles_first_seen",
    "articles_gone",
    "articles_newest_of_kind",
    "articles_newest_of_language",
    "articles_newest_of_source",
    "articles_sort",
    "articles_story",
    "articles_story_edit",
    "candidate_sightings_article",
    "deliveries_channel",
    "deliveries_waiting",
    "delivery_hits_hit",
    "enrich_due_article",
    "facet_day",
    "facet_kind",
    "facet_language",
    "facet_source",
    "facet_stage",
    "feeds_next_check",
    "feeds_source",
    "fetches_day",
    "fetches_feed",
    "fetches_run",
    "fingerprints_digest",
    "gaps_feed",
    "host_lines_varied",
    "looks_next",
    "models_make",
    "sightings_feed",
    "stories_apart_other",
    "stories_first_article",
    "stories_last",
    "stories_merged",
    "story_edits_other",
    "story_edits_story",
    "tag_days_day",
    "watch_hits_article",
    "watch_hits_make",
    "watch_hits_once",
    "watch_hits_story",
    "watch_hits_watch",
}
VIEWS = {
    "article_export",
    "articles_per_day",
    "big_stories",
    "changed_headlines",
    "copied_text",
    "feed_health",
    "first_with_the_story",
    "lag_per_source",
    "latest",
    "makes_per_day",
    "makes_rising",
    "missed",
    "printed_releases",
    "searchable",
    "share_of_voice",
    "silent_feeds",
    "source_volume",
    "topics_of_makes",
}


@pytest.fixture
def news(tmp_path):
    db = open_news(tmp_path / "news.db")
    yield db
    db.close()


def names(db, kind):
    found = rows(db, "select name from sqlite_master where type = ? and name not glob 'sqlite_*'", [kind])
    return {one["name"] for one in found if "_sqlite_migrations" not in one["name"]}


def plan(db, question):
    return " / ".join(one["detail"] for one in rows(db, f"explain query plan {question}"))


@pytest.mark.parametrize(("kind", "known"), [("trigger", TRIGGERS), ("index", INDEXES), ("view", VIEWS)])
def test_nothing_gets_lost_on_the_way(news, kind, known):
    assert known == names(news, kind)


def test_every_table_is_strict(news):
    found = rows(news, "select name, strict from pragma_table_list where schema = 'main' and type = 'table'")
    loose = [one["name"] for one in found if not one["strict"] and "sqlite_" not in one["name"]]

    assert [] == loose


def test_a_migrated_file_is_left_as_it_is(tmp_path):
    open_news(tmp_path / "news.db").close()
    before = (tmp_path / "news.db").read_bytes()
    open_news(tmp_path / "news.db").close()

    assert before == (tmp_path / "news.db").read_bytes()


def test_a_migration_that_fails_leaves_nothing(tmp_path, monkeypatch):
    open_news(tmp_path / "news.db").close()
    migrations = schema._migrations("koplamp-news", schema.NEWS.steps)

    @migrations(name="m0002_broken")
    def _(db):
        db.executescript("create table half(x); insert into nowhere values (1);")

    monkeypatch.setattr(
        schema,
        "NEWS",
        schema.Shape("news", schema.NEWS.application_id, migrations, (*schema.NEWS.steps, "m0002_broken")),
    )
    with pytest.raises(StorageError, match="nowhere"):
        open_news(tmp_path / "news.db")
    monkeypatch.undo()
    db = open_news(tmp_path / "news.db")

    assert 0 == value(db, "select count(*) from sqlite_master where name = 'half'")
    db.close()


# ---------------------------------------------------------------- views


def test_every_view_answers_on_an_empty_database(news):
    assert {view.name: [] for view in schema.NEWS.views} == {
        view.name: rows(news, f"select * from {view.name}") for view in schema.NEWS.views
    }


def test_every_view_of_the_file_is_read(news):
    text = (ROOT / "crawler/store/views.sql").read_text()

    assert re.findall(r"create view (\w+)", text) == [view.name for view in schema.NEWS.views]
    assert [] == [view.name for view in schema.NEWS.views if not view.sentence.endswith(".")]


def test_a_view_whose_text_changed_is_made_again_and_one_that_left_goes(tmp_path, monkeypatch):
    open_news(tmp_path / "news.db").close()
    later = read_views("-- One.\ncreate view latest as\nselect 1 as one;\n")
    news = schema.NEWS
    monkeypatch.setattr(schema, "NEWS", schema.Shape("news", news.application_id, news.migrations, news.steps, later))
    db = open_news(tmp_path / "news.db")

    assert {"latest", "searchable"} == names(db, "view")
    assert [{"one": 1}] == rows(db, "select * from latest")
    assert (View("latest", "One.", "create view latest as\nselect 1 as one;"),) == later
    db.close()


def test_a_view_of_an_analyst_survives(tmp_path):
    db = open_news(tmp_path / "news.db")
    db.execute("create view mine as select 1 as one")
    db.execute("update about set value = 'old' where name = 'views_sha256'")
    db.close()
    db = open_news(tmp_path / "news.db")

    assert VIEWS | {"mine"} == names(db, "view")
    db.close()


# ---------------------------------------------------------------- indexes


FACETS = ("source_id", "language", "stage", "published_on")


@pytest.mark.parametrize("facet", FACETS)
def test_counting_by_a_facet_reads_no_table(news, facet):
    told = plan(news, f"select {facet}, count(*) from articles group by {facet}")

    assert "COVERING INDEX" in told
    assert "TEMP B-TREE" not in told


@pytest.mark.parametrize("facet", FACETS)
@pytest.mark.parametrize("filtered", FACETS)
def test_a_facet_beside_a_filter_reads_no_table(news, facet, filtered):
    told = plan(news, f"select {facet}, count(*) from articles where {filtered} = 'x' group by {facet}")

    assert "COVERING INDEX" in told


@pytest.mark.parametrize("analysed", [False, True])
@pytest.mark.parametrize(
    ("question", "index"),
    [
        ("select * from latest limit 50", "articles_sort"),
        ("select * from articles order by sort_at desc limit 50", "articles_sort"),
        ("select * from articles where first_seen_at > '2025-11-20T08:30:00Z'", "articles_first_seen"),
        ("select * from latest where first_seen_at > '2025-11-20' order by first_seen_at desc", "articles_first_seen"),
        ("select title from articles where gone_at is not null order by gone_at desc", "articles_gone"),
        ("select id from articles where stage = 'listed'", "facet_stage"),
        ("select * from articles where source_id = 1 order by sort_at desc limit 51", "articles_newest_of_source"),
        ("select * from articles where language = 'nl' order by sort_at desc limit 51", "articles_newest_of_language"),
        ("select * from articles where kind = 'news' order by sort_at desc limit 51", "articles_newest_of_kind"),
        ("select * from articles order by id desc limit 50", "SCAN articles"),
        ("select article_id from sightings where feed_id = 1", "sightings_feed"),
        ("delete from fetches where feed_id = 1 and id <= 5", "fetches_feed"),
    ],
)
def test_the_questions_of_every_day_use_an_index(news, question, index, analysed):
    if analysed:
        stages = ["extracted"] * 9 + ["listed"]
        put(news, *({"url_hash": f"{number:032x}", "stage": stages[number % 10]} for number in range(300)))
        news.execute("analyze")
    told = plan(news, question)

    assert index in told
    assert "TEMP B-TREE" not in told


# What `analyze` says of a desk with a million articles of 60 sources.
MILLION = (
    ("articles", "articles_sort", "1040144 1"),
    ("articles", "facet_stage", "1067724 10001 339 339 3"),
    ("articles", "facet_source", "1062936 10001 10001 5001 17"),
    ("sources", "sqlite_autoindex_sources_1", "60 1"),
)


@pytest.mark.parametrize("columns", ["id", "*"])
def test_the_latest_of_a_million_are_not_gathered_source_by_source(news, columns):
    news.execute("analyze")
    news.execute("delete from sqlite_stat1")
    news.conn.executemany("insert into sqlite_stat1 values (?, ?, ?)", MILLION)
    news.execute("analyze sqlite_schema")
    told = plan(news, f"select {columns} from latest limit 20")

    assert "SCAN a USING INDEX articles_sort" in told
    assert "TEMP B-TREE" not in told


@pytest.mark.parametrize("analysed", [False, True])
def test_pages_that_wait_are_found_from_the_articles_not_from_the_feeds(news, analysed):
    put(news, *({"url_hash": f"{number:032x}"} for number in range(100)))
    if analysed:
        news.execute("analyze")
    values = {"slugs": "[]", "now": "", "absurd": "", "most": 1}
    told = [one["detail"] for one in rows(news, f"explain query plan {WAITING}", values)]

    assert "SCAN w" in told
    assert "SEARCH s USING PRIMARY KEY (article_id=?)" in told


# ---------------------------------------------------------------- what the columns refuse


GOOD_ARTICLE = {
    "url_hash": "0" * 32,
    "url": "https://a.example/1",
    "source_id": 1,
    "first_feed_id": 1,
    "title": "t",
    "published_on": "2025-11-19",
    "published_at": "2025-11-19T08:30:00Z",
    "sort_at": "2025-11-19T08:30:00Z",
    "first_seen_at": "2025-11-19T08:30:00Z",
    "last_seen_at": "2025-11-19T08:30:00Z",
    "stage": "listed",
    "content_hash": "",
    "rules_version": 1,
}


def put(db, *articles):
    with writing(db):
        run(db, "insert into sources(id, slug, name) values (1, 's', 's') on conflict do nothing")
        feed = "insert into feeds(id, source_id, slug, name, kind, url, follow, active, added_at) "
        run(db, feed + "values (1, 1, 'f', 'f', 'rss', 'u', 1, 1, '2025-11-19T08:30:00Z') on conflict do nothing")
        for changes in articles:
            values = GOOD_ARTICLE | changes
            columns, marks = ", ".join(values), ", ".join(f":{name}" for name in values)
            run(db, f"insert into articles({columns}) values ({marks})", values)


@pytest.mark.parametrize(
    "changes",
    [
        {"url_hash": "0" * 31},
        {"url_hash": "A" * 32},
        {"url": "javascript:alert(1)"},
        {"image_url": "data:text/html,x"},
        {"published_at": "2025-11-19 08:30:00"},
        {"published_on": "19-11-2025"},
        {"published_on": None},
        {"sort_at": "2025-11-20T08:30:00Z"},
        {"stage": "new"},
        {"word_count": -1},
        {"free_access": 2},
        {"kind": "advert"},
        {"rights": "noarchive"},
        {"quality": 1.5},
        {"gone_at": "2025-11-19"},
        {"volatile": 2},
        {"provenance": "{title: feed}"},
        {"source_id": 99},
        {"word_count": "many"},
    ],
)
def test_the_columns_refuse_what_cannot_be(news, changes):
    put(news, {"url_hash": "1" * 32})
    with pytest.raises(StorageError):
        put(news, changes)

    assert 1 == value(news, "select count(*) from articles")


@pytest.mark.parametrize(("table", "column", "words"), [("fetches", "outcome", Outcome), ("articles", "stage", Stage)])
def test_the_columns_know_every_word_of_the_vocabulary(news, table, column, words):
    sql = value(news, "select sql from sqlite_master where name = ?", [table])
    known = re.search(rf"{column} in \(([^)]*)\)", sql)[1]

    assert [str(word) for word in words] == re.findall(r"'(\w+)'", known)


# ---------------------------------------------------------------- docs/schema.md


def test_the_paper_is_current():
    assert describe.markdown() == (ROOT / "docs/schema.md").read_text(encoding="utf-8")


def test_every_column_has_its_sentence_and_every_sentence_its_column(news):
    from crawler.store.database import open_pages

    there = {}
    pages = open_pages(Path(news.execute("pragma database_list").fetchone()[2]).with_name("pages.db"))
    for db in (news, pages):
        for table in describe.tables(db):
            columns = {one["name"] for one in rows(db, "select name from pragma_table_info(?)", [table])}
            there[table] = columns | {"_"}
    pages.close()

    assert there == {table: set(said) for table, said in describe.sentences().items()}
    assert [] == [said for of in describe.sentences().values() for said in of.values() if not said.endswith(".")]


def test_datasette_is_told_the_same_sentences():
    told = describe.descriptions()

    assert describe.sentences()["articles"]["sort_at"] == told["articles"]["sort_at"] == told["latest"]["sort_at"]
    assert describe.sentences()["feeds"]["url"] == told["feed_health"]["url"]
    assert "_" not in told["articles"]


def test_the_paper_explains_every_outcome():
    assert set(Outcome) == set(describe.OUTCOMES)

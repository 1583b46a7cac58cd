"""The made-up desk that pages are measured on: the same every time, and in the state an enriched desk is in."""

import shutil
from datetime import UTC, datetime

import pytest

from benchmarks import big_desk
from crawler.store import promises, trends
from crawler.store.database import open_news, rows, value, writing
from tests.unit.conftest import BIG, LAST_DAY

NOW = datetime.combine(LAST_DAY, datetime.min.time(), UTC)


@pytest.fixture
def news(big_news, tmp_path):
    copy = tmp_path / "copy.db"
    shutil.copy(big_news, copy)
    db = open_news(copy)
    yield db
    db.close()


def names(db):
    return {(one["type"], one["name"]) for one in rows(db, "select type, name from sqlite_master")}


def test_it_keeps_every_promise_of_a_desk(news):
    assert () == promises.broken_news(news, NOW)
    news.execute("insert into articles_fts(articles_fts, rank) values ('integrity-check', 1)")


def test_what_was_taken_away_while_it_was_filled_stands_again(news, tmp_path):
    with_statistics = {("table", "sqlite_stat1"), ("table", "sqlite_stat4")}
    empty = open_news(tmp_path / "news.db")

    assert names(empty) - with_statistics == names(news) - with_statistics
    empty.close()


def test_stories_and_days_say_what_their_articles_do(news):
    wrong = rows(news, """
        select t.id from stories t left join articles a on a.story_id = t.id group by t.id
        having t.article_count <> count(a.id) or t.source_count <> count(distinct a.source_id)
          or t.language_count <> count(distinct a.language) or t.first_at <> min(a.sort_at)
          or t.last_at <> max(a.sort_at)""")  # fmt: skip
    before = rows(news, "select * from tag_days order by kind, tag_id, on_day")
    with writing(news):
        for (day,) in news.execute("select distinct on_day from tag_days").fetchall():
            trends.count(news, day)

    assert [] == wrong
    assert before == rows(news, "select * from tag_days order by kind, tag_id, on_day")


def test_nothing_waits(news):
    waiting = ("enrich_due", "watch_due", "watch_stories_due", "trend_days_due")

    assert dict.fromkeys(waiting, 0) == {t: value(news, f"select count(*) from {t}") for t in waiting}


@pytest.mark.parametrize(
    ("question", "least"),
    [
        ("select count(*) from articles", BIG),
        ("select count(distinct published_on) from articles", 500),
        ("select count(distinct language) from articles", 4),
        ("select count(*) from stories where source_count > 1", 50),
        ("select count(*) from article_duplicates", 20),
        ("select count(*) from article_versions", 20),
        ("select count(*) from article_makes", BIG),
        ("select count(*) from articles where published_on is null", 3),
        ("select count(*) from articles where gone_at is not null", 1),
        ("select count(*) from feed_health where health <> 'ok'", 5),
        ("select count(*) from gaps", 20),
    ],
)
def test_it_holds_enough_of_everything(news, question, least):
    assert least <= value(news, question)


def test_the_same_arguments_make_the_same_rows(news, tmp_path):
    big_desk.main(tmp_path / "news.db", BIG, LAST_DAY)
    again = open_news(tmp_path / "news.db")
    for table in ("articles", "article_text", "stories", "article_makes", "sightings", "tag_days"):
        assert rows(news, f"select * from {table}") == rows(again, f"select * from {table}"), table
    again.close()


def test_a_file_that_is_there_is_left_alone(tmp_path):
    (tmp_path / "news.db").write_bytes(b"mine")
    with pytest.raises(SystemExit, match="exists"):
        big_desk.main(tmp_path / "news.db", 1)

    assert b"mine" == (tmp_path / "news.db").read_bytes()

"""What a page of a make, a model or a topic says."""

import sqlite3
from contextlib import closing

import pytest

from crawler.store.database import run, writing
from crawler.store.reads import asking
from crawler.store.reads.make import make, model
from crawler.store.reads.topic import topic
from tests.unit.store.reads.conftest import SOURCES, ago, tell_a_story


def said(found):
    return [(one.slug, one.articles) for one in found]


def test_there_is_no_such_make_model_or_topic(news):
    db = news.conn

    assert [None, None, None] == [make(db, "saab", 30), model(db, "volvo/240", 30), topic(db, "weather", 30)]


def test_a_make_of_an_empty_desk_has_days_and_nothing_on_them(news):
    volvo = make(news.conn, "volvo", 30)
    about = volvo.coverage

    assert (30, 0, 0, 0, None) == (len(about.days), about.articles, about.stories, about.source_count, about.before)
    assert ((), (), (), (), (), ()) == (
        about.makes,
        about.models,
        about.topics,
        about.sources,
        about.told,
        about.newest,
    )
    assert not about.ever
    assert () == volvo.lines


def test_a_make_is_told_with_what_stands_beside_it(news, tell, counted):
    tell("volvo", "volvo/ex30", "kia", "kia/ev3", "test")
    tell("volvo", "volvo/ex30", "recall", days=2)
    tell("volvo", "volvo/ex90", days=2, source="autoweek")
    tell("kia", "recall", days=2, source="autoweek")
    tell("volvo", days=40)
    tell("kia", days=60)
    volvo = make(counted(), "volvo", 30)
    about = volvo.coverage

    assert (3, 3, 2, 1, True) == (about.articles, about.stories, about.source_count, about.before, about.ever)
    assert [(ago(2), 2), (ago(1), 0), (ago(0), 1)] == [(day.on, day.articles) for day in about.days[-3:]]
    assert [("kia", 1)] == said(about.makes)
    assert [("kia/ev3", 1)] == said(about.models)
    assert [("recall", 1, 1 / 3, 2 / 4), ("test", 1, 1 / 3, 1 / 4)] == [
        (one.slug, one.articles, one.share, one.usual_share) for one in about.topics
    ]
    assert [("autovisie", 2, 2 / 3, 1.0), ("autoweek", 1, 1 / 3, 1 / 2)] == [
        (one.slug, one.articles, one.share, one.own_share) for one in about.sources
    ]
    assert [("volvo/ex30", 2, (1, 0, 1)), ("volvo/ex90", 1, (1, 0, 0))] == [
        (one.slug, one.articles, one.days[-3:]) for one in volvo.lines
    ]
    assert "Geely" == volvo.group


def test_only_sisters_that_are_written_about_are_named(tell, counted):
    tell("volvo")
    before = make(counted(), "volvo", 30).sisters
    tell("polestar", days=300)

    assert ((), ["Polestar"]) == (before, [one.name for one in make(counted(), "volvo", 30).sisters])


def test_articles_of_one_story_are_one_and_it_is_listed(news, tell, counted):
    ids = [tell("volvo", source=source) for source in SOURCES[:3]]
    alone = [tell("volvo"), tell("volvo")]
    passing = [tell("volvo", days=1), tell("kia", source="autoweek"), tell("kia", source="autobild")]
    tell_a_story(news, *ids, title="Volvo roept terug")
    tell_a_story(news, *alone, title="Van een bron")
    tell_a_story(news, *passing, title="Kia, en ook Volvo")
    about = make(counted(), "volvo", 30).coverage

    assert (6, 3) == (about.articles, about.stories)
    assert [("Volvo roept terug", 3, 3)] == [(one.title, one.sources, one.articles) for one in about.told]


def test_a_model_knows_its_make_and_its_neighbours(tell, counted):
    tell("volvo", "volvo/ex30", "volvo/ex90", "kia")
    found = model(counted(), "volvo/ex30", 7)

    assert ("Volvo", 2023, None, "electric") == (found.make.name, found.from_year, found.to_year, found.powertrain)
    assert [("volvo/ex90", 1)] == said(found.coverage.models)
    assert [("kia", 1), ("volvo", 1)] == said(found.coverage.makes)


def test_a_topic_is_told_by_makes(tell, counted):
    tell("volvo", "recall")
    tell("volvo", "kia", "recall", "test", days=1)
    found = topic(counted(), "recall", 7)

    assert (2, [("volvo", 2), ("kia", 1)], [("test", 1)]) == (found.articles, said(found.makes), said(found.topics))


def test_what_an_analyst_rejected_counts_nowhere(news, tell, counted):
    at = tell("volvo", "kia", "volvo/ex30", "recall")
    wrong = tell("volvo", "kia")
    with writing(news):
        run(news, "update article_makes set rejected_by = 'mara' where article_id = ?", [wrong])
        for table in ("article_makes", "article_models", "article_topics"):
            run(news, f"update {table} set rejected_by = 'mara' where {'make_id <> 1' if 'makes' in table else '1'}")
    about = make(counted(), "volvo", 30).coverage

    assert (1, (), (), ()) == (about.articles, about.makes, about.models, about.topics)
    assert [at] == [one.id for one in about.newest]
    assert [1] == [one.articles for one in about.sources]


def test_the_newest_are_all_there_is_and_dropped_ones_never_show(news, tell, counted):
    tell("volvo", days=400, title="Oud")
    tell("volvo", days=None, title="Zonder dag")
    gone = tell("volvo", days=1, title="Weg")
    for number in range(3):
        tell("volvo", days=1, at=f"0{number}:00:00", title=f"Nieuw {number}")
    with writing(news):
        run(news, "update articles set stage = 'dropped' where id = ?", [gone])
    about = make(counted(), "volvo", 30).coverage

    assert ["Zonder dag", "Nieuw 2", "Nieuw 1", "Nieuw 0", "Oud"] == [one.title for one in about.newest]


def test_a_post_dated_article_does_not_move_the_days(tell, counted):
    tell("volvo", days=-2)
    tell("volvo")

    assert ago(0) == make(counted(), "volvo", 7).coverage.span.until


def test_a_desk_that_stopped_is_shown_up_to_its_last_news(tell, counted):
    tell("volvo", days=100)
    about = make(counted(), "volvo", 7).coverage

    assert (ago(106), ago(100), 1) == (about.span.since, about.span.until, about.articles)


def test_of_very_much_only_the_last_is_looked_into(tell, counted, monkeypatch):
    monkeypatch.setattr(asking, "COUNTED", 3)
    for days in range(5):
        tell("volvo", "kia" if days < 3 else "recall", days=days)
    about = make(counted(), "volvo", 30).coverage

    assert (5, ago(2)) == (about.articles, about.counted.since)
    assert ([("kia", 3)], 1.0, []) == (said(about.makes), about.makes[0].share, said(about.topics))
    assert [(3, 1.0)] == [(one.articles, one.share) for one in about.sources]


def test_a_whole_year_is_whole_where_little_was_written(tell, counted):
    tell("volvo")
    about = make(counted(), "volvo", 365).coverage

    assert about.span == about.counted
    assert 365 == len(about.days)


@pytest.mark.parametrize("known", [True, False])
def test_the_days_before_are_compared_only_if_they_are_known(tell, counted, known):
    tell("volvo")
    tell("kia", days=90 if known else 20)

    assert (0 if known else None) == make(counted(), "volvo", 30).coverage.before


def test_a_page_is_of_one_moment(tell, counted, tmp_path):
    tell("volvo")
    counted()

    def read(db):
        before = make(db, "volvo", 30).coverage.articles
        tell("volvo")
        counted()
        return before, make(db, "volvo", 30).coverage.articles

    with closing(sqlite3.connect(tmp_path / "news.db")) as db:
        assert (1, 1) == asking.at_once(db, read)
        assert 2 == make(db, "volvo", 30).coverage.articles
        assert not db.in_transaction

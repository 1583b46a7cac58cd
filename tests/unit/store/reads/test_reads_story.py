"""What a page says of a story."""

import json

import pytest

from crawler.store.database import run, writing
from crawler.store.reads import story as reads
from crawler.store.reads.story import story
from tests.unit.store.reads.conftest import tell_a_story


@pytest.fixture
def decide(news):
    """What somebody did with a story."""

    def decided(op, story_id, other_id, articles):
        line = "insert into story_edits(at, actor, op, story_id, other_id, articles) values (?, 'tessa', ?, ?, ?, ?)"
        with writing(news):
            run(news, line, ["2025-11-19T10:00:00Z", op, story_id, other_id, json.dumps(articles)])

    return decided


def merge(news, one, into):
    with writing(news):
        run(news, "update stories set merged_into = ?, article_count = 0, source_count = 0 where id = ?", [into, one])


def test_there_is_none_on_an_empty_desk(news):
    assert story(news.conn, 1) is None


def test_who_told_it_and_how_much_later(news, tell):
    first = tell(at="08:00:00")
    ids = [
        first, tell(at="08:45:00", source="autoweek"), tell(at="10:00:00"), tell(source="autobild"),
        tell(at="08:45:30", source="autocar"),
    ]  # fmt: skip
    found = story(news.conn, tell_a_story(news, *ids, title="Samen"))

    assert ("Samen", 5, 4) == (found.title, found.articles, found.sources)
    assert {"autovisie": 0, "autoweek": 45, "autocar": 46, "autobild": None} == {
        teller.slug: teller.tellings[0].lag_minutes for teller in found.tellers
    }
    assert [first, ids[2]] == [one.id for one in found.tellers[0].tellings]
    assert (("nl", 5),) == found.languages


def test_what_it_is_about(news, tell):
    found = story(
        news.conn, tell_a_story(news, tell("volvo", "volvo/ex30"), tell("volvo", "recall", source="autoweek"))
    )

    assert [("volvo", 2, 1.0)] == [(one.slug, one.articles, one.share) for one in found.makes]
    assert [("volvo/ex30", 1, 0.5)] == [(one.slug, one.articles, one.share) for one in found.models]
    assert ["recall"] == [one.slug for one in found.topics]


def test_text_in_common_inside_it_and_not_outside(news, tell):
    one, other, out = tell(at="08:00:00"), tell(at="09:00:00", source="autoweek"), tell(source="autobild")
    number = tell_a_story(news, one, other)
    with writing(news):
        run(news, "insert into article_duplicates values (?, ?, 'excerpt', 0.9, 0.5, ?, 60)", [other, one, one])
        run(news, "insert into article_duplicates values (?, ?, 'exact', 1, 1, ?, null)", [out, one, one])
    [pair] = story(news.conn, number).pairs

    assert (one, other, "excerpt", 60) == (pair.first.id, pair.later.id, pair.kind, pair.lag_minutes)


def test_what_people_decided_on_either_side_the_last_first(news, tell, decide):
    one, other = tell_a_story(news, tell(), title="Een"), tell_a_story(news, tell(), title="Twee")
    decide("move", one, other, [1, 2])
    decide("split", other, one, [3])

    assert [("split", 0, other, "Twee", 1), ("move", 1, other, "Twee", 2)] == [
        (e.op, e.is_out, e.other_id, e.title, e.articles) for e in story(news.conn, one).edits
    ]


@pytest.mark.breaks_promises
def test_a_story_that_became_part_of_another_is_that_one(news, tell):
    first, second, third = (tell_a_story(news, tell()) for _ in range(3))
    merge(news, first, second)
    merge(news, second, third)

    assert [third] * 3 == [story(news.conn, one).id for one in (first, second, third)]
    assert 1 == story(news.conn, third).parts


@pytest.mark.breaks_promises
def test_stories_that_became_part_of_each_other_are_none(news, tell):
    first, second = (tell_a_story(news, tell()) for _ in range(2))
    merge(news, first, second)
    merge(news, second, first)

    assert story(news.conn, first) is None


@pytest.mark.breaks_promises
def test_dropped_articles_never_show_and_a_story_may_be_empty(news, tell):
    at = tell()
    number = tell_a_story(news, at)
    with writing(news):
        run(news, "update articles set stage = 'dropped' where id = ?", [at])
    found = story(news.conn, number)

    assert ((), (), ()) == (found.tellings, found.tellers, found.languages)


def test_the_largest_story_shows_its_first_articles(news, tell, monkeypatch):
    monkeypatch.setattr(reads, "MOST_ARTICLES", 2)
    ids = [tell(at=f"0{hour}:00:00") for hour in (1, 2, 3)]
    found = story(news.conn, tell_a_story(news, *ids))

    assert (ids[:2], 3) == ([one.id for one in found.tellings], found.articles)

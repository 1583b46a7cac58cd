"""How alike two articles are, what a story keeps of many, and when they may meet at all."""

from datetime import UTC, datetime, timedelta

import pytest

from crawler.related.stories import (
    JOIN,
    KEYS,
    MOST_TERMS,
    SPAN,
    WINDOW,
    Told,
    keys,
    likeness,
    may_meet,
    together,
    weigh,
)

NOW = datetime(2025, 11, 19, 8, 30, tzinfo=UTC)


def told(vector, *languages, at=NOW):
    return Told(vector, frozenset(languages or {"nl"}), at, at)


def test_what_is_rare_weighs_more_and_a_vector_has_length_one():
    found = weigh({"w:poisi": 1.0, "i:plant": 1.0}, {"w:poisi": 1, "i:plant": 900}, 1000)

    assert found["w:poisi"] > 3 * found["i:plant"]
    assert 1 == pytest.approx(sum(weight**2 for weight in found.values()), abs=0.001)


def test_an_article_is_most_like_itself_and_unlike_what_shares_nothing():
    one = told({"w:poisi": 0.6, "m:stop": 0.8})

    assert 1 == pytest.approx(likeness(one, one))
    assert 0 == likeness(one, told({"w:tikhi": 0.6, "m:price": 0.8}))
    assert 0 == likeness(told({}), told({}))


def test_who_and_what_must_both_be_alike():
    price, crash = told({"w:bigster": 0.8, "m:price": 0.6}), told({"w:bigster": 0.8, "m:crashtest": 0.6})
    again = told({"w:bigster": 0.6, "m:price": 0.5, "w:euro": 0.6})

    assert likeness(price, again) > 2 * likeness(price, crash)


def test_words_of_one_language_are_compared_only_where_it_is_shared():
    dutch = told({"w:poisi": 0.6, "x:stilgel": 0.8})

    assert likeness(dutch, told({"w:poisi": 0.6, "x:arete": 0.8}, "fr")) > likeness(
        dutch, told({"w:poisi": 0.6, "x:anders": 0.8}, "nl")
    )


def test_likeness_fades_with_the_days_between():
    one, later = told({"w:poisi": 1.0}), told({"w:poisi": 1.0}, at=NOW + timedelta(days=3))

    assert likeness(one, one) > likeness(one, later) == likeness(later, one) > JOIN


@pytest.mark.parametrize(
    ("after", "meets"),
    [
        (timedelta(0), True),
        (WINDOW, True),
        (-WINDOW, True),
        (WINDOW + timedelta(seconds=1), False),
        (-WINDOW - timedelta(seconds=1), False),
    ],
)
def test_an_event_is_news_for_four_days(after, meets):
    one, other = told({}), told({}, at=NOW + after)

    assert meets is may_meet(one, other) is may_meet(other, one)


def test_a_story_gets_no_longer_than_its_span():
    long = Told({}, frozenset({"nl"}), NOW - SPAN, NOW)

    assert may_meet(long, told({}))
    assert not may_meet(long, told({}, at=NOW + timedelta(hours=1)))


def test_a_story_keeps_the_heaviest_terms_all_languages_and_its_first_and_last_moment():
    many = told({f"w:{at}": (at + 1) / 100 for at in range(MOST_TERMS + 5)}, "de")
    found = together([many, told({"w:0": 2.0}, "fr", at=NOW + WINDOW)])

    assert MOST_TERMS == len(found.vector)
    assert 2.01 == found.vector["w:0"]
    assert "w:1" not in found.vector
    assert ({"de", "fr"}, NOW, NOW + WINDOW) == (found.languages, found.first_at, found.last_at)


def test_a_story_is_found_by_its_heaviest_terms():
    found = keys({f"w:{at}": at / 100 for at in range(MOST_TERMS)})

    assert KEYS == len(found)
    assert f"w:{MOST_TERMS - 1}" in found

"""What the page of trends says."""

from crawler.store.reads.trends import trends
from tests.unit.store.reads.conftest import SOURCES, ago


def test_an_empty_desk_has_no_trends(news):
    found = trends(news.conn, 30)

    assert ((), (), (), (), (), ()) == (
        found.rising, found.makes, found.models, found.topics, found.voice, found.odd
    )  # fmt: skip
    assert (0, 4) == (found.usual, found.unknown)


def test_what_is_written_about_most_and_how_that_changed(tell, counted):
    for days in (0, 0, 1, 9):
        tell("volvo", "volvo/ex30", "recall", days=days)
    tell("kia", days=12)
    tell("kia", days=2)
    tell("polestar", days=30)
    found = trends(counted(), 7)

    assert [("volvo", 3, 1, (0, 0, 0, 0, 0, 1, 2)), ("kia", 1, 1, (0, 0, 0, 0, 1, 0, 0))] == [
        (one.slug, one.articles, one.before, one.days) for one in found.makes
    ]
    assert [("volvo/ex30", "Volvo EX30", 3)] == [(one.slug, one.name, one.articles) for one in found.models]
    assert [("recall", 3, 1)] == [(one.slug, one.articles, one.before) for one in found.topics]


def test_a_desk_that_is_younger_than_twice_the_days_compares_nothing(tell, counted):
    tell("volvo")
    tell("volvo", days=9)

    assert [None] == [one.before for one in trends(counted(), 7).makes]


def test_what_rises_has_its_figures(tell, counted):
    for days in [*range(7), *range(7, 63, 7)]:
        tell("kia", days=days, source=SOURCES[days % 4])
    for number in range(8):
        tell("volvo", days=number % 5, source=SOURCES[number % 3])

    assert [("volvo", 8, 0.0, 8.0, 3), ("kia", 7, 1.0, 4.24, 4)] == [
        (one.slug, one.stories, one.base_week, one.z, one.sources) for one in trends(counted(), 7).rising
    ]


def test_share_of_voice_is_a_table_of_sources_and_makes(tell, counted):
    for _ in range(3):
        tell("volvo", source="autoweek")
    tell("kia", source="autoweek")
    tell("kia", source="autobild")
    found = trends(counted(), 7)

    assert [("volvo", 0.6), ("kia", 0.4)] == [(one.slug, one.usual_share) for one in found.voice_makes]
    assert [("autoweek", 4, (0.75, 0.25)), ("autobild", 1, (0.0, 1.0))] == [
        (one.slug, one.articles, one.shares) for one in found.voice
    ]


def test_sources_off_their_usual_are_named_and_the_rest_counted(tell, counted):
    for days in range(1, 64, 3):
        tell(days=days, source="autovisie")
        if days > 7:
            tell(days=days, source="autoweek")
    found = trends(counted(), 7)

    assert [("autoweek", "silent", ago(10))] == [(one.slug, one.verdict, one.last_on) for one in found.odd]
    assert (1, 2) == (found.usual, found.unknown)

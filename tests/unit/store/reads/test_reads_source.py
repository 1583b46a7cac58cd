"""What the page of a source says."""

from crawler.store.database import run, writing
from crawler.store.reads.source import source
from tests.unit.store.reads.conftest import ago, tell_a_story


def repeat(news, later, first, kind="syndicated", lag=10):
    with writing(news):
        run(
            news,
            "insert into article_duplicates(article_id, other_id, kind, containment, jaccard, first_id, lag_minutes) "
            "values (?, ?, ?, .9, .8, ?, ?)",
            [max(later, first), min(later, first), kind, first, lag],
        )


def test_there_is_no_such_source(news):
    assert source(news.conn, "nobody", 30) is None


def test_a_source_without_articles_has_its_feeds(news):
    found = source(news.conn, "autovisie", 30)

    assert ("Autovisie", 0, 0.0, ()) == (found.name, found.articles, found.share, found.languages)
    assert ["autovisie"] == [one.slug for one in found.feeds]
    assert (0, 0, None) == (found.lag.stories, found.lag.first, found.lag.median_minutes)
    assert ((), (), (), (), (), ()) == (
        found.makes, found.topics, found.shared, found.changed, found.alone, found.newest
    )  # fmt: skip


def test_its_articles_by_day_and_language(tell, counted):
    for language in ("nl", "nl", "en"):
        tell(language=language)
    tell(days=1)
    tell(days=40)
    tell(source="autoweek")
    found = source(counted(), "autovisie", 30)

    assert (4, 4 / 5, 1, ("nl", "en")) == (found.articles, found.share, found.before, found.languages)
    assert [(ago(1), (1, 0)), (ago(0), (2, 1))] == list(found.days[-2:])


def test_a_source_that_tells_no_days_still_shows_its_articles(tell, counted):
    tell(days=None, title="Zonder dag")

    assert ["Zonder dag"] == [one.title for one in source(counted(), "autovisie", 30).newest]


def test_how_late_it_is_with_what_others_tell(news, tell, counted):
    for at, first in (("08:20:00", "autoweek"), ("11:00:00", "autoweek"), ("", "autobild")):
        leading = tell(days=2, at="08:00:00", source=first)
        tell_a_story(news, leading, tell(days=2, at=at))
    tell_a_story(news, tell(days=2, at="08:00:00"), tell(days=2, at="09:00:00", source="autocar"))
    tell_a_story(news, tell(days=2, at="08:00:00"), tell(days=2, at="09:00:00"))
    lag = source(counted(), "autovisie", 30).lag

    assert (4, 1, 100, (1, 1, 0, 1)) == (lag.stories, lag.first, lag.median_minutes, lag.counts)
    assert [("autoweek", 2), ("autobild", 1)] == [(one.slug, one.stories) for one in lag.leaders]


def test_whom_it_shares_text_with(news, tell, counted):
    ours, theirs = [tell() for _ in range(3)], [tell(source="autoweek") for _ in range(3)]
    repeat(news, later=ours[0], first=theirs[0])
    repeat(news, later=ours[1], first=theirs[1], kind="quotes")
    repeat(news, later=theirs[2], first=ours[2], kind="exact")
    repeat(news, later=ours[2], first=ours[0])
    repeat(news, later=tell(source="autobild"), first=tell(source="autocar"))

    assert [("autoweek", 2, 1, 2, 1)] == [
        (one.slug, one.theirs, one.ours, one.whole, one.parts) for one in source(counted(), "autovisie", 30).shared
    ]


def test_what_it_writes_about_and_what_nobody_else_does(tell, counted):
    tell("volvo", "volvo/ex30", "recall")
    tell("volvo", "kia", "kia/ev3")
    tell("volvo", source="autoweek")
    tell("kia/ev3", source="autoweek", days=3)
    found = source(counted(), "autovisie", 30)

    assert [("volvo", 2, 1.0, 3 / 4), ("kia", 1, 1 / 2, 1 / 4)] == [
        (one.slug, one.articles, one.share, one.usual_share) for one in found.makes
    ]
    assert [("make", "kia"), ("model", "volvo/ex30"), ("topic", "recall")] == [
        (one.kind, one.slug) for one in found.alone
    ]


def test_which_headlines_it_changed(news, tell, counted):
    ours, theirs = tell(title="Volvo bouwt"), tell(title="Kia bouwt", source="autoweek")
    with writing(news):
        for at in (ours, theirs):
            run(
                news,
                "insert into article_versions(article_id, version, seen_at, title, body, content_hash, changed, what) "
                "values (?, 1, ?, 'Eerst', '', 'x', 0.2, 'both')",
                [at, f"{ago(0)}T10:00:00Z"],
            )
            run(news, "update articles set version = 2 where id = ?", [at])

    assert [("Eerst", "Volvo bouwt")] == [(one.before, one.after) for one in source(counted(), "autovisie", 30).changed]


def test_it_is_measured_against_itself(tell, counted):
    for days in range(1, 64, 3):
        tell(days=days)
    volume = source(counted(), "autovisie", 7).volume

    assert ("usual", 3, 2.3) == (volume.verdict, volume.articles, volume.base_week)

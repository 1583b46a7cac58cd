"""Trends count stories, not copies, follow what changes, and say what rises."""

from datetime import UTC, datetime, timedelta

import pytest

from crawler.model import Tag, TagKind
from crawler.passes import trends
from crawler.store import tags
from crawler.store.database import row, rows, run, value, writing
from crawler.store.tags import Gazetteers
from tests.unit.store.store_makers import NOW, desk, draft, feed, on, poll, visit, words

SOURCES = ("autovisie", "autoweek", "autobild", "autocar")
KNOWN = Gazetteers(
    "test",
    [{"slug": one.lower(), "name": one, "group_name": None} for one in ("Volvo", "Kia", "Fiat")],
    [],
    [{"slug": one, "name": one.title()} for one in ("recall", "test")],
    [],
)
TODAY = datetime.now(UTC).date()


@pytest.fixture
def news(store):
    store.sync_feeds(desk(*(feed(slug) for slug in SOURCES)), NOW)
    with writing(store.news):
        tags.sync(store.news, KNOWN)
    return store.news


@pytest.fixture
def tell(store, news):
    """An article of a source on a day, so many days ago, about these makes and topics -> its id."""
    count = iter(range(10_000))

    def told(*slugs: str, ago: int = 0, source: str = SOURCES[0]) -> int:
        url, day = f"https://{source}.example/{next(count)}", TODAY - timedelta(days=ago)
        said = words(url, "Lead", "Tekst", published=on(day.isoformat()))
        [job] = store.save_poll(poll(draft(url, said), of=feed(source), asked_at=datetime.now(UTC)))[1]
        store.save_visit(visit(job, said, asked_at=datetime.now(UTC)))
        at = int(value(news, "select id from articles where fetch_url = ?", [url]))
        kinds = {one["slug"]: TagKind.MAKE for one in KNOWN.makes} | {
            one["slug"]: TagKind.TOPIC for one in KNOWN.topics
        }
        found = [Tag(kinds[slug], slug, 1, True, 0.6, "name") for slug in slugs]
        with writing(news):
            tags.save(news, [at], tags.tellings(news, [at], 100), {at: found})
        return at

    return told


def tell_a_story(news, *ids):
    with writing(news):
        run(
            news,
            "insert into stories(title, first_at, last_at, article_count, source_count, language_count) "
            "values ('Een verhaal', :now, :now, :n, 1, 1)",
            {"now": NOW, "n": len(ids)},
        )
        story = value(news, "select max(id) from stories")
        for at in ids:
            run(news, "update articles set story_id = ? where id = ?", [story, at])


def day_of(news, make="volvo", ago=0):
    found = row(
        news,
        "select d.stories, d.articles, d.sources from tag_days d join makes m on m.id = d.tag_id "
        "where d.kind = 'make' and m.slug = ? and d.on_day = ?",
        [make, (TODAY - timedelta(days=ago)).isoformat()],
    )
    return None if found is None else tuple(found.values())


def test_articles_of_one_story_count_once(news, tell):
    copies = [tell("volvo", source=source) for source in SOURCES[:3]]
    tell("volvo")
    tell("volvo")
    tell_a_story(news, *copies)

    assert 1 == trends.roll_up(news)
    assert (3, 5, 3) == day_of(news)


def test_nothing_waits_after_it_and_nothing_is_written_twice(news, tell):
    for ago in range(40):
        tell("volvo", "recall", ago=ago)
    done = trends.roll_up(news)
    before = news.conn.total_changes

    assert (40, 0) == (done, trends.roll_up(news))
    assert before == news.conn.total_changes


@pytest.mark.parametrize(
    ("change", "left"),
    [
        ("update article_makes set rejected_by = 'mara' where article_id = 1", (1, 1, 1)),
        ("delete from articles where id = 1", (1, 1, 1)),
        ("update article_makes set published_on = '2025-01-01' where article_id = 1", (1, 1, 1)),
        ("update article_makes set mentions = 9 where article_id = 1", (2, 2, 2)),
        ("delete from article_makes", None),
    ],
)
def test_a_day_follows_what_changes_on_it(news, tell, change, left):
    for source in SOURCES[:2]:
        tell("volvo", source=source)
    trends.roll_up(news)
    with writing(news):
        run(news, change)
    trends.roll_up(news)

    assert left == day_of(news)


def test_an_article_that_changes_its_day_leaves_the_old_one(news, tell):
    at = tell("volvo")
    trends.roll_up(news)
    with writing(news):
        run(news, "update articles set published_on = ? where id = ?", [(TODAY - timedelta(days=3)).isoformat(), at])
        known = tags.tellings(news, [at], 100)
        tags.save(news, [at], known, {at: [Tag(TagKind.MAKE, "volvo", 1, True, 0.6, "name")]})
    trends.roll_up(news)

    assert (None, (1, 1, 1)) == (day_of(news), day_of(news, ago=3))


def test_an_article_that_joins_a_story_makes_its_day_wait(news, tell):
    ids = [tell("volvo"), tell("volvo")]
    trends.roll_up(news)
    before = day_of(news)
    tell_a_story(news, *ids)

    assert 1 == trends.roll_up(news)
    assert [(2, 2, 1), (1, 2, 1)] == [before, day_of(news)]


# ---------------------------------------------------------------- views


def test_what_rises_is_listed_and_what_one_source_writes_is_not(news, tell):
    for ago in range(63):
        tell("fiat", ago=ago, source=SOURCES[ago % 4])
    for number in range(8):
        tell("volvo", ago=number % 5, source=SOURCES[number % 3])
        tell("kia", ago=number % 5)
    trends.roll_up(news)
    rising = rows(news, "select * from makes_rising")

    assert ["Volvo", "Fiat"] == [one["make"] for one in rising]
    assert (8, 0.0, 8.0, 3) == tuple(rising[0][name] for name in ("stories", "base_week", "z", "sources"))
    assert (7, 7.0, 0.0, 4) == tuple(rising[1][name] for name in ("stories", "base_week", "z", "sources"))


def test_a_story_that_runs_for_days_counts_once_a_week(news, tell):
    story = [tell("volvo", ago=ago, source=SOURCES[ago % 4]) for ago in range(6)]
    older = [tell("volvo", ago=ago) for ago in range(30, 34)]
    for number in range(4):
        tell("volvo", source=SOURCES[number])
    tell_a_story(news, *story)
    tell_a_story(news, *older)
    trends.roll_up(news)
    [volvo] = rows(news, "select * from makes_rising")

    assert (5, 10, 4) == tuple(volvo[name] for name in ("stories", "articles", "sources"))
    assert round(1 / 8, 1) == volvo["base_week"]


def begin_at(news, ago):
    with writing(news):
        run(news, "update feeds set added_at = ?", [f"{TODAY - timedelta(days=ago)}T08:00:00Z"])


@pytest.mark.parametrize(
    ("days", "asked_for", "base_week"),
    [
        (21, 20, None),  # two weeks and this one
        (28, 27, 7.0),
        (63, 0, 7.0),  # what an archive brought counts as well
        (63, 400, 7.0),
        (7, 400, 0.0),
    ],
)
def test_a_young_desk_does_not_say_that_everything_rises(news, tell, days, asked_for, base_week):
    for ago in range(days):
        tell("volvo", ago=ago, source=SOURCES[ago % 4])
    begin_at(news, asked_for)
    trends.roll_up(news)
    [volvo] = rows(news, "select * from makes_rising")

    assert (7, base_week) == (volvo["stories"], volvo["base_week"])
    assert (volvo["z"] is None) == (base_week is None)


def test_what_feeds_still_list_from_before_a_young_desk_is_no_base(news, tell):
    for ago in (0, 1, 2, 3, 4, 5, 6, 9, 16, 23, 30, 37):
        tell("volvo", ago=ago, source=SOURCES[ago % 4])
    begin_at(news, 3)
    trends.roll_up(news)

    assert [(7, None)] == [(one["stories"], one["z"]) for one in rows(news, "select * from makes_rising")]


def test_the_days_of_a_make(news, tell):
    tell("volvo")
    tell("kia", ago=1)
    tell("volvo", ago=1)
    tell("volvo", ago=1)
    trends.roll_up(news)

    assert [("Volvo", 1), ("Volvo", 2), ("Kia", 1)] == [
        (one["make"], one["stories"]) for one in rows(news, "select * from makes_per_day")
    ]


def test_which_make_gets_how_much_of_a_source(news, tell):
    for _ in range(3):
        tell("volvo", source="autoweek")
    tell("kia", source="autoweek")
    tell("kia", source="autobild")
    rejected = tell("fiat", source="autobild")
    with writing(news):
        run(news, "update article_makes set rejected_by = 'mara' where article_id = ?", [rejected])
    trends.roll_up(news)

    assert [("Autobild", "Kia", 1.0, 0.4), ("Autoweek", "Volvo", 0.75, 0.6), ("Autoweek", "Kia", 0.25, 0.4)] == [
        (one["source"], one["make"], one["share"], one["usual_share"])
        for one in rows(news, "select * from share_of_voice")
    ]


def test_which_topics_go_with_a_make(news, tell):
    tell("volvo", "recall")
    tell("volvo", "recall")
    tell("volvo", "test")
    tell("kia", "test")
    trends.roll_up(news)

    found = {(one["make"], one["topic"]): one for one in rows(news, "select * from topics_of_makes")}
    assert (2, 0.667, 1.33) == tuple(found["Volvo", "Recall"][name] for name in ("articles", "share", "lift"))
    assert (1, 1.0, 2.0) == tuple(found["Kia", "Test"][name] for name in ("articles", "share", "lift"))


def test_a_source_that_fell_silent_is_told(news, tell):
    for ago in range(1, 64):
        tell(ago=ago, source="autovisie")
        if ago > 7:
            tell(ago=ago, source="autoweek")
        tell(ago=ago, source="autobild")
        if ago < 8:
            for _ in range(3):
                tell(ago=ago, source="autobild")

    assert {"Autovisie": "usual", "Autoweek": "silent", "Autobild": "high", "Autocar": "unknown"} == {
        one["source"]: one["verdict"] for one in rows(news, "select * from source_volume")
    }


@pytest.mark.parametrize(
    ("days", "asked_for", "verdict", "base_week"),
    [
        (range(1, 22), 21, "unknown", None),  # two weeks and this one
        (range(1, 29), 28, "usual", 7.0),
        (range(1, 64), 0, "usual", 7.0),  # its feed lists them all
        ((1, 2, 3, 4, 5, 6, 7, 12, 40), 3, "unknown", None),
        (range(70, 80), 400, "silent", 0.0),
        (range(70, 80), 0, "silent", None),
        (range(20, 60, 20), 400, "usual", 0.3),  # it never wrote an article a week
    ],
)
def test_a_source_is_measured_by_the_weeks_in_which_it_was_known(news, tell, days, asked_for, verdict, base_week):
    for ago in days:
        tell(ago=ago)
    begin_at(news, asked_for)
    found = row(news, "select * from source_volume where slug = ?", [SOURCES[0]])

    assert (verdict, base_week) == (found["verdict"], found["base_week"])
    assert (TODAY - timedelta(days=min(days))).isoformat() == found["last_on"]
    assert (found["z"] is None) == (base_week is None)


def test_a_source_that_is_off_is_not_said_to_be_silent(news, tell):
    tell(ago=70)
    with writing(news):
        run(news, "update feeds set active = 0 where slug = ?", [SOURCES[0]])

    assert SOURCES[0] not in {one["slug"] for one in rows(news, "select * from source_volume")}


def test_an_exported_article_carries_its_labels(news, tell):
    tell("volvo", "kia", "recall")
    found = row(news, "select * from article_export")

    assert ("Kia; Volvo", None, "Recall", None) == tuple(
        found[name] for name in ("makes", "models", "topics", "companies")
    )


def plan(news, question):
    return " / ".join(one["detail"] for one in rows(news, f"explain query plan {question}"))


@pytest.mark.parametrize(
    "view", ["makes_per_day", "makes_rising", "share_of_voice", "topics_of_makes", "source_volume"]
)
def test_a_view_reads_days_and_not_all_articles(news, view):
    told = plan(news, f"select * from {view} limit 100")

    assert "SCAN a " not in f"{told} "
    assert "SCAN t " not in f"{told} "
    assert "facet_stage" not in told


def test_what_rises_is_read_from_tag_days_alone(news):
    told = plan(news, "select * from makes_rising")

    assert "article" not in told
    assert {"tag_days_day"} == {name for name in told.split() if name.startswith("tag_days_")}

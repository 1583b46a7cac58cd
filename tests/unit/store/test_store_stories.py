"""Articles become stories in whatever language; ids and people's decisions stay; doing it twice changes nothing."""

import random
from collections.abc import Iterable
from datetime import timedelta

import pytest

from crawler.errors import UsageError
from crawler.model import Stage
from crawler.passes import enrich_stories, story_editing, storyline
from crawler.passes.enrich_stories import Changed
from crawler.passes.story_editing import By
from crawler.store import stories, story_edits
from crawler.store.database import Row, row, rows, run, value, writing
from crawler.store.store import Store
from crawler.store.times import instant
from tests.unit.store.store_makers import NOW, desk, draft, feed, on, poll, words

FEEDS = {name: feed(name) for name in (*"abcdefgh", "autovisie")}
TABLES = ("stories", "story_vectors", "story_terms", "term_articles", "story_edits", "stories_apart")
HOUR = timedelta(hours=1)
BY = By("ada", NOW)

POISSY = (
    (
        "nl",
        "Stellantis legt fabriek in Poissy drie weken stil",
        "De productie van de Opel Mokka stopt van 13 tot 31 oktober, 2.000 werknemers zitten in Poissy thuis.",
    ),
    (
        "fr",
        "Stellantis arrête l'usine de Poissy pendant trois semaines",
        "La production de l'Opel Mokka est suspendue du 13 au 31 octobre, 2 000 salariés restent chez eux.",
    ),
    (
        "de",
        "Werk Poissy steht drei Wochen still",
        "Stellantis stoppt im Oktober die Produktion des Opel Mokka, 2000 Beschäftigte gehen in Kurzarbeit.",
    ),
)
AUCTION = (
    (
        "nl",
        "Ferrari 250 GT voor 9,4 miljoen geveild in München",
        "Een klassieker uit 1961 bracht op de veiling in München 9,4 miljoen euro op, een Zwitser kocht hem.",
    ),
    (
        "en",
        "Ferrari 250 GT makes 9.4 million at Munich auction",
        "The classic from 1961 was bought by a Swiss collector at auction in Munich for 9.4 million euros.",
    ),
)


def listed(store: Store, told: tuple[str, str, str], source: str = "a", after: timedelta = timedelta(0)) -> int:
    """An article that came with its text -> its id."""
    language, title, lead = told
    at = NOW + after
    published = on(at.strftime("%Y-%m-%d"), instant(at))
    url = f"https://{source}.example/{random.Random(title + source).getrandbits(40)}"
    one = draft(url, words(title, lead, language=language, published=published), stage=Stage.EXTRACTED)
    store.sync_feeds(desk(*FEEDS.values()), NOW)
    store.save_poll(poll(one, of=FEEDS[source], asked_at=at))
    return int(value(store.news, "select id from articles where url_hash = ?", [one.url_hash]))


def work(store: Store, *ids: int) -> None:
    with writing(store.news):
        enrich_stories.work(store.news, ids, NOW)


def story_of(store: Store, article: int) -> int | None:
    return value(store.news, "select story_id from articles where id = ?", [article])


def all_rows(store: Store) -> list[list[Row]]:
    told = [rows(store.news, f"select * from {table} order by 1, 2") for table in TABLES]
    articles = "select id, story_id, story_score, story_basis, story_edit_id from articles order by id"
    return [*told, rows(store.news, articles)]


def both(store: Store) -> tuple[list[int], list[int]]:
    """Two events, told by several sources and met in two batches."""
    poissy = [
        listed(store, told, source, at * HOUR) for at, (told, source) in enumerate(zip(POISSY, "abc", strict=True))
    ]
    auction = [listed(store, told, source) for told, source in zip(AUCTION, "bd", strict=True)]
    work(store, poissy[0], auction[0])
    work(store, *poissy[1:], *auction[1:])
    return poissy, auction


def told(store: Store, story: int | None) -> Row:
    return row(store.news, "select * from stories where id = ?", [story]) or {}


def ids(found: Iterable[Row]) -> list[int]:
    return [int(one["id"]) for one in found]


def test_an_event_is_one_story_in_every_language_and_another_event_is_another(store):
    poissy, auction = both(store)

    first, second = {story_of(store, one) for one in poissy}, {story_of(store, one) for one in auction}
    assert (1, 1) == (len(first), len(second))
    assert first != second
    assert None not in first | second


def test_a_story_is_counted_and_called_by_a_dutch_title(store):
    poissy, _ = both(store)

    found = told(store, story_of(store, poissy[0]))
    assert (POISSY[0][1], "nl", 3, 3, 3) == tuple(
        found[name] for name in ("title", "language", "article_count", "source_count", "language_count")
    )
    assert (poissy[0], instant(NOW), instant(NOW + 2 * HOUR)) == tuple(
        found[name] for name in ("first_article_id", "first_at", "last_at")
    )


def test_doing_it_again_changes_nothing(store):
    poissy, auction = both(store)
    before = all_rows(store)

    work(store, *poissy, *auction)
    work(store, *reversed(auction))

    assert before == all_rows(store)


def test_each_article_counts_once_however_often_its_words_change(store):
    poissy, auction = both(store)
    run(store.news, "update articles set title = title || ' weer' where id = ?", [poissy[0]])
    work(store, poissy[0])

    assert len(poissy) + len(auction) == value(store.news, "select articles from term_articles where term = ''")
    assert 3 == value(store.news, "select articles from term_articles where term = 'p:poissy'")


def test_other_rules_count_anew_and_leave_stories_as_they_are(store, monkeypatch):
    poissy, auction = both(store)
    before = [(one, story_of(store, one)) for one in (*poissy, *auction)]
    monkeypatch.setattr(storyline, "EDITION", "other")
    monkeypatch.setattr(enrich_stories, "RULES", "other")
    work(store, *poissy, *auction)

    assert before == [(one, story_of(store, one)) for one in (*poissy, *auction)]
    assert "other" == stories.edition(store.news)
    assert 5 == value(store.news, "select articles from term_articles where term = ''")


def test_what_happens_a_week_later_is_another_story(store):
    poissy, _ = both(store)
    later = listed(store, POISSY[0], "e", timedelta(days=7))
    work(store, later)

    assert story_of(store, later) not in {story_of(store, one) for one in poissy}


def test_a_copy_inherits_the_story_of_what_it_repeats(store):
    _, auction = both(store)
    copy = listed(store, ("nl", "Heel iets anders", "Geen woord hiervan staat in een ander bericht."), "e")
    run(
        store.news,
        "insert into article_duplicates values (?, ?, 'syndicated', 1, 1, ?, 5)",
        [copy, auction[0], auction[0]],
    )
    work(store, copy)

    assert story_of(store, auction[0]) == story_of(store, copy)


def test_an_article_that_tells_something_else_now_leaves_its_story(store):
    poissy, auction = both(store)
    run(store.news, "update articles set title = ?, lead = ? where id = ?", [*AUCTION[0][1:], poissy[0]])
    work(store, poissy[0])

    assert story_of(store, auction[0]) == story_of(store, poissy[0])
    assert 2 == told(store, story_of(store, poissy[1]))["article_count"]
    assert 3 == told(store, story_of(store, auction[0]))["article_count"]
    assert POISSY[0][1] != told(store, story_of(store, poissy[1]))["title"]


def test_a_forgotten_article_leaves_no_title_behind(store):
    poissy, auction = both(store)
    kept, gone = story_of(store, poissy[0]), story_of(store, auction[0])
    for article in (poissy[0], *auction):
        run(store.news, "delete from articles where id = ?", [article])

    assert (2, 2, 2, poissy[1], instant(NOW + HOUR), POISSY[1][1], "fr") == tuple(
        told(store, kept)[name]
        for name in (
            "article_count", "source_count", "language_count", "first_article_id", "first_at", "title", "language",
        )
    )  # fmt: skip
    assert (0, None, "") == tuple(told(store, gone)[name] for name in ("article_count", "first_article_id", "title"))
    assert [] == rows(store.news, "select * from story_terms where story_id = ?", [gone])
    assert {} == stories.stories(store.news, [gone])


def test_an_article_that_is_no_longer_wanted_leaves_its_story(store):
    poissy, _ = both(store)
    kept = story_of(store, poissy[0])
    run(store.news, "update articles set stage = 'dropped', stage_reason = 'x', title = '' where id = ?", [poissy[0]])

    assert story_of(store, poissy[0]) is None
    assert (2, POISSY[1][1]) == (told(store, kept)["article_count"], told(store, kept)["title"])

    run(store.news, "update articles set stage = 'extracted', title = ? where id = ?", [POISSY[0][1], poissy[0]])
    work(store, poissy[0])

    assert kept == story_of(store, poissy[0])
    assert 5 == value(store.news, "select articles from term_articles where term = ''")


# ---------------------------------------------------------------- stories that meet, and what people decide


def in_two(store, articles):
    """The last of these articles in a story of its own, as if it were like no other -> the story before, its own."""
    old = story_of(store, articles[0])
    with writing(store.news):
        new = stories.open_story(store.news, articles[-1])
        run(store.news, "update articles set story_id = ? where id = ?", [new, articles[-1]])
        for one in (old, new):
            storyline.rebuild(store.news, one)
    return old, new


def test_two_stories_that_tell_the_same_become_one_and_the_older_id_stays(store):
    poissy, _ = both(store)
    old, new = in_two(store, poissy)
    with writing(store.news):
        changed = Changed({new})
        enrich_stories.merge(store.news, changed)

    assert Changed({old}) == changed
    assert old == story_of(store, poissy[2]) == stories.resolve(store.news, new)
    assert {} == stories.stories(store.news, [new])


def test_what_was_just_opened_meets_what_changed_since_and_is_compared_with_nothing_else(store):
    poissy, auction = both(store)
    old, new = in_two(store, poissy)
    with writing(store.news):
        alone = Changed({new, story_of(store, auction[0])}, {new})
        enrich_stories.merge(store.news, alone)
        together = Changed({old, new}, {new})
        enrich_stories.merge(store.news, together)

    assert {new} == alone.opened
    assert Changed({old}) == together


def test_a_split_is_never_undone(store):
    poissy, auction = both(store)
    old = story_of(store, poissy[0])
    new = story_editing.split(store.news, old, [poissy[2]], BY)
    run(store.news, "update articles set lead = lead || ' Meer volgt.'")
    work(store, *poissy, *auction)
    with writing(store.news):
        enrich_stories.merge(store.news, Changed({old, new}))

    assert [old, old, new] == [story_of(store, one) for one in poissy]
    assert (2, 1) == (told(store, old)["article_count"], told(store, new)["article_count"])
    assert POISSY[2][1] == told(store, new)["title"]


def test_a_merge_is_never_undone_and_bookmarks_keep_leading_there(store):
    poissy, auction = both(store)
    one, other = story_of(store, poissy[0]), story_of(store, auction[0])
    story_editing.merge(store.news, one, other, BY)
    run(store.news, "update articles set lead = lead || ' Meer volgt.'")
    work(store, *poissy, *auction)

    assert {one} == {story_of(store, article) for article in (*poissy, *auction)}
    assert one == stories.resolve(store.news, other)
    assert (5, 0, one) == (
        told(store, one)["article_count"], told(store, other)["article_count"], told(store, other)["merged_into"],
    )  # fmt: skip
    assert one == story_editing.merge(store.news, one, story_editing.split(store.news, other, auction, BY), BY)


def test_a_move_is_never_undone(store):
    poissy, auction = both(store)
    here, there = story_of(store, poissy[0]), story_of(store, auction[0])
    story_editing.move(store.news, [poissy[1], poissy[1]], there, BY)
    run(store.news, "update articles set lead = lead || ' Meer volgt.'")
    work(store, *poissy, *auction)

    assert there == story_of(store, poissy[1])
    assert (2, 3) == (told(store, here)["article_count"], told(store, there)["article_count"])
    assert {(min(here, there), max(here, there))} == stories.apart(store.news, [here])


def test_a_story_that_was_moved_away_altogether_leads_where_its_articles_went(store):
    poissy, auction = both(store)
    here, there = story_of(store, poissy[0]), story_of(store, auction[0])
    story_editing.move(store.news, auction, here, BY)

    assert here == stories.resolve(store.news, there)


def test_new_articles_still_join_a_story_that_was_split_off(store):
    _, auction = both(store)
    new = story_editing.split(store.news, story_of(store, auction[0]), [auction[1]], BY)
    late = listed(store, (AUCTION[1][0], f"{AUCTION[1][1]}!", AUCTION[1][2]), "g", HOUR)
    work(store, late)

    assert new == story_of(store, late)


def test_what_was_decided_is_written_down(store):
    poissy, _ = both(store)
    old = story_of(store, poissy[0])
    new = story_editing.split(store.news, old, [poissy[2]], BY)

    [edit] = story_edits.edits_of(store.news, new)
    assert ("split", old, new, f"[{poissy[2]}]", "ada", instant(NOW)) == tuple(
        edit[name] for name in ("op", "story_id", "other_id", "articles", "actor", "at")
    )
    assert [1, 1] == [one["by_hand"] for one in story_edits.articles(store.news, old)]


@pytest.mark.parametrize(
    ("said", "do"),
    [
        ("there is no story 99: `koplamp story list`", lambda news, p, a: story_editing.split(news, 99, p, BY)),
        ("would have no article left", lambda news, p, a: story_editing.split(news, 1, p, BY)),
        ("is not in story 1 but in 2", lambda news, p, a: story_editing.split(news, 1, a[:1], BY)),
        ("no article was named", lambda news, p, a: story_editing.split(news, 1, [], BY)),
        ("there is no article 99", lambda news, p, a: story_editing.move(news, [99], 1, BY)),
        ("are in story 1 already", lambda news, p, a: story_editing.move(news, p[:2], 1, BY)),
        ("both are story 1 already", lambda news, p, a: story_editing.merge(news, 1, 1, BY)),
    ],
)
def test_what_cannot_be_done_says_what_to_do_and_changes_nothing(store, said, do):
    poissy, auction = both(store)
    before = all_rows(store)

    with pytest.raises(UsageError, match=said):
        do(store.news, poissy, auction)

    assert before == all_rows(store)


def test_an_article_without_a_story_cannot_be_moved(store):
    poissy, _ = both(store)
    late = listed(store, AUCTION[0], "h", HOUR)

    with pytest.raises(UsageError, match="is in no story yet: `koplamp enrich`"):
        story_editing.move(store.news, [late], story_of(store, poissy[0]), BY)


# ---------------------------------------------------------------- views


def test_big_stories_are_those_that_several_sources_tell(store):
    poissy, auction = both(store)
    work(store, listed(store, ("nl", "Fastned opent tien laadstations in Denemarken", "Langs de E45."), "h"))

    found = rows(store.news, "select * from big_stories")
    assert [story_of(store, poissy[0]), story_of(store, auction[0])] == [one["story_id"] for one in found]
    assert [("A", 3), ("B", 2)] == [(one["first_source"], one["sources"]) for one in found]


def test_who_had_it_first_and_how_late_the_others_were(store):
    poissy, _ = both(store)
    story = story_of(store, poissy[0])

    found = rows(store.news, "select * from first_with_the_story where story_id = ?", [story])
    assert [("A", 1, 0), ("B", 0, 60), ("C", 0, 120)] == [
        (one["source"], one["is_first"], one["lag_minutes"]) for one in found
    ]
    lags = {one["source"]: one for one in rows(store.news, "select * from lag_per_source")}
    assert (2, 1, 0.5, 60) == tuple(
        lags["B"][name] for name in ("stories", "first", "share_first", "median_lag_minutes")
    )
    assert (1, 1, None) == tuple(lags["A"][name] for name in ("stories", "first", "median_lag_minutes"))


def test_the_list_shows_the_latest_stories_first(store):
    poissy, auction = both(store)

    found = story_edits.stories(store.news, NOW - HOUR, 2, 10)
    assert [story_of(store, poissy[0]), story_of(store, auction[0])] == ids(found)
    assert [] == story_edits.stories(store.news, NOW + 3 * HOUR, 2, 10)
    assert ids(story_edits.articles(store.news, ids(found)[0])) == poissy

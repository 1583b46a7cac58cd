"""Watches over what is new: each article once, when enrichment is through with it; each story and each rise once."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from crawler.model import Watch, Watches
from crawler.passes import watch as passes
from crawler.passes.watch import AT_ONCE, look, would_find
from crawler.store import deliveries
from crawler.store.database import rows, run, writing
from crawler.store.merging import move
from crawler.store.store import Store
from tests.databases import broken_promises
from tests.unit.store.store_makers import NOW, desk, draft, feed, on, poll, visit, words

RECALL = Watch("recalls", ("hook",), "terugroep*")
TODAY = on("2025-11-19", "2025-11-19T08:00:00Z")
ENRICHED = "delete from enrich_due where again = 0"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "news.db", tmp_path / "pages.db") as opened:
        opened.sync_feeds(desk(feed(), feed("merel"), feed("kolibri")), NOW)
        yield opened
    assert [] == broken_promises(tmp_path)


def stored(store: Store, url: str, title: str, **facts: object) -> int:
    """An article that was read, enriched or not."""
    source = feed(url.split("/")[2].removesuffix(".example"))
    told = {"published": TODAY, "body": f"Een tekst over {title}.", **facts}
    store.save_poll(poll(draft(url, words(title, published=told["published"])), of=source))
    [job] = [one for one in store.pages_waiting(desk(source), NOW) if one.url == url]
    store.save_visit(visit(job, words(title, **told)))
    return int(rows(store.news, "select id from articles where url = ?", [url])[0]["id"])


def tag(store: Store, article: int, kind: str, slug: str, rejected_by: str | None = None) -> None:
    extra = ", kind" if kind == "companies" else ""
    run(store.news, f"insert or ignore into {kind}(slug, name{extra}) values (?, ?)", [slug, slug.title()])
    run(
        store.news,
        f"insert into article_{kind}({kind[:-1]}_id, article_id, published_on, mentions, in_title, score, rule, "
        f"rejected_by) select id, ?, '2025-11-19', 1, 1, 1.0, 'x', ? from {kind} where slug = ?",
        [article, rejected_by, slug],
    )


def looked(store: Store, *watches: Watch, now: datetime = NOW) -> list[tuple[str, object]]:
    """What a look finds: watch, and title of the article, or the reason."""
    before = {one["id"] for one in rows(store.news, "select id from watch_hits")}
    look(store.news, Watches(watches), lambda: now)
    found = rows(
        store.news,
        "select h.id, watch, h.kind, coalesce(iif(h.kind = 'article', title, null), reason) as said from watch_hits h "
        "left join articles a on a.id = article_id order by h.id",
    )
    return [(one["watch"], one["said"]) for one in found if one["id"] not in before]


def test_an_article_is_found_once_when_it_is_enriched_and_never_again(store: Store) -> None:
    stored(store, "https://autovisie.example/1", "Terugroepactie voor de Golf")
    assert [] == looked(store, RECALL), "enrichment is not through with it"

    run(store.news, ENRICHED)

    assert [("recalls", "Terugroepactie voor de Golf")] == looked(store, RECALL)
    assert [] == looked(store, RECALL)
    assert [] == rows(store.news, "select * from watch_due")
    run(store.news, "insert into watch_due(article_id) select id from articles")  # it was read anew
    assert [] == looked(store, RECALL)


def test_what_waits_for_other_rules_only_is_looked_at(store: Store) -> None:
    stored(store, "https://autovisie.example/1", "Terugroepactie")
    run(store.news, "update enrich_due set again = 1")

    assert 1 == len(looked(store, RECALL))


def test_a_watch_that_comes_later_sees_only_what_is_new_by_then(store: Store) -> None:
    stored(store, "https://autovisie.example/1", "Terugroepactie een")
    run(store.news, ENRICHED)
    assert [] == looked(store)
    stored(store, "https://autovisie.example/2", "Terugroepactie twee")
    run(store.news, ENRICHED)

    assert [("recalls", "Terugroepactie twee")] == looked(store, RECALL)


@pytest.mark.parametrize(
    ("watch", "is_found"),
    [
        (Watch("w", (), "golf"), True),
        (Watch("w", (), "golf -terugroepactie"), False),
        (Watch("w", (), '"terugroepactie golf" OR polo'), False),
        (Watch("w", (), makes=("volkswagen", "audi")), True),
        (Watch("w", (), makes=("audi",)), False),
        (Watch("w", (), makes=("seat",)), False),  # an analyst rejected it
        (Watch("w", (), topics=("recall",), makes=("volkswagen",)), True),
        (Watch("w", (), topics=("recall",), makes=("audi",)), False),
        (Watch("w", (), models=("volkswagen/golf",)), True),
        (Watch("w", (), models=("volkswagen/polo",)), False),
        (Watch("w", (), sources=("autovisie", "merel")), True),
        (Watch("w", (), sources=("merel",)), False),
        (Watch("w", (), languages=("nl",)), True),
        (Watch("w", (), "golf", languages=("de",)), False),
    ],
)
def test_every_condition_counts(store: Store, watch: Watch, is_found: bool) -> None:
    article = stored(store, "https://autovisie.example/1", "Terugroepactie voor de Golf")
    tag(store, article, "makes", "volkswagen")
    tag(store, article, "makes", "seat", "ans")
    tag(store, article, "topics", "recall")
    run(
        store.news,
        "insert into models(make_id, slug, name, label) select id, 'volkswagen/golf', 'Golf', 'VW Golf' from makes "
        "where slug = 'volkswagen'",
    )
    run(
        store.news,
        "insert into article_models(model_id, article_id, mentions, in_title, score, rule) select id, ?, 1, 1, 1, 'x' "
        "from models",
        [article],
    )
    would = would_find(store.news, watch, NOW - timedelta(days=1))
    run(store.news, ENRICHED)

    assert is_found == bool(looked(store, watch))
    assert is_found == bool(would)


def test_an_article_of_an_archive_is_no_news(store: Store) -> None:
    stored(store, "https://autovisie.example/1", "Terugroepactie", published=on("2025-01-19"))
    stored(store, "https://autovisie.example/2", "Terugroepactie nu", published=None)
    run(store.news, ENRICHED)

    assert [("recalls", "Terugroepactie nu")] == looked(store, RECALL)


# ---------------------------------------------------------------- stories


def in_story(store: Store, story: int, *articles: int) -> None:
    """These articles tell one story, counted as the last step of enrichment does."""
    run(
        store.news,
        "insert or ignore into stories(id, title, first_at, last_at, article_count, source_count, language_count) "
        "values (?, 'Een verhaal', '2025-11-19T08:00:00Z', '2025-11-19T08:00:00Z', 0, 0, 0)",
        [story],
    )
    for article in articles:
        run(store.news, "update articles set story_id = ? where id = ?", [story, article])
    run(
        store.news,
        "update stories set (article_count, source_count, first_article_id) = (select count(*), "
        "count(distinct source_id), min(id) from articles where story_id = stories.id) where id = ?",
        [story],
    )


STORY = Watch("big", ("hook",), story_sources=2)


def test_a_story_is_found_when_enough_sources_tell_it_and_once(store: Store) -> None:
    one, two, three = (
        stored(store, f"https://{s}.example/1", f"Nieuws {s}") for s in ("autovisie", "merel", "kolibri")
    )
    run(store.news, ENRICHED)
    in_story(store, 7, one)
    assert [] == looked(store, STORY)

    in_story(store, 7, two)

    assert [("big", "told by 2 sources")] == looked(store, STORY)
    in_story(store, 7, three)
    assert [] == looked(store, STORY)
    assert [("three", "told by 3 sources")] == looked_again(store, replace(STORY, name="three", story_sources=3))


def looked_again(store: Store, *watches: Watch) -> list[tuple[str, object]]:
    run(store.news, "insert or ignore into watch_stories_due(story_id) select id from stories")
    return looked(store, *watches)


def test_a_story_that_took_over_the_articles_of_another_is_not_found_again(store: Store) -> None:
    one, two, three = (
        stored(store, f"https://{s}.example/1", f"Nieuws {s}") for s in ("autovisie", "merel", "kolibri")
    )
    run(store.news, ENRICHED)
    in_story(store, 7, one, two)
    looked(store, STORY)

    in_story(store, 8, one, two, three)

    assert [] == looked(store, STORY)


def test_a_story_must_hold_an_article_that_is_looked_for_whenever_that_comes(store: Store) -> None:
    one, two, three = (stored(store, f"https://autovisie.example/{n}", f"Nieuws {n}") for n in range(3))
    other = stored(store, "https://merel.example/1", "Nieuws")
    run(store.news, ENRICHED)
    wanted = replace(STORY, makes=("audi",))
    in_story(store, 7, one, two, other)
    assert [] == looked(store, wanted)

    tag(store, three, "makes", "audi")
    in_story(store, 7, three)  # of a source that told it already

    assert [("big", "told by 2 sources")] == looked(store, wanted)
    assert 1 == len(would_find(store.news, wanted, NOW - timedelta(days=1)))


def test_an_old_story_that_is_counted_anew_is_no_news(store: Store) -> None:
    one, two = (stored(store, f"https://{s}.example/1", f"Nieuws {s}") for s in ("autovisie", "merel"))
    run(store.news, ENRICHED)
    in_story(store, 7, one, two)

    assert [] == looked(store, STORY, now=NOW + timedelta(days=30))


# ---------------------------------------------------------------- makes


def rise(store: Store) -> None:
    """Audi and Seat are written about six times today, by three sources each; nine weeks before it was once a week."""
    run(store.news, "update feeds set added_at = '2025-01-01T00:00:00Z'")
    for slug in ("audi", "seat"):
        run(store.news, "insert into makes(slug, name) values (?, ?)", [slug, slug.title()])
    run(
        store.news,
        "insert into tag_days(kind, tag_id, on_day, stories, articles, sources, source_ids, story_ids) "
        "select 'make', m.id, date('2025-11-19', '-' || d.value || ' days'), 1, 1, 1, '[1]', "
        "json_array(d.value + 1000) from makes m, json_each('[7, 14, 21, 28, 35, 42, 49, 56]') d",
    )
    run(
        store.news,
        "insert into tag_days(kind, tag_id, on_day, stories, articles, sources, source_ids, story_ids) "
        "select 'make', id, '2025-11-19', 6, 6, 3, '[1, 2, 3]', '[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]' from makes",
    )


def test_a_make_that_rises_is_found_once_a_week(store: Store) -> None:
    rise(store)
    wanted = Watch("rising", ("hook",), z_score=4.0, makes=("audi",))
    stored(store, "https://autovisie.example/1", "Nieuws")
    run(store.news, ENRICHED)

    [(_, said)] = looked(store, wanted)

    assert "Audi: 10 stories in 7 days, usually 1: z-score 6.36" == said
    for number, days in ((2, 3), (3, 8)):
        stored(store, f"https://autovisie.example/{number}", "Nieuws")
        run(store.news, ENRICHED)
        assert (days > 7) == bool(looked(store, wanted, now=NOW + timedelta(days=days)))
    assert 2 == len(would_find(store.news, replace(wanted, makes=()), NOW))
    assert [] == would_find(store.news, replace(wanted, z_score=7.0), NOW)


# ---------------------------------------------------------------- all or nothing


def test_what_fails_half_way_leaves_nothing_and_waits_on(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    stored(store, "https://autovisie.example/1", "Terugroepactie een")
    stored(store, "https://autovisie.example/2", "Terugroepactie twee")
    run(store.news, ENRICHED)
    gather, calls = deliveries.gather, []

    def failing(*arguments: object) -> None:
        calls.append(arguments)
        if len(calls) == 2:
            raise ZeroDivisionError
        gather(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(passes.deliveries, "gather", failing)
    with pytest.raises(ZeroDivisionError):
        looked(store, RECALL)

    assert [] == rows(store.news, "select * from watch_hits")
    assert [] == rows(store.news, "select * from deliveries")
    monkeypatch.undo()
    assert 2 == len(looked(store, RECALL))
    assert [{"n": 2}] == rows(store.news, "select count(*) as n from delivery_hits")


def test_time_is_kept_and_what_is_left_waits(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passes, "AT_ONCE", 1)
    for number in range(3):
        stored(store, f"https://autovisie.example/{number}", f"Terugroepactie {number}")
    run(store.news, ENRICHED)

    assert look(store.news, Watches((RECALL,)), lambda: NOW, seconds=0).left
    assert [] == rows(store.news, "select * from watch_hits")
    assert passes.Looked(3, 3) == look(store.news, Watches((RECALL,)), lambda: NOW, seconds=60)
    assert AT_ONCE == 100


def test_an_article_that_goes_takes_its_hits_along_and_one_that_is_merged_hands_them_on(store: Store) -> None:
    stored(store, "https://autovisie.example/1", "Terugroepactie een")
    older = stored(store, "https://autovisie.example/3", "Iets anders")
    younger = stored(store, "https://autovisie.example/2", "Terugroepactie twee")
    run(store.news, ENRICHED)
    looked(store, RECALL)

    with writing(store.news):
        [row] = rows(store.news, "select * from articles where id = ?", [younger])
        move(store.news, older, row)
    store.forget("https://autovisie.example/1", NOW)

    assert [{"article_id": older}] == rows(store.news, "select article_id from watch_hits")

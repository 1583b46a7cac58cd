"""Pairs of articles: found whatever the order, mended when a text changes, kept when its fingerprint goes."""

import random
from collections.abc import Iterable
from datetime import timedelta

from crawler.model import Stage
from crawler.passes import enrich_duplicates
from crawler.store import duplicates
from crawler.store.database import Row, rows, run, value, writing
from crawler.store.store import Store
from tests.unit.store.store_makers import MINUTE, NOW, desk, draft, feed, on, poll, words

CHANCE = random.Random(8)
FEEDS = {name: feed(name) for name in (*"abcdefghijklmnop", "autovisie")}
TABLES = ("article_duplicates", "fingerprints", "shingles")


def drawn(count: int) -> str:
    return " ".join("".join(CHANCE.choices("abcdefghijklmnop", k=7)) for _ in range(count))


def listed(store: Store, name: str, body: str, source: str = "autovisie", **facts: object) -> int:
    """An article that came with its text -> its id. `at`: when it was first seen."""
    at = facts.pop("at", NOW)
    url = f"https://{source}.example/{name}"
    one = draft(url, words(name, facts.pop("lead", ""), body, **facts), stage=Stage.EXTRACTED)
    store.sync_feeds(desk(*FEEDS.values()), NOW)
    store.save_poll(poll(one, of=FEEDS[source], asked_at=at))
    return int(value(store.news, "select id from articles where url_hash = ?", [one.url_hash]))


def work(store: Store, ids: Iterable[int], now: object = NOW) -> None:
    with writing(store.news):
        enrich_duplicates.work(store.news, list(ids), now)


def pairs(store: Store) -> list[tuple[int, int, str]]:
    found = rows(store.news, "select * from article_duplicates order by article_id, other_id")
    return [(row["article_id"], row["other_id"], row["kind"]) for row in found]


def all_rows(store: Store) -> list[list[Row]]:
    return [rows(store.news, f"select * from {table} order by 1, 2") for table in TABLES]


STORY = drawn(400)


def test_a_copy_at_another_source_names_the_first_and_how_much_later_it_was(store):
    copy = listed(store, "2", f"{STORY} {drawn(20)}", "b", published=on("2025-11-19", "2025-11-19T07:30:00Z"))
    first = listed(store, "1", STORY, "a", published=on("2025-11-19", "2025-11-19T06:00:00Z"))
    work(store, [copy])
    assert [] == pairs(store)

    work(store, [first])

    [row] = rows(store.news, "select * from article_duplicates")
    assert (first, copy, "syndicated", first, 90) == (
        row["article_id"], row["other_id"], row["kind"], row["first_id"], row["lag_minutes"],
    )  # fmt: skip
    assert 0.9 < row["containment"] <= 1


def test_each_kind_gets_its_name(store):
    half = drawn(220)
    bodies = [STORY, STORY, f"{STORY} {drawn(30)}", STORY[:500], f"{half} {drawn(200)}", f"{half} {drawn(190)}"]
    ids = [listed(store, str(at), body, "b" if at == 1 else "a") for at, body in enumerate(bodies)]
    work(store, ids)

    kinds = {(other - ids[0], later - ids[0]): kind for later, other, kind in pairs(store)}
    assert {
        (0, 1): "exact", (0, 2): "revision", (1, 2): "syndicated",
        (0, 3): "excerpt", (1, 3): "excerpt", (2, 3): "excerpt", (4, 5): "quotes",
    } == kinds  # fmt: skip


def test_a_day_without_a_time_tells_who_was_first_but_not_by_how_much(store):
    ids = [
        listed(store, "1", STORY, "a", published=on("2025-11-17")),
        listed(store, "2", STORY, "b", published=on("2025-11-18", "2025-11-18T06:00:00Z")),
    ]
    work(store, ids)

    assert [{"first_id": ids[0], "lag_minutes": None}] == rows(
        store.news, "select first_id, lag_minutes from article_duplicates"
    )


def test_doing_it_twice_and_in_another_order_changes_nothing(store):
    footer = drawn(80)
    ids = [listed(store, str(at), f"{drawn(150)} {footer}", "abcdefghijkl"[at]) for at in range(12)]
    ids += [listed(store, f"copy {at}", f"{STORY} {drawn(15)}", "ab"[at]) for at in range(2)]
    for at in ids:
        work(store, [at])
    once = all_rows(store)

    work(store, ids)
    assert once == all_rows(store)
    run(store.news, "delete from fingerprints")
    run(store.news, "delete from article_duplicates")
    assert [[], [], []] == all_rows(store)
    for at in reversed(ids):
        work(store, [at])

    assert once == all_rows(store)
    assert [(ids[-1], ids[-2], "syndicated")] == pairs(store)


def test_pairs_that_rest_on_a_footer_go_when_the_ninth_article_brings_it(store):
    footer = drawn(150)
    ids = [listed(store, str(at), f"{drawn(150)} {footer}", "abcdefghi"[at]) for at in range(9)]
    for at in ids[:8]:
        work(store, [at])
    assert 28 == len(pairs(store)), "each beside each"

    work(store, ids[8:])

    assert [] == pairs(store)


def test_a_release_that_fifteen_sources_print_is_paired_at_each(store):
    ids = [listed(store, str(at), f"{STORY} {drawn(10)}", source) for at, source in enumerate("abcdefghijklmno")]
    for at in ids:
        work(store, [at])

    assert 15 * 14 // 2 == len(pairs(store))
    assert {"syndicated"} == {kind for _, _, kind in pairs(store)}


def test_a_notice_in_place_of_articles_is_no_copy_from_the_ninth_on(store):
    ids = [listed(store, str(at), f"Only for subscribers. {STORY}", "ab"[at > 8]) for at in range(12)]
    for at in ids[:8]:
        work(store, [at])
    assert 28 == len(pairs(store))

    for at in ids[8:]:
        work(store, [at])
    assert [] == pairs(store)

    run(store.news, "update article_text set body = ? where article_id = ?", [drawn(300), ids[0]])
    work(store, ids[:1])
    assert 11 * 10 // 2 == len(pairs(store))


def test_a_changed_text_replaces_exactly_its_own_rows(store):
    one, other = listed(store, "1", STORY, "a"), listed(store, "2", f"{STORY} {drawn(9)}", "b")
    work(store, [one, other])
    before = all_rows(store)

    run(store.news, "update article_text set body = ? where article_id = ?", [drawn(300), other])
    work(store, [other])
    assert [] == pairs(store)
    assert [one_row for one_row in before[2] if one_row["article_id"] == one] == rows(
        store.news, "select * from shingles where article_id = ? order by 1, 2", [one]
    )

    run(store.news, "update article_text set body = 'Kort.' where article_id = ?", [one])
    work(store, [one])
    assert [other] == [row["article_id"] for row in rows(store.news, "select article_id from fingerprints")]
    assert {other} == {row["article_id"] for row in rows(store.news, "select article_id from shingles")}


def test_an_article_that_is_deleted_takes_its_rows_along(store):
    one, other = listed(store, "1", STORY, "a"), listed(store, "2", STORY, "b")
    work(store, [one, other])

    with writing(store.news):
        for table in ("sightings", "article_urls"):
            run(store.news, f"delete from {table} where article_id = ?", [one])
        run(store.news, "delete from articles where id = ?", [one])

    assert [] == pairs(store)
    assert {other} == {row["article_id"] for row in rows(store.news, "select article_id from shingles")}


def test_what_is_old_is_pruned_and_its_pairs_stay(store):
    one, other = listed(store, "1", STORY, "a"), listed(store, "2", STORY, "b", at=NOW + MINUTE)
    work(store, [one, other])
    later = NOW + timedelta(days=100)
    third = listed(store, "3", f"{STORY} {drawn(10)}", "c", at=later)
    work(store, [third], later)

    assert [(other, one, "exact")] == pairs(store), "and none over a hundred days"
    assert {third} == {row["article_id"] for row in rows(store.news, "select article_id from shingles")}

    work(store, [one], later)
    assert [(other, one, "exact")] == pairs(store)


def test_pruning_takes_the_oldest_first_and_no_more_than_asked(store):
    ids = [listed(store, str(at), drawn(100), at=NOW + at * MINUTE) for at in range(4)]
    work(store, ids)

    assert 2 == duplicates.prune(store.news, NOW + 3 * MINUTE, most=2)
    assert ids[2:] == [
        row["article_id"] for row in rows(store.news, "select article_id from fingerprints order by article_id")
    ]
    assert 1 == duplicates.prune(store.news, NOW + 3 * MINUTE)
    assert 0 == duplicates.prune(store.news, NOW + 3 * MINUTE)


def test_articles_without_text_are_passed_over(store):
    waiting = draft("https://autovisie.example/9", words("Nog niet gelezen"))
    store.save_poll(poll(waiting))
    ids = [row["id"] for row in rows(store.news, "select id from articles")] + [12345]

    work(store, ids)

    assert [[], [], []] == all_rows(store)


def test_passages_that_a_host_repeats_are_told_with_how_many_articles_hold_them(store):
    promo = f"Lees ook: {drawn(30)}."
    ids = [listed(store, str(at), f"{drawn(60)} {promo} {drawn(40)}") for at in range(5)]
    ids += [listed(store, "copy", STORY), listed(store, "copy again", STORY)]
    ids += [listed(store, f"b{at}", f"{drawn(60)} {promo}", "b") for at in range(3)]
    work(store, ids)

    [told] = duplicates.repeated(store.news, "autovisie.example:443")
    assert (promo[:-1], 5) == (told["text"], told["pages"])
    assert [] == duplicates.repeated(store.news, "elsewhere.example:443")


def test_views_tell_who_copied_and_which_releases_were_printed(store):
    ids = [
        listed(store, "release", STORY, "a", kind="pressrelease", published=on("2025-11-19", "2025-11-19T06:00:00Z")),
        listed(store, "report", f"{STORY} {drawn(20)}", "b", published=on("2025-11-19", "2025-11-19T07:00:00Z")),
        listed(store, "early", f"{drawn(20)} {STORY}", "c", published=on("2025-11-19", "2025-11-19T05:00:00Z")),
        listed(store, "again", f"{STORY} {drawn(25)}", "a", published=on("2025-11-19", "2025-11-19T07:30:00Z")),
    ]
    work(store, ids)

    copied = rows(store.news, "select first_title, title, first_source, source, lag_minutes from copied_text")
    assert 5 == len(copied), "a source does not copy itself"
    assert {"first_title": "early", "title": "report", "first_source": "C", "source": "B", "lag_minutes": 120} in copied
    printed = rows(store.news, "select release, released_by, title, source, lag_minutes from printed_releases")
    assert [
        {"release": "release", "released_by": "A", "title": "report", "source": "B", "lag_minutes": 60},
        {"release": "release", "released_by": "A", "title": "early", "source": "C", "lag_minutes": -60},
    ] == printed

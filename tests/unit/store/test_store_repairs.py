"""An article whose address changed is the same article; two articles that look alike are two."""

from datetime import timedelta

import pytest

from crawler.model import Outcome
from crawler.normal.urls import url_hash, url_key
from crawler.polling import rules
from crawler.store.database import rows, value
from crawler.store.entries import MOST_ADDRESSES
from crawler.store.repairs import alike
from crawler.store.store import Store
from tests.unit.store.store_makers import MINUTE, NOW, alias, desk, draft, feed, on, page, poll, visit, words

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SITE = "https://autovisie.example"
TITLE = "Renault toont de nieuwe elektrische Twingo in Parijs"
NEARLY = "Renault toont de nieuwe elektrische Twingo nu in Parijs"
TODAY, LAST_WEEK = on("2025-11-19", "2025-11-19T07:00:00Z"), on("2025-11-12", "2025-11-12T07:00:00Z")


def entry(slug, title=TITLE, guid=None, published=TODAY, **facts):
    return draft(f"{SITE}/{slug}", words(title, published=published), guid=guid, **facts)


def articles(store):
    return [tuple(row.values()) for row in rows(store.news, "select title, fetch_url from articles order by id")]


def listed_then(store, before, *now, asked_at=NOW + HOUR):
    """One document lists `before`, the next one `now` -> how many articles that makes."""
    store.save_poll(poll(before, entry("ander", "Iets heel anders van een ander merk", "ander")))
    store.save_poll(poll(*now, entry("ander", "Iets heel anders van een ander merk", "ander"), asked_at=asked_at))
    return value(store.news, "select count(*) from articles") - 1


@pytest.mark.parametrize(
    ("before", "now", "articles"),
    [
        # the same guid under another address
        (entry("a", guid="p=1"), entry("b", guid="p=1"), 1),
        (entry("a", guid="p=1"), entry("b", NEARLY, "p=1", LAST_WEEK), 1),
        (entry("a", "Duurtest", "p=1"), entry("b", "Duurtest", "p=1", LAST_WEEK), 1),
        (entry("a", guid="p=1", published=LAST_WEEK), entry("b", "Een kop die nergens op lijkt", "p=1", LAST_WEEK), 1),
        # but for a place that was numbered, and has another story in it now
        (entry("a", guid="1", published=LAST_WEEK), entry("b", "Een kop die nergens op lijkt", "1", TODAY), 2),
        (entry("a", guid="1"), entry("b", "Een kop die nergens op lijkt", "1"), 2),  # "ander" has the same date
        (entry("a", guid="1", published=None), entry("b", "Een kop die nergens op lijkt", "1", None), 2),
        (entry("a", "Terugroepactie 2", "1"), entry("b", "Terugroepactie 3", "1"), 2),
        # the feed names its entries, and calls this one otherwise
        (entry("a", guid="p=1"), entry("b", guid="p=2"), 2),
        # guids that are addresses change with them
        (entry("a", guid=f"{SITE}/a"), entry("b", guid=f"{SITE}/b"), 1),
        (entry("a", guid=f"{SITE}/a"), entry("b", NEARLY, f"{SITE}/b"), 1),
        # no guids: by their titles
        (entry("a"), entry("b"), 1),
        (entry("a"), entry("b", NEARLY), 1),
        (entry("a"), entry("b", "Renault toont de nieuwe elektrische Megane in Parijs"), 2),
        (entry("a"), entry("b", TITLE.upper()), 1),
        (entry("a", "Duurtest: de week"), entry("b", "Duurtest: de week"), 2),
        # and only within two days
        (entry("a", published=LAST_WEEK), entry("b"), 2),
        (entry("a", published=None), entry("b"), 1),
        (entry("a"), entry("b", published=None), 2),
        (entry("a"), entry("b", published=on("2025-11-19")), 2),
        # an address that is new to nobody
        (entry("a", guid="p=1"), entry("a", guid="p=2"), 1),
    ],
)
def test_an_entry_whose_address_changed_is_the_article_it_was(store: Store, before, now, articles: int) -> None:
    assert articles == listed_then(store, before, now)


def test_both_listed_are_both_there(store: Store) -> None:
    assert 2 == listed_then(store, entry("a", guid="p=1"), entry("a", guid="p=1"), entry("b", guid="p=1"))


def test_an_alias_that_is_still_listed_keeps_its_article(store: Store) -> None:
    before = entry("a")
    kept = entry("c", "Een kop die nergens op lijkt", aliases=(alias(f"{SITE}/a", "origlink"),))

    assert 2 == listed_then(store, before, kept, entry("b"))


def test_only_what_was_listed_last_can_have_moved(store: Store) -> None:
    store.save_poll(poll(entry("a", guid="p=1")))
    store.save_poll(poll(entry("ander", "Iets heel anders van een ander merk", "x"), asked_at=NOW + HOUR))
    store.save_poll(poll(entry("b", guid="p=1"), asked_at=NOW + 2 * HOUR))

    assert 3 == value(store.news, "select count(*) from articles")


def test_a_feed_that_said_nothing_new_in_between_still_listed_it(store: Store) -> None:
    store.save_poll(poll(entry("a", guid="p=1")))
    store.save_poll(poll(asked_at=NOW + HOUR))
    store.save_poll(poll(entry("b", guid="p=1"), asked_at=NOW + 2 * HOUR))

    assert 1 == value(store.news, "select count(*) from articles")


def test_another_feeds_article_is_not_taken(store: Store) -> None:
    store.sync_feeds(desk(feed(), feed("autoweek")), NOW)
    store.save_poll(poll(entry("a", guid="p=1"), of=feed("autoweek")))
    store.save_poll(poll(entry("b", guid="p=1")))

    assert 2 == value(store.news, "select count(*) from articles")


def test_at_most_three_in_a_poll_for_their_titles(store: Store) -> None:
    titles = [f"{name} toont de nieuwe elektrische auto in Parijs" for name in ("Audi", "Fiat", "Kia", "Opel", "Seat")]
    store.save_poll(poll(*(entry(f"a{n}", title) for n, title in enumerate(titles))))
    stored, _ = store.save_poll(poll(*(entry(f"b{n}", title) for n, title in enumerate(titles)), asked_at=NOW + HOUR))

    assert len(titles) - rules.REPAIRS == stored.new


def test_a_relaunch_that_keeps_the_guids_keeps_every_article(store: Store) -> None:
    for folder, at in (("nieuws", NOW), ("news", NOW + HOUR)):
        entries = [entry(f"{folder}/{n}", f"Bericht {n} van vandaag over auto's", f"p={n}") for n in range(40)]
        stored, _ = store.save_poll(poll(*entries, asked_at=at))

    assert 0 == stored.new
    assert 40 == value(store.news, "select count(*) from articles where fetch_url like '%/news/%'")
    assert 0 == value(store.news, "select count(*) from gaps")


def test_an_address_that_changes_with_every_poll_makes_no_articles_and_not_addresses_without_end(store: Store) -> None:
    for time in range(MOST_ADDRESSES + 9):
        entries = [entry(f"{n}?rnd={time}", f"Bericht {n} van vandaag over auto's", f"p={n}") for n in range(4)]
        store.save_poll(poll(*entries, asked_at=NOW + time * HOUR))

    assert 4 == value(store.news, "select count(*) from articles")
    assert 4 * MOST_ADDRESSES == value(store.news, "select count(*) from article_urls")
    assert 0 == value(store.news, "select count(*) from gaps")


def test_places_that_are_numbered_are_no_names(store: Store) -> None:
    """Each time three other stories, called 0, 1 and 2, all of the same minute."""
    for day, names in enumerate((("Volvo", "BMW", "Fiat"), ("Renault", "Seat", "Tesla"))):
        entries = [entry(f"{day}-{n}", f"{name} doet iets", str(n)) for n, name in enumerate(names)]
        store.save_poll(poll(*entries, asked_at=NOW + day * HOUR))

    assert 6 == value(store.news, "select count(*) from articles")
    assert 0 == value(store.news, "select count(*) from article_versions")
    assert 1 == value(store.news, "select count(*) from gaps")


def test_a_title_that_is_like_another_hides_no_gap(store: Store) -> None:
    store.save_poll(poll(entry("a"), entry("c", "Iets heel anders van een ander merk")))
    store.save_poll(poll(entry("b", NEARLY), entry("d", "Weer iets anders van een derde merk"), asked_at=NOW + HOUR))

    assert 3 == value(store.news, "select count(*) from articles")
    assert 1 == value(store.news, "select count(*) from gaps")


@pytest.mark.parametrize("glitch", [Outcome.EMPTY, Outcome.PARTIAL])
def test_what_was_listed_before_a_glitch_can_have_moved(store: Store, glitch: Outcome) -> None:
    other = entry("ander", "Iets heel anders van een ander merk", "ander")
    store.save_poll(poll(entry("a", guid="p=1"), other))
    store.save_poll(poll(*(() if glitch is Outcome.EMPTY else (other,)), outcome=glitch, asked_at=NOW + MINUTE))
    stored, _ = store.save_poll(poll(entry("b", guid="p=1"), other, asked_at=NOW + HOUR))

    assert 0 == stored.new


def test_each_article_is_given_away_once(store: Store) -> None:
    assert 2 == listed_then(store, entry("a"), entry("b"), entry("c"))


def test_a_moved_article_is_asked_for_where_it_is_now(store: Store) -> None:
    store.save_poll(poll(entry("a", guid="p=1")))
    store.save_poll(poll(entry("b", NEARLY, "p=1"), asked_at=NOW + HOUR))

    [job] = store.pages_waiting(desk(), NOW + HOUR)
    assert (url_hash(url_key(f"{SITE}/a")), f"{SITE}/b") == (job.url_hash, job.url)
    assert [(NEARLY, f"{SITE}/b")] == articles(store)
    assert [f"{SITE}/a", f"{SITE}/b"] == [
        row["url"] for row in rows(store.news, "select url from article_urls order by url")
    ]
    assert 1 == value(store.news, "select count(*) from sightings")


def test_a_moved_article_that_was_read_is_looked_at_again_and_keeps_its_text(store: Store) -> None:
    _, [job] = store.save_poll(poll(entry("a", guid="p=1")))
    store.save_visit(visit(job, words(TITLE, body="De tekst."), page=page(job)))
    _, [again] = store.save_poll(poll(entry("b", NEARLY, "p=1"), asked_at=NOW + HOUR))

    assert f"{SITE}/b" == again.url
    store.save_visit(visit(again, words(NEARLY, body="De tekst."), asked_at=NOW + HOUR))
    assert [(NEARLY, f"{SITE}/b")] == articles(store)
    assert [(TITLE, "title")] == [
        tuple(row.values()) for row in rows(store.news, "select title, what from article_versions")
    ]


def test_the_old_address_still_leads_to_the_article(store: Store) -> None:
    assert 1 == listed_then(store, entry("a", guid="p=1"), entry("b", guid="p=1"))
    stored, _ = store.save_poll(poll(entry("a", guid="p=1"), asked_at=NOW + DAY))

    assert 0 == stored.new


def test_a_dropped_article_is_not_brought_back_under_another_address(store: Store) -> None:
    store.save_poll(poll(entry("a", guid="p=1")))
    store.news.execute("update articles set stage = 'dropped', stage_reason = 'block title: x'")
    store.news.conn.commit()
    stored, _ = store.save_poll(poll(entry("b", guid="p=1"), asked_at=NOW + HOUR))

    assert 1 == stored.new


def test_a_document_that_was_cut_short_does_not_show_what_left_it(store: Store) -> None:
    """What stood in its lost half is still listed, whatever its title is like."""
    store.save_poll(poll(entry("a"), entry("c", "Iets heel anders van een ander merk")))
    half = poll(entry("b"), asked_at=NOW + MINUTE, outcome=Outcome.PARTIAL)

    assert 1 == store.save_poll(half)[0].new


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("a b c d", "d c b a", True),
        ("a b c d e f g h i j", "a b c d e f g h i x", True),
        ("a b c d e f g h i", "a b c d e f g h x", False),
        ("a b c", "a b c", False),
        ("Ålborg café naïve über", "ålborg CAFÉ naïve ÜBER", True),
        ("", "", False),
        ("a a a a b c", "a b c d", False),
        (
            "de tweede grote terugroepactie van het jaar bij Audi A6",
            "de derde grote terugroepactie van het jaar bij Audi A6",
            False,
        ),
        ("a b c d e f g h i 2", "a b c d e f g h i 3", False),
        ("a b c d e f g h i A6", "a b c d e f g h i A7", False),
        ("a b c d e f g h i 2", "a b c d e f g h j 2", True),
        ("a b c d e f g h i een", "a b c d e f g h i", True),
    ],
)
def test_titles_are_alike_that_share_nearly_all_their_words(one: str, other: str, *, same: bool) -> None:
    assert same == alike(one, other) == alike(other, one)

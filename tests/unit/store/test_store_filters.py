"""What `keep` and `block` drop, and what they let in again when the operator thinks better of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from crawler.model import Feeds, Filter, Outcome, Stage
from crawler.store.database import row, rows, run, value, writing
from crawler.store.store import Store
from tests.unit.store.store_makers import NOW, desk, draft, feed, poll, visit, words

HOUR = timedelta(hours=1)
URL = "https://autovisie.example/1"
BLOCKED = "block title: renault"
BLOCKING = feed(block=(Filter("title", "renault"),))
OWN = feed(follow=False)


def dropped(url=URL, reason=BLOCKED, **facts):
    known = {"entry_hash": draft(url).entry_hash} | facts
    return draft(url, words(lead="De lead.", body="De tekst."), stage=Stage.DROPPED, stage_reason=reason, **known)


def from_feed(url=URL):
    return draft(url, words(body="De tekst.", body_method="feed"), stage=Stage.EXTRACTED)


def stage(store):
    found = row(store.news, "select stage, stage_reason from articles")
    return found["stage"], found["stage_reason"]


def told(store, *drafts, of=None, hours=0, **facts):
    """A whole document of a feed, told apart from the one before by its hash."""
    at = NOW + hours * HOUR
    return store.save_poll(poll(*drafts, of=of, asked_at=at, semantic_sha256=f"at {hours}", **facts))


def test_a_dropped_entry_is_a_row_with_its_title_and_why(store: Store) -> None:
    stored, pages = told(store, dropped())

    assert (0, ()) == (stored.new, pages)
    assert ("dropped", BLOCKED) == stage(store)
    kept = "select title, lead, word_count, body from articles join article_text on article_id = id"
    assert [("Renault en Nissan", None, 0, "")] == [tuple(found.values()) for found in rows(store.news, kept)]
    assert (1, 0) == tuple(row(store.news, "select entries_dropped, entries_new from fetches").values())
    assert [] == store.search("tekst")
    assert () == store.pages_waiting(desk(), NOW)


def test_a_dropped_entry_stays_dropped_and_is_counted_once(store: Store) -> None:
    told(store, dropped())
    stored, pages = told(store, dropped(), hours=1)

    assert (0, ()) == (stored.new, pages)
    assert ("dropped", BLOCKED) == stage(store)
    assert 1 == value(store.news, "select count(*) from articles")


def test_what_the_operator_lets_in_again_is_asked_for(store: Store) -> None:
    store.sync_feeds(desk(BLOCKING), NOW)
    told(store, dropped(), of=BLOCKING)
    store.sync_feeds(desk(), NOW + HOUR)
    _, [job] = told(store, draft(), hours=1)

    assert ("listed", None) == stage(store)
    assert URL == job.url
    assert [URL] == [waiting.url for waiting in store.pages_waiting(desk(), NOW + HOUR)]


def test_what_the_operator_no_longer_wants_is_not_asked_for(store: Store) -> None:
    told(store, draft())
    store.sync_feeds(desk(BLOCKING), NOW + HOUR)
    told(store, dropped(), of=BLOCKING, hours=1)

    assert ("dropped", BLOCKED) == stage(store)
    assert () == store.pages_waiting(desk(BLOCKING), NOW + HOUR)


def test_an_article_that_was_read_stays_whatever_the_filters_become(store: Store) -> None:
    _, [job] = told(store, draft())
    store.save_visit(visit(job, words(body="De tekst.")))
    store.sync_feeds(desk(BLOCKING), NOW + HOUR)
    told(store, dropped(), of=BLOCKING, hours=1)

    assert ("extracted", None) == stage(store)


def test_an_article_whose_page_was_not_wanted_is_not_asked_again_and_again(store: Store) -> None:
    _, [job] = told(store, draft())
    store.save_visit(visit(job, words(body="De tekst."), unwanted="block text: tekst"))
    for hour in range(1, 4):
        _, pages = told(store, draft(), hours=hour)
        assert () == pages

    assert ("dropped", "block text: tekst") == stage(store)


def test_an_article_whose_page_was_not_wanted_gets_another_chance_with_other_filters(store: Store) -> None:
    _, [job] = told(store, draft())
    store.save_visit(visit(job, words(body="De tekst."), unwanted="keep text: does not fit x"))
    store.sync_feeds(desk(BLOCKING), NOW + HOUR)
    _, [again] = told(store, draft(), of=BLOCKING, hours=1)

    assert (job.url_hash, ("listed", None)) == (again.url_hash, stage(store))


def test_a_headline_that_no_longer_fits_is_dropped_before_its_page_is_asked(store: Store) -> None:
    told(store, draft())
    told(store, dropped(entry_hash="another headline"), hours=1)

    assert ("dropped", BLOCKED) == stage(store)
    assert () == store.pages_waiting(desk(), NOW + HOUR)


def test_a_headline_that_fits_after_all_is_asked_for(store: Store) -> None:
    told(store, dropped(entry_hash="another headline"))
    _, [job] = told(store, draft(), hours=1)

    assert (URL, ("listed", None)) == (job.url, stage(store))


def test_an_article_that_was_read_keeps_its_text_when_its_headline_no_longer_fits(store: Store) -> None:
    told(store, from_feed(), of=OWN)
    told(store, dropped(entry_hash="another headline"), of=OWN, hours=1)

    assert ("extracted", None) == stage(store)
    assert ["Renault en Nissan"] == [hit.title for hit in store.search("tekst")]


@pytest.mark.parametrize("reason", ["forgotten under another address", "pruned"])
def test_what_was_dropped_for_another_reason_does_not_come_back(store: Store, reason: str) -> None:
    told(store, draft())
    with writing(store.news):
        run(store.news, "update articles set stage = 'dropped', stage_reason = ?", [reason])
    store.sync_feeds(desk(BLOCKING), NOW + HOUR)
    _, pages = told(store, draft(), of=BLOCKING, hours=1)

    assert (("dropped", reason), ()) == (stage(store), pages)


def test_a_text_from_the_feed_is_let_in_again_too(store: Store) -> None:
    blocking = replace(OWN, block=BLOCKING.block)
    store.sync_feeds(desk(blocking), NOW)
    told(store, dropped(), of=blocking)
    store.sync_feeds(desk(OWN), NOW + HOUR)
    told(store, from_feed(), of=OWN, hours=1)

    assert ("extracted", None) == stage(store)
    assert ["Renault en Nissan"] == [hit.title for hit in store.search("tekst")]


def test_half_a_document_is_filtered_too_and_the_other_half_later(store: Store) -> None:
    store.sync_feeds(desk(BLOCKING), NOW)
    told(store, dropped(), dropped(f"{URL}2"), of=BLOCKING)
    store.sync_feeds(desk(), NOW + HOUR)
    store.save_poll(poll(draft(), outcome=Outcome.PARTIAL, asked_at=NOW + HOUR))
    told(store, draft(), draft(f"{URL}2"), hours=2)

    assert ["listed", "listed"] == [found["stage"] for found in rows(store.news, "select stage from articles")]


# ---------------------------------------------------------------- two feeds, one article


def read_for(store: Store, feeds: Feeds, hours: int) -> tuple[str, ...]:
    """Have every page that waits turned away when it was read -> the feeds it was asked for."""
    waiting = store.pages_waiting(feeds, NOW + hours * HOUR)
    for job in waiting:
        unwanted = f"keep text: does not fit {job.feed.slug}"
        store.save_visit(visit(job, words(body="De tekst."), unwanted=unwanted, asked_at=NOW + hours * HOUR))
    return tuple(job.feed.slug for job in waiting)


def test_a_page_that_one_feed_turned_away_is_asked_for_the_other_and_once_for_each(store: Store) -> None:
    one, other = feed(), feed("autoweek")
    feeds = desk(one, other)
    store.sync_feeds(feeds, NOW)
    asked = []
    for hours in range(6):
        for of in (one, other):
            told(store, draft(), of=of, hours=hours)
        asked.append(read_for(store, feeds, hours))

    assert [("autovisie",), ("autoweek",), (), (), (), ()] == asked
    assert ("dropped", "keep text: does not fit autoweek") == stage(store)


def test_a_page_that_one_feed_turned_away_stays_for_the_other(store: Store) -> None:
    one, other = feed(), feed("autoweek", follow=False)
    store.sync_feeds(desk(one, other), NOW)
    for of, entry in ((one, draft()), (other, from_feed())):
        told(store, entry, of=of)
    read_for(store, desk(one, other), 0)
    told(store, from_feed(), of=other, hours=1)

    assert ("extracted", None) == stage(store)
    assert ["Renault en Nissan"] == [hit.title for hit in store.search("tekst")]


@pytest.mark.parametrize("strict_is_known", [True, False])
@pytest.mark.parametrize("free_is_known", [True, False])
@pytest.mark.parametrize("strict_first", [True, False])
def test_what_one_feed_wants_another_feeds_filter_does_not_take(
    store: Store, *, strict_first: bool, free_is_known: bool, strict_is_known: bool
) -> None:
    strict, free = feed("autoweek", block=BLOCKING.block), feed()
    store.sync_feeds(desk(strict, free), NOW)
    if strict_is_known:
        told(store, draft("https://autoweek.example/old"), of=strict)
    if free_is_known:
        told(store, draft("https://autovisie.example/old"), of=free)
    polls = [(dropped(), strict), (draft(), free)]
    for hour, (entry, of) in enumerate(polls if strict_first else polls[::-1], 1):
        told(store, entry, of=of, hours=hour)

    owner = (
        "select f.slug from articles a join feeds f on f.id = a.first_feed_id where a.url = ? and a.stage = 'listed'"
    )
    assert "autovisie" == value(store.news, owner, [URL])
    assert (URL, "autovisie") in {
        (job.url, job.feed.slug) for job in store.pages_waiting(desk(strict, free), NOW + 9 * HOUR)
    }

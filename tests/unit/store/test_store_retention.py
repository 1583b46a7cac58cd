"""What leaves the desk, what stays although it is old, and what does not come back."""

from dataclasses import replace

import pytest

from crawler.model import Kind, Outcome, Stage
from crawler.normal.urls import url_hash, url_key
from crawler.polling import rules
from crawler.store.database import rows, value
from tests.unit.store.store_makers import MINUTE, NOW, desk, draft, feed, page, poll, visit, words

DAY = 24 * 60 * MINUTE
OLD, NEW = "https://autovisie.example/old", "https://autovisie.example/new"


def listed(store, *urls, at=NOW, of=None):
    """A poll that lists these, and their pages read."""
    _, pages = store.save_poll(poll(*(draft(url, words(url)) for url in urls), asked_at=at, of=of))
    for job in pages:
        read = replace(visit(job, words(job.url, body="Een tekst over auto's.")), page=page(job))
        store.save_visit(read)


def addresses(store):
    return {found["url"] for found in rows(store.news, "select url from articles")}


def test_what_is_old_and_listed_nowhere_goes_with_its_page(store):
    listed(store, OLD, at=NOW - 400 * DAY)
    listed(store, NEW)

    assert 1 == store.prunable(NOW - 365 * DAY)
    assert 1 == store.prune(NOW - 365 * DAY, NOW)
    assert {NEW} == addresses(store)
    assert store.page(url_hash(url_key(OLD))) is None
    assert 0 == value(store.news, "select count(*) from articles_fts where articles_fts match 'old'")
    assert ["pruned"] == [found["reason"] for found in rows(store.news, "select reason from tombstones")]


def test_what_a_feed_still_lists_stays_however_old_it_is(store):
    listed(store, OLD, at=NOW - 400 * DAY)
    listed(store, OLD, NEW)

    assert 0 == store.prune(NOW - DAY / 2, NOW)
    assert {OLD, NEW} == addresses(store)


def test_what_only_a_feed_lists_that_left_feeds_yaml_may_go(store):
    both = desk(feed(), feed("weg"))
    store.sync_feeds(both, NOW)
    listed(store, OLD, at=NOW - 400 * DAY, of=feed("weg"))
    assert 0 == store.prune(NOW - DAY, NOW)

    store.sync_feeds(desk(), NOW)

    assert 1 == store.prune(NOW - DAY, NOW)


def test_what_was_pruned_does_not_come_back_when_it_is_listed_again(store):
    listed(store, OLD, at=NOW - 400 * DAY)
    listed(store, NEW)
    store.prune(NOW - 365 * DAY, NOW)
    listed(store, OLD, NEW, at=NOW + MINUTE)

    assert {NEW} == addresses(store)
    assert 1 == value(store.news, "select entries_dropped from fetches order by id desc limit 1")


def test_an_article_that_waits_for_its_page_is_not_pruned(store):
    store.save_poll(poll(draft(OLD), asked_at=NOW - 400 * DAY))
    listed(store, NEW)

    assert 0 == store.prune(NOW - DAY, NOW)


@pytest.mark.parametrize("url", [OLD, f"{OLD}?utm_source=rss", OLD.replace("https", "http")])
def test_an_article_is_forgotten_by_any_of_its_addresses_although_it_is_listed(store, url):
    listed(store, OLD, NEW)

    assert store.forget(url, NOW)
    assert {NEW} == addresses(store)
    assert store.page(url_hash(url_key(OLD))) is None
    listed(store, OLD, NEW, at=NOW + MINUTE)
    assert {NEW} == addresses(store)


def test_an_address_that_is_not_stored_is_refused_from_then_on(store):
    assert not store.forget(OLD, NOW)
    listed(store, OLD)

    assert set() == addresses(store)


def test_an_unchanged_poll_does_not_make_what_is_listed_prunable(store):
    listed(store, OLD, at=NOW - 400 * DAY)
    store.save_poll(poll(asked_at=NOW, outcome=Outcome.UNCHANGED))

    assert 0 == store.prune(NOW - DAY, NOW)
    assert [Stage.EXTRACTED] == [found["stage"] for found in rows(store.news, "select stage from articles")]


@pytest.mark.parametrize("glitch", [Outcome.EMPTY, Outcome.PARTIAL])
def test_a_document_that_was_empty_or_cut_short_does_not_show_what_is_listed_no_more(store, glitch):
    listed(store, OLD, at=NOW - 400 * DAY)
    half = (draft(NEW),) if glitch is Outcome.PARTIAL else ()
    store.save_poll(poll(*half, outcome=glitch))

    assert 0 == store.prune(NOW - DAY, NOW)
    listed(store, NEW, at=NOW + MINUTE)
    assert 1 == store.prune(NOW - DAY, NOW)


def test_what_a_sitemap_listed_lately_is_taken_for_listed(store):
    """Only what is newer than the poll before is read of it."""
    sitemap = feed(kind=Kind.SITEMAP)
    store.sync_feeds(desk(sitemap), NOW)
    listed(store, OLD, at=NOW - 400 * DAY, of=sitemap)
    listed(store, NEW, at=NOW - 400 * DAY + rules.SITEMAP_LISTS, of=sitemap)
    assert 0 == store.prune(NOW - DAY, NOW)

    listed(store, NEW + "er", at=NOW - 399 * DAY + rules.SITEMAP_LISTS, of=sitemap)
    assert 1 == store.prune(NOW - DAY, NOW)

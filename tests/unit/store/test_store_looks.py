"""When a stored article is looked at again, on whose behalf, and what of a visit may not spoil it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from crawler.model import Answer, Outcome
from crawler.polling.rules import LOOKS
from crawler.store import looks
from crawler.store.database import row, rows, value
from tests.unit.store.store_makers import MINUTE, NOW, desk, draft, feed, on, page, poll, visit, words

HOUR = timedelta(hours=1)
TEXT = "De nieuwe Renault komt in de lente op de markt en kost minder dan verwacht."
HEADERS = (("etag", '"1"'), ("last-modified", "Wed, 19 Nov 2025 08:00:00 GMT"), ("content-type", "text/html"))


@pytest.fixture
def read(store):
    """An article whose page was read a minute after NOW."""
    job = store.save_poll(poll(draft(article=words(published=on("2025-11-19", "2025-11-19T08:00:00Z")))))[1][0]
    store.save_visit(visit(job, words(body=TEXT), page=page(job, headers=HEADERS)))
    return job


def due(store, at, *feeds, slugs=("autovisie",), most=100):
    return store.looks_due(desk(*feeds), at, slugs, most)


def look(store, job, article=None, outcome=Outcome.FRESH, **facts):
    return store.save_visit(visit(replace(job, is_look=True), article, outcome, **facts))


def test_a_job_carries_the_feeds_words_and_the_validators_of_the_kept_page(store, read):
    [job] = due(store, NOW + 2 * HOUR)

    assert (read.url_hash, read.url, read.feed, read.draft) == (job.url_hash, job.url, job.feed, job.draft)
    assert (True, '"1"', "Wed, 19 Nov 2025 08:00:00 GMT") == (job.is_look, job.etag, job.last_modified)


@pytest.mark.parametrize("headers", [(("expires", "0"), ("etag", "1")), (("etag", "e" * 1000),), (("etag", "\ue000"),)])
def test_validators_that_cannot_go_back_byte_for_byte_are_not_sent(store, headers):
    job = store.save_poll(poll(draft()))[1][0]
    store.save_visit(visit(job, words(body=TEXT), page=page(job, headers=headers)))

    assert [(None, None)] == [(one.etag, one.last_modified) for one in due(store, NOW + 2 * HOUR)]


def test_without_the_page_nothing_is_sent_along(store, read):
    store.prune_pages(NOW + HOUR)
    [job] = due(store, NOW + 2 * HOUR)

    assert (None, None) == (job.etag, job.last_modified)
    assert () == job.draft.blocks, "what the page said is no word of the feed"
    assert read.draft.published == job.draft.published


def test_looks_that_were_missed_are_not_made_up_for(store, read):
    look(store, read, outcome=Outcome.UNCHANGED, asked_at=NOW + 30 * HOUR)

    assert (3, "2025-11-26T08:31:00Z") == tuple(row(store.news, "select step, next_at from looks").values())


def test_after_the_last_there_is_none(store, read):
    for pause in LOOKS:
        look(store, read, outcome=Outcome.UNCHANGED, asked_at=NOW + MINUTE + pause)

    assert [] == rows(store.news, "select * from looks")


def test_what_was_not_sent_is_only_put_off(store, read):
    look(store, read, outcome=Outcome.BUSY, asked_at=NOW + 2 * HOUR, answer=Answer(Outcome.BUSY, retry_after_s=3600))

    assert (0, "2025-11-19T11:30:00Z") == tuple(row(store.news, "select step, next_at from looks").values())
    assert [] == rows(store.news, "select * from leases")


@pytest.mark.parametrize("outcome", [Outcome.TIMEOUT, Outcome.SERVER_ERROR, Outcome.CHALLENGE, Outcome.BLOCKED])
def test_after_any_other_failure_the_next_look_comes_in_its_time(store, read, outcome):
    look(store, read, outcome=outcome, asked_at=NOW + 2 * HOUR, answer=Answer(outcome, 500))

    assert 1 == value(store.news, "select step from looks")
    assert [("extracted", None)] == [tuple(r.values()) for r in rows(store.news, "select stage, gone_at from articles")]


def test_only_feeds_that_are_asked_followed_and_want_it(store, read):
    at = NOW + 2 * HOUR

    assert 1 == len(due(store, at))
    assert () == due(store, at, slugs=("autoweek",))
    assert () == due(store, at, feed(follow=False))
    assert () == due(store, at, feed(look_again=False))
    assert () == due(store, NOW + HOUR)


def test_another_feed_that_follows_it_takes_over(store, read):
    both = desk(feed(), feed("autoweek"))
    store.sync_feeds(both, NOW)
    store.save_poll(poll(draft(), of=feed("autoweek")))

    [job] = store.looks_due(both, NOW + 2 * HOUR, ("autoweek",), 10)

    assert "autoweek" == job.feed.slug


def test_longest_waiting_first_and_no_more_than_asked_for(store):
    for number in range(4):
        job = store.save_poll(poll(draft(f"https://autovisie.example/{number}")))[1][0]
        store.save_visit(visit(job, words(body=TEXT), asked_at=NOW + (4 - number) * MINUTE))

    assert ["/3", "/2"] == [job.url[-2:] for job in due(store, NOW + 2 * HOUR, most=2)]


def test_looks_nobody_took_are_forgotten_after_a_week(store, read):
    looks.forget(store.news, NOW + timedelta(days=7))
    left = value(store.news, "select count(*) from looks")
    looks.forget(store.news, NOW + timedelta(days=8))

    assert (1, 0) == (left, value(store.news, "select count(*) from looks"))


def test_a_look_written_by_a_clock_that_stood_wrong_is_due(store, read):
    store.news.execute("update looks set next_at = '2035-01-01T00:00:00Z'")

    assert 1 == len(due(store, NOW))


def test_they_go_with_their_article(store, read):
    store.forget(read.url, NOW)

    assert [] == rows(store.news, "select * from looks")


def test_the_feeds_text_does_not_take_the_place_of_the_pages(store, read):
    look(store, read, words(body="Samenvatting.", body_method="feed"), asked_at=NOW + 2 * HOUR)

    assert TEXT == value(store.news, "select body from article_text")
    assert 0 == value(store.news, "select count(*) from article_versions")


def test_finding_what_is_due_reads_an_index(store):
    plan = " / ".join(
        found["detail"]
        for found in rows(
            store.news, f"explain query plan {looks.DUE}", {"slugs": "[]", "now": "", "absurd": "", "most": 1}
        )
    )

    assert "looks_next (next_at<?)" in plan
    assert "looks_next (next_at>?)" in plan
    assert "SCAN looks" not in plan
    assert "SCAN a" not in plan

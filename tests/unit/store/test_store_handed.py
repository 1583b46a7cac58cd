"""A result that comes twice: the desk tells whether it was stored before."""

from dataclasses import replace
from datetime import timedelta

import pytest

from crawler.model import Answer, ArchiveJob, FeedJob, Finding, Outcome
from crawler.store.gaps import in_pieces
from crawler.store.handed import has_due, is_wanted
from tests.unit.store.store_makers import MINUTE, NOW, desk, draft, feed, poll, visit, words

HOUR = timedelta(hours=1)
LATER = NOW + HOUR
TEXT = "De nieuwe Renault komt in de lente op de markt en kost minder dan verwacht."


def wanted(store, result) -> bool:
    return is_wanted(store.news, result.job, result.asked_at)


@pytest.mark.parametrize("outcome", [Outcome.FRESH, Outcome.UNCHANGED, Outcome.TIMEOUT])
def test_a_poll_is_wanted_once(store, outcome):
    for at in (NOW, LATER):
        [job] = store.due(desk(), at, ("autovisie",))
        came = replace(poll(outcome=outcome, asked_at=at + MINUTE), job=job)

        assert wanted(store, came)
        store.save_poll(came)
        assert not wanted(store, came)


def test_a_poll_of_a_feed_nobody_knows_is_not_wanted(store):
    stranger = feed("stranger")

    assert not is_wanted(store.news, FeedJob(stranger, stranger.url), NOW)


@pytest.mark.parametrize("outcome", [Outcome.FRESH, Outcome.TIMEOUT, Outcome.MISSING])
def test_a_visit_is_wanted_once(store, outcome):
    [job] = store.save_poll(poll(draft()))[1]
    came = visit(job, words(body=TEXT) if outcome is Outcome.FRESH else None, outcome)

    assert wanted(store, came)
    store.save_visit(came)
    assert not wanted(store, came)


def test_after_a_failure_the_next_try_is_wanted(store):
    [job] = store.save_poll(poll(draft()))[1]
    store.save_visit(visit(job, outcome=Outcome.TIMEOUT))
    [again] = store.pages_waiting(desk(), LATER, ("autovisie",))

    assert wanted(store, visit(again, words(body=TEXT), asked_at=LATER))


def test_a_look_is_wanted_once(store):
    [job] = store.save_poll(poll(draft()))[1]
    store.save_visit(visit(job, words(body=TEXT)))
    [look] = store.looks_due(desk(), NOW + 2 * HOUR, ("autovisie",), 10)
    came = visit(look, outcome=Outcome.UNCHANGED, asked_at=NOW + 2 * HOUR)

    assert wanted(store, came)
    store.save_visit(came)
    assert not wanted(store, came)


@pytest.mark.parametrize("outcome", [Outcome.FRESH, Outcome.TIMEOUT])
def test_a_finding_is_wanted_once(store, outcome):
    store.start_backfill(feed(), NOW - 24 * HOUR, NOW)
    [job] = store.archives_waiting(desk(), LATER, ("autovisie",))
    came = Finding(job, LATER, Answer(outcome, 200), drafts=(draft(),) if outcome is Outcome.FRESH else ())

    assert isinstance(job, ArchiveJob)
    assert wanted(store, came)
    store.save_finding([*in_pieces(came)][-1])
    assert not wanted(store, came)


def test_a_feed_is_due_until_it_was_asked(store):
    assert has_due(store.news, NOW)
    store.save_poll(poll())

    assert not has_due(store.news, NOW + MINUTE)
    assert has_due(store.news, LATER)

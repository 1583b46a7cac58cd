"""What cost too much to read is not read again until it changes, or the rules do."""

from dataclasses import replace

import pytest

from crawler.model import Answer, Failure, Outcome
from crawler.store.database import rows
from crawler.store.quarantine import Held, counted
from tests.unit.store.store_makers import MINUTE, NOW, desk, draft, page, poll, visit, words

TOOK = "took more than 10 s of CPU"


def costly(job, body=b"<p>page</p>", **facts):
    made = visit(job, outcome=Outcome.TOO_COSTLY, page=page(job, body), **facts)
    return replace(made, answer=Answer(Outcome.TOO_COSTLY, 200, error=TOOK))


@pytest.fixture
def failed(store):
    """A store whose one page cost too much, and the job it was."""
    store.use_rules("first", NOW)
    [job] = store.save_poll(poll(draft()))[1]
    store.save_visit(costly(job))
    return store, job


def test_a_page_that_cost_too_much_is_not_asked_for_again(failed):
    store, _ = failed

    assert [("failed", f"too_costly: {TOOK}")] == [
        (row["stage"], row["stage_reason"]) for row in rows(store.news, "select stage, stage_reason from articles")
    ]
    assert () == store.pages_waiting(desk(), NOW + 60 * MINUTE)
    assert 1 == store.counts()["quarantined"]


def test_if_its_feed_says_something_new_it_is_asked_for_and_known_by_its_bytes(failed):
    store, job = failed
    [again] = store.save_poll(poll(draft(article=words("Anders")), asked_at=NOW + 9 * MINUTE))[1]
    [waiting] = store.pages_waiting(desk(), NOW + 9 * MINUTE)

    assert None is job.costly_sha256
    assert again.costly_sha256 == waiting.costly_sha256 != None  # noqa: E711
    assert TOOK == store.why_not_read(job.url_hash, b"<p>page</p>")
    assert None is store.why_not_read(job.url_hash, b"<p>other</p>")


def test_other_rules_try_it_once_more(failed):
    store, _ = failed
    store.use_rules("first", NOW)
    assert () == store.pages_waiting(desk(), NOW + MINUTE)

    store.use_rules("second", NOW)
    [job] = store.pages_waiting(desk(), NOW + MINUTE)
    assert None is job.costly_sha256
    assert 0 == store.counts()["quarantined"]


def test_a_page_that_could_be_read_is_let_go(failed):
    store, job = failed
    store.save_poll(poll(draft(article=words("Anders")), asked_at=NOW + 9 * MINUTE))
    store.save_visit(visit(job, words(body="Tekst.")))

    assert 0 == store.counts()["quarantined"]


def test_a_look_at_a_page_in_quarantine_is_left_out(store):
    store.use_rules("first", NOW)
    [job] = store.save_poll(poll(draft()))[1]
    store.save_visit(visit(job, words(body="Tekst.")))
    [look] = store.looks_due(desk(), NOW + 70 * MINUTE, ("autovisie",), 9)
    store.save_visit(costly(look, b"other", asked_at=NOW + 70 * MINUTE))

    assert () == store.looks_due(desk(), NOW + 500 * MINUTE, ("autovisie",), 9)
    store.use_rules("second", NOW)
    assert 1 == len(store.looks_due(desk(), NOW + 500 * MINUTE, ("autovisie",), 9))


def test_a_replay_notes_what_costs_too_much_and_what_does_not_any_more(store):
    [job] = store.save_poll(poll(draft()))[1]
    store.quarantine(page(job), Failure("no text"), NOW)
    assert 0 == store.counts()["quarantined"]
    store.quarantine(page(job), Failure(TOOK, costly=True), NOW)
    assert TOOK == store.why_not_read(job.url_hash, b"<p>page</p>")
    store.quarantine(page(job), None, NOW)
    assert 0 == store.counts()["quarantined"]


def test_a_feed_remembers_the_document_that_cost_too_much_by_these_rules(store, tmp_path):
    store.use_rules("first", NOW)
    store.save_poll(poll(outcome=Outcome.TOO_COSTLY, costly_sha256="c0ffee"))

    assert "c0ffee" == store.due(desk(), NOW, ("autovisie",))[0].costly_sha256
    assert Held(feeds=1) == counted(tmp_path / "news.db")
    store.use_rules("second", NOW)
    assert None is store.due(desk(), NOW, ("autovisie",))[0].costly_sha256


def test_a_document_that_could_be_read_ends_a_feeds_quarantine_and_no_answer_does_not(store):
    store.save_poll(poll(outcome=Outcome.TOO_COSTLY, costly_sha256="c0ffee"))
    store.save_poll(poll(outcome=Outcome.NETWORK, answer=Answer(Outcome.NETWORK)))
    assert "c0ffee" == store.due(desk(), NOW, ("autovisie",))[0].costly_sha256

    store.save_poll(poll(draft()))
    assert None is store.due(desk(), NOW, ("autovisie",))[0].costly_sha256


def test_where_there_is_no_database_nothing_is_in_quarantine(tmp_path):
    assert Held() == counted(tmp_path / "news.db")

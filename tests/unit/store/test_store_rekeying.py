"""Addresses that were hashed by older rules: each still leads to its article, and what is one now is proposed."""

import pytest

from crawler.normal.editions import of_files
from crawler.normal.urls import url_hash, url_key
from crawler.store import rekeying
from crawler.store.articles import find
from crawler.store.database import row, rows, run, value
from crawler.store.store import Store
from tests.unit.store.store_makers import NOW, desk, draft, poll, visit, words

ONE, OTHER = "https://autovisie.example/a-car", "https://autovisie.example/another-car"


def stored(store: Store, *urls: str, edition: str = "") -> None:
    store.save_poll(poll(*(draft(url, words(url + edition), guid=url + edition) for url in urls)))
    for job in store.pages_waiting(desk(), NOW):
        store.save_visit(visit(job, words(job.url, body=f"A text about {job.url}.")))


def hashed_by_older_rules(store: Store, url: str, by: str) -> str:
    """Give an article the hash that older rules, which did not see that `by` says nothing, gave its address."""
    older, ours = url_hash(by), url_hash(url_key(url))
    run(store.news, "update articles set url_hash = ? where url_hash = ?", [older, ours])
    run(store.news, "update article_urls set url_hash = ? where url_hash = ?", [older, ours])
    run(store.news, "update leases set url_hash = ? where url_hash = ?", [older, ours])
    return older


def test_a_new_desk_notes_the_rules_and_has_nothing_to_do(store: Store) -> None:
    assert rekeying.is_due(store.news)

    assert 0 == rekeying.rekey(store.news, NOW)
    assert not rekeying.is_due(store.news)


def test_other_code_or_words_are_other_rules(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    rekeying.rekey(store.news, NOW)

    monkeypatch.setattr(rekeying, "EDITION", of_files("normal/urls.py", "normal/urls_params.toml"))

    assert rekeying.is_due(store.news)


def test_an_article_is_found_by_its_old_hash_and_by_its_new_one(store: Store) -> None:
    stored(store, ONE)
    older = hashed_by_older_rules(store, ONE, f"{ONE}?from=mail")

    assert 1 == rekeying.rekey(store.news, NOW)
    assert 0 == rekeying.rekey(store.news, NOW), "done twice, the second time changes nothing"

    by_old, by_new = find(store.news, older), find(store.news, url_hash(url_key(ONE)))
    assert by_old is not None
    assert by_old == by_new
    assert ["feed", "rekey"] == sorted(found["how"] for found in rows(store.news, "select how from article_urls"))
    assert () == rekeying.proposals(store.news)


def test_a_feed_that_lists_it_again_brings_no_second_article(store: Store) -> None:
    stored(store, ONE)
    hashed_by_older_rules(store, ONE, f"{ONE}?from=mail")
    rekeying.rekey(store.news, NOW)

    stored(store, ONE)

    assert 1 == value(store.news, "select count(*) from articles")


def test_two_articles_that_are_one_now_are_proposed_and_left_alone(store: Store) -> None:
    older = hashed(store)

    assert 0 == rekeying.rekey(store.news, NOW)
    [proposed] = rekeying.proposals(store.news)

    assert (ONE, ONE) == (proposed.older, proposed.younger)
    assert proposed.older_id < proposed.younger_id
    assert 2 == value(store.news, "select count(*) from articles")
    assert find(store.news, older) is not None


def test_a_person_may_make_them_one_and_every_address_leads_there(store: Store) -> None:
    older = hashed(store)
    [proposed] = rekeying.proposals(store.news)

    assert rekeying.merge(store.news, proposed)
    assert not rekeying.merge(store.news, proposed)

    assert () == rekeying.proposals(store.news)
    [kept] = rows(store.news, "select id from articles")
    for known in (older, url_hash(url_key(ONE))):
        found = find(store.news, known)
        assert found is not None
        assert kept["id"] == found["id"]
    assert row(store.news, "select body from article_text") == {"body": f"A text about {ONE}."}


def hashed(store: Store) -> str:
    """Two articles of one address: the first came when its address had another hash."""
    stored(store, ONE, OTHER)
    older = hashed_by_older_rules(store, ONE, f"{ONE}?from=mail")
    stored(store, ONE, edition="#2")
    run(store.news, "delete from articles where url = ?", [OTHER])
    return older

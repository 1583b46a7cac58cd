"""Whatever comes in whatever order, the database stays sound."""

import random

import pytest

from crawler.model import Outcome, Stage
from crawler.store.database import rows, value
from tests.unit.store.store_makers import MINUTE, NOW, alias, desk, draft, feed, on, page, poll, visit, words

FEEDS = (feed("a"), feed("b"), feed("c", follow=False))
ADDRESSES = [f"https://{host}.example/{number}" for host in "ab" for number in range(20)]
WITH_VERSIONS = "select a.id from articles a join article_versions v on v.article_id = a.id"
PROMISES = {
    "every article has a text": "select id from articles where id not in (select article_id from article_text)",
    "every text has an article": "select 1 from article_text where article_id not in (select id from articles)",
    "every article was seen in a feed": "select id from articles where id not in (select article_id from sightings)",
    "its own address leads to it": "select 1 from articles join article_urls using (url_hash) where article_id <> id",
    "what waits has an address": "select id from articles where stage = 'listed' and fetch_url is null",
    "what failed says why": "select id from articles where (stage = 'failed') <> (stage_reason is not null)",
    "versions are older than their article": f"{WITH_VERSIONS} where v.version >= a.version",
    "only an article with text has versions": f"{WITH_VERSIONS} where a.stage <> 'extracted'",
    "no lease outlives its article": "select 1 from leases where url_hash not in (select url_hash from articles)",
    "no reference leads nowhere": "select * from pragma_foreign_key_check",
    "nothing sorts after its first sight": "select id from articles where sort_at > first_seen_at",
}


def some_words(chance):
    title = chance.choice(["Renault", "Nissan", "Škoda"])
    published = chance.choice([None, on("2025-11-18"), on("2025-11-19", "2025-11-19T08:00:00Z")])
    return words(title, chance.choice(["", "Lead."]), chance.choice(["", "een", "twee drie"]), published=published)


def some_aliases(chance, often):
    hows = ("redirect", "canonical", "amp")
    return tuple(alias(chance.choice(ADDRESSES), chance.choice(hows)) for _ in range(2) if chance.random() < often)


def some_poll(chance, at):
    by = chance.choice(FEEDS)
    stage = Stage.LISTED if by.follow else Stage.EXTRACTED
    listed = [
        draft(chance.choice(ADDRESSES), some_words(chance), stage=stage, aliases=some_aliases(chance, 0.02))
        for _ in range(chance.randint(0, 4))
    ]
    return poll(*listed, of=by, asked_at=at, outcome=chance.choice([*[Outcome.FRESH] * 4, *Outcome]))


def some_visit(chance, job, at):
    outcome = chance.choice([*[Outcome.FRESH] * 20, *Outcome])
    said = chance.choice([None, *[some_words(chance)] * 5])
    came = page(job, url_final=chance.choice(ADDRESSES)) if outcome is Outcome.FRESH else None
    return visit(job, said, outcome, asked_at=at, aliases=some_aliases(chance, 0.1), page=came)


@pytest.mark.parametrize("seed", range(6))
def test_three_hundred_answers_in_any_order(store, seed):
    chance, in_hand, at = random.Random(seed), [], NOW
    store.sync_feeds(desk(*FEEDS), NOW)
    for _ in range(300):
        at += chance.randint(1, 40) * MINUTE
        if in_hand and chance.random() < 0.6:
            store.save_visit(some_visit(chance, in_hand.pop(chance.randrange(len(in_hand))), at))
        elif chance.random() < 0.7:
            in_hand += store.save_poll(some_poll(chance, at))[1]
        else:
            in_hand += store.pages_waiting(desk(*FEEDS), at)
    store.news.execute("insert into articles_fts(articles_fts, rank) values ('integrity-check', 1)")

    assert {promise: [] for promise in PROMISES} == {
        promise: rows(store.news, broken) for promise, broken in PROMISES.items()
    }
    assert "ok" == value(store.news, "pragma integrity_check")
    assert {"extracted", "failed"} <= {one["stage"] for one in rows(store.news, "select stage from articles")}
    assert 0 < value(store.news, "select count(*) from article_versions")

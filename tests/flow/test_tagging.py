"""An analyst corrects what articles are about, and an operator decides about names nobody knew; both for good."""

import json

import pytest

from crawler.passes import enrich_tags, trends
from crawler.store.database import writing
from crawler.store.store import Store
from tests.flow.conftest import HEAD, Call, Office, feed_line
from tests.flow.origin import STORY, Site, feed_of, page_of

RECALL = "Seat recalls 12,400 cars over a loose pedal"
UNKNOWN = "Kia Zonnebries shown to the press in Paris"
ALL_THREE = HEAD.replace("127.0.0.1]", "127.0.0.1, 127.0.0.2, 127.0.0.3]")


def enrich(office: Office) -> None:
    """Tags and trends of all articles, as a crawl does it in its end."""
    with Store(office.desk.news_db, office.desk.pages_db) as store:
        ids = [int(str(one)) for one in office.column("select id from articles")]
        with writing(store.news):
            enrich_tags.work(store.news, ids, office.clock())
        trends.roll_up(store.news)


def tags(office: Office) -> set[object]:
    return {
        name
        for kind, one in (("makes", "make"), ("topics", "topic"))
        for name in office.column(
            f"select n.slug from article_{kind} t join {kind} n on n.id = t.{one}_id where rejected_by is null"
        )
    }


@pytest.fixture
def crawled(site: Site, office: Office) -> Office:
    site.say("/feed.xml", feed_of((RECALL, "/1")))
    site.say("/1", page_of(RECALL, *STORY))
    office.feeds(feed_line("kolibri", f"{site.url}/feed.xml"))
    office.crawl()
    enrich(office)
    return office


def test_a_rejected_tag_stays_away_and_can_be_taken_back(crawled: Office, koplamp: Call) -> None:
    before = tags(crawled)
    code, told, _ = koplamp("tag", "reject", "1", "seat", "--by", "mara")
    enrich(crawled)
    rejected = tags(crawled)
    back, _, _ = koplamp("tag", "accept", "1", "Seat")

    assert {"seat", "recall"} <= before
    assert (0, "make seat of article 1: rejected by mara\n") == (code, told)
    assert before - {"seat"} == rejected
    assert 0 == back
    assert before == tags(crawled)


def test_a_rejection_by_the_hash_of_an_article_as_json(crawled: Office, koplamp: Call) -> None:
    [url_hash] = crawled.column("select url_hash from articles")
    _, told, _ = koplamp("tag", "reject", str(url_hash), "recall", "--by", "mara", "--json")

    made = json.loads(told)
    assert (1, "topic", "recall", "mara") == tuple(made[n] for n in ("article_id", "kind", "slug", "rejected_by"))


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("reject", "99", "seat"), "there is no article '99'"),
        (("reject", "1", "lada"), "it has "),
        (("decide", "Zonnebries", "model"), "koplamp tag candidates --all"),
    ],
)
def test_a_mistake_is_answered_with_what_there_is(
    crawled: Office, koplamp: Call, words: tuple[str, ...], hint: str
) -> None:
    code, _, said = koplamp("tag", *words)

    assert 2 == code
    assert hint in said


def test_a_name_that_three_sources_write_is_proposed_and_decided_once(
    site: Site, office: Office, koplamp: Call
) -> None:
    with Site("127.0.0.2") as second, Site("127.0.0.3") as third:
        for number, one in enumerate((site, second, third)):
            one.say("/feed.xml", feed_of((UNKNOWN, f"/{number}")))
            one.say(f"/{number}", page_of(UNKNOWN, *STORY))
        office.feeds(
            *(
                feed_line(slug, f"{one.url}/feed.xml")
                for slug, one in (("kolibri", site), ("gazette", second), ("courant", third))
            ),
            head=ALL_THREE,
        )
        office.crawl()
        enrich(office)

    _, told, _ = koplamp("tag", "candidates", "--json")
    code, said, _ = koplamp("tag", "decide", "kia zonnebries", "no-model")
    enrich(office)
    left, _, nothing = koplamp("tag", "candidates")
    _, every, _ = koplamp("tag", "candidates", "--all", "--json")

    assert [("Kia", "Zonnebries", 3)] == [(one["make"], one["name"], one["sources"]) for one in json.loads(told)]
    assert (0, "Kia Zonnebries: no model\n") == (code, said)
    assert 0 == left
    assert "nothing found" in nothing
    assert ["no model"] == [one["decided"] for one in json.loads(every)]


@pytest.mark.parametrize(
    "command", [("tag", "reject", "1", "seat"), ("tag", "decide", "x", "model"), ("doctor", "--rekey")]
)
def test_where_nothing_was_crawled_nothing_is_made(office: Office, koplamp: Call, command: tuple[str, ...]) -> None:
    office.feeds(feed_line("kolibri", "http://127.0.0.1:9/feed.xml"))

    code, _, said = koplamp(*command)

    assert (74, False) == (code, office.desk.news_db.exists())
    assert "run `koplamp crawl` first" in said


def test_a_rejected_make_takes_its_models_with_it(crawled: Office, koplamp: Call) -> None:
    crawled.run(
        "insert into article_models select id, 1, null, 1, 0, 0.5, 'test', null from models where slug = 'seat/leon'"
    )

    koplamp("tag", "reject", "1", "seat", "--by", "mara")
    left = crawled.column("select rejected_by from article_models where article_id = 1")
    koplamp("tag", "accept", "1", "seat")

    assert {"mara"} == set(left)
    assert [None] == list(set(crawled.column("select rejected_by from article_models where article_id = 1")))

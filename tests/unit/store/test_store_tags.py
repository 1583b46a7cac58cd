"""Tags follow the rules, and nothing is written where nothing changed; what an analyst rejected stays rejected."""

import pytest

from crawler.model import Tag, TagKind
from crawler.passes import enrich_tags
from crawler.store import candidates, tags
from crawler.store.database import row, rows, run, value, writing
from crawler.store.tags import Gazetteers
from tests.unit.store.store_makers import NOW, desk, draft, feed, on, poll, visit, words

SOURCES = ("autovisie", "autoweek", "autobild", "autocar")
GOLF = Tag(TagKind.MODEL, "volkswagen/golf", 2, True, 0.7, "make-before")
VOLKSWAGEN = Tag(TagKind.MAKE, "volkswagen", 2, True, 0.7, "name")
RECALL = Tag(TagKind.TOPIC, "recall", 1, True, 0.6, "title: terugroepactie")
BOSCH = Tag(TagKind.COMPANY, "bosch", 1, False, 0.2, "name")
ALL = (GOLF, VOLKSWAGEN, RECALL, BOSCH)


@pytest.fixture
def news(store):
    store.sync_feeds(desk(*(feed(slug) for slug in SOURCES)), NOW)
    with writing(store.news):
        tags.sync(store.news, enrich_tags.gazetteers())
    return store.news


def read(store, number, title="Kop", lead="", body="Niets bijzonders.", **facts) -> int:
    """An article is listed and read -> its id."""
    source = feed(facts.pop("source", "autovisie"))
    url = f"https://{source.slug}.example/{number}"
    asked_at = facts.pop("asked_at", NOW)
    when = facts.pop("when", on("2025-11-19"))
    said = words(title, lead, body, published=when, **facts)
    [job] = store.save_poll(poll(draft(url, said), of=source, asked_at=asked_at))[1]
    store.save_visit(visit(job, said, asked_at=asked_at))
    return int(value(store.news, "select id from articles where fetch_url = ?", [url]))


def save(news, at, *found):
    known = tags.tellings(news, [at], 1000)
    with writing(news):
        tags.save(news, [at], known, {at: found} if known else {})


def work(news, *ids):
    with writing(news):
        enrich_tags.work(news, ids, NOW)


def slugs(news, at):
    return {one["slug"] for one in tags.carried(news, at) if one["rejected_by"] is None}


def reject(news, at, slug, actor="mara"):
    [found] = [one for one in tags.carried(news, at) if one["slug"] == slug]
    with writing(news):
        tags.judge(news, at, found, actor)


# ---------------------------------------------------------------- gazetteers


def test_a_gazetteer_becomes_rows_and_a_changed_one_changes_them(news):
    before = rows(news, "select slug, id from models")
    later = Gazetteers(
        "later",
        [{"slug": "volkswagen", "name": "Volkswagen", "group_name": "Another"}],
        [],
        [{"slug": "recall", "name": "Recalls"}, {"slug": "weather", "name": "Weather"}],
        [],
    )
    with writing(news):
        tags.sync(news, later)

    assert len(before) > 1000
    assert before == rows(news, "select slug, id from models")
    assert "Another" == value(news, "select group_name from makes where slug = 'volkswagen'")
    assert ["Recalls", "Weather"] == [
        one["name"] for one in rows(news, "select name from topics where slug in ('recall', 'weather')")
    ]
    assert "Volkswagen Golf" == value(news, "select label from models where slug = 'volkswagen/golf'")


def test_the_same_gazetteer_is_written_once(news):
    before = news.conn.total_changes
    with writing(news):
        tags.sync(news, enrich_tags.gazetteers())

    assert before == news.conn.total_changes


# ---------------------------------------------------------------- what articles carry


def test_an_article_carries_what_was_found(store, news):
    at = read(store, 1, "Terugroepactie: Volkswagen Golf", "Bosch levert de pomp.")
    save(news, at, *ALL)

    golf = row(news, "select * from article_models")
    assert {tag.slug for tag in ALL} == slugs(news, at)
    assert (2, 1, 0.7, "make-before", "2025-11-19") == tuple(
        golf[name] for name in ("mentions", "in_title", "score", "rule", "published_on")
    )


def test_doing_it_again_writes_nothing(store, news):
    at = read(store, 1)
    save(news, at, *ALL)
    before = news.conn.total_changes
    save(news, at, *ALL)

    assert before == news.conn.total_changes


def test_what_is_found_no_more_goes_and_what_is_found_otherwise_changes(store, news):
    at = read(store, 1)
    save(news, at, *ALL)
    save(news, at, VOLKSWAGEN, Tag(TagKind.TOPIC, "recall", 4, True, 0.8, "lead: terugroepactie"))

    assert {"volkswagen", "recall"} == slugs(news, at)
    assert 4 == value(news, "select mentions from article_topics")


def test_the_day_follows_the_article(store, news):
    at = read(store, 1)
    save(news, at, *ALL)
    reject(news, at, "bosch")
    run(news, "update articles set published_on = '2025-11-18' where id = ?", [at])
    save(news, at, *ALL[:3])

    assert {"2025-11-18"} == {
        found["published_on"]
        for kind in ("makes", "models", "topics", "companies")
        for found in rows(news, f"select published_on from article_{kind}")
    }


def test_an_article_that_is_read_no_more_carries_nothing(store, news):
    at = read(store, 1)
    save(news, at, *ALL)
    reject(news, at, "bosch")
    run(news, "update articles set stage = 'dropped', stage_reason = 'kind' where id = ?", [at])
    work(news, at)

    assert set() == slugs(news, at)
    assert ["bosch"] == [one["slug"] for one in tags.carried(news, at)]


def test_the_words_of_an_article_come_with_what_its_publisher_says(store, news):
    at = read(store, 1, "Kop", "Lead", "x" * 50, section="Rijtests", keywords=("Golf", "test"))
    told = tags.tellings(news, [at], 20)[at].told

    assert ("Kop", "Lead", "x" * 20, "nl", "Rijtests", ("Golf", "test")) == (
        told.title,
        told.lead,
        told.body,
        told.language,
        told.section,
        told.keywords,
    )


# ---------------------------------------------------------------- rejected


def test_what_was_rejected_stays_rejected_whatever_the_rules_find(store, news):
    at = read(store, 1)
    save(news, at, *ALL)
    reject(news, at, "volkswagen/golf")
    save(news, at, *ALL)
    again = slugs(news, at)
    save(news, at)
    gone = tags.carried(news, at)
    save(news, at, *ALL)

    assert {"volkswagen", "recall", "bosch"} == again == slugs(news, at)
    assert [("volkswagen/golf", "mara")] == [(one["slug"], one["rejected_by"]) for one in gone]


def test_a_rejection_that_is_taken_back_leaves_it_to_the_rules(store, news):
    at = read(store, 1)
    save(news, at, *ALL)
    run(news, "delete from enrich_due")
    reject(news, at, "bosch")
    reject(news, at, "bosch", None)
    waiting = rows(news, "select step, article_id from enrich_due where step = 'tags'")
    back = slugs(news, at)
    save(news, at, VOLKSWAGEN)

    assert [{"step": "tags", "article_id": at}] == waiting
    assert "bosch" in back
    assert {"volkswagen"} == slugs(news, at)


def test_an_article_is_named_by_its_number_or_its_hash(store, news):
    at = read(store, 1)
    url_hash = value(news, "select url_hash from articles")

    said = (str(at), url_hash, "99", "golf", f"{at}abc", url_hash[:8])

    assert [at, at, None, None, None, None] == [tags.article_id(news, one) for one in said]


# ---------------------------------------------------------------- the whole step


def test_the_step_reads_an_article_and_is_idempotent(store, news):
    at = read(
        store,
        1,
        "Terugroepactie voor 12.000 keer Volkswagen Golf",
        "Volgens toeleverancier Bosch kan de pomp van de auto lekken.",
    )
    work(news, at)
    first = tags.carried(news, at)
    before = news.conn.total_changes
    work(news, at)

    assert {"volkswagen", "volkswagen/golf", "recall", "bosch"} <= {one["slug"] for one in first}
    assert before == news.conn.total_changes


def test_a_name_beside_a_make_is_proposed_when_three_sources_wrote_it_within_a_week(store, news):
    ids = [
        read(store, number, "Kia Zonnebries onthuld", f"De Kia Zonnebries rijdt {number} km verder.", source=source)
        for number, source in enumerate(SOURCES[:2])
    ]
    work(news, *ids)
    before = candidates.proposed(news)
    work(news, read(store, 7, "De nieuwe Kia Zonnebries in beeld", source=SOURCES[2]))
    [found] = candidates.proposed(news)

    assert [] == before
    assert ("Kia", "Zonnebries", 3, 3, None) == tuple(
        found[name] for name in ("make", "name", "sources", "articles", "decided")
    )


def test_three_sources_in_three_weeks_propose_nothing(store, news):
    for number, source in enumerate(SOURCES[:3]):
        at = read(store, number, "Kia Zonnebries", source=source)
        run(news, "update articles set sort_at = '2025-01-01T00:00:00Z' where id = ?", [at])
        run(news, "update articles set first_seen_at = ? where id = ?", [f"2025-11-{1 + 8 * number:02}T00:00:00Z", at])
        work(news, at)

    assert [] == candidates.proposed(news)


def test_what_was_decided_is_never_proposed_again(store, news):
    for number, source in enumerate(SOURCES[:3]):
        work(news, read(store, number, "Kia Zonnebries", source=source))
    [found] = candidates.named(news, "kia zonnebries")
    with writing(news):
        candidates.decide(news, found["id"], "no model", NOW)
    work(news, read(store, 9, "Kia Zonnebries", source=SOURCES[3]))

    assert [] == candidates.proposed(news)
    assert [(3, "no model")] == [(one["sources"], one["decided"]) for one in candidates.proposed(news, decided=True)]


def test_a_name_that_nobody_writes_any_more_is_withdrawn(store, news):
    ids = [read(store, number, "Kia Zonnebries", source=source) for number, source in enumerate(SOURCES[:3])]
    work(news, *ids)
    run(news, "update articles set title = 'Iets anders'")
    work(news, *ids)

    assert [] == candidates.proposed(news)
    assert 0 == value(news, "select count(*) from candidate_sightings")

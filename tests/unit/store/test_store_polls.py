"""What a feed lists becomes rows, once, in one transaction."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crawler.errors import StorageError
from crawler.model import Answer, Outcome, PageJob, Stage, Stored
from crawler.normal.urls import url_hash, url_key
from crawler.store.database import row, rows, run, value, writing
from crawler.store.polls import FETCHES_KEPT
from tests.unit.store.store_makers import MINUTE, NOW, alias, desk, draft, feed, on, poll, visit, words

HOUR = 60 * MINUTE
OWN = feed(follow=False)  # its own text is the article
STV = ("stage", "title", "version")
ADDRESS = "https://autovisie.example/1"


def one(store, sql, *values):
    return value(store.news, sql, values)


def article(store, number=1):
    return row(store.news, "select * from articles a join article_text t on t.article_id = a.id where id = ?", [number])


def from_feed(title="Renault en Nissan", lead="", body="", **facts):
    said = words(title, lead, body, body_method="feed" if body else None)
    return draft(facts.pop("url", ADDRESS), said, stage=Stage.EXTRACTED, **facts)


# ---------------------------------------------------------------- new articles


def test_a_new_article_of_a_followed_feed_waits_for_its_page(store):
    listed = draft(article=words(lead="De lead.", authors=("Jan",), keywords=("auto",), published=on("2025-11-19")))
    stored, pages = store.save_poll(poll(listed))

    assert Stored(new=1) == stored
    assert (PageJob(listed.url_hash, ADDRESS, feed(), listed.article),) == pages
    assert "listed" == article(store)["stage"]


def test_a_new_article_of_a_feed_that_is_not_followed_is_there_with_its_text(store):
    stored, pages = store.save_poll(poll(from_feed(body="De tekst."), of=OWN))

    assert (Stored(new=1), ()) == (stored, pages)
    assert ("extracted", "De tekst.") == (article(store)["stage"], article(store)["body"])
    assert ["Renault en Nissan"] == [hit.title for hit in store.search("tekst")]


def test_an_entry_without_address_is_an_article_and_no_page(store):
    stored, pages = store.save_poll(poll(draft(None, words(lead="Een bericht.")), of=feed()))
    again, _ = store.save_poll(poll(draft(None, words(lead="Een bericht.")), asked_at=NOW + HOUR))

    assert (1, (), 0) == (stored.new, pages, again.new)
    assert ("extracted", None, None) == tuple(article(store)[name] for name in ("stage", "url", "fetch_url"))
    assert 0 == one(store, "select count(*) from article_urls")


def test_an_address_that_is_no_web_address_is_none(store):
    bad = replace(draft(), fetch_url="javascript:alert(1)")
    stored, pages = store.save_poll(poll(bad))

    assert (1, (), None) == (stored.new, pages, article(store)["url"])


def test_every_field_comes_back_in_the_job_of_a_later_run(store):
    said = words(
        "Titel",
        "De lead.",
        "Een.\n\nTwee.",
        authors=("Zus", "Aap"),
        keywords=("b", "a"),
        published=on("2025-11-19", "2025-11-19T07:00:00Z"),
        modified_at="2025-11-19T07:30:00Z",
        section="Nieuws",
        image_url="https://autovisie.example/1.jpg",
        image_caption="De Renault 5",
        image_credit="Jan Smit/ANP",
        kind="review",
        free_access=True,
        rights=(("tdm-reservation", "1"), ("robots", "noarchive")),
        provenance=(("title", "feed"), ("published", "feed")),
    )
    store.save_poll(poll(draft(article=said)))

    assert (PageJob(draft().url_hash, ADDRESS, feed(), said),) == store.pages_waiting(desk(), NOW)


@pytest.mark.parametrize(
    ("published", "sorts_at"),
    [
        (None, "2025-11-19T08:30:00Z"),
        (on("2025-11-19", "2025-11-19T07:00:00Z"), "2025-11-19T07:00:00Z"),
        (on("2025-11-19"), "2025-11-19T08:30:00Z"),
        (on("2025-11-18"), "2025-11-18T23:59:59Z"),
        (on("2025-11-21", "2025-11-21T00:00:00Z"), "2025-11-19T08:30:00Z"),
        (on("19 november"), "2025-11-19T08:30:00Z"),
        (on("2025-11-19", "half negen"), "2025-11-19T08:30:00Z"),
    ],
)
def test_lists_are_sorted_by_the_best_date_there_is_and_never_by_the_future(store, published, sorts_at):
    store.save_poll(poll(draft(article=words(published=published))))

    assert sorts_at == article(store)["sort_at"]


def test_a_date_of_another_shape_is_no_date(store):
    store.save_poll(poll(draft(article=words(published=on("19 november"), modified_at="gisteren"))))

    assert [None, None, None] == [article(store)[name] for name in ("published_on", "published_raw", "modified_at")]


def test_text_from_strangers_is_cleaned_wherever_it_stands(store):
    bad = "x\x00\ud800\x1b\u202ey"
    said = words(bad, bad, bad, authors=(bad,), keywords=(bad,), section=bad, provenance=((bad, bad),))
    said = replace(said, published=replace(on("2025-11-19"), raw=bad))
    store.save_poll(poll(draft(article=said, guid=bad), title=bad, answer=Answer(Outcome.FRESH, 200, bad)))
    told = [
        ("articles", "title, lead, section, published_raw"),
        ("article_text", "body"),
        ("sightings", "guid"),
        ("authors", "name"),
        ("keywords", "name"),
        ("feeds", "title, last_error"),
        ("fetches", "error"),
    ]
    kept = [text for table, names in told for text in rows(store.news, f"select {names} from {table}")[0].values()]

    assert ["xy"] * 11 == kept
    assert '{"xy": "xy"}' == one(store, "select provenance from articles")
    assert '[{"kind": "p", "text": "xy"}]' == one(store, "select blocks from article_text")


def test_a_byline_is_one_author_however_it_is_spelt(store):
    said = [
        words(str(number), authors=(name,))
        for number, name in enumerate(("Jan de Vries", "JAN DE VRIES", "Jän de Vries"))
    ]
    store.save_poll(poll(*(draft(f"https://a.example/{one.title}", one) for one in said)))

    assert [{"name": "Jan de Vries"}] == rows(store.news, "select name from authors")
    assert 3 == one(store, "select count(*) from article_authors")


def test_a_page_of_a_thousand_keywords_brings_fifty(store):
    store.save_poll(poll(draft(article=words(keywords=(*(f"k{number}" for number in range(1000)), "", "!?")))))

    assert 50 == one(store, "select count(*) from article_keywords")


# ---------------------------------------------------------------- one article, whoever lists it


def test_the_same_document_twice_is_one_article(store):
    store.save_poll(poll(draft()))
    stored, pages = store.save_poll(poll(draft(), asked_at=NOW + HOUR))

    assert (Stored(), ()) == (stored, pages)
    assert 1 == one(store, "select count(*) from articles")
    assert "2025-11-19T09:30:00Z" == article(store)["last_seen_at"]


def test_two_feeds_that_list_an_article_are_two_sightings(store):
    store.sync_feeds(desk(feed(), feed("b")), NOW)
    store.save_poll(poll(draft(position=3)))
    stored, pages = store.save_poll(poll(draft(guid="b-1"), of=feed("b")))

    assert (Stored(), ()) == (stored, pages)
    assert [("autovisie", 3), ("b", 1)] == [
        (found["slug"], found["position"])
        for found in rows(store.news, "select f.slug, s.position from sightings s join feeds f on f.id = s.feed_id")
    ]


def test_what_another_feed_listed_first_is_news_of_this_one_too(store):
    other = feed("b")
    store.sync_feeds(desk(feed(), other), NOW)
    told = ("2025-11-19", "2025-11-18", "2025-11-17")
    listed = [draft(f"https://a.example/{day}", words(day, published=on(day, f"{day}T06:00:00Z"))) for day in told]
    unwanted = [replace(one, stage=Stage.DROPPED, stage_reason="block title: 2025") for one in listed]
    store.save_poll(poll(*listed))
    facts = "select last_new_item_at, gap_minutes from feeds where slug = 'b'"
    seen = []
    for hours, drafts in enumerate((unwanted[:1], listed, listed), 1):
        store.save_poll(poll(*drafts, of=other, asked_at=NOW + hours * HOUR))
        seen.append(tuple(row(store.news, facts).values()))

    assert [(None, None), ("2025-11-19T10:30:00Z", 1440.0), ("2025-11-19T10:30:00Z", 1440.0)] == seen
    assert 0 == one(store, "select sum(entries_new) from fetches where feed_id = 2")


def test_an_alias_leads_to_the_same_article_in_every_direction(store):
    feeds = [feed(), feed("b"), feed("c")]
    store.sync_feeds(desk(*feeds), NOW)
    burner, origin, amp = "https://feeds.example/~r/1", ADDRESS, "https://autovisie.example/amp/artikel-1"
    store.save_poll(poll(draft(burner, aliases=(alias(origin, "origlink"),)), of=feeds[0]))
    second, _ = store.save_poll(poll(draft(origin, aliases=(alias(amp, "amp"),)), of=feeds[1]))
    third, _ = store.save_poll(poll(draft(amp), of=feeds[2]))

    assert (0, 0, 1) == (second.new, third.new, one(store, "select count(*) from articles"))
    assert 3 == one(store, "select count(*) from sightings where article_id = 1")
    assert {burner, origin, amp} == {found["url"] for found in rows(store.news, "select url from article_urls")}


def test_of_two_entries_for_one_article_the_first_counts(store):
    twice = (draft(article=words("Eerste")), draft(article=words("Tweede"), position=2))
    stored, pages = store.save_poll(poll(*twice))
    again, more = store.save_poll(poll(*twice, asked_at=NOW + HOUR))

    assert (1, 1, Stored(), ()) == (stored.new, len(pages), again, more)
    assert "Eerste" == article(store)["title"]


@pytest.mark.parametrize("dead", [ADDRESS, "https://autovisie.example/alias"])
def test_what_was_forgotten_does_not_come_back(store, dead):
    with writing(store.news):
        run(store.news, "insert into tombstones values (?, 'forgotten', ?)", [url_hash(url_key(dead)), NOW])
    listed = draft(aliases=(alias("https://autovisie.example/alias", "origlink"),))
    stored, pages = store.save_poll(poll(listed, entries_dropped=1))

    assert (Stored(), ()) == (stored, pages)
    assert 2 == one(store, "select entries_dropped from fetches")


# ---------------------------------------------------------------- entries that changed


def test_a_changed_entry_is_another_look_at_the_page(store):
    _, pages = store.save_poll(poll(draft()))
    store.save_visit(visit(pages[0], words(body="Tekst.")))
    changed = draft(article=words("Nieuwe kop"))
    stored, again = store.save_poll(poll(changed, asked_at=NOW + HOUR))

    assert (Stored(), [changed.article]) == (stored, [job.draft for job in again])
    assert ("extracted", "Renault en Nissan", 1) == tuple(
        article(store)[name] for name in ("stage", "title", "version")
    )
    assert 1 == one(store, "select entries_changed from fetches order by id desc")


def test_another_look_is_not_lost_when_the_run_dies(store):
    _, pages = store.save_poll(poll(draft()))
    store.save_visit(visit(pages[0], words(body="Tekst.")))
    store.save_poll(poll(draft(article=words("Nieuwe kop")), asked_at=NOW + HOUR))
    waiting = store.pages_waiting(desk(), NOW + 2 * HOUR)

    assert [ADDRESS] == [job.url for job in waiting]
    store.save_visit(visit(waiting[0], words(body="Tekst.")))
    assert () == store.pages_waiting(desk(), NOW + 2 * HOUR)


def test_a_changed_entry_still_waiting_takes_the_new_words(store):
    store.save_poll(poll(draft()))
    _, pages = store.save_poll(poll(draft(article=words("Nieuwe kop")), asked_at=NOW + HOUR))

    assert 1 == len(pages)
    assert ("listed", "Nieuwe kop", 1) == tuple(article(store)[name] for name in STV)
    assert ["Nieuwe kop"] == [hit.title for hit in store.search("nieuwe")]


def test_a_changed_entry_does_not_cut_short_a_pause(store):
    _, pages = store.save_poll(poll(draft()))
    store.save_visit(visit(pages[0], outcome=Outcome.TIMEOUT))
    _, soon = store.save_poll(poll(draft(article=words("Nieuw")), asked_at=NOW + 5 * MINUTE))
    _, later = store.save_poll(poll(draft(article=words("Nieuwer")), asked_at=NOW + HOUR))

    assert ((), [1]) == (soon, [job.attempts for job in later])


def test_a_changed_entry_gives_a_failed_page_another_chance(store):
    _, pages = store.save_poll(poll(draft()))
    store.save_visit(visit(pages[0], outcome=Outcome.MISSING))
    _, again = store.save_poll(poll(draft(article=words("Toch")), asked_at=NOW + HOUR))

    assert ("listed", None, 1) == (article(store)["stage"], article(store)["stage_reason"], len(again))


def test_a_changed_entry_of_a_feed_that_is_not_followed_is_a_new_version(store):
    store.save_poll(poll(from_feed(body="De eerste tekst."), of=OWN))
    stored, pages = store.save_poll(poll(from_feed(body="De tweede tekst."), of=OWN, asked_at=NOW + HOUR))

    assert (Stored(changed=1), ()) == (stored, pages)
    assert (2, "De tweede tekst.") == (article(store)["version"], article(store)["body"])
    assert "De eerste tekst." == one(store, "select body from article_versions")


def test_another_feed_never_changes_the_text_of_the_first(store):
    other = feed("b", follow=False)
    store.sync_feeds(desk(OWN, other, feed("c")), NOW)
    store.save_poll(poll(from_feed(body="De tekst."), of=OWN))
    for number, by in enumerate((other, feed("c"))):
        for title in ("Kop", "Andere kop"):
            listed = from_feed(title, body="Anders.") if by is other else draft(article=words(title))
            stored, pages = store.save_poll(poll(listed, of=by, asked_at=NOW + (number + 1) * HOUR))

            assert (Stored(), ()) == (stored, pages)

    assert ("Renault en Nissan", "De tekst.", 1) == tuple(article(store)[name] for name in ("title", "body", "version"))


def test_a_feed_that_is_no_longer_followed_does_not_shorten_what_its_pages_said(store):
    _, pages = store.save_poll(poll(draft()))
    store.save_visit(visit(pages[0], words(body="De lange tekst van de pagina.")))
    store.sync_feeds(desk(OWN), NOW)
    store.save_poll(poll(from_feed("Andere kop", body="Kort."), of=OWN, asked_at=NOW + HOUR))

    assert "De lange tekst van de pagina." == article(store)["body"]


# ---------------------------------------------------------------- the feed's own state


def state(store):
    return row(store.news, "select * from feeds where slug = 'autovisie'")


def test_an_unchanged_answer_writes_the_feed_its_fetch_and_its_day_and_nothing_else(store):
    store.save_poll(poll(draft(), asked_at=NOW - HOUR))
    tables = [found["name"] for found in rows(store.news, "select name from sqlite_master where type = 'table'")]
    counted = {name: rows(store.news, f"select * from {name}") for name in tables if "fts" not in name}
    before = store.news.conn.total_changes
    store.save_poll(poll(etag='"2"'))
    touched = {name for name in counted if counted[name] != rows(store.news, f"select * from {name}")}

    assert {"feeds", "fetches", "fetch_days", "sqlite_sequence"} >= touched >= {"feeds", "fetches", "fetch_days"}
    assert 4 == store.news.conn.total_changes - before  # state, validators, fetch, day


def test_validators_are_kept_byte_for_byte(store):
    odd = 'W/"a b\té-\xe9"'
    store.save_poll(poll(draft(), etag=odd, last_modified="Wed, 19 Nov 2025 08:30:00 GMT"))

    assert (odd, "Wed, 19 Nov 2025 08:30:00 GMT") == (state(store)["etag"], state(store)["last_modified"])


@pytest.mark.parametrize("etag", ['"\x00"', '"e\u0301"', '"' + "x" * 2000 + '"', ""])
def test_a_validator_that_cannot_go_back_byte_for_byte_is_not_kept(store, etag):
    store.save_poll(poll(draft(), etag=etag))

    assert state(store)["etag"] is None


@pytest.mark.parametrize(
    ("outcome", "status", "sent", "kept"),
    [
        (Outcome.FRESH, 200, '"2"', '"2"'),
        (Outcome.FRESH, 200, None, None),
        (Outcome.UNCHANGED, 200, '"2"', '"2"'),
        (Outcome.UNCHANGED, 200, None, None),
        (Outcome.UNCHANGED, 304, None, '"1"'),
        (Outcome.UNCHANGED, 304, '"2"', '"2"'),
        (Outcome.EMPTY, 200, '"2"', '"2"'),
        (Outcome.PARTIAL, 200, '"2"', '"1"'),
        (Outcome.NOT_A_FEED, 200, '"2"', '"1"'),
        (Outcome.SERVER_ERROR, 500, '"2"', '"1"'),
    ],
)
def test_only_a_whole_document_replaces_the_validators(store, outcome, status, sent, kept):
    store.save_poll(poll(draft(), etag='"1"', last_modified=sent, body_sha256="old", semantic_sha256="old"))
    store.save_poll(poll(outcome=outcome, answer=Answer(outcome, status), etag=sent))

    assert kept == state(store)["etag"]
    assert ("old", "old") == (state(store)["body_sha256"], state(store)["semantic_sha256"])


def test_a_failure_is_remembered_and_a_good_answer_forgives_it(store):
    store.save_poll(poll(draft(), asked_at=NOW - HOUR))
    failed = Answer(Outcome.GONE, 410, "gone " * 100)
    store.save_poll(poll(outcome=Outcome.GONE, answer=failed, fail_score=1.0))
    ill = state(store)
    store.save_poll(poll(outcome=Outcome.UNCHANGED, asked_at=NOW + HOUR))
    well = state(store)

    assert ("gone", 410, 300, 1.0) == (
        ill["last_outcome"],
        ill["last_http_status"],
        len(ill["last_error"]),
        ill["fail_score"],
    )
    assert ("2025-11-19T07:30:00Z", "2025-11-19T08:30:00Z") == (ill["last_success_at"], ill["gone_first_seen_at"])
    assert (None, None, 0.0) == (well["last_error"], well["gone_first_seen_at"], well["fail_score"])


def test_a_poll_without_a_next_time_is_due_after_the_feeds_interval(store):
    store.save_poll(poll(next_check_at=None))

    assert "2025-11-19T09:00:00Z" == state(store)["next_check_at"]


def test_an_address_that_answers_instead_is_noted_with_its_first_day(store):
    for hours, final in enumerate(["https://new.example/feed"] * 2):
        store.save_poll(poll(draft(), moved_to=final, asked_at=NOW + hours * HOUR))

    assert ("https://new.example/feed", "2025-11-19T08:30:00Z") == (
        state(store)["redirect_url"],
        state(store)["redirect_first_seen_at"],
    )
    store.save_poll(poll(draft(), moved_to=feed().url))
    assert (None, None) == (state(store)["redirect_url"], state(store)["redirect_first_seen_at"])


SECURE = "https://autovisie.example/feed"


@pytest.mark.parametrize(
    ("url", "outcome", "facts", "left"),
    [
        ("http://autovisie.example/feed", Outcome.NETWORK, {"tls_failed": True}, None),
        ("http://autovisie.example/feed", Outcome.NETWORK, {}, SECURE),
        ("http://autovisie.example/feed", Outcome.GONE, {}, None),
        ("https://autovisie.example/old", Outcome.NETWORK, {"tls_failed": True}, SECURE),
    ],
)
def test_an_adopted_address_is_given_up_when_it_leads_nowhere(store, url, outcome, facts, left):
    of = feed(url=url)
    store.sync_feeds(desk(of), NOW)
    store.save_poll(poll(draft(), of=of, adopts=SECURE))
    [job] = store.due(desk(of), NOW + HOUR)
    store.save_poll(replace(poll(outcome=outcome), job=job, answer=Answer(outcome, **facts)))

    assert (SECURE, left) == (job.url, state(store)["url_effective"])


def test_the_newest_thirty_fetches_are_kept_and_the_days_keep_the_rest(store):
    for number in range(40):
        store.save_poll(poll(asked_at=NOW + number * MINUTE, ms=10, size=100))
    day = row(store.news, "select * from fetch_days")

    assert (FETCHES_KEPT, "2025-11-19T09:09:00Z") == tuple(
        row(store.news, "select count(*) as n, max(fetched_at) as last from fetches").values()
    )
    assert (40, 0, 40, 0, 400, 4000) == tuple(
        day[name] for name in ("asked", "fresh", "unchanged", "failed", "ms", "bytes")
    )


def test_a_day_is_a_day_of_the_desk(store):
    late = datetime(2025, 11, 19, 23, 30, tzinfo=UTC)  # half past midnight in Amsterdam
    store.save_poll(poll(asked_at=late))

    assert (
        "2025-11-20" == one(store, "select fetched_on from fetches") == one(store, "select fetched_on from fetch_days")
    )


def test_every_outcome_can_be_stored(store):
    for outcome in Outcome:
        store.save_poll(poll(outcome=outcome))

    assert {str(outcome) for outcome in Outcome} == {
        found["outcome"] for found in rows(store.news, "select outcome from fetches")
    }
    assert (2, 2, 14) == tuple(row(store.news, "select fresh, unchanged, failed from fetch_days").values())


def test_a_fetch_belongs_to_its_run(store):
    number = store.start_run("cron", "0.1", NOW)
    store.save_poll(poll())

    assert number == one(store, "select run_id from fetches")


def test_a_feed_that_nobody_told_the_database_about_is_refused(store):
    with pytest.raises(StorageError, match="'stranger' is not in the database"):
        store.save_poll(poll(of=feed("stranger")))


def test_a_poll_that_cannot_be_stored_leaves_nothing(store):
    bad = replace(draft("https://autovisie.example/2"), url_hash="zz")
    with pytest.raises(StorageError):
        store.save_poll(poll(draft(), bad, etag='"1"'))

    assert (0, None) == (one(store, "select count(*) from articles"), state(store)["etag"])


# ---------------------------------------------------------------- pages that wait


def test_each_feed_gets_its_share_newest_first_and_feeds_take_turns(store):
    feeds = [feed("a", pages_per_run=2), feed("b", pages_per_run=3)]
    store.sync_feeds(desk(*feeds), NOW)
    for one_feed in feeds:
        listed = [draft(f"https://{one_feed.slug}.example/{number}") for number in range(5)]
        store.save_poll(poll(*listed, of=one_feed))
    addresses = [
        job.url.removeprefix("https://").replace(".example/", "") for job in store.pages_waiting(desk(*feeds), NOW)
    ]

    assert ["b4", "a4", "b3", "a3", "b2"] == addresses
    assert ["b4", "b3"] == [job.url[8] + job.url[-1] for job in store.pages_waiting(desk(*feeds), NOW, ("b",), 2)]


def test_a_page_is_asked_for_by_a_feed_that_still_follows_it(store):
    store.sync_feeds(desk(feed(), feed("b")), NOW)
    store.save_poll(poll(draft()))
    store.save_poll(poll(draft(), of=feed("b")))
    left = desk(feed("b"))
    store.sync_feeds(left, NOW)

    assert ["b"] == [job.feed.slug for job in store.pages_waiting(left, NOW)]
    store.sync_feeds(desk(feed("b", follow=False)), NOW)
    assert () == store.pages_waiting(desk(feed("b", follow=False)), NOW)


def test_a_pause_absurdly_long_is_a_clock_that_stood_wrong(store):
    _, pages = store.save_poll(poll(draft()))
    store.save_visit(visit(pages[0], outcome=Outcome.TIMEOUT, asked_at=NOW + timedelta(days=400)))

    assert 1 == len(store.pages_waiting(desk(), NOW))

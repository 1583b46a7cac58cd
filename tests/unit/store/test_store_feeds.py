"""feeds.yaml and the feeds' rows; which feeds are due."""

from dataclasses import replace
from datetime import timedelta

import pytest

from crawler.model import Answer, FeedJob, Filter, Kind, Outcome, Part
from crawler.store.database import row, rows, value
from crawler.store.feeds import without_login
from tests.unit.store.store_makers import MINUTE, NOW, desk, draft, feed, poll

HOUR = 60 * MINUTE


def row_of(store, slug="autovisie"):
    return row(store.news, "select * from feeds where slug = ?", [slug])


def asked(store, of, at=NOW, **facts):
    store.save_poll(poll(draft(), of=of, asked_at=at, etag='W/"1"', last_modified="then", body_sha256="b", **facts))


def due_slugs(store, feeds, at=NOW, names=None):
    return [job.feed.slug for job in store.due(feeds, at, names)]


# ---------------------------------------------------------------- rows follow the file


def test_a_new_feed_is_due_at_once(store):
    assert [FeedJob(feed(), feed().url, last_new_at=NOW)] == list(store.due(desk(), NOW))


def test_the_same_file_again_writes_nothing(store):
    before = store.news.conn.total_changes
    store.sync_feeds(desk(), NOW + HOUR)

    assert before == store.news.conn.total_changes


def test_a_feed_that_left_the_file_stays_and_is_not_asked(store):
    asked(store, feed())
    store.sync_feeds(desk(feed("autoweek")), NOW)

    assert {"autovisie": 0, "autoweek": 1} == {
        one["slug"]: one["active"] for one in rows(store.news, "select * from feeds")
    }
    assert 1 == value(store.news, "select count(*) from articles")
    assert ["autoweek"] == due_slugs(store, desk(feed("autoweek")), NOW + HOUR)


def test_a_feed_that_was_switched_off_is_not_asked_and_on_again_at_once(store):
    asked(store, feed())
    off = desk(feed(enabled=False))
    store.sync_feeds(off, NOW)

    assert [] == due_slugs(store, off, NOW + 10 * HOUR)
    store.sync_feeds(desk(), NOW + MINUTE)
    assert ["autovisie"] == due_slugs(store, desk(), NOW + MINUTE)


@pytest.mark.parametrize("changed", [{"url": "https://autovisie.example/new"}, {"kind": Kind.SITEMAP}])
def test_another_address_or_kind_is_asked_at_once_as_if_for_the_first_time(store, changed):
    asked(store, feed(), moved_to="https://elsewhere.example/feed", lied=True)
    moved = desk(feed(**changed))
    store.sync_feeds(moved, NOW + MINUTE)
    times = {"last_attempt_at": NOW, "last_success_at": NOW, "last_new_at": NOW}

    assert [FeedJob(feed(**changed), feed(**changed).url, **times)] == list(store.due(moved, NOW + MINUTE))
    assert row_of(store)["redirect_url"] is None
    assert row_of(store)["window_items"] is None


@pytest.mark.parametrize(
    ("before", "after", "due_in"),
    [
        (30, 15, 15 * MINUTE),
        (30, 240, 30 * MINUTE),
    ],
)
def test_a_shorter_interval_counts_from_the_last_question_a_longer_one_after_the_next(store, before, after, due_in):
    store.sync_feeds(desk(feed(every_minutes=before)), NOW)
    asked(store, feed(every_minutes=before))
    store.sync_feeds(desk(feed(every_minutes=after)), NOW)

    assert [] == due_slugs(store, desk(), NOW + due_in - MINUTE)
    assert ["autovisie"] == due_slugs(store, desk(), NOW + due_in)


def test_a_shorter_interval_does_not_hurry_a_failing_feed(store):
    failed = poll(outcome=Outcome.NETWORK, fail_score=3.0, next_check_at=NOW + 24 * HOUR)
    store.save_poll(failed)
    store.sync_feeds(desk(feed(every_minutes=15)), NOW)

    assert [] == due_slugs(store, desk(), NOW + 23 * HOUR)


def test_a_feed_may_move_to_another_source(store):
    store.sync_feeds(desk(feed(source="anwb")), NOW)

    found = "select s.slug from feeds f join sources s on s.id = f.source_id"
    assert "anwb" == value(store.news, found)


def test_a_source_speaks_the_language_its_feeds_agree_on(store):
    store.sync_feeds(desk(feed("a", source="x", country="NL"), feed("b", source="x", language="fr", country="NL")), NOW)

    found = row(store.news, "select language, country from sources where slug = 'x'")
    assert {"language": None, "country": "NL"} == found


def test_the_name_somebody_gave_a_source_stays(store):
    store.news.execute("update sources set name = 'Autovisie Magazine'")
    store.sync_feeds(desk(feed(language="fr")), NOW)

    assert "Autovisie Magazine" == value(store.news, "select name from sources")


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://jan:geheim@a.example/feed", "https://a.example/feed"),
        ("https://a.example/@jan/feed", "https://a.example/@jan/feed"),
        ("https://[broken@a.example", "https://[broken@a.example"),
    ],
)
def test_no_password_of_an_address_is_stored(url, shown):
    assert shown == without_login(url)


def test_a_feed_with_a_password_is_still_asked_with_it(store):
    secret = feed(url="https://jan:geheim@autovisie.example/feed")
    store.sync_feeds(desk(secret), NOW)
    asked(store, secret, moved_to=secret.url)

    assert "geheim" not in str(rows(store.news, "select * from feeds"))
    assert secret.url == store.due(desk(secret), NOW + HOUR)[0].url


# ---------------------------------------------------------------- who is due


def test_the_longest_waiting_comes_first(store):
    feeds = desk(feed("a"), feed("b"), feed("c"))
    store.sync_feeds(feeds, NOW - HOUR / 2)
    asked(store, feed("a"), NOW)
    asked(store, feed("b"), NOW - 2 * HOUR)

    assert ["b", "c", "a"] == due_slugs(store, feeds, NOW + HOUR)


def test_what_is_not_due_is_not_asked_unless_by_name(store):
    feeds = desk(feed("a"), feed("b"))
    store.sync_feeds(feeds, NOW)
    asked(store, feed("a"))
    asked(store, feed("b"))

    assert [] == due_slugs(store, feeds)
    assert [] == due_slugs(store, feeds, names=())
    assert ["b"] == due_slugs(store, feeds, names=("b", "nobody"))


def test_a_job_carries_what_was_remembered(store):
    asked(store, feed(), semantic_sha256="s")
    wanted = FeedJob(
        feed(),
        feed().url,
        etag='W/"1"',
        last_modified="then",
        body_sha256="b",
        semantic_sha256="s",
        full_at=NOW,
        last_attempt_at=NOW,
        last_success_at=NOW,
        last_new_at=NOW,
        window_items=1,
    )

    assert [wanted] == list(store.due(desk(), NOW + HOUR))


def test_a_feed_that_lied_is_trusted_again_after_a_month(store):
    asked(store, feed(), lied=True)
    told = []
    for days in (1, 29, 30, 31):
        [job] = store.due(desk(), NOW + days * 24 * HOUR)
        store.save_poll(replace(poll(asked_at=NOW + days * 24 * HOUR), job=job))
        told.append((job.trusts_304, *(row_of(store)[name] for name in ("trusts_304", "lied_at"))))

    since = "2025-11-19T08:30:00Z"
    assert [(False, 0, since), (False, 0, since), (True, 1, None), (True, 1, None)] == told


def test_a_failing_feed_carries_its_score(store):
    store.save_poll(replace(poll(), answer=Answer(Outcome.TIMEOUT, error="no answer in 25 s"), fail_score=0.5))

    assert 0.5 == store.due(desk(), NOW + HOUR)[0].fail_score


def test_a_time_absurdly_far_off_is_a_clock_that_stood_wrong(store):
    for days, expected in ((7, []), (365, ["autovisie"])):
        store.save_poll(poll(next_check_at=NOW + timedelta(days=days)))

        assert expected == due_slugs(store, desk(), NOW)


# ---------------------------------------------------------------- the parts of a sitemap index

MAP = feed(kind=Kind.SITEMAP)
PARTS = (
    Part("https://autovisie.example/a.xml", "2025-11-19", NOW, NOW, '"a"', "then", "sha"),
    Part("https://autovisie.example/b.xml", None, NOW),
)


def index_polled(store, job=None, parts=PARTS, **facts):
    one = poll(draft(), of=MAP, parts=parts, parts_since=NOW - HOUR, **facts)
    store.save_poll(replace(one, job=job or one.job))


def known_parts(store, of=MAP):
    (job,) = store.due(desk(of), NOW + HOUR, (of.slug,))
    return job


def test_what_is_known_of_an_index_is_remembered_and_what_it_lists_no_more_forgotten(store):
    store.sync_feeds(desk(MAP), NOW)
    index_polled(store)
    first = known_parts(store)
    index_polled(store, first, (replace(PARTS[1], asked_at=NOW + HOUR),))
    second = known_parts(store)

    assert (PARTS, NOW - HOUR) == (first.parts, first.parts_since)
    assert (replace(PARTS[1], asked_at=NOW + HOUR),) == second.parts
    assert row_of(store)["last_whole_at"] is None, "what it does not list now may stand in another part"

    store.save_poll(replace(poll(draft(), of=MAP, parts=()), job=second))
    assert ((), None) == (known_parts(store).parts, known_parts(store).parts_since)


def test_other_settings_read_the_parts_anew_and_another_address_forgets_them(store):
    store.sync_feeds(desk(MAP), NOW)
    index_polled(store)
    choosy = replace(MAP, block=(Filter("title", "x"),))
    store.sync_feeds(desk(choosy), NOW)
    anew = known_parts(store, choosy).parts
    moved = replace(choosy, url="https://autovisie.example/other.xml")
    store.sync_feeds(desk(moved), NOW)

    assert [Part(part.url, None, part.asked_at, part.read_at) for part in PARTS] == list(anew)
    assert ((), None) == (known_parts(store, moved).parts, known_parts(store, moved).parts_since)


def test_a_validator_of_a_part_that_the_gate_would_change_is_not_kept(store):
    store.sync_feeds(desk(MAP), NOW)
    index_polled(store, parts=(replace(PARTS[0], etag='"a\x00"'),))

    assert (None, "then") == (known_parts(store).parts[0].etag, known_parts(store).parts[0].last_modified)

"""One question to a feed, decision by decision: what is sent along, what the reply means, what follows from it."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from crawler.asking import (
    CLOSED_EARLY,
    NESTED,
    NOT_AGAIN,
    UNTRUE,
    Question,
    adopted,
    answered,
    ask,
    ask_part,
    found,
    is_known_costly,
    joined,
    known_before,
    part_answered,
    part_read,
    read,
    settled,
)
from crawler.model import (
    Answer,
    ArchiveJob,
    Article,
    Draft,
    Failure,
    Feed,
    FeedJob,
    Further,
    Kind,
    Outcome,
    PageJob,
    Part,
    Poll,
    Rhythm,
    Stage,
    When,
)
from crawler.polling.answers import Reply, semantic_hash
from crawler.process import FeedReading
from crawler.process.parts import index_of

NOW = datetime(2025, 11, 19, 12, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
URL = "https://kolibri.example/feed"
FEED = Feed("kolibri", "Kolibri", URL, "kolibri.example")
SITEMAP = replace(FEED, kind=Kind.SITEMAP)
BODY = b"<rss><channel><lastBuildDate>12:00</lastBuildDate><item><title>New van</title></item></channel></rss>"
TAGS = ('"v1"', "Wed, 19 Nov 2025 11:00:00 GMT")
SHA = hashlib.sha256(BODY).hexdigest()


def job(feed: Feed = FEED, **facts: Any) -> FeedJob:
    return replace(FeedJob(feed, feed.url), **facts)


def reply(body: bytes = BODY, status: int = 200, **facts: Any) -> Reply:
    return replace(Reply(status, URL, {}, body), **facts)


def draft(url: str = f"{URL}/1", at: str | None = None) -> Draft:
    when = When(at[:10], at, at, "second", "feed") if at else None
    return Draft(url, url, url, url, 1, "x", Article("New van", published=when), Stage.LISTED)


def reading(*drafts: Draft, **facts: Any) -> FeedReading:
    return replace(FeedReading("Kolibri", drafts, len(drafts), 0, None, cut_short=False), **facts)


def polled(asked: FeedJob, came: Reply, at: datetime = NOW) -> Poll:
    return answered(asked, ask(asked, at), came, at)


# ---------------------------------------------------------------- ask


@pytest.mark.parametrize(
    ("known", "headers", "in_full"),
    [
        ({}, {}, False),
        ({"etag": TAGS[0]}, {"If-None-Match": TAGS[0]}, False),
        ({"last_modified": TAGS[1]}, {"If-Modified-Since": TAGS[1]}, False),
        (
            {"etag": TAGS[0], "last_modified": TAGS[1]},
            {"If-None-Match": TAGS[0], "If-Modified-Since": TAGS[1]},
            False,
        ),
        ({"etag": TAGS[0], "trusts_304": False}, {}, False),
        ({"etag": TAGS[0], "full_at": NOW - 2 * DAY, "since_full": 5}, {}, True),
        ({"etag": TAGS[0], "full_at": NOW - HOUR, "since_full": 50}, {}, True),
        ({"full_at": NOW - 2 * DAY, "since_full": 50}, {}, False),
        ({"feed": SITEMAP, "etag": TAGS[0]}, {"If-None-Match": TAGS[0]}, False),
        ({"feed": SITEMAP, "etag": TAGS[0], "parts_since": NOW - DAY}, {}, False),  # an index
    ],
)
def test_both_validators_are_sent_as_long_as_they_are_believed(
    known: dict[str, Any], headers: dict[str, str], *, in_full: bool
) -> None:
    question = ask(job(**known), NOW)

    assert (headers, in_full) == (question.headers, question.in_full)


def test_a_validator_that_would_be_sent_in_other_bytes_is_kept_back() -> None:
    assert {"If-Modified-Since": TAGS[1]} == Question('"caf\xe9"', TAGS[1]).headers


# ---------------------------------------------------------------- answered


def test_a_304_to_a_question_nobody_asked_is_a_fault_of_the_server() -> None:
    assert Outcome.UNCHANGED == polled(job(etag=TAGS[0]), reply(b"", 304)).answer.outcome
    for asked in (job(), job(etag=TAGS[0], trusts_304=False)):
        poll = polled(asked, reply(b"", 304))
        assert (Outcome.SERVER_ERROR, 304) == (poll.answer.outcome, poll.answer.http_status)


def test_a_full_question_that_is_answered_304_is_a_fault_of_the_server() -> None:
    asked = job(etag=TAGS[0], full_at=NOW - 2 * DAY, since_full=9)

    assert Outcome.SERVER_ERROR == polled(asked, reply(b"", 304)).answer.outcome


@pytest.mark.parametrize(
    ("known", "outcome"),
    [
        ({}, Outcome.FRESH),
        ({"body_sha256": SHA}, Outcome.UNCHANGED),
        ({"body_sha256": "x", "semantic_sha256": semantic_hash(BODY)}, Outcome.UNCHANGED),
        ({"body_sha256": "x", "semantic_sha256": semantic_hash(BODY.replace(b"12:00", b"13:00"))}, Outcome.UNCHANGED),
        ({"body_sha256": "x", "semantic_sha256": semantic_hash(BODY.replace(b"van", b"bus"))}, Outcome.FRESH),
    ],
)
def test_a_body_that_says_the_same_is_unchanged(known: dict[str, Any], outcome: Outcome) -> None:
    poll = polled(job(**known), reply(headers={"etag": TAGS[0]}))

    assert (outcome, SHA, TAGS[0]) == (poll.answer.outcome, poll.body_sha256, poll.answer.etag)


def test_half_a_body_is_partial_and_compared_with_nothing() -> None:
    poll = polled(job(body_sha256=SHA), reply(cut_short=True))

    assert (Outcome.PARTIAL, CLOSED_EARLY, None) == (poll.answer.outcome, poll.answer.error, poll.body_sha256)


def test_a_failure_is_not_compared_with_the_feed() -> None:
    poll = polled(job(body_sha256=SHA), reply(status=404))

    assert (Outcome.MISSING, None, len(BODY)) == (poll.answer.outcome, poll.body_sha256, poll.size)


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (b"<sitemapindex><sitemap/></sitemapindex>", Outcome.FRESH),
        (b"\x1f\x8bpacked", Outcome.FRESH),
        (b"<urlset><url/></urlset>", Outcome.UNCHANGED),
    ],
)
def test_an_index_that_says_the_same_is_read_all_the_same(body: bytes, outcome: Outcome) -> None:
    known = {"body_sha256": hashlib.sha256(body).hexdigest(), "semantic_sha256": semantic_hash(body)}

    assert outcome == polled(job(SITEMAP, **known), reply(body)).answer.outcome


# ---------------------------------------------------------------- read


@pytest.mark.parametrize(
    ("cut_short", "facts", "outcome"),
    [
        (False, {}, Outcome.FRESH),
        (False, {"seen": 0, "drafts": ()}, Outcome.EMPTY),
        (False, {"drafts": (), "dropped": 1}, Outcome.FRESH),
        (False, {"cut_short": True}, Outcome.PARTIAL),
        (True, {}, Outcome.PARTIAL),
        (True, {"seen": 0, "drafts": ()}, Outcome.PARTIAL),
    ],
)
def test_hashes_are_kept_of_a_whole_document_only(facts: dict[str, Any], outcome: Outcome, *, cut_short: bool) -> None:
    poll = read(polled(job(), reply(cut_short=cut_short)), reading(draft(), **facts))

    whole = outcome is not Outcome.PARTIAL
    assert (outcome, whole, whole) == (poll.answer.outcome, bool(poll.body_sha256), bool(poll.semantic_sha256))


@pytest.mark.parametrize(
    ("cut_short", "why", "outcome", "error"),
    [
        (False, Failure("an HTML page"), Outcome.NOT_A_FEED, "an HTML page"),
        (False, Failure("too slow", costly=True), Outcome.TOO_COSTLY, "too slow"),
        (True, Failure("an HTML page"), Outcome.NETWORK, CLOSED_EARLY),
        (True, Failure("too slow", costly=True), Outcome.TOO_COSTLY, "too slow"),
    ],
)
def test_what_cannot_be_read_has_a_name(why: Failure, outcome: Outcome, error: str, *, cut_short: bool) -> None:
    poll = read(polled(job(), reply(cut_short=cut_short)), why)

    assert (outcome, error) == (poll.answer.outcome, poll.answer.error)
    assert (None, None, ()) == (poll.body_sha256, poll.semantic_sha256, poll.drafts)


def test_a_reading_goes_into_its_poll() -> None:
    further = (Further(f"{URL}?paged=2", "next"),)
    poll = read(
        polled(job(), reply()),
        reading(draft(), seen=3, dropped=2, warning="bad date", rhythm=Rhythm(60), further=further),
    )

    assert ("Kolibri", 3, 2, "bad date") == (poll.title, poll.entries_seen, poll.entries_dropped, poll.answer.error)
    assert (Rhythm(60), further, 1) == (poll.rhythm, poll.further, len(poll.drafts))


# ---------------------------------------------------------------- is a 304 true?

CHECKED: dict[str, Any] = {  # it sent its document two days ago, and 304 until an hour ago
    "etag": TAGS[0],
    "last_modified": TAGS[1],
    "full_at": NOW - 2 * DAY,
    "since_full": 60,
    "last_success_at": NOW - HOUR,
    "body_sha256": "before",
    "semantic_sha256": "before",
}
JUST_NOW, YESTERDAY, LAST_WEEK = "2025-11-19T11:30:00Z", "2025-11-18T12:00:00Z", "2025-11-12T12:00:00Z"
OTHER = {"etag": '"v2"'}
SAME = {"etag": TAGS[0], "last-modified": TAGS[1]}


@pytest.mark.parametrize(
    ("headers", "entry", "lied"),
    [
        (SAME, draft(at=JUST_NOW), True),  # another document under the same validators
        ({"etag": TAGS[0]}, draft(at=JUST_NOW), True),
        ({"last-modified": TAGS[1]}, draft(at=JUST_NOW), True),
        (OTHER, draft(at=YESTERDAY), True),  # listed long before the last 304
        ({}, draft(at=YESTERDAY), True),
        (OTHER, draft(at=JUST_NOW), False),  # it came since
        (OTHER, draft(at="2025-11-19T10:30:00Z"), False),  # half an hour before the last 304: caches
        (OTHER, draft(at=LAST_WEEK), False),  # older than the last document
        ({"etag": '"v2"', "last-modified": TAGS[1]}, draft(at=JUST_NOW), False),
        ({}, draft(at=JUST_NOW), False),
        (OTHER, draft(), True),  # no dates, and no news for two days
    ],
)
def test_a_304_that_was_wrong_is_found_out(headers: dict[str, str], entry: Draft, *, lied: bool) -> None:
    poll = read(polled(job(**CHECKED), reply(headers=headers)), reading(entry))

    assert (True, lied) == (poll.in_full, poll.lied)
    assert (UNTRUE if lied else None) == poll.answer.error


@pytest.mark.parametrize("known", [{"body_sha256": SHA}, {"semantic_sha256": semantic_hash(BODY)}])
def test_a_304_was_true_if_the_document_is_the_one_we_know(known: dict[str, Any]) -> None:
    poll = polled(job(**CHECKED | known), reply(headers=SAME))

    assert (Outcome.UNCHANGED, True, False) == (poll.answer.outcome, poll.in_full, poll.lied)


@pytest.mark.parametrize("headers", [SAME, {}])
def test_half_a_document_convicts_nobody(headers: dict[str, str]) -> None:
    """It differs from the whole one for a reason of its own."""
    halved = read(polled(job(**CHECKED), reply(headers=headers, cut_short=True)), reading(draft()))
    ended_early = read(polled(job(**CHECKED), reply(headers=headers)), reading(draft(), cut_short=True))

    assert (False, False) == (halved.lied, ended_early.lied)


def test_only_a_full_question_can_find_out() -> None:
    asked = job(**CHECKED | {"full_at": NOW - HOUR, "since_full": 3})

    poll = read(polled(asked, reply(headers=SAME)), reading(draft()))

    assert (False, False) == (poll.in_full, poll.lied)


# ---------------------------------------------------------------- where it lives

HTTP = "http://kolibri.example/feed"
ELSEWHERE = "https://kolibri.example/nieuws.xml"
KNOWN_MOVE = {"redirect_url": ELSEWHERE, "redirect_since": NOW - 7 * DAY}
MOVE_WITHIN = KNOWN_MOVE | {"redirect_url": "https://feeds.kolibri.co.uk/"}


@pytest.mark.parametrize(
    ("at", "known", "target", "moves"),
    [
        (HTTP, {}, URL, True),
        (HTTP, {}, URL + "/", False),
        (HTTP, {}, "https://kolibri.example:8443/feed", False),
        (URL, {}, HTTP, False),
        (URL, {}, None, False),
        (URL, KNOWN_MOVE | {"redirect_url": URL}, URL, False),
        (URL, {}, ELSEWHERE, False),
        (URL, KNOWN_MOVE, ELSEWHERE, True),
        (URL, KNOWN_MOVE | {"redirect_since": NOW - 7 * DAY + MINUTE}, ELSEWHERE, False),
        (URL, KNOWN_MOVE, f"{ELSEWHERE}?v=2", False),
        (URL, KNOWN_MOVE | {"redirect_since": None}, ELSEWHERE, False),
        (URL, KNOWN_MOVE, None, False),
        ("https://www.kolibri.co.uk/feed", MOVE_WITHIN, "https://feeds.kolibri.co.uk/", True),
        ("https://www.merel.co.uk/feed", MOVE_WITHIN, "https://feeds.kolibri.co.uk/", False),
        (URL, KNOWN_MOVE | {"redirect_url": "https://merel.example/feed"}, "https://merel.example/feed", False),
        (HTTP, KNOWN_MOVE | {"redirect_url": "https://merel.example/feed"}, "https://merel.example/feed", False),
    ],
)
def test_a_feed_follows_its_own_site_and_no_other(
    at: str, known: dict[str, Any], target: str | None, *, moves: bool
) -> None:
    asked = replace(job(**known), url=at)

    assert (target if moves else None) == adopted(asked, Answer(Outcome.FRESH, 200, moved_to=target), NOW)
    assert (target if moves else None) == adopted(asked, Answer(Outcome.UNCHANGED, 304, moved_to=target), NOW)


@pytest.mark.parametrize("outcome", [Outcome.NOT_A_FEED, Outcome.CHALLENGE, Outcome.MISSING, Outcome.TOO_COSTLY])
def test_a_feed_does_not_move_to_where_no_feed_is(outcome: Outcome) -> None:
    assert adopted(replace(job(), url=HTTP), Answer(outcome, 200, moved_to=URL), NOW) is None


# ---------------------------------------------------------------- settled


def test_a_poll_is_settled_by_what_is_known_of_the_feed() -> None:
    failed = settled(Poll(job(fail_score=1.5), NOW, Answer(Outcome.SERVER_ERROR, 500)))
    good = settled(Poll(job(fail_score=1.5), NOW, Answer(Outcome.FRESH, 200, moved_to=URL)))

    assert (2.0, 0.0) == (failed.fail_score, good.fail_score)
    assert (None, None) == (failed.adopts, good.adopts)
    assert NOW + 59 * MINUTE == failed.next_check_at


def test_the_rhythm_of_the_last_document_holds_until_another_one_is_read() -> None:
    daily = Rhythm(1440)

    unchanged = settled(Poll(job(rhythm=daily), NOW, Answer(Outcome.UNCHANGED, 304)))
    fresh = settled(Poll(job(rhythm=daily), NOW, Answer(Outcome.FRESH, 200), rhythm=Rhythm()))

    assert NOW + DAY - MINUTE == unchanged.next_check_at
    assert fresh.next_check_at is not None
    assert fresh.next_check_at <= NOW + 30 * MINUTE


# ---------------------------------------------------------------- the parts of an index

PART = Part(
    "a",
    asked_at=NOW - HOUR,
    read_at=NOW - HOUR,
    etag=TAGS[0],
    last_modified=TAGS[1],
    semantic_sha256=semantic_hash(BODY),
)
TOLD = {"etag": TAGS[0], "last-modified": TAGS[1]}


def index(*parts: tuple[str, str | None]) -> FeedReading:
    return reading(further=tuple(Further(url, "index", lastmod) for url, lastmod in parts), listed=len(parts))


def came(asked: FeedJob, whole: FeedReading, *answers: tuple[str, Reply, FeedReading | Failure | None]) -> Poll:
    """The poll of an index whose parts answer so."""
    found = index_of(asked, whole, NOW)
    assert found is not None
    parts = [part_answered(found.parts[url], Question(), told, NOW) for url, told, _ in answers]
    read_parts = [part_read(part, what) if what else part for part, (_, _, what) in zip(parts, answers, strict=True)]
    return joined(polled(asked, reply(b"<sitemapindex/>", headers=TOLD)), whole, found, read_parts)


@pytest.mark.parametrize(
    ("part", "facts", "headers", "in_full"),
    [
        (PART, {}, ["If-None-Match", "If-Modified-Since"], False),
        (PART, {"trusts_304": False}, [], False),
        (replace(PART, read_at=None), {}, [], False),
        (replace(PART, etag=None, last_modified=None), {}, [], False),
        (replace(PART, read_at=NOW - DAY - MINUTE), {}, [], True),
    ],
)
def test_a_part_is_asked_with_its_own_validators(
    part: Part, facts: dict[str, Any], headers: list[str], *, in_full: bool
) -> None:
    question = ask_part(job(SITEMAP, **facts), part, NOW)

    assert (headers, in_full) == (list(question.headers), question.in_full)


@pytest.mark.parametrize(
    ("question", "told", "outcome", "lied"),
    [
        (Question(*TAGS), reply(b"", 304), Outcome.UNCHANGED, False),
        (Question(), reply(b"", 304), Outcome.SERVER_ERROR, False),
        (Question(in_full=True), reply(headers=TOLD), Outcome.UNCHANGED, False),
        (Question(in_full=True), reply(BODY + b"!", headers=TOLD), Outcome.FRESH, True),
        (Question(in_full=True), reply(BODY + b"!", headers={"etag": '"v2"'}), Outcome.FRESH, False),
        (Question(*TAGS), reply(BODY + b"!", headers=TOLD), Outcome.FRESH, False),
        (Question(), reply(BODY + b"!", cut_short=True), Outcome.PARTIAL, False),
        (Question(), reply(status=404), Outcome.MISSING, False),
    ],
)
def test_the_answer_of_a_part_has_an_outcome(question: Question, told: Reply, outcome: Outcome, *, lied: bool) -> None:
    answer = part_answered(PART, question, told, NOW)

    assert (outcome, lied) == (answer.answer.outcome, answer.lied)


def test_an_index_is_one_poll_with_all_its_parts() -> None:
    asked, whole = job(SITEMAP), index(("a", None), ("b", None))
    one, two = reply(b"<urlset>one</urlset>", headers=TOLD), reply(b"<urlset>two</urlset>")
    listed = (reading(draft("/1"), draft("/2"), dropped=1, seen=3), reading(draft("/3"), draft("/2")))

    poll = came(asked, whole, ("a", one, listed[0]), ("b", two, listed[1]))

    assert ["/2", "/1", "/3"] == [draft.url_hash for draft in poll.drafts]
    assert (Outcome.FRESH, 5, 1, None) == (
        poll.answer.outcome,
        poll.entries_seen,
        poll.entries_dropped,
        poll.answer.error,
    )
    assert len(b"<sitemapindex/>") + 2 * len(b"<urlset>one</urlset>") == poll.size
    assert (None, None, None) == (poll.answer.etag, poll.semantic_sha256, poll.body_sha256), "it is asked in full"
    assert poll.parts is not None
    assert [("a", NOW, TAGS[0]), ("b", NOW, None)] == [(part.url, part.read_at, part.etag) for part in poll.parts]

    asked = replace(asked, parts=poll.parts, parts_since=poll.parts_since, last_success_at=NOW)
    again = came(asked, whole, ("a", one, None), ("b", two, None))
    assert (Outcome.UNCHANGED, ()) == (again.answer.outcome, again.drafts)


def test_an_index_that_lacks_a_part_is_partial_and_that_part_stays_unread() -> None:
    whole = index(("a", None), ("b", "2025-11-19"))

    poll = came(job(SITEMAP), whole, ("a", reply(), reading(draft("/1"))), ("b", reply(status=500), None))

    assert (Outcome.PARTIAL, "b: HTTP 500; 1 of 2 parts read") == (poll.answer.outcome, poll.answer.error)
    assert ["/1"] == [draft.url_hash for draft in poll.drafts]
    assert poll.parts is not None
    assert {"a": NOW, "b": None} == {part.url: part.read_at for part in poll.parts}
    assert {NOW} == {part.asked_at for part in poll.parts}


@pytest.mark.parametrize(
    ("told", "what", "error"),
    [
        (reply(cut_short=True), reading(draft("/1")), CLOSED_EARLY),
        (reply(), reading(draft("/1"), cut_short=True, warning="the end is missing"), "the end is missing"),
        (reply(), index(("c", None)), NESTED),
        (reply(), Failure("an HTML page"), "an HTML page"),
    ],
)
def test_a_part_that_was_not_read_whole_is_asked_for_again(
    told: Reply, what: FeedReading | Failure, error: str
) -> None:
    poll = came(job(SITEMAP), index(("a", None)), ("a", told, what))

    assert (Outcome.PARTIAL, f"a: {error}; 0 of 1 parts read") == (poll.answer.outcome, poll.answer.error)
    assert poll.parts is not None
    assert [None] == [part.read_at for part in poll.parts]


def test_the_304s_of_parts_that_were_wrong_cost_the_feed_its_validators() -> None:
    asked = job(SITEMAP, parts=(PART,), parts_since=NOW - DAY)
    found = index_of(asked, index(("a", None)), NOW)
    assert found is not None
    one = part_answered(PART, Question(in_full=True), reply(BODY + b"!", headers=TOLD), NOW)

    poll = joined(polled(asked, reply(b"<sitemapindex/>")), index(("a", None)), found, [part_read(one, reading())])

    assert (True, UNTRUE) == (poll.lied, poll.answer.error)


def test_an_index_that_became_a_sitemap_is_forgotten() -> None:
    asked = job(SITEMAP, parts=(PART,), parts_since=NOW - DAY)

    assert ((), None) == (lambda poll: (poll.parts, poll.parts_since))(read(polled(asked, reply()), reading(draft())))
    assert None is read(polled(job(SITEMAP), reply()), reading(draft())).parts


# ---------------------------------------------------------------- a sitemap


@pytest.mark.parametrize(
    ("facts", "listed", "outcome"),
    [
        ({}, 0, Outcome.EMPTY),
        ({}, 3, Outcome.EMPTY),
        ({"last_success_at": NOW - HOUR}, 3, Outcome.UNCHANGED),  # nothing newer than what is known
        ({"last_success_at": NOW - HOUR}, 0, Outcome.EMPTY),
    ],
)
def test_a_sitemap_without_rows_is_empty_and_one_without_newer_ones_unchanged(
    facts: dict[str, Any], listed: int, outcome: Outcome
) -> None:
    poll = read(polled(job(SITEMAP, **facts), reply()), reading(listed=listed))

    assert outcome == poll.answer.outcome


def test_a_packed_sitemap_that_says_the_same_is_unchanged() -> None:
    body = b"\x1f\x8bpacked"
    known = job(SITEMAP, body_sha256=hashlib.sha256(body).hexdigest())

    assert Outcome.UNCHANGED == read(polled(known, reply(body)), reading(draft())).answer.outcome


@pytest.mark.parametrize(
    ("facts", "at"),
    [
        ({}, None),
        ({"last_success_at": NOW - HOUR}, NOW - HOUR - 2 * DAY),
        ({"last_success_at": NOW - HOUR, "full_at": NOW - 3 * DAY}, NOW - 5 * DAY),  # 304s since then
    ],
)
def test_what_may_be_new_counts_from_the_last_document(facts: dict[str, Any], at: datetime | None) -> None:
    assert at == known_before(job(SITEMAP, **facts))


# ---------------------------------------------------------------- older entries


def test_parts_of_an_archive_that_are_certainly_older_are_left_out() -> None:
    named = index(("old", "2025-11-01"), ("new", "2025-11-19"), ("undated", None))

    finding = found(ArchiveJob(1, SITEMAP, URL, "sitemap", NOW - DAY), reply(), named, NOW)

    assert ["new", "undated"] == [part.url for part in finding.further]


@pytest.mark.parametrize(
    ("came", "what", "outcome"),
    [
        (reply(), reading(draft()), Outcome.FRESH),
        (reply(), reading(), Outcome.EMPTY),
        (reply(), index(("a", None)), Outcome.FRESH),
        (reply(), Failure("an HTML page"), Outcome.NOT_A_FEED),
        (reply(), Failure("too slow", costly=True), Outcome.TOO_COSTLY),
        (reply(status=404), None, Outcome.MISSING),
        (reply(status=503), None, Outcome.BUSY),
    ],
)
def test_a_document_of_older_entries_has_an_outcome(
    came: Reply, what: FeedReading | Failure | None, outcome: Outcome
) -> None:
    finding = found(ArchiveJob(1, FEED, f"{URL}?paged=2", "paging", NOW - DAY), came, what, NOW)

    readable = isinstance(what, FeedReading)
    assert (outcome, readable) == (finding.answer.outcome, finding.sha256 is not None)
    assert (what.drafts if isinstance(what, FeedReading) else ()) == finding.drafts


# ---------------------------------------------------------------- what cost too much to read

TOO_MUCH = Failure("took more than 10 s of CPU", costly=True)


@pytest.mark.parametrize("cut_short", [False, True])
def test_a_document_that_cost_too_much_is_not_read_again_until_it_changes(cut_short: bool) -> None:
    first = read(polled(job(), reply(cut_short=cut_short)), TOO_MUCH)
    known = job(costly_sha256=first.costly_sha256)
    rebuilt = BODY.replace(b"12:00", b"12:15")

    assert (Outcome.TOO_COSTLY, semantic_hash(BODY)) == (first.answer.outcome, first.costly_sha256)
    for same in (BODY, rebuilt):
        again = polled(known, reply(same, cut_short=cut_short))
        assert (Outcome.TOO_COSTLY, NOT_AGAIN) == (again.answer.outcome, again.answer.error)
        assert first.costly_sha256 == again.costly_sha256
    assert Outcome.FRESH is polled(known, reply(BODY.replace(b"van", b"car"))).answer.outcome


def test_what_could_not_be_read_for_another_reason_is_not_held_against_it() -> None:
    assert None is read(polled(job(), reply()), Failure("no feed")).costly_sha256


def test_a_part_of_an_index_that_cost_too_much_is_not_read_again_until_it_changes() -> None:
    part = Part(f"{URL}/part", costly_sha256=semantic_hash(BODY))

    assert Outcome.TOO_COSTLY is part_answered(part, Question(), reply(), NOW).answer.outcome
    assert Outcome.FRESH is part_answered(part, Question(), reply(b"<urlset/>"), NOW).answer.outcome


def test_a_page_that_cost_too_much_is_known_by_its_bytes() -> None:
    asked = PageJob("0" * 32, URL, FEED, Article("New van"), costly_sha256=SHA)

    assert is_known_costly(asked, reply())
    assert not is_known_costly(asked, reply(b"other"))
    assert not is_known_costly(replace(asked, costly_sha256=None), reply())

"""What an HTTP answer means: its status, its headers, whose wall it is, and whether its body says anything new."""

import tracemalloc
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.model import Outcome
from crawler.polling.answers import (
    Reply,
    challenge,
    explain,
    fresh_for,
    one_line_error,
    retry_after,
    semantic_hash,
    validators,
)
from tests.pace import Pace

NOW = datetime(2025, 11, 19, 12, 0, tzinfo=UTC)
URL = "https://kolibri.example/feed"
DAY, WEEK = 86_400, 7 * 86_400
BOUNDED = settings(max_examples=150, deadline=None)


def reply(status: int = 200, body: bytes = b"", hops: tuple[int, ...] = (), url: str = URL, **headers: str) -> Reply:
    return Reply(status, url, {name.replace("_", "-"): value for name, value in headers.items()}, body, hops)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (100, Outcome.BLOCKED),
        (200, Outcome.FRESH),
        (204, Outcome.FRESH),
        (206, Outcome.FRESH),
        (226, Outcome.FRESH),
        (300, Outcome.REDIRECT),
        (302, Outcome.REDIRECT),
        (304, Outcome.UNCHANGED),
        (399, Outcome.REDIRECT),
        (400, Outcome.BLOCKED),
        (401, Outcome.BLOCKED),
        (403, Outcome.BLOCKED),
        (404, Outcome.MISSING),
        (405, Outcome.BLOCKED),
        (408, Outcome.TIMEOUT),
        (410, Outcome.GONE),
        (418, Outcome.BLOCKED),
        (421, Outcome.NETWORK),
        (425, Outcome.TIMEOUT),
        (429, Outcome.BUSY),
        (451, Outcome.BLOCKED),
        (499, Outcome.TIMEOUT),
        (500, Outcome.SERVER_ERROR),
        (502, Outcome.SERVER_ERROR),
        (503, Outcome.BUSY),
        (522, Outcome.SERVER_ERROR),
        (599, Outcome.SERVER_ERROR),
        (999, Outcome.SERVER_ERROR),
    ],
)
def test_each_status_has_one_outcome(status: int, outcome: Outcome) -> None:
    answer = explain(reply(status), NOW)

    assert (outcome, status) == (answer.outcome, answer.http_status)
    assert (outcome in {Outcome.FRESH, Outcome.UNCHANGED}) == (answer.error is None)


def test_every_status_there_is_has_an_outcome_of_the_vocabulary() -> None:
    assert all(explain(reply(status), NOW).outcome in Outcome for status in range(100, 1000))


def test_only_a_good_answer_brings_validators_and_a_lifetime() -> None:
    headers = {"etag": '"v1"', "last_modified": "Wed, 19 Nov 2025 11:00:00 GMT", "cache_control": "max-age=600"}

    assert ('"v1"', 600) == (explain(reply(200, **headers), NOW).etag, explain(reply(304, **headers), NOW).fresh_for_s)
    for status in (301, 403, 404, 410, 429, 500, 503):
        answer = explain(reply(status, **headers), NOW)
        assert (None, None, None) == (answer.etag, answer.last_modified, answer.fresh_for_s)


@pytest.mark.parametrize(
    ("hops", "moved"),
    [
        ((), None),
        ((301,), URL),
        ((308,), URL),
        ((301, 308, 301), URL),
        ((302,), None),
        ((301, 302), None),
        ((307, 301), None),
        ((303,), None),
    ],
)
def test_a_feed_has_moved_only_if_every_redirect_was_for_good(hops: tuple[int, ...], moved: str | None) -> None:
    assert moved == explain(reply(hops=hops), NOW).moved_to
    assert moved == explain(reply(304, hops=hops), NOW).moved_to
    assert explain(reply(404, hops=hops), NOW).moved_to is None


# ---------------------------------------------------------------- Retry-After


@pytest.mark.parametrize(
    ("written", "busy", "too_many"),
    [
        ("120", 120, 120),
        (" 120 ", 120, 120),
        ("0", 60, 60),
        ("59", 60, 60),
        ("86401", DAY, 86_401),
        ("99999999", DAY, WEEK),
        ("Wed, 19 Nov 2025 12:10:00 GMT", 600, 600),
        ("Wednesday, 19-Nov-25 12:10:00 GMT", 600, 600),
        ("Wed Nov 19 12:10:00 2025", 600, 600),
        ("Wed, 19 Nov 2025 13:10:00 +0100", 600, 600),
        ("Wed, 19 Nov 2025 11:00:00 GMT", 60, 60),
        ("Sat, 22 Nov 2025 12:00:00 GMT", DAY, 3 * DAY),
        ("Fri, 31 Dec 9999 23:59:59 GMT", DAY, WEEK),
        ("Fri, 31 Dec 9999 23:59:59 -2359", DAY, WEEK),
        ("Mon, 01 Jan 0001 00:00:00 +2359", 60, 60),
        ("", None, None),
        ("soon", None, None),
        ("-5", None, None),
        ("1.5", None, None),
        ("1e20", None, None),
        ("Wed, 99 Nov 2025 12:10:00 GMT", None, None),
        ("9" * 400, None, None),
        ("9" * 5000, None, None),
        ("١٢٠", None, None),
    ],
)
def test_reads_how_long_a_host_wants_to_rest(written: str, busy: int | None, too_many: int | None) -> None:
    assert (busy, too_many) == (retry_after(written, NOW, 503), retry_after(written, NOW, 429))


def test_only_a_busy_answer_asks_for_rest() -> None:
    assert 300 == explain(reply(503, retry_after="300"), NOW).retry_after_s
    assert WEEK == explain(reply(429, retry_after="99999999"), NOW).retry_after_s
    for status in (200, 301, 304, 403, 404, 500):
        assert explain(reply(status, retry_after="300"), NOW).retry_after_s is None


# ---------------------------------------------------------------- lifetimes


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"cache-control": "max-age=600"}, 600),
        ({"cache-control": "public, MAX-AGE = 600"}, 600),
        ({"cache-control": 'max-age="600"'}, 600),
        ({"cache-control": "max-age=600,must-revalidate"}, 600),
        ({"cache-control": "max-age=600", "age": "100"}, 500),
        ({"cache-control": "max-age=600", "age": "600"}, None),
        ({"cache-control": "max-age=600", "age": "9" * 300}, 600),
        ({"cache-control": "max-age=600", "age": "-100"}, 600),
        ({"cache-control": "max-age=600", "age": "x"}, 600),
        ({"cache-control": "max-age=0"}, None),
        ({"cache-control": "max-age=-1"}, None),
        ({"cache-control": "max-age=31536000"}, DAY),
        ({"cache-control": "max-age=" + "9" * 400}, DAY),
        ({"cache-control": "s-maxage=600"}, None),
        ({"cache-control": "s-maxage=600, max-age=60"}, 60),
        ({"cache-control": "x-max-age=600"}, None),
        ({"cache-control": "no-cache, max-age=600"}, None),
        ({"cache-control": "max-age=600, no-store"}, None),
        ({"cache-control": 'no-cache="Set-Cookie", max-age=600'}, 600),
        ({"cache-control": "max-age"}, None),
        ({"expires": "Wed, 19 Nov 2025 12:30:00 GMT"}, 1800),
        ({"expires": "Wed, 19 Nov 2025 12:30:00 GMT", "date": "Wed, 19 Nov 2025 12:20:00 GMT"}, 600),
        ({"expires": "Wed, 19 Nov 2025 12:30:00 GMT", "date": "yesterday"}, 1800),
        ({"expires": "Wed, 19 Nov 2025 11:30:00 GMT"}, None),
        ({"expires": "Wed, 19 Nov 2025 12:30:00 GMT", "cache-control": "max-age=60"}, 60),
        ({"expires": "Wed, 19 Nov 2025 12:30:00 GMT", "cache-control": "max-age=0"}, None),
        ({"expires": "Wed, 19 Nov 2025 12:30:00 GMT", "cache-control": "no-cache"}, None),
        ({"expires": "Fri, 31 Dec 9999 23:59:59 GMT"}, DAY),
        ({"expires": "0"}, None),
        ({"expires": "-1"}, None),
        ({"expires": "Thu, 01 Jan 1970 00:00:00 GMT"}, None),
        ({"expires": "never \x00 \udcff"}, None),
    ],
)
def test_reads_how_long_a_cache_would_not_ask_again(headers: dict[str, str], seconds: int | None) -> None:
    assert seconds == fresh_for(headers, NOW)


# ---------------------------------------------------------------- validators


@pytest.mark.parametrize(
    ("modified", "kept"),
    [
        ("Wed, 19 Nov 2025 11:00:00 GMT", True),
        ("Thu, 20 Nov 2025 11:00:00 GMT", True),  # within a day: somebody's clock is a little fast
        ("Sat, 22 Nov 2025 11:00:00 GMT", False),
        ("Tue, 19 Nov 2041 11:00:00 GMT", False),
        ("Thu, 01 Jan 1970 00:00:00 GMT", False),
        ("Tue, 31 Dec 1985 00:00:00 GMT", False),
        ("Fri, 31 Dec 9999 23:59:59 -2359", False),
        ("last Wednesday", True),  # no date at all: theirs to compare, byte for byte
        ("", False),
    ],
)
def test_a_last_modified_that_would_freeze_a_feed_is_not_sent_back(modified: str, *, kept: bool) -> None:
    assert ('W/"v1"', modified if kept else None) == validators({"etag": 'W/"v1"', "last-modified": modified}, NOW)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"etag": '"v1"', "expires": "0"}, (None, None)),
        ({"etag": '"v1"', "last-modified": "Wed, 19 Nov 2025 11:00:00 GMT", "expires": " 0 "}, (None, None)),
        ({"etag": '"v1"', "expires": "-1"}, ('"v1"', None)),
        ({"etag": "", "expires": "Thu, 01 Jan 1970 00:00:00 GMT"}, (None, None)),
        ({"etag": "unquoted  \t x"}, ("unquoted  \t x", None)),
        ({}, (None, None)),
    ],
)
def test_validators_are_kept_byte_for_byte_unless_nothing_is_to_be_kept(
    headers: dict[str, str], expected: tuple[str | None, str | None]
) -> None:
    assert expected == validators(headers, NOW)


# ---------------------------------------------------------------- the body

HEAD_OF_RSS = b"<rss><channel><title>T</title>%s<lastBuildDate>%s</lastBuildDate><!-- built %s -->"
RSS = HEAD_OF_RSS.replace(b"%s", b"", 1) + (
    b"<item><title>A</title><pubDate>%s</pubDate><slash:comments>%s</slash:comments></item></channel></rss>"
)
IMAGE = b"<image><url>https://kolibri.example/logo.png</url></image>"
IMAGED = HEAD_OF_RSS + b"<item><title>A</title></item></channel></rss>"
ATOM = b"<feed><updated>%s</updated><entry><title>A</title><updated>%s</updated></entry></feed>"
RDF = b"<rdf:RDF><channel><dc:date>%s</dc:date><items/></channel><item><dc:date>%s</dc:date></item></rdf:RDF>"
SITEMAP = b"<urlset><url><loc>/a</loc><lastmod>%s</lastmod></url></urlset>"
JSON = b'{"items": [{"id": "%s"}]}'


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (RSS % (b"1", b"1", b"x", b"3"), RSS % (b"2", b"2", b"x", b"4"), True),
        (RSS % (b"1", b"1", b"x", b"3"), RSS % (b"1", b"1", b"y", b"3"), False),
        (IMAGED % (IMAGE, b"1", b"1"), IMAGED % (IMAGE, b"2", b"2"), True),
        (ATOM % (b"1", b"x"), ATOM % (b"2", b"x"), True),
        (ATOM % (b"1", b"x"), ATOM % (b"1", b"y"), False),
        (RDF % (b"1", b"x"), RDF % (b"2", b"x"), True),
        (RDF % (b"1", b"x"), RDF % (b"1", b"y"), False),
        (SITEMAP % b"x", SITEMAP % b"y", False),
        (JSON % b"x", JSON % b"y", False),
        (b"<a/><!-- one --><b/>", b"<a/><!-- two --><b/>", True),
        (b"<!-- open", b"<!-- left open", False),
        (b"", b"", True),
    ],
)
def test_a_document_is_the_same_when_its_entries_are(one: bytes, other: bytes, *, same: bool) -> None:
    assert same == (semantic_hash(one) == semantic_hash(other))


def test_an_error_text_cannot_harm_a_terminal_or_a_row() -> None:
    line = one_line_error("bad \x1b[31m\nword \ud800 " + "x" * 500)

    assert line.isascii()
    assert line.isprintable()
    assert 300 == len(line)


# ---------------------------------------------------------------- whatever comes

HEADER = st.text(max_size=60) | st.sampled_from(
    ["max-age=", "no-cache", "Wed, 19 Nov 2025 11:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 -9999", "0", "9" * 5000]
)
NAMES = ("age", "cache-control", "cf-mitigated", "date", "etag", "expires", "last-modified", "retry-after", "server")
PIECES = st.sampled_from(
    [b"<!--", b"-->", b"<item>", b"<a:pubDate", b"<updated>", b">", b"</", b"<html", b"captcha", b"\xff", b"x"]
)


@BOUNDED
@given(st.integers(0, 1200), st.dictionaries(st.sampled_from(NAMES), HEADER), st.lists(PIECES), st.text(max_size=40))
def test_no_answer_is_beyond_explanation(status: int, headers: dict[str, str], pieces: list[bytes], url: str) -> None:
    answer = explain(Reply(status, url, headers, b"".join(pieces), (301,)), NOW)

    assert answer.retry_after_s is None or 60 <= answer.retry_after_s <= WEEK
    assert answer.fresh_for_s is None or 0 < answer.fresh_for_s <= DAY
    assert 64 == len(semantic_hash(b"".join(pieces)))


@BOUNDED
@given(st.text(max_size=200), st.sampled_from((429, 503)))
def test_no_retry_after_is_too_odd(written: str, status: int) -> None:
    seconds = retry_after(written, NOW, status)

    assert seconds is None or 60 <= seconds <= WEEK


@pytest.mark.parametrize(
    "piece",
    [b"<!--", b"-->", b"<!---->", b"<pubDate", b"<pubDate>", b"<a:pubDate ", b"<", b"<slash:comments>", b"<x:", b" "],
)
def test_the_time_it_takes_grows_with_the_length_of_a_body(piece: bytes) -> None:
    body = piece * ((4 << 20) // len(piece))

    with Pace() as took:
        semantic_hash(body)
        challenge(reply(403, b"<html>" + body))

    assert took.cpu_s < 2.0


@pytest.mark.parametrize("piece", ["max-age", "max-age =", " ", ",", "no-cache=", "19 Nov 2025 ", "1:", "9", "-", "("])
def test_the_time_it_takes_grows_with_the_length_of_a_header(piece: str) -> None:
    header = piece * ((1 << 16) // len(piece))

    with Pace() as took:
        fresh_for({"cache-control": header, "expires": header, "date": header, "age": header}, NOW)
        validators({"last-modified": header}, NOW)
        retry_after(header, NOW, 429)

    assert took.cpu_s < 1.0


@pytest.mark.parametrize(
    ("piece", "copies"),
    [(b"<slash:comments>4</slash:comments>, a word of it", 0.25), (b"<!-- a -->      ", 2), (b"a<!---->", 2)],
)
def test_the_sum_of_a_large_document_costs_little_room(piece: bytes, copies: float) -> None:
    body = b"<rss><item>" + piece * 100_000 + b"</item></rss>"
    tracemalloc.start()

    try:
        semantic_hash(body)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert most < copies * len(body)

"""What an HTTP answer means."""

from datetime import UTC, datetime

import pytest

from crawler.model import Outcome
from crawler.polling.answers import explain, one_line_error, retry_after, semantic_hash

NOW = datetime(2025, 11, 19, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, Outcome.FRESH),
        (206, Outcome.FRESH),
        (302, Outcome.REDIRECT),
        (304, Outcome.UNCHANGED),
        (400, Outcome.BLOCKED),
        (401, Outcome.BLOCKED),
        (403, Outcome.BLOCKED),
        (404, Outcome.MISSING),
        (410, Outcome.GONE),
        (429, Outcome.BUSY),
        (451, Outcome.BLOCKED),
        (500, Outcome.SERVER_ERROR),
        (503, Outcome.BUSY),
        (522, Outcome.SERVER_ERROR),
    ],
)
def test_each_status_has_one_outcome(status: int, outcome: Outcome) -> None:
    assert outcome == explain(status, {}, NOW).outcome


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("120", 120),
        (" 120 ", 120),
        ("0", 60),
        ("99999999", 86400),
        ("Wed, 19 Nov 2025 12:10:00 GMT", 600),
        ("Wed, 19 Nov 2025 11:00:00 GMT", 60),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 86400),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1e20", None),
        ("9" * 400, None),
        ("١٢٠", None),
    ],
)
def test_reads_how_long_a_host_wants_to_rest(written: str, seconds: int | None) -> None:
    assert seconds == retry_after(written, NOW)


def test_only_a_busy_answer_asks_for_rest() -> None:
    header = {"retry-after": "300"}

    assert 300 == explain(503, header, NOW).retry_after_s
    assert explain(404, header, NOW).retry_after_s is None


RSS = (
    b"<rss><channel><title>T</title><lastBuildDate>%s</lastBuildDate><!-- built %s -->"
    b"<item><title>A</title><pubDate>%s</pubDate><slash:comments>%s</slash:comments></item></channel></rss>"
)
ATOM = b"<feed><updated>%s</updated><entry><title>A</title><updated>%s</updated></entry></feed>"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (RSS % (b"1", b"1", b"x", b"3"), RSS % (b"2", b"2", b"x", b"4"), True),
        (RSS % (b"1", b"1", b"x", b"3"), RSS % (b"1", b"1", b"y", b"3"), False),
        (ATOM % (b"1", b"x"), ATOM % (b"2", b"x"), True),
        (ATOM % (b"1", b"x"), ATOM % (b"1", b"y"), False),
        (b"<!-- open", b"<!-- left open", False),
        (b"", b"", True),
    ],
)
def test_a_document_is_the_same_when_its_entries_are(one: bytes, other: bytes, same: bool) -> None:
    assert same == (semantic_hash(one) == semantic_hash(other))


def test_an_error_text_cannot_harm_a_terminal_or_a_row() -> None:
    line = one_line_error("bad \x1b[31m\nword \ud800 " + "x" * 500)

    assert line.isascii()
    assert line.isprintable()
    assert 300 == len(line)

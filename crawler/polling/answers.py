"""An HTTP answer, or the lack of one -> what it means for the feed or page that was asked for."""

import hashlib
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from crawler.model import Answer, Outcome

SHORTEST_REST_S = 60
LONGEST_REST_S = 24 * 3600  # a host that asks for more is asked once a day all the same
ERROR_CHARS = 300  # fetches.error

STATUSES = {
    304: Outcome.UNCHANGED,
    404: Outcome.MISSING,
    410: Outcome.GONE,
    429: Outcome.BUSY,
    503: Outcome.BUSY,
}

# Tags that change at every request and say nothing about the entries.
HEAD_DATES = re.compile(rb"<(?:\w{1,20}:)?(?:lastBuildDate|pubDate|updated|date|modified)\b[^<>]*>[^<]*</")
COUNTERS = re.compile(rb"<(?:slash:comments|thr:total|wfw:comments)\b[^<>]*>[^<]*</")
FIRST_ENTRY = re.compile(rb"<(?:\w{1,20}:)?(?:item|entry)\b")


def explain(status: int, headers: dict[str, str], now: datetime) -> Answer:
    """What a complete answer says before its body is read; `headers` have lower-case names.

    A 200 is FRESH until its body has been compared and read.
    """
    outcome = STATUSES.get(status) or _by_class(status)
    rest = retry_after(headers.get("retry-after", ""), now) if outcome is Outcome.BUSY else None
    good = outcome in {Outcome.FRESH, Outcome.UNCHANGED}
    return Answer(outcome, status, error=None if good else f"HTTP {status}", retry_after_s=rest)


def _by_class(status: int) -> Outcome:
    if 200 <= status < 300:
        return Outcome.FRESH
    if 300 <= status < 400:
        return Outcome.REDIRECT
    return Outcome.SERVER_ERROR if status >= 500 else Outcome.BLOCKED


def retry_after(written: str, now: datetime) -> int | None:
    """Seconds of rest a Retry-After asks for (RFC 9110, 10.2.3), between a minute and a day; None: it says nothing."""
    written = written.strip()
    if re.fullmatch(r"[0-9]{1,12}", written):
        seconds = int(written)
    else:
        try:
            until = parsedate_to_datetime(written)
        except (TypeError, ValueError, IndexError, OverflowError):
            return None
        if until.tzinfo is None:
            until = until.replace(tzinfo=UTC)
        seconds = int((until - now).total_seconds())
    return min(max(seconds, SHORTEST_REST_S), LONGEST_REST_S)


def semantic_hash(body: bytes) -> str:
    """SHA-256 of a feed document without what changes while its entries stay the same.

    Left out: XML comments, comment counters, and the dates that stand before the first entry.
    """
    body = _without_comments(body)
    first = FIRST_ENTRY.search(body)
    start = first.start() if first else len(body)
    head = HEAD_DATES.sub(b"", body[:start])
    return hashlib.sha256(head + COUNTERS.sub(b"", body[start:])).hexdigest()


def _without_comments(body: bytes) -> bytes:
    kept, at = [], 0
    while (start := body.find(b"<!--", at)) >= 0:
        end = body.find(b"-->", start)
        if end < 0:
            break
        kept.append(body[at:start])
        at = end + 3
    return b"".join((*kept, body[at:]))


def one_line_error(error: str) -> str:
    """An error text fit for a row or a terminal: one line, no control characters, at most 300 characters."""
    return " ".join(ascii(error)[1:-1].replace("\\n", " ").split())[:ERROR_CHARS]

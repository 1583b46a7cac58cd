"""An HTTP reply, or the lack of one -> an Answer: what it means for the feed or page that was asked for."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from crawler.model import Answer, Outcome
from crawler.polling import rules
from crawler.polling.challenge_words import CONSENT_HOSTS, CONSENT_PATHS, HEADERS, SCRIPTS, STRONG, WEAK

ERROR_CHARS = 300  # fetches.error
BARE_PAGE = 8 * 1024  # bytes: a page of that size that runs a bot check's script is the bot check
LOOKED_AT = 64 * 1024  # bytes of a page in which a bot check shows itself
OLDEST_MODIFIED = datetime(1990, 1, 1, tzinfo=UTC)  # older: an unset clock or an epoch

STATUSES = {
    304: Outcome.UNCHANGED,
    404: Outcome.MISSING,
    408: Outcome.TIMEOUT,  # of the request
    410: Outcome.GONE,
    421: Outcome.NETWORK,  # the connection was for another host
    425: Outcome.TIMEOUT,  # too early
    429: Outcome.BUSY,
    499: Outcome.TIMEOUT,  # nginx: who asked did not wait
    503: Outcome.BUSY,
}
PERMANENT = frozenset({301, 308})

# Tags that change at every request and say nothing about the entries.
HEAD_DATES = re.compile(rb"<(?:\w{1,20}:)?(?:lastBuildDate|pubDate|updated|date|modified)\b[^<>]*>[^<]*</")
COUNTERS = re.compile(rb"<(?:slash:comments|thr:total|wfw:comments)\b[^<>]*>[^<]*</")
FIRST_ENTRY = re.compile(  # <url> is an entry of a sitemap only: the logo of an RSS channel has one too
    rb"<(?:\w{1,20}:)?(?:(?:item|entry|sitemap)\b|url>\s{0,99}<(?:\w{1,20}:)?loc\b)", re.IGNORECASE
)
# What a body is at first glance: a list of entries (a named group), which may quote any page, or a page. In lower case.
GLANCE = re.compile(
    rb"\A\s{0,999}(?P<json>\{)|<(?P<list>rss|feed|rdf:rdf|channel|urlset|sitemapindex)\b|<(?:!doctype html|html)\b"
)


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP answer as it came; `headers` have lower-case names."""

    status: int
    url: str  # that answered, after redirects
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    hops: tuple[int, ...] = ()  # statuses of the redirects that led to `url`
    cut_short: bool = False  # the connection was closed before the end
    ms: int = 0


def explain(reply: Reply, now: datetime) -> Answer:
    """What a reply says before its body is read: a 200 is FRESH until its body has been compared and read."""
    outcome = STATUSES.get(reply.status) or _by_class(reply.status)
    wall = challenge(reply)
    if wall is not None:
        outcome = Outcome.CHALLENGE
    good = outcome in {Outcome.FRESH, Outcome.UNCHANGED}
    told = f"HTTP {reply.status}"
    busy = reply.status in (429, 503)
    etag, last_modified = validators(reply.headers, now) if good else (None, None)
    return Answer(
        outcome,
        reply.status,
        error=f"{wall} ({told})" if wall else None if good else told,
        retry_after_s=retry_after(reply.headers.get("retry-after", ""), now, reply.status) if busy else None,
        fresh_for_s=fresh_for(reply.headers, now) if good else None,
        etag=etag,
        last_modified=last_modified,
        moved_to=reply.url if good and reply.hops and PERMANENT.issuperset(reply.hops) else None,
    )


def _by_class(status: int) -> Outcome:
    if 200 <= status < 300:
        return Outcome.FRESH
    if 300 <= status < 400:
        return Outcome.REDIRECT
    return Outcome.SERVER_ERROR if status >= 500 else Outcome.BLOCKED


# ---------------------------------------------------------------- what the headers ask for


def retry_after(written: str, now: datetime, status: int) -> int | None:
    """Seconds of rest a Retry-After asks for (RFC 9110, 10.2.3), from a minute to a day; with 429 up to a week.

    None: it says nothing that can be read.
    """
    written = written.strip()
    if re.fullmatch(r"[0-9]{1,12}", written):
        seconds = int(written)
    else:
        until = _http_date(written)
        if until is None:
            return None
        seconds = int((until - now).total_seconds())
    longest = rules.REST_LONGEST_429 if status == 429 else rules.REST_LONGEST
    return _between(rules.REST_SHORTEST, seconds, longest)


def fresh_for(headers: Mapping[str, str], now: datetime) -> int | None:
    """Seconds for which a cache would not ask again (RFC 9111, 4.2): max-age less Age, else Expires; None: unsaid.

    `no-cache` and `no-store` say that nothing may be assumed. At most a day.
    """
    control = headers.get("cache-control", "").lower()
    if re.search(r"\bno-(?:cache|store)\b(?!=)", control):
        return None
    stated = re.search(r"(?:^|[\s,])max-age\s*=\s*\"?([0-9]{1,12})", control)
    if stated:
        seconds = int(stated[1]) - _number(headers.get("age", ""))
    else:
        expires = _http_date(headers.get("expires", ""))
        if expires is None:
            return None
        seconds = int((expires - (_http_date(headers.get("date", "")) or now)).total_seconds())
    return None if seconds <= 0 else min(seconds, int(rules.WISH_LONGEST.total_seconds()))


def validators(headers: Mapping[str, str], now: datetime) -> tuple[str | None, str | None]:
    """ETag and Last-Modified, byte for byte, as far as they may be sent back.

    Not from a server that says `Expires: 0` (it wants nothing cached), nor a Last-Modified in the future or before
    1990: sent back, such a date freezes a feed.
    """
    if headers.get("expires", "").strip() == "0":
        return None, None
    modified = headers.get("last-modified")
    when = _http_date(modified) if modified else None
    if when is not None and not OLDEST_MODIFIED <= when <= now + timedelta(days=1):
        modified = None
    return headers.get("etag") or None, modified or None


def _http_date(written: str) -> datetime | None:
    try:
        when = parsedate_to_datetime(written.strip())
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return when if when.tzinfo is not None else when.replace(tzinfo=UTC)


def _number(written: str) -> int:
    return int(written) if re.fullmatch(r"[0-9]{1,12}", written.strip()) else 0


def _between(least: timedelta, seconds: int, most: timedelta) -> int:
    return min(max(seconds, int(least.total_seconds())), int(most.total_seconds()))


# ---------------------------------------------------------------- walls


def challenge(reply: Reply) -> str | None:
    """Whose bot check or consent wall stands before the thing that was asked for; None: it seems to be the thing."""
    is_error = reply.status in (401, 403, 429, 503)
    for number, (name, value, who) in enumerate(HEADERS):
        if (number == 0 or is_error) and name in reply.headers and value in reply.headers[name].lower():
            return f"a bot check of {who}"
    start = reply.body[:LOOKED_AT].lower()
    looks = GLANCE.search(start)
    if looks is not None and looks.lastgroup is not None:
        return None
    if reply.hops and _asks_consent(reply.url):
        return "a consent wall"
    if looks is None:
        return None
    scripts = SCRIPTS if is_error or len(reply.body) <= BARE_PAGE else ()
    for mark, who in (*STRONG, *scripts, *(WEAK if is_error else ())):
        if mark in start:
            return f"a bot check of {who}" if who[:2] != "a " else who
    return None


def _asks_consent(url: str) -> bool:
    try:
        parts = urlsplit(url.lower())
    except ValueError:
        return False
    place = f"{parts.path}?{parts.query}"
    return (parts.hostname or "").startswith(CONSENT_HOSTS) or any(path in place for path in CONSENT_PATHS)


# ---------------------------------------------------------------- the body


def semantic_hash(body: bytes) -> str:
    """SHA-256 of a feed document without what changes while its entries stay the same.

    Left out: XML comments, comment counters, and the dates that stand before the first entry. A body may be large, so
    it is not copied: what is kept goes piece by piece into the sum.
    """
    told = _without_comments(body)
    first = FIRST_ENTRY.search(told)
    start = first.start() if first else len(told)
    made = hashlib.sha256()
    with memoryview(told) as whole:
        for pattern, begin, end in ((HEAD_DATES, 0, start), (COUNTERS, start, len(told))):
            for left_out in pattern.finditer(told, begin, end):
                made.update(whole[begin : left_out.start()])
                begin = left_out.end()
            made.update(whole[begin:end])
    return made.hexdigest()


def _without_comments(body: bytes) -> bytes | bytearray:
    """The body without them, in one piece: a list of a million small ones takes more room than a large body."""
    kept, at = bytearray(), 0
    while (start := body.find(b"<!--", at)) >= 0:
        end = body.find(b"-->", start)
        if end < 0:
            break
        kept += body[at:start]
        at = end + 3
    return kept + body[at:] if at else body


def one_line_error(error: str) -> str:
    """An error text fit for a row or a terminal: one line, no control characters, at most 300 characters."""
    return " ".join(ascii(error)[1:-1].replace("\\n", " ").split())[:ERROR_CHARS]

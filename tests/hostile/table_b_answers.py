"""Table B, what answers say: framing that is wrong, redirects, statuses, validators that lie."""

import gzip

from tests.hostile.endpoint import (
    ANY_FEED,
    BROKEN,
    CRLF,
    LISTS,
    RESET,
    XML,
    Endpoint,
    by_validators,
    head,
    ok,
    raw,
    status,
    to,
)
from tests.hostile.payloads import GOOD, some

CUT = frozenset({"partial", "network"})
REDIRECT = frozenset({"redirect"})
_HEAD = head(Content_Type=XML, Connection="close")
_CHUNKED = head(Content_Type=XML, Transfer_Encoding="chunked")
_HALF = GOOD[: len(GOOD) // 2]
_SIZE = str(len(GOOD))


def _chunk(piece: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(piece), piece)


def _lines(*lines: str, body: bytes = GOOD) -> bytes:
    """An answer with these lines for a head."""
    return "\r\n".join((*lines, "", "")).encode("latin-1") + body


_FRAMES = {
    "length-too-large": (head(Content_Type=XML, Content_Length=99_999) + GOOD, frozenset({"partial"})),
    "length-too-large-half": (head(Content_Type=XML, Content_Length=len(GOOD)) + _HALF, CUT),
    # what stands behind the length is seen when it comes along with the rest: then it is no HTTP, else half a feed
    "length-too-small": (head(Content_Type=XML, Connection="close", Content_Length=len(_HALF)) + GOOD, CUT),
    "length-too-small-kept-open": (head(Content_Type=XML, Content_Length=len(_HALF)) + GOOD, CUT),
    "length-negative": (_lines("HTTP/1.1 200 OK", "Content-Length: -5"), LISTS | BROKEN),
    "length-plus": (_lines("HTTP/1.1 200 OK", f"Content-Length: +{_SIZE}"), LISTS | BROKEN),
    "length-twice": (_lines("HTTP/1.1 200 OK", "Content-Length: 5", f"Content-Length: {_SIZE}"), ANY_FEED | BROKEN),
    "length-list": (_lines("HTTP/1.1 200 OK", f"Content-Length: {_SIZE}, {_SIZE}"), LISTS | BROKEN),
    "length-word": (_lines("HTTP/1.1 200 OK", "Content-Length: many"), LISTS | BROKEN),
    "length-digits": (_lines("HTTP/1.1 200 OK", "Content-Length: " + "9" * 5000), BROKEN | frozenset({"too_large"})),
    "length-and-chunked": (
        _lines("HTTP/1.1 200 OK", "Content-Length: 5", "Transfer-Encoding: chunked", body=_chunk(GOOD) + b"0\r\n\r\n"),
        ANY_FEED | BROKEN,
    ),
    "coding-of-transfer": (
        _lines("HTTP/1.1 200 OK", "Transfer-Encoding: gzip, chunked", body=_chunk(gzip.compress(GOOD)) + b"0\r\n\r\n"),
        ANY_FEED | BROKEN,
    ),
    "transfer-unknown": (_lines("HTTP/1.1 200 OK", "Transfer-Encoding: cow"), ANY_FEED | BROKEN),
    "transfer-twice": (
        _lines("HTTP/1.1 200 OK", "Transfer-Encoding: chunked", "Transfer-Encoding: identity"),
        ANY_FEED | BROKEN,
    ),
    "chunk-unfinished": (_CHUNKED + b"fff\r\n" + _HALF, CUT),
    "chunk-none-at-end": (_CHUNKED + _chunk(GOOD), LISTS | BROKEN),
    "chunk-size-word": (_CHUNKED + b"zz\r\n" + GOOD, BROKEN),
    "chunk-size-negative": (_CHUNKED + b"-5\r\n" + GOOD, BROKEN),
    "chunk-size-huge": (_CHUNKED + b"f" * 400 + CRLF + GOOD, CUT | frozenset({"too_large"})),
    "chunk-size-16-digits": (_CHUNKED + b"ffffffffffffffff\r\n" + GOOD, LISTS | BROKEN | frozenset({"too_large"})),
    "chunk-bare-feed": (_CHUNKED + b"5\n<rss>\n0\n\n", ANY_FEED | BROKEN),
    "reset-at-once": (RESET, BROKEN),
    "no-head": (GOOD, BROKEN),
    "http-0-9": (b"<html>hello", BROKEN),
    "http-2": (b"HTTP/2.0 200 OK\r\n\r\n" + GOOD, LISTS | BROKEN),
    "http-9-9": (b"HTTP/9.9 200 OK\r\n\r\n" + GOOD, LISTS | BROKEN),
    "h2-preface": (b"\0\0\x12\x04\0\0\0\0\0", BROKEN),
    "status-word": (_lines("HTTP/1.1 OK 200"), BROKEN),
    "status-short": (_lines("HTTP/1.1 20 OK"), BROKEN),
    "status-long": (_lines("HTTP/1.1 2000 OK"), BROKEN),
    "status-zero": (_lines("HTTP/1.1 000 OK"), BROKEN | frozenset({"blocked", "server_error"})),
    "status-escape": (_lines("HTTP/1.1 500 \x1b[31mred\x1b[0m\x07"), BROKEN | frozenset({"server_error"})),
    "header-escape": (_lines("HTTP/1.1 200 OK", "X: \x1b]0;title\x07", "Content-Type: text/xml"), LISTS | BROKEN),
    "header-nul": (_lines("HTTP/1.1 200 OK", "X: a\0b"), LISTS | BROKEN),
    "header-no-colon": (_lines("HTTP/1.1 200 OK", "nonsense"), LISTS | BROKEN),
    "header-no-name": (_lines("HTTP/1.1 200 OK", ": nameless"), LISTS | BROKEN),
    "header-blank-name": (_lines("HTTP/1.1 200 OK", "Content Type : text/xml"), LISTS | BROKEN),
    "bare-line-feeds": (b"HTTP/1.1 200 OK\nContent-Type: text/xml\n\n" + GOOD, LISTS | BROKEN),
    "bare-returns": (b"HTTP/1.1 200 OK\rContent-Type: text/xml\r\r" + GOOD, BROKEN),
    "smuggled": (
        head(Content_Type=XML, Content_Length=len(GOOD)) + GOOD + b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil",
        LISTS,
    ),
    "mail": (b"220 mail.example ESMTP\r\n", BROKEN),
    "nuls": (b"\0" * 5000, BROKEN),
}
_FRAMING = tuple(Endpoint(f"b-frame-{name}", "B", raw(said), ends) for name, (said, ends) in _FRAMES.items())
_RESETS = (Endpoint("b-frame-reset-within", "B", raw(head(Content_Type=XML, Content_Length=9999) + _HALF, RESET), CUT),)

_REDIRECTS = (
    Endpoint("b-loop-self", "B", to("/feed"), REDIRECT),
    Endpoint("b-loop-two", "B", to("/feed/b"), REDIRECT, also={"/feed/b": to("/feed")}),
    Endpoint("b-loop-growing", "B", to("feed/feed/x"), REDIRECT),
    Endpoint("b-loop-permanent", "B", to("/feed", 308), REDIRECT),
    Endpoint("b-loop-303", "B", to("/feed?again", 303), REDIRECT),
    Endpoint(
        "b-chain-of-six",
        "B",
        to("/hop/1"),
        REDIRECT,
        also={**{f"/hop/{n}": to(f"/hop/{n + 1}") for n in range(1, 6)}, "/hop/6": ok(GOOD)},
    ),
    Endpoint(
        "b-chain-of-five",
        "B",
        to("/hop/1"),
        LISTS,
        also={**{f"/hop/{n}": to(f"/hop/{n + 1}") for n in range(1, 5)}, "/hop/5": ok(GOOD)},
    ),
    Endpoint("b-location-empty", "B", status(302, Location=""), REDIRECT),
    Endpoint("b-location-missing", "B", status(302), REDIRECT),
    Endpoint("b-location-blank", "B", status(302, Location="   "), REDIRECT),
    # without a host it is an address of the host that sent it, as browsers have it
    Endpoint("b-location-no-host", "B", to("http:///"), frozenset({"missing"})),
    Endpoint("b-location-port", "B", to("http://127.7.250.1:99999/"), REDIRECT),
    Endpoint("b-location-brackets", "B", to("http://[::1/"), REDIRECT),
    Endpoint("b-location-long", "B", to("/" + "a" * 7000), frozenset({"missing"})),
    Endpoint("b-location-very-long", "B", to("/" + "a" * 100_000), BROKEN),
    Endpoint("b-location-binary", "B", to("/\udcff\udcfe\udc80"), frozenset({"missing"})),
    Endpoint("b-location-escape", "B", to("/\x1b[2Jx"), frozenset({"missing"})),
    Endpoint("b-location-in-200", "B", ok(GOOD, Location="http://127.0.0.2/"), LISTS),
    Endpoint("b-location-in-201", "B", status(201, GOOD, Location="http://127.0.0.2/", Content_Type=XML), LISTS),
    Endpoint("b-cookie-wall", "B", to("/feed", Set_Cookie="seen=1"), REDIRECT),  # no cookie is kept: see the test
)

_STATUSES = {
    200: frozenset({"not_a_feed"}),  # with nothing in it
    204: frozenset({"not_a_feed"}),
    206: frozenset({"not_a_feed", "partial"}),
    300: REDIRECT,
    304: frozenset({"server_error"}),  # nobody asked whether anything changed
    305: REDIRECT,
    400: frozenset({"blocked"}),
    401: frozenset({"blocked"}),
    402: frozenset({"blocked"}),
    403: frozenset({"blocked"}),
    404: frozenset({"missing"}),
    405: frozenset({"blocked"}),
    406: frozenset({"blocked"}),
    407: frozenset({"blocked"}),
    408: frozenset({"timeout"}),
    410: frozenset({"gone"}),
    418: frozenset({"blocked"}),
    421: frozenset({"network"}),
    425: frozenset({"timeout"}),
    431: frozenset({"blocked"}),
    451: frozenset({"blocked"}),
    499: frozenset({"timeout"}),
    500: frozenset({"server_error"}),
    502: frozenset({"server_error"}),
    503: frozenset({"busy"}),
    504: frozenset({"server_error"}),
    511: frozenset({"server_error"}),
    599: frozenset({"server_error"}),
    600: frozenset({"server_error", "network"}),
    999: frozenset({"server_error", "blocked", "network"}),
}
_SAID = tuple(Endpoint(f"b-status-{code}", "B", status(code), ends) for code, ends in _STATUSES.items())

_AFTER = {
    "none": {},
    "1e20": {"Retry_After": "100000000000000000000"},
    "1e400": {"Retry_After": "9" * 400},
    "exponent": {"Retry_After": "1e400"},
    "negative": {"Retry_After": "-5"},
    "zero": {"Retry_After": "0"},
    "soon": {"Retry_After": "soon"},
    "year-9999": {"Retry_After": "Fri, 31 Dec 9999 23:59:59 GMT"},
    "year-1": {"Retry_After": "Mon, 01 Jan 0001 00:00:00 GMT"},
    "year-99999": {"Retry_After": "Fri, 31 Dec 99999 23:59:59 GMT"},
    "zone": {"Retry_After": "Fri, 31 Dec 2027 23:59:59 +999999"},
    "digits": {"Retry_After": "\u0663".encode().decode("latin-1")},
}
_BUSY = tuple(
    Endpoint(f"b-429-{name}", "B", status(429, **headers), frozenset({"busy"})) for name, headers in _AFTER.items()
)

_LIES = (
    Endpoint("b-304-later", "B", by_validators(ok(GOOD, ETag='"a"'), status(304)), LISTS),
    Endpoint("b-etag-lies", "B", ok(lambda asked: some(5, f"Car at {asked.at}"), ETag='"same"'), LISTS),
    Endpoint("b-modified-future", "B", ok(GOOD, Last_Modified="Fri, 31 Dec 9999 23:59:59 GMT"), LISTS),
    Endpoint("b-modified-nonsense", "B", ok(GOOD, Last_Modified="yesterday", Expires="0", Date="never"), LISTS),
    Endpoint("b-max-age", "B", ok(GOOD, Cache_Control="max-age=99999999999999999999999"), LISTS),
    Endpoint("b-expires-9999", "B", ok(GOOD, Expires="Fri, 31 Dec 9999 23:59:59 GMT", Age="-9"), LISTS),
)

ENDPOINTS = (*_FRAMING, *_RESETS, *_REDIRECTS, *_SAID, *_BUSY, *_LIES)

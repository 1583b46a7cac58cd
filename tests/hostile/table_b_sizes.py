"""Table B, how much and how long: bombs, floods of bytes, drips, silence. `{seconds}` and 8 MiB are the limits."""

import asyncio
import gzip
from collections.abc import AsyncIterator

from tests.hostile.endpoint import (
    ANY_FEED,
    BROKEN,
    CHUNK,
    HTML,
    LATE,
    LISTS,
    LOST,
    XML,
    Asked,
    Endpoint,
    Serve,
    endless,
    head,
    late,
    ok,
    raw,
    status,
    then_silence,
    to,
)
from tests.hostile.payloads import GOOD, MIB, bomb, bomb_in_bomb, gzipped_feed, item, members, rss, zeros

LARGE = frozenset({"too_large"})
_HEAD = head(Content_Type=XML, Connection="close")
_CHUNKED = head(Content_Type=XML, Transfer_Encoding="chunked")


def _chunk(piece: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(piece), piece)


def drip(start: bytes, body: bytes, pieces: int = 20) -> Serve:
    """A body that would come to its end long after the time is over."""

    async def serve(asked: Asked) -> AsyncIterator[bytes]:
        yield start
        size = max(1, len(body) // pieces)
        for at in range(0, len(body), size):
            yield body[at : at + size]
            await asyncio.sleep(asked.place.seconds / 8)

    return serve


def slow_hops(asked: Asked) -> bytes:
    """Where the next hop of a slow chain leads."""
    number = int(asked.path.rpartition("/")[2]) + 1 if asked.path.startswith("/feed/") else 1
    return f"/feed/{number}".encode()


def _slowly_on() -> Serve:
    async def serve(asked: Asked) -> AsyncIterator[bytes]:
        await asyncio.sleep(0.8 * asked.place.seconds)
        yield head("302 On", Content_Length=0, Connection="close", Location=slow_hops(asked).decode())

    return serve


_BOMBS = (
    *(Endpoint(f"b-bomb-{coding}", "B", bomb(coding), LARGE) for coding in ("gzip", "deflate", "br", "zstd")),
    Endpoint("b-bomb-deflate-raw", "B", bomb("raw", "deflate"), LARGE),
    Endpoint("b-bomb-double", "B", ok(bomb_in_bomb, Content_Encoding="gzip, gzip"), LARGE),
    Endpoint("b-bomb-double-lines", "B", ok(bomb_in_bomb, Content_Encoding="gzip\r\nContent-Encoding: gzip"), LARGE),
    Endpoint("b-bomb-x-gzip", "B", bomb("gzip", "x-gzip"), LARGE),
    Endpoint("b-bomb-file", "B", ok(lambda _: zeros("gzip"), "application/x-gzip"), LARGE),
    Endpoint("b-gzip-unlabelled-large", "B", ok(gzipped_feed(GOOD, 32 * MIB), "application/octet-stream"), LARGE),
    Endpoint(
        "b-bomb-sitemap",
        "B",
        ok(lambda _: zeros("gzip"), "application/gzip"),
        LARGE | frozenset({"not_a_feed"}),
        feed="kind: sitemap",
    ),
    Endpoint("b-bomb-sitemap-coded", "B", bomb("gzip"), LARGE, feed="kind: sitemap"),
    Endpoint("b-bomb-list", "B", bomb("br", kind=HTML), LARGE, feed="kind: list\nlist: {item: a}"),
    Endpoint("b-bomb-chain", "B", ok(bomb_in_bomb, Content_Encoding=", ".join(["gzip"] * 200)), BROKEN | LARGE),
    Endpoint("b-bomb-identities", "B", ok(GOOD, Content_Encoding=", ".join(["identity"] * 200)), ANY_FEED | BROKEN),
    Endpoint("b-bomb-members", "B", ok(members, Content_Encoding="gzip"), ANY_FEED | BROKEN),
    Endpoint(
        "b-bomb-error",
        "B",
        status(404, lambda _: zeros("gzip"), Content_Encoding="gzip"),
        frozenset({"missing"}) | LARGE,
    ),
    Endpoint("b-bomb-busy", "B", status(503, lambda _: zeros("gzip"), Content_Encoding="gzip"), frozenset({"busy"})),
    Endpoint("b-bomb-redirect", "B", to("/feed", Content_Encoding="gzip"), frozenset({"redirect"})),
    Endpoint(
        "b-bomb-page",
        "B",
        ok(rss(item("Car 1", "/page"))),
        LISTS,
        also={"/page": bomb("gzip", kind=HTML)},
        feed="follow: true",
        pages=frozenset({"listed", "failed"}),
    ),
)

_FLOODS = (
    Endpoint("b-endless", "B", endless(_CHUNKED + _chunk(GOOD[:-20]), _chunk(b" " * CHUNK)), LARGE),
    Endpoint("b-endless-close", "B", endless(_HEAD + GOOD, b"\n" * CHUNK), LARGE),
    Endpoint("b-endless-items", "B", endless(_HEAD + GOOD[:-20], item("Car", "/a").encode() * 100), LARGE),
    Endpoint("b-length-5-gib", "B", endless(head(Content_Type=XML, Content_Length=5 << 30), b"<" * CHUNK), LARGE),
    Endpoint(
        "b-length-1e30", "B", endless(head(Content_Type=XML, Content_Length=10**30), b"<" * CHUNK), LARGE | BROKEN
    ),
    Endpoint("b-tiny-chunks", "B", endless(_CHUNKED, b"1\r\n<\r\n" * 1000), LARGE | LATE),
    Endpoint("b-empty-lines", "B", endless(b"", b"\r\n" * 1000), LOST),
)

_SLOW = (
    Endpoint("b-drip-body", "B", drip(_HEAD, GOOD), LATE),
    Endpoint("b-drip-chunks", "B", drip(_CHUNKED, _chunk(GOOD)), LATE),
    Endpoint("b-drip-headers", "B", drip(b"", _HEAD + GOOD, 60), LATE),
    Endpoint("b-drip-a-header", "B", endless(b"HTTP/1.1 200 OK\r\nX: ", b"a", pause=0.2), LATE),
    Endpoint("b-no-answer", "B", then_silence(), LATE),
    Endpoint("b-half-a-head", "B", then_silence(b"HTTP/1.1 200 OK\r\nContent-Type: text/x"), LATE),
    Endpoint("b-100-for-ever", "B", endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n", pause=0.01), LOST),
    Endpoint("b-103-for-ever", "B", endless(b"", b"HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n", pause=0.01), LOST),
    Endpoint("b-103-flood", "B", endless(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 500), LOST),
    Endpoint("b-never-closed", "B", then_silence(_HEAD + GOOD), LATE | LISTS),
    Endpoint(
        "b-never-closed-length", "B", then_silence(head(Content_Type=XML, Content_Length=9999) + GOOD), LATE | LISTS
    ),
    Endpoint("b-no-last-chunk", "B", then_silence(_CHUNKED + _chunk(GOOD)), LATE | LISTS),
    Endpoint("b-slow-hops", "B", _slowly_on(), LATE | frozenset({"redirect"})),
    Endpoint("b-slow-robots", "B", late(ok(GOOD), 0.8), LISTS | LATE, also={"/robots.txt": late(status(404), 0.8)}),
    Endpoint(
        "b-slow-index",
        "B",
        ok(
            lambda asked: (
                b"<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>"
                + b"".join(b"<sitemap><loc>%b/part/%d</loc></sitemap>" % (asked.here.encode(), n) for n in range(20))
                + b"</sitemapindex>"
            )
        ),
        frozenset({"partial", "timeout", "empty"}),
        also={f"/part/{n}": then_silence() for n in range(20)},
        feed="kind: sitemap",
    ),
    Endpoint(
        "b-slow-page",
        "B",
        ok(rss(item("Car 1", "/page"))),
        LISTS,
        also={"/page": drip(head(Content_Type=HTML), b"<html>" + b"a" * 99)},
        feed="follow: true",
        pages=frozenset({"listed", "failed"}),
    ),
)

_HEADERS = (
    Endpoint("b-headers-many", "B", endless(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n" * 1000, b"\r\n", 2000), LOST),
    Endpoint("b-headers-endless", "B", endless(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n" * 1000), LOST),
    Endpoint("b-header-long", "B", endless(b"HTTP/1.1 200 OK\r\nX-A: ", b"a" * CHUNK, b"\r\n\r\n", 1024), LOST),
    Endpoint("b-header-name-long", "B", endless(b"HTTP/1.1 200 OK\r\n", b"a" * CHUNK, b": b\r\n\r\n", 1024), LOST),
    Endpoint("b-header-folded", "B", endless(b"HTTP/1.1 200 OK\r\nX-A: a", b"\r\n b" * 1000, b"\r\n\r\n", 500), LOST),
    Endpoint("b-status-line-long", "B", endless(b"HTTP/1.1 200 ", b"a" * CHUNK, b"\r\n\r\n", 1024), LOST),
    Endpoint(
        "b-chunk-extension",
        "B",
        endless(_CHUNKED + b"5;", b"a=b;" * 1000, b"\r\n<rss>\r\n0\r\n\r\n", 16_000),
        LOST | LARGE | LISTS,  # libcurl passes over them; what then comes is half a feed
    ),
    Endpoint("b-chunk-extension-endless", "B", endless(_CHUNKED + b"5;", b"a=b;" * 1000), LOST | LARGE),
    Endpoint(
        "b-trailers", "B", endless(_CHUNKED + _chunk(GOOD) + b"0\r\n", b"X-A: b\r\n" * 1000), LOST | LARGE | LISTS
    ),
    Endpoint(
        "b-cookies", "B", ok(GOOD, Set_Cookie="\r\nSet-Cookie: ".join(f"c{n}=v" for n in range(60))), LISTS | LOST
    ),
    Endpoint("b-content-type-long", "B", ok(GOOD, "text/xml; charset=" + "x" * 7000), LISTS),
    Endpoint("b-content-type-odd", "B", ok(GOOD, "\xe9\xff;;;=\x01charset"), LISTS | BROKEN),
    Endpoint("b-etag-long", "B", ok(GOOD, ETag='"' + "x" * 7000 + '"'), LISTS),
    Endpoint("b-etag-binary", "B", ok(GOOD, ETag='"\udcff\udcfe"', Last_Modified="\udcff"), LISTS | BROKEN),
)

_CUT = (
    Endpoint(
        "b-gzip-truncated",
        "B",
        ok(
            lambda _: gzip.compress(rss(*(item(f"Car {n}", description=f"{n * 7919}") for n in range(999))))[:3000],
            Content_Encoding="gzip",
        ),
        frozenset({"partial", "network"}),
    ),
    Endpoint(
        "b-gzip-truncated-file",
        "B",
        ok(
            lambda _: gzip.compress(rss(*(item(f"Car {n}", description=f"{n * 7919}") for n in range(999))))[:3000],
            "application/gzip",
        ),
        frozenset({"partial", "network"}),
    ),
    Endpoint("b-gzip-crc", "B", ok(gzip.compress(GOOD)[:-8] + b"\0" * 8, Content_Encoding="gzip"), ANY_FEED | BROKEN),
    Endpoint("b-gzip-tail", "B", ok(gzip.compress(GOOD) + b"padding", Content_Encoding="gzip"), LISTS | BROKEN),
    Endpoint("b-gzip-lie", "B", ok(GOOD, Content_Encoding="gzip"), LISTS | BROKEN),
    Endpoint("b-br-lie", "B", ok(GOOD, Content_Encoding="br"), LISTS | BROKEN),
    Endpoint("b-zstd-lie", "B", ok(GOOD, Content_Encoding="zstd"), LISTS | BROKEN),
    Endpoint("b-deflate-lie", "B", ok(GOOD, Content_Encoding="deflate"), LISTS | BROKEN),
    Endpoint("b-gzip-empty", "B", ok(b"", Content_Encoding="gzip"), frozenset({"not_a_feed", "network"})),
    Endpoint("b-coding-unknown", "B", ok(GOOD, Content_Encoding="foo"), LISTS | BROKEN),
    Endpoint("b-gzip-unlabelled", "B", ok(gzip.compress(GOOD), "application/octet-stream"), LISTS),
    Endpoint("b-nothing", "B", raw(), BROKEN),
    Endpoint("b-large-body", "B", ok(lambda _: b" " * (9 * MIB)), LARGE),
)

ENDPOINTS = (*_BOMBS, *_FLOODS, *_SLOW, *_HEADERS, *_CUT)

"""Table H: robots.txt that is wrong, and places to get lost in."""

from collections.abc import AsyncIterator

from tests.hostile.endpoint import (
    CHUNK,
    HTML,
    LISTS,
    XML,
    Asked,
    Endpoint,
    endless,
    head,
    ok,
    raw,
    status,
    then_silence,
    to,
)
from tests.hostile.payloads import GOOD, MIB, PARAGRAPHS, flood, gzipped_sitemap, item, made, page, rss, zeros

PLAIN = "text/plain"
ROBOTS_LOST = frozenset({"server_error", "timeout", "network", "redirect"})  # it cannot be had: nothing else is asked
_START = "User-agent: *\nDisallow:\n"


def _robots(name: str, serves: object, ends: frozenset[str] = LISTS) -> Endpoint:
    return Endpoint(f"h-robots-{name}", "H", ok(GOOD), ends, {"/robots.txt": serves})  # type: ignore[dict-item]


_ROBOTS = (
    _robots("500", status(500), frozenset({"server_error"})),
    _robots("503", status(503), frozenset({"busy", "server_error"})),
    _robots("429", status(429), frozenset({"busy", "server_error"})),
    _robots("401", status(401)),
    _robots("hang", then_silence(), ROBOTS_LOST),
    _robots("reset", raw(), ROBOTS_LOST),
    _robots("20-mib", flood(_START, "Disallow: /x\n", 20 * MIB, "", PLAIN), LISTS | {"too_large"}),
    _robots("endless", endless(head(Content_Type=PLAIN), b"Disallow: /x\n" * 5000), LISTS | {"too_large"}),
    _robots("6-mib", flood(_START, "Disallow: /x\n", 6 * MIB, "", PLAIN)),
    _robots("bomb", ok(lambda _: zeros("gzip"), PLAIN, Content_Encoding="gzip"), LISTS | {"too_large"}),
    _robots("loop", to("/robots.txt"), LISTS | ROBOTS_LOST),
    _robots("delay-86400", ok(b"User-agent: *\nCrawl-delay: 86400\n", PLAIN)),
    _robots("delay-1e400", ok(b"User-agent: *\nCrawl-delay: 1e400\n", PLAIN)),
    _robots("delay-nan", ok(b"User-agent: *\nCrawl-delay: nan\n", PLAIN)),
    _robots("delay-negative", ok(b"User-agent: *\nCrawl-delay: -5\nRequest-rate: 1/99999d\n", PLAIN)),
    _robots("wildcards", ok(b"User-agent: *\n" + b"Disallow: /" + b"*a" * 500 + b"$\n", PLAIN)),
    _robots("wildcards-many", ok(b"User-agent: *\n" + (b"Disallow: /" + b"*e*e*d" * 60 + b"*x$\n") * 300, PLAIN)),
    _robots("one-line", ok(b"User-agent: *\nDisallow: /" + b"a" * (2 * MIB), PLAIN)),
    _robots("agents", ok(b"User-agent: bot\n" * 30_000 + b"Disallow: /private\n", PLAIN)),
    _robots("sitemaps", ok(b"Sitemap: http://127.0.0.2/s.xml\n" * 10_000, PLAIN)),
    _robots("binary", ok(bytes(range(256)) * 500, PLAIN)),
    _robots("utf-16", ok("User-agent: *\nDisallow:\n".encode("utf-16"), PLAIN)),
    _robots("html", ok(page("<p>Not here</p>"), HTML)),
    _robots("gzip-lie", ok(b"User-agent: *\nDisallow:\n", PLAIN, Content_Encoding="gzip"), LISTS | ROBOTS_LOST),
    _robots("percent", ok(b"User-agent: *\nDisallow: /%zz%\nDisallow: /%E2%82\nAllow: \xff\xfe\n", PLAIN)),
    _robots("disallowed", ok(b"User-agent: *\nDisallow: /\n", PLAIN), frozenset({"refused"})),
)


def _sitemap(*addresses: str, index: bool = False) -> bytes:
    root, row = ("sitemapindex", "sitemap") if index else ("urlset", "url")
    listed = "".join(f"<{row}><loc>{address}</loc></{row}>" for address in addresses)
    return f"<{root} xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{listed}</{root}>".encode()


def _calendar(asked: Asked) -> bytes:
    """A page that links to the next day, for ever."""
    return page(PARAGRAPHS + f"<a class=x href='{asked.path}/next'>next day</a>")


async def _next_for_ever(asked: Asked) -> AsyncIterator[bytes]:
    number = int(asked.path.rpartition("=")[2]) + 1 if "=" in asked.path else 1
    link = f"<link xmlns='http://www.w3.org/2005/Atom' rel='next' href='{asked.here}/feed?page={number}'/>"
    body = rss(*(item(f"Car {number}-{n}", f"https://kolibri.example/{number}/{n}") for n in range(5)), channel=link)
    yield head(Content_Type=XML, Content_Length=len(body), Connection="close") + body


_FOLLOW = "follow: true\npages_per_run: 5"
_MAP = "kind: sitemap\nfollow: false"
_PARTS = frozenset({"partial", "empty", "fresh"})
_TRAPS = (
    Endpoint(
        "h-calendar", "H", ok(rss(item("Car 1", "/feed/day"))), LISTS, {"/feed/day": ok(_calendar, HTML)}, _FOLLOW
    ),
    Endpoint(
        "h-next-loop",
        "H",
        ok(
            lambda asked: rss(
                item("Car 1"),
                channel=f"<link xmlns='http://www.w3.org/2005/Atom' rel='next' href='{asked.here}/feed'/>",
            )
        ),
        LISTS,
    ),
    Endpoint("h-next-for-ever", "H", _next_for_ever, LISTS),
    Endpoint(
        "h-a-a-a",
        "H",
        ok(rss(*(item(f"Car {n}", "/feed" + "/a" * n) for n in range(1, 200)))),
        LISTS,
        feed=_FOLLOW,
    ),
    Endpoint(
        "h-sessions",
        "H",
        ok(rss(*(item("The same car", f"/feed/x?PHPSESSID={n:032x}") for n in range(200)))),
        LISTS,
        feed=_FOLLOW,
    ),
    Endpoint(
        "h-list-1000",
        "H",
        ok(page("".join(f"<a class=x href='/feed/{n}'>Car {n}</a>" for n in range(1000))), HTML),
        LISTS,
        feed="kind: list\nlist: {item: a.x}\n" + _FOLLOW,
    ),
    Endpoint(
        "h-list-selects-all",
        "H",
        ok(lambda _: page("<div>" * 3000 + "<a href=x>A car</a>" * 20_000), HTML),
        LISTS | {"too_costly", "not_a_feed"},
        feed="kind: list\nlist: {item: 'div div div a'}\nfollow: false",
    ),
    Endpoint("h-sitemap-itself", "H", ok(lambda asked: _sitemap(f"{asked.here}/feed", index=True)), _PARTS, feed=_MAP),
    Endpoint(
        "h-sitemap-index-50k",
        "H",
        made(lambda: [_sitemap(*(f"http://127.7.250.1/{n}.xml" for n in range(50_000)), index=True).decode()]),
        _PARTS | {"network", "too_costly"},  # 3 s of CPU, which a busy machine may not give in time
        feed=_MAP,
    ),
    Endpoint(
        "h-sitemap-index-in-index",
        "H",
        ok(lambda asked: _sitemap(f"{asked.here}/feed/1", f"{asked.here}/feed/2", index=True)),
        _PARTS,
        feed=_MAP,
    ),
    Endpoint(
        "h-sitemap-50k",
        "H",
        made(lambda: [_sitemap(*(f"https://kolibri.example/a/{n}" for n in range(50_000))).decode()]),
        LISTS,
        feed=_MAP,
    ),
    Endpoint(
        "h-sitemap-endless",
        "H",
        endless(head(Content_Type=XML) + _sitemap("https://kolibri.example/a")[:-9], b" " * CHUNK),
        frozenset({"too_large"}),
        feed=_MAP,
    ),
    Endpoint(
        "h-sitemap-gzip-50-mib",
        "H",
        ok(lambda _: gzipped_sitemap(48 * MIB), "application/gzip"),
        frozenset({"fresh", "too_costly"}),  # as large as the protocol allows: read, or more than a process may hold
        feed=_MAP,
    ),
    Endpoint(
        "h-sitemap-gzip-300-mib",
        "H",
        ok(lambda _: gzipped_sitemap(300 * MIB), "application/gzip"),
        frozenset({"partial", "too_costly"}),  # its first 50 MiB, at most
        feed=_MAP,
    ),
    Endpoint(
        "h-sitemap-deep",
        "H",
        ok(b"<urlset>" + b"<url>" * 100_000),
        frozenset({"empty", "not_a_feed", "partial"}),
        feed=_MAP,
    ),
    Endpoint(
        "h-sitemap-entities",
        "H",
        ok(b"<!DOCTYPE urlset [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>" + _sitemap("https://kolibri.example/&x;")),
        LISTS | {"empty", "not_a_feed"},
        feed=_MAP,
    ),
    Endpoint(
        "h-sitemap-bad-links",
        "H",
        ok(
            _sitemap(
                "javascript:alert(1)", "file:///etc/passwd", "http://127.0.0.2/", "https://a.example/" + "a" * 9000
            )
        ),
        LISTS | {"empty"},
        feed=_MAP,
    ),
    Endpoint(
        "h-archive-calendar",
        "H",
        ok(GOOD),
        LISTS,
        {f"/a/{year}": ok(_calendar, HTML) for year in range(1990, 2100)},
        'follow: false\narchive: "@here/a/{year}"\nlist: {item: a.x}',
    ),
)

ENDPOINTS = (*_ROBOTS, *_TRAPS)

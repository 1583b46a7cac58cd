"""Table E: dates. What cannot be is no date, and no feed or page is slow for it."""

from tests.hostile.endpoint import HTML, LISTS, Endpoint, ok
from tests.hostile.payloads import PARAGRAPHS, item, page, rss

READ = frozenset({"extracted"})
JUNK = (
    "NaN", "1e309", "-1", "0", "1763542800", "1763542800000", "10000-01-01", "0000-00-00", "0001-01-01T00:00:00Z",
    "1111-11-11", "9999-12-31T23:59:59Z", "2025-02-30", "2025-13-45", "Wed, 32 Foo 2025 25:61:61 GMT",
    "Wed, 19 Nov 2025 08:30:00 +99999999", "Wed, 19 Nov 2025 08:30:00 -9999", "today", "now", "", " ", "\x1b[2J2025",
    "2025" * 5000, "1 " * 20_000, " " * 100_000 + "x", "9" * 5000, "2099-01-01T00:00:00Z", "1970-01-01T00:00:00Z",
    "1969-12-31T23:59:59Z", "Thu, 01 Jan 1970 00:00:00 GMT", "1994-12-31", "2038-01-19T03:14:08Z",
    "Mon, 00 Jan 0000 00:00:00 GMT", "P1D", "2025-W47-3", "2025-323", "19/11/25", "11-19-2025",
    "2025-11-19T24:00:00Z", "2025-11-19T08:30:60Z", "2025-11-19T08:30:00+24:00", "٢٠٢٥-١١-١٩",
    "２０２５-１１-１９", "MMXXV",
    "null", "undefined", "[object Object]", "Wed, 19 Nov 2025 08:30:00 GMT" + "(" * 10_000,
    "2025-11-19T08:30:00." + "9" * 5000 + "Z", "1 Jan" * 9000, "in 5 minuten " * 500, "12:30", "yesterday" * 999,
)  # fmt: skip


def _dated(number: int, date: str) -> str:
    return item(
        f"Car {number}",
        f"https://kolibri.example/{number}",
        f"<pubDate>{date}</pubDate><dc:date xmlns:dc='http://purl.org/dc/elements/1.1/'>{date}</dc:date>",
    )


def _atom(dates: tuple[str, ...]) -> bytes:
    entries = "".join(
        f"<entry><id>urn:{n}</id><title>Car {n}</title><published>{date}</published><updated>{date}</updated></entry>"
        for n, date in enumerate(dates)
    )
    return f"<feed xmlns='http://www.w3.org/2005/Atom'><title>K</title>{entries}</feed>".encode()


def none_invented(rows: list[dict[str, object]]) -> bool:
    """Whatever was printed: no day before 1995 or beyond the day after tomorrow (the store's promises look closer)."""
    return all(row["published_on"] is None or "1995" <= str(row["published_on"])[:4] <= "2030" for row in rows)


def _page(name: str, more: str, body: str = "") -> Endpoint:
    also = {"/page": ok(page(PARAGRAPHS + body, more=more), HTML)}
    return Endpoint(
        f"e-page-{name}",
        "E",
        ok(rss(item("Car 1", "/page"))),
        LISTS,
        also,
        "follow: true",
        pages=READ,
        stored=none_invented,
    )


def _metas(dates: tuple[str, ...]) -> str:
    return "".join(f'<meta property="article:published_time" content="{date}">' for date in dates)


ENDPOINTS = (
    Endpoint(
        "e-feed-dates", "E", ok(rss(*(_dated(n, date) for n, date in enumerate(JUNK)))), LISTS, stored=none_invented
    ),
    Endpoint("e-atom-dates", "E", ok(_atom(JUNK)), LISTS, stored=none_invented),
    Endpoint(
        "e-feed-future",
        "E",
        ok(rss(*(_dated(n, f"{2030 + n}-01-01T00:00:00Z") for n in range(60)))),
        LISTS,
        stored=none_invented,
    ),
    Endpoint(
        "e-feed-past",
        "E",
        ok(rss(*(_dated(n, f"{1900 + n}-01-01T00:00:00Z") for n in range(90)))),
        LISTS,
        stored=none_invented,
    ),
    Endpoint(
        "e-feed-20k-characters",
        "E",
        ok(rss(*(_dated(n, "1 nov " * 4000) for n in range(40)))),
        LISTS,
        stored=none_invented,
    ),
    Endpoint(
        "e-channel-dates",
        "E",
        ok(
            rss(
                item("Car 1"),
                channel=f"<ttl>{'9' * 400}</ttl><skipHours><hour>-1</hour><hour>99</hour></skipHours>"
                f"<lastBuildDate>{JUNK[12]}</lastBuildDate>",
            )
        ),
        LISTS,
    ),
    Endpoint(
        "e-sitemap-dates",
        "E",
        ok(
            "".join(
                (
                    "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>",
                    *(
                        f"<url><loc>https://kolibri.example/a/{n}</loc><lastmod>{date}</lastmod></url>"
                        for n, date in enumerate(JUNK)
                    ),
                    "</urlset>",
                )
            ).encode()
        ),
        LISTS,
        feed="kind: sitemap\nfollow: false",
    ),
    _page("junk", _metas(JUNK[:30])),
    _page("long", _metas(JUNK[30:])),
    _page("elements", "", "".join(f"<time datetime='{date}'>{date}</time>" for date in JUNK)),
    _page("shown", "", "".join(f"<span class='date'>{date}</span>" for date in JUNK)),
    _page("shown-long", "", f"<p class='date published'>{'19 november 2025 ' * 5000}</p>"),
)

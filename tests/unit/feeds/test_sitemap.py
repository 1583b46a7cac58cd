"""Sitemaps, news sitemaps and their indexes, gzip or not -> entries; whatever the bytes, never an exception."""

import gzip
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from crawler import feeds
from crawler.feeds import Way
from crawler.model import Further, Kind
from crawler.normal.older import certainly_older
from tests.pace import Pace

URL = "https://krant.example/sitemap.xml"
SPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)
NEWS = """<url><loc>https://krant.example/r5</loc><lastmod>2025-11-20</lastmod>
  <news:news><news:publication><news:name>Krant</news:name><news:language>nl</news:language></news:publication>
  <news:publication_date>2025-11-19T08:30:00+01:00</news:publication_date>
  <news:title>Renault &amp; Dacia</news:title><news:keywords>Elektrisch, Renault,,Elektrisch</news:keywords></news:news>
  <image:image><image:loc>/r5.jpg</image:loc><image:title>Een foto</image:title></image:image></url>"""


def urlset(rows: str, spaces: str = SPACES) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {spaces}>{rows}</urlset>'


def row(path: str, lastmod: str = "") -> str:
    return f"<url><loc>https://krant.example/{path}</loc>{lastmod and f'<lastmod>{lastmod}</lastmod>'}</url>"


def read(written: str | bytes, most: int = 100, newer_than: str | None = None):
    body = written if isinstance(written, bytes) else written.encode()
    return feeds.read(body, URL, "text/xml", most, Way(Kind.SITEMAP, newer_than=newer_than))


def paths(document) -> list[str]:
    return [entry.url.removeprefix("https://krant.example/") for entry in document.entries]


def test_a_news_sitemap_is_read_whole():
    document = read(urlset(NEWS))
    entry = document.entries[0]

    assert ("newssitemap", None, False, ()) == (
        document.version,
        document.warning,
        document.cut_short,
        document.further,
    )
    assert ("https://krant.example/r5", None, "Renault & Dacia") == (entry.url, entry.guid, entry.title)
    assert ("2025-11-19T08:30:00+01:00", "2025-11-20") == (entry.published_raw, entry.lastmod_raw)
    assert ("nl", ("Elektrisch", "Renault")) == (entry.language, entry.categories)
    assert "https://krant.example/r5.jpg" == entry.image_url


NAMED_OTHERWISE = {
    "no namespaces at all": NEWS.replace("news:", "").replace("image:", ""),
    "prefixes nobody declared": NEWS.replace("news:", "n:").replace("image:", "i:"),
    "another case": NEWS.replace("lastmod", "lastMod").replace("<url>", "<URL>").replace("</url>", "</URL>"),
    "a video with a title and a date of its own": NEWS.replace(
        "</loc>", "</loc><video><title>Film</title><publication_date>2001-01-01</publication_date></video>", 1
    ),
}


@pytest.mark.parametrize("what", NAMED_OTHERWISE)
def test_names_are_matched_without_their_namespaces(what):
    entry = read(urlset(NAMED_OTHERWISE[what], "")).entries[0]

    assert ("Renault & Dacia", "2025-11-19T08:30:00+01:00") == (entry.title, entry.published_raw)
    assert ("2025-11-20", "https://krant.example/r5.jpg") == (entry.lastmod_raw, entry.image_url)


def test_a_lastmod_is_never_a_publication_date():
    entry = read(urlset(row("a", "2025-11-19"))).entries[0]

    assert (None, "2025-11-19", "") == (entry.published_raw, entry.lastmod_raw, entry.title)


def test_the_newest_come_first_and_the_undated_last_as_listed():
    listed = [
        row("u1"),
        row("old", "2025-01-01"),
        NEWS,
        row("new", "2025-11-21T10:00Z"),
        row("u2", "gisteren"),
        row("day", "2025-11-20"),
    ]

    assert ["new", "day", "r5", "old", "u1", "u2"] == paths(read(urlset("".join(listed))))
    assert ["new", "day"] == paths(read(urlset("".join(listed)), most=2))


def test_an_address_we_do_not_ask_for_takes_no_place():
    listed = "<url><loc>mailto:x@krant.example</loc></url><url><loc> </loc></url><url/>" + row("a") + row("b")

    assert ["a", "b"] == paths(read(urlset(listed), most=2))


@pytest.mark.parametrize(
    ("loc", "url"),
    [
        ("https://krant.example/?a=1&amp;b=2", "https://krant.example/?a=1&b=2"),
        ("https://krant.example/?a=1&b=2&copy=3", "https://krant.example/?a=1&b=2&copy=3"),
        ("<![CDATA[https://krant.example/?a=1&b=2]]>", "https://krant.example/?a=1&b=2"),
        ("\n  /artikel/1\n", "https://krant.example/artikel/1"),
        ("https://krant.example/&#x61;&#98;&#xD800;&#0;", "https://krant.example/ab"),
        ("https://krant.example/a&nosuch;b", "https://krant.example/a&nosuch;b"),
        (f"https://krant.example/?{'a=1&amp;' * 200}z", f"https://krant.example/?{'a=1&' * 200}z"),
    ],
)
def test_the_address_of_a_row(loc, url):
    assert url == read(urlset(f"<url><loc>{loc}</loc></url>")).entries[0].url


def test_an_index_lists_its_parts_in_order_and_never_itself():
    document = read(
        "<sitemapindex><sitemap><loc>/2.xml</loc><lastmod>2025-11-19</lastmod></sitemap><sitemap><loc>/1.xml.gz</loc>"
        f"</sitemap><sitemap><loc>{URL}</loc></sitemap><sitemap><loc>/2.xml</loc></sitemap></sitemapindex>"
    )

    assert ("sitemapindex", ()) == (document.version, document.entries)
    assert (
        Further("https://krant.example/2.xml", "index", "2025-11-19"),
        Further("https://krant.example/1.xml.gz", "index", None),
    ) == document.further


# ---------------------------------------------------------------- how far back

BORDER = "2025-11-19T12:00:00Z"


@pytest.mark.parametrize(
    ("written", "is_older"),
    [
        ("2024", True),
        ("2025", False),
        ("2025-10", True),
        ("2025-11", False),
        ("2025-11-17", True),
        ("2025-11-18", False),  # in Hawaii it lasted until the 19th, 10:00 UTC; further west until noon
        ("2025-11-19", False),
        ("2025-11-19T11:59:58Z", True),
        ("2025-11-19T12:00:00Z", False),
        ("2025-11-19T12:59:00+01:00", True),
        ("2025-11-19T11:59Z", False),  # any second of that minute
        ("2025-11-19T11:58Z", True),
        ("2025-11-19T13:00+01:00", False),
        ("2025-11-19 04:00:00-0800", False),
        ("2025-11-18T23:00:00", True),
        ("2025-11-19T01:00:00", False),  # no zone
        ("2025-11-18T24:00:00Z", False),
        ("2025-11-19T08:00:00.123Z", True),
        ("", False),
        ("gisteren", False),
        ("Tue, 18 Nov 2003 08:30:00 GMT", False),
        ("2025-13-40", False),
        ("0000-01-01", False),
        ("0001-01-01T00:00:00+14:00", False),
        ("9999-12-31T23:59:59-12:00", False),
        ("٢٠٢٤", False),
    ],
)
def test_only_what_is_certainly_older_is_older(written, is_older):
    assert is_older is certainly_older(written, BORDER)


@pytest.mark.parametrize("than", ["", "vandaag", "9999-99-99", "x" * 10_000])
def test_a_border_that_cannot_be_read_leaves_nothing_out(than):
    assert not certainly_older("1999", than)


def test_what_is_certainly_older_is_left_out_and_the_undated_stay():
    listed = row("old", "2025-11-01") + row("none") + row("new", "2025-11-20") + NEWS

    assert ["new", "r5", "none"] == paths(read(urlset(listed), newer_than="2025-11-18T00:00:00Z"))
    assert ["new", "none"] == paths(read(urlset(listed), newer_than=BORDER)), "by publication, not by lastmod"


def test_all_parts_of_an_index_are_named_however_old():
    part = "<sitemap><loc>/2020.xml</loc><lastmod>2020-06-01</lastmod></sitemap>"

    assert 1 == len(read(f"<sitemapindex>{part}</sitemapindex>", newer_than=BORDER).further)


@pytest.mark.parametrize(
    ("written", "listed"),
    [
        (urlset(""), 0),
        (urlset("<url><lastmod>2025-11-19</lastmod></url>"), 0),
        (urlset(row("old", "2025-11-01") + row("new", "2025-11-20")), 2),
        ("<sitemapindex><sitemap><loc>/a.xml</loc></sitemap></sitemapindex>", 1),
        ("https://krant.example/1\nhttps://krant.example/2\n", 2),
    ],
)
def test_a_sitemap_counts_its_rows_also_those_it_leaves_out(written, listed):
    assert listed == read(written, newer_than=BORDER).listed


def test_more_new_addresses_than_may_be_read_are_told():
    listed = urlset("".join(row(f"{number}", "2025-11-20") for number in range(5)))

    assert "5 addresses may be new, the first 3 were read" == read(listed, most=3, newer_than=BORDER).warning
    assert None is read(listed, most=3).warning, "the first time nobody wants more"


# ---------------------------------------------------------------- texts, gzip, what is broken


def test_a_text_lists_one_address_a_line():
    document = read(b"\xef\xbb\xbfhttps://krant.example/1\r\n\r\n  \nhttps://krant.example/2\nno address\n/3\n")

    assert ("sitemap", ["1", "2"]) == (document.version, paths(document))


def test_gzip_is_opened():
    assert ["a"] == paths(read(gzip.compress(urlset(row("a")).encode())))
    assert ["a"] == paths(read(gzip.compress(b"https://krant.example/a\n") + b"\0" * 8))
    assert ["a"] == paths(
        read(gzip.compress(urlset(row("a")).encode()[:50]) + gzip.compress(urlset(row("a")).encode()[50:]))
    )


def test_a_truncated_gzip_keeps_what_came():
    rows = "".join(row(f"{number}-{number * 7919 % 100_003:x}") for number in range(5000))
    packed = gzip.compress(urlset(rows).encode())
    document = read(packed[: len(packed) // 2], most=5000)

    assert document.cut_short
    assert "cut short: the end is missing" == document.warning
    assert 1000 < len(document.entries) < 4000
    assert {path for path in rows.split("krant.example/") if "<" in path} >= {
        f"{path}</loc></url><url><loc>https://" for path in paths(document)
    }, "no half address"


def test_a_gzip_that_grows_beyond_50_mib_stays_bounded():
    document = read(gzip.compress(b"<urlset>" + row("a").encode() + b" " * (80 << 20) + b"</urlset>"))

    assert (["a"], True) == (paths(document), document.cut_short)


def test_a_document_that_was_cut_short_lists_no_half_address():
    whole = urlset("".join(row(f"nieuws-{number}") for number in range(9)))
    document = read(whole[: whole.index("nieuws-6") + 5])

    assert [f"nieuws-{number}" for number in range(6)] == paths(document)
    assert document.cut_short


def test_broken_xml_keeps_what_was_read():
    document = read(urlset(row("a") + "<url><loc>https://krant.example/b</url>" + row("c") + "<x></y>" + row("d")))

    assert {"a", "c", "d"} <= set(paths(document))
    assert not document.cut_short
    assert document.warning.startswith("not well-formed: ")


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ("<a>" * 30_000, "cut short: nested deeper than 250 levels"),
        (row("a") * 200_001, "cut short: more than 200000 addresses"),
    ],
)
def test_reading_ends_where_nobody_means_a_sitemap(rows, why):
    document = read(urlset(rows))

    assert (why, True) == (document.warning, document.cut_short)


def test_rows_that_are_never_closed_are_rows():
    assert ["a", "b"] == paths(
        read("<urlset><url><loc>https://krant.example/a</loc><url><loc>https://krant.example/b</loc></url></urlset>")
    )


NO_SITEMAP = {
    "nothing": b"",
    "a page": b"<!DOCTYPE html><html><body>Write <urlset><url><loc>https://a.example/</loc></url></urlset></body></html>",
    "a feed": b"<rss version='2.0'><channel><item><link>https://a.example/</link></item></channel></rss>",
    "text": b"Zie https://a.example/ voor meer.",
    "no gzip after all": b"\x1f\x8b" + b"x" * 1000,
    "empty gzips without end": gzip.compress(b"") * 10_000,
    "json": b'{"urlset": []}',
}


@pytest.mark.parametrize("what", NO_SITEMAP)
def test_what_is_no_sitemap_is_none(what):
    assert None is read(NO_SITEMAP[what])


def test_a_sitemap_is_no_feed():
    assert None is feeds.read(urlset(NEWS).encode(), URL, "text/xml", 10)


@pytest.mark.parametrize(
    "written", [urlset(""), "<urlset/>", "<sitemapindex></sitemapindex>", "\n\n <urlset />\n<!---->"]
)
def test_an_empty_sitemap_is_a_sitemap(written):
    document = read(written)

    assert ((), (), False) == (document.entries, document.further, document.cut_short)


def test_entities_are_not_expanded_and_open_no_file(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("geheim")
    entities = f'<!ENTITY a "{"b" * 1000}"><!ENTITY f SYSTEM "file://{secret}">'
    document = read(
        f"<!DOCTYPE urlset [{entities}]><urlset><url><loc>https://krant.example/&a;&f;</loc></url></urlset>"
    )

    assert ["&a;&f;"] == paths(document)


FLOODS = [
    "<url>",
    "<",
    "&",
    "<![CDATA[",
    "<urlset ",
    "</x>",
    "<!--",
    "<a>",
    "<?x ",
    "a ",
    "\n",
    "<url><loc>",
    "</urlset>",
]


@pytest.mark.parametrize("flood", FLOODS)
def test_floods_are_passed_in_linear_time(flood):
    with Pace() as took:
        document = read(f"<urlset>{flood * (2_000_000 // len(flood))}</urlset>")

    assert "sitemap" == document.version
    assert 5 > took.cpu_s, "0.3 s on an idle machine"


def test_50_000_addresses_cost_little_more_than_reading_the_xml():
    body = urlset("".join(row(f"nieuws/{n}?a=1&amp;b=2", f"2025-11-{n % 28 + 1:02}") for n in range(50_000))).encode()
    began = time.process_time()
    etree.fromstring(body)
    parsed = time.process_time()
    document = read(body, most=2000, newer_than="2025-11-10T00:00:00Z")
    seconds = time.process_time() - parsed

    assert 2000 == len(document.entries)
    assert 60 > seconds / (parsed - began), "12 on an idle machine"


def all_on_the_web(document):
    """Whether nothing was read, or addresses of pages only."""
    return document is None or all(entry.url.startswith(("http://", "https://")) for entry in document.entries)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_make_it_raise(noise):
    for body in (
        noise,
        b"<urlset>" + noise,
        b"<urlset><url><loc>" + noise + b"</loc></url></urlset>",
        b"\x1f\x8b" + noise,
    ):
        assert all_on_the_web(read(body, newer_than=BORDER))
    packed = bytearray(gzip.compress(urlset(NEWS).encode()))
    for at, byte in enumerate(noise[:20]):
        packed[(at * 13 + byte) % len(packed)] = byte
    assert all_on_the_web(read(bytes(packed)))

"""A page -> the feeds it names, and what an operator is told of a body that is something else than was said."""

import gzip

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler import feeds
from crawler.feeds import Way
from crawler.feeds.discovery import named_feeds
from crawler.model import Kind, Selectors
from tests.pace import Pace

URL = "https://krant.example/auto/"
PAGE = "<!DOCTYPE html><html><head>{}</head><body><p>Nieuws</p></body></html>"
LINK = '<link rel="alternate" type="application/rss+xml" title="Krant &raquo; a > b" href="{}">'


@pytest.mark.parametrize(
    ("head", "found"),
    [
        (LINK.format("/feed/"), "https://krant.example/feed/"),
        (LINK.format("feed.xml?a=1&amp;b=2"), "https://krant.example/auto/feed.xml?a=1&b=2"),
        (
            "<LINK REL='Alternate Home' TYPE='application/ATOM+xml; charset=utf-8' HREF=/atom>",
            "https://krant.example/atom",
        ),
        ("<link href='/f.json' rel=alternate type=application/feed+json />", "https://krant.example/f.json"),
        ("<base href='https://b.example/x/'>" + LINK.format("1"), "https://b.example/x/1"),
        (LINK.format("/1") + LINK.format("/2") + LINK.format("/1"), "https://krant.example/1 https://krant.example/2"),
        (LINK.format("feed:x") + LINK.format("") + LINK.format("javascript:x"), ""),
        (LINK.replace("alternate", "stylesheet").format("/1"), ""),
        (LINK.replace("rss+xml", "json").format("/wp-json"), ""),
        (f"<!-- {LINK.format('/1')} --><script>'{LINK.format('/2')}'</script>", ""),
        ("<link><link rel=alternate><link type='application/rss+xml'>", ""),
    ],
)
def test_the_feeds_a_page_names(head, found):
    assert tuple(found.split()) == named_feeds(PAGE.format(head), URL)


RSS = "<rss version='2.0'><channel><title>x</title></channel></rss>"
SITEMAP = "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>/1</loc></url></urlset>"
NO_FEED = "the answer is no RSS, Atom, RDF or JSON Feed"


@pytest.mark.parametrize(
    ("body", "kind", "why"),
    [
        ("", Kind.RSS, "the answer is empty"),
        (" \n\t", Kind.SITEMAP, "the answer is empty"),
        (PAGE.format(""), Kind.RSS, "the answer is an HTML page; it names no feed"),
        (
            PAGE.format(LINK.format("/1")),
            Kind.RSS,
            "the answer is an HTML page; it names this feed: https://krant.example/1",
        ),
        (
            PAGE.format("".join(LINK.format(f"/{n}") for n in range(1, 6))),
            Kind.SITEMAP,
            "the answer is an HTML page; it names these feeds: https://krant.example/1, https://krant.example/2, "
            "https://krant.example/3",
        ),
        (SITEMAP, Kind.RSS, "this is a sitemap: write kind: sitemap"),
        (gzip.compress(SITEMAP.encode(), mtime=0), Kind.RSS, "this is a sitemap: write kind: sitemap"),
        ("<sitemapindex/>", Kind.RSS, "this is a sitemap: write kind: sitemap"),
        (RSS, Kind.SITEMAP, "this is a feed: write kind: rss"),
        (
            '{"version": "https://jsonfeed.org/version/1.1", "items": []}',
            Kind.SITEMAP,
            "this is a feed: write kind: rss",
        ),
        ("Zomaar tekst", Kind.SITEMAP, "the answer is no sitemap"),
        ("Zomaar tekst", Kind.RSS, NO_FEED),
        ("https://krant.example/1\n", Kind.RSS, NO_FEED),
        ("<opml><body/></opml>", Kind.RSS, NO_FEED),
        ('{"items": 3}', Kind.RSS, NO_FEED),
        (b"\x89PNG\r\n\x1a\n", Kind.RSS, NO_FEED),
    ],
)
def test_an_operator_is_told_what_it_is_instead(body, kind, why):
    written = body if isinstance(body, bytes) else body.encode()

    assert None is feeds.read(written, URL, "text/html", 9, Way(kind))
    assert why == feeds.why_not(written, URL, "text/html", Way(kind))


@pytest.mark.parametrize(
    "flood", [LINK.format("/x"), "<link ", "<link rel='", '<link "', "<", "<base href=x>", "<a b=c "]
)
def test_floods_are_passed_in_linear_time(flood):
    with Pace() as took:
        named_feeds(PAGE.format(flood * (2_000_000 // len(flood))), URL)

    assert 5 > took.cpu_s, "0.3 s on an idle machine"


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200), st.sampled_from(Kind))
def test_no_bytes_make_it_raise(noise, kind):
    way = Way(kind, Selectors(item="li"))
    for body in (noise, b"<html><link rel=alternate type=application/rss+xml href='" + noise, b"<rss>" + noise):
        document = feeds.read(body, URL, "text/html", 9, way)
        why_not = feeds.why_not(body, URL, "text/html", way)

        assert document is not None or why_not
        assert document is None or 9 >= len(document.entries)

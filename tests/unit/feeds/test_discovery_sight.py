"""What a page shows of feeds: those it names, those it links, the usual places, and a list that can be read."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.feeds import listing
from crawler.feeds.discovery import FEED_PLACES, SITEMAP_PLACES, Sight, is_of_comments, look, usual_places
from crawler.model import Selectors
from tests.pace import Pace

URL = "https://www.krant.example/auto/"
HEADLINES = (
    "Nieuwe stationwagen rijdt verder op een lading",
    "Laadpaal op elke hoek, belooft de wethouder",
    "Tweedehands hybrides worden snel duurder",
    "Fabriek gaat na de zomer weer open",
    "Rechter verbiedt reclame voor zuinige motor",
    "Getest: drie kleine busjes op de dijk",
)


def page(body: str, head: str = "") -> bytes:
    return f"<!DOCTYPE html><html lang=nl><head>{head}</head><body>{body}</body></html>".encode()


@pytest.mark.parametrize(
    ("href", "found"),
    [
        ("/rss", "https://www.krant.example/rss"),
        ("nieuws.rss", "https://www.krant.example/auto/nieuws.rss"),
        ("/feed/auto?x=1", "https://www.krant.example/feed/auto?x=1"),
        ("/index.php?format=rss", "https://www.krant.example/index.php?format=rss"),
        ("/atom.xml", "https://www.krant.example/atom.xml"),
        ("https://feeds.elders.example/krant", "https://feeds.elders.example/krant"),
        ("https://feeds.feedburner.com/krant", "https://feeds.feedburner.com/krant"),
        ("https://feeds.elders.example/", ""),
        ("https://elders.example/rss", ""),
        ("/feedback", ""),
        ("/newsfeeders/1", ""),
        ("/rss-uitleg.html", ""),
        ("javascript:rss", ""),
    ],
)
def test_links_that_look_like_feeds(href, found):
    assert tuple(found.split()) == look(page(f"<a href='{href}'>x</a>"), URL, "text/html").linked


def test_feeds_of_comments_go_last_and_what_is_named_is_not_linked_as_well():
    link = "<link rel=alternate type=application/rss+xml href='{}'>"
    seen = look(page("<a href=/feed/>RSS</a>", link.format("/comments/feed/") + link.format("/feed/")), URL, "")

    assert ("https://www.krant.example/feed/", "https://www.krant.example/comments/feed/") == seen.named
    assert () == seen.linked
    assert is_of_comments("https://a.example/reacties/feed")


@pytest.mark.parametrize(
    ("kind", "href", "named"),
    [
        ("application/rdf+xml", "/index.rdf", True),
        ("text/xml", "/nieuws.xml", True),
        ("application/json", "/feed.json", True),
        ("application/json", "/wp-json/wp/v2/pages/1", False),
        ("text/html", "/en/", False),
    ],
)
def test_types_that_may_be_feeds_are_tried_too(kind, href, named):
    sight = look(page("<p>x</p>", f"<link rel=alternate type='{kind}' href='{href}'>"), URL, "text/html")

    assert ((f"https://www.krant.example{href}",) if named else ()) == sight.named


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<meta property=og:site_name content=' De  Krant '><title>x | y</title>", "De Krant"),
        ("<title>Alles over auto's en meer | De Krant</title>", "De Krant"),
        ("<title>De Krant - de beste</title>", "De Krant"),
        ("<title>De Krant</title>", "De Krant"),
        ("", ""),
    ],
)
def test_what_a_site_calls_itself(head, title):
    assert title == look(page("<p>x</p>", head), URL, "text/html").title


def test_the_usual_places_of_a_section_come_first():
    feeds = usual_places(URL, FEED_PLACES)

    assert "https://www.krant.example/auto/feed/" == feeds[0]
    assert "https://www.krant.example/feed/" in feeds
    assert "https://www.krant.example/feed/" == usual_places("https://www.krant.example/index.html", FEED_PLACES)[0]
    assert ("https://www.krant.example/news-sitemap.xml", 3) == (
        (found := usual_places("https://www.krant.example/", SITEMAP_PLACES))[0],
        len(found),
    )


def test_what_is_no_page_shows_nothing():
    for body in (b"", b"<rss version='2.0'/>", b'{"items": []}', b"\x89PNG"):
        assert None is look(body, URL, "text/html")


# ---------------------------------------------------------------- lists

CARD = "<div class='card first'><a href='{0}'><img src=x></a><h3><a href='{0}'>{1}</a></h3><p>Tekst</p></div>"
LISTS = {
    "cards with a picture first": (CARD, Selectors(item="div.card", title="h3")),
    "articles": (
        "<article><h2><a href='{0}'>{1}</a></h2><time>2025-11-19</time></article>",
        Selectors("article", title="h2"),
    ),
    "a link around everything": (
        "<a class='teaser' href='{0}'><h4>{1}</h4><span>x</span></a>",
        Selectors("a.teaser", title="h4"),
    ),
    "rows without a class": ("<li><a href='{0}'>{1}</a></li>", Selectors("li", container="div.overzicht")),
    "no heading, the picture first": (
        "<li class='item'><a href='{0}'><img src=x></a> <a class='kop' href='{0}'>{1}</a></li>",
        Selectors("li.item", link="a.kop"),
    ),
    "a date without a time element": (
        "<li class='item'><a href='{0}'>{1}</a><span class='pub-date'>19 november 2025</span></li>",
        Selectors("li.item", date="span.pub-date"),
    ),
    "classes that a program made": (
        "<article class='css-1x2y3z gap-12'><h2 class='sc-abcd'><a href='{0}'>{1}</a></h2></article>",
        Selectors("article", title="h2"),
    ),
}
AROUND = (
    "<header><nav><ul class='menu'><li><a href='/auto/over-ons-en-onze-redactie'>Alles over ons en de redactie</a></li>"
    "<li><a href='/contact'>Contact</a></li></ul></nav></header>{}<footer><ul><li><a href='/voorwaarden'>"
    "Onze algemene voorwaarden voor lezers</a></li></ul></footer>"
)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_found_and_can_be_read(name):
    item, expected = LISTS[name]
    rows = "".join(item.format(f"/auto/{n}-bericht", title) for n, title in enumerate(HEADLINES))
    body = page(AROUND.format(f"<div class='overzicht'>{rows}</div>"))

    found = look(body, URL, "text/html").selectors

    assert expected == found
    entries = listing.read(body.decode(), URL, 99, found).entries
    assert HEADLINES == tuple(entry.title for entry in entries)


@pytest.mark.parametrize(
    "body",
    [
        "<p>Tekst</p>",
        "".join(f"<li><a href='/{n}'>Kort</a></li>" for n in range(20)),
        "".join(
            f"<li class=a><a href='https://elders.example/{n}'>{title}</a></li>" for n, title in enumerate(HEADLINES)
        ),
        "".join(f"<li class=a><a href='/{n}'>Altijd dezelfde kop boven alles</a></li>" for n in range(9)),
        "<article>"
        + "".join(f"<p>Zie ook <a href='/{n}'>{title}</a></p>" for n, title in enumerate(HEADLINES))
        + "</article>",
        "<nav>"
        + "".join(f"<li class=a><a href='/{n}'>{title}</a></li>" for n, title in enumerate(HEADLINES))
        + "</nav>",
        "".join(CARD.format(f"/auto/{n}", title) for n, title in enumerate(HEADLINES[:3])),
    ],
)
def test_what_is_no_list_of_articles(body):
    assert None is look(page(body), URL, "text/html").selectors


def test_a_page_without_any_class_is_read_by_its_tags():
    rows = "".join(f"<li><time>2025-11-19</time> <a href='/{n}'>{title}</a></li>" for n, title in enumerate(HEADLINES))

    assert Selectors("ul > li") == look(page(f"<h1>Krant</h1><ul>{rows}</ul>"), URL, "text/html").selectors


def test_the_longer_list_is_taken():
    short = "".join(
        f"<li class='meer'><a href='/auto/x{n}'>{title} nog eens</a></li>" for n, title in enumerate(HEADLINES[:4])
    )
    long = "".join(CARD.format(f"/auto/{n}", title) for n, title in enumerate(HEADLINES))

    assert "div.card" == look(page(f"<ul>{short}</ul><main>{long}</main>"), URL, "text/html").selectors.item


@pytest.mark.parametrize(
    "flood",
    [
        "<a href='/a-b-c'>Een kop van een heel aardig stuk</a>",
        "<div class='a'><a href='/x'>Een kop van een heel aardig stuk</a>",
        "<a href=",
        "<li class='" + "b " * 500 + "'><a href='/{n}'>Een kop van een heel aardig stuk</a></li>",
        "<title>| ",
        "<h1>",
    ],
)
def test_floods_are_passed_in_linear_time(flood):
    body = page("".join(flood.replace("{n}", str(n)) for n in range(500_000 // len(flood))))

    with Pace() as took:
        look(body, URL, "text/html")

    assert 10 > took.cpu_s, "under 2 s on an idle machine"


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_make_it_raise(noise):
    for body in (noise, b"<html><a href='" + noise, b"<html><li class='" + noise + b"'><a href=/x>" + noise):
        assert look(body, URL, "text/html") is None or isinstance(look(body, URL, "text/html"), Sight)

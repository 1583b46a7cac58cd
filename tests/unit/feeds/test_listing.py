"""Pages that list links -> entries, by the operator's selectors; a page that was rebuilt says which one is stale."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler import feeds
from crawler.feeds import Way
from crawler.model import Kind, Selectors
from tests.pace import Pace

URL = "https://krant.example/nieuws/"
CARD = Selectors(item=".card", container="#list", link="h2 a", title="h2", date=".date", summary=".lead")
CARDS = """<!DOCTYPE html><html lang="nl"><head><meta charset="utf-8"><title> Nieuws &amp; meer </title></head><body>
<nav><a href="/">Home</a></nav><div id="list">
<article class="card"><a href="/r5"><img src="/r5.jpg" alt="Foto"></a><h2><a href="/r5#top">Renault  5 <b>E-Tech</b></a>
</h2><span class="date">19 november 2025</span><p class="lead">Kort &amp; <i>goed</i></p></article>
<article class="card"><h2><a href="?id=2&amp;a=1">Dacia</a></h2>
<time class="date" datetime="2025-11-18T08:00+01:00">gisteren</time>
<img src="data:image/gif;base64,R0" data-src="dacia.jpg"></article>
<article class="card"><h2>Advertentie</h2></article>
</div></body></html>"""


def read(page: str | bytes, selectors: Selectors, most: int = 100, url: str = URL):
    body = page if isinstance(page, bytes) else page.encode()
    return feeds.read(body, url, "text/html", most, Way(Kind.LIST, selectors))


def why_not(page: str, selectors: Selectors) -> str:
    return feeds.why_not(page.encode(), URL, "text/html", Way(Kind.LIST, selectors))


def listed(items: str, head: str = "", selectors: Selectors | None = None):
    """The entries of a list with these items."""
    page = f"<html><head>{head}</head><body><ul>{items}</ul></body></html>"
    document = read(page, selectors or Selectors(item="li", container="ul"))
    assert document is not None
    return document.entries


def test_a_list_page_is_read_whole():
    document = read(CARDS, CARD)
    renault, dacia = document.entries

    assert ("list", "Nieuws & meer", URL, "nl", None) == (
        document.version,
        document.title,
        document.link,
        document.language,
        document.warning,
    )
    assert ("https://krant.example/r5", None, "Renault 5 E-Tech") == (renault.url, renault.guid, renault.title)
    assert ("19 november 2025", "Kort &amp; goed") == (renault.published_raw, renault.summary)
    assert "https://krant.example/r5.jpg" == renault.image_url
    assert ("https://krant.example/nieuws/?id=2&a=1", "Dacia", "") == (dacia.url, dacia.title, dacia.summary)
    assert ("2025-11-18T08:00+01:00", "https://krant.example/nieuws/dacia.jpg") == (
        dacia.published_raw,
        dacia.image_url,
    )


@pytest.mark.parametrize(
    ("item", "title"),
    [
        ("<a href='/1'>Een <i>auto</i></a>", "Een auto"),
        ("<a href='/1'><span>Een</span><span>twee</span></a>", "Eentwee"),
        ("<a href='/1'><div>Een</div><div>twee</div></a>", "Een twee"),
        ("<a href='/1'>Een<br>twee<script>drie()</script></a>", "Een twee"),
        ("<a href='/1' title='Een  auto'><img alt='Foto'></a>", "Een auto"),
        ("<a href='/1' aria-label='Een auto'><img alt='Foto'></a>", "Een auto"),
        ("<a href='/1'><img><img alt='Een auto'></a>", "Een auto"),
        ("<a href='/1'></a>", ""),
        ("<h3> </h3><a href='/1'>Een auto</a>", "Een auto"),
        ("<a href='/1'>Lees meer</a><h3>Een auto</h3>", "Een auto"),
        (f"<a href='/1'>{'x' * 100_000}</a>", "x" * 1000),
    ],
)
def test_the_title_of_an_item(item, title):
    assert title == listed(f"<li>{item}</li>", selectors=Selectors(item="li", title="h3"))[0].title


@pytest.mark.parametrize(
    ("item", "selector", "date"),
    [
        ("<time>gisteren</time>", None, "gisteren"),
        ("<time datetime='2025-11-19'>gisteren</time>", None, "2025-11-19"),
        ("<time>a</time><time datetime='2025-11-19'>b</time>", None, "a"),
        ("<meta class='d' content='2025-11-19'>", ".d", "2025-11-19"),
        ("<span class='d'>19 nov</span>", ".d", "19 nov"),
        ("<span class='d'>om <time datetime='2025-11-19'>8 uur</time></span>", ".d", "2025-11-19"),
        ("<time>gisteren</time>", ".d", None),
        ("", None, None),
        ("<time></time>", None, None),
    ],
)
def test_the_date_of_an_item(item, selector, date):
    entries = listed(f"<li><a href='/1'>x</a>{item}</li>", selectors=Selectors(item="li", date=selector))

    assert date == entries[0].published_raw


@pytest.mark.parametrize(
    ("item", "selector", "url"),
    [
        ("<a href='/1'>x</a><a href='/2'>y</a>", None, "https://krant.example/1"),
        ("<a name='x'>x</a><a href='/2'>y</a>", None, "https://krant.example/2"),
        (
            "<a href='#deel'>x</a><a href='javascript:x()'>x</a><a href='2'>y</a>",
            None,
            "https://krant.example/nieuws/2",
        ),
        ("<a href='/1'>x</a><a class='b' href='/2'>y</a>", "a.b", "https://krant.example/2"),
        ("<a href='/1'>x</a><h2><a href='/2'>y</a></h2>", "h2", "https://krant.example/2"),
        ("<a href='//b.example/?a=1&amp;b=2'>x</a>", None, "https://b.example/?a=1&b=2"),
    ],
)
def test_the_address_of_an_item(item, selector, url):
    assert url == listed(f"<li>{item}</li>", selectors=Selectors(item="li", link=selector))[0].url


def test_an_item_may_be_the_link_itself():
    entries = listed("<a class=x href=/1>Een</a><a class=x href=/2>Twee</a>", selectors=Selectors(item="a.x"))

    assert ["Een", "Twee"] == [entry.title for entry in entries]


def test_addresses_are_seen_from_the_pages_base():
    assert "https://cdn.example/x/1" == listed("<li><a href=1>x</a>", "<base href='//cdn.example/x/'>")[0].url
    assert "https://krant.example/nieuws/1" == listed("<li><a href=1>x</a>", "<base href='data:x'>")[0].url


def test_a_link_that_is_listed_twice_counts_once_and_keeps_what_either_says():
    entries = listed(
        "<li><a href='/1'><img src='/1.jpg'></a></li><li><a href='/2'>Twee</a></li>"
        "<li><a href='/1#lees'>Een</a><time>gisteren</time></li>"
    )

    assert [("Een", "gisteren"), ("Twee", None)] == [(entry.title, entry.published_raw) for entry in entries]
    assert "https://krant.example/1.jpg" == entries[0].image_url


def test_items_without_a_link_are_passed_over_and_the_first_are_kept():
    items = "<li>Advertentie</li>" + "".join(f"<li><a href='/{n}'>{n}</a></li>" for n in range(9))
    document = read(f"<ul>{items}</ul>", Selectors(item="li"), most=3)

    assert ["0", "1", "2"] == [entry.title for entry in document.entries]


@pytest.mark.parametrize(
    "held",
    [
        "",
        "<p>Geen berichten</p>",
        "<a href='#top'>Naar boven</a>",  # the page itself
        "<a href='/1'></a><a name='x'>Anker</a><a href='javascript:x()'>Meer</a>",
    ],
)
def test_a_container_without_links_is_an_empty_list(held):
    document = read(f"<html><body><a href='/'>Home</a><div id='list'>{held}</div></body></html>", CARD)

    assert () == document.entries


STALE = [
    (CARDS, Selectors(item=".kaart"), "selector item matches nothing: '.kaart'"),
    (CARDS, Selectors(item=".kaart", container="#list"), "selector item matches nothing: '.kaart'"),
    (CARDS, Selectors(item=".card", container=".lijst"), "selector container matches nothing: '.lijst'"),
    (CARDS, Selectors(item=".card", link="a.meer"), "selector link matches nothing with an address: 'a.meer'"),
    (CARDS, Selectors(item=".date"), "selector item matches nothing with a link: '.date'"),
    (
        CARDS,
        Selectors(item="a::text"),
        "selector item cannot be read: 'a::text': Pseudo-elements are not supported.",
    ),
    (
        CARDS,
        Selectors(item="li", date=":foo"),
        "selector date cannot be read: ':foo': The pseudo-class :foo is unknown",
    ),
    ("", CARD, "the answer is empty"),
    ("Zomaar tekst", CARD, "the answer is no HTML page"),
    ('{"items": []}', CARD, "the answer is no HTML page"),
    ("<urlset><url><loc>/1</loc></url></urlset>", CARD, "this is a sitemap: write kind: sitemap"),
    ("<rss version='2.0'><channel><title>x</title></channel></rss>", CARD, "this is a feed: write kind: rss"),
]


@pytest.mark.parametrize(("page", "selectors", "why"), STALE)
def test_what_cannot_be_read_says_why(page, selectors, why):
    assert None is read(page, selectors)
    assert why == why_not(page, selectors)


def test_a_list_without_selectors_is_none():
    assert None is feeds.read(CARDS.encode(), URL, "", 9, Way(Kind.LIST))
    assert "a list needs selectors: at least item" == feeds.why_not(CARDS.encode(), URL, "", Way(Kind.LIST))


def test_dates_and_summaries_that_are_gone_are_a_warning():
    document = read(CARDS, Selectors(item=".card", date=".datum", summary=".tekst"))

    assert "selector date ('.datum') and summary ('.tekst') matches nothing" == document.warning


@pytest.mark.parametrize(
    ("codec", "content_type", "meta"),
    [
        ("utf-8", "text/html; charset=iso-8859-1", ""),
        ("cp1252", "text/html; charset=windows-1252", ""),
        ("cp1250", "text/html", "<meta charset=windows-1250>"),
        ("utf-16", "text/html", ""),
    ],
)
def test_the_character_set_is_found_as_for_any_page(codec, content_type, meta):
    page = f"<html><head>{meta}</head><body><ul><li><a href=/1>Škoda ë</a></ul></body></html>"
    document = feeds.read(page.encode(codec), URL, content_type, 9, Way(Kind.LIST, Selectors(item="li")))

    assert "Škoda ë" == document.entries[0].title


HOSTILE = {
    "100,000 items": "<ul>" + "<li><a href=/1>x</a>" * 100_000,
    "100,000 levels": "<ul><li><a href=/1>x</a>" * 100_000,
    "100,000 tags": "<b><i></b>" * 100_000,
    "odd end tags": "<ul><li><a href=/1>x</a>" + "<div>" * 100_000 + "</b></x>" * 100_000,
    "references to no characters": "<ul><li><a href='/1&#0;&#xD800;&#99999999;'>&#1;&#xFFFF;x</a>" * 20_000,
    "items in items": "<div class=card>" * 240 + "<p>x</p>" * 20_000,
    "one long text": "<ul><li><a href=/1>" + "x " * 2_000_000,
    "odd names": '<ul><li><a:b c:d="1"><x"y z<="q"><ë><a href=/1>x</a>' * 20_000,
}


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_pages_are_read_in_linear_time(what):
    with Pace() as took:
        for selectors in (Selectors(item="li", date="b"), Selectors(item="div", container="div", link="h2 a")):
            read(f"<html><body>{HOSTILE[what]}", selectors)

    assert 10 > took.cpu_s, "0.6 s on an idle machine"


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_make_it_raise(noise):
    for body in (noise, b"<html><ul><li><a href=/1>" + noise, b"<html><ul><li><a href='" + noise + b"'>x</a>"):
        document = read(body, Selectors(item="li", title="a", date="time", summary="*"))
        why_not = feeds.why_not(body, URL, "text/html", Way(Kind.LIST, Selectors(item="li")))

        assert document is not None or why_not
        assert document is None or all(entry.url.startswith("http") for entry in document.entries)

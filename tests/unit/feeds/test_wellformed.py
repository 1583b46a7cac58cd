"""A well-formed feed, read by the fast lane and by feedparser: what the fast lane accepts, it reads the same."""

import json
import subprocess
import sys

import pytest
from feedparser.api import StrictFeedParser
from hypothesis import example, given
from hypothesis import strategies as st

from crawler.feeds import rss, wellformed, wellformed_entry, wellformed_names, wire
from tests.unit.feeds import oddities

URL = "https://krant.example/auto/feed.xml"
RSS = """<rss version="2.0"><channel><title>Krant</title><link>https://krant.example/</link>{channel}
<item><title>Eerste</title><link>https://krant.example/1</link>{item}
<description>Kort &lt;b>vet&lt;/b></description></item>
<item><title>Tweede</title><guid>https://krant.example/2</guid></item></channel></rss>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
<channel rdf:about="https://krant.example/"><title>Krant</title>{channel}</channel>
<item rdf:about="https://krant.example/1"><title>Eerste</title><link>https://krant.example/1</link>{item}</item></rdf:RDF>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="nl"><title>Blad</title>{channel}
<entry>{item}
<title type="html">Eerste &amp;amp; beste</title><id>tag:1</id><link href="/1"/><summary>Kort</summary></entry>
<entry><title>Tweede</title><link href="/2"/><content type="html">&lt;p>Lang&lt;/p></content></entry></feed>"""
ATOM_0 = ATOM.replace("http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#").replace("<feed", '<feed version="0.3"')
SILENT = {  # what feedparser makes of these is asked by nobody
    *("itunes_block", "itunes_explicit", "itunes_image", "media_credit", "media_license", "media_player"),
    *("media_rating", "media_restriction", "media_group"),
}


def handlers() -> list[str]:
    """feedparser's methods for elements."""
    return [method for method in dir(StrictFeedParser) if method.startswith(("_start_", "_end_"))]


def accepted(text: str) -> bool:
    """Whether the fast lane reads a document."""
    feed = wire.feed_markup(text, 100)
    return feed is not None and wellformed.read(feed, rss.looks_like_html) is not None


def both(text: str, monkeypatch, url: str = URL):
    """What the product reads, and what it reads without the fast lane."""
    fast = rss.read(text, url, 100)
    with monkeypatch.context() as patch:
        patch.setattr(wellformed, "read", lambda *_: None)
        return fast, rss.read(text, url, 100)


@pytest.mark.parametrize("document", [RSS, RDF, ATOM, ATOM_0], ids=["rss", "rdf", "atom", "atom 0.3"])
def test_an_ordinary_document_is_accepted(document):
    assert accepted(document.format(channel="", item=""))


@pytest.mark.parametrize("document", [RSS, RDF, ATOM, ATOM_0], ids=["rss", "rdf", "atom", "atom 0.3"])
@pytest.mark.parametrize("odd", oddities.ELEMENTS)
def test_whatever_stands_in_an_entry_or_a_channel_is_read_the_same(document, odd, monkeypatch):
    for text in (document.format(channel="", item=odd), document.format(channel=odd, item="")):
        fast, slow = both(text, monkeypatch)

        assert slow == fast


@pytest.mark.parametrize("attribute", oddities.ATTRIBUTES)
@pytest.mark.parametrize("tag", ["rss", "feed", "channel", "item", "entry", "title", "link", "description", "content"])
def test_whatever_is_said_of_an_element_is_read_the_same(tag, attribute, monkeypatch):
    for document in (RSS, ATOM):
        text = document.format(channel="", item="").replace(f"<{tag}", f"<{tag}{attribute}")
        fast, slow = both(text, monkeypatch, "")

        assert slow == fast


def test_most_of_the_oddities_are_accepted():
    accepting = [odd for odd in oddities.ELEMENTS if accepted(RSS.format(channel="", item=odd))]

    assert 0.6 < len(accepting) / len(oddities.ELEMENTS) < 0.9, "else these tests compare nothing, or gate nothing"


def test_categories_in_a_container_of_their_own_are_the_entrys(monkeypatch):
    text = RSS.format(channel="", item="<rubrieken><category>EV</category><category>Taxi</category></rubrieken>")
    fast, slow = both(text, monkeypatch)

    assert accepted(text)
    assert ("EV", "Taxi") == fast.entries[0].categories[-2:] == slow.entries[0].categories[-2:]


@pytest.mark.parametrize(
    "doubtful",
    [
        RSS.format(channel="", item="<b>vet<title>genest</title></b>"),
        RSS.format(channel="", item="<content type='image/png'>aGFsbG8=</content>"),
        RSS.format(channel="", item="<link>http:////krant.example/</link>"),
        RSS.format(channel="", item="<title>open"),
        RSS.format(channel="", item="&nbsp;"),
        RSS.format(channel="<item><item/></item>", item=""),
        RSS.format(channel="", item="").replace("<rss", "<rss xmlns='urn:nobody'"),
        RSS.format(channel="", item="")
        .replace("<rss", "<rss xmlns:dc='urn:a'")
        .replace("<item", "<item xmlns:dc='urn:b'"),
        ATOM.format(channel="", item="<source><title>elders</title></source>"),
    ],
)
def test_what_is_doubtful_is_left_to_feedparser(doubtful):
    assert not accepted(doubtful)


def test_a_usual_prefix_counts_for_more_than_its_namespace(monkeypatch):
    text = RSS.format(channel="", item="<dc:creator>An Smit</dc:creator>").replace("<rss", "<rss xmlns:dc='urn:odd'")
    fast, slow = both(text, monkeypatch)

    assert accepted(text)
    assert ("An Smit",) == fast.entries[0].authors == slow.entries[0].authors


def test_every_name_that_feedparser_takes_for_something_is_known():
    handled = {method.split("_", 2)[2].lower() for method in handlers()}
    names = {*wellformed_names.MEANT, *wellformed_entry.TEXTS, *wellformed_entry.HOW}
    known = {name.replace(":", "_") for name in names} | SILENT
    rooms = tuple(f"{room}_" for room in wellformed_names.MEANT_ROOMS)

    assert set() == {name for name in handled - known if not name.startswith(rooms)}


def test_every_namespace_that_feedparser_knows_goes_by_its_prefix():
    handled = {method.split("_")[2].lower() for method in handlers() if method.count("_") > 2}
    theirs = {uri.lower(): prefix.lower() for uri, prefix in StrictFeedParser.namespaces.items() if uri}

    assert {} == {
        uri: prefix
        for uri, prefix in theirs.items()
        if (prefix == "" or prefix in handled) and wellformed_names.PREFIXES.get(uri) != prefix
    }


# ---------------------------------------------------------------- what is asked of feedparser all the same

PIECES = st.sampled_from(
    ["</b>", "<b>", "</ b>", "</x>", "<", ">", "&", ";", "&amp;", "&#39;", "&nope;", "R&D", "a", " ", "é"]
)


@given(st.lists(PIECES, max_size=6).map("".join))
@example("R&amp;D")
@example("3 < 4 & 5 > 4;")
@example("een <b>vette</b> letter")
def test_a_plain_text_is_taken_for_html_where_feedparser_does(text):
    assert rss.looks_like_html(text) == StrictFeedParser.looks_like_html(text)


@pytest.mark.parametrize(
    ("title", "loaded"),
    [("Krant &amp; blad", []), ("&lt;b&gt;Krant&lt;/b&gt;", ["feedparser"])],
    ids=["plain", "in doubt"],
)
def test_only_a_document_in_doubt_has_feedparser_loaded(title, loaded):
    document = RSS.format(channel="", item="").replace("<title>Krant", f"<title>{title}")
    story = (
        "import json, sys\n"
        "import crawler.process.preloaded\n"
        "from crawler import feeds\n"
        f"read = feeds.read({document.encode()!r}, {URL!r}, 'application/rss+xml', 9)\n"
        "dear = {'cssselect', 'feedparser', 'requests', 'tldextract', 'trafilatura'} & set(sys.modules)\n"
        "print(json.dumps([len(read.entries), sorted(dear)]))\n"
    )

    said = subprocess.run([sys.executable, "-c", story], capture_output=True, text=True, check=True, timeout=60).stdout

    assert [2, loaded] == json.loads(said)

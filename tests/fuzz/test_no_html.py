"""Nothing that is stored is HTML: markup planted wherever strangers write it comes out as its text, or not at all.

So there is nothing to sanitise (DECISIONS.md, 2026-11-28). What a publisher shows its readers as `<b>`, letter by
letter, is text and stays; addresses are no text, and promises.py looks at those.
"""

import json
import re
from html import escape

import pytest

from crawler.model import Kind, Selectors
from tests.fuzz.documents import unchanged
from tests.fuzz.promises import broken, things

PLANTED = (
    "Vet <b onclick=x>woord</b><script>alert(1)</script><img src=x onerror=alert(1)><a href='javascript:x'>hier</a>"
)
ESCAPED = escape(PLANTED)
CDATA = f"<![CDATA[{PLANTED}]]>"
MARKUP = re.compile(r"</?(?:a|b|img|script|svg|p|iframe)\b|on(?:click|error|load)\s*=|javascript:", re.IGNORECASE)

FIELDS = (
    "title",
    "description",
    "category",
    "author",
    "content:encoded",
    "media:description",
    "media:credit",
    "guid",
    "pubDate",
)
RSS_SPACES = "xmlns:content='http://purl.org/rss/1.0/modules/content/' xmlns:media='http://search.yahoo.com/mrss/'"


def rss(planted: str) -> str:
    fields = "".join(f"<{name}>{planted}</{name}>" for name in FIELDS)
    channel = f"<title>{planted}</title><description>{planted}</description><language>{planted}</language>"
    link = "<link>https://kolibri.example/1</link>"
    items = f"<item>{link}{fields}</item><item>{fields}</item>"
    return f"<rss version='2.0' {RSS_SPACES}><channel>{channel}{items}</channel></rss>"


def atom(kind: str, planted: str) -> str:
    texts = "".join(f"<{name} type='{kind}'>{planted}</{name}>" for name in ("title", "summary", "content", "rights"))
    who = f"<author><name>{planted}</name></author><category term='a' label='{ESCAPED}'/>"
    entry = f"<entry><id>1</id><link href='https://kolibri.example/1'/>{texts}{who}</entry>"
    return f"<feed xmlns='http://www.w3.org/2005/Atom'>{texts}{entry}</feed>"


def json_feed() -> str:
    texts = dict.fromkeys(("title", "summary", "content_html", "language", "date_published"), PLANTED)
    item = {
        "id": PLANTED,
        "url": "https://kolibri.example/1",
        "tags": [PLANTED],
        "authors": [{"name": PLANTED}],
        **texts,
    }
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": PLANTED, "items": [item]})


def page(planted: str) -> str:
    names = (
        "og:title",
        "og:description",
        "article:section",
        "author",
        "keywords",
        "description",
        "copyright",
        "robots",
    )
    metas = "".join(f"<meta property='{name}' name='{name}' content=\"{ESCAPED}\">" for name in names)
    stated = dict.fromkeys(("headline", "description", "articleSection", "keywords", "articleBody", "license"), PLANTED)
    author = {"author": {"name": PLANTED}, "image": {"url": "/x.jpg", "caption": PLANTED, "creditText": PLANTED}}
    data = json.dumps({"@type": "NewsArticle", **stated, **author}).replace("</", "<\\/")
    caption = f"<figcaption>{planted}<span class=credit>{planted}</span></figcaption>"
    figure = f"<figure><img src=/x.jpg alt='{ESCAPED}'>{caption}</figure>"
    text = f"<p>{planted} De wagen rijdt, zegt de fabrikant, en dat doet hij verder dan zijn voorganger.</p>" * 8
    head = f"<title>{planted}</title>{metas}<script type='application/ld+json'>{data}</script>"
    story = f"<article><h1>{planted}</h1>{figure}{text}</article>"
    return f"<html lang='{ESCAPED}'><head>{head}</head><body>{story}</body></html>"


NEWS = f"<news:news><news:title>{ESCAPED}</news:title><news:keywords>{ESCAPED}</news:keywords></news:news>"
SPACE = "http://www.google.com/schemas/sitemap-news/0.9"
SITEMAP = f"<urlset xmlns:news='{SPACE}'><url><loc>https://kolibri.example/1</loc>{NEWS}</url></urlset>"
LIST = f"<html><title>{ESCAPED}</title><ul><li><a href=/1>{ESCAPED}</a><p>{ESCAPED}</p></li></ul></html>"
DOCUMENTS = {
    "rss, escaped": ("feed", rss(ESCAPED)),
    "rss, in CDATA": ("feed", rss(CDATA)),
    "rss, as it is": ("feed", rss(PLANTED)),
    "atom html": ("feed", atom("html", ESCAPED)),
    "atom xhtml": ("feed", atom("xhtml", f"<div xmlns='http://www.w3.org/1999/xhtml'>{PLANTED}</div>")),
    "json feed": ("feed", json_feed()),
    "sitemap": ("sitemap", SITEMAP),
    "list": ("list", LIST),
    "page": ("page", page(PLANTED)),
}
AS_GIVEN = ("guid", "dated_raw")  # what a feed calls an entry is its identity; the other is compared, never stored
LISTED = Selectors(item="li", title="a", summary="p")


@pytest.mark.parametrize(("lane", "text"), DOCUMENTS.values(), ids=DOCUMENTS)
@pytest.mark.parametrize("follow", [True, False])
def test_markup_comes_out_as_text(lane: str, text: str, follow: bool) -> None:
    kind = {"sitemap": Kind.SITEMAP, "list": Kind.LIST}.get(lane, Kind.RSS)
    made = unchanged(lane, "planted", text.encode(), kind=kind, selectors=LISTED, follow=follow)
    reader, arguments = made.call

    result = reader(*arguments)

    assert [] == list(broken(made, result))
    texts = {path: text for path, text in things("", result) if isinstance(text, str) and not path.endswith(AS_GIVEN)}
    assert "woord" in " ".join(texts.values())
    assert {} == {path: text for path, text in texts.items() if MARKUP.search(text)}

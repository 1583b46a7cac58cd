"""JSON-LD as publishers write it -> the node about the article."""

import pytest
from lxml.html import document_fromstring

from crawler.article.facts import jsonld


def linked(*scripts: str) -> jsonld.Linked:
    blocks = "".join(f'<script type="application/ld+json">{script}</script>' for script in scripts)
    tree = document_fromstring(f"<html><head>{blocks}</head><body><p>x</p></body></html>")
    return jsonld.read(list(tree.iter("script")))


def headline(*scripts: str, address: str = "/auto/1", title: str = "") -> str:
    return jsonld.text(linked(*scripts).main(frozenset({address}), frozenset({title} - {""})), "headline")


CHOICES = {
    "the article, not the page or the site": (
        '[{"@type": "WebSite", "headline": "site"}, {"@type": "WebPage", "headline": "page"}, '
        '{"@type": "NewsArticle", "headline": "news"}]',
        "news",
    ),
    "in a graph": ('{"@graph": [{"@type": ["Thing", "schema:NewsArticle"], "headline": "news"}]}', "news"),
    "as the main entity of a page": (
        '{"@type": "WebPage", "headline": "page", "mainEntity": {"@type": "Article", "headline": "news"}}',
        "news",
    ),
    "the one with our address": (
        '[{"@type": "NewsArticle", "headline": "other", "url": "https://a.example/auto/2"}, '
        '{"@type": "NewsArticle", "headline": "ours", "mainEntityOfPage": {"@id": "https://a.example/auto/1?x=1"}}]',
        "ours",
    ),
    "not the entries of a list": (
        '[{"@type": "ItemList", "itemListElement": [{"@type": "NewsArticle", "headline": "listed", "date": "x"}]},'
        '{"@type": "BlogPosting", "headline": "ours", "datePublished": "x"}]',
        "ours",
    ),
    "the live blog, not its updates": (
        '{"@type": "LiveBlogPosting", "headline": "live", '
        '"liveBlogUpdate": [{"@type": "BlogPosting", "headline": "18:01"}]}',
        "live",
    ),
    "nothing": ('{"@type": "Organization", "headline": "x"}', ""),
}


@pytest.mark.parametrize("what", CHOICES)
def test_the_node_about_the_article(what):
    written, chosen = CHOICES[what]

    assert chosen == headline(written)


MENDED = [
    '<!-- {"@type": "Article", "headline": "x"} -->',
    '//<![CDATA[\n{"@type": "Article", "headline": "x"}\n//]]>',
    '{"@type": "Article", "headline": "x",}',
    '[{"@type": "Article", "headline": "x"},]',
    '{"@type": "Article", "headline": "x"};',
    '{"@type": "Article", "description": "a\n\tb", "headline": "x"}',
    "{&quot;@type&quot;: &quot;Article&quot;, &quot;headline&quot;: &quot;x&quot;}",
    '\ufeff  {"@type": "Article", "headline": ["x", "y"]}',
    '{"@type": "Article", "headline": {"@value": "x"}}',
]


@pytest.mark.parametrize("written", MENDED)
def test_broken_blocks_are_mended(written):
    assert "x" == headline(written)


HOSTILE = [
    "",
    "null",
    "{",
    "[" * 100_000,
    '{"a":' * 100_000,
    '{"@type": ' + "9" * 10_000 + "}",
    '{"@type": {"a": 1}, "headline": 3, "author": [[[]]]}',
    '{"@type": [null, 3], "@id": ["x"], "url": [{"@id": 3}]}',
]


@pytest.mark.parametrize("written", HOSTILE)
def test_hostile_blocks_do_no_harm(written):
    assert "" == headline(written)


def test_an_author_named_elsewhere_by_its_id():
    found = linked(
        '{"@graph": [{"@type": "Article", "author": [{"@id": "#jan"}, {"@type": "Person", "name": "An &amp; Co"}]},'
        '{"@type": "Person", "@id": "#jan", "name": ["Jan"]}]}'
    )
    main = found.main(frozenset(), frozenset())

    assert ("Jan", "An & Co") == found.names(main["author"])


def test_a_circle_of_references_ends():
    found = linked('{"@graph": [{"@id": "a", "name": {"@id": "b"}}, {"@id": "b", "name": {"@id": "a"}}]}')

    assert () == found.names({"@id": "a"})


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("https://www.a.example/auto/1/?x=1#y", "/auto/1"),
        ("//a.example/Auto/1", "/auto/1"),
        ("/auto/1/", "/auto/1"),
        ("https://a.example/", ""),
        ("", ""),
    ],
)
def test_addresses_are_compared_by_their_path(address, path):
    assert path == jsonld.path_of(address)

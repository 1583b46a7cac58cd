"""OPML as readers write it, and as we do: every shape is read, and what nobody here knows is kept."""

import gzip

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.feeds.opml import OURS, Opml, Outline, read, written
from tests.pace import Pace

FRSS = "{https://freshrss.org/opml}"
MINIFLUX = "{https://miniflux.app/opml}"


def opml(body: str, version: str = "2.0", names: str = "") -> bytes:
    head = f"<?xml version='1.0' encoding='UTF-8'?><opml version='{version}' {names}>"
    return f"{head}<head><title>Mijn feeds</title></head><body>{body}</body></opml>".encode()


# What three readers export, in small: Miniflux, FreshRSS, CommaFeed; and a list of OPML 1.0.
SHAPES = {
    "miniflux": (
        "<outline text='Auto'><outline title='Kolibri' text='Kolibri' xmlUrl='https://kolibri.example/feed' htmlUrl='"
        "https://kolibri.example/' type='rss' miniflux:crawler='true'/></outline>",
        "2.0",
        "xmlns:miniflux='https://miniflux.app/opml'",
        Outline(
            "Kolibri",
            "https://kolibri.example/feed",
            ("Auto",),
            others={"htmlUrl": "https://kolibri.example/", f"{MINIFLUX}crawler": "true"},
        ),
    ),
    "freshrss": (
        "<outline text='Auto'><outline text='Kolibri' type='rss' xmlUrl='https://kolibri.example/feed' description='x' "
        "frss:priority='important' frss:cssFullContent='article'/></outline>",
        "2.0",
        "xmlns:frss='https://freshrss.org/opml'",
        Outline(
            "Kolibri",
            "https://kolibri.example/feed",
            ("Auto",),
            others={"description": "x", f"{FRSS}priority": "important", f"{FRSS}cssFullContent": "article"},
        ),
    ),
    "commafeed": (
        "<outline text='Auto' title='Auto'><outline text='Elektrisch' title='Elektrisch'><outline type='rss' "
        "text='Kolibri' title='Kolibri' xmlUrl='https://kolibri.example/feed'/></outline></outline>",
        "1.1",
        "",
        Outline("Kolibri", "https://kolibri.example/feed", ("Auto", "Elektrisch")),
    ),
    "small letters": (
        "<outline title='Kolibri' type='RSS' xmlurl=' https://kolibri.example/feed '/>",
        "1.0",
        "",
        Outline("Kolibri", "https://kolibri.example/feed"),
    ),
    "an address as url, and categories": (
        "<outline text='Kolibri' type='atom' url='https://kolibri.example/feed' category='/auto/nieuws, elektrisch'/>",
        "2.0",
        "",
        Outline("Kolibri", "https://kolibri.example/feed", tags=("/auto/nieuws", "elektrisch")),
    ),
    "markup in a title": (
        "<outline text='Kolibri &amp;amp; &lt;b&gt;Co&lt;/b&gt;' xmlUrl='https://kolibri.example/feed'/>",
        "2.0",
        "",
        Outline("Kolibri & Co", "https://kolibri.example/feed"),
    ),
    "no name": (
        "<outline xmlUrl='https://kolibri.example/feed'/>",
        "",
        "",
        Outline("https://kolibri.example/feed", ""),
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_the_shapes_that_readers_export(shape):
    body, version, names, expected = SHAPES[shape]
    found = read(opml(body, version, names))

    assert "Mijn feeds" == found.title
    assert (expected.name, expected.url or expected.name) == (found.feeds[0].name, found.feeds[0].url)
    assert (expected.folders, expected.tags) == (found.feeds[0].folders, found.feeds[0].tags)
    assert expected.others == found.feeds[0].others
    assert () == found.left_out


@pytest.mark.parametrize("shape", SHAPES)
def test_what_was_read_is_written_and_read_again_as_it_was(shape):
    body, version, names, _ = SHAPES[shape]
    first = read(opml(body, version, names))

    assert first == read(written(first.title, first.feeds))


@pytest.mark.parametrize(
    ("outline", "why"),
    [
        ("<outline text='x' type='include' url='https://kolibri.example/more.opml'/>", "another OPML"),
        ("<outline text='x' type='link' url='https://kolibri.example/'/>", "not a feed"),
        ("<outline text='x' type='rss'/>", "no address"),
        ("<outline text='x' type='HTML+XPath' xmlUrl='https://kolibri.example/'/>", "kind: list"),
    ],
)
def test_what_is_no_feed_is_said(outline, why):
    found = read(opml(outline))

    assert () == found.feeds
    assert [("x", True)] == [(name, why in told) for name, told in found.left_out]


def test_settings_of_ours_stand_in_a_namespace_and_folders_stand_together():
    feeds = (
        Outline("A", "https://a.example/?x=1&y=<2>", ("Auto",), settings={"every": "2h", "keep": '[{"title": "a|b"}]'}),
        Outline("B", "https://b.example/"),
        Outline("C", "https://c.example/", ("Auto", "Nieuws")),
        Outline("D", "https://d.example/", ("Auto",), others={f"{FRSS}priority": "x", "no name": "y"}),
    )
    body = written('Mijn "feeds"', feeds)
    found = read(body)

    assert ["A", "C", "D", "B"] == [feed.name for feed in found.feeds]
    assert feeds[0].settings == found.feeds[0].settings
    assert {f"{FRSS}priority": "x"} == found.feeds[2].others
    assert f'xmlns:koplamp="{OURS}"'.encode() in body
    assert b"frss:priority" in body
    assert b'koplamp:every="2h"' in body


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><body>x</body></html>",
        b"<rss version='2.0'><channel/></rss>",
        b'{"feeds": []}',
        b"\x89PNG\r\n\x1a\n",
        b"<" * 100_000,
    ],
)
def test_what_is_no_opml(body):
    assert None is read(body)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(("cut", "is_cut"), [(0, False), (8, True), (60, True)])
def test_a_file_that_ends_before_its_end_says_so(encoding, cut, is_cut):
    text = f"<?xml version='1.0' encoding='{encoding}'?><opml><body><outline text='A' xmlUrl='https://a.example/'/></body></opml>"

    assert is_cut == read(text[: len(text) - cut].encode(encoding)).is_cut


def test_broken_files_are_read_as_far_as_they_go():
    good = "<outline text='A &amp; B' xmlUrl='https://a.example/feed?a=1&b=2'/>"

    assert ["A & B"] == [feed.name for feed in read(opml(good)).feeds]
    assert ["A & B"] == [feed.name for feed in read(opml(good)[: -len("</body></opml>")]).feeds]
    assert ["A & B"] == [feed.name for feed in read(gzip.compress(opml(good))).feeds]


def test_entities_are_not_followed():
    bomb = b"<!DOCTYPE opml [<!ENTITY a SYSTEM 'file:///etc/passwd'><!ENTITY b 'bbbb'>]>"
    found = read(bomb + b"<opml><body><outline text='x&a;&b;y' xmlUrl='https://a.example/'/></body></opml>")

    assert all("root" not in feed.name for feed in found.feeds)


def test_a_deep_and_a_long_file_are_read_in_linear_time():
    deep = opml("<outline text='f'>" * 200 + "<outline text='A' xmlUrl='https://a.example/'/>" + "</outline>" * 200)
    long = opml("<outline text='A' xmlUrl='https://a.example/'/>" * 30_000)

    with Pace() as took:
        assert 32 == len(read(deep).feeds[0].folders)
        assert 20_000 == len(read(long).feeds)

    assert 10 > took.cpu_s, "1 s on an idle machine"


TEXTS = st.text(max_size=30)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(TEXTS, TEXTS, st.lists(TEXTS, max_size=3), st.dictionaries(TEXTS, TEXTS, max_size=3))))
def test_whatever_is_written_can_be_read(found):
    feeds = [
        Outline(name, f"https://a.example/{number}", tuple(folders), others=others, settings={"every": name})
        for number, (name, _, folders, others) in enumerate(found)
    ]

    assert len(feeds) == len(read(written("x", feeds)).feeds)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_make_it_raise(noise):
    for body in (noise, b"<opml><body>" + noise, b"<opml><body><outline xmlUrl='" + noise):
        assert read(body) is None or isinstance(read(body), Opml)

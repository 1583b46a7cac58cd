"""Bytes -> text, and text -> what a parser is given."""

import pytest

from crawler.feeds import wire


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("a &#65; b", "a &#65; b"),
        ("a &#x1F697; b", "a &#x1F697; b"),
        ("a &#0; &#8; b", "a   b"),
        ("a &#xD800;&#xDFFF;&#xFFFE; b", "a  b"),
        ("a &#1114112; b", "a  b"),
        ("a &#99999999999999999999; b", "a  b"),
        ("a\x00\x0b\ufffe b", "a b"),
    ],
)
def test_only_characters_that_xml_knows_are_kept(written, kept):
    assert f"<rss>{kept}</rss>" == wire.feed_markup(f"<rss>{written}</rss>", 10)


def test_entries_beyond_the_most_are_not_even_parsed():
    feed = "<rss><item>1</item><item>2</item><item>3</item><end/></rss>"

    assert "<rss><item>1</item><item>2</item><end/></rss>" == wire.feed_markup(feed, 2)


def test_an_author_is_cut_where_feedparser_would_take_minutes():
    feed = wire.feed_markup(f"<rss><dc:creator><![CDATA[{'a' * 50_000}]]></dc:creator></rss>", 9)

    assert 600 > len(wire.tolerable(feed))


@pytest.mark.parametrize("attribute", ['\na=""', " a='>'", f' a = "{"v" * 3_000}"'])
def test_a_tag_is_crowded_from_500_attributes_on(attribute):
    assert not wire.is_crowded(f"<rss><item{499 * attribute}>1</item></rss>")
    assert wire.is_crowded(f"<rss><item{500 * attribute}>1</item></rss>")


@pytest.mark.parametrize("flood", ["<!--", "<", "&#", "<!DOCTYPE [", "<rss", "<item ", "\x00", " href='x"])
def test_floods_are_passed_in_linear_time(flood):
    text = flood * (400_000 // len(flood)) + "<rss><item>1</item></rss>"

    feed = wire.feed_markup(text, 5)

    assert feed is None or "<rss" in wire.tolerable(feed)


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        ("Škoda".encode(), "text/xml; charset=latin-1", "Škoda"),
        ("Citroën".encode("cp1252"), "text/xml", "Citroën"),
        ("Škoda".encode("cp1250"), "text/xml; charset=windows-1250", "Škoda"),
        ("Škoda Citroë".encode()[:-1], "", "Škoda Citro"),
        (b"\xff\xfe<\x00a\x00", "", "<a"),
        (b"\x00<\x00a", "", "<a"),
        (b"a\xffb", "text/xml; charset=utf-7", "aÿb"),
    ],
)
def test_decoding(body, content_type, text):
    assert text == wire.decode(body, content_type)

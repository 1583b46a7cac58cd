"""Addresses: what we compare by. One article has one key, two articles never share one."""

import base64
import re
import time
from html import unescape

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from crawler.normal.urls import fetch_url, registrable_domain, url_hash, url_key
from crawler.normal.urls_params import RULES


def news_id(address: str) -> str:
    """An id as Google News made them until 2024."""
    raw, length = address.encode(), len(address)
    size = bytes([length]) if length < 128 else bytes([length & 127 | 128, length >> 7])
    return base64.urlsafe_b64encode(b"\x08\x13\x22" + size + raw + b"\xd2\x01\x00").decode().rstrip("=")


A = "https://example.nl/nieuws/renault-5"
LONG = "https://www.example.nl/nieuws/" + "renault-" * 14 + "5"

MERGED = [
    # the address itself
    ("http://example.nl/nieuws/renault-5", A),
    ("https://www.example.nl/nieuws/renault-5", A),
    ("https://WWW.EXAMPLE.NL/nieuws/renault-5", A),
    ("https://m.example.nl/nieuws/renault-5", A),
    ("https://mobile.example.nl/nieuws/renault-5", A),
    ("https://amp.example.nl/nieuws/renault-5", A),
    ("https://www2.example.nl/nieuws/renault-5", A),
    ("https://example.nl./nieuws/renault-5", A),
    ("https://example.nl:443/nieuws/renault-5", A),
    ("http://example.nl:80/nieuws/renault-5", A),
    ("//example.nl/nieuws/renault-5", A),
    ("https://de.m.example.nl/x", "https://de.example.nl/x"),
    ("https://www.gov.uk/x", "https://gov.uk/x"),
    ("https://Müller.de/x", "https://xn--mller-kva.de/x"),
    ("https://example.nl/nieuws/renault-5/", A),
    ("https://example.nl//nieuws///renault-5", A),
    ("https://example.nl/nieuws/./x/../renault-5", A),
    ("https://example.nl/nieuws/renault%2D5", A),
    ("https://example.nl/nieuws/renault-5/index.html", A),
    ("https://example.nl/nieuws/renault-5/index.php", A),
    ("https://example.nl/nieuws/renault-5/default.aspx", A),
    ("https://example.nl/%7Ejan", "https://example.nl/~jan"),
    ("https://example.nl/citro%c3%abn", "https://example.nl/citroën"),
    ("https://example.nl/citroe%CC%88n", "https://example.nl/citroën"),
    ("https://example.nl/a%20b", "https://example.nl/a b"),
    ("https://example.nl/nieuws/renault-5;jsessionid=8A7F?utm_term=x", A),
    ("https://example.nl/(S(lit3py55t21z5v55vlm25s55))/nieuws/renault-5", A),
    # fragments
    ("https://example.nl/nieuws/renault-5#comments", A),
    ("https://example.nl/nieuws/renault-5#xtor=RSS-3208", A),
    ("https://example.nl/nieuws/renault-5#ref=rss", A),
    ("https://example.nl/nieuws/renault-5#:~:text=Renault", A),
    # where the reader came from
    ("https://example.nl/nieuws/renault-5?utm_source=rss&utm_medium=feed&utm_campaign=x", A),
    ("https://example.nl/nieuws/renault-5?UTM_Source=rss", A),
    ("https://example.nl/nieuws/renault-5?utm_source=rss&amp;utm_medium=feed", A),
    ("https://example.nl/nieuws/renault-5?", A),
    ("https://example.nl/nieuws/renault-5?&", A),
    ("https://example.nl/nieuws/renault-5?fbclid=IwAR0x", A),
    ("https://example.nl/nieuws/renault-5?gclid=1&msclkid=2&dclid=3", A),
    ("https://example.nl/nieuws/renault-5?wt_mc=rss.red.auto", A),
    ("https://example.nl/nieuws/renault-5?WT.mc_id=x", A),
    ("https://example.nl/nieuws/renault-5?at_medium=RSS&at_campaign=KARANGA", A),
    ("https://example.nl/nieuws/renault-5?cmpid=rss_auto", A),
    ("https://example.nl/nieuws/renault-5?ncid=rss_truncated", A),
    ("https://example.nl/nieuws/renault-5?ncid=txtlnkusaolp00000618", A),
    ("https://example.nl/nieuws/renault-5?CMP=share_btn_url", A),
    ("https://example.nl/nieuws/renault-5?mc_cid=1a2b&mc_eid=3c4d", A),
    ("https://example.nl/nieuws/renault-5?xtor=RSS-16", A),
    ("https://example.nl/nieuws/renault-5?ref=rss", A),
    ("https://example.nl/nieuws/renault-5?ref=autoblog.nl", A),
    ("https://example.nl/nieuws/renault-5?referrer=https%3A%2F%2Fwww.google.com%2F", A),
    ("https://example.nl/nieuws/renault-5?source=rss-103cb4aea3c2------2", A),
    ("https://example.nl/nieuws/renault-5?from=homepage&via=twitter-share", A),
    ("https://example.nl/nieuws/renault-5?mod=rss_markets_main", A),
    ("https://example.nl/nieuws/renault-5?cid=rss", A),
    ("https://example.nl/nieuws/renault-5?partner=rss&emc=rss", A),
    ("https://example.nl/nieuws/renault-5?.tsrc=rss", A),
    ("https://example.nl/nieuws/renault-5?rss=1", A),
    ("https://example.nl/nieuws/renault-5?guccounter=1&guce_referrer=aHR0", A),
    ("https://example.nl/nieuws/renault-5?s=20", A),
    ("https://example.nl/nieuws/renault-5?PHPSESSID=8a7f6e5d4c3b2a190817", A),
    ("https://example.nl/nieuws/renault-5?sid=8a7f6e5d4c3b2a1908178a7f6e5d4c3b", A),
    ("https://x.com/a/status/1?s=20&t=Xy", "https://x.com/a/status/1"),
    ("https://youtu.be/5t5QK03KXPc?si=abc", "https://youtu.be/5t5QK03KXPc"),
    # AMP
    ("https://example.nl/nieuws/renault-5/amp", A),
    ("https://example.nl/nieuws/renault-5/amp/", A),
    ("https://example.nl/amp/nieuws/renault-5", A),
    ("https://example.nl/nieuws/amp/renault-5", A),
    ("https://example.nl/nieuws/renault-5?amp=1", A),
    ("https://example.nl/nieuws/renault-5/?amp", A),
    ("https://example.nl/nieuws/renault-5?outputType=amp", A),
    ("https://example.nl/nieuws/renault-5.amp.html", A + ".html"),
    ("https://example.nl/auto/renault-a-1234567-amp", "https://example.nl/auto/renault-a-1234567"),
    ("https://example-nl.cdn.ampproject.org/c/s/example.nl/nieuws/renault-5?amp_js_v=0.1", A),
    ("https://www.google.com/amp/s/www.example.nl/nieuws/renault-5/amp/", A),
    # pages that only lead to it
    ("https://www.google.nl/url?rct=j&sa=t&url=https%3A%2F%2Fexample.nl%2Fnieuws%2Frenault-5&ct=ga&usg=x", A),
    ("https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.nl%2Fnieuws%2Frenault-5%3Ffbclid%3Dx&h=y", A),
    ("http://www.bing.com/news/apiclick.aspx?ref=FexRss&url=https%3a%2f%2fexample.nl%2fnieuws%2frenault-5&c=1", A),
    (f"https://news.google.com/rss/articles/{news_id(A)}?oc=5", A),
    (f"https://news.google.com/articles/{news_id(LONG)}", LONG),
    # order and spelling of parameters that stay
    ("https://example.nl/?b=2&a=1", "https://example.nl/?a=1&b=2"),
    ("https://example.nl/?a=1&a=1", "https://example.nl/?a=1"),
    ("https://example.nl/?q=renault+5", "https://example.nl/?q=renault%205"),
    ("https://example.nl/?u=a%2Fb%3Ac", "https://example.nl/?u=a/b:c"),
    ("https://example.nl/?id=", "https://example.nl/?id"),
]


@pytest.mark.parametrize(("one", "other"), MERGED)
def test_two_addresses_of_one_article_have_one_key(one, other):
    assert url_key(other) == url_key(one)


APART = [
    ("https://example.nl/?p=123", "https://example.nl/?p=124"),
    ("https://example.nl/?p=123", "https://example.nl/"),
    ("https://example.nl/artikel.php?id=1", "https://example.nl/artikel.php?id=2"),
    ("https://example.nl/artikel?page=2", "https://example.nl/artikel"),
    ("https://example.nl/artikel?ref=88123", "https://example.nl/artikel?ref=88124"),
    ("https://example.nl/artikel?ref=golf", "https://example.nl/artikel"),
    ("https://example.nl/artikel?source=12", "https://example.nl/artikel"),
    ("https://example.nl/artikel?cid=4512", "https://example.nl/artikel?cid=4513"),
    ("https://example.nl/artikel?cid=home", "https://example.nl/artikel?cid=google"),
    ("https://example.nl/artikel?ncid=20251119", "https://example.nl/artikel"),
    ("https://example.nl/index.php?mod=news&id=1", "https://example.nl/index.php?mod=test&id=1"),
    ("https://example.nl/artikel.php?s=20", "https://example.nl/artikel.php?s=21"),
    ("https://example.nl/?s=20", "https://example.nl/"),
    ("https://example.nl/zoek?s=golf", "https://example.nl/zoek?s=polo"),
    ("https://example.nl/modules.php?sid=123", "https://example.nl/modules.php?sid=124"),
    ("https://example.nl/x?campid=1", "https://example.nl/x?campid=2"),
    ("https://example.nl/x?si=1", "https://example.nl/x?si=2"),
    ("https://example.nl/x?lang=nl", "https://example.nl/x?lang=fr"),
    ("https://example.nl/x?attribute=1", "https://example.nl/x?attribute=2"),
    ("https://example.nl/?feed=rss2", "https://example.nl/"),
    ("https://youtube.com/watch?v=aBc", "https://youtube.com/watch?v=abc"),
    ("https://example.nl/Artikel", "https://example.nl/artikel"),
    ("https://example.nl/artikel-1", "https://example.nl/artikel-2"),
    ("https://example.nl/nl/artikel", "https://example.nl/fr/artikel"),
    ("https://example.nl/a%2Fb", "https://example.nl/a/b"),
    ("https://example.nl/a+b", "https://example.nl/a%20b"),
    ("https://example.nl/artikel;id=5", "https://example.nl/artikel;id=6"),
    ("https://example.nl/artikel.html", "https://example.nl/artikel"),
    ("https://example.nl/index-2.html", "https://example.nl/index-3.html"),
    ("https://example.nl/de-beste-guitar-amp", "https://example.nl/de-beste-guitar"),
    ("https://example.nl/m/artikel", "https://example.nl/artikel"),
    ("https://example.nl/#!/artikel/1", "https://example.nl/#!/artikel/2"),
    ("https://example.nl/#/artikel/1", "https://example.nl/#/artikel/2"),
    ("https://example.nl:8080/x", "https://example.nl:9090/x"),
    ("http://127.0.0.1:8000/x", "http://127.0.0.1:8001/x"),
    ("https://news.example.nl/x", "https://example.nl/x"),
    ("https://media.example.nl/x", "https://example.nl/x"),
    ("https://nl.motor1.com/x", "https://de.motor1.com/x"),
    ("https://mobile.de/x", "https://www.de/x"),
    ("https://m.nl/x", "https://nl/x"),
    ("https://a.blogspot.com/x", "https://b.blogspot.com/x"),
    ("https://m.blogspot.com/x", "https://blogspot.com/x"),
    ("https://example.nl/x", "https://example.be/x"),
    ("https://www.google.com/url?q=geen-adres", "https://www.google.com/url?q=ook-niet"),
    ("https://news.google.com/articles/CBMiAAAA", "https://news.google.com/articles/CBMiAAAB"),
    ("tag:example.nl,2025:1", "tag:example.nl,2025:2"),
]


@pytest.mark.parametrize(("one", "other"), APART)
def test_two_articles_never_share_a_key(one, other):
    assert url_key(other) != url_key(one)


def test_the_key_of_an_address_reads_as_one():
    written = "http://www.example.nl:8080/nieuws//Citro%c3%abn/index.html?utm_source=rss&b=2&a=1#top"

    assert "https://example.nl:8080/nieuws/Citro%C3%ABn?a=1&b=2" == url_key(written)


def test_the_hash_is_that_of_the_key_alone():
    assert "4827eaf9520fddbf271f0f6ec3c7e1f0" == url_hash("https://example.nl/x")
    assert 32 == len(url_hash("\ud800"))


def test_rules_are_written_as_they_are_compared():
    words = {
        key: value
        for table in ("always", "channel", "feedword", "unless_id", "session")
        for key, value in RULES[table].items()
    }

    assert [] == [word for kind in words.values() for word in kind if word != word.lower()]
    assert [] == [name for name in RULES["values"] if name != name.lower()]


# ---------------------------------------------------------------- any input

WORDS = """
    http: https: // / \\ ? & = # #! % %2 %41 %2F %2e %CD%BE %C3%A9 %E9 . ..
    ; ;jsessionid= (S(a)) : :80 :443 :8080 @ [ ] [::1]
    www. m. amp. amp amp.html .amp index.html google.com bing.com news.google.com/articles/CBMi
    cdn.ampproject.org/c/s/ _amp -amp 12345
    /url?q= /news/apiclick.aspx?url= /amp/s/ example.nl blogspot.com co.uk 127.0.0.1 0x7f utm_source=x ref=rss
    s=20 sid=1 &amp; &#038; a b é \u0301 \ud800 \u3002 \x00 xn-- ☃ +
"""
PIECES = st.sampled_from(WORDS.split())
ADDRESSES = st.one_of(
    st.text(max_size=60),
    st.lists(PIECES, max_size=14).map("".join),
    st.lists(PIECES, max_size=14).map(lambda pieces: "https://example.nl/" + "".join(pieces)),
    st.lists(PIECES, max_size=14).map(
        lambda pieces: "https://www.google.nl/url?q=https://m.google.com/" + "".join(pieces)
    ),
)


@settings(max_examples=400, deadline=None)
@given(ADDRESSES, ADDRESSES)
@example("http://www.google.nl/amp/amp/s/a.nl", "")
@example("https://m.google.com/url?q=http://google.com/url/index.html?q=https://a.nl", "")
@example("HTTP:0/..AMP", "")
@example("http:http:\ud800", "")
@example("HTTP:HTTP//", "")
@example("http:http//http://http//a.nl", "")
@example("HTTP:0/A\u0300;JSESSIONID=%80", "")
@example("HTTP:0/.;JSESSIONID=", "")
@example("HTTP:0/(A()).AMP", "")
@example("https://example.nl/x%CD%BEjsessionid=1", "")
def test_any_text_is_read_without_error_and_once_is_enough(written, base):
    key, asked, seen = url_key(written), fetch_url(written), fetch_url(written, base)

    assert key == url_key(key)
    assert asked is None or asked == fetch_url(asked)
    assert seen is None or (seen == fetch_url(seen) and seen.startswith(("http://", "https://")))
    assert asked is None or asked.isascii()
    assert 32 == len(url_hash(key))
    assert registrable_domain(written) == registrable_domain(asked or "") or asked is None


@settings(max_examples=200, deadline=None)
@given(ADDRESSES)
def test_the_address_we_ask_for_has_the_key_of_the_one_that_was_written(written):
    asked = fetch_url(written)

    assert asked is None or url_key(written) == url_key(asked)


HOSTILE = [
    "a/../",
    "/amp",
    "%41",
    "&a=1",
    "é",
    ";jsessionid=1",
    "https://google.com/url?q=",
    "&amp;",
    "((",
    "a.",
    "\u0301",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_time_grows_no_faster_than_the_address(piece):
    def cost(length: int) -> float:
        address = "https://example.nl/?" + (piece * length)[:length]
        start = time.process_time()
        for _ in range(5):
            url_key(address)
            fetch_url(address, "https://www.example.nl/nieuws/")
            registrable_domain(address)
        return time.process_time() - start

    cost(1000)
    short, long = min(cost(1000) for _ in range(3)), min(cost(8000) for _ in range(3))

    assert long < 40 * short + 0.02, "eight times the length, forty times the time"


def test_real_entries_of_one_feed_keep_apart(shared_data):
    """All items of 246 feeds; a few feeds tell their items apart by the fragment alone, which is not compared."""
    links, shared = 0, []
    for file in sorted((shared_data / "feeds").iterdir()):
        items = re.split(r"<(?:item|entry)[\s>]", file.read_text("utf-8", "replace"))[1:]
        found = [re.search(r"""<link(?:>|\s[^>]*?href=["'])\s*(?:<!\[CDATA\[)?([^<"'\]]+)""", item) for item in items]
        asked = {address.partition("#")[0] for link in found if link and (address := fetch_url(unescape(link[1])))}
        keys: dict[str, set[str]] = {}
        for address in asked:
            keys.setdefault(url_key(address), set()).add(address)
        links += len(asked)
        shared += [(file.name, key, same) for key, same in keys.items() if len(same) > 1]

    assert links > 3000
    assert [] == shared


@pytest.mark.parametrize(
    "url",
    [
        "https://share.example/tweet?text&url=https%3A%2F%2Fa.example%2Fx%2F%3Futm_source%3Dt%26utm_medium%3Ds&via=a",
        "https://a.example/?id?utm_source=rss&b=2",
        "https://a.example/?x=%253Futm_source%3D1",
        "https://a.example/?x=?utm%5Fsource=1",
        "https://a.example/news??utm_source=rss",
    ],
)
def test_a_campaign_behind_a_second_question_mark_goes_however_it_is_escaped(url):
    key = url_key(url)

    assert "?utm_" not in key.partition("?")[2]
    assert key == url_key(key)

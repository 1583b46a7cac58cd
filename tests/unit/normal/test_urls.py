"""Addresses: what we ask for, and whose site it is."""

import json
import subprocess
import sys

import pytest

from crawler.normal.urls import fetch_url, registrable_domain, same_site

BASE = "https://www.example.nl/nieuws/2025/"

FETCHED = [
    # what a browser would ask for
    ("https://example.nl/a?b=1&a=2", "https://example.nl/a?b=1&a=2"),
    ("  \t\u00a0\ufeffhttps://example.nl/a\n", "https://example.nl/a"),
    ("https://example.nl/a\n  b", "https://example.nl/a%20%20b"),
    ("HTTPS://WWW.Example.NL/Pad", "https://www.example.nl/Pad"),
    ("https://example.nl", "https://example.nl/"),
    ("https://example.nl?p=1", "https://example.nl/?p=1"),
    ("https://example.nl/a?", "https://example.nl/a?"),
    ("https://example.nl:443/a", "https://example.nl/a"),
    ("http://example.nl:80/a", "http://example.nl/a"),
    ("http://example.nl:443/a", "http://example.nl:443/a"),
    ("http://example.nl:08080/a", "http://example.nl:8080/a"),
    ("http://example.nl:/a", "http://example.nl/a"),
    ("https://example.nl/a#comments", "https://example.nl/a"),
    ("https://example.nl/a#:~:text=Renault", "https://example.nl/a"),
    ("https://example.nl/#!/artikel/1", "https://example.nl/#!/artikel/1"),
    ("https://example.nl/a/./b/../c", "https://example.nl/a/c"),
    ("https://example.nl/a/%2E%2e/b/..", "https://example.nl/"),
    ("https://example.nl/../../a", "https://example.nl/a"),
    ("https://example.nl/a//b", "https://example.nl/a//b"),
    ("https://example.nl/Citroën?q=Škoda", "https://example.nl/Citro%C3%ABn?q=%C5%A0koda"),
    ("https://example.nl/%7Ejan/%c3%a9", "https://example.nl/%7Ejan/%c3%a9"),
    ("https://example.nl/50%-korting", "https://example.nl/50%25-korting"),
    ("http://https://example.nl/a", "https://example.nl/a"),
    ("https://http//example.nl/a", "http://example.nl/a"),
    ('https://example.nl/a"b<c>', "https://example.nl/a%22b%3Cc%3E"),
    ("https://example.nl/a[1]|b", "https://example.nl/a[1]|b"),
    ("https://example.nl/?a=1&amp;b=2", "https://example.nl/?a=1&b=2"),
    ("https://example.nl/?a=1&#038;b=2", "https://example.nl/?a=1&b=2"),
    ("https://example.nl/\ud800", "https://example.nl/%EF%BF%BD"),
    ("https:\\\\example.nl\\a\\b?c\\d", "https://example.nl/a/b?c%5Cd"),
    ("https:/example.nl/a", "https://example.nl/a"),
    ("https:example.nl/a", "https://example.nl/a"),
    ("https:////example.nl/a", "https://example.nl/a"),
    ("//example.nl/a", "https://example.nl/a"),
    ("https://example.nl./a", "https://example.nl./a"),
    # names and numbers
    ("https://Müller.de/", "https://xn--mller-kva.de/"),
    ("https://ex%61mple.nl/", "https://example.nl/"),
    ("https://example。nl/", "https://example.nl/"),
    ("https://☃.net/", "https://xn--n3h.net/"),
    ("http://2130706433/", "http://127.0.0.1/"),
    ("http://0x7f.1/", "http://127.0.0.1/"),
    ("http://0177.0.0.1/", "http://127.0.0.1/"),
    ("http://１２７.０.０.１/", "http://127.0.0.1/"),
    ("http://[0:0:0:0:0:0:0:1]:8000/", "http://[::1]:8000/"),
    ("http://127.0.0.2:8000\\@127.0.0.1:8000/", "http://127.0.0.2:8000/@127.0.0.1:8000/"),
    # no address we may ask for
    ("", None),
    (" ", None),
    ("artikel/1", None),
    ("example.nl/a", None),
    ("javascript:alert(1)", None),
    ("java\nscript:alert(1)", None),
    ("mailto:jan@example.nl", None),
    ("data:text/html,x", None),
    ("file:///etc/passwd", None),
    ("feed://example.nl/rss", None),
    ("tag:example.nl,2025:1", None),
    ("http://", None),
    ("http://[", None),
    ("http://[::1", None),
    ("http://[::1]x/", None),
    ("http://[fe80::1%25eth0]/", None),
    ("http://jan:geheim@example.nl/", None),
    ("http://@example.nl/", None),
    ("http://example.nl%40evil.nl/", None),
    ("http://example.nl:99999/", None),
    ("http://example.nl:-1/", None),
    ("http://example.nl:0/", None),
    ("http://example.nl:٣/", None),
    ("http://example.nl:25/", None),
    ("http://example.nl:80:80/", None),
    ("http://exa mple.nl/", None),
    ("http://a..nl/", None),
    ("http://.nl/", None),
    ("http://1.2.3.4.5/", None),
    ("http://256.1.1.1/", None),
    ("http://" + "a" * 64 + ".nl/", None),
    ("http://" + "a." * 130 + "nl/", None),
    ("http://example.nl/" + "a" * 2048, None),
    ("http://example.nl/" + "é" * 400, None),
]


@pytest.mark.parametrize(("written", "asked"), FETCHED)
def test_asks_for_what_a_browser_would_ask_for(written, asked):
    assert asked == fetch_url(written)


SEEN_FROM_A_PAGE = [
    ("artikel-1", "https://www.example.nl/nieuws/2025/artikel-1"),
    ("/artikel-1", "https://www.example.nl/artikel-1"),
    ("../2024/artikel", "https://www.example.nl/nieuws/2024/artikel"),
    ("?pagina=2", "https://www.example.nl/nieuws/2025/?pagina=2"),
    ("//auto.example.de/x", "https://auto.example.de/x"),
    ("http://elders.nl/x", "http://elders.nl/x"),
    ("http:/elders.nl", "http://elders.nl/"),
    ("https:/pad", "https://www.example.nl/pad"),
    ("\\pad", "https://www.example.nl/pad"),
    ("#!/artikel/1", "https://www.example.nl/nieuws/2025/#!/artikel/1"),
    ("#top", None),
    ("", None),
    ("javascript:void(0)", None),
    ("http://[", None),
]


@pytest.mark.parametrize(("written", "asked"), SEEN_FROM_A_PAGE)
def test_relative_links_are_seen_from_their_page(written, asked):
    assert asked == fetch_url(written, BASE)


@pytest.mark.parametrize("base", ["", "nieuws", "http://[", "mailto:a@b.nl", "x" * 9000])
def test_a_base_that_is_no_address_resolves_nothing(base):
    assert None is fetch_url("artikel", base)


SITES = [
    ("https://www.autoweek.nl/x", "autoweek.nl"),
    ("https://NIEUWS.bbc.co.uk:8443/x", "bbc.co.uk"),
    ("https://auto.example.com.au./", "example.com.au"),
    ("https://www.gov.uk/x", "www.gov.uk"),
    ("https://blog.blogspot.com/", "blog.blogspot.com"),
    ("https://a.b.github.io/", "b.github.io"),
    ("https://garage.wordpress.com/", "garage.wordpress.com"),
    ("https://Müller.de/", "xn--mller-kva.de"),
    ("https://gov.uk/x", "gov.uk"),
    ("http://127.0.0.1:8000/x", "127.0.0.1:8000"),
    ("http://127.0.0.1/x", "127.0.0.1:80"),
    ("https://127.0.0.1/x", "127.0.0.1:443"),
    ("http://2130706433:8000/", "127.0.0.1:8000"),
    ("http://[::1]:8000/", "[::1]:8000"),
    ("http://localhost:8000/", "localhost:8000"),
    ("http://kiosk:9000/", "kiosk:9000"),
    ("http://nas.internal/", "nas.internal:80"),
    ("http://[", ""),
    ("mailto:a@b.nl", ""),
    ("", ""),
]


@pytest.mark.parametrize(("address", "site"), SITES)
def test_knows_whose_server_it_is(address, site):
    assert site == registrable_domain(address)


SAME = [
    ("https://www.autoweek.nl/a", "http://m.autoweek.nl/b", True),
    ("http://127.0.0.1:8000/a", "http://127.0.0.1:8000/b", True),
    ("http://127.0.0.1:8000/a", "http://127.0.0.1:8001/a", False),
    ("http://127.0.0.1:8000/a", "http://127.0.0.2:8000/a", False),
    ("https://a.blogspot.com/", "https://b.blogspot.com/", False),
    ("https://autoweek.nl/", "https://autoweek.nl.evil.com/", False),
    ("geen adres", "geen adres", False),
]


@pytest.mark.parametrize(("one", "other", "same"), SAME)
def test_knows_which_addresses_one_publisher_answers_for(one, other, same):
    assert same is same_site(one, other)


def test_the_suffix_list_comes_from_the_package_and_nothing_is_written():
    program = """
import json, sys
seen = []
def look(event, details):
    network = event in ("socket.connect", "socket.getaddrinfo", "socket.sendto", "socket.sendmsg")
    if network or (event == "open" and isinstance(details[1], str) and set(details[1]) & set("wxa+")):
        seen.append([event, str(details[0])])
sys.dont_write_bytecode = True
sys.addaudithook(look)
from crawler.normal.urls import registrable_domain
site = registrable_domain("https://www.bbc.co.uk/")
print(json.dumps([site, sorted({"publicsuffixlist", "requests", "tldextract"} & set(sys.modules)), seen]))
"""
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=120)

    assert ["bbc.co.uk", [], []] == json.loads(told.stdout)

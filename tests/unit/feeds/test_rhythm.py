"""What a feed says of its pace and of its older pages; and the feeds of 1997."""

import json

import pytest

from crawler import feeds
from crawler.feeds.further import following, of_channel
from crawler.feeds.rhythm import read as rhythm
from crawler.model import Further, Rhythm
from tests.pace import Pace

URL = "https://krant.example/feed/?a=1"
SPACES = 'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" xmlns:atom="http://www.w3.org/2005/Atom"'
ITEM = "<item><title>t</title><link>/1</link><ttl>5</ttl></item>"


def read(head: str, items: str = ITEM, url: str = URL):
    written = f"<rss version='2.0' {SPACES}><channel><title>k</title>{head}{items}</channel></rss>"
    document = feeds.read(written.encode(), url, "text/xml", 100)
    assert document is not None
    return document


def updates(period: str, frequency: str = "") -> str:
    times = f"<sy:updateFrequency>{frequency}</sy:updateFrequency>" if frequency else ""
    return f"<sy:updatePeriod>{period}</sy:updatePeriod>{times}"


@pytest.mark.parametrize(
    ("head", "minutes"),
    [
        ("", None),
        ("<ttl>60</ttl>", 60),
        ("<ttl> 90\n</ttl>", 90),
        ("<ttl>0</ttl>", None),
        ("<ttl>-5</ttl>", None),
        ("<ttl>1 hour</ttl>", None),
        ("<ttl>527040</ttl>", 527040),
        ("<ttl>527041</ttl>", None),
        (f"<ttl>{'9' * 5000}</ttl>", None),
        (updates("hourly"), 60),
        (updates(" Hourly\n ", " 2\n"), 30),
        (updates("daily"), 1440),
        (updates("dayly", "4"), 360),
        (updates("weekly"), 10080),
        (updates("monthly"), 43200),
        (updates("yearly"), 525600),
        (updates("hourly", "0"), 60),
        (updates("hourly", "-1"), 60),
        (updates("hourly", "many"), 60),
        (updates("hourly", "1000"), None),
        (updates("always"), None),
        (updates("onregelmatig", "2"), None),
        ("<sy:updateFrequency>2</sy:updateFrequency>", None),
        ("<ttl>15</ttl>" + updates("hourly"), 60),
        ("<ttl>120</ttl>" + updates("hourly"), 120),
        ("<ttl>0</ttl>" + updates("hourly"), 60),
    ],
)
def test_how_often_a_feed_wants_to_be_asked(head, minutes):
    assert minutes == read(head).rhythm.every_minutes


def hours(*skipped: object) -> str:
    return f"<skipHours>{''.join(f'<hour>{hour}</hour>' for hour in skipped)}</skipHours>"


def days(*skipped: str) -> str:
    return f"<skipDays>{''.join(f'<day>{day}</day>' for day in skipped)}</skipDays>"


@pytest.mark.parametrize(
    ("head", "skip_hours", "skip_days"),
    [
        (hours(3, 1, 2), (1, 2, 3), ()),
        (hours(24, "00", " 7\n"), (0, 7), ()),
        (hours(25, 99, -1, "x", "", 100, 5), (5,), ()),
        (hours(*range(23)), tuple(range(23)), ()),
        (hours(*range(24)), (), ()),
        (hours(*range(1, 25)), (), ()),
        (days("Saturday", "SUNDAY", "monday"), (), (0, 5, 6)),
        (days("zaterdag", "", "Mon."), (), ()),
        (days("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"), (), ()),
        (f"<SkipHours>\n<Hour>2</Hour>\n</SkipHours>{days('Friday')}", (2,), (4,)),
        ("<skipHours/><hour>3</hour>", (), ()),
        ("<skipHours><hour>3", (), ()),
        (f"<skipHours></skipHours>{hours(3)}", (), ()),
    ],
)
def test_hours_and_days_a_feed_wants_to_be_left_alone(head, skip_hours, skip_days):
    found = read(head).rhythm

    assert (skip_hours, skip_days) == (found.skip_hours, found.skip_days)


def test_an_items_own_words_are_not_the_feeds():
    assert Rhythm() == read("", f"{ITEM}<item><title>x</title>{hours(3)}<ttl>9</ttl></item>").rhythm


@pytest.mark.parametrize("flood", ["<skipHours>", "<skipHours ", "<hour>", "<hour>1</hour>", "<hour> ", "<day>mon"])
def test_floods_are_passed_in_linear_time(flood):
    with Pace() as took:
        rhythm({}, f"<skipHours>{flood * (1_000_000 // len(flood))}")

    assert 1 > took.cpu_s, "a millisecond"


@pytest.mark.parametrize("odd", [None, 3, ["x"], {"a": 1}, "", "\ud800"])
def test_whatever_a_channel_holds(odd):
    channel = {"ttl": odd, "sy_updateperiod": odd, "links": odd, "generator": odd, "generator_detail": odd}

    assert Rhythm() == rhythm(channel, "")
    assert () == of_channel(channel, URL, has_entries=True)
    assert () == of_channel({"links": [odd, {"rel": odd, "href": odd}]}, URL, has_entries=True)


# ---------------------------------------------------------------- older pages

WORDPRESS = "<generator>https://wordpress.org/?v=6.4</generator>"


def link(rel: str, href: str) -> str:
    return f'<atom:link rel="{rel}" href="{href}"/>'


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ("", None),
        (link("next", "?page=2&amp;a=1"), "https://krant.example/feed/?page=2&a=1"),
        (link("prev-archive", "/2024.xml"), "https://krant.example/2024.xml"),
        (link("prev-archive", "/2024.xml") + link("NEXT", "/2"), "https://krant.example/2"),
        (link("self", URL) + link("hub", "/hub") + link("prev", "/1") + link("next-archive", "/3"), None),
        (link("next", "?a=1#x"), None),
        (link("next", "mailto:x@krant.example") + link("next", "/2"), "https://krant.example/2"),
        (link("next", "https://krant.example:x/"), None),
        (WORDPRESS, "https://krant.example/feed/?a=1&paged=2"),
        ("<generator>http://wordpress.com/</generator>", "https://krant.example/feed/?a=1&paged=2"),
        ("<generator>WordPress 6</generator>", "https://krant.example/feed/?a=1&paged=2"),
        ("<generator>Drupal</generator>", None),
        (WORDPRESS + link("next", "/2"), "https://krant.example/2"),
        (WORDPRESS + link("next", URL), "https://krant.example/feed/?a=1&paged=2"),
    ],
)
def test_where_a_feed_goes_on(head, url):
    assert ((Further(url, "next"),) if url else ()) == read(head).further


@pytest.mark.parametrize(
    ("url", "following"),
    [
        ("https://krant.example/feed", "https://krant.example/feed?paged=2"),
        ("https://krant.example/feed/?paged=2", "https://krant.example/feed/?paged=3"),
        ("https://krant.example/?feed=rss2&paged=9&b=%20", "https://krant.example/?feed=rss2&b=%20&paged=10"),
        ("https://krant.example/?paged=x", "https://krant.example/?paged=2"),
        ("https://krant.example/?paged=0", "https://krant.example/?paged=2"),
        ("https://krant.example/?paged=99999999999999", "https://krant.example/?paged=2"),
        ("file:///feed", None),
        ("https://[krant.example/", None),
    ],
)
def test_wordpress_counts_its_pages(url, following):
    assert [following] * bool(following) == [page.url for page in read(WORDPRESS, url=url).further]


def test_an_empty_page_of_wordpress_is_the_last():
    assert () == read(WORDPRESS, items="").further


def test_wordpress_signs_atom_otherwise():
    written = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><generator uri="https://wordpress.org/" version="6">Blog</generator>'
        '<entry><title>t</title><link rel="next" href="/of-the-entry"/></entry></feed>'
    )

    assert (Further(f"{URL}&paged=2", "next"),) == feeds.read(written.encode(), URL, "", 9).further


@pytest.mark.parametrize(
    ("next_url", "url"),
    [("/2.json", "https://krant.example/2.json"), (URL, None), ("", None), (3, None), (["x"], None)],
)
def test_a_json_feed_names_its_next_page(next_url, url):
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1"}], "next_url": next_url}
    document = feeds.read(json.dumps(feed).encode(), URL, "", 9)

    assert ((Further(url, "next"),) if url else ()) == document.further
    assert () == following([None], URL)


# ---------------------------------------------------------------- CDF

CDF = """<?xml version="1.0"?><!DOCTYPE Channel SYSTEM "http://www.w3.org/Channel.dtd"><!-- 1997 -->
<CHANNEL HREF="https://krant.example/" BASE="https://krant.example/"><TITLE>Krant</TITLE><ABSTRACT>Nieuws</ABSTRACT>
<ITEM HREF="/1" LASTMOD="2003-11-19T08:30Z"><TITLE>Renault</TITLE><ABSTRACT>Kort</ABSTRACT></ITEM>
<ITEM HREF="2.html"><TITLE>Dacia</TITLE></ITEM></CHANNEL>"""


def test_cdf_is_read():
    document = feeds.read(CDF.encode(), URL, "", 9)
    first, second = document.entries

    assert ("cdf", "Krant", "https://krant.example/") == (document.version, document.title, document.link)
    assert ("https://krant.example/1", "Renault", "Kort") == (first.url, first.title, first.summary)
    assert (None, "2003-11-19T08:30Z") == (first.published_raw, first.updated_raw)
    assert "https://krant.example/2.html" == second.url
    assert ["Renault"] == [entry.title for entry in feeds.read(CDF.encode(), URL, "", 1).entries]


@pytest.mark.parametrize(
    "written",
    [
        "<channel><item href='/1'><title>x</title></item></channel>",
        "<channel href='/'><title>x</title></channel>",
        "<channel href='/'><item><title>x</title></item></channel>",
        "<config><channel href='/'><item href='/1'/></channel></config>",
        "<html><channel href='/'><item href='/1'/></channel></html>",
        "<!DOCTYPE html><channel href='/'><item href='/1'/></channel>",
        "tekst <channel href='/'><item href='/1'/></channel>",
        "<channel name='x>' data-href='/'><item href='/1'/></channel>",
        "<channel data-href='/'><item href='/1'/></channel>",
        "<channels href='/'><item href='/1'/></channels>",
    ],
)
def test_other_xml_with_a_channel_is_no_feed(written):
    assert None is feeds.read(written.encode(), URL, "", 9)

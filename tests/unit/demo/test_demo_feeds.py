"""The newsstand's feed documents, read by independent readers: what the entries say, and in whose habits."""

import calendar
import json
from datetime import UTC, datetime
from urllib.parse import urljoin, urlsplit

import feedparser
import pytest
from lxml import etree

# feed, what a reader calls its format, how many entries it has
READ = [
    ("bougie", "rss20", 12),
    ("bougie-elektrisch", "rss20", 3),
    ("asfaltpost", "atom10", 13),
    ("kolbenblatt", "rss20", 13),
    ("joint-de-culasse", "rss10", 12),
]
WRITTEN = [slug for slug, *_ in READ]


@pytest.fixture(scope="module")
def read(stand, ask, feeds_of):
    """Ask for a feed and read it as feedparser does, with the address and the type the server said."""

    def reading(slug):
        url = feeds_of(stand)[slug]
        said = ask(url)
        headers = {"content-location": url, "content-type": said.headers["Content-Type"]}
        return feedparser.parse(said.body, response_headers=headers)

    return reading


@pytest.fixture(scope="module")
def items(stand, ask):
    """The items of one of the JSON feeds."""

    def reading(path):
        return json.loads(ask(stand.addresses["camshaft-courier"] + path).body)["items"]

    return reading


def listed(stand, slug):
    """address as listed -> what is expected of it."""
    return {
        url: one for one in stand.expected() for url, feed in zip(one.listed, one.feeds, strict=True) if feed == slug
    }


@pytest.mark.parametrize(("slug", "version", "count"), READ)
def test_a_reader_finds_every_entry(read, slug, version, count):
    found = read(slug)

    assert (version, count, 0) == (found.version, len(found.entries), found.bozo)


@pytest.mark.parametrize("slug", WRITTEN)
def test_entries_say_what_is_expected(stand, read, slug):
    wanted = listed(stand, slug)
    found = {entry.link: entry for entry in read(slug).entries}

    assert set(wanted) == set(found)
    for url, entry in found.items():
        assert wanted[url].title == entry.title
        assert wanted[url].lead in entry.summary
        assert wanted[url].author in entry.author


@pytest.mark.parametrize("slug", WRITTEN)
def test_entries_are_dated_as_expected(stand, read, slug):
    wanted = listed(stand, slug)
    for entry in read(slug).entries:
        one = wanted[entry.link]
        if "stoeptegelladers" in entry.link:
            assert [] == [key for key in entry if key in ("published", "updated", "created")]
            continue
        stamp = entry.get("published_parsed") or entry.updated_parsed  # dc:date is one or the other
        instant = datetime.fromtimestamp(calendar.timegm(stamp), UTC)
        if one.published_at:
            assert one.published_at == instant.strftime("%Y-%m-%dT%H:%M:%SZ")
        else:
            assert one.published_on == instant.strftime("%Y-%m-%d")


@pytest.mark.parametrize("slug", WRITTEN)
def test_the_newest_stands_on_top(read, slug):
    days = [entry.get("published") or entry.get("updated") for entry in read(slug).entries]
    stamps = [entry.get("published_parsed") or entry.get("updated_parsed") for entry in read(slug).entries]
    dated = [tuple(stamp)[:5] for stamp in stamps if stamp and tuple(stamp)[3:5] != (0, 0)]

    assert len(days) > 2
    assert sorted(dated, reverse=True) == dated


def test_the_dutch_magazine_counts_its_readers_and_numbers_its_entries(read):
    entries = read("bougie").entries

    assert all("utm_source=rss&utm_medium=feed&utm_campaign=bougie" in entry.link for entry in entries)
    assert all(entry.id.isdigit() and not entry.guidislink for entry in entries)
    assert 3 == sum("content" in entry for entry in entries), "some carry their text"
    text = next(entry.content[0].value for entry in entries if "dolphin" in entry.link)
    assert "<table>" in text
    assert text.rstrip().endswith("Nederlandse markt.</p>")


def test_one_bare_day_stands_in_a_feed_of_times(stand, ask, feeds_of):
    items = etree.fromstring(ask(feeds_of(stand)["bougie"]).body).findall("channel/item")
    days = [item.findtext("{http://purl.org/dc/elements/1.1/}date") for item in items]

    assert ["2025-11-19"] == [day for day in days if day]
    assert 10 == sum(item.find("pubDate") is not None for item in items)


def test_the_section_feed_names_stories_the_main_feed_has(stand):
    both = [one for one in stand.expected() if len(one.feeds) == 2]

    assert 3 == len(both)
    assert all(
        first.split("?")[0] == second.split("?")[0] and first != second
        for first, second in (one.listed for one in both)
    )


def test_atom_links_are_relative_to_a_base(stand, ask, feeds_of):
    feed = etree.fromstring(ask(feeds_of(stand)["asfaltpost"]).body)
    atom = "{http://www.w3.org/2005/Atom}"
    links = [entry.find(f"{atom}link").get("href") for entry in feed.iter(f"{atom}entry")]

    assert stand.addresses["asfaltpost"] == feed.base
    assert all(not urlsplit(link).netloc and not link.startswith("/") for link in links)
    assert {urljoin(feed.base, link) for link in links} == set(listed(stand, "asfaltpost"))


def test_the_second_edition_is_in_the_feed_too(fresh, ask, feeds_of):
    fresh.edit()
    feed = feedparser.parse(ask(feeds_of(fresh)["asfaltpost"]).body)
    (entry,) = (entry for entry in feed.entries if "ex30" in entry.link)

    assert "Volvo Gent zoekt 480 mensen om de EX30 sneller te bouwen" == entry.title
    assert ("2025-11-18T08:10:00+01:00", "2025-11-20T11:45:00+01:00") == (entry.published, entry.updated)
    assert "2025-11-20T11:45:00+01:00" == feed.feed.updated


def test_json_feeds_hold_what_is_expected(stand, items):
    for path, slug, count in (
        ("feeds/news.json", "camshaft-courier", 9),
        ("feeds/columns.json", "camshaft-columns", 3),
    ):
        found, wanted = {item["url"]: item for item in items(path)}, listed(stand, slug)

        assert count == len(found)
        assert {url: (one.title, one.lead) for url, one in wanted.items()} == {
            url: (item["title"], item["summary"]) for url, item in found.items()
        }
        for url, item in found.items():
            at = datetime.fromisoformat(item["date_published"]).astimezone(UTC)
            assert wanted[url].published_at == at.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_the_feed_that_is_not_followed_carries_the_text(stand, items):
    columns = {item["url"]: item["content_html"] for item in items("feeds/columns.json")}
    wanted = [one for one in stand.expected() if not one.followed]

    assert set(columns) == {one.url for one in wanted}
    for one in wanted:
        assert one.first.replace('"', "") in columns[one.url].replace('"', "")
        assert columns[one.url].rstrip().endswith(f"{one.last}</p>")


def test_a_late_night_in_london_is_the_next_day_at_the_desk(stand):
    (late,) = (one for one in stand.expected() if "leaf-sunderland" in one.url)

    assert ("2025-11-05T23:40:00Z", "2025-11-06") == (late.published_at, late.published_on)

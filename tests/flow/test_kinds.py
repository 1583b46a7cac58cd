"""Sitemaps and list pages as feeds, and what is kept out: over HTTP, from the question to the row."""

import gzip
from datetime import UTC, datetime, timedelta

import pytest

from tests.flow.conftest import HEAD, Office, feed_line
from tests.flow.origin import STORY, Said, Site, feed_of, page_of

NEWS = "xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'"


def dated(number: int) -> str:
    """When article N appeared: 30 today, 29 yesterday."""
    return (datetime.now(UTC) - timedelta(days=30 - number)).strftime("%Y-%m-%dT%H:00:00Z")


def news_sitemap(site: Site, *numbers: int) -> bytes:
    """A Google News sitemap of articles /car/N; their pages are there too."""
    rows = "".join(
        f"<url><loc>{site.url}/car/{n}</loc><news:news><news:title>Car number {n}</news:title>"
        f"<news:publication_date>{dated(n)}</news:publication_date>"
        "<news:publication><news:language>en</news:language></news:publication></news:news></url>"
        for n in numbers
    )
    for n in numbers:
        site.say(f"/car/{n}", page_of(f"Car number {n}", f"This is about car {n}.", *STORY))
    return f"<?xml version='1.0'?><urlset {NEWS}>{rows}</urlset>".encode()


def index(site: Site, *parts: tuple[str, str]) -> bytes:
    """A sitemap index of (path, lastmod)."""
    rows = "".join(
        f"<sitemap><loc>{site.url}{path}</loc>{on and f'<lastmod>{on}</lastmod>'}</sitemap>" for path, on in parts
    )
    return f"<sitemapindex {NEWS}>{rows}</sitemapindex>".encode()


def test_a_news_sitemap_is_a_feed(office: Office, site: Site) -> None:
    site.say("/news.xml", news_sitemap(site, 20, 21))
    office.feeds(feed_line("kolibri", f"{site.url}/news.xml", kind="sitemap"))

    first, second = office.crawl(), office.crawl()

    assert ({"kolibri": "fresh"}, {"kolibri": "unchanged"}) == (first.outcomes, second.outcomes)
    rows = office.rows("select title, published_at, stage, language from articles order by published_at")
    assert [("Car number 20", dated(20)), ("Car number 21", dated(21))] == [
        (row["title"], row["published_at"]) for row in rows
    ]
    assert {("extracted", "en")} == {(row["stage"], row["language"]) for row in rows}


def test_an_index_leads_to_its_sitemaps_packed_or_not(office: Office, site: Site) -> None:
    site.say("/index.xml", index(site, ("/a.xml.gz", dated(21)), ("/b.xml", dated(20))))
    site.say("/a.xml.gz", gzip.compress(news_sitemap(site, 21)), Content_Type="application/gzip")
    site.say("/b.xml", news_sitemap(site, 20))
    office.feeds(feed_line("kolibri", f"{site.url}/index.xml", kind="sitemap"))

    outcomes = [office.crawl().outcomes["kolibri"] for _ in range(2)]

    assert ["fresh", "unchanged"] == outcomes
    assert [2] == office.column("select entries_seen from fetches where outcome = 'fresh'")
    assert ["Car number 20", "Car number 21"] == office.column("select title from articles order by title")


@pytest.mark.parametrize(
    ("body", "outcomes"),
    [
        (gzip.compress(feed_of(("A", "/a")), mtime=0), ["fresh", "unchanged"]),
        (gzip.compress(feed_of(("A", "/a")) + b" " * (2 << 20), mtime=0), ["too_large", "too_large"]),
        (b"\x1f\x8b\x08 and nothing more", ["not_a_feed", "not_a_feed"]),
    ],
    ids=["a feed", "a bomb", "broken"],
)
def test_a_feed_that_is_packed_and_does_not_say_so_is_opened(
    office: Office, site: Site, body: bytes, outcomes: list[str]
) -> None:
    site.say("/feed.xml.gz", body, Content_Type="application/gzip")
    office.feeds(feed_line("kolibri", f"{site.url}/feed.xml.gz", follow=False, limits="{body_mib: 1}"))

    assert outcomes == [office.crawl().outcomes["kolibri"] for _ in range(2)]


def test_news_in_a_part_of_an_index_that_is_itself_unchanged_is_found(office: Office, site: Site) -> None:
    site.say("/index.xml", index(site, ("/a.xml", "")))
    site.say("/a.xml", news_sitemap(site, 21))
    office.feeds(feed_line("kolibri", f"{site.url}/index.xml", kind="sitemap"))
    office.crawl()
    site.say("/a.xml", news_sitemap(site, 30, 21))

    run = office.crawl().run

    assert 1 == run.articles_new


def test_a_part_that_cannot_be_had_makes_the_poll_partial(office: Office, site: Site) -> None:
    site.say("/index.xml", index(site, ("/a.xml", dated(21)), ("/lost.xml", dated(20))))
    site.say("/a.xml", news_sitemap(site, 21))
    office.feeds(feed_line("kolibri", f"{site.url}/index.xml", kind="sitemap"))

    crawled = office.crawl()

    assert {"kolibri": "partial"} == crawled.outcomes
    assert "/lost.xml: HTTP 404" in str(crawled.seen.errors["kolibri"])
    assert 1 == crawled.run.articles_new


def test_of_a_sitemap_only_what_is_newer_than_known_is_stored(office: Office, site: Site) -> None:
    site.say("/news.xml", news_sitemap(site, 20))
    office.feeds(feed_line("kolibri", f"{site.url}/news.xml", kind="sitemap"))
    office.crawl()
    office.run(f"update feeds set last_success_at = '{dated(29)}', full_at = '{dated(29)}'")
    site.say("/news.xml", news_sitemap(site, 30, 28, 26, 20, 19))

    run = office.crawl().run

    assert 2 == run.articles_new
    assert ["Car number 20", "Car number 28", "Car number 30"] == office.column("select title from articles order by 1")


def test_a_feed_where_a_sitemap_was_expected_says_so(office: Office, site: Site) -> None:
    site.say("/feed.xml", feed_of(("A", "/a")))
    site.say("/map.xml", news_sitemap(site, 20))
    office.feeds(feed_line("feed", f"{site.url}/feed.xml", kind="sitemap"), feed_line("map", f"{site.url}/map.xml"))

    errors = office.crawl().seen.errors

    assert {"feed": "this is a feed: write kind: rss", "map": "this is a sitemap: write kind: sitemap"} == errors


LIST = """
kind: list
list:
  container: main
  item: article
  link: h2 a"""


def overview(site: Site, *numbers: int) -> str:
    """An overview page of articles /car/N; their pages are there too."""
    news_sitemap(site, *numbers)
    cards = "".join(
        f"<article><h2><a href='/car/{n}?utm_source=list'>Car number {n}</a></h2>"
        f"<time>{n} november 2025</time></article>"
        for n in numbers
    )
    for n in numbers:
        site.say(f"/car/{n}?utm_source=list", page_of(f"Car number {n}", f"This is about car {n}.", *STORY))
    return f"<!doctype html><html lang='en'><body><nav><a href='/'>Home</a></nav><main>{cards}</main></body></html>"


def test_a_page_that_lists_links_is_a_feed(office: Office, site: Site) -> None:
    site.say("/news", overview(site, 20, 21))
    office.feeds(feed_line("kolibri", f"{site.url}/news") + LIST)

    assert [{"kolibri": "fresh"}, {"kolibri": "unchanged"}] == [office.crawl().outcomes for _ in range(2)]
    assert [("Car number 20", "2025-11-20", "extracted"), ("Car number 21", "2025-11-21", "extracted")] == [
        tuple(row.values()) for row in office.rows("select title, published_on, stage from articles order by title")
    ]


PAGES = {"empty": "news", "rebuilt": "rebuilt", "renamed": "renamed"}


def test_an_empty_list_is_told_from_a_page_that_was_rebuilt(office: Office, site: Site) -> None:
    site.say("/news", overview(site))
    site.say("/rebuilt", overview(site, 20).replace("<main>", "<div>"))
    site.say("/renamed", overview(site, 20).replace("article", "section"))
    office.feeds(*(feed_line(slug, f"{site.url}/{page}") + LIST for slug, page in PAGES.items()))

    crawled = office.crawl()

    assert {"empty": "empty", "rebuilt": "not_a_feed", "renamed": "not_a_feed"} == crawled.outcomes
    assert "selector container matches nothing: 'main'" == crawled.seen.errors["rebuilt"]
    assert "selector item matches nothing: 'article'" == crawled.seen.errors["renamed"]


def test_a_page_instead_of_a_feed_names_the_feeds_it_links(office: Office, site: Site) -> None:
    link = "<link rel='alternate' type='application/rss+xml' href='/rss.xml'>"
    site.say("/", f"<!doctype html><html><head>{link}</head><body><p>Home</p></body></html>")
    office.feeds(feed_line("home", f"{site.url}/"))

    assert f"names this feed: {site.url}/rss.xml" in str(office.crawl().seen.errors["home"])


# ---------------------------------------------------------------- keep and block


def test_what_is_blocked_is_a_row_with_its_reason_and_no_page_is_asked(office: Office, site: Site) -> None:
    site.say("/feed.xml", feed_of(("Advertorial: buy a van", "/ad"), ("New van", "/van")))
    site.say("/van", page_of("New van", *STORY))
    office.feeds(feed_line("kolibri", f"{site.url}/feed.xml") + "\nblock:\n  - title: ^advertorial")

    run = office.crawl().run

    assert ["/feed.xml", "/van"] == site.paths()
    assert 1 == run.articles_new
    assert [("dropped", "block title: ^advertorial")] == [
        tuple(row.values()) for row in office.rows("select stage, stage_reason from articles where title like 'Adv%'")
    ]
    assert ["New van"] == office.column("select title from latest")


def test_what_only_its_page_shows_to_be_unwanted_is_dropped_then(office: Office, site: Site) -> None:
    site.say("/feed.xml", feed_of(("Old estate", "/estate"), ("New van", "/van")))
    site.say("/estate", page_of("Old estate", "It burns petrol and always did.", *STORY))
    site.say("/van", page_of("New van", "Its batteries come from Hungary.", *STORY))
    office.feeds(feed_line("kolibri", f"{site.url}/feed.xml") + "\nkeep:\n  - text: batteries\n  - title: tram")

    office.crawl()

    assert {("Old estate", "dropped", "keep: none of 2 conditions fits"), ("New van", "extracted", None)} == {
        tuple(row.values()) for row in office.rows("select title, stage, stage_reason from articles")
    }
    assert [0] == office.column("select count(*) from articles_fts where articles_fts match 'petrol'")


def test_conditions_that_change_let_in_what_is_still_listed(office: Office, site: Site) -> None:
    def answer(asked: object) -> Said:
        headers = getattr(asked, "headers", {})
        same = headers.get("if-none-match") == '"1"'
        return Said(status=304) if same else Said(feed_of(("Advertorial", "/ad")), headers={"ETag": '"1"'})

    site.say("/feed.xml", answer)
    site.say("/ad", page_of("Advertorial", *STORY))
    line = feed_line("kolibri", f"{site.url}/feed.xml")
    office.feeds(line + "\nblock:\n  - title: advertorial")
    office.crawl()
    office.feeds(line)

    office.crawl()

    assert ["extracted"] == office.column("select stage from articles")


@pytest.mark.parametrize("limit", ["body_mib: 1", "entries: 1"])
def test_a_feed_has_limits_of_its_own(office: Office, site: Site, limit: str) -> None:
    site.say("/feed.xml", feed_of(("A", "/a"), ("B", "/b")) + b" " * (2 << 20))
    wide = HEAD + "  limits:\n    body_mib: 8\n"
    office.feeds(
        feed_line("own", f"{site.url}/feed.xml", follow=False) + f"\nlimits: {{{limit}}}",
        feed_line("other", f"{site.url}/feed.xml?x", follow=False),
        head=wide,
    )
    site.say("/feed.xml?x", feed_of(("A", "/a"), ("B", "/b")) + b" " * (2 << 20))

    outcomes = office.crawl().outcomes

    assert {"own": "too_large" if "body" in limit else "fresh", "other": "fresh"} == outcomes
    assert 2 == max(office.column("select entries_seen from fetches"))

"""Entries that came and went between two polls are found again, over HTTP, by whichever way the site offers."""

import gzip
from datetime import UTC, datetime, timedelta

import pytest

from crawler.polling import rules
from tests.flow.conftest import HEAD, Clock, Office, feed_line
from tests.flow.origin import STORY, Said, Site, page_of

NO_PAGES = HEAD + "  pages_per_run: 0\n"
START = datetime(2025, 11, 19, 12, 0, tzinfo=UTC)
WORDPRESS = "<generator>https://wordpress.org/?v=6.4</generator>"
WINDOW = 10


@pytest.fixture
def office(office: Office) -> Office:
    office.clock = Clock(START)
    return office


def clock_of(office: Office) -> Clock:
    assert isinstance(office.clock, Clock)
    return office.clock


def appeared(number: int) -> datetime:
    """Number 100 appeared an hour before the first crawl, each other an hour after the one before."""
    return START + timedelta(hours=number - 101)


def feed_page(numbers: range, generator: str = "") -> bytes:
    """A feed of these entries, newest first."""
    items = "".join(
        f"<item><title>Story number {n}</title><link>/{n}</link><guid isPermaLink='false'>/?p={n}</guid>"
        f"<pubDate>{appeared(n):%a, %d %b %Y %H:%M:%S} +0000</pubDate></item>"
        for n in numbers
    )
    return f"<rss version='2.0'><channel><title>Kolibri</title>{generator}{items}</channel></rss>".encode()


def blog(site: Site, newest: int, generator: str = WORDPRESS, oldest: int = 1) -> None:
    """A feed in its pages, as WordPress has them."""
    for page, top in enumerate(range(newest, oldest - 1, -WINDOW), 1):
        numbers = range(top, max(top - WINDOW, oldest - 1), -1)
        site.say("/feed.xml" if page == 1 else f"/feed.xml?paged={page}", feed_page(numbers, generator))


def slid(office: Office, site: Site, generator: str = WORDPRESS, **keys: object) -> Site:
    """A crawled feed whose window then slid past everything that was known: 111 to 115 were never listed."""
    blog(site, 100, generator)
    office.feeds(feed_line("kolibri", f"{site.url}/feed.xml", **keys), head=NO_PAGES)
    office.crawl()
    blog(site, 125, generator)
    clock_of(office).skip(hours=25)
    site.asked.clear()
    return site


def stories(office: Office) -> set[int]:
    return {int(str(title).rsplit(" ", 1)[1]) for title in office.column("select title from articles")}


def gaps(office: Office) -> list[tuple[object, ...]]:
    return [tuple(row.values()) for row in office.rows("select closed_by, articles_found, window_items from gaps")]


def urlset(*numbers: int, news: bool = False) -> bytes:
    def row(n: int) -> str:
        title = f"<news:news><news:title>Story number {n}</news:title></news:news>" if news else ""
        return f"<url><loc>/{n}</loc><lastmod>{appeared(n):%Y-%m-%dT%H:%M:%SZ}</lastmod>{title}</url>"

    return f"<?xml version='1.0'?><urlset>{''.join(row(n) for n in numbers)}</urlset>".encode()


# ---------------------------------------------------------------- a gap


def test_wordpress_pages_close_a_gap(office: Office, site: Site) -> None:
    slid(office, site)

    crawled = office.crawl()

    assert {"kolibri": "fresh"} == crawled.outcomes
    assert ["/feed.xml", "/feed.xml?paged=2", "/feed.xml?paged=3"] == site.paths()
    assert set(range(91, 126)) <= stories(office)
    assert [("paging", 15, WINDOW)] == gaps(office)
    assert [("2025-11-19T12:00", "2025-11-20T13:00")] == [
        (str(row["from_at"])[:16], str(row["to_at"])[:16]) for row in office.rows("select from_at, to_at from gaps")
    ]
    assert 25 == crawled.run.articles_new


def test_a_closed_gap_costs_nothing_more(office: Office, site: Site) -> None:
    slid(office, site)
    office.crawl()
    site.asked.clear()
    clock_of(office).skip(hours=1)

    assert {"kolibri": "unchanged"} == office.crawl().outcomes
    assert ["/feed.xml"] == site.paths()


def test_entries_of_a_gap_become_articles(office: Office, site: Site) -> None:
    slid(office, site)
    for number in range(91, 126):
        site.say(f"/{number}", page_of(f"Story number {number}", *STORY))
    office.feeds(feed_line("kolibri", f"{site.url}/feed.xml"))

    office.crawl()

    assert [35] == office.column("select count(*) from articles where stage = 'extracted'")


def test_a_news_sitemap_in_an_index_closes_a_gap(office: Office, site: Site) -> None:
    slid(office, site, generator="")
    site.say("/robots.txt", f"User-agent: *\nDisallow:\nSitemap: {site.url}/map.xml\n", Content_Type="text/plain")
    parts = [("/old.xml", "2024-01-01"), ("/news.xml.gz", "2025-11-20")]
    rows = "".join(f"<sitemap><loc>{loc}</loc><lastmod>{lastmod}</lastmod></sitemap>" for loc, lastmod in parts)
    site.say("/map.xml", f"<?xml version='1.0'?><sitemapindex>{rows}</sitemapindex>")
    site.say("/news.xml.gz", gzip.compress(urlset(*range(120, 99, -1), 3, news=True)), Content_Type="application/gzip")

    office.crawl()

    assert ["/feed.xml", "/map.xml", "/news.xml.gz"] == site.paths()  # the other part is older than the gap
    assert set(range(91, 126)) == stories(office)
    assert [("sitemap", 15, WINDOW)] == gaps(office)


def test_a_sitemap_of_tags_and_colophons_closes_no_gap(office: Office, site: Site) -> None:
    slid(office, site, generator="")
    site.say("/robots.txt", f"Sitemap: {site.url}/map.xml\n", Content_Type="text/plain")
    rows = "".join(f"<url><loc>/{path}</loc></url>" for path in ("tag/suv", "tag/ev", "about", "privacy"))
    site.say("/map.xml", f"<?xml version='1.0'?><urlset>{rows}</urlset>")

    office.crawl()

    assert [("none", 0, WINDOW)] == gaps(office)
    assert set(range(91, 101)) | set(range(116, 126)) == stories(office)


def test_robots_txt_that_was_asked_before_its_sitemap_line_is_asked_again_after_a_day(
    office: Office, site: Site
) -> None:
    """The first crawl kept a robots.txt of yesterday; the gap is looked for where today's one says."""
    site.say("/robots.txt", "User-agent: *\nDisallow: /admin\n", Content_Type="text/plain")
    slid(office, site, generator="")
    site.say("/robots.txt", f"Sitemap: {site.url}/map.xml\n", Content_Type="text/plain")
    site.say("/map.xml", urlset(*range(120, 99, -1), news=True))

    office.crawl()

    assert [("sitemap", 15, WINDOW)] == gaps(office)


@pytest.mark.parametrize(("keys", "generator"), [({"archive": "none"}, WORDPRESS), ({}, "")])
def test_where_nothing_is_offered_the_gap_is_noted_and_nothing_is_asked(
    office: Office, site: Site, keys: dict[str, object], generator: str
) -> None:
    slid(office, site, generator, **keys)

    office.crawl()

    assert ["/feed.xml"] == site.paths()
    assert [("none", 0, WINDOW)] == gaps(office)


def test_a_run_that_was_killed_goes_on_in_the_next(office: Office, site: Site) -> None:
    slid(office, site)
    site.say("/feed.xml?paged=3", Said(b"", 500))
    office.crawl()

    assert [(None, 10, WINDOW)] == gaps(office)

    office.run("update archives set not_before = added_at, attempts = 0, outcome = null where asked_at is null")
    blog(site, 125)
    site.asked.clear()
    office.crawl(now=False)  # nothing is due but what was left

    assert ["/feed.xml?paged=3"] == site.paths()
    assert [("paging", 15, WINDOW)] == gaps(office)
    assert set(range(91, 126)) <= stories(office)


def test_a_site_that_takes_every_page_for_its_front_ends_the_search(office: Office, site: Site) -> None:
    slid(office, site)
    for page in range(2, 20):
        site.say(f"/feed.xml?paged={page}", feed_page(range(125, 115, -1), WORDPRESS))

    office.crawl()

    assert ["/feed.xml", "/feed.xml?paged=2", "/feed.xml?paged=3"] == site.paths()
    assert [("none", 0, WINDOW)] == gaps(office)


def test_an_archive_that_robots_txt_closes_is_not_asked(office: Office, site: Site) -> None:
    slid(office, site)
    site.say("/robots.txt", "User-agent: *\nDisallow: /*paged\n", Content_Type="text/plain")

    office.crawl()

    assert ["/feed.xml"] == site.paths()
    assert [("none", 0, WINDOW)] == gaps(office)


# ---------------------------------------------------------------- a backfill


def test_a_backfill_finds_what_is_newer_than_its_time_and_nothing_older(office: Office, site: Site) -> None:
    blog(site, 100)
    office.feeds(feed_line("kolibri", f"{site.url}/feed.xml"), head=NO_PAGES)
    since = appeared(65)

    office.crawl("kolibri", since=since)

    assert set(range(65, 101)) == stories(office)
    assert {f"/feed.xml?paged={page}" for page in (2, 3, 4)} == set(site.paths()) - {"/feed.xml"}
    assert [] == gaps(office)

    site.asked.clear()
    office.crawl("kolibri", since=since)
    assert ["/feed.xml"] == site.paths()  # the poll, and no archive

    office.crawl("kolibri", since=appeared(55))
    assert set(range(55, 101)) == stories(office)


def test_a_backfill_by_sitemap_finds_what_is_newer_than_its_time(office: Office, site: Site) -> None:
    blog(site, 100, generator="")
    site.say("/robots.txt", f"Sitemap: {site.url}/map.xml\n", Content_Type="text/plain")
    site.say("/map.xml", urlset(*range(1, 101)))
    office.feeds(feed_line("kolibri", f"{site.url}/feed.xml"), head=NO_PAGES)

    office.crawl("kolibri", since=appeared(60))

    asked = office.column("select replace(url, ?, '') from articles", site.url)
    assert {f"/{number}" for number in range(60, 101)} == set(asked)


def test_a_backfill_takes_all_that_a_long_sitemap_lists(office: Office, site: Site) -> None:
    blog(site, 10, generator="")
    rows = "".join(f"<url><loc>/{n}</loc><lastmod>2025-11-01</lastmod></url>" for n in range(1000, 3500))
    site.say("/map.xml", f"<?xml version='1.0'?><urlset>{rows}</urlset>")
    office.feeds(feed_line("kolibri", f"{site.url}/feed.xml", archive=f"{site.url}/map.xml"), head=NO_PAGES)

    crawled = office.crawl("kolibri", since=START - timedelta(days=60))

    assert [(2500, 2500, "fresh")] == [
        tuple(row.values()) for row in office.rows("select entries_seen, entries_new, outcome from archives")
    ]
    assert 2510 == crawled.run.articles_new


def test_a_document_too_long_even_for_an_archive_is_noted(
    office: Office, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "ARCHIVE_STEP", 20)
    monkeypatch.setattr(rules, "ARCHIVE_ENTRIES", 60)
    blog(site, 10, generator="")
    site.say("/map.xml", urlset(*range(1, 101)))
    office.feeds(feed_line("kolibri", f"{site.url}/feed.xml", archive=f"{site.url}/map.xml"), head=NO_PAGES)

    office.crawl("kolibri", since=START - timedelta(days=60))

    assert [("partial", 60, "only its first 60 entries were read")] == [
        tuple(row.values()) for row in office.rows("select outcome, entries_seen, error from archives")
    ]
    assert {f"/{number}" for number in (*range(1, 11), *range(41, 101))} == {
        str(url).removeprefix(site.url) for url in office.column("select url from articles")
    }


def test_a_backfill_asks_every_day_of_a_dated_archive(office: Office, site: Site) -> None:
    blog(site, 10, generator="")
    archive = f"{site.url}/{{year}}/{{month}}/{{day}}"
    keys = {"archive": archive, "list": "{item: li}", "follow": False}
    office.feeds(feed_line("kolibri", f"{site.url}/feed.xml", **keys), head=NO_PAGES)

    office.crawl("kolibri", since=START - timedelta(days=450))

    assert 451 == len([path for path in site.paths() if path.count("/") == 3])
    assert [0] == office.column("select count(*) from archives where asked_at is null")


# ---------------------------------------------------------------- off the network


def test_what_could_not_be_reached_is_not_charged_when_it_was_our_own_network(office: Office, site: Site) -> None:
    names = [f"kolibri-{number}" for number in range(6)]
    slid(office, site)
    with Site() as other:
        for name in names:
            other.say(f"/{name}.xml", feed_page(range(3)))
        office.feeds(
            feed_line("kolibri", f"{site.url}/feed.xml"),
            *(feed_line(name, f"{other.url}/{name}.xml", pages_per_run=1) for name in names),
            head=NO_PAGES,
        )
        site.say("/feed.xml?paged=2", Said(b"", 500))
        office.crawl()
        dead = other.url
    office.run("update archives set not_before = added_at, attempts = 0, outcome = null")
    office.run("update leases set not_before = '2025-01-01T00:00:00Z'")
    office.run(f"update archives set url = replace(url, '{site.url}', '{dead}')")
    office.run(f"update feeds set url_effective = replace(url, '{site.url}', '{dead}')")
    clock_of(office).skip(hours=2)
    tables = ("archives", "leases", "articles", "feeds", "fetches", "gaps")
    before = {table: office.rows(f"select * from {table}") for table in tables}

    crawled = office.crawl()

    assert 69 == crawled.run.exit_code
    assert {"network"} == set(crawled.outcomes.values())
    assert ["network"] == [str(finding.answer.outcome) for finding in crawled.seen.findings]
    assert {"network"} == {str(visit.answer.outcome) for visit in crawled.seen.visits}
    assert before == {table: office.rows(f"select * from {table}") for table in tables}

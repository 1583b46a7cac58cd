"""Hosts that behave badly: nothing hangs, nobody else is held up, and what happened has a name."""

import pytest

from tests.flow.conftest import HEAD, Office, feed_line
from tests.flow.origin import STORY, Said, Site, feed_of, page_of
from tests.pace import Pace

QUICK = HEAD + "  minutes_per_run: 0.5\n  limits:\n    seconds: 3\n"


@pytest.mark.parametrize(
    ("robots", "outcome"),
    [
        (Said(b"\xff\xfe\x00garbage" * 20_000), "fresh"),
        (Said(b"User-agent: *\nDisallow: /\n"), "refused"),
        (Said(b"<html>our home page</html>"), "fresh"),
        (Said(b"", 401), "fresh"),
        (Said(b"", 404), "fresh"),
        (Said(b"", 500), "server_error"),
        (Said(b"", 503), "server_error"),
        (Said(b"", 429, {"Retry-After": "600"}), "server_error"),
        (Said(b"User-agent: *\nDisallow: /x\n", wait_s=6.0), "timeout"),
        (Said(status=301, headers={"Location": "/robots.txt"}), "redirect"),
        (Said(status=302, headers={"Location": "http://127.0.0.9:1/robots.txt"}), "refused"),
        (Said(b"x" * (9 << 20)), "too_large"),
        (Said(b"User-agent: *\nCrawl-delay: 2\n"), "fresh"),
        (Said(b"User-agent: *\nCrawl-delay: soon\nDisallow: %%%\n"), "fresh"),
    ],
)
def test_whatever_robots_txt_is_the_feed_has_an_outcome(office: Office, site: Site, robots: Said, outcome: str) -> None:
    site.say("/robots.txt", robots)
    site.say("/feed.xml", feed_of(channel="Empty").replace(b"</channel>", b"<item><title>One</title></item></channel>"))
    office.feeds(feed_line("kolibri", f"{site.url}/feed.xml"), head=QUICK)

    with Pace() as took:
        assert {"kolibri": outcome} == office.crawl().outcomes

    assert took.s < 15


def test_a_page_that_leads_to_a_busy_host_is_asked_again_later(office: Office, site: Site) -> None:
    with Site() as other:
        site.say("/feed.xml", feed_of(("A", "/a"), ("B", "/b"), ("C", "/c")))
        for name in "abc":
            site.say(f"/{name}", Said(status=302, headers={"Location": f"{other.url}/{name}"}))
            other.say(f"/{name}", Said(b"", 429, {"Retry-After": "600"}))
        office.feeds(feed_line("kolibri", f"{site.url}/feed.xml"), head=QUICK)

        run = office.crawl().run

    assert 0 == run.exit_code
    assert ["listed"] * 3 == office.column("select stage from articles")


def test_a_redirect_onto_another_site_obeys_that_sites_robots(office: Office, site: Site) -> None:
    with Site() as other:
        other.say("/robots.txt", b"User-agent: *\nDisallow: /\n", Content_Type="text/plain")
        other.say("/feed.xml", feed_of(("A", "/a")))
        site.say("/feed.xml", Said(status=302, headers={"Location": f"{other.url}/feed.xml"}))
        office.feeds(feed_line("kolibri", f"{site.url}/feed.xml"), head=QUICK)

        assert {"kolibri": "refused"} == office.crawl().outcomes
        assert [] == other.paths()


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        (Said(b"", 200), "not_a_feed"),
        (Said(b"", 204), "not_a_feed"),
        (Said(b"%PDF-1.7", headers={"Content-Type": "application/pdf"}), "not_a_feed"),
        (Said(bytes(range(256)) * 40), "not_a_feed"),
        (Said(b"not gzip", headers={"Content-Encoding": "gzip"}), "not_a_feed"),
        (Said(b"<rss version='2.0'><channel>", headers={"Content-Encoding": "klingon"}), "partial"),
        (Said(b"half of this", cut=True), "network"),
        (Said(status=304), "server_error"),
        (Said(status=302, headers={"Location": ""}), "redirect"),
        (Said(status=302), "redirect"),
        (Said(status=302, headers={"Location": "file:///etc/passwd"}), "redirect"),
        (Said(status=302, headers={"Location": "javascript:alert(1)"}), "redirect"),
        (Said(status=302, headers={"Location": "/feed.xml"}), "redirect"),
        (Said(b"", 418), "blocked"),
        (Said(b"", 599), "server_error"),
        (Said(b"slow", wait_s=6.0), "timeout"),
    ],
)
def test_whatever_a_feed_answers_has_a_name_and_the_next_feed_is_asked(
    office: Office, site: Site, said: Said, outcome: str
) -> None:
    with Site() as good:
        good.say("/feed.xml", feed_of(("Fine", "/fine")))
        good.say("/fine", page_of("Fine", *STORY))
        site.say("/feed.xml", said)
        office.feeds(feed_line("odd", f"{site.url}/feed.xml"), feed_line("good", f"{good.url}/feed.xml"), head=QUICK)

        with Pace() as took:
            crawled = office.crawl()

    assert {"odd": outcome, "good": "fresh"} == crawled.outcomes
    assert 0 == crawled.run.exit_code
    assert took.s < 15


def test_https_that_was_adopted_and_breaks_is_given_up(office: Office, site: Site) -> None:
    site.say("/feed.xml", feed_of(("Fine", "/fine")))
    office.feeds(feed_line("kolibri", f"{site.url}/feed.xml", follow=False), head=QUICK)
    office.crawl()
    office.run("update feeds set url_effective = replace(url, 'http:', 'https:')")  # where nobody speaks TLS

    assert ["network", "unchanged"] == [office.crawl().outcomes["kolibri"] for _ in range(2)]


def test_an_address_that_is_too_long_is_refused_with_a_word(office: Office, site: Site) -> None:
    site.say("/feed.xml", feed_of(("Long", "/" + "x" * 400), ("Short", "/short")))
    site.say("/short", page_of("Short", *STORY))
    office.feeds(feed_line("kolibri", f"{site.url}/feed.xml"), head=QUICK + "    url_chars: 300\n")

    with Pace() as took:
        office.crawl()

    assert took.s < 15
    assert {("Long", "failed"), ("Short", "extracted")} == {
        (row["title"], row["stage"]) for row in office.rows("select title, stage from articles")
    }

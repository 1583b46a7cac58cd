"""Answers that are easily misread: refusals that pass, headers in several lines, validators that are no ASCII."""

from datetime import timedelta
from pathlib import Path

import pytest

from crawler.desk.paths import Desk
from tests.flow.conftest import Call, Clock, Office, feed_line
from tests.flow.origin import STORY, Asked, Said, Site, feed_of, page_of


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(Desk(tmp_path), Clock())


def clock_of(office: Office) -> Clock:
    assert isinstance(office.clock, Clock)
    return office.clock


@pytest.mark.parametrize(
    ("status", "outcome"), [(408, "timeout"), (425, "timeout"), (499, "timeout"), (421, "network")]
)
def test_a_refusal_of_the_moment_is_asked_again_soon(office: Office, site: Site, status: int, outcome: str) -> None:
    site.say("/feed.xml", Said(b"not now", status))
    office.feeds(feed_line("kolibri", f"{site.url}/feed.xml", every="15m"))

    crawled = office.crawl()

    assert ({"kolibri": outcome}, {"kolibri": f"HTTP {status}"}) == (crawled.outcomes, crawled.seen.errors)
    [wait] = office.column("select (julianday(next_check_at) - julianday(last_attempt_at)) * 1440 from feeds")
    assert float(str(wait)) <= 15


def test_a_page_that_says_408_once_is_asked_again(office: Office, site: Site) -> None:
    said: list[Asked] = []

    def page(asked: Asked) -> Said:
        said.append(asked)
        return Said(b"not now", 408) if len(said) == 1 else Said(page_of("New van", *STORY))

    site.say("/feed.xml", feed_of(("New van", "/van")))
    site.say("/van", page)
    office.feeds(feed_line("kolibri", f"{site.url}/feed.xml"))
    office.crawl()
    assert ["listed"] == office.column("select stage from articles")

    clock_of(office).skip(hours=1)
    office.crawl()

    assert ["extracted"] == office.column("select stage from articles")


@pytest.mark.parametrize(
    ("status", "why"),
    [
        (403, "HTTP 403: the publisher does not let us in; asked once a day"),
        (400, "HTTP 400: the server refuses the question; asked once a day"),
        (418, "HTTP 418: the server refuses the question; asked once a day"),
    ],
)
def test_status_tells_who_does_not_want_us_from_a_refusal_that_says_nothing(
    office: Office, site: Site, koplamp: Call, status: int, why: str
) -> None:
    site.say("/feed.xml", Said(b"no", status))
    office.feeds(feed_line("kolibri", f"{site.url}/feed.xml"))
    office.crawl()

    assert [f"HTTP {status}"] == office.column("select last_error from feeds where last_outcome = 'blocked'")
    assert why in koplamp("status")[1]


def test_a_validator_goes_back_byte_for_byte_or_not_at_all(office: Office, site: Site) -> None:
    date = "Wed, 19 Nov 2025 08:00:00 GMT"
    site.say("/feed.xml", Said(feed_of(("New van", "/van")), headers={"ETag": '"caf\xe9"', "Last-Modified": date}))
    office.feeds(feed_line("kolibri", f"{site.url}/feed.xml", follow=False))

    office.crawl()
    site.asked.clear()
    office.crawl()

    [asked] = site.asked
    assert (None, date) == (asked.headers.get("if-none-match"), asked.headers.get("if-modified-since"))


def test_a_header_that_is_a_list_may_stand_in_several_lines(office: Office, site: Site) -> None:
    site.say("/feed.xml", Said(feed_of(("New van", "/van")), headers={"Cache-Control": ["max-age=7200", "public"]}))
    site.say("/van", Said(page_of("New van", *STORY), headers={"X-Robots-Tag": ["noarchive", "nosnippet"]}))
    office.feeds(feed_line("kolibri", f"{site.url}/feed.xml", every="15m"))

    office.crawl()

    [wait] = office.column("select (julianday(next_check_at) - julianday(last_attempt_at)) * 86400 from feeds")
    assert timedelta(hours=2) - timedelta(minutes=1, seconds=2) <= timedelta(seconds=float(str(wait)))
    assert ['{"robots": "noarchive, nosnippet"}'] == office.column("select rights from articles")

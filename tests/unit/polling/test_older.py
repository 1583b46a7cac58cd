"""Where the older entries of a feed are listed, and where to go on from there."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crawler.model import Feed, Further
from crawler.polling import rules
from crawler.polling.older import next_page, places, sitemaps
from tests.pace import Pace

URL = "https://kolibri.example/feed"
FEED = Feed("kolibri", "Kolibri", URL, "kolibri.example")
SPAN = datetime(2025, 10, 30, 12, 0, tzinfo=UTC), datetime(2025, 11, 2, 1, 0, tzinfo=UTC)
NEXT, STRANGE = Further(f"{URL}?paged=2", "next"), Further("https://merel.example/feed?paged=2", "next")
PART = Further("https://kolibri.example/part.xml", "index")
MAP = "https://kolibri.example/map.xml"
ROBOTS = f"User-agent: *\nSitemap: {MAP}\n"


@pytest.mark.parametrize(
    ("archive", "further", "robots_txt", "found"),
    [
        ("auto", (NEXT,), ROBOTS, [(NEXT.url, "paging")]),
        ("auto", (PART, NEXT), ROBOTS, [(NEXT.url, "paging")]),
        ("auto", (), ROBOTS, [(MAP, "sitemap")]),
        ("auto", (PART, STRANGE), ROBOTS, [(MAP, "sitemap")]),
        ("auto", (), "", []),
        ("paging", (), ROBOTS, [(f"{URL}?paged=2", "paging")]),
        ("paging", (Further(f"{URL}/page/2", "next"),), "", [(f"{URL}/page/2", "paging")]),
        ("none", (NEXT,), ROBOTS, []),
        ("https://elsewhere.example/map.xml", (NEXT,), ROBOTS, [("https://elsewhere.example/map.xml", "sitemap")]),
        (
            "https://kolibri.example/{year}/{month}/{day}",
            (NEXT,),
            ROBOTS,
            [
                (f"https://kolibri.example/{day}", "list")
                for day in ("2025/11/02", "2025/11/01", "2025/10/31", "2025/10/30")
            ],
        ),
        (
            "https://kolibri.example/{year}-{month}",
            (),
            "",
            [("https://kolibri.example/2025-11", "list"), ("https://kolibri.example/2025-10", "list")],
        ),
        ("https://kolibri.example/{year}", (), "", [("https://kolibri.example/2025", "list")]),
    ],
)
def test_older_entries_are_looked_for_where_the_operator_or_the_site_says(
    archive: str, further: tuple[Further, ...], robots_txt: str, found: list[tuple[str, str]]
) -> None:
    told = places(replace(FEED, archive=archive), URL, further, robots_txt, SPAN)

    assert found == [(place.url, place.how) for place in told]


def test_an_archive_by_day_has_an_end() -> None:
    daily = replace(FEED, archive="https://kolibri.example/{year}/{month}/{day}")

    told = places(daily, URL, (), "", (datetime(1900, 1, 1, tzinfo=UTC), SPAN[1]))

    assert rules.BACKFILL_PAGES == len(told)
    assert "https://kolibri.example/2025/11/02" == told[0].url


def test_a_time_that_has_not_come_has_no_archive() -> None:
    daily = replace(FEED, archive="https://kolibri.example/{year}/{month}/{day}")

    assert [] == places(daily, URL, (), "", (SPAN[1] + timedelta(days=1), SPAN[1]))


@pytest.mark.parametrize(
    ("robots_txt", "found"),
    [
        ("", []),
        (f"Sitemap: {MAP}", [MAP]),
        (f"  SITEMAP :\t{MAP} # all of it\r\n", [MAP]),
        (f"Sitemap: {MAP}\rSitemap: {MAP}\n", [MAP]),
        (f"Sitemap: {MAP}\nSitemap: {MAP}\n", [MAP]),
        ("Sitemap: /map.xml\nSitemap: ftp://kolibri.example/map.xml\nSitemap:\n", []),
        ("Sitemap: https://merel.example/map.xml", []),
        (f"# Sitemap: {MAP}\nNo-sitemap: {MAP}\n", []),
        (
            "".join(
                f"Sitemap: https://kolibri.example/{name}.xml\n" for name in ("tags", "news", "x", "nieuws", "y", "z")
            ),
            [f"https://kolibri.example/{name}.xml" for name in ("news", "nieuws", "tags", "x", "y")],
        ),
        ("Sitemap: https://kolibri.example/news/tags.xml", ["https://kolibri.example/news/tags.xml"]),
    ],
)
def test_the_sitemaps_of_a_site_stand_in_its_robots_txt(robots_txt: str, found: list[str]) -> None:
    assert found == sitemaps(robots_txt, URL)


@pytest.mark.parametrize(
    ("url", "further", "following"),
    [
        (f"{URL}?paged=2", (), f"{URL}?paged=3"),
        (f"{URL}?paged=99&lang=nl", (), f"{URL}?lang=nl&paged=100"),
        (f"{URL}?lang=&paged=2", (), f"{URL}?lang=&paged=3"),
        (URL, (), None),
        (f"{URL}?paged=", (), None),
        (f"{URL}?paged=x", (), None),
        (f"{URL}?paged=123456", (), None),
        (f"{URL}?paged=٣", (), None),
        (f"{URL}?paged=2", (Further(f"{URL}/3", "next"),), f"{URL}/3"),
        (f"{URL}?paged=2", (STRANGE,), f"{URL}?paged=3"),
        (f"{URL}?paged=2", (PART,), f"{URL}?paged=3"),
        (f"{URL}/2", (Further(f"{URL}/3", "next"),), f"{URL}/3"),
    ],
)
def test_the_next_page_is_the_one_that_is_named_or_the_next_number(
    url: str, further: tuple[Further, ...], following: str | None
) -> None:
    assert following == next_page(url, further)


@pytest.mark.parametrize(
    "piece", ["sitemap", "sitemap:", "sitemap: ", " ", "\t", "\n", "sitemap: x", "sitemap:" + " " * 20]
)
def test_a_robots_txt_of_half_a_mib_is_read_in_no_time(piece: str) -> None:
    with Pace() as took:
        sitemaps(piece * (rules.ROBOTS_BYTES // len(piece)), URL)

    assert took.cpu_s < 2.0

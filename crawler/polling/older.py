"""A feed and what is known of its site -> where its older entries are listed, and where to go on from there.

archive: none            nowhere
archive: paging          the next page that the feed names, or ?paged=2 as WordPress has it
archive: <sitemap>       that sitemap
archive: <{year}/{month}/{day}>   the pages of those days, newest first
archive: auto            paging where the feed names a next page, else the sitemaps that robots.txt names
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from crawler.model import Feed, Further
from crawler.normal.urls import fetch_url, same_site
from crawler.polling import rules

SITEMAP_LINE = re.compile(r"^[ \t]{0,20}sitemap[ \t]{0,20}:[ \t]{0,20}(\S{1,2000})", re.IGNORECASE | re.MULTILINE)
MOST_SITEMAPS = 5
NEWS = re.compile(r"news|nieuws|article|artikel|post|actu", re.IGNORECASE)
NO_NEWS = re.compile(  # category-sitemap.xml, wp-sitemap-taxonomies-post_tag-1.xml, wp-sitemap-users-1.xml
    r"(?<![a-z])(?:tags?|categor\w{0,20}|taxonom\w{0,20}|authors?|auteurs?|users?)(?![a-z])", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Place:
    """A document to ask for: its address and how it is to be read (feed, paging, sitemap, list)."""

    url: str
    how: str


def places(
    feed: Feed, url: str, further: tuple[Further, ...], robots_txt: str, span: tuple[datetime, datetime]
) -> list[Place]:
    """Where the entries of a time (from, to) are listed that the feed's front no longer lists; the best way first.

    `url` is where the feed was asked, `further` what its document named.
    """
    if feed.archive == "none":
        return []
    if "{year}" in feed.archive:
        return [Place(address, "list") for address in _dated(feed.archive, span)]
    if feed.archive not in ("auto", "paging"):
        return [Place(feed.archive, "sitemap")]
    following = [Place(page.url, "paging") for page in further if page.how == "next" and same_site(page.url, url)]
    if following:
        return following[:1]
    if feed.archive == "paging":
        return [Place(_paged(url, 2), "paging")]
    return [Place(address, "sitemap") for address in sitemaps(robots_txt, url)]


def sitemaps(robots_txt: str, url: str) -> list[str]:
    """The sitemaps that robots.txt names for the site of `url`, those of news first."""
    found = (fetch_url(line[1]) for line in SITEMAP_LINE.finditer(robots_txt))
    ours = [address for address in dict.fromkeys(found) if address and same_site(address, url)]
    return sorted(ours, key=lambda address: not NEWS.search(address.rsplit("/", 1)[-1]))[:MOST_SITEMAPS]


def is_no_news(url: str) -> bool:
    """Whether a sitemap lists pages about articles, by its name."""
    return NO_NEWS.search(url.rsplit("/", 1)[-1]) is not None


def next_page(url: str, further: tuple[Further, ...]) -> str | None:
    """The page after this one: as it says itself, else the next number where this one had one."""
    named = next((page.url for page in further if page.how == "next" and same_site(page.url, url)), None)
    if named is not None:
        return named
    number = dict(parse_qsl(urlsplit(url).query)).get("paged", "")
    return _paged(url, int(number) + 1) if re.fullmatch(r"[0-9]{1,5}", number) else None


def _paged(url: str, page: int) -> str:
    parts = urlsplit(url)
    query = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name != "paged"]
    return urlunsplit(parts._replace(query=urlencode([*query, ("paged", str(page))])))


def _dated(pattern: str, span: tuple[datetime, datetime]) -> Iterator[str]:
    """The addresses of a pattern for each day (month, year) of a time, newest first, each once."""
    seen: set[str] = set()
    day, first = span[1].date(), span[0].date()
    while day >= first and len(seen) < rules.BACKFILL_PAGES:
        address = _filled(pattern, day)
        if address not in seen:
            seen.add(address)
            yield address
        day -= timedelta(days=1)


def _filled(pattern: str, day: date) -> str:
    return (
        pattern.replace("{year}", f"{day.year:04}")
        .replace("{month}", f"{day.month:02}")
        .replace("{day}", f"{day.day:02}")
    )

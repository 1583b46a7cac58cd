"""All real article pages, crawled over HTTP from a feed that says their title and address only."""

from collections.abc import Iterator
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from benchmarks.corpora import Page, articles
from crawler.desk.paths import Desk
from tests.flow.conftest import HEAD, Crawled, Office, feed_line
from tests.flow.origin import Said, Site, feed_of
from tests.flow.test_real_feeds import dirty_rows
from tests.quality.gold import day_is_right, title_is_right

pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def gold(shared_data: Path) -> dict[str, Page]:
    """Path on our server -> page; a path ends as the page's own does, since a day may stand in it."""
    return {f"/{number}{urlsplit(page.url).path}": page for number, page in enumerate(articles(shared_data))}


@pytest.fixture(scope="module")
def desk(gold: dict[str, Page], tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Office, Crawled]]:
    office = Office(Desk(tmp_path_factory.mktemp("desk")))
    with Site() as site:
        for path, page in gold.items():
            site.say(path, Said(page.html, headers={"Content-Type": "text/html"}))
        # No date in the feed, or the gold leaks; the title is what stands in the page's own <title>.
        listed = feed_of(*((escape(page.title_html), escape(f"{site.url}{path}")) for path, page in gold.items()))
        site.say("/feed.xml", b"".join(part.partition(b"</pubDate>")[2] or part for part in listed.split(b"<pubDate>")))
        office.feeds(feed_line("real", f"{site.url}/feed.xml", pages_per_run=500), head=HEAD)
        yield office, office.crawl()


@pytest.fixture(scope="module")
def stored(gold: dict[str, Page], desk: tuple[Office, Crawled]) -> dict[str, dict[str, object]]:
    """Path -> row."""
    office, _ = desk
    rows = office.rows(
        "select fetch_url, title, published_at, published_on, published_raw, published_from, stage from articles"
    )
    return {urlsplit(str(row["fetch_url"])).path: row for row in rows}


def test_every_page_is_asked_for_and_none_is_too_much(gold: dict[str, Page], desk: tuple[Office, Crawled]) -> None:
    _, crawled = desk

    assert (0, len(gold)) == (crawled.run.exit_code, crawled.run.pages_fetched)
    assert [] == [visit.job.url for visit in crawled.seen.visits if visit.answer.outcome == "too_costly"]
    assert [] == [visit.answer.error for visit in crawled.seen.visits if "Error" in (visit.answer.error or "")]


def test_publication_days_are_right(gold: dict[str, Page], stored: dict[str, dict[str, object]]) -> None:
    dated = {path: page for path, page in gold.items() if page.instant}
    right = {path for path, page in dated.items() if _day_is_right(page, stored.get(path, {}))}
    news = {path for path, page in dated.items() if page.source == "fundus"}
    assert 403 == len(dated)
    assert len(right) / len(dated) >= 0.91
    assert len(right & news) / len(news) >= 0.98


def _day_is_right(page: Page, row: dict[str, object]) -> bool:
    at, on, raw = (row.get(f"published_{name}") for name in ("at", "on", "raw"))
    return day_is_right(page, at, on, raw)  # type: ignore[arg-type]


def test_titles_are_right(gold: dict[str, Page], stored: dict[str, dict[str, object]]) -> None:
    titled = {path: page for path, page in gold.items() if page.gold.get("title")}
    right = {p for p, page in titled.items() if title_is_right(str(stored.get(p, {}).get("title")), page.gold["title"])}

    assert len(right) / len(titled) >= 0.85


def test_what_is_stored_is_clean(desk: tuple[Office, Crawled]) -> None:
    office, _ = desk

    assert [] == dirty_rows(office)
    assert ["ok"] == office.column("pragma integrity_check")

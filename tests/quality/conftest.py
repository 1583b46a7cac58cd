"""The 601 real pages, read once for all tests of this folder."""

import multiprocessing
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import trafilatura

from benchmarks import corpora
from crawler.model import Article, Feed
from crawler.model import Page as Fetched
from crawler.process import Circumstances, read_page

NOW = datetime(2026, 11, 23, tzinfo=UTC)  # after the last page was stored
FEED = Feed("a-feed", "A feed", "https://news.example/rss", "a-source", language="en")
AROUND = Circumstances(FEED, "Europe/Amsterdam", NOW)


@dataclass(frozen=True)
class Read:
    """One page as we and as trafilatura read it; seconds of CPU."""

    page: corpora.Page
    article: Article
    plain: str
    ours_s: float
    plain_s: float

    @property
    def text(self) -> str:
        return "\n".join(block.text for block in self.article.blocks)

    @property
    def led(self) -> str:
        """The text with the standfirst before it that readers see."""
        shown = dict(self.article.provenance).get("lead") == "page"
        return f"{self.article.lead}\n{self.text}" if shown else self.text


def read_one(page: corpora.Page) -> Read:
    html = page.html
    url = page.url if "://" in page.url else f"https://{page.url}"
    asked = Fetched("0" * 32, url, url, 200, (("content-type", "text/html"),), html, NOW)
    started = time.process_time()
    article = read_page(asked, Article(""), AROUND).article
    between = time.process_time()
    plain = trafilatura.extract(html.decode("utf-8", "replace"), include_comments=False) or ""
    ended = time.process_time()
    assert article is not None, page.name
    return Read(page, article, plain, between - started, ended - between)


@pytest.fixture(scope="session")
def read_pages(shared_data: Path) -> list[Read]:
    pages = [*corpora.aeb(shared_data), *corpora.articles(shared_data)]
    with multiprocessing.get_context("fork").Pool(2) as pool:
        return pool.map(read_one, pages, chunksize=10)

"""What reading one page costs, against trafilatura alone on the same bytes.

python -m benchmarks.bench_extract
"""

import gzip
from datetime import UTC, datetime

import trafilatura

from benchmarks.duel import Way, data, duel
from crawler.model import Article, Feed, Page
from crawler.process import Circumstances, read_page

NOW = datetime(2026, 1, 1, tzinfo=UTC)
FEED = Feed("a-feed", "A feed", "https://news.example/rss", "a-source", language="en")
AROUND = Circumstances(FEED, "Europe/Amsterdam", NOW)
URL = "https://news.example/a/story"
EVERY = 4  # one page of four: 105 of 420, about a minute


def ours(body: bytes) -> object:
    """Bytes to an article: facts, dates, language, cleaned blocks."""
    page = Page("0" * 32, URL, URL, 200, (("content-type", "text/html"),), body, NOW)
    return read_page(page, Article(""), AROUND)


def peer(body: bytes) -> object:
    """Bytes to text, no facts."""
    return trafilatura.extract(body)


def main() -> None:
    """Measure one real news page of four."""
    files = sorted(data("articles").glob("*.html.gz"))[::EVERY]
    bodies = [gzip.decompress(file.read_bytes()) for file in files]
    duel("pages", bodies, Way("trafilatura.extract: text only", peer), Way("koplamp: to a cleaned article", ours))


if __name__ == "__main__":
    main()

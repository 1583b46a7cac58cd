"""What reading one feed document costs, against feedparser alone on the same bytes.

python -m benchmarks.bench_parse
"""

from datetime import UTC, datetime

import feedparser

from benchmarks.duel import Way, data, duel
from crawler.model import Feed
from crawler.process import Circumstances, read_feed

FEED = Feed("a-feed", "A feed", "https://feeds.example/rss", "a-source")
AROUND = Circumstances(FEED, "Europe/Amsterdam", datetime(2026, 1, 1, tzinfo=UTC))


def ours(body: bytes) -> object:
    """Bytes to entries with an identity, dates, a language and clean texts."""
    return read_feed(body, FEED.url, "application/xml", AROUND)


def peer(body: bytes) -> object:
    """Bytes to entries."""
    return feedparser.parse(body, response_headers={"content-location": FEED.url, "content-type": "application/xml"})


def main() -> None:
    """Measure every feed that feedparser can read (it reads no JSON Feed), of at most 500 kB."""
    files = sorted(file for file in data("feeds").rglob("*") if file.is_file() and file.name != "MANIFEST.json")
    bodies = [body for file in files if len(body := file.read_bytes()) <= 500_000 and body.lstrip()[:1] != b"{"]
    duel("feeds", bodies, Way("koplamp: to drafts with identity and dates", ours), Way("feedparser.parse", peer))


if __name__ == "__main__":
    main()

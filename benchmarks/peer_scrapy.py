"""The spider one writes first: stock Scrapy, feedparser, SQLite. peer_scrapy.py DATABASE FILE."""

import sqlite3
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import feedparser
import scrapy
from scrapy.crawler import CrawlerProcess


class Feeds(scrapy.Spider):
    """Ask every feed, yield an item for each entry."""

    name = "feeds"
    addresses: tuple[str, ...] = ()

    async def start(self) -> AsyncIterator[scrapy.Request]:
        for address in self.addresses:
            yield scrapy.Request(address)

    def parse(self, response: Any) -> Iterator[Any]:
        """A feed -> its entries."""
        for entry in feedparser.parse(response.body).entries:
            yield {
                "id": entry.get("id") or entry.get("link"),
                "url": entry.get("link"),
                "title": entry.get("title"),
                "text": entry.get("summary"),
                "published": entry.get("published"),
            }


class Sqlite:
    """Store what is new."""

    database = ""

    def open_spider(self) -> None:
        self.db = sqlite3.connect(self.database)
        self.db.execute(
            "create table if not exists entries (id text primary key, url text, title text, text text, published)"
        )

    def process_item(self, item: dict[str, Any]) -> dict[str, Any]:
        self.db.execute("insert or ignore into entries values (:id, :url, :title, :text, :published)", item)
        return item

    def close_spider(self) -> None:
        self.db.commit()
        self.db.close()


def crawl(spider: type[Feeds]) -> None:
    """One crawl."""
    Sqlite.database = sys.argv[1]
    Feeds.addresses = tuple(Path(sys.argv[2]).read_text().split())
    process = CrawlerProcess({"ITEM_PIPELINES": {Sqlite: 300}, "LOG_LEVEL": "INFO"})
    process.crawl(spider)
    process.start()


if __name__ == "__main__":
    crawl(Feeds)

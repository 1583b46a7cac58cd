"""The spider one writes first for whole texts: stock Scrapy, feedparser, trafilatura, SQLite. As peer_scrapy.py."""

import json
import sqlite3
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import feedparser
import scrapy
import trafilatura
from scrapy.crawler import CrawlerProcess


class Articles(scrapy.Spider):
    """Ask every feed, follow every entry, yield an item for each page."""

    name = "articles"
    addresses: tuple[str, ...] = ()

    async def start(self) -> AsyncIterator[scrapy.Request]:
        for address in self.addresses:
            yield scrapy.Request(address)

    def parse(self, response: Any) -> Iterator[scrapy.Request]:
        """A feed -> the pages of its entries."""
        for entry in feedparser.parse(response.body).entries:
            yield scrapy.Request(entry.link, self.parse_page)

    def parse_page(self, response: Any) -> Iterator[dict[str, Any]]:
        """A page -> its article."""
        found = trafilatura.extract(response.text, url=response.url, output_format="json", with_metadata=True)
        yield {"url": response.url} | json.loads(found or "{}")


class Sqlite:
    """Store what is new."""

    database = ""

    def open_spider(self) -> None:
        self.db = sqlite3.connect(self.database)
        self.db.execute(
            "create table if not exists articles (url text primary key, title text, published, author, text)"
        )

    def process_item(self, item: dict[str, Any]) -> dict[str, Any]:
        self.db.execute("insert or ignore into articles values (:url, :title, :date, :author, :text)", item)
        return item

    def close_spider(self) -> None:
        self.db.commit()
        self.db.close()


def main() -> None:
    """One crawl."""
    Sqlite.database = sys.argv[1]
    Articles.addresses = tuple(Path(sys.argv[2]).read_text().split())
    process = CrawlerProcess({"ITEM_PIPELINES": {Sqlite: 300}, "LOG_LEVEL": "INFO"})
    process.crawl(Articles)
    process.start()


if __name__ == "__main__":
    main()

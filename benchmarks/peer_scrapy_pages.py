"""The spider one writes first for whole texts: peer_scrapy.py that follows entries, and trafilatura."""

import json
from collections.abc import Iterator
from typing import Any

import feedparser
import scrapy
import trafilatura

from benchmarks.peer_scrapy import Feeds, crawl


class Pages(Feeds):
    """Ask every feed, follow every entry, yield an item for each page."""

    def parse(self, response: Any) -> Iterator[scrapy.Request]:
        """A feed -> the pages of its entries."""
        for entry in feedparser.parse(response.body).entries:
            yield scrapy.Request(entry.link, self.parse_page)

    def parse_page(self, response: Any) -> Iterator[dict[str, Any]]:
        """A page -> its article."""
        found = json.loads(trafilatura.extract(response.text, output_format="json", with_metadata=True) or "{}")
        yield {"id": response.url, "url": response.url, "published": found.get("date"), **found}


if __name__ == "__main__":
    crawl(Pages)

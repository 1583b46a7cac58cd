"""Scrapy that asks and does nothing with the answer, over the transport that ours is built on: what no spider is below.

peer_scrapy_bare.py DATABASE FILE; nothing is stored.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess

from benchmarks.peer_scrapy import Feeds

SETTINGS = {
    "TWISTED_REACTOR_ENABLED": False,
    "DOWNLOAD_HANDLERS": {"http": "scrapy.core.downloader.handlers._aiohttp.AiohttpDownloadHandler"},
    "COOKIES_ENABLED": False,
    "HTTPPROXY_ENABLED": False,
    "METAREFRESH_ENABLED": False,
    "RETRY_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "LOG_LEVEL": "WARNING",
}


class Asking(Feeds):
    """Ask every feed."""

    def parse(self, response: Any) -> Iterator[Any]:
        """Nothing."""
        return iter(())


if __name__ == "__main__":
    Asking.addresses = tuple(Path(sys.argv[2]).read_text().split())
    process = AsyncCrawlerProcess(SETTINGS)
    process.crawl(Asking)
    process.start()

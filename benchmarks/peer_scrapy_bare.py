"""Scrapy that asks and reads nothing, over the transport that ours is built on: what no spider on it is below.

peer_scrapy_bare.py DATABASE FILE. Of an answer only the ETag is kept, in a file of JSON, and sent the next time.
"""

import json
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import scrapy
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
    """Ask every feed, conditionally."""

    handle_httpstatus_list = (304,)
    etags: dict[str, str]

    async def start(self) -> AsyncIterator[scrapy.Request]:
        for address in self.addresses:
            known = self.etags.get(address)
            yield scrapy.Request(address, headers={"If-None-Match": known} if known else None)

    def parse(self, response: Any) -> Iterator[Any]:
        """An answer -> its ETag."""
        self.etags[response.url] = response.headers[b"ETag"].decode()
        return iter(())


if __name__ == "__main__":
    database = Path(sys.argv[1])
    Asking.addresses = tuple(Path(sys.argv[2]).read_text().split())
    Asking.etags = json.loads(database.read_text()) if database.exists() else {}
    process = AsyncCrawlerProcess(SETTINGS)
    process.crawl(Asking)
    process.start()
    database.write_text(json.dumps(Asking.etags))

"""Scrapy's aiohttp download handler, with every address judged before a socket opens, and ended at once by a stop.

All private names of Scrapy and aiohttp that this needs stand in this module; tests/unit/transport says which.
"""

import asyncio
from typing import Any

import aiohttp
from scrapy import Request
from scrapy.core.downloader.handlers._aiohttp import AiohttpDownloadHandler, _ClientResponse
from scrapy.crawler import Crawler
from scrapy.http import Headers, Response

from crawler.polling.addresses import is_allowed, verdict
from crawler.transport.errors import AddressRefused, RunStopped

CONNECT_S, CONNECT_SHARE = 15.0, 0.8  # of the time that a request has
HEADERS_WE_SET = ("Accept", "Accept-Encoding", "Content-Type", "User-Agent")


class GuardedConnector(aiohttp.TCPConnector):
    """Connects to public addresses and to the hosts that feeds.yaml names under private_hosts.

    It judges the address the socket will use, after the name was resolved and on every hop, so that neither odd
    spellings nor a name that changes its address between two look-ups can pass.
    """

    def __init__(self, private_hosts: tuple[str, ...], **options: Any) -> None:
        super().__init__(**options)
        self._private_hosts = private_hosts

    async def _resolve_host(self, host: str, port: int, traces: Any = None) -> list[Any]:
        found = await super()._resolve_host(host, port, traces=traces)
        kept = [at for at in found if is_allowed(host, at["host"], port, self._private_hosts)]
        if not kept:
            why = ", ".join(f"{at['host']} ({verdict(at['host'])})" for at in found[:3])
            raise AddressRefused(f"{host} is not a public address: {why}")
        return kept

    async def _create_connection(self, req: Any, traces: Any, patience: aiohttp.ClientTimeout) -> Any:
        """Give up before the request's own time is over: nobody was reached, which is told from a slow answer."""
        async with asyncio.timeout(min(CONNECT_S, CONNECT_SHARE * (patience.total or CONNECT_S))):
            return await super()._create_connection(req, traces, patience)


class GuardedHandler(AiohttpDownloadHandler):
    """One session for a run; a request ends at once when the spider's `stopping` event is set."""

    experimental = False  # said once here instead of a warning per scheme; pinned to Scrapy 2.19 for that reason

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.crawler = crawler
        self._unguarded = self._session
        self._session = aiohttp.ClientSession(
            connector=GuardedConnector(
                tuple(crawler.settings.getlist("PRIVATE_HOSTS")),
                local_addr=self._bind_address,
                limit=self._pool_size_total,
                limit_per_host=self._pool_size_per_host,
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            response_class=_ClientResponse,
            skip_auto_headers=HEADERS_WE_SET,
        )

    async def download_request(self, request: Request) -> Response:
        """Scrapy's download, raced with the end of the run."""
        stopping: asyncio.Event | None = getattr(self.crawler.spider, "stopping", None)
        if stopping is None:
            return await super().download_request(request)
        if stopping.is_set():
            raise RunStopped("the run was stopped")
        work = asyncio.ensure_future(super().download_request(request))
        stop = asyncio.ensure_future(stopping.wait())
        try:
            await asyncio.wait({work, stop}, return_when=asyncio.FIRST_COMPLETED)
            if work.done():
                return work.result()
            raise RunStopped("the run was stopped")
        finally:
            stop.cancel()
            work.cancel()

    @staticmethod
    def _extract_headers(response: _ClientResponse) -> Headers:
        """The headers byte for byte: Scrapy's own way fails on a single one that is not UTF-8."""
        return Headers(list(response.raw_headers))

    async def close(self) -> None:
        """End the session, and the one Scrapy made that was never used."""
        await self._unguarded.close()
        await super().close()

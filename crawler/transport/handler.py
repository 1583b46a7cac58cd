"""Scrapy's aiohttp download handler, with every address judged before a socket opens, and ended at once by a stop.

All private names of Scrapy and aiohttp that this needs stand in this module; tests/unit/transport says which.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property, partial
from typing import Any

import aiohttp
from aiohttp.client_proto import ResponseHandler
from aiohttp.http_exceptions import BadHttpMessage
from scrapy import Request
from scrapy.core.downloader.handlers._aiohttp import AiohttpDownloadHandler, _ClientResponse
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadFailedError, DownloadTimeoutError
from scrapy.http import Headers, Response
from scrapy.utils.ssl import _make_insecure_ssl_ctx, _make_ssl_context

from crawler.polling import limits
from crawler.polling.addresses import verdict
from crawler.transport.errors import AddressRefused, NotHttp, Unreached
from crawler.transport.guard import Guard, guarded, is_unverified
from crawler.transport.room import Place

HEADERS_WE_SET = ("Accept", "Accept-Encoding", "Content-Type", "User-Agent")
_trust: ContextVar[ssl.SSLContext | bool] = ContextVar("trust", default=True)  # of the request that this task sends
_place: ContextVar[Place | None] = ContextVar("place", default=None)  # of the same


class Patient(ResponseHandler):
    """A connection that ends when a server says "not yet" (1xx) over and over.

    They are read as fast as they come: 25 s of them filled 400 MiB.
    """

    _interim = 0

    def feed_data(self, data: Any, size: int = 0) -> None:
        """Hand on an answer's head, with its body behind it."""
        self._interim = self._interim + 1 if 100 <= data[0].code < 200 else 0
        if self._interim <= limits.INTERIM:
            super().feed_data(data, size)
        elif self.exception() is None:
            self.set_exception(BadHttpMessage(f"more than {limits.INTERIM} answers 1xx before the one that counts"))
            if self.transport is not None:
                self.transport.abort()


class GuardedConnector(aiohttp.TCPConnector):
    """Connects to public addresses, to the hosts that feeds.yaml names under private_hosts, and to its proxy.

    It judges the address the socket will use, after the name was resolved and on every hop, so that neither odd
    spellings nor a name that changes its address between two look-ups can pass.
    """

    def __init__(self, guard: Guard, **options: Any) -> None:
        super().__init__(**options)
        self._guard = guard
        self._factory: Callable[[], ResponseHandler] = partial(Patient, loop=self._loop)  # type: ignore[assignment]

    async def _resolve_host(self, host: str, port: int, traces: Any = None) -> list[Any]:
        found = await super()._resolve_host(host, port, traces=traces)
        kept = [at for at in found if self._guard.allows(host, at["host"], port)]
        if not kept:
            why = ", ".join(f"{at['host']} ({verdict(at['host'])})" for at in found[:3])
            raise AddressRefused(f"{host} is not a public address: {why}")
        return kept

    async def _create_connection(self, req: Any, traces: Any, patience: aiohttp.ClientTimeout) -> Any:
        """Give up before the request's own time is over: nobody was reached, which is told from a slow answer."""
        longest = float(limits.CONNECT_S)
        async with asyncio.timeout(min(longest, limits.CONNECT_SHARE * (patience.total or longest))):
            return await super()._create_connection(req, traces, patience)


@contextmanager
def in_our_words() -> Iterator[None]:
    """What Scrapy raises in here is said more exactly where aiohttp knew more."""
    try:
        yield
    except DownloadTimeoutError as error:
        if isinstance(error.__cause__, aiohttp.ConnectionTimeoutError):
            raise DownloadTimeoutError(str(error)) from Unreached(str(error.__cause__))
        raise
    except DownloadFailedError as error:
        if isinstance(error.__cause__, aiohttp.ClientResponseError):  # it goes on with pages of what came instead
            raise NotHttp(error.__cause__.message.partition("\n")[0].rstrip(":")) from error.__cause__
        raise


class GuardedHandler(AiohttpDownloadHandler):
    """One session for a run; a request ends at once when the spider's `stopping` event is set."""

    experimental = False  # said once here instead of a warning per scheme; pinned to Scrapy 2.19 for that reason

    def __init__(self, crawler: Crawler) -> None:
        super(AiohttpDownloadHandler, self).__init__(crawler)  # its own makes a session and loads certificates: 30 ms
        self.crawler = crawler
        self._guard = Guard.of(crawler)
        self._session = aiohttp.ClientSession(
            connector=GuardedConnector(
                self._guard,
                local_addr=self._bind_address,
                limit=self._pool_size_total,
                limit_per_host=self._pool_size_per_host,
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            response_class=_ClientResponse,
            skip_auto_headers=HEADERS_WE_SET,
            max_line_size=limits.HEADER_BYTES,
            max_field_size=limits.HEADER_BYTES,
            max_headers=limits.HEADERS,
        )

    @property
    def _ssl_context(self) -> ssl.SSLContext | bool:  # type: ignore[override]
        """What the session is handed for each request; aiohttp keeps connections of different contexts apart."""
        return _trust.get()

    @cached_property
    def _checked(self) -> ssl.SSLContext:
        return _make_ssl_context(self.crawler.settings)

    @cached_property
    def _unchecked(self) -> ssl.SSLContext:
        context = _make_insecure_ssl_ctx()
        context.minimum_version = self._checked.minimum_version
        return context

    def _trust_for(self, request: Request) -> ssl.SSLContext | bool:
        """Certificates are loaded when the first request needs some; True: as aiohttp would, and http: needs none."""
        if request.url.startswith("http:"):
            return True
        return self._unchecked if is_unverified(request) else self._checked

    async def download_request(self, request: Request) -> Response:
        """Scrapy's download, guarded."""
        return await guarded(self.crawler, self._guard, request, self._download)

    async def _download(self, request: Request) -> Response:
        _trust.set(self._trust_for(request))  # in a task of its own
        _place.set(request.meta.get("place"))
        with in_our_words():
            return await super().download_request(request)

    def _extract_proxy_url_with_creds(self, request: Request) -> str | None:
        """The proxy that `prepared` chose; Scrapy's own way leaves a slash in a password as it is."""
        return self._guard.proxy.whole if self._guard.proxy and request.meta.get("proxy") else None

    @staticmethod
    def _extract_headers(response: _ClientResponse) -> Headers:
        """The headers byte for byte: Scrapy's own way fails on a single one that is not UTF-8."""
        return Headers(list(response.raw_headers))

    @staticmethod
    async def _iter_body_chunks(response: _ClientResponse) -> AsyncIterator[bytes]:
        """The body, piece by piece; what is larger than usual waits until there is room for it."""
        place, came = _place.get(), 0
        async for piece in response.content.iter_any():
            came += len(piece)
            if place is not None and came > limits.USUAL_BYTES:
                await place.take()
            yield piece

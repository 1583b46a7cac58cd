"""The second string: Scrapy's Twisted download handler behind the same guard, and the reactor it needs.

For the day that the aiohttp handler, which Scrapy calls experimental, has a fault that cannot wait. Twisted tells a
resolver the name and connectTCP the address: the resolver holds the rule of names, connectTCP is the last line, past
which no socket opens (the tunnel to a proxy asks no resolver).
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from scrapy import Request
from scrapy.core.downloader.contextfactory import _ScrapyClientContextFactory
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError
from scrapy.http import Response
from scrapy.utils.misc import build_from_crawler
from scrapy.utils.reactor import is_reactor_installed
from twisted.internet import asyncioreactor
from twisted.internet.interfaces import IHostnameResolver, IResolutionReceiver
from twisted.web.client import HTTPConnectionPool
from zope.interface import implementer

from crawler.errors import KoplampError
from crawler.polling.addresses import verdict
from crawler.transport.errors import AddressRefused
from crawler.transport.guard import Guard, guarded, is_unverified


@contextmanager
def reactor_in(loop: asyncio.AbstractEventLoop) -> Iterator[None]:
    """Twisted's reactor inside a loop that runs already. Once in a process: a reactor starts no second time."""
    if is_reactor_installed():
        raise KoplampError("with the Twisted transport one process carries out one run")
    asyncioreactor.install(loop)
    from twisted.internet import reactor

    running: Any = reactor
    running.startRunning(installSignalHandlers=False)
    try:
        yield
    finally:
        running.fireSystemEvent("shutdown")  # not stop(), which would end the loop as well


class Watch:
    """Stands at the two places of a reactor that every connection passes."""

    def __init__(self, reactor: Any, guard: Guard) -> None:
        self.guard = guard
        self.passed: set[tuple[str, int]] = set()  # what private_hosts opens, by the name it was asked under
        self.refused: dict[str, str] = {}  # host -> why, for who only hears that it has no address
        self._connect = reactor.connectTCP
        reactor.installNameResolver(_Resolver(reactor.nameResolver, self))
        reactor.connectTCP = self.connect

    def judge(self, host: str, address: str, port: int) -> bool:
        """Whether a name may lead to this address."""
        if not self.guard.allows(host, address, port):
            self.refused[host.lower()] = f"{address} ({verdict(address)})"
            return False
        if verdict(address) is not None:
            self.passed.add((address, port))
        return True

    def connect(self, host: str, port: int, *rest: Any, **options: Any) -> Any:
        """Open a socket, or raise AddressRefused."""
        allowed = verdict(host) is None or (host, port) in self.passed or self.guard.is_proxy(host, port)
        if not allowed:
            raise AddressRefused(f"{host} is not a public address: {verdict(host)}")
        return self._connect(host, port, *rest, **options)


@implementer(IHostnameResolver)
class _Resolver:
    def __init__(self, inner: Any, watch: Watch) -> None:
        self._inner, self._watch = inner, watch

    def resolveHostName(self, resolutionReceiver: Any, hostName: str, portNumber: int = 0, **more: Any) -> Any:  # noqa: N802, N803  Twisted's names
        judging = _Judging(resolutionReceiver, hostName, portNumber, self._watch)
        return self._inner.resolveHostName(judging, hostName, portNumber, **more)


@implementer(IResolutionReceiver)
class _Judging:
    """Passes on the addresses that may be asked."""

    def __init__(self, receiver: Any, host: str, port: int, watch: Watch) -> None:
        self._receiver, self._host, self._port, self._watch = receiver, host, port, watch

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        if self._watch.judge(self._host, address.host, self._port):
            self._receiver.addressResolved(address)

    def resolutionComplete(self) -> None:  # noqa: N802
        self._receiver.resolutionComplete()


class GuardedTwistedHandler(HTTP11DownloadHandler):
    """As GuardedHandler. What its heads may be like is bounded by Twisted: 16 KiB a line, and the request's time."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        from twisted.internet import reactor

        self.crawler = crawler
        self._guard = Guard.of(crawler)
        self._watch = _watch_of(reactor, self._guard)
        unchecked: Any = build_from_crawler(_ScrapyClientContextFactory, crawler)
        unchecked._verify_certificates = False
        self._by_trust: dict[bool, tuple[Any, HTTPConnectionPool]] = {
            False: (self._contextFactory, self._pool),
            True: (unchecked, HTTPConnectionPool(reactor, persistent=False)),
        }

    async def download_request(self, request: Request) -> Response:
        """Scrapy's download, guarded."""
        return await guarded(self.crawler, self._guard, request, self._download)

    async def _download(self, request: Request) -> Response:
        # read by the base class before anything is awaited
        self._contextFactory, self._pool = self._by_trust[is_unverified(request)]
        try:
            return await super().download_request(request)
        except CannotResolveHostError:
            host = _host(request.url)
            if host in self._watch.refused:
                raise AddressRefused(f"{host} is not a public address: {self._watch.refused[host]}") from None
            raise


def _watch_of(reactor: Any, guard: Guard) -> Watch:
    """The reactor's watch: http and https have a handler each, and share it."""
    standing = getattr(reactor.connectTCP, "__self__", None)
    return standing if isinstance(standing, Watch) else Watch(reactor, guard)


def _host(url: str) -> str:
    """The host as Twisted asks a resolver for it: without port, brackets and user."""
    at = url.split("/", 3)[2].rpartition("@")[2].lower()
    return at[1:].partition("]")[0] if at.startswith("[") else at.partition(":")[0]

"""A request -> how it may be sent: whether at all, straight or through the proxy, for how long, checked or not.

What the download handlers have in common. Which address the socket then uses is judged by the handlers themselves.
"""

import asyncio
import base64
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.polling.addresses import is_allowed, is_named, looks_internal
from crawler.transport.budget import Budget
from crawler.transport.errors import AddressRefused, RunStopped

PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Proxy:
    """Where requests are sent to instead, and what it wants to hear first."""

    host: str
    port: int
    secret: str = ""  # of Proxy-Authorization
    whole: str = field(default="", compare=False)  # as feeds.yaml has it, filled in

    @property
    def url(self) -> str:
        return f"http://[{self.host}]:{self.port}" if ":" in self.host else f"http://{self.host}:{self.port}"


def proxy_of(url: str | None) -> Proxy | None:
    """The proxy that http://user:word@host:port means."""
    if not url:
        return None
    parts = urlsplit(url)
    secret = ""
    if parts.username is not None:
        pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        secret = "Basic " + base64.b64encode(pair.encode()).decode()
    return Proxy(parts.hostname or "", parts.port or 80, secret, url)


@dataclass(frozen=True, slots=True)
class Guard:
    """Whom we may ask."""

    private_hosts: tuple[str, ...] = ()
    proxy: Proxy | None = None

    @classmethod
    def of(cls, crawler: Crawler) -> "Guard":
        hosts = tuple(crawler.settings.getlist("PRIVATE_HOSTS"))
        return cls(hosts, proxy_of(crawler.settings.get("GUARDED_PROXY")))

    def allows(self, host: str, address: str, port: int) -> bool:
        """Whether a socket may be opened to this address, which is what the name was resolved to."""
        return self.is_proxy(host, port) or is_allowed(host, address, port, self.private_hosts)

    def is_proxy(self, host: str, port: int) -> bool:
        return self.proxy is not None and (host.lower(), port) == (self.proxy.host.lower(), self.proxy.port)

    def way(self, url: str) -> Proxy | None:
        """The proxy for this URL; None: it is asked straight. Raises AddressRefused.

        A proxy resolves names itself, so behind it a host can be judged by its name only. What private_hosts names
        stands in our own network and is asked without it.
        """
        if self.proxy is None:
            return None
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port or PORTS.get(parts.scheme, 0)
        except ValueError:
            raise AddressRefused("not an address") from None
        if is_named(host, port, self.private_hosts):
            return None
        if (why := looks_internal(host)) is not None:
            raise AddressRefused(f"{host} is not a public address: {why}")
        return self.proxy


@dataclass(frozen=True, slots=True)
class Way:
    """How a request is sent: through which proxy, if any, and for how many seconds."""

    proxy: Proxy | None
    seconds: float


def way_of(request: Request, guard: Guard) -> Way:
    """The way of a request: proxy and time are ours to say. Raises AddressRefused or OutOfTime."""
    proxy, budget = guard.way(request.url), request.meta.get("budget")
    seconds = float(request.meta["download_timeout"])
    return Way(proxy, budget.share(seconds) if isinstance(budget, Budget) else seconds)


def prepared(request: Request, way: Way) -> Request:
    """The request as Scrapy's handlers get it: with its way, whatever its meta or headers say of that."""
    ready = request.copy()
    ready.headers.pop("Proxy-Authorization", None)
    ready.meta.pop("proxy", None)
    if way.proxy is not None:
        ready.meta["proxy"] = way.proxy.url
        if way.proxy.secret:
            ready.headers["Proxy-Authorization"] = way.proxy.secret
    ready.meta["download_timeout"] = way.seconds
    return ready


def is_unverified(request: Request) -> bool:
    """Whether the certificate of this request's host is not looked at: its feed says so, and it is the feed's own."""
    origin = request.meta.get("unverified_origin")
    return origin is not None and origin == "/".join(request.url.split("/", 3)[:3])


def permitted(crawler: Crawler, guard: Guard, request: Request) -> Way:
    """The way of a request that may be sent now. Raises RunStopped, what `way_of` does, and what `may_ask` raises."""
    stopping = getattr(crawler.spider, "stopping", None)
    if stopping is not None and stopping.is_set():
        raise RunStopped("the run was stopped")
    way = way_of(request, guard)
    if (may_ask := getattr(crawler.spider, "may_ask", None)) is not None:
        may_ask(way.seconds)
    return way


async def guarded(
    crawler: Crawler, guard: Guard, request: Request, download: Callable[[Request], Awaitable[Response]]
) -> Response:
    """A download within its time, and ended at once with the run."""
    ready = prepared(request, permitted(crawler, guard, request))
    stopping: asyncio.Event = getattr(crawler.spider, "stopping", None) or asyncio.Event()
    work = asyncio.ensure_future(download(ready))
    stop = asyncio.ensure_future(stopping.wait())
    try:
        with spent(request):
            await asyncio.wait({work, stop}, return_when=asyncio.FIRST_COMPLETED)
        if work.done():
            request.meta["download_latency"] = ready.meta.get("download_latency", 0.0)
            return work.result()
        raise RunStopped("the run was stopped")
    finally:
        stop.cancel()
        work.cancel()


def spent(request: Request) -> AbstractContextManager[None]:
    """Counts what happens inside as time of the job that a request belongs to."""
    budget = request.meta.get("budget")
    return budget.spent() if isinstance(budget, Budget) else nullcontext()

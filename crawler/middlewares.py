"""Between Scrapy's engine and the network: robots.txt, pauses that hosts ask for, secrets kept at their origin."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from crawler.model import Outcome
from crawler.normal.urls import registrable_domain
from crawler.polling.answers import explain
from crawler.transport.errors import HostRests, RobotsRefused, RobotsUnknown
from crawler.transport.slots import refuse_waiting, slow_down

ROBOTS_BYTES = 500 * 1024  # RFC 9309, 2.5: at least that much is read
LONGEST_CRAWL_DELAY_S = 30.0
DEFAULT_REST = timedelta(minutes=15)  # for a busy host that does not say how long


class Robots:
    """Asks each origin for robots.txt once a run and obeys it (RFC 9309): 4xx means free, 5xx means stay out."""

    def __init__(self, crawler: Crawler) -> None:
        if not crawler.settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        self.crawler = crawler
        self._user_agent: str = crawler.settings["USER_AGENT"]
        self._rules: dict[str, asyncio.Future[Protego]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let the request pass, or raise RobotsRefused; a failure to get robots.txt is the request's failure too."""
        if request.meta.get("dont_obey_robotstxt"):
            return
        rules = await self._of(_origin(request.url))
        if not rules.can_fetch(request.url, self._user_agent):
            raise RobotsRefused("robots.txt asks us to stay out of this address")

    async def _of(self, origin: str) -> Protego:
        if origin not in self._rules:
            self._rules[origin] = asyncio.ensure_future(self._ask(origin))
        return await asyncio.shield(self._rules[origin])

    async def _ask(self, origin: str) -> Protego:
        question = Request(
            f"{origin}/robots.txt", priority=1000, callback=NO_CALLBACK, meta={"dont_obey_robotstxt": True}
        )
        response = await self.crawler.engine.download_async(question)
        if response.status >= 500 or response.status == 429:
            raise RobotsUnknown(f"robots.txt cannot be had (HTTP {response.status}), so the site is left alone")
        body = response.body[:ROBOTS_BYTES] if response.status < 300 else b""
        rules = Protego.parse(body.decode("utf-8-sig", "replace"))
        delay = rules.crawl_delay(self._user_agent)
        if delay:
            slow_down(self.crawler, registrable_domain(origin), min(float(delay), LONGEST_CRAWL_DELAY_S))
        return rules


class Rests:
    """Sends nothing to a host that rests, and lets a host rest that answers 429 or 503.

    The spider's `rests` (host -> until) come from earlier runs; its `rest(host, until, reason)` remembers new ones.
    Long pauses are refusals, not waits: a run must end, and the next one asks again.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Give the request the slot of its host (also after a redirect), or raise HostRests."""
        host = registrable_domain(request.url)
        request.meta["download_slot"] = host
        until: datetime | None = self._rests().get(host)
        now = datetime.now(UTC)
        if until is not None and now < until:
            raise HostRests(f"{host} asked to be left alone until {until:%Y-%m-%d %H:%M} UTC", _seconds(until - now))

    async def process_response(self, request: Request, response: Response) -> Response:
        """Pass the answer on; a busy host's other requests are refused at once."""
        now = datetime.now(UTC)
        headers = {"retry-after": (response.headers.get("Retry-After") or b"").decode("latin-1")}
        answer = explain(response.status, headers, now)
        if answer.outcome is Outcome.BUSY:
            pause = timedelta(seconds=answer.retry_after_s) if answer.retry_after_s else DEFAULT_REST
            host, reason = registrable_domain(request.url), f"HTTP {response.status}"
            self._rests()[host] = now + pause
            refuse_waiting(self.crawler, host, lambda _: HostRests(f"{host} is busy ({reason})", _seconds(pause)))
            if remember := getattr(self.crawler.spider, "rest", None):
                await remember(host, now + pause, reason)
        return response

    def _rests(self) -> dict[str, datetime]:
        spider: Any = self.crawler.spider
        if not hasattr(spider, "rests"):
            spider.rests = {}  # a spider of the operator's own
        rests: dict[str, datetime] = spider.rests
        return rests


class OwnOrigin:
    """Headers from feeds.yaml (often secrets) go to the feed's own origin only, never along with a redirect.

    A request names them in meta: `own_headers` (names) and `own_origin`.
    """

    def process_request(self, request: Request) -> None:
        """Take the headers off a request that has left their origin."""
        names = request.meta.get("own_headers", ())
        if names and _origin(request.url) != request.meta["own_origin"]:
            for name in names:
                request.headers.pop(name, None)


def _origin(url: str) -> str:
    return "/".join(url.split("/", 3)[:3])


def _seconds(pause: timedelta) -> int:
    return max(1, int(pause.total_seconds()))

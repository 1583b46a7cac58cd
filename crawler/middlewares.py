"""Between Scrapy's engine and the network: robots.txt, reservations, pauses that hosts ask for, secrets kept at home.

They serve the news spider, which has a `clock`, `manners` (what is remembered across runs) and `hosts`; a spider of an
operator's own has none of these and is as polite, but forgets when it ends.
"""

import asyncio
import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from protego import Protego
from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from crawler.article.facts import tdmrep
from crawler.errors import KoplampError
from crawler.model import HostState, Manners, Outcome, RobotsTxt, TdmRep
from crawler.normal.urls import registrable_domain
from crawler.polling import rules
from crawler.polling.answers import retry_after
from crawler.polling.schedule import rest_unsaid
from crawler.transport.errors import HostRests, RobotsRefused, RobotsUnknown, RunStopped, meaning
from crawler.transport.slots import ASIDE, hold, pause_left, refuse_waiting, slow_down

BUSY_STATUSES = frozenset({429, 503})
REFUSING = frozenset({401, 403, 451})
PASSING = frozenset({Outcome.BUSY, Outcome.NETWORK, Outcome.SERVER_ERROR, Outcome.TIMEOUT})  # worth asking again


def _now(crawler: Crawler) -> datetime:
    clock = getattr(crawler.spider, "clock", None)
    return clock() if clock else datetime.now(UTC)


def _manners(crawler: Crawler) -> Manners | None:
    return getattr(crawler.spider, "manners", None)


class Robots:
    """Asks each origin for robots.txt once a day and obeys it (RFC 9309): 4xx means free, 5xx means stay out."""

    def __init__(self, crawler: Crawler) -> None:
        if not crawler.settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        self.crawler = crawler
        self._token = product_token(crawler.settings["USER_AGENT"])
        self._rules: dict[tuple[str, bool], asyncio.Future[Protego]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let the request pass, or raise RobotsRefused; a failure to get robots.txt is the request's failure too."""
        if request.meta.get("dont_obey_robotstxt"):
            return
        told = await self._of(request)
        if not told.can_fetch(request.url, self._token):
            raise RobotsRefused("robots.txt asks us to stay out of this address")

    async def _of(self, request: Request) -> Protego:
        """What a request's origin says; asked for as its feed is: in its time, its certificate verified or not."""
        origin, trust = _origin(request.url), _trust(request)
        key = (origin, trust.get("unverified_origin") == origin)
        if key not in self._rules:
            self._rules[key] = asyncio.ensure_future(self._learnt(origin, trust))
        return await asyncio.shield(self._rules[key])

    async def _learnt(self, origin: str, trust: dict[str, Any]) -> Protego:
        manners, now = _manners(self.crawler), _now(self.crawler)
        known = await manners.robots(origin) if manners else None
        if known is None or not timedelta() <= now - known.fetched_at < rules.ROBOTS_KEPT:
            known = await self._ask(origin, now, trust)
            if manners:
                await manners.keep_robots(known)
        told = Protego.parse(known.text)
        if delay := told.crawl_delay(self._token):
            slow_down(self.crawler, registrable_domain(origin), min(float(delay), rules.CRAWL_DELAY_LONGEST_S))
        return told

    async def _ask(self, origin: str, now: datetime, trust: dict[str, Any]) -> RobotsTxt:
        meta = {"dont_obey_robotstxt": True, ASIDE: True, **trust}
        question = Request(f"{origin}/robots.txt", priority=1000, callback=NO_CALLBACK, meta=meta)
        [got] = await asyncio.gather(self.crawler.engine.download_async(question), return_exceptions=True)
        if isinstance(got, BaseException):
            if "busy" not in question.meta:
                raise got
            got = question.meta["busy"]  # it said so, in a body that cannot be unpacked
        if got.status >= 500 or got.status == 429:
            raise RobotsUnknown(f"robots.txt cannot be had (HTTP {got.status}), so the site is left alone")
        body = got.body[: rules.ROBOTS_BYTES] if got.status < 300 else b""
        return RobotsTxt(origin, got.status, body.decode("utf-8-sig", "replace"), now)


def product_token(user_agent: str) -> str:
    """What robots.txt groups are matched with (RFC 9309, 2.2.1): the name of a User-Agent, before its version."""
    found = re.match(r"[A-Za-z_-]+", user_agent)
    return found[0] if found else user_agent


class Reservations:
    """Asks each origin for tdmrep.json once a day, on behalf of requests whose feed respects what it says.

    They say so in meta (`respects_rights`), and find its text there (`tdmrep`). None fails for want of it: a file that
    cannot be had for now is as it was when it last could, and one that never could reserves nothing.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._texts: dict[str, asyncio.Future[str]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let the request pass, also after a redirect, with what its origin says."""
        if not request.meta.get("respects_rights"):
            return
        origin = _origin(request.url)
        if origin not in self._texts:
            self._texts[origin] = asyncio.ensure_future(self._learnt(origin, _trust(request)))
        request.meta["tdmrep"] = await asyncio.shield(self._texts[origin])

    async def _learnt(self, origin: str, trust: dict[str, Any]) -> str:
        manners, now = _manners(self.crawler), _now(self.crawler)
        known = await manners.tdmrep(origin) if manners else None
        if known is not None and timedelta() <= now - known.asked_at < rules.ROBOTS_KEPT:
            return known.text
        text = await self._ask(origin, trust)
        if text is None:
            return known.text if known else ""
        if manners:
            await manners.keep_tdmrep(TdmRep(origin, text, now))
        return text

    async def _ask(self, origin: str, trust: dict[str, Any]) -> str | None:
        """The file; '' where there is none, None where there may be one."""
        meta = {"download_maxsize": tdmrep.MOST, ASIDE: True, **trust}
        question = Request(origin + tdmrep.PLACE, priority=1000, callback=NO_CALLBACK, meta=meta)
        [got] = await asyncio.gather(self.crawler.engine.download_async(question), return_exceptions=True)
        if isinstance(got, BaseException):
            if isinstance(got, (RunStopped, KoplampError)):
                raise got
            return None if meaning(got).outcome in PASSING else ""
        if got.status >= 500 or got.status == 429:
            return None
        text = got.body.decode("utf-8-sig", "replace") if got.status < 300 else ""
        return text if text.lstrip().startswith("[") else ""  # else it is a page that says "not found" with a 200


class Rests:
    """Sends nothing to a host that rests, and lets a host rest that answers 429 or 503; of one that refuses several
    pages in a row (requests with `is_page` in meta) only the pages.

    Long pauses are refusals, not waits: a run must end, and the next one asks again.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._asked: set[str] = set()
        self._refused: Counter[str] = Counter()  # pages in a row, by host

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        middleware = cls(crawler)
        crawler.signals.connect(middleware.answered, signals.response_downloaded)
        crawler.signals.connect(middleware.spider_closed, signals.spider_closed)
        return middleware

    async def process_request(self, request: Request) -> None:
        """Give the request the slot of its host (also after a redirect), or raise HostRests."""
        host, now = registrable_domain(request.url), _now(self.crawler)
        request.meta["download_slot"] = host
        state = self._hosts().get(host, HostState())
        if state.blocked_until is not None and now < state.blocked_until:
            left = state.blocked_until - now
            until = f"{state.blocked_until:%Y-%m-%d %H:%M} UTC"
            raise HostRests(f"{host} asked to be left alone until {until}", _whole(left))
        if state.pages_not_before is not None and now < state.pages_not_before and request.meta.get("is_page"):
            raise _no_pages(host, state.pages_not_before - now)
        if host not in self._asked and state.next_allowed_at is not None and now < state.next_allowed_at:
            hold(self.crawler, request, (state.next_allowed_at - now).total_seconds())
        self._asked.add(host)

    def answered(self, response: Response, request: Request) -> None:
        """Refuse a busy host's other requests at once: Scrapy sends its next one right after this signal."""
        host, now, reason = registrable_domain(request.url), _now(self.crawler), f"HTTP {response.status}"
        if request.meta.get("is_page"):
            self._page_answered(host, response.status, now)
        if response.status not in BUSY_STATUSES:
            return
        state = self._hosts().get(host, HostState())
        strikes = state.strikes
        written = (response.headers.get("Retry-After") or b"").decode("latin-1")
        seconds = retry_after(written, now, response.status)
        pause = rest_unsaid(strikes) if seconds is None else timedelta(seconds=seconds)
        self._hosts()[host] = replace(state, blocked_until=now + pause, next_allowed_at=None, strikes=strikes + 1)
        refuse_waiting(self.crawler, host, lambda _: HostRests(f"{host} is busy ({reason})", _whole(pause)))

    async def process_response(self, request: Request, response: Response) -> Response:
        """Pass the answer on; that of a busy host is remembered: beyond the run, and for who cannot read it."""
        host, manners = registrable_domain(request.url), _manners(self.crawler)
        state = self._hosts().get(host, HostState())
        if response.status in BUSY_STATUSES:
            request.meta["busy"] = response
            if state.blocked_until is not None and manners:
                await manners.rest(host, state.blocked_until, f"HTTP {response.status}")
        elif response.status in REFUSING and request.meta.get("is_page") and state.pages_not_before and manners:
            await manners.leave_pages(host, state.pages_not_before)
        return response

    def _page_answered(self, host: str, status: int, now: datetime) -> None:
        """After some refusals in a row, leave the pages of a host for a day; a redirect is neither yes nor no."""
        if status in REFUSING:
            self._refused[host] += 1
        elif status < 300:
            self._refused[host] = 0
        if status not in REFUSING or self._refused[host] < rules.PAGES_REFUSED:
            return
        pause = rules.BLOCKED_EVERY
        self._hosts()[host] = replace(self._hosts().get(host, HostState()), pages_not_before=now + pause)
        refuse_waiting(self.crawler, host, lambda r: _no_pages(host, pause) if r.meta.get("is_page") else None)

    async def spider_closed(self) -> None:
        """Remember the pauses that have not ended with the run."""
        left = {host: pause_left(self.crawler, host) for host in self._asked}
        until = {host: _now(self.crawler) + timedelta(seconds=pause) for host, pause in left.items() if pause > 0}
        if until and (manners := _manners(self.crawler)):
            await manners.pauses(until)

    def _hosts(self) -> dict[str, HostState]:
        spider = self.crawler.spider
        if not hasattr(spider, "hosts"):
            spider.hosts = {}  # type: ignore[union-attr]  # a spider of the operator's own
        hosts: dict[str, HostState] = spider.hosts  # type: ignore[union-attr]
        return hosts


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


def _trust(request: Request) -> dict[str, Any]:
    """What a question asked on behalf of a request shares with it: its time, and whether certificates are verified."""
    return {name: request.meta[name] for name in ("budget", "unverified_origin") if name in request.meta}


def _origin(url: str) -> str:
    return "/".join(url.split("/", 3)[:3])


def _no_pages(host: str, pause: timedelta) -> HostRests:
    return HostRests(f"{host} refuses its pages, so they are left for now", _whole(pause))


def _whole(pause: timedelta) -> int:
    return max(1, int(pause.total_seconds()))

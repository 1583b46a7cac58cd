"""Jobs from a Queue -> requests -> answers -> Polls, Findings and Visits for a Sink."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import wraps
from typing import Any, Self

import scrapy
from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from twisted.python.failure import Failure as ScrapyFailure

from crawler import asking
from crawler.article.hosts import of_host
from crawler.asking import Question
from crawler.errors import KoplampError, UsageError
from crawler.model import (
    Answer,
    ArchiveJob,
    Failure,
    FeedJob,
    Feeds,
    Finding,
    HostState,
    Job,
    Kind,
    Manners,
    Outcome,
    Page,
    PageJob,
    Part,
    Poll,
    Queue,
    Sink,
    SiteRule,
    Visit,
)
from crawler.normal.urls import registrable_domain
from crawler.polling import limits, rules
from crawler.polling.answers import Reply, explain
from crawler.process import Circumstances, FeedReading, PageReading, read_feed, read_page
from crawler.process.parts import Came, Index, index_of
from crawler.transport.budget import Budget
from crawler.transport.errors import RunStopped, meaning
from crawler.transport.lean import LEAN
from crawler.transport.room import Place, Room
from crawler.transport.secrets import Redactor
from crawler.transport.slots import release_all, slow_down
from crawler.workers import Workers

FEED_TYPES = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.8"
PAGE_TYPES = "text/html, application/xhtml+xml, */*;q=0.8"
LISTS = frozenset({"cache-control", "content-language", "x-robots-tag"})  # headers that may be spread over lines
ANSWERS_TO_US = [304, *range(400, 600)]  # Scrapy would drop them; redirects stay with Scrapy


@dataclass(frozen=True, slots=True)
class Wiring:
    """What the spider works with: where jobs come from, where results go, who reads them, what hosts asked for."""

    feeds: Feeds
    queue: Queue
    sink: Sink
    workers: Workers
    manners: Manners
    hosts: dict[str, HostState] = field(default_factory=dict)  # what is known of them; the run adds to it
    headers: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)  # feed slug -> headers, filled in
    unset: Mapping[str, str] = field(default_factory=dict)  # feed slug -> what its headers lack
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    rules: tuple[SiteRule, ...] = ()  # of rules.yaml
    secrets: tuple[str, ...] = ()  # that are sent to sites, and may come back from them
    may_ask: Callable[[float], None] | None = None  # raises unless a question that may take so many seconds may be sent


def _in_its_place(callback: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    """A callback that gives up the place of its body when it has ended."""

    @wraps(callback)
    async def held(spider: "NewsSpider", response: Response, **known: Any) -> None:
        try:
            await callback(spider, response, **known)
        finally:
            response.meta["place"].leave()

    return held


class NewsSpider(scrapy.Spider):
    """Asks the feeds that are due and the pages they list."""

    name = "news"
    custom_settings = LEAN

    def __init__(self, wiring: Wiring | None = None, **options: Any) -> None:
        super().__init__(**options)
        if wiring is None:
            raise UsageError("this spider needs a desk to work on: run `koplamp crawl` instead")
        self.wiring = wiring
        self.clock, self.manners = wiring.clock, wiring.manners  # the middlewares ask for them
        self.redactor = Redactor(wiring.secrets)
        self.hosts, self.may_ask = wiring.hosts, wiring.may_ask
        self.stopping = asyncio.Event()
        self.room = Room()
        self.broken: BaseException | None = None  # a fault of ours that ended the run
        self.ended = ""  # why the run ended, in Scrapy's words

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **options: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **options)
        crawler.signals.connect(spider.on_error, signals.spider_error)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """One request per job, for as long as the queue has any."""
        for feed in self.wiring.feeds.feeds:
            if feed.enabled and feed.pause_s > self.wiring.feeds.pause_s:
                slow_down(self.crawler, registrable_domain(feed.url), feed.pause_s)
        async for job in self.wiring.queue.jobs():
            if (refusal := self._refusal(job)) is not None:
                await self._failed(job, refusal)
            else:
                yield self.request(job)

    def _refusal(self, job: Job) -> Answer | None:
        """Why a job cannot be asked; a page that lacks its feed's secret only for now."""
        if (lack := self.wiring.unset.get(job.feed.slug)) is not None:
            outcome = Outcome.REFUSED if isinstance(job, FeedJob) else Outcome.BUSY
            return Answer(outcome, error=lack)
        most = self.wiring.feeds.limits.url_chars
        if len(job.url) > most:
            return Answer(Outcome.REFUSED, error=f"the address has {len(job.url)} characters, more than {most}")
        return None

    def request(self, job: Job) -> Request:
        """The question a job asks."""
        if isinstance(job, PageJob):
            known = Question(job.etag, job.last_modified).headers
            return self._request(job, self.visited, {"Accept": PAGE_TYPES, **known}, -1 if job.is_look else 0)
        if isinstance(job, ArchiveJob):
            return self._request(job, self.found, {"Accept": FEED_TYPES}, 1)
        question = asking.ask(job, self.clock())
        return self._request(job, self.polled, {"Accept": FEED_TYPES, **question.headers}, 2, question=question)

    def _request(
        self, job: Job, callback: Callable[..., Any], headers: dict[str, str], priority: int, **known: Any
    ) -> Request:
        own = dict(self.wiring.headers.get(job.feed.slug, ()))
        in_archive = isinstance(job, ArchiveJob) and job.how == "sitemap"
        of_sitemap = rules.SITEMAP_MIB if in_archive else 0
        meta: dict[str, Any] = {
            "handle_httpstatus_list": ANSWERS_TO_US,
            "download_slot": registrable_domain(job.url),
            "download_timeout": job.feed.limits.seconds,
            "download_maxsize": max(job.feed.limits.body_mib, of_sitemap) << 20,
            "budget": Budget(max(limits.FEED_S, job.feed.limits.seconds)),
            "place": Place(self.room),
        }
        if not job.feed.verify_tls:
            meta["unverified_origin"] = _origin(job.feed.url)
        if not isinstance(job, PageJob):
            meta["download_fail_on_dataloss"] = False  # of a feed that is cut off, the first half is worth having
            meta["may_be_gzip"] = not in_archive and job.feed.kind is not Kind.SITEMAP  # whose reader opens it
        else:
            meta["is_page"] = True
            meta["respects_rights"] = job.feed.rights == "respect"
        if own:
            meta |= {"own_headers": tuple(own), "own_origin": _origin(job.feed.url)}
        return Request(
            job.url,
            callback=callback,
            errback=self.unanswered,
            headers=own | headers,
            cb_kwargs={"job": job, **known},
            dont_filter=True,
            priority=priority,
            meta=meta,
        )

    # ------------------------------------------------------------ answers

    @_in_its_place
    async def polled(self, response: Response, job: FeedJob, question: Question) -> None:
        """A feed answered."""
        reply = _reply(response)
        poll = asking.answered(job, question, reply, self.clock())
        if poll.answer.outcome in (Outcome.FRESH, Outcome.PARTIAL):
            shared = {name: response.meta[name] for name in ("budget", "place")}
            with shared["budget"].spent():
                reading = await self._reading(reply, job, asking.known_before(job))
            if isinstance(reading, FeedReading) and (index := index_of(job, reading, poll.asked_at)):
                poll = await self._with_parts(poll, reading, index, shared)
            else:
                poll = asking.read(poll, reading)
        await self._store_poll(poll)

    async def _with_parts(self, poll: Poll, whole: FeedReading, index: Index, shared: dict[str, Any]) -> Poll:
        """The poll of a sitemap index, with some of the sitemaps it names asked for as well."""
        came: list[Came] = []
        listed = 0
        for part in index.chosen:
            one = await self._part(poll.job, part, index.newer_than(part), shared)
            came.append(one)
            listed += len(one.reading.drafts) if isinstance(one.reading, FeedReading) else 0
            if listed >= poll.job.feed.limits.entries or shared["budget"].is_spent:
                break  # the others are asked next time
        return asking.joined(poll, whole, index, came)

    async def _part(self, job: FeedJob, part: Part, newer_than: datetime | None, shared: dict[str, Any]) -> Came:
        """One sitemap of an index, asked for and read."""
        question = asking.ask_part(job, part, self.clock())
        headers = {"Accept": FEED_TYPES, **question.headers}
        request = self._request(replace(job, url=part.url), NO_CALLBACK, headers, 3)
        request.meta.update(shared)
        [got] = await asyncio.gather(self.crawler.engine.download_async(request), return_exceptions=True)
        if isinstance(got, BaseException):
            if isinstance(got, (RunStopped, KoplampError)):
                raise got
            return Came(part, meaning(got))
        reply = _reply(got)
        came = asking.part_answered(part, question, reply, self.clock())
        if came.answer.outcome not in (Outcome.FRESH, Outcome.PARTIAL):
            return came
        with shared["budget"].spent():
            return asking.part_read(came, await self._reading(reply, job, newer_than))

    @_in_its_place
    async def found(self, response: Response, job: ArchiveJob) -> None:
        """A document of older entries answered."""
        reply, now, reading = _reply(response), self.clock(), None
        if explain(reply, now).outcome is Outcome.FRESH:
            kind = {"sitemap": Kind.SITEMAP, "list": Kind.LIST}.get(job.how, job.feed.kind)
            feed = replace(job.feed, kind=kind, limits=replace(job.feed.limits, entries=rules.ARCHIVE_STEP))
            reading = await self._in_steps(reply, replace(job, feed=feed))
        if not self.stopping.is_set():
            await self.wiring.sink.found(asking.found(job, reply, reading, now))

    async def _in_steps(self, reply: Reply, job: ArchiveJob) -> FeedReading | Failure:
        """A document of older entries, which may list a site's every page."""
        whole = await self._reading(reply, job, job.since)
        while isinstance(whole, FeedReading) and whole.goes_on and whole.seen < rules.ARCHIVE_ENTRIES:
            step = await self._reading(reply, job, job.since, whole.seen)
            whole = step if isinstance(step, Failure) else asking.with_step(whole, step)
        return whole

    @_in_its_place
    async def visited(self, response: Response, job: PageJob) -> None:
        """A page answered."""
        now, reply = self.clock(), _reply(response)
        visit = Visit(job, asked_at=now, answer=explain(reply, now), ms=reply.ms)
        if visit.answer.outcome is Outcome.FRESH:
            page = Page(
                url_hash=job.url_hash,
                url=job.url,
                url_final=reply.url,
                status=reply.status,
                headers=tuple(reply.headers.items()),
                body=reply.body,
                fetched_at=now,
            )
            if asking.is_known_costly(job, reply):
                costly = replace(visit.answer, outcome=Outcome.TOO_COSTLY, error=asking.NOT_AGAIN)
                await self._store_visit(replace(visit, answer=costly, page=page))
                return
            told = response.meta.get("tdmrep", "")
            around = replace(self._around(job), rules=of_host(self.wiring.rules, reply.url), tdmrep=told)
            reading = await self.wiring.workers.call(read_page, page, job.draft, around)
            visit = _seen(replace(visit, page=page), reading)
        await self._store_visit(visit)

    async def unanswered(self, failure: ScrapyFailure) -> None:
        """Nothing came back: the network, a limit, or a refusal of our own."""
        error = failure.value
        request: Request = failure.request  # type: ignore[attr-defined]  # set by Scrapy
        request.meta["place"].leave()
        if isinstance(error, RunStopped) or self.stopping.is_set():
            return  # nothing is charged to anybody: the next run asks again
        if isinstance(error, KoplampError):
            self.on_error(failure)
            return
        busy: Response | None = request.meta.get("busy")  # it said so, in a body that cannot be unpacked
        told = explain(_reply(busy.replace(body=b"", request=request)), self.clock()) if busy else meaning(error)
        await self._failed(request.cb_kwargs["job"], told)

    async def _failed(self, job: Job, answer: Answer) -> None:
        now, answer = self.clock(), replace(answer, error=answer.error and self.redactor.text(answer.error))
        if isinstance(job, FeedJob):
            await self._store_poll(Poll(job, asked_at=now, answer=answer))
        elif isinstance(job, PageJob):
            await self._store_visit(Visit(job, asked_at=now, answer=answer))
        elif not self.stopping.is_set():
            await self.wiring.sink.found(Finding(job, now, answer))

    # ------------------------------------------------------------ the run

    def stop(self, reason: str) -> None:
        """End the run now: nothing more is sent, what is on its way is dropped, what is stored stays."""
        if self.stopping.is_set():
            return
        self.stopping.set()
        self.wiring.queue.stop()
        self.wiring.workers.stop()
        engine = self.crawler.engine
        self.closing = asyncio.ensure_future(engine.close_spider_async(reason=reason))
        release_all(self.crawler)

    def closed(self, reason: str) -> None:
        """Called by Scrapy at the end."""
        self.ended = reason

    def on_error(self, failure: ScrapyFailure) -> None:
        """A fault of ours, or of the store: the run ends, for nothing it would still bring could be kept."""
        if isinstance(failure.value, RunStopped):
            return
        self.broken = self.broken or failure.value
        self.stop("error")

    async def _store_poll(self, poll: Poll) -> None:
        if not self.stopping.is_set():
            await self.wiring.sink.polled(asking.settled(poll))

    async def _store_visit(self, visit: Visit) -> None:
        if not self.stopping.is_set():
            await self.wiring.sink.visited(visit)

    async def _reading(
        self, reply: Reply, job: FeedJob | ArchiveJob, newer_than: datetime | None, skipped: int = 0
    ) -> FeedReading | Failure:
        around = replace(self._around(job), newer_than=newer_than, skipped=skipped)
        kind = reply.headers.get("content-type", "")
        return await self.wiring.workers.call(read_feed, reply.body, reply.url, kind, around)

    def _around(self, job: Job) -> Circumstances:
        return Circumstances(job.feed, self.wiring.feeds.timezone, self.clock())


def _seen(visit: Visit, reading: PageReading | Failure) -> Visit:
    """The visit with what its page says."""
    if isinstance(reading, Failure):
        outcome = Outcome.TOO_COSTLY if reading.costly else Outcome.FRESH
        return replace(visit, answer=replace(visit.answer, outcome=outcome, error=reading.reason))
    answer = replace(visit.answer, error=reading.reason)
    return replace(
        visit,
        answer=answer,
        article=reading.article,
        aliases=reading.aliases,
        unwanted=reading.unwanted,
        reserved=reading.reserved,
        rule=reading.rule,
    )


def _origin(url: str) -> str:
    return "/".join(url.split("/", 3)[:3])


def _reply(response: Response) -> Reply:
    headers = ((name.decode("latin-1"), values) for name, values in response.headers.items())
    return Reply(
        status=response.status,
        url=response.url,
        headers={name.lower(): _value(name.lower(), values) for name, values in headers},
        body=response.body,
        hops=tuple(reason for reason in response.meta.get("redirect_reasons", ()) if isinstance(reason, int)),
        cut_short="dataloss" in response.flags,
        ms=round(1000 * float(response.meta.get("download_latency", 0.0))),
    )


def _value(name: str, values: list[bytes]) -> str:
    """What a header says; of one that stands twice the last line, or all of them where it is a list (RFC 9110, 5.3)."""
    return (b", ".join(values) if name in LISTS else values[-1]).decode("latin-1")

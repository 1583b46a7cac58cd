"""Jobs from a Queue -> requests -> answers -> Polls and Visits for a Sink."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Self

import scrapy
from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure as ScrapyFailure

from crawler.errors import KoplampError, UsageError
from crawler.model import Answer, FeedJob, Feeds, Job, Outcome, Page, PageJob, Poll, Queue, Sink, Visit
from crawler.normal.urls import registrable_domain
from crawler.polling.answers import explain, semantic_hash
from crawler.polling.schedule import fail_score, next_check
from crawler.process import Circumstances, FeedReading, PageReading, read_feed, read_page
from crawler.transport.errors import RunStopped, meaning
from crawler.transport.slots import release_all
from crawler.workers import Failure, Workers

FEED_TYPES = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.8"
PAGE_TYPES = "text/html, application/xhtml+xml, */*;q=0.8"
ANSWERS_TO_US = [304, *range(400, 600)]  # Scrapy would drop them; redirects stay with Scrapy


@dataclass(frozen=True, slots=True)
class Wiring:
    """What the spider works with: where jobs come from, where results go, who reads them."""

    feeds: Feeds
    queue: Queue
    sink: Sink
    workers: Workers
    headers: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)  # feed slug -> headers, filled in
    unset: Mapping[str, str] = field(default_factory=dict)  # feed slug -> the environment variable it lacks
    rests: Mapping[str, datetime] = field(default_factory=dict)  # host -> until, from earlier runs
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)


class NewsSpider(scrapy.Spider):
    """Asks the feeds that are due and the pages they list."""

    name = "news"

    def __init__(self, wiring: Wiring | None = None, **options: Any) -> None:
        super().__init__(**options)
        if wiring is None:
            raise UsageError("this spider needs a desk to work on: run `koplamp crawl` instead")
        self.wiring = wiring
        self.rests: dict[str, datetime] = dict(wiring.rests)
        self.stopping = asyncio.Event()
        self.broken: BaseException | None = None  # a fault of ours that ended the run

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **options: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **options)
        crawler.signals.connect(spider.on_error, signals.spider_error)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """One request per job, for as long as the queue has any."""
        async for job in self.wiring.queue.jobs():
            if (refusal := self._refusal(job)) is not None:
                await self._failed(job, refusal)
            else:
                yield self.request(job)

    def _refusal(self, job: Job) -> Answer | None:
        """Why a job cannot be asked; a page that lacks its feed's secret only for now."""
        if (name := self.wiring.unset.get(job.feed.slug)) is not None:
            outcome = Outcome.REFUSED if isinstance(job, FeedJob) else Outcome.BUSY
            return Answer(outcome, error=f"the environment variable {name} is not set")
        most = self.wiring.feeds.limits.url_chars
        if len(job.url) > most:
            return Answer(Outcome.REFUSED, error=f"the address has {len(job.url)} characters, more than {most}")
        return None

    def request(self, job: Job) -> Request:
        """The question a job asks."""
        headers = dict(self.wiring.headers.get(job.feed.slug, ()))
        own = {"own_headers": tuple(headers), "own_origin": "/".join(job.feed.url.split("/", 3)[:3])} if headers else {}
        if isinstance(job, FeedJob):
            validators = {"If-None-Match": job.etag, "If-Modified-Since": job.last_modified}
            headers |= {"Accept": FEED_TYPES, **{name: value for name, value in validators.items() if value}}
        else:
            headers |= {"Accept": PAGE_TYPES}
        return Request(
            job.url,
            callback=self.polled if isinstance(job, FeedJob) else self.visited,
            errback=self.unanswered,
            headers=headers,
            cb_kwargs={"job": job},
            dont_filter=True,
            priority=1 if isinstance(job, FeedJob) else 0,
            meta={"handle_httpstatus_list": ANSWERS_TO_US, "download_slot": registrable_domain(job.url), **own},
        )

    # ------------------------------------------------------------ answers

    async def polled(self, response: Response, job: FeedJob) -> None:
        """A feed answered."""
        now = self.wiring.clock()
        answer = explain(response.status, _headers(response), now)
        poll = Poll(
            job,
            asked_at=now,
            answer=answer,
            ms=_milliseconds(response),
            size=len(response.body),
            url_final=response.url,
            etag=_header(response, "ETag"),
            last_modified=_header(response, "Last-Modified"),
        )
        if answer.outcome is Outcome.FRESH:
            poll = await self._compared(poll, response)
        await self._store_poll(poll)

    async def _compared(self, poll: Poll, response: Response) -> Poll:
        """The poll after a look at the body: unchanged, or what it lists."""
        job, body_hash = poll.job, hashlib.sha256(response.body).hexdigest()
        if body_hash == job.body_sha256 or (meant := semantic_hash(response.body)) == job.semantic_sha256:
            return replace(poll, answer=replace(poll.answer, outcome=Outcome.UNCHANGED))
        reading = await self.wiring.workers.call(
            read_feed,
            response.body,
            response.url,
            _header(response, "Content-Type") or "",
            self.wiring.feeds.limits.entries,
            self._around(job),
        )
        return _read(replace(poll, body_sha256=body_hash, semantic_sha256=meant), reading)

    async def visited(self, response: Response, job: PageJob) -> None:
        """A page answered."""
        now = self.wiring.clock()
        answer = explain(response.status, _headers(response), now)
        visit = Visit(job, asked_at=now, answer=answer, ms=_milliseconds(response))
        if answer.outcome is Outcome.FRESH:
            page = Page(
                url_hash=job.url_hash,
                url=job.url,
                url_final=response.url,
                status=response.status,
                headers=tuple(_headers(response).items()),
                body=response.body,
                fetched_at=now,
            )
            reading = await self.wiring.workers.call(read_page, page, job.draft, self._around(job))
            visit = _seen(replace(visit, page=page), reading)
        await self._store_visit(visit)

    async def unanswered(self, failure: ScrapyFailure) -> None:
        """Nothing came back: the network, a limit, or a refusal of our own."""
        error = failure.value
        if isinstance(error, RunStopped) or self.stopping.is_set():
            return  # nothing is charged to anybody: the next run asks again
        if isinstance(error, KoplampError):
            self.on_error(failure)
            return
        request: Request = failure.request  # type: ignore[attr-defined]  # set by Scrapy
        await self._failed(request.cb_kwargs["job"], meaning(error))

    async def _failed(self, job: Job, answer: Answer) -> None:
        now = self.wiring.clock()
        if isinstance(job, FeedJob):
            await self._store_poll(Poll(job, asked_at=now, answer=answer))
        else:
            await self._store_visit(Visit(job, asked_at=now, answer=answer))

    async def rest(self, host: str, until: datetime, reason: str) -> None:
        """Remember across runs that a host is to be left alone."""
        await self.wiring.sink.rest(host, until, reason)

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

    def on_error(self, failure: ScrapyFailure) -> None:
        """A fault of ours, or of the store: the run ends, for nothing it would still bring could be kept."""
        self.broken = self.broken or failure.value
        self.stop("error")

    async def _store_poll(self, poll: Poll) -> None:
        if self.stopping.is_set():
            return
        score = fail_score(poll.job.fail_score, poll.answer.outcome)
        due = next_check(poll.job.feed.every_minutes, score, poll.answer, poll.asked_at)
        await self.wiring.sink.polled(replace(poll, fail_score=score, next_check_at=due))

    async def _store_visit(self, visit: Visit) -> None:
        if not self.stopping.is_set():
            await self.wiring.sink.visited(visit)

    def _around(self, job: Job) -> Circumstances:
        return Circumstances(job.feed, self.wiring.feeds.timezone, self.wiring.clock())


def _read(poll: Poll, reading: FeedReading | Failure | None) -> Poll:
    """The poll with what its document lists; hashes are kept only of a document that could be read."""
    if not isinstance(reading, FeedReading):
        costly = isinstance(reading, Failure) and reading.costly
        words = reading.reason if reading else "the answer is no RSS, Atom, RDF or JSON Feed"
        answer = replace(poll.answer, outcome=Outcome.TOO_COSTLY if costly else Outcome.NOT_A_FEED, error=words)
        return replace(poll, answer=answer, body_sha256=None, semantic_sha256=None)
    outcome = Outcome.PARTIAL if reading.cut_short else Outcome.FRESH if reading.seen else Outcome.EMPTY
    return replace(
        poll,
        answer=replace(poll.answer, outcome=outcome, error=reading.warning),
        title=reading.title,
        drafts=reading.drafts,
        entries_seen=reading.seen,
        entries_dropped=reading.dropped,
    )


def _seen(visit: Visit, reading: PageReading | Failure) -> Visit:
    """The visit with what its page says."""
    if isinstance(reading, Failure):
        outcome = Outcome.TOO_COSTLY if reading.costly else Outcome.FRESH
        return replace(visit, answer=replace(visit.answer, outcome=outcome, error=reading.reason))
    answer = replace(visit.answer, error=reading.reason)
    return replace(visit, answer=answer, article=reading.article, aliases=reading.aliases)


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None


def _headers(response: Response) -> dict[str, str]:
    return {name.decode("latin-1").lower(): values[-1].decode("latin-1") for name, values in response.headers.items()}


def _milliseconds(response: Response) -> int:
    return round(1000 * float(response.meta.get("download_latency", 0.0)))

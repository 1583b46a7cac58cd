"""Somebody who asks one question after another -> the same spider as in a crawl, and its answers; nothing is stored."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from crawler import config
from crawler.crawl import own_headers, run_loop, run_spider
from crawler.ending import asked, listened
from crawler.errors import KoplampError
from crawler.model import (
    ArchiveJob,
    Feed,
    FeedJob,
    Feeds,
    Finding,
    HostState,
    Job,
    PageJob,
    Poll,
    RobotsTxt,
    SiteRule,
    Stored,
    Visit,
)
from crawler.spiders.news import Wiring
from crawler.trial import Forgetful
from crawler.workers import Workers

T = TypeVar("T")


class Noted(Forgetful):
    """Manners that leave no trace, and can tell what robots.txt said of the sites that were asked."""

    def __init__(self) -> None:
        self.robots_txt: dict[str, str] = {}  # by origin

    async def keep_robots(self, robots: RobotsTxt) -> None:
        """Until the end of this run."""
        self.robots_txt[robots.origin] = robots.text


class Board:
    """A Queue and a Sink with somebody in between who waits for each answer."""

    def __init__(self, workers: Workers) -> None:
        self.workers, self.noted = workers, Noted()
        self.asked = 0
        self._waiting: asyncio.Queue[Job | None] = asyncio.Queue()
        self._answers: dict[int, asyncio.Future[Any]] = {}

    async def jobs(self) -> AsyncIterator[Job]:
        while (job := await self._waiting.get()) is not None:
            yield job

    def stop(self) -> None:
        self._waiting.put_nowait(None)

    async def poll(self, feed: Feed) -> Poll:
        """Ask for a feed."""
        answer: Poll = await self._ask(FeedJob(feed, feed.url))
        return answer

    async def find(self, job: ArchiveJob) -> Finding:
        """Ask for one document that lists entries, and for nothing that it names."""
        answer: Finding = await self._ask(job)
        return answer

    async def visit(self, job: PageJob) -> Visit:
        """Ask for a page."""
        answer: Visit = await self._ask(job)
        return answer

    async def _ask(self, job: Job) -> Any:
        self.asked += 1
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._answers[id(job)] = answer
        self._waiting.put_nowait(job)
        return await answer

    async def polled(self, poll: Poll) -> Stored:
        return self._told(poll)

    async def found(self, finding: Finding) -> Stored:
        return self._told(finding)

    async def visited(self, visit: Visit) -> Stored:
        return self._told(visit)

    def _told(self, answer: Poll | Finding | Visit) -> Stored:
        waited_for = self._answers.pop(id(answer.job))
        if not waited_for.done():
            waited_for.set_result(answer)
        return Stored()


@dataclass(frozen=True, slots=True)
class Known:
    """What is known before anything is asked."""

    feeds: Feeds
    hosts: Mapping[str, HostState] = field(default_factory=dict)  # what they asked for in earlier runs
    rules: tuple[SiteRule, ...] = ()
    own: tuple[Feed, ...] = ()  # feeds of feeds.yaml, whose headers are sent


def carried_out(known: Known, asking: Callable[[Board], Coroutine[Any, Any, T]]) -> T:
    """Let `asking` ask its questions, politely, and return what it makes of the answers.

    Raises SystemExit where a signal ends it, KoplampError where it takes longer than a run of the desk may.
    """
    return listened(lambda: run_loop(_carried_out(known, asking)))


async def _carried_out(known: Known, asking: Callable[[Board], Coroutine[Any, Any, T]]) -> T:
    feeds = known.feeds
    headers, unset = own_headers(replace(feed, enabled=True) for feed in known.own)
    secrets = config.secret_values(feeds, os.environ)
    with Workers(processes=1) as workers:
        board = Board(workers)
        wiring = Wiring(
            feeds,
            board,
            board,
            workers,
            board.noted,
            dict(known.hosts),
            headers,
            unset,
            rules=known.rules,
            secrets=secrets,
        )
        asker = asyncio.ensure_future(_until_done(board, asking))
        try:
            end = await run_spider(wiring)
        finally:
            ended_early = not asker.done()  # by a signal, the deadline, or a fault that is raised now
            asker.cancel()
        if end.exit_code:
            raise SystemExit(end.exit_code)
        if ended_early:
            raise KoplampError(f"not done within {feeds.minutes_per_run:g} minutes (minutes_per_run:); ask for less")
        done = await asker
    if code := asked():  # a signal that came while the workers ended
        raise SystemExit(code)
    return done


async def _until_done(board: Board, asking: Callable[[Board], Coroutine[Any, Any, T]]) -> T:
    try:
        return await asking(board)
    finally:
        board.stop()

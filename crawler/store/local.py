"""Queue, Sink and Manners of one machine, over one Store and the one thread that may touch it.

    store.due ----------> feeds, hosts taking turns --\
    store.archives_waiting, store.pages_waiting:       +--> jobs(), at most 200 unfinished --> polled | found | visited
        what earlier runs left, and what these listed -/                                             |
                            ^-------------------------------------- store <--------------------------'

Rows are the truth: pages that do not fit in memory are left to the database and asked for when there is room again.
The queue stands in local_queue.py, the sink in local_sink.py; here is what both share, and the manners.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import ParamSpec, Self, TypeVar

from crawler.model import Finding, Outcome, Poll, RobotsTxt, Stored, TdmRep, Visit
from crawler.store.polls import GOOD, LISTING
from crawler.store.store import Store

P = ParamSpec("P")
T = TypeVar("T")


class Writer:
    """The one thread that touches a Store."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="store")

    async def call(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Have the thread do this, after what it was asked before."""
        future = self._thread.submit(work, *args, **kwargs)
        return await asyncio.wrap_future(future)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """End the thread when what it was asked is done; the Store stays open, and its owner's."""
        self._thread.shutdown(wait=True)


@dataclass(slots=True)
class Tally:
    """What a run has come to so far; counted when it is stored."""

    feeds_due: int = 0
    feeds_fresh: int = 0
    feeds_unchanged: int = 0
    feeds_failed: int = 0
    articles_new: int = 0
    articles_changed: int = 0
    pages_fetched: int = 0
    size: int = 0  # bytes of the bodies
    outcomes: dict[str, Outcome] = field(default_factory=dict)  # feed slug -> how it ended

    def polled(self, poll: Poll, stored: Stored) -> None:
        """A feed answered, or did not."""
        outcome = poll.answer.outcome
        self.outcomes[poll.job.feed.slug] = outcome
        self.feeds_fresh += outcome in LISTING
        self.feeds_unchanged += outcome in GOOD - LISTING
        self.feeds_failed += outcome not in GOOD
        self.size += poll.size
        self._stored(stored)

    def found(self, finding: Finding, stored: Stored) -> None:
        """A document of older entries came, or did not."""
        self.size += finding.size
        self._stored(stored)

    def visited(self, visit: Visit, stored: Stored) -> None:
        """A page came, or did not."""
        self.pages_fetched += visit.page is not None
        self.size += len(visit.page.body) if visit.page else 0
        self._stored(stored)

    def _stored(self, stored: Stored) -> None:
        self.articles_new += stored.new
        self.articles_changed += stored.changed


class LocalManners:
    """What hosts asked for, in the desk's database."""

    def __init__(self, writer: Writer, clock: Callable[[], datetime]) -> None:
        self._writer, self._clock = writer, clock

    async def robots(self, origin: str) -> RobotsTxt | None:
        return await self._writer.call(self._writer.store.robots, origin)

    async def keep_robots(self, robots: RobotsTxt) -> None:
        await self._writer.call(self._writer.store.keep_robots, robots)

    async def tdmrep(self, origin: str) -> TdmRep | None:
        return await self._writer.call(self._writer.store.tdmrep, origin)

    async def keep_tdmrep(self, told: TdmRep) -> None:
        await self._writer.call(self._writer.store.keep_tdmrep, told)

    async def rest(self, host: str, until: datetime, reason: str) -> None:
        await self._writer.call(self._writer.store.rest, host, until, reason, self._clock())

    async def leave_pages(self, host: str, until: datetime) -> None:
        await self._writer.call(self._writer.store.leave_pages, host, until, self._clock())

    async def pauses(self, until: dict[str, datetime]) -> None:
        await self._writer.call(self._writer.store.pauses, until, self._clock())

"""Queue and Sink of one machine, over one Store and the one thread that may touch it.

    store.due ----------> feeds, hosts taking turns --\
    store.archives_waiting, store.pages_waiting:       +--> jobs(), at most 200 unfinished --> polled | found | visited
        what earlier runs left, and what these listed -/                                             |
                            ^-------------------------------------- store <--------------------------'

What could not be reached is held back to the end of the run: if it was our own network, nobody is charged with it.

Rows are the truth: pages that do not fit in memory are left to the database and asked for when there is room again.
"""

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import ParamSpec, Self, TypeVar

from crawler.errors import StorageError
from crawler.model import ArchiveJob, FeedJob, Feeds, Finding, Job, Outcome, PageJob, Poll, RobotsTxt, Stored, Visit
from crawler.normal.urls import registrable_domain
from crawler.polling.schedule import UNREACHED, looks_offline
from crawler.store.polls import GOOD, LISTING
from crawler.store.rota import Rota
from crawler.store.store import Store

MOST_IN_HAND = 200  # jobs handed out and not yet stored: what a kill can cost, and what memory holds
MOST_OF_A_HOST = 8  # of those, of one host: a slow one must not fill the hand
MOST_PAGES = 2000  # waiting in memory, each with what its feed said
MOST_AT_ONCE = 50  # answers that bring nothing, in one commit

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


class LocalQueue:
    """Due feeds first, then pages, hosts taking turns; ends when nothing is left and nothing is in hand."""

    def __init__(
        self, writer: Writer, feeds: Feeds, clock: Callable[[], datetime], names: tuple[str, ...] | None = None
    ) -> None:
        self.tally = Tally()
        self._writer, self._feeds, self._clock, self._names = writer, feeds, clock, names
        self._allowed = {feed.slug: feed.pages_per_run for feed in feeds.feeds}
        self._due: Rota[Job] = Rota()
        self._archives: Rota[Job] = Rota()
        self._pages: Rota[Job] = Rota()
        self._in_hand: dict[str, str] = {}  # key of a job -> its host
        self._of_host: Counter[str] = Counter()
        self._met: set[str] = set()  # pages of this run, by url_hash
        self._more = True  # the database holds pages that are not in memory
        self._stopped = False
        self._news = asyncio.Event()

    async def jobs(self) -> AsyncIterator[Job]:
        """Jobs as they become ready, at most MOST_IN_HAND of them unfinished."""
        due = await self._writer.call(self._writer.store.due, self._feeds, self._clock(), self._names)
        self.tally.feeds_due = len(due)
        for asked in due:
            self._due.add(registrable_domain(asked.url), asked)
        store = self._writer.store
        for further in await self._writer.call(store.archives_waiting, self._feeds, self._clock(), self._slugs()):
            self._add(further)
        while not self._stopped:
            self._news.clear()
            if self._more and not self._pages:
                await self._refill()
            job = self._next()
            if job is not None:
                yield job
            elif self._in_hand:
                await self._news.wait()
            elif not self._more:
                return

    def stop(self) -> None:
        """Hand out nothing more; a jobs() that waits ends."""
        self._stopped = True
        self._news.set()

    def done(self, job: Job, listed: Iterable[PageJob | ArchiveJob] = ()) -> None:
        """A job is stored (or cannot be), and these came of it."""
        host = self._in_hand.pop(_key(job), None)
        if host is not None:
            self._of_host[host] -= 1
        for further in listed:
            self._add(further)
        self._news.set()

    def _next(self) -> Job | None:
        if self._stopped or len(self._in_hand) >= MOST_IN_HAND:
            return None
        found = (
            self._due.take(self._has_room) or self._archives.take(self._has_room) or self._pages.take(self._has_room)
        )
        if found is None:
            return None
        host, job = found
        self._in_hand[_key(job)] = host
        self._of_host[host] += 1
        return job

    def _has_room(self, host: str) -> bool:
        return self._of_host[host] < MOST_OF_A_HOST

    def _add(self, job: PageJob | ArchiveJob) -> None:
        if isinstance(job, ArchiveJob):
            self._archives.add(registrable_domain(job.url), job)
        else:
            self._add_page(job)

    def _add_page(self, page: PageJob) -> None:
        slug = page.feed.slug
        if page.url_hash in self._met or self._allowed.get(slug, 0) <= 0:
            return
        if len(self._pages) >= MOST_PAGES:
            self._more = True
            return
        self._allowed[slug] -= 1
        self._met.add(page.url_hash)
        self._pages.add(registrable_domain(page.url), page)

    def _slugs(self) -> tuple[str, ...]:
        """The feeds that this run is about."""
        return tuple(slug for slug in self._allowed if not self._names or slug in self._names)

    async def _refill(self) -> None:
        """Take pages over from the database: those of earlier runs, and those of this one that found no room."""
        slugs = tuple(slug for slug in self._slugs() if self._allowed[slug] > 0)
        most = MOST_PAGES + MOST_IN_HAND  # those in hand are still waiting in the database, and are among the answer
        met, self._more = len(self._met), False
        found = await self._writer.call(self._writer.store.pages_waiting, self._feeds, self._clock(), slugs, most)
        for page in found:
            self._add(page)
        if len(found) == most and len(self._met) > met:
            self._more = True


class LocalSink:
    """Stores results and tells the queue. What brings nothing is stored in groups, as it piles up."""

    def __init__(self, writer: Writer, queue: LocalQueue) -> None:
        self._writer, self._queue = writer, queue
        self._quiet: deque[Poll] = deque()
        self._saved: dict[int, tuple[Poll, Stored]] = {}  # by id(); the poll is held, so that no other gets its id
        self._unreached: list[Poll | Finding | Visit] = []

    @property
    def tally(self) -> Tally:
        """What the run has come to so far."""
        return self._queue.tally

    async def polled(self, poll: Poll) -> Stored:
        """Store a poll; what is to be asked because of it goes to the queue."""
        stored = Stored()
        further: tuple[PageJob | ArchiveJob, ...] = ()
        try:
            if poll.answer.outcome in UNREACHED:
                self._unreached.append(poll)
            elif poll.answer.outcome in LISTING:
                stored, further = await self._writer.call(self._writer.store.save_poll, poll)
            else:
                stored = await self._save_quietly(poll)
            self.tally.polled(poll, stored)
        finally:
            self._queue.done(poll.job, further)
        return stored

    async def found(self, finding: Finding) -> Stored:
        """Store what a document of older entries lists."""
        stored = Stored()
        further: tuple[PageJob | ArchiveJob, ...] = ()
        try:
            if finding.answer.outcome in UNREACHED:
                self._unreached.append(finding)
            else:
                stored, further = await self._writer.call(self._writer.store.save_finding, finding)
            self.tally.found(finding, stored)
        finally:
            self._queue.done(finding.job, further)
        return stored

    async def visited(self, visit: Visit) -> Stored:
        """Store a visit."""
        stored = Stored()
        try:
            if visit.answer.outcome in UNREACHED:
                self._unreached.append(visit)
            else:
                stored = await self._writer.call(self._writer.store.save_visit, visit)
            self.tally.visited(visit, stored)
        finally:
            self._queue.done(visit.job)
        return stored

    def settle(self) -> bool:
        """At the end of a run, by the thread that owns the Store: charge those who could not be reached.

        True: so many could not that it must be our own network; then nobody is charged, and all are asked next time.
        """
        if looks_offline(tuple(self.tally.outcomes.values())):
            return True
        store = self._writer.store
        store.save_polls([poll for poll in self._unreached if isinstance(poll, Poll)])
        for unreached in self._unreached:
            if isinstance(unreached, Finding):
                store.save_finding(unreached)
            elif isinstance(unreached, Visit):
                store.save_visit(unreached)
        return False

    async def _save_quietly(self, poll: Poll) -> Stored:
        self._quiet.append(poll)
        return await self._writer.call(self._save_group, poll)

    def _save_group(self, poll: Poll) -> Stored:
        """In the thread: this poll and all that came after it meanwhile, or nothing if an earlier group took it along.

        If a group fails, this poll is tried alone, and the others in their own turns.
        """
        if id(poll) not in self._saved:
            group = self._group(poll)
            try:
                self._save(group)
            except StorageError:
                if len(group) == 1:
                    raise
                self._save([poll])
        return self._saved.pop(id(poll))[1]

    def _group(self, poll: Poll) -> list[Poll]:
        """This poll and what stands in line with it: all before it, however many, so that no poll is stored twice."""
        group: list[Poll] = []
        met = False
        while self._quiet and not (met and len(group) >= MOST_AT_ONCE):
            group.append(self._quiet.popleft())
            met = met or group[-1] is poll
        return group if met else [poll, *group]

    def _save(self, group: list[Poll]) -> None:
        for poll, (stored, _) in zip(group, self._writer.store.save_polls(group), strict=True):
            self._saved[id(poll)] = (poll, stored)


class LocalManners:
    """What hosts asked for, in the desk's database."""

    def __init__(self, writer: Writer, clock: Callable[[], datetime]) -> None:
        self._writer, self._clock = writer, clock

    async def robots(self, origin: str) -> RobotsTxt | None:
        return await self._writer.call(self._writer.store.robots, origin)

    async def keep_robots(self, robots: RobotsTxt) -> None:
        await self._writer.call(self._writer.store.keep_robots, robots)

    async def rest(self, host: str, until: datetime, reason: str) -> None:
        await self._writer.call(self._writer.store.rest, host, until, reason, self._clock())

    async def pauses(self, until: dict[str, datetime]) -> None:
        await self._writer.call(self._writer.store.pauses, until, self._clock())


def _key(job: Job) -> str:
    if isinstance(job, FeedJob):
        return f"feed {job.feed.slug}"
    return f"archive {job.id}" if isinstance(job, ArchiveJob) else job.url_hash

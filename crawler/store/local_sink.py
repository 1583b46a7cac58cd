"""Polls, findings and visits -> rows, and word to the queue.

What could not be reached is held back to the end of the run: if it was our own network, nobody is charged with it.
"""

import asyncio
from datetime import datetime

from crawler.model import Answer, ArchiveJob, Finding, PageJob, Poll, Stored, Visit
from crawler.normal.urls import registrable_domain
from crawler.polling.schedule import looks_offline
from crawler.store.gaps import in_pieces
from crawler.store.local import Tally, Writer
from crawler.store.local_queue import LocalQueue
from crawler.store.polls import LISTING

MOST_AT_ONCE = 50  # answers that bring nothing, in one commit
LINGER_S = 0.05  # that one of them waits for others


class LocalSink:
    """Stores results and tells the queue."""

    def __init__(self, writer: Writer, queue: LocalQueue) -> None:
        self._writer, self._queue = writer, queue
        self._quiet = Quiet(writer, queue)
        self._asked: list[tuple[str, Answer]] = []  # domain of a feed, its answer
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
            self._asked.append((registrable_domain(poll.job.url), poll.answer))
            if poll.answer.unconnected:
                self._unreached.append(poll)
            elif poll.answer.outcome in LISTING:
                stored, further = await self._writer.call(self._writer.store.save_poll, poll)
            else:
                stored = await self._quiet.save(poll)
            self.tally.polled(poll, stored)
        finally:
            self._queue.done(poll.job, further)
        return stored

    async def found(self, finding: Finding) -> Stored:
        """Store what a document of older entries lists."""
        stored = Stored()
        further: tuple[PageJob | ArchiveJob, ...] = ()
        try:
            if finding.answer.unconnected:
                self._unreached.append(finding)
            else:
                *pieces, last = in_pieces(finding)
                for piece in pieces:
                    some, pages = await self._writer.call(self._writer.store.save_some, piece)
                    stored, further = _sum(stored, some), further + pages
                rest, pages_and_more = await self._writer.call(self._writer.store.save_finding, last)
                stored, further = _sum(stored, rest), further + pages_and_more
            self.tally.found(finding, stored)
        finally:
            self._queue.done(finding.job, further)
        return stored

    async def visited(self, visit: Visit) -> Stored:
        """Store a visit."""
        stored = Stored()
        try:
            if visit.answer.unconnected:
                self._unreached.append(visit)
            else:
                stored = await self._writer.call(self._writer.store.save_visit, visit)
            self.tally.visited(visit, stored)
        finally:
            self._queue.done(visit.job)
        return stored

    def settle(self, now: datetime) -> bool:
        """At the end of a run, by the thread that owns the Store: charge those who could not be reached.

        True: so many could not that it must be our own network; then nobody is charged, and all are asked next time.
        """
        store = self._writer.store
        if self._unreached and looks_offline(self._asked, store.offline_for(now)):
            return True
        store.save_polls([poll for poll in self._unreached if isinstance(poll, Poll)])
        for unreached in self._unreached:
            if isinstance(unreached, Finding):
                store.save_finding(unreached)
            elif isinstance(unreached, Visit):
                store.save_visit(unreached)
        return False


class Quiet:
    """Stores polls that list nothing, in groups: a commit costs ten times what one of them does.

    One waits for others at most LINGER_S, until a group is full, or until none is on its way. If a group fails, each is
    tried alone.
    """

    def __init__(self, writer: Writer, queue: LocalQueue) -> None:
        self._writer, self._queue = writer, queue
        self._waiting: list[tuple[Poll, asyncio.Future[Stored]]] = []
        self._timer: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()  # the loop alone would not hold them

    async def save(self, poll: Poll) -> Stored:
        """Store a poll, with those that come soon after it. Raises StorageError."""
        loop = asyncio.get_running_loop()
        stored: asyncio.Future[Stored] = loop.create_future()
        self._waiting.append((poll, stored))
        if len(self._waiting) == MOST_AT_ONCE:
            self._begin()
        elif len(self._waiting) >= self._queue.in_hand:
            loop.call_soon(self._begin)  # with what else comes in this round of the loop
        elif self._timer is None:
            self._timer = loop.call_later(LINGER_S, self._begin)
        return await stored

    def _begin(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        group, self._waiting = self._waiting, []
        if group:
            task = asyncio.ensure_future(self._store(group))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _store(self, group: list[tuple[Poll, asyncio.Future[Stored]]]) -> None:
        call = self._writer.call(self._writer.store.save_polls, [poll for poll, _ in group])
        [came] = await asyncio.gather(call, return_exceptions=True)
        if isinstance(came, BaseException) and len(group) > 1:
            for one in group:
                await self._store([one])
        elif isinstance(came, BaseException):
            [(_, waits)] = group
            if not waits.done():
                waits.set_exception(came)
        else:
            for (_, waits), (stored, _) in zip(group, came, strict=True):
                if not waits.done():
                    waits.set_result(stored)


def _sum(one: Stored, other: Stored) -> Stored:
    return Stored(one.new + other.new, one.changed + other.changed)

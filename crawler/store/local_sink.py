"""Polls, findings and visits -> rows, and word to the queue.

What could not be reached is held back to the end of the run: if it was our own network, nobody is charged with it.
"""

from collections import deque
from datetime import datetime

from crawler.errors import StorageError
from crawler.model import Answer, ArchiveJob, Finding, PageJob, Poll, Stored, Visit
from crawler.normal.urls import registrable_domain
from crawler.polling.schedule import looks_offline
from crawler.store.gaps import in_pieces
from crawler.store.local import Tally, Writer
from crawler.store.local_queue import LocalQueue
from crawler.store.polls import LISTING

MOST_AT_ONCE = 50  # answers that bring nothing, in one commit


class LocalSink:
    """Stores results and tells the queue. What brings nothing is stored in groups, as it piles up."""

    def __init__(self, writer: Writer, queue: LocalQueue) -> None:
        self._writer, self._queue = writer, queue
        self._quiet: deque[Poll] = deque()
        self._saved: dict[int, tuple[Poll, Stored]] = {}  # by id(); the poll is held, so that no other gets its id
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


def _sum(one: Stored, other: Stored) -> Stored:
    return Stored(one.new + other.new, one.changed + other.changed)

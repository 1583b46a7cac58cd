"""Job streams of the shards we hold -> jobs, each in hand until it is delivered; a Queue and a Sink for one session.

    writer: PUT -> jobs:N -> take() -> jobs() -> the spider -> polled | found | visited -> DELIVER -> results

What an earlier holder of a shard was handed and did not deliver comes first. A job that was handed out in vain before
may be what ended its worker: such jobs are tried one at a time, so that only the guilty one is ever put aside.
"""

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass
from time import monotonic
from typing import Any

from crawler.cluster.board import Board, fields, name
from crawler.cluster.leases import Leases
from crawler.cluster.messages import Result, Unreadable, key, read, written
from crawler.cluster.scripts import AGAIN, DELIVER, REFUSE, TAKE, WORKERS
from crawler.model import ArchiveJob, FeedJob, Finding, Job, PageJob, Poll, Stored, Visit

MOST_IN_HAND = 200  # taken and not delivered: what a crash has asked again
MOST_OF_A_SHARD = 8  # in one go: shards take turns
MOST_DELIVERIES = 5  # of a job; then it is put aside
SUSPECT = 3  # deliveries from which on a job is tried alone
LEFT_LOOK_S = 10.0  # how often it is looked for what is ours and we do not know of
SHORTEST_LOOK_S, LONGEST_LOOK_S = 0.02, 0.25  # how often an idle worker looks for jobs
VAIN = f"{MOST_DELIVERIES} workers were handed it and none delivered what came of it"

Met = Callable[[Iterable[Job]], Any]  # told of jobs before they are asked; awaited


@dataclass(frozen=True, slots=True)
class Held:
    """A job in hand: where it came from."""

    shard: int
    entry: str
    suspect: bool = False


class StreamQueue:
    """Jobs of the shards that `leases` holds, until stop()."""

    def __init__(self, board: Board, leases: Leases, meet: Met) -> None:
        self._board, self._leases, self._meet = board, leases, meet
        self._in_hand: dict[str, Held] = {}
        self._of_shard: Counter[int] = Counter()
        self._known: set[int] = set()  # shards whose left-overs were looked for
        self._left: deque[tuple[int, str, bool]] = deque()  # shard, entry, suspect
        self._waits, self._looked_at = board.waits, monotonic()
        self._turn = 0
        self._stopped = False
        self._news = asyncio.Event()
        leases.busy = self._of_shard.__getitem__

    async def jobs(self) -> AsyncIterator[Job]:
        """Jobs as they come, at most MOST_IN_HAND of them in hand."""
        wait = SHORTEST_LOOK_S
        while not self._stopped:
            self._news.clear()
            taken = await self._take() if len(self._in_hand) < MOST_IN_HAND else []
            await self._meet(taken)
            for job in taken:
                yield job
            wait = SHORTEST_LOOK_S if taken else min(2 * wait, LONGEST_LOOK_S)
            if not taken:
                await self._news_within(wait)

    def stop(self) -> None:
        """Take nothing more; a jobs() that waits ends."""
        self._stopped = True
        self._news.set()

    async def polled(self, poll: Poll) -> Stored:
        """Deliver a poll."""
        return await self._deliver(poll.job, poll)

    async def found(self, finding: Finding) -> Stored:
        """Deliver what a document of older entries lists."""
        return await self._deliver(finding.job, finding)

    async def visited(self, visit: Visit) -> Stored:
        """Deliver a visit."""
        return await self._deliver(visit.job, visit)

    async def _news_within(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._news.wait()
        except TimeoutError:
            return

    async def _deliver(self, job: Job, result: Result) -> Stored:
        """Hand a result over; what comes too late, or was delivered before, goes nowhere."""
        held = self._in_hand[key(job)]
        keys = [*self._of(held.shard), name("open"), name("results")]
        await self._board.run(DELIVER, keys, self._leases.owner, held.entry, key(job), written(result))
        self._drop(key(job))
        return Stored()

    def _drop(self, job: str) -> None:
        held = self._in_hand.pop(job)
        self._of_shard[held.shard] -= 1
        self._news.set()

    async def _take(self) -> list[Job]:
        await self._look_for_left()
        return await self._again() or await self._fresh()

    async def _look_for_left(self) -> None:
        """Of shards that have become ours: what their last holder had in hand; of ours, what we never heard of.

        That is looked for after an answer that never came, and now and then: a Redis that comes back without its last
        second has forgotten what we delivered, and nothing tells us, for a connection that ended unused is made anew.
        """
        self._known &= self._leases.held
        if self._waits != self._board.waits or monotonic() - self._looked_at >= LEFT_LOOK_S:
            self._waits, self._looked_at = self._board.waits, monotonic()
            self._known.clear()
        met = {held.entry for held in self._in_hand.values()} | {entry for _, entry, _ in self._left}
        for shard in sorted(self._leases.held - self._known):
            stream, first = name("jobs", shard), "-"
            while pending := await self._board.ask("xpending_range", stream, WORKERS, first, "+", 100):
                for one in pending:
                    entry, suspect = one["message_id"].decode(), one["times_delivered"] >= SUSPECT
                    if entry not in met:
                        self._left.append((shard, entry, suspect))
                first = f"({pending[-1]['message_id'].decode()}"
            self._known.add(shard)

    async def _again(self) -> list[Job]:
        """The next few that were handed out in vain, of suspects one at a time."""
        jobs: list[Job] = []
        later: list[tuple[int, str, bool]] = []
        while self._left and len(jobs) < MOST_OF_A_SHARD and len(self._in_hand) < MOST_IN_HAND:
            shard, entry, suspect = self._left.popleft()
            if suspect and any(held.suspect for held in self._in_hand.values()):
                later.append((shard, entry, suspect))
                continue
            if shard not in self._leases.held:
                continue
            keys = [*self._of(shard), name("dead"), name("aside"), name("results")]
            told = await self._board.run(AGAIN, keys, self._leases.owner, entry, MOST_DELIVERIES, VAIN)
            if told:
                jobs += await self._in(shard, entry.encode(), told[1], suspect)
        self._left.extendleft(reversed(later))
        return jobs

    async def _fresh(self) -> list[Job]:
        """Jobs that nobody was handed yet, of all shards in turn."""
        shards = sorted(self._leases.held - self._leases.leaving)
        if not shards:
            return []
        self._turn = (self._turn + 1) % len(shards)
        shards = shards[self._turn :] + shards[: self._turn]
        keys = [one for shard in shards for one in self._of(shard)]
        room = MOST_IN_HAND - len(self._in_hand)
        jobs: list[Job] = []
        for place, entry, told in await self._board.run(TAKE, keys, self._leases.owner, room, MOST_OF_A_SHARD):
            jobs += await self._in(shards[place], entry, told)
        return jobs

    async def _in(self, shard: int, entry: bytes, told: list[bytes], suspect: bool = False) -> list[Job]:
        """The job of an entry, now in hand; one that cannot be read is put aside."""
        job_key, message = fields(told)
        try:
            job: Job = read(message, FeedJob, ArchiveJob, PageJob)
            if key(job) != job_key:
                raise Unreadable(f"it says it is '{job_key}' and is '{key(job)}'")
        except Unreadable as error:
            keys = [*self._of(shard), name("dead"), name("aside"), name("results")]
            await self._board.run(REFUSE, keys, self._leases.owner, entry, job_key, message, str(error))
            return []
        self._in_hand[job_key] = Held(shard, entry.decode(), suspect)
        self._of_shard[shard] += 1
        return [job]

    def _of(self, shard: int) -> tuple[str, str]:
        return name("lease", shard), name("jobs", shard)

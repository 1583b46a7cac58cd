"""A Queue's jobs -> job streams -> workers -> results -> a Sink: the writer's half of a cluster, for one run.

    recover: what came meanwhile is stored, what workers still have in hand is waited for; so no job is open twice
    hand out: jobs() -> PUT, as many as the Queue lets be in hand: that bounds what Redis holds
    store: results -> Sink -> commit -> SETTLE; what was committed and not settled is recognised when it comes again

What the Sink holds back to the end of its run (what could not be reached) is settled by settle_held(), after the run.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from crawler.cluster.arriving import into, remember
from crawler.cluster.board import SHARDS, Board, name, shard_of
from crawler.cluster.messages import KINDS, Result, Unreadable, key, read, written
from crawler.cluster.scripts import OPEN, PUT, SETTLE, SPOIL, WRITER
from crawler.model import Finding, Job, Manners, Poll, Queue, Sink, Visit

MOST_AT_ONCE = 50  # results in one go
BLOCK_MS = 500  # so long a read waits for results
LOOK_S = 15.0  # how often it is looked whether Redis still knows of all that was handed out
MOST_DELIVERIES = 5  # of a result; then it is put aside
VAIN = f"it ended {MOST_DELIVERIES} writers"


@dataclass(frozen=True, slots=True)
class Ends:
    """Where results and words go, and what the writer's desk knows: whether a job is still wanted, how to drop one."""

    queue: Queue
    sink: Sink
    manners: Manners
    is_wanted: Callable[[Result], bool]
    drop: Callable[[Job], None]


@dataclass(frozen=True, slots=True)
class _Came:
    entry: str
    job: str  # its key; '': a word of a host
    message: bytes


class Handing:
    """One run of a writer that is the cluster's leader as `owner`."""

    def __init__(self, board: Board, owner: str, ends: Ends, say: Callable[[str], None]) -> None:
        self._board, self._owner, self._ends, self._say = board, owner, ends, say
        self._out: dict[str, Job] = {}  # handed out in this run and not back
        self._handed_out = asyncio.Event()
        self._stopped = asyncio.Event()
        self.held: list[str] = []  # entry, key, entry, key ...: settled when the run is

    async def carry_out(self) -> None:
        """Hand out all that the queue has, and store what comes of it; until stop() at the latest."""
        await self._board.group(name("results"), WRITER)
        await self._recover()
        beside = [asyncio.ensure_future(work) for work in (self._hand_out(), self._look_after())]
        try:
            while not self._stopped.is_set() and not (self._handed_out.is_set() and not self._out):
                if came := await self._came(">"):
                    await self._store(came)
                for task in beside:
                    if task.done():
                        task.result()
        finally:
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)

    def stop(self) -> None:
        """End now: what is out is waited for by the next run."""
        self._ends.queue.stop()
        self._stopped.set()

    # ------------------------------------------------------------ before the run

    async def _recover(self) -> None:
        """Store what an earlier run has left, until nothing is open."""
        await self._spoil_what_ends_us()
        while came := await self._came("0"):
            await self._store(came)
        streams = [name("results"), *(name("jobs", shard) for shard in range(SHARDS))]
        keys = [name("leader"), name("open"), *streams]
        while not self._stopped.is_set() and await self._board.run(OPEN, keys, self._owner):
            if came := await self._came(">"):
                await self._store(came)

    async def _spoil_what_ends_us(self) -> None:
        stream = name("results")
        pending = await self._board.ask("xpending_range", stream, WRITER, "-", "+", 10_000)
        for one in pending:
            if one["times_delivered"] < MOST_DELIVERIES:
                continue
            entry = one["message_id"]
            for _, told in await self._board.ask("xrange", stream, entry, entry):
                await self._spoil(_Came(entry.decode(), told[b"id"].decode(), told[b"message"]), VAIN)

    # ------------------------------------------------------------ out

    async def _hand_out(self) -> None:
        async for job in self._ends.queue.jobs():
            self._out[key(job)] = job
            await self._put(job)
        self._handed_out.set()

    async def _put(self, job: Job) -> None:
        keys = [name("leader"), name("open"), name("aside"), name("jobs", shard_of(job.url))]
        if await self._board.run(PUT, keys, self._owner, key(job), written(job)) == b"aside":
            self._dropped(key(job))

    def _dropped(self, job: str) -> None:
        if (found := self._out.pop(job, None)) is not None:
            self._ends.drop(found)

    async def _look_after(self) -> None:
        """Hand out again what Redis does not know of: it lost its last second."""
        while True:
            await asyncio.sleep(LOOK_S)
            known = {one.decode() for one in await self._board.ask("hkeys", name("open"))}
            for job in [job for its, job in self._out.items() if its not in known]:
                await self._put(job)

    # ------------------------------------------------------------ back

    async def _came(self, first: str) -> list[_Came]:
        """The next results: from '0' those that were read and not settled, '>' the new ones."""
        streams = {name("results"): first}
        found = await self._board.ask("xreadgroup", WRITER, WRITER, streams, MOST_AT_ONCE, BLOCK_MS)
        return [
            _Came(entry.decode(), told[b"id"].decode(), told[b"message"])
            for _, entries in found
            for entry, told in entries
        ]

    async def _store(self, came: list[_Came]) -> None:
        """All at once, but of two results of one job the second when the first is committed: only then it is known."""
        while came:
            first = {one.job or one.entry: one for one in reversed(came)}
            await self._store_apart([one for one in came if first[one.job or one.entry] is one])
            came = [one for one in came if first[one.job or one.entry] is not one]

    async def _store_apart(self, came: list[_Came]) -> None:
        done = await asyncio.gather(*map(self._stored, came), return_exceptions=True)
        settled = [text for one, ok in zip(came, done, strict=True) if ok is True for text in (one.entry, one.job)]
        if settled:
            keys = [name("leader"), name("results"), name("open")]
            await self._board.run(SETTLE, keys, self._owner, *settled)
        for fault in done:
            if isinstance(fault, BaseException):
                raise fault

    async def _stored(self, one: _Came) -> bool:
        """Whether it is committed; False: it is settled elsewhere."""
        if not one.message:  # its job was put aside
            self._dropped(one.job)
            return True
        try:
            what = read(one.message, *KINDS.values())
        except Unreadable as error:
            await self._spoil(one, str(error))
            return False
        if not isinstance(what, (Poll, Finding, Visit)):
            await remember(self._ends.manners, what)
            return True
        is_ours = self._out.pop(one.job, None) is not None
        if not is_ours and (what.answer.unconnected or not self._ends.is_wanted(what)):
            return True  # of an earlier run: nobody was reached, so it is asked again; or it was stored before
        await into(self._ends.sink, what)
        if what.answer.unconnected:
            self.held += [one.entry, one.job]
            return False
        return True

    async def _spoil(self, one: _Came, reason: str) -> None:
        """Put a result aside that cannot be stored."""
        keys = [name("leader"), name("results"), name("dead"), name("aside"), name("open")]
        await self._board.run(SPOIL, keys, self._owner, one.entry, one.job, one.message, reason)
        self._say(f"a result was put aside ({reason}): `koplamp dead` shows it")
        self._dropped(one.job)


async def settle_held(board: Board, owner: str, held: list[str]) -> None:
    """Settle what a sink held back until its run had ended."""
    if held:
        await board.run(SETTLE, [name("leader"), name("results"), name("open")], owner, *held)

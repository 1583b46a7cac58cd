"""Shards of hosts, dealt out to the workers that are alive: by leases, so that one worker at a time asks a host.

A worker's leases are renewed together, and by its own clock they end a question earlier than by Redis's: what it sends
is answered, or given up, before anybody else may ask that host. A shard that changes hands lies still for half a lease
in between, which is longer than the longest pause that a host may ask for.
"""

import random
import time
from collections.abc import Callable
from functools import partial

from crawler.cluster.board import SHARDS, Board, LeaseLost, name
from crawler.cluster.scripts import LEAVE, RENEW

RENEWED = 6  # times within a lease
LONGEST_QUESTIONS = 3  # within a lease


def lease_s(question_s: float, pause_s: float) -> float:
    """How long a lease is where a question may take so long, and a site wants so long a pause."""
    return max(LONGEST_QUESTIONS * question_s, 2 * pause_s)


def boot_clock() -> float:
    """Seconds that nobody sets and that go on while a machine sleeps."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


class Leases:
    """The shards that are this worker's. `busy` tells how many questions of a shard are in hand."""

    def __init__(self, board: Board, worker: str, seconds: float, clock: Callable[[], float] = boot_clock) -> None:
        self._board, self._worker, self._clock = board, worker, clock
        self.seconds = seconds
        self.owner = ""
        self.held: set[int] = set()
        self.leaving: set[int] = set()  # of those held: nothing more is taken from them
        self.busy: Callable[[int], int] = lambda _: 0
        self._until = 0.0

    async def begin(self) -> None:
        """Be a new owner, who holds nothing: whatever the one before still brings is refused."""
        number = await self._board.ask("incr", name("fence"))
        self.owner = f"{self._worker}:{number}"
        self.held, self.leaving, self._until = set(), set(), 0.0
        await self.tend()

    async def tend(self) -> None:
        """Say that we are alive, keep what is ours, take our share of what nobody has, leave what is beyond it.

        Raises LeaseLost when somebody else may have what was ours.
        """
        alive = await self._alive()
        await self._renew()
        share = -(-SHARDS // max(1, alive))
        surplus = len(self.held) - len(self.leaving) - share
        self.leaving.update(sorted(self.held - self.leaving)[: max(0, surplus)])
        for shard in sorted(self.leaving):
            if not self.busy(shard):
                await self._let_go(shard)
        if surplus < 0:
            await self._take(-surplus)

    def check(self, seconds: float) -> None:
        """Raise LeaseLost unless a question that may take so long ends within our leases."""
        if self._clock() + seconds > self._until:
            raise LeaseLost("this worker could not renew its leases in time")

    async def release(self) -> None:
        """Let everything go: others may have it after half a lease."""
        for shard in sorted(self.held):
            await self._let_go(shard)
        await self._board.ask("zrem", name("workers"), self._worker)

    async def _alive(self) -> int:
        redis, lease = self._board.redis, self.seconds

        async def counted() -> int:
            now = (await redis.time())[0]
            async with redis.pipeline(transaction=True) as asked:
                asked.zadd(name("workers"), {self._worker: now})
                asked.zremrangebyscore(name("workers"), "-inf", now - max(1, round(lease)) - 1)
                asked.zcard(name("workers"))
                return int((await asked.execute())[2])

        return await self._board.patiently(counted)

    async def _renew(self) -> None:
        if not self.held:
            self._until = self._clock() + self.seconds
            return
        asked_at = self._clock()
        keys = [name("lease", shard) for shard in sorted(self.held)]
        if not await self._board.run(RENEW, keys, self.owner, round(1000 * self.seconds)):
            raise LeaseLost("a lease of this worker ran out")
        self._until = asked_at + self.seconds

    async def _take(self, most: int) -> None:
        free = [shard for shard in range(SHARDS) if shard not in self.held]
        random.shuffle(free)
        while free and most > 0:
            some, free = free[:most], free[most:]
            got = await self._board.patiently(partial(self._taken, some))
            for shard in got:
                await self._board.group(name("jobs", shard), "workers")
            self.held.update(got)
            most -= len(got)

    async def _taken(self, shards: list[int]) -> list[int]:
        """Those of these shards that nobody had, and we have now."""
        async with self._board.redis.pipeline(transaction=False) as asked:
            for shard in shards:
                asked.set(name("lease", shard), self.owner, nx=True, px=round(1000 * self.seconds))
                asked.get(name("lease", shard))
            told = await asked.execute()
        return [shard for shard, holder in zip(shards, told[1::2], strict=True) if holder == self.owner.encode()]

    async def _let_go(self, shard: int) -> None:
        await self._board.run(LEAVE, [name("lease", shard)], self.owner, round(500 * self.seconds))
        self.held.discard(shard)
        self.leaving.discard(shard)

"""What hosts asked for, shared by all workers: kept in Redis, and told to the writer, whose desk outlives it."""

from collections.abc import Callable, Iterable, Mapping, MutableMapping
from datetime import datetime, timedelta
from typing import Any

from crawler.cluster.board import Board, name
from crawler.cluster.messages import NoPages, Pauses, Rest, Unreadable, Word, read, written
from crawler.cluster.scripts import REST
from crawler.model import HostState, Job, RobotsTxt, TdmRep
from crawler.normal.urls import registrable_domain
from crawler.polling import rules

TDMREP_KEPT = timedelta(days=30)  # one that cannot be had is as it last was
ROOM_FOR_CLOCKS = timedelta(minutes=5)


class StreamManners:
    """The Manners of a worker. `hosts` is what its spider knows of hosts; what others learnt is put into it."""

    def __init__(self, board: Board, hosts: MutableMapping[str, HostState], clock: Callable[[], datetime]) -> None:
        self._board, self._hosts, self._clock = board, hosts, clock

    async def meet(self, jobs: Iterable[Job]) -> None:
        """Learn what is remembered of the hosts of jobs that are about to be asked."""
        hosts = sorted({registrable_domain(job.url) for job in jobs})
        if not hosts:
            return
        for host, told in zip(hosts, await self._board.patiently(lambda: self._told(hosts)), strict=True):
            if told:
                self._hosts[host] = _newest(self._hosts.get(host, HostState()), _state(told))

    async def robots(self, origin: str) -> RobotsTxt | None:
        known: RobotsTxt | None = await self._kept(name("robots", origin), RobotsTxt)
        return known

    async def keep_robots(self, robots: RobotsTxt) -> None:
        await self._keep(name("robots", robots.origin), robots, rules.ROBOTS_KEPT)

    async def tdmrep(self, origin: str) -> TdmRep | None:
        known: TdmRep | None = await self._kept(name("tdmrep", origin), TdmRep)
        return known

    async def keep_tdmrep(self, told: TdmRep) -> None:
        await self._keep(name("tdmrep", told.origin), told, TDMREP_KEPT)

    async def rest(self, host: str, until: datetime, reason: str) -> None:
        kept = round(1000 * (until - self._clock() + rules.STRIKES_FORGOTTEN).total_seconds())
        await self._board.run(REST, [name("host", host)], until.isoformat(), reason, max(1, kept))
        await self._tell(Rest(host, until, reason))

    async def leave_pages(self, host: str, until: datetime) -> None:
        await self._note({host: ("pages_not_before", until)})
        await self._tell(NoPages(host, until))

    async def pauses(self, until: dict[str, datetime]) -> None:
        await self._note({host: ("next_allowed_at", at) for host, at in until.items()})
        await self._tell(Pauses(tuple(until.items())))

    async def _told(self, hosts: list[str]) -> list[dict[bytes, bytes]]:
        async with self._board.redis.pipeline(transaction=False) as asked:
            for host in hosts:
                asked.hgetall(name("host", host))
            found: list[dict[bytes, bytes]] = await asked.execute()
        return found

    async def _note(self, told: Mapping[str, tuple[str, datetime]]) -> None:
        async def noted() -> None:
            async with self._board.redis.pipeline(transaction=True) as asked:
                for host, (what, until) in told.items():
                    key = name("host", host)
                    asked.hset(key, what, until.isoformat())
                    asked.expireat(key, until + rules.STRIKES_FORGOTTEN, gt=True)
                    asked.expireat(key, until + rules.STRIKES_FORGOTTEN, nx=True)
                await asked.execute()

        await self._board.patiently(noted)

    async def _kept(self, key: str, of: type) -> Any:
        message = await self._board.ask("get", key)
        try:
            return read(message, of) if message else None
        except Unreadable:
            return None  # it is asked for again

    async def _keep(self, key: str, told: RobotsTxt | TdmRep, seconds: timedelta) -> None:
        message, kept = written(told), seconds + ROOM_FOR_CLOCKS
        await self._board.ask("set", key, message, ex=kept)
        await self._tell(told)

    async def _tell(self, word: Word) -> None:
        await self._board.ask("xadd", name("results"), {"id": "", "message": written(word)})


async def publish(board: Board, hosts: Mapping[str, HostState]) -> None:
    """Tell a cluster what a desk remembers of hosts, as far as it knows nothing of them itself."""
    for host, state in hosts.items():
        told = {what: getattr(state, what) for what in ("blocked_until", "next_allowed_at", "pages_not_before")}
        moments = {what: at for what, at in told.items() if at is not None}
        if moments and not await board.ask("exists", name("host", host)):
            kept = max(moments.values()) + rules.STRIKES_FORGOTTEN
            row = {what: at.isoformat() for what, at in moments.items()} | {"strikes": str(state.strikes)}
            await board.ask("hset", name("host", host), mapping=row)
            await board.ask("expireat", name("host", host), kept)


def _state(told: Mapping[bytes, bytes]) -> HostState:
    def at(what: bytes) -> datetime | None:
        return datetime.fromisoformat(told[what].decode()) if what in told else None

    strikes = int(told.get(b"strikes", 0))
    return HostState(at(b"blocked_until"), at(b"next_allowed_at"), strikes, at(b"pages_not_before"))


def _newest(one: HostState, other: HostState) -> HostState:
    """What holds for longer."""

    def later(what: str) -> datetime | None:
        return max(filter(None, (getattr(one, what), getattr(other, what))), default=None)

    strikes = max(one.strikes, other.strikes)
    return HostState(later("blocked_until"), later("next_allowed_at"), strikes, later("pages_not_before"))

"""A cluster's two kinds of processes: workers, which ask and read, and the writer, which hands out and stores.

The writer carries out the same crawl as a single machine does, but that Redis stands where Scrapy would: run after run,
each with its row in `runs`. A worker runs the same spider, but that its Queue and Sink are streams; it has no desk.
"""

import asyncio
import os
import secrets
import socket
import time
from collections.abc import Callable
from contextlib import suppress

from crawler import config
from crawler.cluster.board import Board, LeaseLost, client, name
from crawler.cluster.handing import Ends, Handing, settle_held
from crawler.cluster.leader import Leader
from crawler.cluster.leases import RENEWED, Leases, lease_s
from crawler.cluster.messages import Result, Terms, for_workers, read, written
from crawler.cluster.stream_manners import StreamManners, publish
from crawler.cluster.stream_queue import StreamQueue
from crawler.crawl import End, Order, Watch, crawl, own_headers, run_loop, run_spider, utc_now
from crawler.desk.paths import Desk
from crawler.ending import asked, due_in, listened, when_asked
from crawler.errors import UsageError
from crawler.model import Feeds, HostState, SiteRule
from crawler.spiders.news import Wiring
from crawler.store import handed
from crawler.store.local_queue import LocalQueue
from crawler.store.store import Store
from crawler.workers import Workers

MOST_OPEN = 2000  # jobs that are in Redis or in workers' hands: ten workers' hands, and what Redis holds
SESSION_SHARE = 0.8  # of a run's time; then a worker takes nothing more, and begins anew when it has delivered
LOOK_S = 0.2  # how often what waits looks whether it may go on
LONGEST_SILENCE_S = 15 * 60  # the usual cron period: looks, watches and tidying come round although no feed is due


def process_name() -> str:
    """Who this is, in leases: no other process is called the same."""
    return f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(3)}"


# ---------------------------------------------------------------- the writer


def write(desk: Desk, url: str, watch: Watch, *, once: bool) -> int:
    """Lead the cluster at `url` -> the exit code of the last run, of one or many. The caller holds the desk's lock."""
    client(url)  # an address that is none is said at once

    def work() -> int:
        exit_code = 0
        while not asked():
            with Leader(url, process_name(), watch.say, lambda: bool(asked())) as leader:
                try:
                    exit_code = _lead(desk, url, watch, leader, once)
                except LeaseLost as error:
                    watch.say(f"{error}: beginning anew")
                    continue
            if once:
                break
        return asked() or exit_code

    return listened(work)


def _lead(desk: Desk, url: str, watch: Watch, leader: Leader, once: bool) -> int:
    exit_code = 0
    while not asked() and not leader.lost.is_set():
        began = time.monotonic()
        run = WriterRun(desk, url, watch, leader.owner)
        done = crawl(desk, Order(trigger="cluster", in_hand=MOST_OPEN), watch, ask=run.ask)
        run_loop(run.settle())
        exit_code = done.exit_code or 0
        if once:
            return exit_code
        with Store(desk.news_db, desk.pages_db, write=False) as store:
            while not (asked() or leader.lost.is_set() or handed.has_due(store.news, utc_now())):
                if time.monotonic() - began > LONGEST_SILENCE_S:
                    break
                time.sleep(LOOK_S)
    if leader.lost.is_set():
        raise LeaseLost("the writer's lease ran out")
    return exit_code


class WriterRun:
    """One run of the writer: what crawl() asks instead of Scrapy."""

    def __init__(self, desk: Desk, url: str, watch: Watch, owner: str) -> None:
        self._desk, self._url, self._watch, self._owner = desk, url, watch, owner
        self._held: list[str] = []

    async def ask(self, wiring: Wiring) -> End:
        """Hand out what the queue has, store what comes."""
        queue, loop = wiring.queue, asyncio.get_running_loop()
        assert isinstance(queue, LocalQueue)
        board = Board(client(self._url), self._watch.say)
        seconds = wiring.feeds.minutes_per_run * 60
        with Store(self._desk.news_db, self._desk.pages_db, write=False) as store:

            def is_wanted(came: Result) -> bool:
                return handed.is_wanted(store.news, came.job, came.asked_at)

            ends = Ends(queue, wiring.sink, wiring.manners, is_wanted, queue.done)
            handing = Handing(board, self._owner, ends, self._watch.say)

            def stop() -> None:
                loop.call_soon_threadsafe(handing.stop)

            deadline = loop.call_later(seconds, handing.stop)
            due_in(seconds)
            try:
                message = written(terms(wiring.feeds, wiring.rules))
                await board.ask("set", name("terms"), message)
                await publish(board, wiring.hosts)
                with when_asked(stop):
                    await handing.carry_out()
            finally:
                deadline.cancel()
                self._held = handing.held
                await board.close()
        return End(asked())

    async def settle(self) -> None:
        """After the run: what its sink held back is stored now, or nobody is charged with it."""
        board = Board(client(self._url), self._watch.say)
        try:
            await settle_held(board, self._owner, self._held)
        finally:
            await board.close()


def terms(feeds: Feeds, rules: tuple[SiteRule, ...]) -> Terms:
    """What workers go by where feeds.yaml and rules.yaml say this."""
    theirs = for_workers(feeds)
    longest = max([feeds.limits.seconds, *(feed.limits.seconds for feed in feeds.feeds)])
    pause_s = max([feeds.pause_s, *(feed.pause_s for feed in theirs.feeds)])
    return Terms(theirs, rules, lease_s(longest, pause_s))


# ---------------------------------------------------------------- workers


def work(url: str, say: Callable[[str], None]) -> int:
    """Ask and read for the cluster at `url` until a signal comes -> 128 + its number."""
    if os.environ.get("KOPLAMP_TRANSPORT") == "twisted":
        raise UsageError("a worker carries out many crawls, and Twisted one a process: leave KOPLAMP_TRANSPORT out")
    client(url)  # an address that is none is said at once
    return listened(lambda: run_loop(_work(url, say)))


async def _work(url: str, say: Callable[[str], None]) -> int:
    board = Board(client(url), say)
    leases = Leases(board, process_name(), 0.0)
    try:
        while not asked():
            message = await _terms(board)
            if message is None:
                continue
            try:
                await Session(board, leases, message).run()
            except LeaseLost as error:
                leases.owner = ""
                say(f"{error}: beginning anew")
        await leases.release()
    finally:
        await board.close()
    return asked()


async def _terms(board: Board) -> bytes | None:
    """What the writer says all go by; None: it has not spoken yet."""
    message: bytes | None = await board.ask("get", name("terms"))
    if message is None:
        await asyncio.sleep(LOOK_S)
    return message


class Session:
    """One spider's life in a worker: until its time is over, terms change, its leases are lost or a signal comes."""

    def __init__(self, board: Board, leases: Leases, message: bytes) -> None:
        self._board, self._leases, self._message = board, leases, message
        self._terms: Terms = read(message, Terms)
        self._lost: LeaseLost | None = None

    async def run(self) -> None:
        """Ask what comes. Raises LeaseLost when others may have taken over."""
        self._leases.seconds = self._terms.lease_s
        if not self._leases.owner:
            await self._leases.begin()
        feeds, hosts = self._terms.feeds, dict[str, HostState]()
        manners = StreamManners(self._board, hosts, utc_now)
        queue = StreamQueue(self._board, self._leases, manners.meet)
        headers, unset = own_headers(feeds.feeds)
        secret = config.secret_values(feeds, os.environ)
        may_ask = self._leases.check
        with Workers() as workers:
            wiring = Wiring(
                feeds,
                queue,
                queue,
                workers,
                manners,
                hosts,
                headers,
                unset,
                utc_now,
                self._terms.rules,
                secret,
                may_ask,
            )
            beside = asyncio.ensure_future(self._look_after(queue))
            try:
                await run_spider(wiring)
            finally:
                beside.cancel()
                with suppress(asyncio.CancelledError):
                    await beside
        if self._lost is not None:
            raise self._lost

    async def _look_after(self, queue: StreamQueue) -> None:
        """Tend the leases; let the session end in its time, and when the terms change."""
        over = time.monotonic() + SESSION_SHARE * 60 * self._terms.feeds.minutes_per_run
        try:
            while True:
                await asyncio.sleep(self._leases.seconds / RENEWED)
                await self._leases.tend()
                if time.monotonic() > over or await _terms(self._board) != self._message:
                    queue.stop()
        except LeaseLost as error:
            self._lost = error
        finally:
            queue.stop()

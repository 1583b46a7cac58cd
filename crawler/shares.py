"""`koplamp crawl --processes N`: one crawl whose questions are asked by N processes, each with its share of the hosts.

    the queue's jobs, by host --> N processes, a spider in each --> what came of them --> the one writer, here

Between them are sockets with a cluster's messages, one a line behind a letter:

    down  T terms, K what is known of a host, J job, A answer to a question (its number; a message or nothing), E end
    up    P result, W word of a host, Q question of an origin (its number; robots or tdmrep; the origin), C CPU seconds

A host belongs to one process by its name, so that politeness stays inside it. A process that dies ends the run: the
next one asks again what it had in hand.
"""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import zlib
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import datetime

from crawler import config
from crawler.cluster.arriving import into, remember
from crawler.cluster.messages import (
    KINDS,
    Known,
    NoPages,
    Pauses,
    Rest,
    Result,
    Terms,
    for_workers,
    read,
    written,
)
from crawler.crawl import End, own_headers, run_loop, run_spider, utc_now
from crawler.ending import STOP_S, asked, due_in, listened, when_asked
from crawler.errors import KoplampError
from crawler.model import (
    ArchiveJob,
    FeedJob,
    Finding,
    HostState,
    Job,
    Manners,
    PageJob,
    Poll,
    Queue,
    RobotsTxt,
    Stored,
    TdmRep,
    Visit,
)
from crawler.normal.urls import registrable_domain
from crawler.spiders.news import Wiring
from crawler.workers import Workers, elsewhere, server_cpu_s

MOST_LINE = 128 << 20  # bytes: the largest page that a limit lets through, deflated and in base64
BEGIN = "from crawler.shares import share; share({})"


class Line:
    """A socket, as lines behind a letter."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def over(cls, end: socket.socket) -> "Line":
        return cls(*await asyncio.open_connection(sock=end, limit=MOST_LINE))

    async def say(self, letter: bytes, message: bytes = b"") -> None:
        """Send a line; one to whom nobody listens any more is dropped."""
        with suppress(ConnectionError):
            self._writer.write(letter + message + b"\n")
            await self._writer.drain()

    async def heard(self) -> AsyncIterator[tuple[bytes, bytes]]:
        """Lines as they come: letter, message."""
        with suppress(ConnectionError):
            while line := await self._reader.readline():
                yield line[:1], line[1:-1]

    def close(self) -> None:
        self._writer.close()


def share_of(url: str, shares: int) -> int:
    """Which of so many processes asks this URL's host."""
    return zlib.crc32(registrable_domain(url).encode()) % shares


# ---------------------------------------------------------------- the process with the desk


class Shares:
    """So many processes that ask what a crawl's queue hands out."""

    def __init__(self, number: int) -> None:
        self._number = number

    async def ask(self, wiring: Wiring) -> End:
        """Carry out the jobs of the queue; raises what went wrong in a process or the store."""
        loop, seconds = asyncio.get_running_loop(), wiring.feeds.minutes_per_run * 60
        shares = [await _Share.begin(n, self._number, wiring) for n in range(self._number)]

        def stop() -> None:
            wiring.queue.stop()
            for one in shares:
                one.stop()
                loop.call_later(STOP_S / 2, one.kill)

        def stop_soon() -> None:
            loop.call_soon_threadsafe(stop)

        deadline = loop.call_later(seconds, stop)
        due_in(seconds)
        work = [asyncio.ensure_future(one.serve(wiring)) for one in shares]
        work.append(asyncio.ensure_future(self._hand_out(wiring.queue, shares)))
        try:
            with when_asked(stop_soon):
                done, _ = await asyncio.wait(work, return_when=asyncio.FIRST_EXCEPTION)
            for task in done:
                task.result()
        finally:
            deadline.cancel()
            for task in work:
                task.cancel()
            await asyncio.gather(*work, return_exceptions=True)
            for one in shares:
                one.end()
        return End(asked())

    async def _hand_out(self, queue: Queue, shares: "list[_Share]") -> None:
        async for job in queue.jobs():
            await shares[share_of(job.url, self._number)].line.say(b"J", written(job))
        for one in shares:
            await one.finish()


class _Share:
    """One of the processes, seen from the desk's."""

    def __init__(self, process: "subprocess.Popen[bytes]", line: Line) -> None:
        self._process, self.line, self._may_end = process, line, False

    @classmethod
    async def begin(cls, which: int, shares: int, wiring: Wiring) -> "_Share":
        ours, theirs = socket.socketpair()
        with theirs:
            command = [sys.executable, "-c", BEGIN.format(theirs.fileno())]
            process = subprocess.Popen(command, pass_fds=[theirs.fileno()])  # noqa: ASYNC220, S603  ours, and at once
        line = await Line.over(ours)
        await line.say(b"T", written(Terms(for_workers(wiring.feeds), wiring.rules, 0.0)))
        for host, state in wiring.hosts.items():
            if share_of(f"http://{host}/", shares) == which:
                await line.say(b"K", written(Known(host, state)))
        return cls(process, line)

    async def finish(self) -> None:
        """Nothing more is to be asked."""
        self._may_end = True
        await self.line.say(b"E")

    def stop(self) -> None:
        """Have it end now, and tell what hosts asked for."""
        self._may_end = True
        with suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """Have it end at once."""
        self._process.kill()

    def end(self) -> None:
        """It is over."""
        self.line.close()
        self.kill()
        self._process.wait()

    async def serve(self, wiring: Wiring) -> None:
        """Store what comes, and answer its questions, until it ends."""
        storing: set[asyncio.Future[Stored]] = set()
        async for letter, message in self.line.heard():
            if letter == b"P":
                storing.add(asyncio.ensure_future(into(wiring.sink, read(message, Poll, Finding, Visit))))
            elif letter == b"W":
                await remember(wiring.manners, read(message, *KINDS.values()))
            elif letter == b"Q":
                await self.line.say(b"A", await _answer(wiring.manners, message))
            elif letter == b"C":
                elsewhere(float(message))
            for task in [task for task in storing if task.done()]:
                storing.remove(task)
                task.result()
        await asyncio.gather(*storing)
        if not self._may_end and not asked():
            raise KoplampError("a process of this crawl ended too early; what it had in hand is asked by the next run")
        await asyncio.to_thread(self._process.wait)


async def _answer(manners: Manners, question: bytes) -> bytes:
    number, what, origin = question.decode().split(" ", 2)
    known = await (manners.robots(origin) if what == "robots" else manners.tdmrep(origin))
    return number.encode() + b" " + (written(known) if known else b"")


# ---------------------------------------------------------------- a process with a share


class LineDesk:
    """Queue, Sink and Manners of a process, over the line to the one with the desk."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._jobs: asyncio.Queue[Job | None] = asyncio.Queue()
        self._answers: dict[int, asyncio.Future[bytes]] = {}
        self.hosts: dict[str, HostState] = {}

    async def listen(self) -> None:
        """Take in what is said, until the line ends: then so do we, whatever we are busy with."""
        async for letter, message in self._line.heard():
            if letter == b"J":
                self._jobs.put_nowait(read(message, FeedJob, ArchiveJob, PageJob))
            elif letter == b"K":
                known: Known = read(message, Known)
                self.hosts[known.host] = known.state
            elif letter == b"A":
                number, _, answer = message.partition(b" ")
                self._answers.pop(int(number)).set_result(answer)
            elif letter == b"E":
                self.stop()
        os.kill(os.getpid(), signal.SIGTERM)

    async def jobs(self) -> AsyncIterator[Job]:
        """Jobs as they come."""
        while (job := await self._jobs.get()) is not None:
            yield job

    def stop(self) -> None:
        """Take nothing more."""
        self._jobs.put_nowait(None)

    async def polled(self, poll: Poll) -> Stored:
        return await self._result(poll)

    async def found(self, finding: Finding) -> Stored:
        return await self._result(finding)

    async def visited(self, visit: Visit) -> Stored:
        return await self._result(visit)

    async def robots(self, origin: str) -> RobotsTxt | None:
        answer = await self._asked("robots", origin)
        return read(answer, RobotsTxt) if answer else None

    async def tdmrep(self, origin: str) -> TdmRep | None:
        answer = await self._asked("tdmrep", origin)
        return read(answer, TdmRep) if answer else None

    async def keep_robots(self, robots: RobotsTxt) -> None:
        await self._line.say(b"W", written(robots))

    async def keep_tdmrep(self, told: TdmRep) -> None:
        await self._line.say(b"W", written(told))

    async def rest(self, host: str, until: datetime, reason: str) -> None:
        await self._line.say(b"W", written(Rest(host, until, reason)))

    async def leave_pages(self, host: str, until: datetime) -> None:
        await self._line.say(b"W", written(NoPages(host, until)))

    async def pauses(self, until: dict[str, datetime]) -> None:
        await self._line.say(b"W", written(Pauses(tuple(until.items()))))

    async def _result(self, result: Result) -> Stored:
        await self._line.say(b"P", written(result))
        return Stored()

    async def _asked(self, what: str, origin: str) -> bytes:
        number = max(self._answers, default=0) + 1
        self._answers[number] = asyncio.get_running_loop().create_future()
        answer = self._answers[number]
        await self._line.say(b"Q", f"{number} {what} {origin}".encode())
        return await answer


def share(handle: int) -> None:
    """The life of such a process; `handle` is its end of the line."""
    sys.exit(listened(lambda: run_loop(_share(socket.socket(fileno=handle)))))


async def _share(end: socket.socket) -> int:
    line = await Line.over(end)
    async for _, message in line.heard():
        terms: Terms = read(message, Terms)
        break
    else:
        return 1
    desk = LineDesk(line)
    listening = asyncio.ensure_future(desk.listen())
    headers, unset = own_headers(terms.feeds.feeds)
    secrets = config.secret_values(terms.feeds, os.environ)
    with Workers() as workers:
        wiring = Wiring(
            terms.feeds, desk, desk, workers, desk, desk.hosts, headers, unset, utc_now, terms.rules, secrets
        )
        done = await run_spider(wiring)
    await line.say(b"C", str(server_cpu_s()).encode())
    listening.cancel()
    line.close()
    return done.exit_code

"""A pure function and its arguments -> its result, or a Failure that says why it had to be ended.

Feeds and pages come from strangers and some cost minutes or gigabytes to read (feedparser is quadratic on a long
<author>, lxml on many attributes), so they are read in processes that can be killed. pebble starts, ends and
replaces them; the limits below are set by ourselves before each call.
"""

import asyncio
import ctypes
import fcntl
import logging
import multiprocessing
import os
import resource
import select
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from multiprocessing import forkserver, resource_tracker
from pathlib import Path
from typing import Any, Self, TypeVar

from pebble import ProcessExpired, ProcessPool

from crawler.errors import KoplampError
from crawler.model import Failure
from crawler.polling import limits

T = TypeVar("T")

CALLS_PER_PROCESS = 500  # a leak in a parser ends with its process
TRIES = 3  # of a call whose pool broke
LOOK_S = 1  # how often a call that waits looks whether its pool broke
PRELOADED = [__name__, "crawler.process.preloaded"]  # what each worker would import and make itself
FOR_PAGES = ["crawler.process.pages", "trafilatura", "htmldate"]  # the same of those that read pages


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one call may use."""

    memory_mib: int = limits.READ_MIB
    cpu_s: int = limits.READ_CPU_S
    wall_s: int = limits.READ_WALL_S

    def of(self, arguments: tuple[object, ...]) -> "Bounds":
        """The same with more time where many bytes are handed over: an honest feed costs what it is long."""
        mib = min(sum(len(one) for one in arguments if isinstance(one, bytes)) >> 20, limits.READ_LONGER_MIB)
        cpu_s, wall_s = mib * limits.READ_CPU_S_PER_MIB, mib * limits.READ_WALL_S_PER_MIB
        return replace(self, cpu_s=self.cpu_s + cpu_s, wall_s=self.wall_s + wall_s)


_calls = [0]  # of this process, when it is a worker
_elsewhere = [0.0]  # seconds of such processes of others
STDERR = 2
TO_ALL = (signal.SIGHUP, signal.SIGINT, signal.SIGTERM)  # often sent to a whole group of processes
FROM_OUTSIDE = frozenset({signal.SIGHUP, signal.SIGTERM})  # what a worker of ours dies of when they are
HEARD_S = 1  # by then we have heard it ourselves
M_MMAP_THRESHOLD, MAPPED_FROM = -3, 256 * 1024  # of malloc.h; bytes from which on a piece stands alone
OUT_OF_MEMORY = 71  # the exit code of a process that had not enough for its first call
OUT_OF_ROOM = 72  # the same after other calls, which may have left too little
CPU_FIELDS = slice(11, 15)  # of /proc/PID/stat behind the name: utime, stime, and those of the children waited for


class Raised(Exception):
    """What a function raised, in words: lxml's exceptions cannot be handed from one process to another."""


STOPPED = Failure("the run was stopped", costly=False)


class Workers:
    """A pool of killable processes. Leaving it as a context manager ends them all. `pages`: whether they read any."""

    def __init__(self, processes: int = 2, bounds: Bounds | None = None, *, pages: bool = True) -> None:
        self._bounds = bounds or Bounds()
        self._processes = processes
        _give_back()
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(FOR_PAGES + PRELOADED if pages else PRELOADED)
        self._pool = self._new_pool()
        self._pending: set[Any] = set()
        self._stopped = self._serving = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    async def call(self, function: Callable[..., T], *arguments: object) -> T | Failure:
        """Run `function(*arguments)` (module-level, picklable arguments) in a worker.

        An exception inside it is a Failure too: what strangers wrote must not stop a run. A call that lacks memory in a
        process that others were made in is made again in a new one. Raises KoplampError when no process can be started.
        """
        if not self._stopped and not self._serving:
            self._serving = True
            _start_server()
        bounds = self._bounds.of(arguments)
        for left in reversed(range(TRIES)):
            if self._stopped:
                return STOPPED
            try:
                pool = self._living_pool()
                task = pool.schedule(_bounded, (bounds, function, arguments), timeout=bounds.wall_s)
            except (OSError, RuntimeError):  # of those BrokenProcessPool is one
                continue
            error = await self._end_of(task, pool)
            if self._stopped:
                return STOPPED
            if error is None:
                result: T = task.result()
                return result
            if not isinstance(error, BrokenProcessPool | CancelledError) and not (left and _code(error) == OUT_OF_ROOM):
                return _failure(error, bounds)
        raise KoplampError("the processes that read feeds and pages cannot be started; is memory or /dev/shm full?")

    async def _end_of(self, task: Future[Any], pool: ProcessPool) -> BaseException | None:
        """Wait for a call; what it ended with, None: a result."""
        self._pending.add(task)
        future = asyncio.wrap_future(task)
        try:
            while not (await asyncio.wait({future}, timeout=LOOK_S))[0]:
                if not pool.active:
                    task.cancel()  # nobody else tells of a call that waited when it broke
        finally:
            self._pending.discard(task)
        if future.cancelled():
            return CancelledError()
        error = future.exception()
        if isinstance(error, ProcessExpired) and -error.exitcode in FROM_OUTSIDE:
            await asyncio.sleep(HEARD_S)
        return error

    def _new_pool(self) -> ProcessPool:
        return ProcessPool(
            max_workers=self._processes,
            max_tasks=CALLS_PER_PROCESS,
            initializer=_prepare,
            initargs=(self._bounds.memory_mib,),
            context=self._context,
        )

    def _living_pool(self) -> ProcessPool:
        """The pool, a new one where it broke: pebble gives up when an idle worker dies, or one whose call it did not
        yet know to have begun. The calls of such a pool are made again."""
        if not self._pool.active:
            _end(self._pool)
            self._pool = self._new_pool()
        return self._pool

    def stop(self) -> None:
        """End all processes within two seconds; calls in progress come back as a Failure."""
        self._stopped = True
        for task in tuple(self._pending):  # pebble hangs when stopped with tasks that nobody cancelled
            task.cancel()
        _end(self._pool)


def _end(pool: ProcessPool) -> None:
    pool.stop()
    pool.join(timeout=2)


def _code(error: BaseException) -> int | None:
    """The exit code of the process that an error tells the end of."""
    return error.exitcode if isinstance(error, ProcessExpired) else None


def _failure(error: BaseException, bounds: Bounds) -> Failure:
    if isinstance(error, TimeoutError):
        return Failure(f"took longer than {bounds.wall_s} s", costly=True)
    if isinstance(error, MemoryError) or _code(error) in (OUT_OF_MEMORY, OUT_OF_ROOM):
        return Failure(f"needed more than {bounds.memory_mib} MiB", costly=True)
    if isinstance(error, ProcessExpired):
        if -error.exitcode in FROM_OUTSIDE:
            return Failure("worker was ended from outside", costly=False)
        over = error.exitcode == -signal.SIGXCPU
        return Failure(
            f"took more than {bounds.cpu_s} s of CPU" if over else f"worker died ({error.exitcode})", costly=True
        )
    told = str(error) if isinstance(error, Raised) else f"{type(error).__name__}: {error!a}"[:300]
    return Failure(told, costly=False)


def _start_server() -> None:
    """Start the process that forks the workers, and the one that clears up behind us, deaf to what is sent to all.

    A handler that was set is lost on the way to them and a mask is not. They end with us, without any signal, and
    without a word: a worker that is forked just when we are gone would print a traceback into cron's mail.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, TO_ALL)
    try:
        with _stderr_to_nowhere():
            resource_tracker.ensure_running()
            signal.pthread_sigmask(signal.SIG_BLOCK, TO_ALL)  # it let two of them through
            forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def server_cpu_s() -> float:
    """Seconds of CPU so far of the process that forks the workers and of all workers that have ended, however they did.

    RUSAGE_CHILDREN holds a child only when we have waited for it, and this one lives as long as we do: should it die,
    its time moves there, and their sum never goes down. 0 before it is started, and where there is no /proc.
    """
    return _server_s() + _elsewhere[0]


def elsewhere(seconds: float) -> None:
    """Count what another process of this run tells of its own."""
    _elsewhere[0] += seconds


def _server_s() -> float:
    server: int | None = getattr(forkserver._forkserver, "_forkserver_pid", None)
    try:
        stat = Path(f"/proc/{server}/stat").read_text("utf-8", "replace")
    except OSError:
        return 0.0
    return sum(map(int, stat.rpartition(")")[2].split()[CPU_FIELDS])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def _stderr_to_nowhere() -> Iterator[None]:
    """For the processes that are started meanwhile."""
    if sys.__stderr__ is None:  # it was closed, and its number may be a file of ours
        yield
        return
    ours, nowhere = os.dup(STDERR), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, STDERR)
        yield
    finally:
        os.dup2(ours, STDERR)
        os.close(ours)
        os.close(nowhere)


def _give_back() -> None:
    """Have the C library give back what large bodies took as soon as they are read: 60 of 350 MiB in a hostile run.

    Left to itself glibc keeps ever larger pieces in its heap, where small ones hold them.
    """
    with suppress(AttributeError):  # another C library
        ctypes.CDLL(None).mallopt(M_MMAP_THRESHOLD, MAPPED_FROM)


def _prepare(memory_mib: int) -> None:
    _give_back()
    resource.setrlimit(resource.RLIMIT_AS, (memory_mib << 20, memory_mib << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    logging.disable(logging.CRITICAL)  # what a parser thinks of a page would end in cron's mail
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then ends its workers
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, TO_ALL)  # the pool ends us by SIGTERM
    _end_with_parent()


def _end_with_parent() -> None:
    """Have the kernel end this process (SIGIO) when its parent is gone, be it in the middle of a costly page."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    end = parent.sentinel  # a pipe whose other end is the parent's alone
    fcntl.fcntl(end, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(end, fcntl.F_SETFL, fcntl.fcntl(end, fcntl.F_GETFL) | os.O_ASYNC)
    if select.select([end], [], [], 0)[0]:
        os._exit(1)  # it went before we listened


def _bounded(bounds: Bounds, function: Callable[..., T], arguments: tuple[object, ...]) -> T:
    _calls[0] += 1
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime)
    resource.setrlimit(
        resource.RLIMIT_CPU, (spent + bounds.cpu_s + 1, resource.RLIM_INFINITY)
    )  # cumulative, so per call
    signal.setitimer(signal.ITIMER_REAL, bounds.wall_s + 1)  # ends this process should the parent have been killed
    try:
        return function(*arguments)
    except MemoryError:
        os._exit(
            OUT_OF_ROOM if _calls[0] > 1 else OUT_OF_MEMORY
        )  # what it holds on to would be missed by the next page
    except Exception as error:
        raise Raised(f"{type(error).__name__}: {error!a}"[:300]) from error
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)

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
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from multiprocessing import forkserver, resource_tracker
from typing import Any, Self, TypeVar

from pebble import ProcessExpired, ProcessPool

from crawler.errors import KoplampError
from crawler.model import Failure
from crawler.polling import limits

T = TypeVar("T")

CALLS_PER_PROCESS = 500  # a leak in a parser ends with its process
PRELOADED = ["crawler.process"]


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


STDERR = 2
TO_ALL = (signal.SIGHUP, signal.SIGINT, signal.SIGTERM)  # often sent to a whole group of processes
FROM_OUTSIDE = frozenset({signal.SIGHUP, signal.SIGTERM})  # what a worker of ours dies of when they are
HEARD_S = 1  # by then we have heard it ourselves
M_MMAP_THRESHOLD, MAPPED_FROM = -3, 256 * 1024  # of malloc.h; bytes from which on a piece stands alone
OUT_OF_MEMORY = 71  # the exit code of a process that had not enough


class Raised(Exception):
    """What a function raised, in words: lxml's exceptions cannot be handed from one process to another."""


STOPPED = Failure("the run was stopped", costly=False)


class Workers:
    """A pool of killable processes. Use as a context manager: leaving it ends them all."""

    def __init__(self, processes: int = 2, bounds: Bounds | None = None) -> None:
        self._bounds = bounds or Bounds()
        _give_back()
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(PRELOADED)
        self._pool = ProcessPool(
            max_workers=processes,
            max_tasks=CALLS_PER_PROCESS,
            initializer=_prepare,
            initargs=(self._bounds.memory_mib,),
            context=context,
        )
        self._pending: set[Any] = set()
        self._stopped = self._serving = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    async def call(self, function: Callable[..., T], *arguments: object) -> T | Failure:
        """Run `function(*arguments)` (module-level, picklable arguments) in a worker.

        An exception inside it is a Failure too: what strangers wrote must not stop a run. Raises KoplampError when no
        process can be started.
        """
        if self._stopped:
            return STOPPED
        if not self._serving:
            self._serving = True
            _start_server()
        self._check()
        bounds = self._bounds.of(arguments)
        task = self._pool.schedule(_bounded, args=(bounds, function, arguments), timeout=bounds.wall_s)
        self._pending.add(task)
        future = asyncio.wrap_future(task)
        try:
            await asyncio.wait({future})
        finally:
            self._pending.discard(task)
        if future.cancelled():
            return STOPPED
        error = future.exception()
        if isinstance(error, ProcessExpired) and -error.exitcode in FROM_OUTSIDE:
            await asyncio.sleep(HEARD_S)
        if self._stopped:
            return STOPPED
        if error is None:
            result: T = future.result()
            return result
        self._check()
        return _failure(error, bounds)

    def _check(self) -> None:
        if not self._stopped and not self._pool.active:
            raise KoplampError("the processes that read feeds and pages cannot be started; is memory or /dev/shm full?")

    def stop(self) -> None:
        """End all processes within two seconds; calls in progress come back as a Failure."""
        self._stopped = True
        for task in tuple(self._pending):  # pebble hangs when stopped with tasks that nobody cancelled
            task.cancel()
        self._pool.stop()
        self._pool.join(timeout=2)


def _failure(error: BaseException, bounds: Bounds) -> Failure:
    if isinstance(error, TimeoutError):
        return Failure(f"took longer than {bounds.wall_s} s", costly=True)
    if isinstance(error, MemoryError) or getattr(error, "exitcode", None) == OUT_OF_MEMORY:
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
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime)
    resource.setrlimit(
        resource.RLIMIT_CPU, (spent + bounds.cpu_s + 1, resource.RLIM_INFINITY)
    )  # cumulative, so per call
    signal.setitimer(signal.ITIMER_REAL, bounds.wall_s + 1)  # ends this process should the parent have been killed
    try:
        return function(*arguments)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)  # what it holds on to would be missed by the next page
    except Exception as error:
        raise Raised(f"{type(error).__name__}: {error!a}"[:300]) from error
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)

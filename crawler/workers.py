"""A pure function and its arguments -> its result, or a Failure that says why it had to be ended.

Feeds and pages come from strangers and some cost minutes or gigabytes to read (feedparser is quadratic on a long
<author>, lxml on many attributes), so they are read in processes that can be killed. pebble starts, ends and
replaces them; the limits below are set by ourselves before each call.
"""

import asyncio
import logging
import multiprocessing
import resource
import signal
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self, TypeVar

from pebble import ProcessExpired, ProcessPool

from crawler.errors import KoplampError
from crawler.model import Failure

T = TypeVar("T")

CALLS_PER_PROCESS = 500  # a leak in a parser ends with its process
PRELOADED = ["crawler.process"]


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one call may use."""

    memory_mib: int = 1024
    cpu_s: int = 10  # an ordinary page takes 0.03 s
    wall_s: int = 20  # more than cpu_s: the machine may be busy with other things


STOPPED = Failure("the run was stopped", costly=False)


class Workers:
    """A pool of killable processes. Use as a context manager: leaving it ends them all."""

    def __init__(self, processes: int = 2, bounds: Bounds | None = None) -> None:
        self._bounds = bounds or Bounds()
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
        self._stopped = False

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
        self._check()
        task = self._pool.schedule(_bounded, args=(self._bounds, function, arguments), timeout=self._bounds.wall_s)
        self._pending.add(task)
        future = asyncio.wrap_future(task)
        try:
            await asyncio.wait({future})
        finally:
            self._pending.discard(task)
        if future.cancelled():
            return STOPPED
        error = future.exception()
        if error is None:
            result: T = future.result()
            return result
        self._check()
        return _failure(error, self._bounds)

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
    if isinstance(error, MemoryError):
        return Failure(f"needed more than {bounds.memory_mib} MiB", costly=True)
    if isinstance(error, ProcessExpired):
        over = error.exitcode == -signal.SIGXCPU
        return Failure(
            f"took more than {bounds.cpu_s} s of CPU" if over else f"worker died ({error.exitcode})", costly=True
        )
    return Failure(f"{type(error).__name__}: {error!a}"[:300], costly=False)


def _prepare(memory_mib: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory_mib << 20, memory_mib << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    logging.disable(logging.CRITICAL)  # what a parser thinks of a page would end in cron's mail
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then ends its workers
    signal.signal(signal.SIGALRM, signal.SIG_DFL)


def _bounded(bounds: Bounds, function: Callable[..., T], arguments: tuple[object, ...]) -> T:
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime)
    resource.setrlimit(
        resource.RLIMIT_CPU, (spent + bounds.cpu_s + 1, resource.RLIM_INFINITY)
    )  # cumulative, so per call
    signal.setitimer(signal.ITIMER_REAL, bounds.wall_s + 1)  # ends this process should the parent have been killed
    try:
        return function(*arguments)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)

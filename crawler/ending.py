"""Signals and a deadline -> the end of what this process does: in order within seconds, else by force.

Python hears a signal in its main thread only, and only between two of its own instructions: not while SQLite waits for
a lock, nor while a callback sits in C. So the work gets a thread of its own, and the main thread only listens.

    listened(work)                main thread: SIGINT, SIGTERM, SIGHUP, the deadline
      work()                      its own thread
        with when_asked(stop):    the first signal calls stop(), from the main thread
        due_in(seconds)           by then the work has ended of itself, or it is ended

Signals belong to the process, so what came of them stands here once. Work beside the main thread is not listened to.
"""

import asyncio
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from queue import Empty, SimpleQueue
from types import FrameType
from typing import TypeVar

from crawler.errors import Overdue

T = TypeVar("T")

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
STOP_S = 3  # a stop that has not come about by then is forced: SQLite loses nothing by it
OVERDUE_S = 120  # after the deadline: room for three waits of 30 s for a lock, and for tidying a large desk
LISTEN_S = 0.2  # at a time: a signal that comes just before a wait begins, or to another thread, does not end the wait
FROZEN_S = 30  # after that the kernel (SIGALRM) ends a process in which no thread of Python gets its turn any more
STDERR = 2


class _Listening:
    """What the main thread and the work tell each other."""

    def __init__(self, tidy: Callable[[], None]) -> None:
        self._tidy = tidy
        self.number = 0  # of the first signal
        self.stop: Callable[[], None] | None = None
        self._done: SimpleQueue[bool] = SimpleQueue()  # may be put to from a signal handler; False: look at the clock
        self._deadline = self._patience = float("inf")  # by the monotonic clock
        self._alarm = False

    def done(self, _: object) -> None:
        self._done.put(True)

    def due(self, seconds: float) -> None:
        if self.number:
            return
        self._deadline = time.monotonic() + seconds
        self._patience = self._deadline + OVERDUE_S
        if self._alarm or signal.getitimer(signal.ITIMER_REAL)[0] == 0:  # else somebody else's is set
            self._alarm = True
            signal.setitimer(signal.ITIMER_REAL, seconds + OVERDUE_S + FROZEN_S)
        self._done.put(False)

    def heard(self, number: int, _: FrameType | None) -> None:
        """A signal: the first is passed on, a second ends the process at once."""
        if self.number:
            self._end(0)
        self.number = number
        self._patience = time.monotonic() + STOP_S
        self._done.put(False)
        if self.stop is not None:
            self.stop()

    def listen(self) -> None:
        """Return when the work is done. If it takes too long, the process ends here."""
        left = LISTEN_S
        while True:
            with suppress(Empty):
                if self._done.get(timeout=left):
                    break
            now = time.monotonic()
            if now >= self._patience:
                self._end(now - self._deadline)
            left = min(LISTEN_S, self._patience - now)
        if self._alarm:
            signal.setitimer(signal.ITIMER_REAL, 0)

    def _end(self, late_s: float) -> None:
        self._tidy()
        if self.number:
            os._exit(128 + self.number)
        told = (
            f"koplamp: the run hung and was ended by force {late_s:.0f} s after its deadline; what was stored is kept\n"
        )
        with suppress(OSError):
            os.write(STDERR, told.encode())
        os._exit(Overdue.exit_code)


_listening: _Listening | None = None


def listened(work: Callable[[], T], tidy: Callable[[], None] = lambda: None) -> T:
    """Carry out the work in a thread of its own and listen meanwhile; returns or raises what it does.

    Before an end by force `tidy` is called. Raises SystemExit where a signal cancelled it. Beside the main thread, or
    inside of such work, it is simply done.
    """
    global _listening
    if _listening is not None or threading.current_thread() is not threading.main_thread():
        return work()
    listening = _Listening(tidy)
    ours = [number for number in SIGNALS if signal.getsignal(number) is not signal.SIG_IGN]  # nohup's are left alone
    before = {number: signal.signal(number, listening.heard) for number in ours}
    _listening = listening
    try:
        with ThreadPoolExecutor(1, thread_name_prefix="work") as thread:
            future = thread.submit(work)
            future.add_done_callback(listening.done)
            listening.listen()
        return future.result()
    except asyncio.CancelledError:
        raise SystemExit(128 + listening.number) from None
    finally:
        _listening = None
        for number, handler in before.items():
            signal.signal(number, handler)


def asked() -> int:
    """128 + the number of the signal that asks for the end of what is done now; 0: none came."""
    return 128 + _listening.number if _listening is not None and _listening.number else 0


def due_in(seconds: float) -> None:
    """From now on the work has so long; what goes on much longer hangs, and the process is ended."""
    if _listening is not None:
        _listening.due(seconds)


@contextmanager
def when_asked(stop: Callable[[], None]) -> Iterator[None]:
    """Have the first signal call `stop`, from the main thread; at once if it has come already."""
    listening = _listening
    if listening is None:
        yield
        return
    listening.stop = stop
    try:
        if listening.number:
            stop()
        yield
    finally:
        listening.stop = None

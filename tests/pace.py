"""Time in seconds that mean the same on a machine that is slow, or that has other things to do just now."""

import re
import time
from typing import Self

PIECE_S = 0.1  # what a piece of work takes on the machine in whose seconds bounds are written, when it is idle


MOST_BUSY = 2.5  # a bound by the clock is never stretched further: what must not be waited for takes longer than that


def piece() -> tuple[float, float]:
    """Do a piece of work of the kinds that most of our code is made of -> its seconds of CPU and by the clock."""
    cpu, clock = time.process_time(), time.monotonic()
    words = sorted(f"{number * 7919 % 30_011:x}" for number in range(150_000))
    counts = dict.fromkeys(re.findall(r"[0-9a-f]{3}\b", " ".join(words)), 0)
    for word in words:
        counts[word[-3:]] = counts.get(word[-3:], 0) + len(word)
    return time.process_time() - cpu, time.monotonic() - clock


class Pace:
    """What a block takes, weighed against pieces of work done just before and just after it.

    `cpu_s`: seconds of CPU of this process; `s`: seconds by the clock; `slow`, `busy`: how many of them make one of
    an idle machine. Nothing is ever made longer than it was.
    """

    def __enter__(self) -> Self:
        self._before = piece()
        self._cpu, self._clock = time.process_time(), time.monotonic()
        return self

    def __exit__(self, *_: object) -> None:
        cpu, clock = time.process_time() - self._cpu, time.monotonic() - self._clock
        after = piece()
        self.slow = max(1.0, self._before[0] / PIECE_S, after[0] / PIECE_S)
        self.cpu_s = cpu / self.slow
        self.busy = min(MOST_BUSY, max(1.0, (self._before[1] + after[1]) / (2 * PIECE_S)))
        self.s = clock / self.busy

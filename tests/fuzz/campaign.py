"""Documents by number through the pool the crawl uses -> figures, and what went wrong, each with its number."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from crawler.model import Failure
from crawler.workers import Workers
from tests.fuzz.corpus import Corpus
from tests.fuzz.documents import Document, document
from tests.fuzz.promises import broken
from tests.fuzz.readers import Measured, measured

PROCESSES = 2
AT_ONCE = 2 * PROCESSES  # so that no worker waits while a result is looked at
BATCH = 250  # so many documents, then the figures are kept


@dataclass(frozen=True, slots=True)
class Found:
    """Something that may not be: an error of ours, an overrun, a promise that does not hold."""

    number: int
    lane: str
    seed: str
    what: str  # error, overrun, promise
    reason: str

    def __str__(self) -> str:
        return f"document {self.number} ({self.lane} from {self.seed}): {self.what}: {self.reason}"


@dataclass
class Figures:
    """What a campaign came to so far; documents 0 to `done` are behind it."""

    done: int = 0
    seconds: float = 0.0
    peak_mib: float = 0.0
    read: int = 0  # those that were read as what they once were
    slowest_s: float = 0.0
    slowest: int = 0
    found: list[Found] = field(default_factory=list)

    def add(self, number: int, verdict: "Verdict") -> None:
        self.found.extend(verdict.found)
        self.read += verdict.is_read
        self.peak_mib = max(self.peak_mib, verdict.peak_mib)
        if verdict.cpu_s > self.slowest_s:
            self.slowest_s, self.slowest = verdict.cpu_s, number

    def count(self, what: str) -> int:
        return sum(one.what == what for one in self.found)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, kept: dict[str, Any]) -> "Figures":
        return cls(**{**kept, "found": [Found(**one) for one in kept["found"]]})


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one document."""

    found: tuple[Found, ...] = ()
    is_read: bool = False
    cpu_s: float = 0.0
    peak_mib: float = 0.0


async def judged(pool: Workers, made: Document) -> Verdict:
    """One document read in a worker, and its result held against the promises."""
    function, arguments = made.call
    came = await pool.call(measured, function, *arguments)
    if isinstance(came, Failure) and came.costly:  # once more: it may have been the machine that was busy
        came = await pool.call(measured, function, *arguments)
    if not isinstance(came, Measured):
        what = "overrun" if came.costly else "error"
        return Verdict((Found(made.number, made.lane, made.seed, what, came.reason),))
    faults = tuple(Found(made.number, made.lane, made.seed, "promise", fault) for fault in broken(made, came.result))
    return Verdict(faults, not isinstance(came.result, Failure), came.cpu_s, came.peak_mib)


async def batches(pool: Workers, corpus: Corpus, seed: int, figures: Figures, last: int) -> AsyncIterator[int]:
    """Adds to the figures, batch by batch; how many documents are behind them, until `last` are."""
    while figures.done < last:
        numbers = range(figures.done, min(figures.done + BATCH, last))
        for number, verdict in await _all(pool, corpus, seed, numbers):
            figures.add(number, verdict)
        figures.done = numbers.stop
        yield figures.done


async def _all(pool: Workers, corpus: Corpus, seed: int, numbers: Iterable[int]) -> list[tuple[int, Verdict]]:
    ahead = iter(numbers)
    came: list[tuple[int, Verdict]] = []

    async def work() -> None:
        for number in ahead:
            verdict = await judged(pool, document(corpus, seed, number))
            came.append((number, verdict))

    await asyncio.gather(*(work() for _ in range(AT_ONCE)))
    return sorted(came, key=lambda one: one[0])

"""Two ways of doing the same -> CPU milliseconds per item and their ratio, measured item by item in the same minute.

A ratio means something on any machine; the milliseconds only on the one they were measured on.
"""

import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).resolve().parents[1].parent / "shared" / "data"
ROUNDS = 3  # of each item the best counts: whatever else the machine does only adds


@dataclass(frozen=True, slots=True)
class Way:
    """A name and the function that takes one item."""

    name: str
    take: Callable[[bytes], object]


def data(folder: str) -> Path:
    """The folder of real documents; without it there is nothing to measure, and the command ends well."""
    if not (DATA / folder).is_dir():
        print(f"nothing measured: ../shared/data/{folder} is not here")
        sys.exit(0)
    return DATA / folder


def duel(what: str, items: Sequence[bytes], peer: Way, *ours: Way) -> None:
    """Print what each way costs and how many times the peer's cost that is; all take turns on every item."""
    ways = (*ours, peer)
    costs: dict[str, list[float]] = {way.name: [] for way in ways}
    for item in items[:5]:  # lazy imports, patterns and models are loaded here
        for way in ways:
            way.take(item)
    for item in items:
        for way in ways:
            costs[way.name].append(cpu_ms(way.take, item))
    print(f"{what}: {len(items)} documents, {sum(map(len, items)) / len(items) / 1000:.0f} kB each on average")
    for name, spent in costs.items():
        ordered = sorted(spent)
        p90 = ordered[len(ordered) * 9 // 10]
        ratio = sum(spent) / sum(costs[peer.name])
        print(
            f"  {name:<44} {statistics.mean(spent):8.2f} ms   median {statistics.median(spent):7.2f}   p90 {p90:8.2f}"
            f"   {ratio:.2f} of the peer, {1 / ratio:.1f} times as fast"
        )


def cpu_ms(take: Callable[..., object], *item: object) -> float:
    """What taking an item costs, at best."""
    return min(_once(take, *item) for _ in range(ROUNDS))


def _once(take: Callable[..., object], *item: object) -> float:
    began = time.process_time()
    take(*item)
    return (time.process_time() - began) * 1000

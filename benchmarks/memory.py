"""The memory that a crawl takes with all its processes: python -m benchmarks.memory [--feeds 1000] [--due N] [--docs]

PSS, by which pages that processes share count once, looked at four times a second: the most that a first crawl of the
server of origin.py held. Of `--due` feeds (100,000) a run asks as many as it can in a minute.
"""

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.contestants import koplamp
from benchmarks.origin import Shelf, origin
from benchmarks.papers import table, tell
from benchmarks.whole import Cost, cost_of

HEADS = ("a first crawl", "PSS MiB", "wall s")


def crawled(shelf: Shelf, *, follow: bool = False, minutes: float = 12) -> Cost:
    """One crawl on a server and a folder of its own, which ends after so many minutes."""
    with tempfile.TemporaryDirectory() as folder, origin(shelf) as server:
        command = koplamp("koplamp", follow=follow).ready(Path(folder), server)
        feeds = Path(folder) / "feeds.yaml"
        feeds.write_text(
            feeds.read_text("utf-8").replace("  pause: 0s\n", f"  pause: 0s\n  minutes_per_run: {minutes}\n")
        )
        return cost_of(command)


def lines(feeds: int, due: int) -> Iterator[list[str]]:
    """A line of figures for each kind of crawl."""
    for about, cost in (
        (f"{feeds:,} feeds with 10 entries", crawled(Shelf(feeds, 10))),
        (f"{feeds:,} feeds with 4 entries, and their pages", crawled(Shelf(feeds, 4), follow=True)),
        (f"{due:,} feeds due, a minute of asking them", crawled(Shelf(due, 1), minutes=1)),
    ):
        yield [about, f"{cost.pss_mib:.0f}", f"{cost.wall_s:.0f}"]


def main() -> None:
    """Print the table, or put it into docs/performance.md."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--feeds", type=int, default=1000)
    options.add_argument("--due", type=int, default=100_000)
    options.add_argument("--docs", action="store_true", help="put the table into docs/performance.md")
    given = options.parse_args()
    tell("memory", table(HEADS, lines(given.feeds, given.due)), to_docs=given.docs)


if __name__ == "__main__":
    main()

"""What a crawl costs, from the start of the process to the end of its last: ours beside what else collects feeds.

python -m benchmarks.crawls [--feeds 500] [--entries 10] [--rounds 3] [--late 0.2] [--tls] [--docs]

Each in its turn, round by round, asks the same server on this machine: all feeds for the first time; again, with
nothing new; again, with one feed in a thousand changed. The figures are medians of the rounds: CPU of a crawl of one
feed that has nothing new (start-up), and what each feed costs beyond that; a ratio is the median of each round's. Ours
tags, compares and clusters what is new as well, at the end of the crawl and for a minute at most.

The last of them is no peer but the floor: it asks conditionally, and does nothing with what it is told. With --tls
every question is a handshake, and who downloads everything each time is left out.

Peers live in .venv-reader and .venv-feed-to-sqlite, which `make bench` sets up.
"""

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

from benchmarks.contestants import Contestant, commands, feed_to_sqlite, in_turns, koplamp, reader, script, there
from benchmarks.origin import Shelf, host_of, origin
from benchmarks.papers import asked, table, tell
from benchmarks.whole import Cost, Failed, cost_of
from tests.flow.tls import certificate

CRAWLS = ("first", "nothing new", "1 in 1,000 new")
HEADS = ["crawl", "start-up s", *(f"{crawl}, ms a feed" for crawl in CRAWLS), "wall s", "PSS MiB"]


@dataclass(frozen=True, slots=True)
class Round:
    """What one contestant needed: to start, and for its three crawls of `feeds` feeds."""

    feeds: int
    start: Cost
    crawls: tuple[Cost, Cost, Cost]

    def ms_a_feed(self, crawl: int) -> float:
        """CPU beyond the start."""
        return (self.crawls[crawl].cpu_s - self.start.cpu_s) / self.feeds * 1000


def three_crawls(contestant: Contestant, shelf: Shelf) -> tuple[Cost, Cost, Cost]:
    """First, nothing new, one in a thousand new; on a server and a folder of their own."""
    with tempfile.TemporaryDirectory() as folder, origin(shelf) as server:
        argv = contestant.ready(Path(folder), server)
        costs = []
        for changed in ((), (), range(0, shelf.feeds, 1000)):
            server.change(frozenset(changed))
            costs.append(cost_of(argv))
            if sum(server.served()) < shelf.feeds:
                raise Failed(f"{contestant.name} did not ask every feed")
            if contestant.settle:
                cost_of(contestant.settle(Path(folder)))
        first, again, changed_some = costs
        return first, again, changed_some


def one_round(contestant: Contestant, shelf: Shelf) -> Round:
    """Its start, then its crawls."""
    _, start, _ = three_crawls(contestant, replace(shelf, feeds=1))
    return Round(shelf.feeds, start, three_crawls(contestant, shelf))


def lines(found: dict[str, list[Round]]) -> list[list[str]]:
    """A line of figures for each contestant, those of others with what ours is of them."""
    made = []
    ours = next(iter(found.values()))
    for name, rounds in found.items():
        cells = [f"{median(one.start.cpu_s for one in rounds):.2f}"]
        for crawl in range(len(CRAWLS)):
            ms = median(one.ms_a_feed(crawl) for one in rounds)
            ratio = median(us.ms_a_feed(crawl) / one.ms_a_feed(crawl) for us, one in zip(ours, rounds, strict=True))
            cells.append(f"{ms:.2f}" if rounds is ours else f"{ms:.2f} (ours x {ratio:.2f})")
        wall = " / ".join(f"{median(one.crawls[crawl].wall_s for one in rounds):.1f}" for crawl in range(len(CRAWLS)))
        made.append([name, *cells, wall, f"{max(cost.pss_mib for one in rounds for cost in one.crawls):.0f}"])
    return made


def main() -> None:
    """Print the table."""
    options = asked(__doc__, feeds=500, entries=10, rounds=3)
    options.add_argument("--late", type=float, default=0.0, help="seconds that the server waits before each answer")
    options.add_argument("--tls", action="store_true", help="over https")
    given = options.parse_args()
    ours_and_readers = [
        koplamp("koplamp"),
        koplamp("koplamp without [fast]", fast=False),
        reader("reader", 1),
        reader("reader, 4 workers", 4),
    ]
    others = [
        feed_to_sqlite(),
        script("Scrapy and feedparser", "peer_scrapy.py"),
        script("Scrapy that only asks", "peer_scrapy_bare.py"),
    ]
    everyone = there(ours_and_readers if given.tls else ours_and_readers + others)
    shelf = Shelf(given.feeds, given.entries, delay_s=given.late)
    about = f"{given.feeds} feeds with {given.entries} entries, answers {given.late} s late, {given.rounds} rounds"
    with tempfile.TemporaryDirectory() as folder:
        if given.tls:
            hosts = sorted({host_of(n, shelf.hosts) for n in range(shelf.feeds)})
            shelf, about = replace(shelf, certificate=certificate(Path(folder), *hosts)[1]), f"Over https, {about}"
        found = in_turns(everyone, given.rounds, lambda one: one_round(one, shelf))
    text = f"{about}. {commands(everyone)}.\n\n{table(HEADS, lines(found))}"
    tell("crawls_tls" if given.tls else "crawls", text, to_docs=given.docs)


if __name__ == "__main__":
    main()

"""What a crawl costs on desks of different sizes: it must not grow with what is stored.

python -m benchmarks.growth NEWS_DB ... [--feeds 500] [--entries 10] [--rounds 5] [--docs]

Each NEWS_DB is a desk of benchmarks.big_desk in a folder of its own, which is changed: the feeds of origin.py come to
it. They are asked for the first time, and then in turn, desk by desk, round by round, with nothing new, and with one
new entry in each. Medians of the rounds; a ratio is the median of each round's, against the first desk's.
"""

import sqlite3
from collections.abc import Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from statistics import median

from benchmarks.contestants import KOPLAMP, feeds_yaml
from benchmarks.origin import Origin, Shelf, origin
from benchmarks.papers import asked, table, tell
from benchmarks.whole import cost_of

HEADS = ("articles stored", "first, s", "nothing new, s", "ratio", "an entry new in each, s", "ratio")


class Grown:
    """A desk and the CPU seconds of its crawls, all that a process costs to start included."""

    def __init__(self, news_db: Path, server: Origin) -> None:
        self.news_db, self.server = news_db, server
        with closing(sqlite3.connect(f"{news_db.resolve().as_uri()}?mode=ro", uri=True)) as db:
            self.articles = int(db.execute("select count(*) from articles").fetchone()[0])
        (news_db.parent / "feeds.yaml").write_text(feeds_yaml(server, follow=False), "utf-8")
        self.first = self.crawl()
        cost_of([KOPLAMP, "enrich", "--desk", news_db.parent])
        self.again: list[float] = []
        self.news: list[float] = []

    def crawl(self) -> float:
        return cost_of([KOPLAMP, "crawl", "--now", "--desk", self.news_db.parent]).cpu_s

    def turn(self) -> None:
        """A crawl with nothing new and one with an entry new in each feed."""
        self.again.append(self.crawl())
        self.server.change(frozenset(range(self.server.shelf.feeds)))
        self.news.append(self.crawl())


def lines(desks: Sequence[Grown]) -> list[list[str]]:
    """A line for each desk."""
    least = desks[0]
    return [
        [
            f"{desk.articles:,}",
            f"{desk.first:.1f}",
            f"{median(desk.again):.2f}",
            f"x {median(a / b for a, b in zip(desk.again, least.again, strict=True)):.2f}",
            f"{median(desk.news):.2f}",
            f"x {median(a / b for a, b in zip(desk.news, least.news, strict=True)):.2f}",
        ]
        for desk in desks
    ]


def main() -> None:
    """Print the table, or put it into docs/performance.md."""
    options = asked(__doc__, feeds=500, entries=10, rounds=5)
    options.add_argument("desks", type=Path, nargs="+", metavar="NEWS_DB")
    given = options.parse_args()
    with ExitStack() as servers:
        shelf = Shelf(given.feeds, given.entries)
        desks = [Grown(path, servers.enter_context(origin(shelf))) for path in given.desks]
        for turn in range(given.rounds):
            at = turn % len(desks)
            for desk in (*desks[at:], *desks[:at]):
                desk.turn()
    text = f"{given.feeds} feeds with {given.entries} entries, {given.rounds} rounds.\n\n{table(HEADS, lines(desks))}"
    tell("growth", text, to_docs=given.docs)


if __name__ == "__main__":
    main()

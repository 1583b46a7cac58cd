"""What an article stored with its whole text costs: ours beside what else gets texts from feeds.

python -m benchmarks.full_texts [--feeds 40] [--entries 10] [--rounds 5] [--docs]

A first crawl of all feeds and of the page of every entry, as whole processes in turn, on the server of origin.py, whose
pages have 20 kB and a text of 900 words. Medians of the rounds; a ratio is the median of each round's. Ours tags,
compares and clusters the articles as well. CPU beyond that of a crawl of one feed without pages worth mentioning: what
it costs to start.
"""

import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

from benchmarks.contestants import NEWS_PLEASE, NEWSPAPER, Contestant, commands, in_turns, koplamp, script, there
from benchmarks.origin import Shelf, origin
from benchmarks.papers import asked, table, tell
from benchmarks.whole import Cost, Failed, cost_of

HEADS = ("a first crawl with whole texts", "start-up s", "CPU ms an article", "ours", "wall s", "PSS MiB")
TEXTS = {"news.db": "select body as text from article_text", "peer.db": "select text from entries"}


@dataclass(frozen=True, slots=True)
class Round:
    """What one contestant needed to start, and for a crawl of `articles` articles."""

    articles: int
    start: Cost
    crawl: Cost

    @property
    def ms_an_article(self) -> float:
        return (self.crawl.cpu_s - self.start.cpu_s) / self.articles * 1000


def crawled(contestant: Contestant, shelf: Shelf) -> Cost:
    """One crawl on a server and a folder of its own; every text has to be there afterwards."""
    with tempfile.TemporaryDirectory() as folder, origin(shelf) as server:
        cost = cost_of(contestant.ready(Path(folder), server))
        if (stored := _texts(Path(folder))) < shelf.feeds * shelf.articles:
            raise Failed(f"{contestant.name} stored {stored} texts of {shelf.feeds * shelf.articles}")
    return cost


def _texts(folder: Path) -> int:
    [(file, texts)] = [(one, sql) for name, sql in TEXTS.items() if (one := folder / name).exists()]
    with closing(sqlite3.connect(file)) as db:
        return int(db.execute(f"select count(*) from ({texts}) where length(text) > 4000").fetchone()[0])


def one_round(contestant: Contestant, shelf: Shelf) -> Round:
    """Its start, then its crawl."""
    start = crawled(contestant, replace(shelf, feeds=1, articles=1))
    return Round(shelf.feeds * shelf.articles, start, crawled(contestant, shelf))


def lines(found: dict[str, list[Round]]) -> list[list[str]]:
    """A line of figures for each contestant."""
    ours = next(iter(found.values()))
    return [
        [
            name,
            f"{median(one.start.cpu_s for one in rounds):.2f}",
            f"{median(one.ms_an_article for one in rounds):.1f}",
            f"x {median(us.ms_an_article / one.ms_an_article for us, one in zip(ours, rounds, strict=True)):.2f}",
            f"{median(one.crawl.wall_s for one in rounds):.1f}",
            f"{max(one.crawl.pss_mib for one in rounds):.0f}",
        ]
        for name, rounds in found.items()
    ]


def main() -> None:
    """Print the table, or put it into docs/performance.md."""
    given = asked(__doc__, feeds=40, entries=10, rounds=5).parse_args()
    everyone = there([
        koplamp("koplamp", follow=True),
        script("Scrapy, feedparser and trafilatura", "peer_scrapy_pages.py"),
        script("newspaper4k", "peer_newspaper.py", NEWSPAPER),
        script("news-please", "peer_news_please.py", NEWS_PLEASE),
    ])  # fmt: skip
    shelf = Shelf(given.feeds, given.entries)
    found = in_turns(everyone, given.rounds, lambda one: one_round(one, shelf))
    about = f"{given.feeds} feeds with {given.entries} articles each, {given.rounds} rounds"
    text = f"{about}. {commands(everyone)}.\n\n{table(HEADS, lines(found))}"
    tell("full_texts", text, to_docs=given.docs)


if __name__ == "__main__":
    main()

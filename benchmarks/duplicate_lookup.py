"""What it costs to look a text up among a million stored ones: `python -m benchmarks.duplicate_lookup [ARTICLES]`.

The index is filled with drawn hashes, in their own order, in a scratch folder that goes afterwards (1.2 GB and two or
three minutes at a million). Texts looked up: new ones, of which a fifth of the hashes is somewhere in the index, and
copies of a stored one. CPU milliseconds of the first question about each text; a cache of SQLite's usual size.
"""

import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import mean, quantiles

from sqlite_utils import Database

from crawler.related.fingerprints import SPARSEST, Fingerprint
from crawler.store import duplicates
from crawler.store.database import open_news

HASHES = 79  # of a text: the mean of the real bodies beside the repository
ASKED = 500  # texts of each kind
COPIES = 500  # stored articles whose hashes are remembered
REACH = 1 << 63


def main(articles: int) -> None:
    """Fill an index, and print what a lookup in it costs."""
    chance = random.Random(6)
    with tempfile.TemporaryDirectory(prefix="koplamp-lookup-") as folder:
        started = time.process_time()
        news = open_news(Path(folder) / "news.db", write=True)
        remembered = _fill(news, articles, chance)
        size = (Path(folder) / "news.db").stat().st_size
        _say(f"{articles:,} articles, {articles * HASHES:,} hashes, {size / 2**20:,.0f} MB")
        _say(f"filled in {time.process_time() - started:.0f} s of CPU")
        news.close()
        news = open_news(Path(folder) / "news.db", write=True)
        stored = [h for hashes in remembered.values() for h in hashes]
        new = [_mark(_drawn(chance, 4 * HASHES // 5) | set(chance.sample(stored, HASHES // 5))) for _ in range(ASKED)]
        _tell("a new text", [_lookup(news, mark) for mark in new])
        copies = [(at, _mark(hashes)) for at, hashes in remembered.items()]
        _tell("a copy of a stored text", [_lookup(news, mark, at) for at, mark in copies])
        news.close()


def _lookup(news: Database, mark: Fingerprint, copied: int | None = None) -> float:
    """Milliseconds of CPU of one lookup: which hashes are common, and what is near."""
    started = time.process_time()
    often = duplicates.common(news, [mark])
    found = duplicates.near(news, 0, mark, often)
    took = time.process_time() - started
    if copied is not None and copied not in found:
        raise SystemExit("a stored copy was not found")
    return 1000 * took


def _fill(news: Database, articles: int, chance: random.Random) -> dict[int, set[int]]:
    """Write the rows -> the hashes of some of the articles."""
    every = max(1, articles // COPIES)
    remembered: dict[int, set[int]] = {}

    def shingles() -> Iterator[tuple[int, int]]:
        rows = articles * HASHES
        step, h, draw = 2 * REACH // rows, -REACH, chance.random
        for _ in range(rows):
            at = 1 + int(draw() * articles)
            h += SPARSEST * (1 + int(1.98 * draw() * step / SPARSEST))
            if at % every == 0:
                remembered.setdefault(at, set()).add(h)
            yield h, at

    news.execute("pragma foreign_keys = off")
    for trigger in ("fingerprints_new", "fingerprints_changed", "fingerprints_gone"):
        news.execute(f"drop trigger {trigger}")
    news.execute("begin")
    news.conn.executemany("insert into shingles(h, article_id) values (?, ?)", shingles())
    marks = ((at, 500, 8, chance.getrandbits(63), "[]") for at in range(1, articles + 1))
    news.conn.executemany("insert into fingerprints values (?, ?, ?, ?, ?)", marks)
    news.execute("commit")
    return remembered


def _drawn(chance: random.Random, count: int) -> set[int]:
    return {SPARSEST * chance.randrange(-REACH // SPARSEST, REACH // SPARSEST) for _ in range(count)}


def _mark(hashes: set[int]) -> Fingerprint:
    return Fingerprint(500, 8, 1, frozenset(hashes))


def _tell(what: str, took: list[float]) -> None:
    _say(f"{what}: {mean(took):.3f} ms CPU, 95 of 100 within {quantiles(took, n=20)[-1]:.3f} ms")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)

"""What a page of the site costs: `python -m benchmarks.site_pages NEWS_DB [ROUNDS]`.

Every route of the news desk's own pages, Datasette's pages with its own settings beside ours, and of all tables, views
and ready questions, as pages and as JSON, the costliest; over a desk as benchmarks.big_desk makes it. Asked in this
process, without a socket; CPU milliseconds of all its threads, the best of ROUNDS (9) after two that warm up. A route
without an example, or one that does not answer, is an error.
"""

import asyncio
import re
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx

from crawler.site.door import LOOPBACK, guarded
from crawler.site.metadata import SHOWN
from crawler.site.pages import ROUTES
from crawler.site.server import HERE, site
from crawler.store.published import shown
from crawler.store.queries import QUERIES

ROUNDS, WARM = 9, 2
PATTERNS = (
    "/news/articles", "/news/articles?_facet=source_id&_facet=language&_facet=kind&_facet=stage",
    "/news/articles?language=nl&_facet=source_id", "/news/articles?_search=laadpaal", "/news/latest",
    "/news/feed_health", "/news/articles/{article}", "/news/search?q=laadpaal", "/news/makes_covered", "/news",
)  # fmt: skip
COSTLIEST = 10
OFTEN = "select m.slug from {0}s m join article_{0}s t on t.{0}_id = m.id group by 1 order by count(*) desc limit 1"
EXAMPLES = {
    "article": "select max(id) from articles where stage = 'extracted' and version > 1",
    "story": "select id from stories order by source_count desc, id limit 1",
    "make": OFTEN.format("make"),
    "model": OFTEN.format("model"),
    "topic": OFTEN.format("topic"),
    "source": "select slug from sources order by id limit 1",
}


def pages(examples: dict[str, str]) -> Iterator[str]:
    """An address or more for every page of the news desk."""
    yield from ("/", "/search", "/search?q=laadpaal", "/search?q=accu+prijs", "/search?q=laad*", "/search?q=de")
    yield from ("/search?q=accu&language=nl&from=2026-09-01", f"/search?q=accu&make={examples['make']}")
    yield from (f"/article/{examples['article']}", f"/story/{examples['story']}")
    for days in ("", "?days=365"):
        yield from (f"/make/{examples['make']}{days}", f"/make/{examples['model']}{days}")
        yield from (f"/topic/{examples['topic']}{days}", f"/source/{examples['source']}{days}", f"/trends{days}")
    yield from ("/health", "/changed")


def main(news_db: Path, rounds: int) -> None:
    """Print what each page costs."""
    with closing(sqlite3.connect(f"{news_db.resolve().as_uri()}?mode=ro", uri=True)) as db:
        examples = {name: str(db.execute(sql).fetchone()[0]) for name, sql in EXAMPLES.items()}
        articles = db.execute("select count(*) from articles").fetchone()[0]
    addresses = list(pages(examples))
    ours = [one for one in addresses if any(re.fullmatch(regex, one.partition("?")[0]) for regex, _ in ROUTES)]
    unseen = [regex for regex, _ in ROUTES if not any(re.fullmatch(regex, one.partition("?")[0]) for one in ours)]
    if unseen:
        raise SystemExit(f"no example for {', '.join(unseen)}")
    _say(f"{articles:,} articles; CPU ms a page, the best of {rounds}")
    costs = asyncio.run(_costs(news_db, ours, rounds))
    for path, cost in costs.items():
        _say(f"{_shown(cost)}  {path}")
    theirs = [pattern.format(**examples) for pattern in PATTERNS]
    before = asyncio.run(_costs(news_db, theirs, rounds, {}))
    after = asyncio.run(_costs(news_db, theirs, rounds))
    _say("Datasette's pages: with its own settings, with ours (no answer: out of time)")
    for path in theirs:
        _say(f"{_shown(before[path])} {_shown(after[path])}  {path}")
    names = [*SHOWN, *(query.name for query in QUERIES)]
    each = asyncio.run(_costs(news_db, [f"/news/{name}{kind}" for name in names for kind in ("", ".json")], rounds))
    _say(f"{len(each)} pages of tables, views and ready questions; the costliest:")
    for path in sorted(each, key=lambda path: -(each[path] or 0))[:COSTLIEST]:
        _say(f"{_shown(each[path])}  {path}")
    failed = [path for path, cost in (costs | after | each).items() if cost is None]
    if failed:
        raise SystemExit(f"without an answer: {', '.join(failed)}")


async def _costs(
    news_db: Path, paths: list[str], rounds: int, settings: dict[str, object] | None = None
) -> dict[str, float | None]:
    """Address -> CPU ms, asked of one site with these settings (None: ours); None for what got no 200."""
    made = site(news_db, HERE, shown(news_db), settings)
    transport = httpx.ASGITransport(guarded(made.app(), HERE, LOOPBACK))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        return {path: await _cost(client, path, rounds) for path in paths}


async def _cost(client: httpx.AsyncClient, path: str, rounds: int) -> float | None:
    took = []
    for _ in range(WARM + rounds):
        started = time.process_time()
        answer = await client.get(path, headers={"accept-language": "nl"})
        took.append(1000 * (time.process_time() - started))
        if answer.status_code != 200:
            return None
    return min(took[WARM:])


def _shown(cost: float | None) -> str:
    return f"{'no answer':>9}" if cost is None else f"{cost:9.1f}"


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else ROUNDS)

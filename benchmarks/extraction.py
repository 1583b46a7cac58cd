"""How right and how costly the text of a page is: ours beside every extractor one can install, in the same minutes.

python -m benchmarks.extraction [--markdown]

All take turns on each page, one process each, so that a busy machine is busy for all. The scores count as the corpora's
own evaluators do (scores.py); the milliseconds are CPU, of the whole of ours: bytes to a finished article with title,
dates, authors, language, against the peers' text alone.
"""

import argparse
import json
import subprocess
import time
from collections import deque
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean
from types import TracebackType
from typing import Any, Self

import trafilatura

from benchmarks import corpora, scores
from benchmarks.peers import PEERS
from crawler.model import Article, Feed
from crawler.model import Page as Fetched
from crawler.process import Circumstances, read_page

NOW = datetime(2026, 11, 23, tzinfo=UTC)
FEED = Feed("a-feed", "A feed", "https://news.example/rss", "a-source", language="en")
AROUND = Circumstances(FEED, "Europe/Amsterdam", NOW)
PEER_PYTHON = Path(__file__).resolve().parents[1] / ".venv-peers" / "bin" / "python"


@dataclass(frozen=True, slots=True)
class Result:
    """What one extractor made of one page."""

    text: str
    ms: float
    lead: str = ""  # the standfirst, where it is kept apart from the text
    failed: bool = False


@dataclass(slots=True)
class Scored:
    """An extractor and its results by page."""

    name: str
    results: dict[str, Result] = field(default_factory=dict)

    def with_leads(self) -> "Scored":
        led = {name: Result(f"{one.lead}\n{one.text}", one.ms) for name, one in self.results.items()}
        return Scored(f"{self.name}, lead before the text", led)


def ours(page: corpora.Page) -> Result:
    """The whole path of one page."""
    headers = (("content-type", "text/html"),)
    url = page.url if "://" in page.url else f"https://{page.url}"
    fetched = Fetched("0" * 32, url, url, 200, headers, page.html, NOW)
    began = time.process_time()
    read = read_page(fetched, Article(""), AROUND)
    ms = (time.process_time() - began) * 1000
    if read.article is None:
        return Result("", ms)
    shown = dict(read.article.provenance).get("lead") == "page"
    return Result("\n".join(block.text for block in read.article.blocks), ms, read.article.lead if shown else "")


def plain(**options: Any) -> Callable[[corpora.Page], Result]:
    """trafilatura as one calls it."""

    def extract(page: corpora.Page) -> Result:
        html = page.html.decode("utf-8", "replace")
        began = time.process_time()
        text = trafilatura.extract(html, **options) or ""
        return Result(text, (time.process_time() - began) * 1000)

    return extract


class Peer:
    """An extractor in a process and an environment of its own. Use as a context manager."""

    def __init__(self, name: str) -> None:
        self._process = subprocess.Popen(
            [PEER_PYTHON, Path(__file__).with_name("peers.py"), name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._process.communicate(timeout=30)

    def __call__(self, page: corpora.Page) -> Result:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([page.name, str(page.file)]) + "\n")
        self._process.stdin.flush()
        said = json.loads(self._process.stdout.readline())
        return Result(said["text"], said["ms"], failed=bool(said["error"]))


def compare(pages: list[corpora.Page], extractors: dict[str, Callable[[corpora.Page], Result]]) -> list[Scored]:
    """Every extractor on every page, each in its turn the first; a few pages twice, for what is loaded only once."""
    scored = {name: Scored(name) for name in extractors}
    turns = deque(extractors.items())
    for page in (*pages[:3], *pages):
        for name, extract in turns:
            scored[name].results[f"{page.corpus}/{page.name}"] = extract(page)
        turns.rotate(1)
    return list(scored.values())


def row(one: Scored, aeb: list[corpora.Page], news: list[corpora.Page]) -> list[str]:
    """An extractor's figures, in the order of HEADS."""

    def of(page: corpora.Page) -> Result:
        return one.results[f"{page.corpus}/{page.name}"]

    pairs = [(of(page).text, page.gold["body"]) for page in aeb]
    bodies = [
        (page.half, scores.shingles(of(page).text, page.gold["body"]).f1) for page in news if page.gold.get("body")
    ]
    pieces = scores.segments(
        (of(page).text, page.gold.get("with") or (), page.gold.get("without") or ()) for page in news
    )
    figures = [
        scores.overall(scores.shingles(*pair) for pair in pairs).f1,
        fmean(scores.exact(*pair) for pair in pairs),
    ]
    figures += [fmean(f1 for _, f1 in bodies), *(fmean(f1 for half, f1 in bodies if half == which) for which in (0, 1))]
    figures.append(pieces.f1)
    cost = [fmean(of(page).ms for page in pages) for pages in (aeb, news)]
    failed = sum(result.failed or not result.text for result in one.results.values())
    return [one.name, *(f"{figure:.3f}" for figure in figures), *(f"{ms:.1f}" for ms in cost), str(failed)]


HEADS = ["extractor", "AEB F1", "exact", "bodies", "half 0", "half 1", "pieces", "AEB ms", "news ms", "none"]


def table(body: list[list[str]], *, markdown: bool) -> str:
    """Columns side by side, or as Markdown."""
    lines = [HEADS, *body]
    if markdown:
        lines.insert(1, ["---", *["---:"] * (len(HEADS) - 1)])
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)
    widths = [max(len(line[at]) for line in lines) for at in range(len(HEADS))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if at == 0 else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        for line in lines
    )


def main() -> None:
    """Print the table, and what it was measured on."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    asked.add_argument("--markdown", action="store_true", help="as a table for docs/performance.md")
    markdown = asked.parse_args().markdown
    if not (corpora.DATA / "aeb").is_dir():
        print("nothing measured: ../shared/data is not here")
        return
    extractors: dict[str, Callable[[corpora.Page], Result]] = {
        "koplamp": ours,
        "trafilatura": plain(include_comments=False),
        "trafilatura, comments too (its defaults)": plain(),
        "trafilatura fast": plain(include_comments=False, fast=True),
        "trafilatura favor_precision": plain(include_comments=False, favor_precision=True),
    }
    aeb, news = corpora.aeb(), corpora.articles()
    with ExitStack() as running:
        for name in PEERS if PEER_PYTHON.exists() else ():
            extractors[name] = running.enter_context(Peer(name))
        scored = compare([*aeb, *news], extractors)
    body = [row(one, aeb, news) for one in (scored[0], scored[0].with_leads(), *scored[1:])]
    print(f"{len(aeb)} pages of AEB ({corpora.fingerprint(aeb)}), {len(news)} news pages ({corpora.fingerprint(news)})")
    print(table(body, markdown=markdown))
    if not PEER_PYTHON.exists():
        print("readability-lxml, newspaper4k and resiliparse were not asked: `make bench` sets them up")


if __name__ == "__main__":
    main()

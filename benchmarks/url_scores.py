"""Pairs of addresses -> what each way of comparing merges, rightly and falsely, and what it costs.

`python -m benchmarks.url_scores`: ours beside w3lib.canonicalize_url (Scrapy's) and courlan.clean_url, on the pairs of
tests/golden/urls/cases.yaml and, for the time, on the links of the real feeds beside the repository.
"""

import re
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

from courlan import clean_url
from ruamel.yaml import YAML
from w3lib.url import canonicalize_url

from benchmarks.corpora import DATA
from crawler.normal.urls import url_key

CASES = Path(__file__).resolve().parents[1] / "tests/golden/urls/cases.yaml"
ROUNDS = 5
_ITEM = re.compile(r"<(?:item|entry)[\s>]")
_LINK = re.compile(r"""<link(?:>|\s[^>]*?href=["'])\s*(?:<!\[CDATA\[)?([^<"'\]]+)""")


@dataclass(frozen=True, slots=True)
class Case:
    """Two addresses, and what sort of pair they are."""

    kind: str
    one: str
    other: str


Way = Callable[[str], str | None]
WAYS: dict[str, Way] = {"url_key": url_key, "w3lib.canonicalize_url": canonicalize_url, "courlan.clean_url": clean_url}


def cases(path: Path = CASES) -> dict[str, list[Case]]:
    """The pairs of one article (`merge`) and of two (`apart`)."""
    table: dict[str, dict[str, Any]] = YAML(typ="safe").load(path.read_text("utf-8"))
    return {
        said: [Case(kind, *pair) for kind, pairs in kinds.items() for pair in pairs] for said, kinds in table.items()
    }


def merged(way: Way, pairs: Sequence[Case]) -> list[Case]:
    """The pairs that this way takes for one article."""
    return [case for case in pairs if (key := way(case.one)) is not None and key == way(case.other)]


def links(data: Path = DATA) -> list[str]:
    """The links of the items of all real feeds, each once."""
    items = (
        item
        for file in sorted((data / "feeds").iterdir())
        for item in _ITEM.split(file.read_text("utf-8", "replace"))[1:]
    )
    return sorted({unescape(link[1]).strip() for item in items if (link := _LINK.search(item))})


def microseconds(way: Way, addresses: Sequence[str]) -> float:
    """CPU an address: the best of five rounds, behind one that fills what is remembered of hosts."""
    for address in addresses:
        way(address)
    rounds = []
    for _ in range(ROUNDS):
        started = time.process_time()
        for address in addresses:
            way(address)
        rounds.append(time.process_time() - started)
    return 1e6 * min(rounds) / len(addresses)


def main() -> None:
    """Print the table."""
    pairs = cases()
    written = [address for kind in pairs.values() for case in kind for address in (case.one, case.other)]
    real = links() if (DATA / "feeds").is_dir() else []
    say = sys.stdout.write
    say(f"{len(pairs['merge'])} pairs of one article, {len(pairs['apart'])} of two; {len(real)} links of feeds\n")
    say(f"{'':24}{'merged':>8}{'falsely':>9}{'us, pairs':>11}{'us, feeds':>11}\n")
    for name, way in WAYS.items():
        right, wrong = (len(merged(way, pairs[kind])) for kind in ("merge", "apart"))
        costs = [f"{microseconds(way, some):11.1f}" if some else f"{'-':>11}" for some in (written, real)]
        say(f"{name:24}{right:8}{wrong:9}{''.join(costs)}\n")


if __name__ == "__main__":
    main()

"""How well makes and models are tagged: the golden sentences, and the pages of ../shared/data/articles.

The ids of a text are a set, and a model carries its make on both sides; `either` of a page counts neither way.
"""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from benchmarks import corpora
from crawler.model import Article, Feed, Told
from crawler.model import Page as Fetched
from crawler.process import Circumstances, read_page
from crawler.tags import vehicles

FOLDER = Path(__file__).resolve().parents[1] / "tests" / "golden" / "vehicles"
NOW = datetime(2026, 11, 28, tzinfo=UTC)
FEED = Feed("a-feed", "A feed", "https://news.example/rss", "a-source", language="en")
AROUND = Circumstances(FEED, "Europe/Amsterdam", NOW)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text and the ids a careful reader gives it."""

    name: str
    half: str  # a: rules were made on it; b: kept aside
    told: Told
    expected: frozenset[str]
    either: frozenset[str] = frozenset()
    automotive: bool = True

    @property
    def text(self) -> str:
        return f"{self.told.title}\n{self.told.lead}\n{self.told.body}"


@dataclass(frozen=True, slots=True)
class Score:
    """Ids found as expected, not found, and found though nobody named them."""

    right: int
    missed: tuple[tuple[str, str], ...]  # of which text, which id
    false: tuple[tuple[str, str], ...]

    @property
    def precision(self) -> float:
        return self.right / (self.right + len(self.false) or 1)

    @property
    def recall(self) -> float:
        return self.right / (self.right + len(self.missed) or 1)


def sentences() -> list[Labelled]:
    """The golden sentences, both halves."""
    return [
        Labelled(
            one["id"], one["half"], Told(one.get("title", ""), "", one["text"], one["lang"]), with_makes(one["tags"])
        )
        for one in _yaml("sentences.yaml")
    ]


def labelled(data: Path = corpora.DATA) -> list[Labelled]:
    """All 420 pages: the body of the gold under its title, or what this program reads where the gold has no body."""
    labels = {one["file"]: one for one in _yaml("pages.yaml")["pages"]}
    return [
        Labelled(
            page.name,
            "ab"[page.half],
            _told(page),
            with_makes(labels.get(page.name, {}).get("tags", ())),
            with_makes(labels.get(page.name, {}).get("either", ())),
            bool(labels.get(page.name, {}).get("automotive")),
        )
        for page in corpora.articles(data)
    ]


def with_makes(tags: Iterable[str]) -> frozenset[str]:
    """The ids, and the make of every model among them."""
    given = frozenset(tags)
    return given | {one.partition("/")[0] for one in given}


def score(texts: Sequence[Labelled]) -> Score:
    """Tags of all texts against what is expected of them."""
    right, missed, false = 0, [], []
    for one in texts:
        found = frozenset(tag.slug for tag in vehicles.tags(one.told))
        right += len(found & one.expected)
        missed += [(one.name, tag) for tag in sorted(one.expected - found - one.either)]
        false += [(one.name, tag) for tag in sorted(found - one.expected - one.either)]
    return Score(right, tuple(missed), tuple(false))


def false_a_page(texts: Sequence[Labelled]) -> float:
    """How many false ids a page gets, on those that are not about cars."""
    others = [one for one in texts if not one.automotive]
    return len(score(others).false) / len(others)


def ms_per_3_kb(texts: Sequence[Labelled], rounds: int = 3) -> float:
    """CPU milliseconds for 3,000 characters, the best of some rounds."""
    size = sum(len(one.text) for one in texts)
    best = float("inf")
    for _ in range(rounds):
        began = time.process_time()
        for one in texts:
            vehicles.tags(one.told)
        best = min(best, time.process_time() - began)
    return best * 1000 / size * 3000


def _yaml(name: str) -> Any:
    return YAML(typ="safe").load((FOLDER / name).read_text("utf-8"))


def _told(page: corpora.Page) -> Told:
    title = page.gold.get("title") or page.title_html
    if body := page.gold.get("body"):
        return Told(title, "", body)
    url = page.url if "://" in page.url else f"https://{page.url}"
    fetched = Fetched("0" * 32, url, url, 200, (("content-type", "text/html"),), page.html, NOW)
    article = read_page(fetched, Article(""), AROUND).article
    if article is None:
        return Told(title, "", "")
    return Told(article.title or title, article.lead, "\n".join(block.text for block in article.blocks))

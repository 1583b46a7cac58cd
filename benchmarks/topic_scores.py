"""How well topics and companies are found in the gold of tests/golden/topics: precision, recall, and what went wrong.

.venv/bin/python -m benchmarks.topic_scores [a|b]
"""

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from crawler.model import Told
from crawler.tags import companies, topics

FOLDER = Path(__file__).resolve().parents[1] / "tests" / "golden" / "topics"


@dataclass(slots=True)
class Score:
    """Tags that were right, that were too many, and that were missing; each as `id: slug`."""

    right: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Share of what was found that is right."""
        return len(self.right) / max(1, len(self.right) + len(self.wrong))

    @property
    def recall(self) -> float:
        """Share of what is right that was found."""
        return len(self.right) / max(1, len(self.right) + len(self.missing))

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def __str__(self) -> str:
        return f"precision {self.precision:.3f}, recall {self.recall:.3f}, F1 {self.f1:.3f}"


def gold(name: str) -> list[dict[str, Any]]:
    """The entries of texts.yaml or companies.yaml."""
    return list(YAML(typ="safe").load((FOLDER / name).read_text("utf-8")))


def told(one: dict[str, Any]) -> Told:
    """An entry of the gold as an article."""
    return Told(
        one.get("title", ""),
        one.get("lead", ""),
        one.get("text", ""),
        one["lang"],
        one.get("section"),
        tuple(one.get("keywords", ())),
        one.get("url"),
    )


def score(entries: Iterable[dict[str, Any]], key: str, found: Callable[[Told], set[str]]) -> Score:
    """Compare what is found in each entry with what stands under `key`."""
    made = Score()
    for one in entries:
        right, ours = set(one[key]), found(told(one)) - set(one.get("either", ()))
        made.right += [f"{one['id']}: {slug}" for slug in sorted(ours & right)]
        made.wrong += [f"{one['id']}: {slug}" for slug in sorted(ours - right)]
        made.missing += [f"{one['id']}: {slug}" for slug in sorted(right - ours)]
    return made


def of_half(name: str, half: str) -> list[dict[str, Any]]:
    """The entries of one half, or (`ab`) of both."""
    return [one for one in gold(name) if one["half"] in half]


def topics_of(half: str) -> Score:
    """Topics of the short texts."""
    return score(of_half("texts.yaml", half), "topics", lambda one: {tag.slug for tag in topics.tags(one)})


def companies_of(half: str) -> Score:
    """Companies of the sentences."""
    return score(of_half("companies.yaml", half), "companies", lambda one: {tag.slug for tag in companies.tags(one)})


def milliseconds(texts: Iterable[Told]) -> float:
    """CPU time of one article of 3 KB: topics and companies together."""
    articles = list(texts)
    characters = sum(len(one.body) for one in articles)
    begun = time.process_time()
    for one in articles:
        topics.tags(one)
        companies.tags(one)
    return (time.process_time() - begun) * 1000 / max(1, characters) * 3000


def lines(half: str) -> Iterator[str]:
    """The figures, and with one half named every mistake in it."""
    for name, scored in (("topics", topics_of), ("companies", companies_of)):
        made = scored(half)
        yield f"{name}, half {half}: {made}"
        if half == "a":
            yield from (f"  too many  {one}" for one in made.wrong)
            yield from (f"  missing   {one}" for one in made.missing)
        found = Counter(one.split(": ")[1] for one in (*made.wrong, *made.missing))
        yield f"  mistakes by name: {dict(found.most_common())}"


if __name__ == "__main__":
    for chosen in sys.argv[1:] or ("a", "b"):
        for line in lines(chosen):
            print(line)

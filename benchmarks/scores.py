"""Extracted texts and what a person wrote down -> figures between 0 and 1, as the corpora's own evaluators count.

`shingles`, `overall` and `exact` count as the article-extraction-benchmark does (github.com/scrapinghub, its
evaluate.py): words are runs of \\w, a text is the multiset of its 4-word shingles, each page weighs the same.
`Segments` counts as trafilatura's evaluation does: pieces that must be in a text, pieces that must not.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import fmean

_WORD = re.compile(r"\w+")
_LENGTH = 4  # words in a shingle


def words(text: str) -> list[str]:
    """The words of a text, as they are written."""
    return _WORD.findall(text)


@dataclass(frozen=True, slots=True)
class Shingles:
    """How many shingles of two texts are the same, only found, only wanted."""

    both: int
    found: int
    wanted: int

    @property
    def f1(self) -> float:
        """Of this page alone; two empty texts are equal."""
        total = 2 * self.both + self.found + self.wanted
        return 2 * self.both / total if total else 1.0


def shingles(found: str, wanted: str) -> Shingles:
    """Compare two texts."""
    ours, theirs = _shingled(found), _shingled(wanted)
    both = (ours & theirs).total()
    return Shingles(both, ours.total() - both, theirs.total() - both)


def _shingled(text: str) -> Counter[tuple[str, ...]]:
    parts = words(text)
    return Counter(tuple(parts[at : at + _LENGTH]) for at in range(max(1, len(parts) - _LENGTH + 1)) if parts)


@dataclass(frozen=True, slots=True)
class Overall:
    """Means over pages."""

    f1: float
    precision: float
    recall: float


def overall(pages: Iterable[Shingles]) -> Overall:
    """Precision over the pages where something was found, recall over those where something was wanted; their F1."""
    counted = list(pages)
    precision = fmean([one.both / (one.both + one.found) for one in counted if one.both + one.found] or [0.0])
    recall = fmean([one.both / (one.both + one.wanted) for one in counted if one.both + one.wanted] or [0.0])
    return Overall(_f1(precision, recall), precision, recall)


def exact(found: str, wanted: str) -> bool:
    """Whether two texts are the same words in the same order."""
    return words(found) == words(wanted)


@dataclass(frozen=True, slots=True)
class Segments:
    """Pieces of pages: wanted ones found and missed, unwanted ones found and left out."""

    kept: int
    missed: int
    wrong: int
    left_out: int

    @property
    def f1(self) -> float:
        return _f1(self.kept / max(1, self.kept + self.wrong), self.kept / max(1, self.kept + self.missed))


def segments(pages: Iterable[tuple[str, Iterable[str], Iterable[str]]]) -> Segments:
    """Of (text, wanted pieces, unwanted pieces); spaces do not count."""
    kept = missed = wrong = left_out = 0
    for text, wanted, unwanted in pages:
        line = " ".join(text.split())
        for piece in wanted:
            held = " ".join(piece.split()) in line
            kept, missed = kept + held, missed + (not held)
        for piece in unwanted:
            held = " ".join(piece.split()) in line
            wrong, left_out = wrong + held, left_out + (not held)
    return Segments(kept, missed, wrong, left_out)


def sets(found: Iterable[str], wanted: Iterable[str]) -> float:
    """F1 of two sets of names, letters and digits counting only."""
    ours, theirs = {normalised(name) for name in found}, {normalised(name) for name in wanted}
    total = len(ours) + len(theirs)
    return 2 * len(ours & theirs) / total if total else 1.0


def normalised(text: str) -> str:
    """Words in small letters, a space between them."""
    return " ".join(_WORD.findall(text.casefold()))


def _f1(precision: float, recall: float) -> float:
    total = precision + recall
    return 2 * precision * recall / total if total else 0.0

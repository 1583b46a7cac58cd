"""Words and turns of phrase, written as patterns -> where a text says them, whatever its capitals and accents.

A pattern is one or more words. `*` stands for the rest of a word, or its beginning. `a .. b` finds both within a
clause; `a ~ b` as well, with a number or one of the `marks` in between; `a ~` with one close behind.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ahocorasick_rs import AhoCorasick, Implementation

CLAUSE = r"(?:[^.!?;]|\.(?=\d)){1,60}?"  # of letters between two parts; the full stop of 12.400 ends nothing
BEHIND = r"(?:[^.!?;]|\.(?=\d)){0,30}"
AMOUNT = re.compile(r"\d")
_ACCENTS = re.compile("[\u0300-\u036f]")
_SAME = {"’": "'", "‘": "'", "ʼ": "'", "-": " ", "‑": " ", "–": " ", "\u00a0": " ", "\u202f": " "}
_KEPT = frozenset(map(chr, range(128))) - _SAME.keys()


def folded(text: str) -> str:
    """A text without what patterns do not look at: capitals, accents, hyphens, kinds of apostrophe and of space."""
    plain = text.casefold()
    for letter in set(plain) - _KEPT:  # a text has few of them, and str.translate would ask for every letter
        plain = plain.replace(letter, _plain(letter))
    return plain


@lru_cache(maxsize=10_000)
def _plain(letter: str) -> str:
    return _SAME.get(letter) or _ACCENTS.sub("", unicodedata.normalize("NFD", letter))


@dataclass(frozen=True, slots=True)
class Said:
    """A pattern in a folded text, from `start` up to `end`."""

    start: int
    end: int
    pattern: int  # its number in the list


class Patterns:
    """Some thousand patterns, found in one pass (Aho and Corasick, 1975) over how each begins."""

    def __init__(self, written: Iterable[str], marks: frozenset[int] = frozenset()) -> None:
        """`marks` are the numbers of patterns of which one, or an amount, must stand where `~` is written."""
        self._written = [folded(one) for one in written]
        self._marks = marks
        self._heads = [re.split(r"[*~]|\.\.", one.removeprefix("*"), maxsplit=1)[0].strip() for one in self._written]
        self._simple = [one.strip("*") == head for one, head in zip(self._written, self._heads, strict=True)]
        self._search = AhoCorasick(self._heads, implementation=Implementation.ContiguousNFA)
        self._compiled: dict[int, re.Pattern[str]] = {}

    def find(self, text: str) -> list[Said]:
        """All places, overlapping ones too, in order of where they begin; `text` is folded."""
        simple, others = [], []
        for number, start, end in self._search.find_matches_as_indexes(text, overlapping=True):
            written = self._written[number]
            if start and text[start - 1].isalnum() and not written.startswith("*"):
                continue
            if not self._simple[number]:
                others.append((number, start))
            elif written.endswith("*") or end == len(text) or not text[end].isalnum():
                simple.append(Said(start, end, number))
        marks = sorted((one.start, one.end) for one in simple if one.pattern in self._marks)
        longer = [said for number, start in others if (said := self._longer(text, number, start, marks)) is not None]
        return sorted([*simple, *longer], key=lambda one: (one.start, one.end))

    def _longer(self, text: str, number: int, start: int, marks: Sequence[tuple[int, int]]) -> Said | None:
        """A pattern of several parts, tried where its first one stands."""
        pattern = self._compiled.get(number)
        if pattern is None:
            pattern = self._compiled[number] = _compiled(self._written[number])
        found = pattern.match(text, start)
        if found is None:
            return None
        if "gap" in found.groupdict():
            begin, end = found.span("gap")
            inside = marks[bisect_left(marks, (begin, 0)) : bisect_left(marks, (end, 0))]
            named = any(one_end <= end for _, one_end in inside)
            if not named and not AMOUNT.search(text, begin, end):
                return None
        return Said(start, found.end(), number)


def _compiled(written: str) -> re.Pattern[str]:
    """The whole pattern as an expression; its words are data of ours, escaped."""
    parts = re.split(r" \.\. | ~(?: |$)", written.removeprefix("*"))
    gaps = re.findall(r" (\.\.|~)(?: |$)", written)
    said = [re.escape(part).replace(r"\*", r"\w*") for part in parts]
    made = rf"{said[0]}\b" if said[0][-1:].isalnum() else said[0]
    for gap, part in zip(gaps, said[1:], strict=True):
        between = CLAUSE if gap == ".." else f"(?P<gap>{CLAUSE if part else BEHIND})"
        ending = r"(?!\w)" if not part.endswith("*") else ""
        made += rf"{between}(?<!\w){part}{ending}" if part else between
    return re.compile(made if gaps else rf"{made}(?!\w)")

"""Two lines -> whether they are one passage but for a name or a date.

What equal hashes (lines.py) do not see: "... with the editors of Kolibri", "... with the editors of Gazette". The
words of both are aligned. What differs may be a few words at a place, and neither a whole sentence nor a price or a
measure: those are what a story says.
"""

import re
from difflib import SequenceMatcher
from functools import lru_cache

from crawler.article.text.lines import key, masked, words

FEWEST = 16  # words in common: "what the X will cost is not known yet" has twelve, and is news each time
SHARE = 0.75  # of the words of either, that are in common
OF_A_SENTENCE = 0.5  # of the words of each sentence of a line, that are in common
_IN_A_ROW = 3  # words; fewer are in common by chance
_VARIED = 5  # words at one place: "von Mercedes-Benz und Smart" and a word at the edge
_RUN = 5  # words in a row, of which two lines must share some before they are aligned
_SENTENCE = re.compile(r"(?<=[.!?…])\s+")


def template(text: str) -> str | None:
    """The words of a line as later ones are compared with them; None: it is no line, or too short."""
    found = [word for sentence in _sentences(text) for word in sentence]
    return " ".join(found) if len(found) >= FEWEST else None


def repeats(text: str, known: str) -> bool:
    """Whether a line says what the line of this template says, but for a name or a date."""
    sentences = _sentences(text)
    ours, theirs = [word for sentence in sentences for word in sentence], known.split(" ")
    if len(ours) < FEWEST or _runs(tuple(ours)).isdisjoint(_runs(tuple(theirs))):
        return False
    same = _common(ours, theirs)
    if same is None or len(same) < max(FEWEST, SHARE * len(ours), SHARE * len(theirs)):
        return False
    begin = 0
    for sentence in sentences:
        end = begin + len(sentence)
        if len(same.intersection(range(begin, end))) < OF_A_SENTENCE * len(sentence):
            return False
        begin = end
    return True


def _common(ours: list[str], theirs: list[str]) -> set[int] | None:
    """Which of our words are theirs as well; None: what differs is too long, or a number."""
    same: set[int] = set()
    at, their_at = 0, 0
    found = SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks()
    for ours_from, theirs_from, length in found:
        if length < _IN_A_ROW and ours_from < len(ours):
            continue
        varied = ours[at:ours_from], theirs[their_at:theirs_from]
        if max(map(len, varied)) > _VARIED or _numbers(varied[0]) != _numbers(varied[1]):
            return None
        at, their_at = ours_from + length, theirs_from + length
        same.update(range(ours_from, at))
    return same


def _numbers(said: list[str]) -> list[str]:
    return [word for word in said if word.isdigit()]


@lru_cache(maxsize=256)  # a page's lines are asked for once a passage
def _sentences(text: str) -> tuple[list[str], ...]:
    if key(text) is None:
        return ()
    return tuple(words(sentence) for sentence in _SENTENCE.split(masked(text.casefold())))


@lru_cache(maxsize=512)
def _runs(said: tuple[str, ...]) -> frozenset[tuple[str, ...]]:
    return frozenset(zip(*(said[at:] for at in range(_RUN)), strict=False))

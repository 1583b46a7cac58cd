"""Terms of articles and of stories -> how alike they are, and from where on they tell of one event.

Online clusters by TF-IDF and cosine (Salton and Buckley, 1988; topic detection as in Allan et al., 1998), with two
additions. Words that only one language has are compared only where that language is shared. And two texts are alike by
who and where (names, places, numbers, makes) and by what (matters, ideas, topics), not by one of them alone: a price
list and a crash test of one car share the first, two price lists of two cars the second.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import NamedTuple

from crawler.related import meaning
from crawler.related.meaning import Meaning
from crawler.related.subjects import EVERYWHERE, NONE, PLANT, Subjects, all_of, clash

WINDOW = timedelta(days=4)  # an event is news for so long after its last article
SPAN = timedelta(days=5)  # a story gets no longer than this: what goes on for months is no event
JOIN = 0.25  # an article joins a story from here on (on half a of the gold .24 to .26 do equally well)
STAY = 0.12  # an article whose words changed leaves its story below this
MERGE = 0.38  # two stories become one from here on
BOTH = 0.6  # how much of the likeness asks that who and what are both alike
FADES = 0.03  # of the likeness a day
SAID, MEANT = 0.91, 0.39  # where a model is installed: how much words count, and what it takes them to mean
UNRELATED = 0.43  # likeness of meaning that speaks neither for one event nor against it
PRIOR = 100  # articles that are taken for seen before the first: else all terms are equally rare to begin with

MOST_TERMS = 40  # that are kept of a story
KEYS = 15  # by which it is found
ASKED = 10  # by which others are looked for: those weigh most, so they are the rarest, and few stories have them
WHAT, BY_LANGUAGE = "mit", "x"  # kinds of terms; the others say who and where

MATTERS = EVERYWHERE | PLANT  # by which an event may be one in several places

Vector = Mapping[str, float]


class Sides(NamedTuple):
    """A product of two vectors, by who and where, and by what."""

    who: float
    what: float


@dataclass(frozen=True)
class Told:
    """What one article, or all articles of a story, tell: weighed terms, their languages, what their titles name."""

    vector: Vector
    languages: frozenset[str]
    first_at: datetime
    last_at: datetime
    subjects: Subjects = NONE
    meaning: Meaning | None = None  # where a model is installed

    @cached_property
    def keys(self) -> dict[str, float]:
        """The terms by which it is found, heaviest first; by the first `ASKED` of them others are looked for."""
        return keys(self.vector)

    @cached_property
    def square(self) -> Sides:
        """The squared length of its vector."""
        return _product(self.vector, self.vector, across=False)

    @cached_property
    def square_across(self) -> Sides:
        """The same without the words of one language."""
        return _product(self.vector, self.vector, across=True)


def weigh(terms: Vector, articles: Vector, total: float) -> dict[str, float]:
    """The terms of an article by how rare they are; `articles`: in how many of `total` each stands. Length 1."""
    weighed = {
        term: weight * math.log(1 + (total + PRIOR) / (articles.get(term, 0) + 1)) for term, weight in terms.items()
    }
    length = math.sqrt(sum(weight * weight for weight in weighed.values())) or 1.0
    return {term: round(weight / length, 4) for term, weight in weighed.items()}


def together(parts: Iterable[Told]) -> Told:
    """One for all: the sum of their vectors, of which the heaviest terms stay."""
    every = list(parts)
    total: dict[str, float] = {}
    for one in every:
        for term, weight in one.vector.items():
            total[term] = total.get(term, 0.0) + weight
    heaviest = sorted(total.items(), key=lambda term: (-term[1], term[0]))[:MOST_TERMS]
    return Told(
        {term: round(weight, 4) for term, weight in heaviest},
        frozenset().union(*(one.languages for one in every)),
        min(one.first_at for one in every),
        max(one.last_at for one in every),
        all_of(one.subjects for one in every),
        meaning.together(one.meaning for one in every),
    )


def keys(vector: Vector) -> dict[str, float]:
    """The heaviest terms of a vector: what shares none of them is not looked at."""
    return dict(sorted(vector.items(), key=lambda term: (-term[1], term[0]))[:KEYS])


def may_meet(one: Told, other: Told) -> bool:
    """Whether they lie near enough in time to tell of one event, and their titles name no others."""
    near = one.first_at - other.last_at <= WINDOW and other.first_at - one.last_at <= WINDOW
    short = max(one.last_at, other.last_at) - min(one.first_at, other.first_at) <= SPAN
    if not (near and short):
        return False
    matters = MATTERS & one.vector.keys() & other.vector.keys()
    return not clash(one.subjects, other.subjects, matters)


def likeness(one: Told, other: Told) -> float:
    """0: nothing in common, 1: the same words."""
    across = one.languages.isdisjoint(other.languages)
    shared = _product(one.vector, other.vector, across=across)
    mine, theirs = (one.square_across, other.square_across) if across else (one.square, other.square)
    everything = _cosine(shared.who + shared.what, mine.who + mine.what, theirs.who + theirs.what)
    both = math.sqrt(_cosine(shared.who, mine.who, theirs.who) * _cosine(shared.what, mine.what, theirs.what))
    apart = max(one.first_at - other.last_at, other.first_at - one.last_at, timedelta(0)) / timedelta(days=1)
    by_words = (1 - BOTH) * everything + BOTH * both
    near = meaning.likeness(one.meaning, other.meaning)
    by_both = by_words if near is None else SAID * by_words + MEANT * (near - UNRELATED)
    return max(by_both, 0.0) * math.exp(-FADES * apart)


def _product(one: Vector, other: Vector, *, across: bool) -> Sides:
    """The inner product of two vectors; `across` languages the words of one language do not count."""
    who = what = 0.0
    for term in [term for term in one if term in other]:
        if term[0] in WHAT:
            what += one[term] * other[term]
        elif not across or term[0] != BY_LANGUAGE:
            who += one[term] * other[term]
    return Sides(who, what)


def _cosine(product: float, own: float, theirs: float) -> float:
    return product / math.sqrt(own * theirs) if own and theirs else 0.0

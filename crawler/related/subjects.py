"""What titles name -> whether two texts may tell of one event at all.

Two events of one kind are told in nearly the same words: a price rise of two models, sales of two makes, a strike at
two plants. What tells them apart are the names in their titles. Each kind of name is judged by itself: both sides must
name one, and none may be in common. A text that says as much of the other's names as of its own is about both of them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

KINDS = ("make", "model", "company", "country", "town")
PLACES = ("country", "town")
EVERYWHERE = frozenset({"m:recall", "m:premiere", "m:spied", "m:facelift"})  # one event in all countries
PLANT = frozenset({"m:stop", "m:restart", "m:strike", "m:production"})  # one event, whichever of its makes is named
MOST_NAMES = 200  # that are kept of a story: those that most of its articles have
ARTICLES = ""  # under which articles are counted


@dataclass(frozen=True, slots=True)
class Subjects:
    """How many articles name what; a name is a kind and a slug: model/kia/ev4, country/norway."""

    titles: Mapping[str, int]  # by name, and by kind: titles with any name of it
    texts: Mapping[str, int]  # by name, there or with some weight behind the title; and by ARTICLES


NONE = Subjects({}, {})


def subjects(titles: Iterable[str], texts: Iterable[str]) -> Subjects:
    """Of one article: what its title names, and what its words do."""
    named = set(titles)
    kinds = {name.partition("/")[0] for name in named}
    return Subjects(dict.fromkeys(sorted(named | kinds), 1), dict.fromkeys(sorted({*named, *texts, ARTICLES}), 1))


def all_of(parts: Iterable[Subjects]) -> Subjects:
    """One for all."""
    titles: Counter[str] = Counter()
    texts: Counter[str] = Counter()
    for one in parts:
        titles.update(one.titles)
        texts.update(one.texts)
    return Subjects(_most(titles), _most(texts))


def _most(counted: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counted.items(), key=lambda name: (-name[1], name[0]))[:MOST_NAMES])


def clash(one: Subjects, other: Subjects, matters: frozenset[str] = frozenset()) -> bool:
    """Whether their titles name others of one kind; `matters`: what both say happens."""
    if not one.titles or not other.titles:
        return False
    skipped: set[str] = set()
    if matters & EVERYWHERE:
        skipped.update(PLACES)
    if matters & PLANT and _told_of(one, "town") & _told_of(other, "town"):
        skipped.add("make")
    if _agreed(one, "model") & _agreed(other, "model"):
        skipped.add("make")
    return any(_others(one, other, kind) for kind in KINDS if kind not in skipped)


def _others(one: Subjects, other: Subjects, kind: str) -> bool:
    mine, theirs = _agreed(one, kind), _agreed(other, kind)
    if not mine or not theirs or mine & theirs:
        return False
    tells = (theirs & _told_of(one, kind), mine & _told_of(other, kind))
    return not (any(tells) if kind in PLACES else all(tells))


def _agreed(one: Subjects, kind: str) -> frozenset[str]:
    """The names of a kind in at least half of the titles that have any."""
    total = one.titles.get(kind, 0)
    return _half_have(one.titles, kind, total) if total else frozenset()


def _told_of(one: Subjects, kind: str) -> frozenset[str]:
    """The names of a kind that at least half of its articles have."""
    return _half_have(one.texts, kind, one.texts.get(ARTICLES, 0))


def _half_have(counted: Mapping[str, int], kind: str, total: int) -> frozenset[str]:
    return frozenset(name for name, count in counted.items() if name.startswith(f"{kind}/") and 2 * count >= total)

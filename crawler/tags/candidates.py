"""An article and where its makes stand -> names right behind a make that may be models nobody told us of.

"Kia Syros", "Zeekr 8X": a capital or a letter with figures, no word of the trade, no name of that make we know. Whether
it is a model is for people to say, when enough sources wrote it.
"""

import re
from dataclasses import dataclass
from functools import cache

from crawler.tags.gazetteer import DATA, gazetteer
from crawler.tags.gazetteer_names import fold
from crawler.tags.vehicles import Reading

NO_MODELS = DATA / "no_models.txt"
LONGEST = 24  # characters
MOST_PLACES = 500  # of makes that are looked behind
TITLE_CASE = 0.6  # share of capitals from which on a title proves nothing by them
LONG_WORD = 4

NAME = r"[A-Z][^\W_]*(?:[-.][A-Z0-9][^\W_]*)*"
FIRST = re.compile(rf" (?P<name>{NAME}|[0-9]{{1,2}}[A-Z]{{1,2}})(?![^\W_]|-|['’][a-z])")
SECOND = re.compile(rf" (?P<name>{NAME}|[0-9]{{1,3}})(?![^\W_]|[-.,%]\w|['’][a-z])")
WORD = re.compile(r"[^\W\d_]{4,}")
ALL_CAPITALS = re.compile(r"[A-ZÀ-Þ]{5,}")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name that stood right behind a make."""

    make: str  # slug
    name: str


@cache
def _no_models() -> frozenset[str]:
    lines = NO_MODELS.read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def find(reading: Reading) -> tuple[Candidate, ...]:
    """Each once, in order. Known models are none, nor capitals where everything has one."""
    shouted = is_title_case(reading.text[: reading.title_end])
    starts = {one.start for one in reading.named}
    found: dict[Candidate, None] = {}
    for one in reading.named[:MOST_PLACES]:
        in_title = one.start < reading.title_end
        if one.model is None and one.end + 1 not in starts:
            name = _name(reading.text, one.end, reading.title_end if in_title else len(reading.text))
            if (
                name
                and not (in_title and shouted and not any(map(str.isdigit, name)))
                and not _is_known(one.make, name)
            ):
                found[Candidate(one.make, name)] = None
    return tuple(found)


def is_title_case(title: str) -> bool:
    """Whether Every Longer Word of a Headline Has a Capital, or all of it is in capitals."""
    words = WORD.findall(title)
    return len(words) >= LONG_WORD and sum(word[0].isupper() for word in words) >= TITLE_CASE * len(words)


def _name(text: str, start: int, end: int) -> str | None:
    """One word behind a make, and a second that belongs to it: figures, or one more name."""
    first = FIRST.match(text, start, end)
    if first is None or not _may_be_model(first["name"]):
        return None
    second = SECOND.match(text, first.end(), end)
    if second is None or not (
        second["name"].isdigit() or (_may_be_model(second["name"]) and _is_figure(second["name"]))
    ):
        return str(first["name"])
    name = f"{first['name']} {second['name']}"
    return name if len(name) <= LONGEST else None


def _is_figure(word: str) -> bool:
    return any(map(str.isdigit, word))


def _may_be_model(word: str) -> bool:
    return (
        1 < len(word) <= LONGEST
        and word.casefold() not in _no_models()
        and not any(part.casefold() in _no_models() for part in word.split("-")[1:])
        and ALL_CAPITALS.fullmatch(word) is None
    )


def _is_known(make: str, name: str) -> bool:
    """Whether the name, or how it begins, is a model or make of the gazetteer."""
    known = gazetteer()
    return any(
        found.start == 0 and any(sense.make == make or sense.model is None for sense in known.names[found.name].senses)
        for found in known.matcher.find(fold(name))
    )

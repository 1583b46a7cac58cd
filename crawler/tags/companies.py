"""An article -> the firms of the industry that it names: groups, suppliers, others. From data/companies.toml.

A firm is found by its name as it is written, capitals and all. A name that is also a word, a person or a place has to
prove itself: by cars in the text, by a word of the trade close by, and by no phrase that means something else.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import tomli

from crawler.model import Tag, TagKind, Told
from crawler.tags import topics
from crawler.tags.matching import Found, Matcher
from crawler.tags.terms import Patterns, folded

MOST_CHARS = 200_000
NEAR = 80  # characters on either side
TITLE, LEAD, BODY, MOST_IN_BODY = 3.0, 1.0, 0.2, 5
MOST_PLACES = 200  # in one part of an article: more say nothing more

GROUPS = (
    "{}-Konzern", "{} Konzern", "{}-Konzerns", "{}-Gruppe", "{} Gruppe", "{}-concern", "{} concern", "{}-groep",
    "{} Groep", "{} groep", "{}-Groep", "{} Group", "Groupe {}", "groupe {}", "Gruppo {}", "gruppo {}", "Grupo {}",
    "grupo {}",
)  # fmt: skip
PERSON = re.compile(
    r"\b(?:frau|herrn?|mr|mrs|ms|dr|prof|mevrouw|meneer|mme|m|mm|madame|monsieur|signora?|sra?|senora?"
    r"|familie|family|famille)\.? ?$"
)

_FILE = Path(__file__).with_name("data") / "companies.toml"


@dataclass(frozen=True, slots=True)
class Company:
    """A firm that the trade writes about."""

    slug: str
    name: str
    kind: str  # group, supplier, other
    needs: str = ""  # cars, near: what must be there for its name to be meant


@dataclass(frozen=True, slots=True)
class _Known:
    """All firms, and how to find them."""

    companies: tuple[Company, ...]
    owners: tuple[int, ...]  # by the number of a name
    names: Matcher
    phrases: Patterns
    others: tuple[int, ...]  # by the number of a phrase: whose name it is not
    evidence: Patterns


def companies() -> tuple[Company, ...]:
    """All of them, in the order of the table."""
    return _known().companies


@cache
def _known() -> _Known:
    table = tomli.loads(_FILE.read_text("utf-8"))
    firms: list[dict[str, Any]] = table["companies"]
    names = {name: number for number, one in enumerate(firms) for name in _names(one)}
    phrases = [(phrase, number) for number, one in enumerate(firms) for phrase in one.get("not", ())]
    return _Known(
        tuple(Company(one["slug"], one["name"], one["kind"], one.get("needs", "")) for one in firms),
        tuple(names.values()),
        Matcher(names),
        Patterns(phrase for phrase, _ in phrases),
        tuple(number for _, number in phrases),
        Patterns(table["evidence"]["near"]),
    )


def _names(one: dict[str, Any]) -> Iterator[str]:
    yield one["name"]
    yield from one.get("names", ())
    yield from (form.format(make) for make in one.get("group_of", ()) for form in GROUPS)


def tags(told: Told, vehicles: Sequence[Tag] = ()) -> tuple[Tag, ...]:
    """The firms of an article, those it is most about first; `vehicles` found in it tell that cars are spoken of."""
    known = _known()
    texts = (told.title, told.lead, told.body[:MOST_CHARS])
    found = [known.names.find(text)[:MOST_PLACES] for text in texts]
    if not any(found):
        return ()
    owners = {known.owners[place.name] for zone in found for place in zone}
    asked = any(known.companies[owner].needs == "cars" for owner in owners)
    about_cars = bool(vehicles) or (asked and topics.speaks_of_cars(told))
    places = [_meant(known, text, zone) for text, zone in zip(texts, found, strict=True)]
    proven = {owner for zone in places for owner, close in zone if _holds(known.companies[owner], close, about_cars)}
    made = [_tag(known.companies[owner], [sum(one == owner for one, _ in zone) for zone in places]) for owner in proven]
    return tuple(sorted(made, key=lambda tag: (-tag.score, tag.slug)))


def _meant(known: _Known, text: str, found: Sequence[Found]) -> list[tuple[int, bool]]:
    """The places of firms that no phrase takes away: whose, and whether the trade is spoken of close by."""
    meant: list[tuple[int, bool]] = []
    for place in found:
        owner = known.owners[place.name]
        begin = max(0, place.start - NEAR)
        before, name = folded(text[begin : place.start]), folded(text[place.start : place.end])
        around = before + name + folded(text[place.end : place.end + NEAR])
        at = (len(before), len(before) + len(name))
        taken = any(
            known.others[one.pattern] == owner and one.start < at[1] and at[0] < one.end
            for one in known.phrases.find(around)
        )
        if not taken and not PERSON.search(before):
            others = any(abs(other.start - place.start) <= NEAR and _is_sure(known, other, owner) for other in found)
            meant.append((owner, others or " " in name or bool(known.evidence.find(around))))
    return meant


def _is_sure(known: _Known, place: Found, owner: int) -> bool:
    """Whether another firm stands there, whose name need not prove itself."""
    other = known.owners[place.name]
    return other != owner and not known.companies[other].needs


def _holds(company: Company, close: bool, about_cars: bool) -> bool:
    return {"cars": about_cars, "near": close}.get(company.needs, True)


def _tag(company: Company, counts: Sequence[int]) -> Tag:
    """Its tag, given how often the title, the lead and the text name it."""
    in_title, in_lead, in_body = counts
    total = TITLE * bool(in_title) + LEAD * bool(in_lead) + BODY * min(MOST_IN_BODY, in_body)
    rule = {"cars": "name, in a text about cars", "near": "name, beside words of the trade"}.get(company.needs, "name")
    return Tag(TagKind.COMPANY, company.slug, sum(counts), bool(in_title), round(total / (total + 2), 3), rule)

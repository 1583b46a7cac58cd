"""An article -> what it is about, in a handful of fixed topics, each with the words that made it so.

The words stand in data/topics.toml. A title says it three times as loud as a lead, and a text by insisting:

    title 3 | lead, or how the text begins 1 | the rest 0.2 a time, less in a long text | section 1.2 | keywords 0.7

From 1 on it is a topic (0.8 where no title names another). Most words count only where cars are spoken of: schools set
tests as well.
"""

from bisect import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import tomli

from crawler.model import Tag, TagKind, Told
from crawler.tags.terms import Patterns, Said, folded

MOST_CHARS = 200_000
OPENING = 300  # characters of a text without a lead that stand for one
LANGUAGES = ("nl", "de", "en", "fr", "it", "es")

TITLE, LEAD, BODY, SECTION, KEYWORDS = 3.0, 1.0, 0.2, 1.2, 0.7
ENOUGH, ENOUGH_ALONE = 1.0, 0.8  # alone: where the title names no topic, one plain word of the lead does
MOST_IN_LEAD, MOST_IN_BODY = 1.5, 5.0
LONG = 3000  # characters: in a text twice as long a word means half as much
CARS_IN_BODY = 3  # words of cars in 3,000 characters that make a text one about cars
PLAIN, WEAK = 0.8, 0.25  # outside a title
MOST_PLACES = 200  # of one topic in one part of an article: more say nothing more
LEVELS = ("sure", "plain", "title", "weak", "not")

_FILE = Path(__file__).with_name("data") / "topics.toml"


@dataclass(frozen=True, slots=True)
class Topic:
    """What articles may be about."""

    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class _Word:
    """A pattern of the table: of which topic (None: a word of cars), and how much it says."""

    topic: str | None
    level: str
    written: str

    def weight(self, *, in_title: bool) -> float:
        if self.level == "sure" or (in_title and self.level in ("plain", "title")):
            return 1.0
        return PLAIN if self.level == "plain" else WEAK


@dataclass(slots=True)
class _Evidence:
    """What speaks for one topic."""

    total: float = 0.0
    mentions: int = 0
    in_title: bool = False
    rule: str = ""

    def add(self, weight: float, rule: str) -> None:
        self.total += weight
        self.rule = self.rule or rule


@cache
def _table() -> dict[str, Any]:
    return tomli.loads(_FILE.read_text("utf-8"))


@cache
def topics() -> tuple[Topic, ...]:
    """All topics, in the order of the table."""
    return tuple(Topic(one["slug"], one["name"]) for one in _table()["topics"])


@cache
def _words(language: str) -> tuple[tuple[_Word, ...], Patterns]:
    """The words of one language, or ("") of all that we have, and how to find them."""
    codes = ("all", *((language,) if language in LANGUAGES else () if language else LANGUAGES))
    cars = (_Word(None, "plain", word) for code in codes for word in _table()["cars"].get(code, ()))
    toys = (_Word(None, "not", word) for word in _table()["cars"]["toys"])
    of_topics = (
        _Word(one["slug"], level, word)
        for one in _table()["topics"]
        for code in codes
        for level in LEVELS
        for word in one.get(code, {}).get(level, ())
    )
    words = tuple(dict.fromkeys((*cars, *toys, *of_topics)))
    marks = frozenset(number for number, word in enumerate(words) if word.topic is None and word.level != "not")
    return words, Patterns((word.written for word in words), marks)


@cache
def _sections() -> dict[str, tuple[str, ...]]:
    """What a section, a folder of an address or a keyword is called -> the topics it stands for."""
    named: dict[str, tuple[str, ...]] = {}
    for one in _table()["topics"]:
        for name in one["sections"]:
            named[folded(name)] = (*named.get(folded(name), ()), one["slug"])
    return named


def tags(told: Told, vehicles: Sequence[Tag] = ()) -> tuple[Tag, ...]:
    """The topics of an article, the surest first; makes and models found in it tell that cars are spoken of."""
    title = folded(told.title)
    body = folded(told.body[:MOST_CHARS])
    lead, rest = (folded(told.lead), body) if told.lead.strip() else (body[:OPENING], body[OPENING:])
    words, patterns = _words(told.language or "")
    zones = [patterns.find(text) for text in (title, lead, rest)]
    cars = [_cars(words, zone) for zone in zones]
    about_cars = bool(vehicles) or cars[0] + cars[1] > 0 or cars[2] >= _many(rest)
    found: dict[str, _Evidence] = {}
    for zone, place in zip(zones, ("title", "lead", "text"), strict=True):
        _weigh(found, words, [said for said in zone if _counts(words[said.pattern], about_cars)], place, len(rest))
    _declared(found, told, words, patterns)
    enough = ENOUGH if any(one.total >= TITLE for one in found.values()) else ENOUGH_ALONE
    sure = {slug: one for slug, one in found.items() if one.total >= enough}
    good = sorted(
        (one for one in sure.items() if _yielding().get(one[0]) not in sure), key=lambda one: (-one[1].total, one[0])
    )
    return tuple(
        Tag(TagKind.TOPIC, slug, one.mentions, one.in_title, round(one.total / (one.total + 2), 3), one.rule)
        for slug, one in good
    )


@cache
def _yielding() -> dict[str, str]:
    """Topics that mean nothing beside another one, and which that is."""
    return {one["slug"]: one["yields_to"] for one in _table()["topics"] if "yields_to" in one}


def speaks_of_cars(told: Told) -> bool:
    """Whether the words of an article are about cars at all."""
    words, patterns = _words(told.language or "")
    opening = folded(f"{told.title} ; {told.lead} ; {told.body[:OPENING]}")
    if _cars(words, patterns.find(opening)):
        return True
    rest = folded(told.body[OPENING:MOST_CHARS])
    return _cars(words, patterns.find(rest)) >= _many(rest)


def _cars(words: Sequence[_Word], zone: Sequence[Said]) -> int:
    """How many words of cars stand there; those of toys are none."""
    own = [said for said in zone if words[said.pattern].topic is None]
    toys = [said for said in own if words[said.pattern].level == "not"]
    if not toys:
        return len(own)
    return sum(all(said.end <= toy.start or toy.end <= said.start for toy in toys) for said in own)


def _many(text: str) -> float:
    """So many words of cars make a text one about cars."""
    return CARS_IN_BODY * max(1.0, len(text) / LONG)


def _counts(word: _Word, about_cars: bool) -> bool:
    return word.topic is not None and (about_cars or word.level in ("sure", "not"))


def _weigh(found: dict[str, _Evidence], words: Sequence[_Word], zone: Sequence[Said], place: str, length: int) -> None:
    """Add what one part of an article says for each topic."""
    by_topic: dict[str | None, list[Said]] = {}
    for one in zone:
        by_topic.setdefault(words[one.pattern].topic, []).append(one)
    for slug, own in by_topic.items():
        kept = _apart(words, own[:MOST_PLACES], in_title=place == "title")
        if slug is None or not kept:
            continue
        said = sum(words[one.pattern].weight(in_title=place == "title") for one in kept)
        evidence = found.setdefault(slug, _Evidence())
        evidence.mentions += len(kept)
        evidence.in_title |= place == "title"
        rule = f"{place}: {words[kept[0].pattern].written.strip('* ~')}"
        if place == "title":
            evidence.add(TITLE * min(1.0, said), rule)
        elif place == "lead":
            evidence.add(LEAD * min(MOST_IN_LEAD, said), rule)
        else:
            evidence.add(BODY * min(MOST_IN_BODY, said) * min(1.0, LONG / max(length, 1)), rule)


def _apart(words: Sequence[_Word], own: Iterable[Said], *, in_title: bool) -> list[Said]:
    """Of overlapping words of one topic the one that says most, and none inside a phrase that means something else."""
    order = sorted(
        own,
        key=lambda one: (
            words[one.pattern].level != "not",
            -words[one.pattern].weight(in_title=in_title),
            one.start - one.end,
            one.start,
        ),
    )
    kept: list[Said] = []
    taken: list[tuple[int, int]] = []  # where they stand, in order of place
    for said in order:
        at = bisect(taken, (said.start, said.end))
        if all(said.end <= start or end <= said.start for start, end in taken[max(0, at - 1) : at + 1]):
            taken.insert(at, (said.start, said.end))
            kept.append(said)
    return [said for said in kept if words[said.pattern].level != "not"]


def _declared(found: dict[str, _Evidence], told: Told, words: Sequence[_Word], patterns: Patterns) -> None:
    """Add what the publisher says of an article: its section, the folders of its address, its keywords."""
    named = _sections()
    for name in (*_folders(told.url), *(part for part in (told.section or "").split("/"))):
        for slug in named.get(folded(name).strip(), ()):
            if not (known := found.setdefault(slug, _Evidence())).rule.startswith("section"):
                known.add(SECTION, f"section: {name.strip()}")
    keywords = [folded(word).strip() for word in told.keywords]
    said = {slug: word for word in keywords for slug in named.get(word, ())}
    for one in patterns.find(" ; ".join(keywords)):
        word = words[one.pattern]
        if word.topic is not None and word.level in ("sure", "plain"):
            said.setdefault(word.topic, word.written.strip("* ~"))
    for slug, keyword in said.items():
        found.setdefault(slug, _Evidence()).add(KEYWORDS, f"keyword: {keyword}")


def _folders(url: str | None) -> list[str]:
    """The folders of an address; its last part is the title once more."""
    parts = [part for part in unquote(urlsplit(url or "").path).split("/") if part]
    return [part.replace("-", " ").replace("_", " ") for part in parts[:-1]]

"""Each ambiguous entry of vehicles.toml is tried on its own sentences: some name it, some only seem to."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crawler.model import Told
from crawler.tags import vehicles
from crawler.tags.gazetteer import VEHICLES, Sense, gazetteer
from crawler.tags.gazetteer_names import Grade, fold, slug

GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "vehicles"
SENTENCES = GOLDEN / "entries.toml"
BADGES = set(
    (GOLDEN / "badges.txt").read_text("utf-8").split()
)  # ids whose name, a word by its letters, means a car only
FLAGS = {"alone", "ambiguous", "beside"}


def entries() -> Iterator[tuple[str, tuple[str, ...], dict[str, Any]]]:
    """Every make and model: its id, its printed names and what its entry says."""
    for make in tomllib.loads(VEHICLES.read_text("utf-8"))["make"]:
        yield slug(make["name"]), (make["name"], *make.get("also", ()), *make.get("weak", ())), make
        for name, model in make["models"].items():
            yield f"{slug(make['name'])}/{slug(name)}", (name, *model.get("also", ())), model


NAMES = {at: names for at, names, _ in entries()}
ENTRIES = {at: entry for at, _, entry in entries()}
PAIRS = {
    f"{make}/{model}": pair
    for make, models in tomllib.loads(SENTENCES.read_text("utf-8")).items()
    for model, pair in models.items()
}
TRIED = PAIRS.keys() | {at for at, entry in ENTRIES.items() if set(entry.get("test", {})) == {"yes", "no"}}


def senses(at: str) -> Iterator[Sense]:
    """What its printed names mean to the gazetteer, as far as they mean this entry."""
    known = gazetteer()
    for name in map(fold, NAMES[at]):
        for found in known.matcher.find(name):
            if found.end - found.start == len(name):
                yield from (one for one in known.names[found.name].senses if (one.model or one.make) == at)


def is_ambiguous(at: str) -> bool:
    """Its entry says so, or one of its names is a word, a place, a person, a code or a number as well."""
    is_letter = len(NAMES[at][0]) == 1
    return (
        is_letter
        or not FLAGS.isdisjoint(ENTRIES[at])
        or any(one.grade > Grade.BADGE or one.place or one.surname for one in senses(at))
    )


def words(text: str) -> set[str]:
    return set(re.findall(r"[a-z]+|\d+", fold(text)))


def holds(text: str, at: str) -> bool:
    """A name of the entry stands there, or all the words of one."""
    known = gazetteer()
    seen = (one for found in known.matcher.find(fold(text)) for one in known.names[found.name].senses)
    return any((one.model or one.make) == at for one in seen) or any(words(one) <= words(text) for one in NAMES[at])


def sentences(make: str) -> Iterator[tuple[str, str, str]]:
    """Of a make and its models: whose sentence, `yes` or `no`, and the sentence."""
    for at, entry in ENTRIES.items():
        if at.partition("/")[0] == make:
            yield from ((at, kind, text) for kind, texts in entry.get("test", {}).items() for text in texts)
            yield from ((at, kind, text) for kind, text in zip(("yes", "no"), PAIRS.get(at, ()), strict=False))


@pytest.mark.parametrize("make", sorted({at.partition("/")[0] for at in ENTRIES}))
def test_each_sentence_names_it_or_only_seems_to(make):
    wrong = []
    for at, kind, text in sentences(make):
        found = {tag.slug: tag.rule for tag in vehicles.tags(Told("", "", text))}
        if (at in found) is not (kind == "yes"):
            wrong.append((at, kind, text, found))

    assert [] == wrong


def test_every_ambiguous_entry_has_sentences_of_both_kinds():
    ambiguous = {at for at in ENTRIES if is_ambiguous(at)}

    assert 2000 <= len(ambiguous)
    assert set() == ambiguous - TRIED, "write two sentences in tests/golden/vehicles/entries.toml"
    assert set() == PAIRS.keys() - ENTRIES.keys()


def test_a_name_of_letters_alone_is_tried_or_known_to_mean_nothing_else():
    """For the list of words learned what the names of its day mean, and not those that come."""
    untried = {at for at in ENTRIES.keys() - TRIED if any(map(str.isalpha, NAMES[at]))}

    assert untried == BADGES, (
        "write two sentences in entries.toml, or add it to badges.txt if it is no word, place or name"
    )


def test_each_trap_holds_the_name_or_its_words():
    assert [] == [at for at, (_, trap) in PAIRS.items() if not holds(trap, at)]


def test_no_sentence_stands_there_twice():
    texts = [text for pair in PAIRS.values() for text in pair]

    assert len(texts) == len(set(texts))

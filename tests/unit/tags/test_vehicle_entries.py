"""Each ambiguous entry of vehicles.toml is tried on its own sentences: some name it, some only seem to."""

import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from crawler.model import Told
from crawler.tags import vehicles
from crawler.tags.gazetteer import VEHICLES
from crawler.tags.gazetteer_names import slug


def entries() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every make and model: its id and what its entry says."""
    for make in tomllib.loads(VEHICLES.read_text("utf-8"))["make"]:
        yield slug(make["name"]), make
        for name, model in make["models"].items():
            yield f"{slug(make['name'])}/{slug(name)}", model


ENTRIES = dict(entries())
TRIED = [
    (name, kind, text) for name, one in ENTRIES.items() for kind, texts in one.get("test", {}).items() for text in texts
]


def is_ambiguous(name: str, entry: dict[str, Any]) -> bool:
    return bool(entry.keys() & ({"ambiguous", "alone"} if "/" in name else {"ambiguous", "beside"}))


@pytest.mark.parametrize(("name", "kind", "text"), TRIED)
def test_a_sentence_names_it_or_does_not(name, kind, text):
    found = {tag.slug: tag.rule for tag in vehicles.tags(Told("", "", text))}

    assert (name in found) is (kind == "yes"), found


def test_every_ambiguous_entry_has_sentences_of_both_kinds():
    ambiguous = {name: one for name, one in ENTRIES.items() if is_ambiguous(name, one)}

    assert 200 <= len(ambiguous)
    assert [] == [name for name, one in ambiguous.items() if set(one.get("test", {})) != {"yes", "no"}]

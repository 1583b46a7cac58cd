"""Models named like a word, a number, a place or a person: a sentence that means the car, and one that does not."""

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from crawler.model import Told
from crawler.tags import gazetteer, vehicles

NAMES = YAML(typ="safe").load(Path(__file__).with_name("common_names.yaml").read_text("utf-8"))


def found(text: str) -> set[str]:
    return {tag.slug for tag in vehicles.tags(Told("", "", text))}


@pytest.mark.parametrize(("model", "meant"), [(model, meant) for model, meant, _ in NAMES])
def test_a_sentence_means_the_car(model, meant):
    assert model in found(meant)


@pytest.mark.parametrize(("model", "other"), [(model, other) for model, _, other in NAMES])
def test_a_sentence_means_something_else(model, other):
    assert model not in found(other)


def test_there_are_names_enough_and_all_are_models():
    tried = {model for model, _, _ in NAMES}

    assert 120 <= len(tried) == len(NAMES)
    assert set() == tried - {model.slug for model in gazetteer.models()}

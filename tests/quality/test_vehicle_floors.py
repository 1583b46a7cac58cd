"""How well makes and models are tagged, on golden sentences and on real pages; floors a little below what is reached.

Half b was kept aside: no rule was made after reading one of its texts.
"""

from pathlib import Path

import pytest

from benchmarks import vehicle_scores as scores
from benchmarks.vehicle_words import in_pages, parts
from crawler.tags.gazetteer import AMBIGUOUS, printed_names

SENTENCES = scores.sentences()


@pytest.fixture(scope="module")
def pages(shared_data: Path) -> list[scores.Labelled]:
    return scores.labelled(shared_data)


def half(texts: list[scores.Labelled], name: str) -> list[scores.Labelled]:
    return [one for one in texts if one.half == name]


@pytest.mark.parametrize(("name", "precision", "recall"), [("a", 0.99, 0.99), ("b", 0.975, 0.98)])
def test_sentences(name, precision, recall):
    found = scores.score(half(SENTENCES, name))

    assert precision <= found.precision, found.false
    assert recall <= found.recall, found.missed


@pytest.mark.parametrize(("name", "precision", "recall"), [("a", 0.98, 0.98), ("b", 0.97, 0.98)])
def test_sentences_and_pages_together(name, precision, recall, pages):
    found = scores.score([*half(SENTENCES, name), *half(pages, name)])

    assert precision <= found.precision, found.false
    assert recall <= found.recall, found.missed


def test_pages_on_other_things_get_hardly_a_false_tag(pages):
    assert 383 == sum(not one.automotive for one in pages)
    assert 0.02 >= scores.false_a_page(pages)  # 0.010 measured


def test_three_kilobytes_take_about_a_millisecond(pages):
    assert 3 >= scores.ms_per_3_kb(pages, rounds=1)  # 0.3 measured


def test_what_pages_on_other_things_say_is_known_to_be_ambiguous(pages):
    known = {line.rstrip("+") for line in AMBIGUOUS.read_text("utf-8").splitlines() if not line.startswith("#")}

    assert set() == in_pages(pages, parts(printed_names())) - known

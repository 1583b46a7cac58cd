"""Meanings are compared within one model, summed over a story, and stored in bytes."""

import math

import pytest

from crawler.related.meaning import LENGTH, Meaning, centred, likeness, packed, together, unpacked


def of(*first: int, model: str = "m") -> Meaning:
    return Meaning(model, first + (0,) * (LENGTH - len(first)))


def test_the_likeness_is_a_cosine_and_only_within_a_model():
    assert 1 == pytest.approx(likeness(of(3, 4), of(6, 8)))
    assert -1 == pytest.approx(likeness(of(3, 4), of(-3, -4)))
    assert likeness(of(1), of(1, model="other")) is None
    assert likeness(of(1), None) is None
    assert likeness(of(0), of(1)) is None


def test_a_story_is_the_sum_of_its_articles_by_the_last_model():
    assert of(5, 5) == together([of(1, 2), None, of(4, 3)])
    assert of(4, 3, model="new") == together([of(1, 2), of(4, 3, model="new")])
    assert together([None]) is None


def test_a_vector_has_one_length_and_fits_bytes():
    vector = centred([math.sin(at) for at in range(LENGTH)])

    assert 127 == pytest.approx(math.hypot(*vector), rel=0.02)
    assert LENGTH == len(packed(vector, "b"))
    assert vector == unpacked(packed(vector, "b"), "b") == unpacked(packed(vector, "i"), "i")

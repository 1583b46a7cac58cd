"""Patterns are found as written: whole words, open ends, words apart within a clause."""

import pytest

from crawler.tags.terms import Patterns, folded


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Rückruf", "ruckruf"),
        ("Straße", "strasse"),
        ("L’électrique", "l'electrique"),
        ("E-Auto’s", "e auto's"),
        ("spy\u2011shots", "spy shots"),
        ("plain words", "plain words"),
    ],
)
def test_capitals_accents_and_hyphens_do_not_count(written, read):
    assert read == folded(written)


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("recall", "A recall of vans", ["recall"]),
        ("recall", "recalled", []),
        ("recall*", "Recalled in May", ["recall"]),
        ("recall*", "the precalls", []),
        ("*fabriek", "de autofabriek, een fabriek en fabrieken", ["fabriek", "fabriek"]),
        ("voiture* électrique*", "des voitures électriques", ["voitures electriques"]),
        ("voiture* électrique*", "voiture non électrique", []),
        ("roept .. terug", "Kia roept auto's terug", ["roept auto's terug"]),
        ("roept .. terug", "Hij roept. Kom terug", []),
        ("roept .. terug", "Kia roept 12.400 auto's terug", ["roept 12.400 auto's terug"]),
        ("roept .. terug", "roept " + "woord " * 20 + "terug", []),
        ("roept ~ terug", "Kia roept 12.400 stuks terug", ["roept 12.400 stuks terug"]),
        ("roept ~ terug", "Kia roept wagens terug", ["roept wagens terug"]),
        ("roept ~ terug", "hij roept zijn hond terug", []),
        ("rappelle ~", "Kia rappelle 400 vans", ["rappelle 400 vans"]),
        ("rappelle ~", "il rappelle sa mère", []),
        ("a*b", "a+b", []),
    ],
)
def test_a_pattern_is_found_where_it_is_said(pattern, text, found):
    text = folded(text)
    said = Patterns([pattern, "wagens"], frozenset({1})).find(text)

    assert found == [text[one.start : one.end] for one in said if one.pattern == 0]


def test_overlapping_patterns_are_all_found_in_order():
    said = Patterns(["car", "car sales", "sales"]).find("new car sales")

    assert [(4, 0), (4, 1), (8, 2)] == [(one.start, one.pattern) for one in said]

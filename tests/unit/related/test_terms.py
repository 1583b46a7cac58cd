"""What of an article is compared: ideas that languages share, numbers however they are written, names, other words."""

import pytest

from crawler.related import terms as reading
from crawler.related.terms import Glimpse, fold, meanings, named, stem, terms


def of(title="", text="", language="nl", *tags):
    return terms(Glimpse(title, text, language, tags))


@pytest.mark.parametrize(
    ("idea", "words"),
    [
        ("m:recall", "terugroepactie Rückrufaktion recalls rappelle"),
        ("m:price", "prijzen Preise pricing tarifs"),
        ("i:door", "portier Türen doors portières"),
        ("i:motorway", "snelwegen Autobahnen motorways autoroutes"),
        ("p:poland", "Poolse polnischen Polish polonais"),
        ("n:7", "zeven sieben seven sept 7"),
    ],
)
def test_words_of_four_languages_mean_the_same(idea, words):
    assert [] == [word for word in words.split() if idea not in of(text=word)]


@pytest.mark.parametrize(
    ("compound", "meant"),
    [
        ("Batteriezellfertigung", ("i:battery", "m:production")),
        ("Türgriffe", ("i:door",)),
        ("Nexperiachips", ("w:neksper", "i:chip")),
        ("autosnelweg", ("i:motorway",)),
        ("Merseburg", ()),
    ],
)
def test_a_compound_means_what_it_begins_and_ends_with(compound, meant):
    assert meant == meanings(fold(compound))


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("497.099", "n:497099"),
        ("497,099", "n:497099"),
        ("497 000", "n:497000"),
        ("497\u202f000", "n:497000"),
        ("9,4", "n:9.4"),
        ("9.40", "n:9.4"),
        ("007", "n:7"),
        ("2035", "n:2035"),
        ("1234567890123456", "n:123456789012"),
    ],
)
def test_a_number_is_the_same_however_it_is_written(written, number):
    assert number in of(text=f"ruim {written} stuks")


def test_large_numbers_are_also_rounded_and_years_are_not():
    assert "r:31e4" in of(text="312.900")
    assert "r:31e4" in of(text="nearly 313,000", language="en")
    assert ["n:2026"] == list(of(text="in 2026"))


def test_zero_is_no_number_and_no_figure_is_lost_on_the_way():
    assert {} == of(text="0 00")
    assert {"n:0.5"} == of(text="0,5").keys()


def test_a_title_counts_twice_and_only_the_opening_is_read():
    once, twice = of(text="Quillan"), of(title="Quillan")
    long = of(
        text=" ".join(["Quillan", *(f"woord{chr(97 + at % 26)}{chr(97 + at // 26)}" for at in range(60)), "Corvo"])
    )

    assert twice["w:kuilan"] == pytest.approx(once["w:kuilan"] * 2**0.5)
    assert "w:kuilan" in long
    assert "w:korvo" not in long


def test_a_capital_makes_a_name_but_not_in_german_or_where_a_sentence_begins():
    name = of(text="het werk in Quillan")["w:kuilan"]

    assert name > of(text="Quillan stopt")["w:kuilan"]
    assert name > of(text="Klaar. Quillan stopt")["w:kuilan"]
    assert name > of(text="das Werk in Quillan", language="de")["w:kuilan"]


def test_words_without_a_capital_are_kept_apart_from_names():
    assert {"x:kombaik"} == of(text="kombaikten").keys()


def test_plain_words_and_single_letters_say_nothing():
    assert {} == of(text="de het een the a der und le la d'y")


def test_tags_are_terms_and_topics_are_of_their_own_kind():
    found = of("", "", "nl", "make/volkswagen", "model/volkswagen/golf", "topic/recall")

    assert {"g:make/volkswagen", "g:model/volkswagen/golf", "t:recall"} == found.keys()


@pytest.mark.parametrize(
    ("one", "other"), [("Produktion", "productions"), ("Sjanghai", "sjanghai"), ("Philipp", "Filip")]
)
def test_languages_spell_one_word_alike(one, other):
    assert stem(fold(one)) == stem(fold(other))


def test_each_word_of_the_table_means_one_thing():
    import tomllib
    from importlib.resources import files

    told = tomllib.loads(files("crawler.related").joinpath("concepts.toml").read_text("utf-8"))
    written = [
        (fold(word.rstrip("*")), name)
        for section in reading.SECTIONS
        for name, said in told[section].items()
        for word in said.split()
    ]
    seen = dict(reversed(written))

    assert [] == [(word, name, seen[word]) for word, name in written if seen[word] != name]
    assert [] == [word for word, _ in written if len(word) < 2]


@pytest.mark.parametrize("text", ["", "!!! ... ???", "ａｂｃ １２３", "²³ ٣٤ ①", "\U0001f697" * 50, "a" * 100_000])
def test_any_text_has_terms(text):
    assert all(weight > 0 for weight in of(title=text, text=text).values())


def test_the_places_of_a_title_are_countries_and_towns_in_any_language():
    found = named(Glimpse("Nach Zuffenhausen: Streik in Mexiko", "Ook in België en Emden", "de"))

    assert {"country", "country/mexico", "town", "town/stuttgart"} == found.titles.keys()
    assert {"", "country/mexico", "town/stuttgart", "country/belgium", "town/emden"} == found.texts.keys()


@pytest.mark.parametrize(
    ("title", "places"),
    [
        ("VS heffen meer", {"country", "country/usa"}),
        ("BMW vs Audi", set()),
        ("Toll frees us all", set()),
        ("Recul aux États-Unis", {"country", "country/usa"}),
        ("Les premiers particuliers", set()),
        ("Russell op pole", set()),
    ],
)
def test_a_place_is_what_a_word_begins_with(title, places):
    assert places == named(Glimpse(title, "")).titles.keys()


def test_tags_of_a_title_are_named_by_it():
    found = named(Glimpse("", "", None, ("make/kia", "topic/recall"), frozenset({"make/kia"}), frozenset({"make/bmw"})))

    assert {"make": 1, "make/kia": 1} == found.titles
    assert {"": 1, "make/bmw": 1, "make/kia": 1} == found.texts

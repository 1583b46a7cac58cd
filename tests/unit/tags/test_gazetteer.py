"""The data of makes and models is sound, and every way of writing a name leads to it."""

import os
import re
import subprocess
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from crawler.tags import gazetteer
from crawler.tags.gazetteer_names import Grade, fold, grade, slug, spellings

GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "vehicles"
MAKES = {make.slug: make for make in gazetteer.makes()}
MODELS = {model.slug: model for model in gazetteer.models()}
WORD = "[a-z0-9]+(?:-[a-z0-9]+)*"
FLAGS = {"years", "power", "also", "sure", "ambiguous", "beside", "place", "alone", "not", "test"}
TABLE = tomllib.loads(gazetteer.VEHICLES.read_text("utf-8"))["make"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Lynk & Co", "lynk-co"),
        ("ID.3", "id-3"),
        ("N°8", "n8"),
        ("#1", "1"),
        ("Škoda", "skoda"),
        ("Citroën", "citroen"),
        ("3 Series", "3-series"),
        ("Up!", "up"),
        ("e:Ny1", "e-ny1"),
        ("Cee'd", "ceed"),
        ("X1/9", "x1-9"),
    ],
)
def test_an_id_is_the_name_in_small_letters(name, expected):
    assert expected == slug(name)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Golf", {"golf", "golfs"}),
        ("ID.3", {"id.3", "id 3", "id-3", "id3"}),
        ("XC40", {"xc40", "xc 40", "xc-40"}),
        ("MX-5", {"mx-5", "mx 5", "mx5"}),
        ("3 Series", {"3 series", "3er", "3-serie", "serie 3", "320i", "m340i", "318"}),
        ("C-Class", {"c-class", "c-klasse", "classe c", "c 220", "c220d", "c 63"}),
        ("Grand Cherokee", {"grand cherokee", "grand-cherokee"}),
        ("Mégane", {"megane", "meganes"}),
    ],
)
def test_a_name_is_written_in_many_ways(name, written):
    assert set() == written - set(spellings(name))


def test_an_electric_version_keeps_its_name():
    assert "e-208" in set(spellings("208", electric=True))
    assert "e-208" not in set(spellings("208"))


def test_figures_are_not_glued_to_another_number():
    assert "93" not in set(spellings("9-3"))


@pytest.mark.parametrize(
    ("written", "proves"),
    [
        ("bentayga", Grade.BADGE),
        ("golf", Grade.WORD),
        ("santa fe", Grade.WORD),
        ("note", Grade.COMMON),
        ("xc40", Grade.BADGE),
        ("c-hr", Grade.BADGE),
        ("ioniq 5", Grade.BADGE),
        ("a4", Grade.CODE),
        ("ka", Grade.CODE),
        ("glc", Grade.CODE),
        ("a 4", Grade.NUMBER),
        ("208", Grade.NUMBER),
        ("model 3", Grade.WORD),
    ],
)
def test_what_a_name_proves(written, proves):
    common = frozenset({"note", "model"})

    assert proves is grade(written, common, common | {"golf", "santa", "fe"})


@pytest.mark.parametrize("text", ["ÀÉÎõü ŠKODA – “N°8”…", "İstanbul ẞ", "a\u00a0b\tc\n", "ﬁ ½ 日本"])
def test_folding_keeps_every_place(text):
    assert len(text) == len(fold(text))


def test_there_are_makes_and_models_enough():
    assert 150 <= len(MAKES)
    assert 1500 <= len(MODELS)


def test_every_make_of_the_gold_is_known():
    assert set() == set(YAML(typ="safe").load((GOLDEN / "makes.yaml").read_text("utf-8"))) - set(MAKES)


def test_every_model_of_the_golden_sentences_is_known():
    sentences = YAML(typ="safe").load((GOLDEN / "sentences.yaml").read_text("utf-8"))

    assert set() == {tag for one in sentences for tag in one["tags"] if "/" in tag} - set(MODELS)


def test_ids_are_spelled_as_ids_and_stand_once():
    assert [] == [one for one in MAKES if not re.fullmatch(WORD, one)]
    assert [] == [one for one in MODELS if not re.fullmatch(f"{WORD}/{WORD}", one)]
    assert [] == [one for one, times in Counter(model.slug for model in gazetteer.models()).items() if times > 1]
    assert [] == [one for one, times in Counter(make.slug for make in gazetteer.makes()).items() if times > 1]


def test_a_model_belongs_to_a_make_and_its_group():
    for model in MODELS.values():
        assert MAKES[model.make].group == model.group
        assert model.label == f"{MAKES[model.make].name} {model.name}"


def test_years_and_engines_are_what_they_may_be():
    powers = {"combustion", "hybrid", "electric", "mixed"}

    assert [] == [one.slug for one in MODELS.values() if one.powertrain not in powers]
    assert [] == [one.slug for one in MODELS.values() if not 1900 < one.from_year < 2031]
    assert [] == [one.slug for one in MODELS.values() if one.to_year and one.to_year < one.from_year]


def test_entries_hold_nothing_but_what_is_read():
    told = {flag for entry in TABLE for model in entry["models"].values() for flag in model}
    of_makes = {
        "name",
        "group",
        "also",
        "weak",
        "ambiguous",
        "maker",
        "surname",
        "place",
        "beside",
        "exact",
        "sister",
        "not",
        "test",
        "models",
    }

    assert set() == told - FLAGS
    assert set() == {key for entry in TABLE for key in entry} - of_makes


def test_a_sister_is_a_make():
    assert set() == {make.sister for make in MAKES.values() if make.sister} - set(MAKES)


@pytest.mark.parametrize("written", ["ami", "amis", "e-ami", "ray", "gtas", "tt rs"])
def test_other_spellings_count_only_in_capitals_where_the_short_name_does(written):
    names = gazetteer.gazetteer().names

    assert all(sense.exact for sense in names[names.written.index(written)].senses)


def test_what_a_name_means_is_the_same_in_every_process():
    script = (
        "from crawler.tags.gazetteer import gazetteer\n"
        "names = gazetteer().names\n"
        "print(sorted((written, repr(names[number])) for number, written in enumerate(names.written)))\n"
    )
    told = [
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            timeout=60,
        ).stdout
        for seed in ("1", "2")
    ]

    assert told[0] == told[1]


def test_reading_it_all_costs_little():
    def made() -> None:
        gazetteer.gazetteer.cache_clear()
        gazetteer.gazetteer()

    def seconds(work: Callable[[], object]) -> float:
        began = time.process_time()
        work()
        return time.process_time() - began

    text = gazetteer.VEHICLES.read_text("utf-8")
    pairs = [(seconds(made), seconds(lambda: tomllib.loads(text))) for _ in range(6)]  # in turns, on a busy machine
    ours, plain = min(pair[0] for pair in pairs), 4 * min(pair[1] for pair in pairs)

    assert ours <= 2 * plain  # measured 0.6: 0.11 s

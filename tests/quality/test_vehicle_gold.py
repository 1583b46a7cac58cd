"""The gold of makes and models is sound: ids spelled by its rules, halves alike, traps enough, labelled pages there.

The rules stand on top of `tests/golden/vehicles/sentences.yaml`; what is tagged is scored elsewhere.
"""

import hashlib
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from benchmarks import corpora

FOLDER = Path(__file__).resolve().parents[1] / "golden" / "vehicles"


def read(name: str) -> Any:
    return YAML(typ="safe").load((FOLDER / name).read_text("utf-8"))


SENTENCES: list[dict[str, Any]] = read("sentences.yaml")
LABELS: dict[str, Any] = read("pages.yaml")
PAGES: list[dict[str, Any]] = LABELS["pages"]

WORD = "[a-z0-9]+(?:-[a-z0-9]+)*"
TAG = re.compile(f"{WORD}(?:/{WORD})?")
AT_LEAST = {"nl": 120, "de": 70, "en": 70, "fr": 60, "it": 5, "es": 5}

MAKES = set(read("makes.yaml"))  # a slip of the pen in the gold is no make


def faults(tags: list[str]) -> list[str]:
    """What is wrong with the tags of one text."""
    of_models = {tag.partition("/")[0] for tag in tags if "/" in tag}
    return [
        *(f"{tag}: not spelled as an id" for tag in tags if not TAG.fullmatch(tag)),
        *(f"{tag}: no such make" for tag in tags if tag.partition("/")[0] not in MAKES),
        *(f"{tag}: its model carries it" for tag in tags if tag in of_models),
        *([] if tags == sorted(set(tags)) else [f"{tags}: not sorted, or one of them twice"]),
    ]


def words(sentence: dict[str, Any]) -> str:
    """What is read of a sentence, as far as two of them are the same."""
    return " ".join(f"{sentence.get('title', '')} {sentence['text']}".casefold().split())


@pytest.mark.parametrize(
    ("tags", "fault"),
    [
        (["citroen/c3-aircross", "ds/n8", "saab/9-3"], None),
        (["skoda/fábia"], "skoda/fábia: not spelled as an id"),
        (["volkswagen/id.3"], "volkswagen/id.3: not spelled as an id"),
        (["mercedes/c-class"], "mercedes/c-class: no such make"),
        (["tesla", "tesla/model-3"], "tesla: its model carries it"),
        (["seat", "audi"], "['seat', 'audi']: not sorted, or one of them twice"),
    ],
)
def test_a_slip_in_an_id_is_seen(tags, fault):
    assert ([fault] if fault else []) == faults(tags)


@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda one: one["id"])
def test_a_sentence_is_written_as_the_rules_say(sentence):
    known = {"id", "lang", "half", "trap", "title", "text", "tags"}

    assert set() == set(sentence) - known
    assert re.fullmatch(rf"{sentence['lang']}-\d{{3}}", sentence["id"])
    assert sentence["half"] in ("a", "b")
    assert sentence.get("trap", True) is True
    assert sentence.get("trap") or sentence["tags"], "what names nothing is a trap"
    assert sentence["text"] == sentence["text"].strip() != ""
    assert [] == faults(sentence["tags"])


def test_every_make_of_the_list_is_named_somewhere():
    named = {tag.partition("/")[0] for one in [*SENTENCES, *PAGES] for tag in one["tags"]}

    assert set() == MAKES - named


def test_no_sentence_and_no_id_stands_twice():
    assert [] == [said for said, times in Counter(map(words, SENTENCES)).items() if times > 1]
    assert [] == [name for name, times in Counter(one["id"] for one in SENTENCES).items() if times > 1]


def test_there_are_enough_sentences_of_each_language():
    found = Counter(one["lang"] for one in SENTENCES)

    assert {} == {lang: found[lang] for lang, least in AT_LEAST.items() if found[lang] < least}
    assert set(AT_LEAST) == set(found)
    assert 320 <= len(SENTENCES)


@pytest.mark.parametrize("lang", AT_LEAST)
def test_the_halves_of_a_language_are_alike(lang):
    dealt = Counter((one["half"], "trap" in one) for one in SENTENCES if one["lang"] == lang)

    assert abs(dealt["a", True] - dealt["b", True]) <= 1
    assert abs(dealt["a", False] - dealt["b", False]) <= 1


@pytest.mark.parametrize("half", ["a", "b"])
def test_nearly_half_of_each_half_are_traps(half):
    kept = [one for one in SENTENCES if one["half"] == half]
    traps = [one for one in kept if "trap" in one]

    assert 0.45 <= len(traps) / len(kept) <= 0.55
    assert any(one["tags"] for one in traps), "some traps stand beside a real car"


def test_page_labels_are_spelled_as_those_of_sentences():
    assert [] == [fault for one in PAGES for fault in faults(one["tags"])]
    assert [] == [tag for one in PAGES for tag in one.get("either", ()) if not TAG.fullmatch(tag)]
    assert [] == [one["file"] for one in PAGES if set(one["tags"]) & set(one.get("either", ()))]


def test_page_labels_belong_to_these_pages(shared_data):
    assert LABELS["fingerprint"] == corpora.fingerprint(corpora.articles(shared_data))


def test_every_labelled_page_is_there_and_unchanged(shared_data):
    found = {page.name: page for page in corpora.articles(shared_data)}
    labelled = [one["file"] for one in PAGES]

    assert [] == [file for file, times in Counter(labelled).items() if times > 1 or file not in found]
    for one in PAGES:
        page = found[one["file"]]
        body = page.gold.get("body")
        assert ("body" if body else "page") == one["of"]
        assert one["sha256"] == hashlib.sha256(body.encode() if body else page.html).hexdigest()[:16], one["file"]


def test_all_automotive_pages_are_labelled_and_of_the_others_those_that_name_a_car(shared_data):
    records = (shared_data / "articles" / "GOLD.jsonl").read_text("utf-8").split("\n")
    automotive = {one["pack_file"] for one in map(json.loads, filter(None, records)) if one["automotive"]}
    others = [one for one in PAGES if not one["automotive"]]

    assert automotive == {one["file"] for one in PAGES if one["automotive"]}
    assert 37 == len(automotive)
    assert 7 == sum(len(one["tags"]) for one in others)
    assert all(one["tags"] for one in others)

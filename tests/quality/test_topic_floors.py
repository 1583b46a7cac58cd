"""How well topics and companies are found in the gold of tests/golden/topics, and how seldom where none are.

The rules of what counts stand on top of its files. Half b is kept aside: no rule is written after looking at it.
"""

import json
import re
from collections import Counter

import pytest

from benchmarks import topic_scores
from crawler.model import Told
from crawler.tags import companies, topics

TEXTS = topic_scores.gold("texts.yaml")
FIRMS = topic_scores.gold("companies.yaml")
SLUGS = {one.slug for one in topics.topics()}
FALSE_TOPICS = 0.12  # a page that is not about cars; 0.08 measured
FALSE_FIRMS = 0.06
MILLISECONDS = 1.0  # for 3 KB; 0.3 measured


@pytest.mark.parametrize("half", ["a", "b"])
def test_topics_are_found_and_no_others(half):
    made = topic_scores.topics_of(half)

    assert made.precision >= 0.95, made.wrong
    assert made.recall >= 0.90, made.missing


@pytest.mark.parametrize("half", ["a", "b"])
def test_companies_are_found_and_no_others(half):
    made = topic_scores.companies_of(half)

    assert made.precision >= 0.95, made.wrong
    assert made.recall >= 0.93, made.missing


def test_pages_on_other_things_have_hardly_any_topic(shared_data):
    lines = (shared_data / "articles" / "GOLD.jsonl").read_text("utf-8").split("\n")
    pages = [one for one in map(json.loads, filter(None, lines)) if not one["automotive"] and one["gold"].get("body")]
    told = [
        Told(
            one["gold"].get("title") or one["title_html"] or "",
            "",
            one["gold"]["body"],
            (one["lang"] or "")[:2] or None,
        )
        for one in pages
    ]

    assert sum(len(topics.tags(one)) for one in told) <= FALSE_TOPICS * len(told)
    assert sum(len(companies.tags(one)) for one in told) <= FALSE_FIRMS * len(told)
    assert topic_scores.milliseconds(told) <= MILLISECONDS * 5, "five times what it takes on an idle machine"


# ---------------------------------------------------------------- the gold itself


@pytest.mark.parametrize("one", TEXTS, ids=lambda one: one["id"])
def test_a_text_is_written_as_the_rules_say(one):
    known = {"id", "lang", "half", "trap", "title", "lead", "section", "keywords", "url", "topics", "either"}

    assert set() == set(one) - known
    assert re.fullmatch(rf"{one['lang']}-\d{{3}}", one["id"])
    assert one["half"] in ("a", "b")
    assert set(one["topics"]) | set(one.get("either", ())) <= SLUGS
    assert set() == set(one["topics"]) & set(one.get("either", ()))
    assert one["topics"] or one.get("trap"), "what is about nothing is a trap"


def test_there_are_enough_texts_of_every_topic_and_language():
    found = Counter(slug for one in TEXTS for slug in one["topics"])
    by_language = Counter(one["lang"] for one in TEXTS)

    assert len(TEXTS) >= 160
    assert SLUGS == set(found)
    assert min(found.values()) >= 6
    assert all(by_language[code] >= 40 for code in ("nl", "de", "en", "fr"))
    assert sum("trap" in one or len(one["topics"]) > 1 for one in TEXTS) >= len(TEXTS) / 3


@pytest.mark.parametrize("entries", [TEXTS, FIRMS], ids=["texts", "companies"])
def test_no_entry_stands_twice_and_the_halves_are_alike(entries):
    halves = Counter(one["half"] for one in entries)

    assert len(entries) == len({one["id"] for one in entries})
    assert len(entries) == len({f"{one.get('title', '')} {one.get('text', '')}".casefold() for one in entries})
    assert abs(halves["a"] - halves["b"]) <= len(entries) / 10


def test_companies_of_the_gold_are_companies():
    known = {one.slug for one in companies.companies()}

    assert set() == {slug for one in FIRMS for slug in one["companies"]} - known

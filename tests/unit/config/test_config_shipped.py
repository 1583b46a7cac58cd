"""The files the repository ships: feeds.yaml, and the schema editors read."""

import csv
import json
import re
from pathlib import Path

import pytest

from crawler.config import json_schema, load
from crawler.config.code_words import COUNTRIES, COUNTRY_NAMES, LANGUAGE_NAMES, LANGUAGES
from crawler.config.mistake_words import CONDITION_KEYS, KEYS, KIND_WORDS, LIST_KEYS, UNCLEAR_KEYS
from crawler.config.schema import Condition, Defaults, FeedWritten, LimitsWritten, ListWritten
from crawler.model import Kind

ROOT = Path(__file__).resolve().parents[3]
SCHEMA = ROOT / "crawler" / "config" / "feeds.schema.json"
FEEDS = ROOT / "feeds.yaml"


@pytest.fixture(scope="module")
def shipped():
    return load(FEEDS.read_text("utf-8"))


def properties(schema):
    """Every (name, property) of every mapping the schema describes."""
    for part in (schema, *schema["$defs"].values()):
        yield from part.get("properties", {}).items()


def test_the_kept_schema_is_what_the_models_say():
    assert json_schema() == SCHEMA.read_text("utf-8"), "write crawler.config.json_schema() into feeds.schema.json"


def test_editors_find_the_schema_by_the_first_line():
    first = FEEDS.read_text("utf-8").splitlines()[0]
    named = first.removeprefix("# yaml-language-server: $schema=")

    assert first != named
    assert SCHEMA == ROOT / named


def test_the_schema_forbids_unknown_keys_and_every_key_has_a_tooltip():
    schema = json.loads(json_schema())

    assert all(part["additionalProperties"] is False for part in (schema, *schema["$defs"].values()))
    assert [] == [name for name, described in properties(schema) if not described.get("description")]
    assert list(Kind) == dict(properties(schema))["kind"]["enum"]
    assert schema["$schema"].endswith("/2020-12/schema")


def test_the_schema_agrees_with_the_reader_on_patterns(shipped):
    schema = json.loads(json_schema())["$defs"]["FeedWritten"]["properties"]

    for feed in shipped.feeds:
        for key in ("slug", "source", "url"):
            assert re.search(schema[key]["pattern"], getattr(feed, key)), (feed.line, key)
        assert feed.language in schema["language"]["enum"]
        assert feed.country in schema["country"]["enum"]


def test_keys_of_other_programs_lead_to_keys_of_ours():
    ours = {*FeedWritten.model_fields, *Defaults.model_fields, *LimitsWritten.model_fields}

    assert set() == set(KEYS.values()) - ours
    assert set() == (set(KEYS) | set(UNCLEAR_KEYS)) & ours
    assert set() == set(UNCLEAR_KEYS) & set(KEYS)
    assert set() == set(LIST_KEYS.values()) - set(ListWritten.model_fields)
    assert set() == set(LIST_KEYS) & set(ListWritten.model_fields)
    assert set() == set(CONDITION_KEYS.values()) - set(Condition.model_fields)
    assert set() == set(CONDITION_KEYS) & set(Condition.model_fields)
    assert set(KIND_WORDS) == set(Kind)
    assert set() == set(LANGUAGE_NAMES.values()) - LANGUAGES
    assert set() == set(COUNTRY_NAMES.values()) - COUNTRIES


def test_shipped_feeds_are_29_to_ask_and_the_rest_to_try(shipped):
    asked = [feed for feed in shipped.feeds if feed.enabled]

    assert 29 == len(asked)
    assert 77 == len(shipped.feeds)
    assert shipped.contact_is_ours
    assert {"electrive-net"} == {feed.slug for feed in asked if not feed.follow}
    assert {"Europe/Amsterdam"} == {feed.timezone for feed in shipped.feeds if feed.country == "NL"}
    assert {"America/New_York", "America/Los_Angeles"} == {f.timezone for f in shipped.feeds if f.country == "US"}
    assert all(feed.line and feed.source for feed in shipped.feeds)


def test_every_disabled_feed_says_why():
    lines = FEEDS.read_text("utf-8").splitlines()

    assert [] == [line for line in lines if "enabled: false" in line and not re.search(r"false +# \w|^#", line)]


def explained():
    """The entry that the top of the file explains, as it would stand below `feeds:`."""
    lines = FEEDS.read_text("utf-8").splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("#   - name: "))
    entry = [line[1:] for line in lines[start:] if line.startswith("#   ") or line == "#"]
    end = next(number for number, line in enumerate(entry) if "EXAMPLE_KEY" in line)
    return [line for line in entry[: end + 1] if line.strip()]


def test_the_feed_explained_at_the_top_can_be_copied():
    (feed,) = load("feeds:\n" + "\n".join(explained())).feeds

    assert "Autoblog" == feed.name


def test_every_key_of_a_feed_is_explained_at_the_top():
    keys = [re.match(r"   (?:- |  )(\w+):", line) for line in explained()]  # of the feed itself, none further in

    assert set(FeedWritten.model_fields) == {found[1] for found in keys if found}


def graded(shared_data, letters, kinds):
    with (shared_data / "feeds-candidates.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            grade = re.match(r"([ABCDGX])(?=[+/: (;]|$)", row["evidence"])
            if grade and grade[1] in letters and row["kind"].split(";")[0] in kinds:
                yield row["url"]


def test_shipped_feeds_are_the_candidates_their_grades_allow(shared_data, shipped):
    asked = {feed.url for feed in shipped.feeds if feed.enabled}
    to_try = {feed.url for feed in shipped.feeds if not feed.enabled}
    text = FEEDS.read_text("utf-8")
    feeds = ("rss", "atom")

    assert set(graded(shared_data, "AB", feeds)) == asked
    assert {url for url in graded(shared_data, "C", feeds) if "{" not in url} == to_try
    assert [] == [url for url in graded(shared_data, "ABC", ("html", "sitemap")) if f"#   url: {url}\n" not in text]
    assert [] == [url for url in graded(shared_data, "DGX", ("rss", "atom", "html")) if f"url: {url}\n" in text]


def test_countries_are_those_of_the_time_zone_database():
    from importlib.resources import files

    table = (files("tzdata") / "zoneinfo" / "iso3166.tab").read_text("utf-8")

    assert COUNTRIES == {line[:2] for line in table.splitlines() if not line.startswith("#")}

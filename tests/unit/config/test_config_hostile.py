"""Whatever stands in the file: a ConfigError of one-line faults, soon, and nothing is executed."""

import contextlib
import re
import time
import warnings
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.cssselect import CSSSelector
from lxml.html import fragment_fromstring
from ruamel.yaml import YAML

from crawler.config import load
from crawler.config.schema import FeedsFile
from crawler.config.values_filters import pattern
from crawler.config.values_selectors import selector
from crawler.errors import ConfigError
from tests.pace import Pace

SHIPPED = (Path(__file__).resolve().parents[3] / "feeds.yaml").read_text("utf-8")
SMALL = """\
defaults: {every: 2h, private_hosts: ["::1"]}
feeds:
  - name: "Auto: blog"
    url: https://example.org/feed?a=b&c
    headers:
      X-Key: '${KEY}'
  - {name: Twee, url: "http://127.0.0.1:8000/", follow: false}
"""
TOKENS = [
    *("feeds:", "defaults:", "limits:", "name:", "url:", "headers:", "every:", "slug:", "timezone:", "follow:"),
    *("kind:", "list:", "item:", "keep:", "block:", "title:", "archive:", "stale_after:", "auto", "sitemap", "{year}"),
    *("- ", "  ", "\n", "\n  - ", "\n    ", "[", "]", "{", "}", ",", ": ", "? ", "&a ", "*a", "!!str ", "| ", "> "),
    *("'", '"', "#", "%", "@", "`", "---\n", "...\n", "\t", "\0", "\u2028", "\ud800", "${A}", "$", "\\", "<<: "),
    *("https://example.org/", "a", "é", "012", "12:30", "2025-11-19", "null", "true", "1e3", "-1", "30m", "nl", "NL"),
]
FAULT = re.compile(r"feeds\.yaml:([1-9][0-9]*):([1-9][0-9]*): [^\n\r]+")


def refused(text):
    """The faults of a text; none: it can be read."""
    try:
        load(text)
    except ConfigError as error:
        return error.faults
    return ()


def is_a_line_with_its_place(fault, text):
    """Whether a fault is one printable line whose place is in the text or at its end."""
    found = FAULT.fullmatch(fault)
    if not found or not fault.isprintable():
        return False
    lines = [*re.split(r"\r\n?|\n", text), ""]
    line, column = place_of(fault)
    return line <= len(lines) and column <= (len(lines[line - 1]) + 2 if line < len(lines) else 1)


def place_of(fault):
    return tuple(map(int, FAULT.fullmatch(fault).groups()))


def badly_told(text):
    """The faults of a text that are no line with a place, or stand before one that they come behind."""
    faults = refused(text)
    wrong = [fault for fault in faults if not is_a_line_with_its_place(fault, text)]
    return wrong or [after for before, after in pairwise(faults) if place_of(after) < place_of(before)]


@settings(max_examples=200, deadline=None, database=None)
@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text):
    assert [] == badly_told(text)


@settings(max_examples=400, deadline=None, database=None)
@given(st.lists(st.sampled_from(TOKENS), max_size=40).map("".join))
def test_any_tangle_of_yaml_is_read_or_refused(text):
    assert [] == badly_told(text)


@settings(max_examples=400, deadline=None, database=None)
@given(st.data())
def test_any_slip_of_the_keyboard_is_read_or_refused_and_what_is_read_is_what_ruamel_reads(data):
    position = data.draw(st.integers(0, len(SMALL)))
    length = data.draw(st.integers(0, 3))
    typed = data.draw(st.one_of(st.sampled_from(TOKENS), st.text(max_size=2)))
    text = SMALL[:position] + typed + SMALL[position + length :]

    assert [] == badly_told(text)
    if not refused(text):
        plain = YAML(typ="safe").load(text)
        read = load(text)
        assert [" ".join(feed["name"].split()) for feed in plain["feeds"]] == [feed.name for feed in read.feeds]
        assert [feed.get("follow", True) for feed in plain["feeds"]] == [feed.follow for feed in read.feeds]
        assert [tuple(feed.get("headers", {}).items()) for feed in plain["feeds"]] == [f.headers for f in read.feeds]


MIB = 1024 * 1024


@pytest.mark.parametrize(
    "text",
    [
        "[" * MIB,
        "{a: " * (MIB // 4),
        "- " * (MIB // 2),
        "? " * (MIB // 2),
        '"' + "a" * (MIB - 1),
        "&a " * (MIB // 3),
        "!" * MIB,
        "\0" * MIB,
        "feeds:\n- name: " + "1_" * (MIB // 2 - 10),
        "feeds:\n- name: 2025-11-19 " + "x " * (MIB // 2 - 20),
        "feeds:\n- slug: " + "a-" * (MIB // 2 - 10),
        "feeds:\n- source: " + "a-" * (MIB // 2 - 10),
        "feeds:\n- url: http://" + "a." * (MIB // 2 - 15),
        "feeds:\n- timezone: " + "Europe/" * (MIB // 7 - 5),
        "feeds:\n- headers: {X-A: '" + "${A}" * (MIB // 4 - 10) + "'}",
        "feeds:\n- archive: https://a.nl/" + "{year}" * (MIB // 6 - 10),
        "feeds:\n- archive: 'https://a.nl/" + "{" * (MIB - 50) + "'",
        "feeds:\n- kind: " + "news_ " * (MIB // 6 - 10),
        "feeds:\n- list: {item: '" + ":is(" * (MIB // 4 - 20) + "'}",
        "feeds:\n- block: [title: '" + "(" * (MIB - 50) + "']",
        "defaults:\n  private_hosts: ['" + "a." * (MIB // 2 - 30) + "-']",
        "defaults:\n  every: " + "1" * (MIB - 30),
        "feeds: []\n" + "a" * (MIB - 20) + ": 1",
        "".join(" " * depth + "a:\n" for depth in range(1400)),
    ],
    ids=lambda text: ascii(text[:24]),
)
def test_a_mebibyte_of_anything_costs_less_than_two_seconds(text):
    with Pace() as took:
        assert refused(text)

    assert took.cpu_s < 2


SELECTOR_PARTS = [
    *(
        "a",
        "li",
        ".x",
        "#x",
        "[href",
        "]",
        "=",
        "'",
        '"',
        ":not(",
        ":is(",
        ":has(",
        ":nth-child(",
        ")",
        "2n+1",
        "::text",
    ),
    *(
        " ",
        ">",
        "+",
        "~",
        ",",
        "*",
        "|",
        ":scope",
        ":contains(",
        ":lang(",
        "\\",
        "/*",
        "*/",
        "é",
        "\\202e ",
        "@",
        "//",
        "-",
    ),
]
PATTERN_PARTS = [
    *("a", "[", "]", "[[", "(", ")", "(?:", "(?P<x>", "(?<!", "(?i)", "|", "*", "+", "?", "{2,}", "{9999999999}", "^"),
    *("$", "\\", "\\w", "\\1", "\\N{x}", "\\u", "&&", "--", "~~", ".", " ", "\n", "é", "-", "#"),
]


@pytest.mark.parametrize(
    ("read", "parts"), [(selector, SELECTOR_PARTS), (pattern, PATTERN_PARTS)], ids=["selector", "pattern"]
)
@settings(max_examples=400, deadline=None, database=None)
@given(data=st.data())
def test_any_selector_or_pattern_is_read_or_refused(read, parts, data):
    text = data.draw(st.one_of(st.lists(st.sampled_from(parts), max_size=30).map("".join), st.text(max_size=20)))

    understood, refusal = None, ""
    try:
        understood = read(text)
    except ValueError as error:
        refusal = str(error)

    assert refusal.isprintable(), ascii(refusal)
    if understood and read is selector:
        CSSSelector(understood, translator="html")(fragment_fromstring("<p><a href=x>y</a></p>"))
    elif understood:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            re.compile(understood, re.IGNORECASE)


@pytest.mark.parametrize(
    "text", [":is(" * 59 + "a" + ")" * 59, "a>" * 149 + "a", ":not(" + ":is(" * 55 + "a" + ")" * 56]
)
def test_the_longest_selectors_overflow_nothing(text):
    assert 240 < len(text) <= 300

    with contextlib.suppress(ValueError):
        assert text == selector(text)


@pytest.mark.parametrize("text", ["(" * 250 + ")" * 250, "(?:" * 120 + "a" + ")*" * 60 + ")" * 20, "a{1,9}" * 80])
def test_the_longest_patterns_overflow_nothing(text):
    with contextlib.suppress(ValueError):
        assert text == pattern(text)


def test_a_bomb_of_anchors_is_named_and_not_set_off():
    layers = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    layers += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 20)]

    found = refused("\n".join(layers))

    assert "feeds.yaml:1:5: '&a0' is an anchor; take it out, every value is written where it counts" in found
    assert "feeds.yaml:2:10: '*a0' refers to another place; write the value out here" in found


def test_no_tag_is_ever_acted_on(tmp_path):
    trap = tmp_path / "trap"

    faults = refused(
        f"feeds: !!python/object/apply:pathlib.Path.touch [!!python/object/apply:pathlib.Path ['{trap}']]\n"
    )

    assert "feeds.yaml:1:8: '!!python/object/apply:pathlib.Path.touch' is a tag" in faults[0]
    assert not trap.exists()


def test_two_thousand_feeds_load_about_as_fast_as_ruamel_reads_the_values_alone():
    text = "feeds:\n" + "".join(
        f"  - name: Feed number {n}\n    slug: feed-{n}\n    url: https://www.site{n}.example/feed.xml?a=1&b=2\n"
        "    language: nl\n    country: NL\n    timezone: Europe/Amsterdam\n    every: 2h\n"
        for n in range(2000)
    )
    load(text)  # time zones and public suffixes are read once

    ours = min(cpu_of(lambda: load(text)) for _ in range(3))
    theirs = min(cpu_of(lambda: FeedsFile.model_validate(YAML(typ="safe").load(text))) for _ in range(3))

    assert 2000 == len(load(text).feeds)
    assert ours < 1.5 * theirs


def cpu_of(work):
    began = time.process_time()
    work()
    return time.process_time() - began


def test_the_shipped_file_is_read_whatever_its_line_ends():
    read = load(SHIPPED)

    assert read == load(SHIPPED.replace("\n", "\r\n"))
    assert read == load("\ufeff" + SHIPPED)

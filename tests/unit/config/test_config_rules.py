"""rules.yaml: what may be written, and the one line an operator is told about each mistake."""

import json
import re
from datetime import date
from pathlib import Path

import pytest

from crawler.config.rule_words import RULE_KEYS
from crawler.config.rules import read_rules
from crawler.config.rules_schema import RuleWritten, rules_schema
from crawler.errors import ConfigError

SCHEMA = Path(__file__).resolve().parents[3] / "crawler" / "config" / "rules.schema.json"
KEYS = "; the keys here are name, host, path, until, body, drop, title, authors, date, lead"
NO_DAY = "is not a day; write one such as 2026-03-01"
NO_NAME = "may hold at most 64 small letters a-z, digits and single dashes"
NOTHING = "this rule does nothing; write body: or one of drop, title, authors, date, lead"
SAME = "the rule in line 2 holds for the same pages; give the older one an until:, or one of them a path:"
SHAPE = "a rule is written as '- name: ...' with 'host: ...' and 'body: ...' below it"

# What is written as the rule's fourth line, the column of the fault, and its sentence.
IN_A_RULE = [
    ("content: p", 5, "unknown key 'content'; did you mean 'body'?"),
    ("strip: p", 5, "unknown key 'strip'; did you mean 'drop'?"),
    ("Author: p", 5, "unknown key 'Author'; did you mean 'authors'?"),
    ("titel: p", 5, "unknown key 'titel'; did you mean 'title'?"),
    ("colour: red", 5, f"unknown key 'colour'{KEYS}"),
    ("until: soon", 12, f"until 'soon' {NO_DAY}"),
    ("until: 2026-3-1", 12, f"until '2026-3-1' {NO_DAY}"),
    ("until: 2026", 12, f"until '2026' {NO_DAY}"),
    ("until: [a]", 12, f"until {NO_DAY}"),
    ("until: 2026-02-30", 12, "until 2026-02-30 is no day of the calendar"),
    ("drop: '>p'", 11, "drop '>p' begins with '>'; write the element before it too"),
    ("drop: [p, 'a[']", 15, "drop 'a[' is no CSS selector: something is missing at its end"),
    ("drop: //p", 11, "drop '//p' is XPath; write a CSS selector, such as 'h2 a'"),
    ("drop: ''", 11, "drop is empty; write a CSS selector"),
    ("drop: time@datetime", 11, "drop 'time@datetime' is to find whole elements; take '@datetime' out"),
    ("drop: []", 11, "drop holds no selector; write one, or take the line out"),
    ("drop:", 10, "drop has no value; write one, or take the line out"),
    ("drop: 12", 11, 'drop 12 may be read as a number, a date or a switch; quote this value: "12"'),
    ("drop: {css: p}", 11, "drop is a mapping; write a CSS selector, or a list of them"),
    ("drop: [p, [a]]", 15, "drop is a list; write a CSS selector, or a list of them"),
    ("title: '@content'", 12, "title is empty; write a CSS selector"),
    ("path: '('", 11, "path '(' is no regular expression: missing ), unterminated subpattern at character 1"),
    ("path: [a]", 11, "path is a list; write one text"),
    ("drop: &a p", 11, "'&a' is an anchor; take it out, every value is written where it counts"),
]


def told(text: str) -> list[str]:
    return list(read_rules(text).faults)


@pytest.mark.parametrize(("line", "column", "sentence"), IN_A_RULE)
def test_a_wrong_line_is_named_by_place_and_rule(line: str, column: int, sentence: str) -> None:
    text = f"rules:\n  - name: kolibri\n    host: kolibri.example\n    body: p\n    {line}\n"
    who = "" if "anchor" in sentence else "rule 'kolibri': "

    assert [f"rules.yaml:5:{column}: {who}{sentence}"] == told(text)
    assert () == read_rules(text).rules


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("name: Ko libri", f"11: rule 'Ko libri': name 'Ko libri' {NO_NAME}; write 'ko-libri'"),
        ("host: x", f"5: rule 1: key 'name' is missing; {SHAPE}"),
        ("name: x", f"5: rule 'x': key 'host' is missing; {SHAPE}"),
        ("17", f"5: rule 1: {SHAPE}; here stands one value"),
        ("[a]", f"5: rule 1: {SHAPE}; here stands a list"),
        ("name: x\n    host: b.example", f"5: rule 'x': {NOTHING}"),
    ],
)
def test_a_rule_without_its_parts_is_none(written: str, fault: str) -> None:
    assert f"rules.yaml:2:{fault}" in told(f"rules:\n  - {written}\n")


@pytest.mark.parametrize(
    ("host", "hint"),
    [
        ("https://www.kolibri.example/nieuws", "; write 'www.kolibri.example'"),
        ("kolibri.example/nieuws", "; write 'kolibri.example'"),
        ("'*.kolibri.example'", "; write 'kolibri.example'"),
        ("kolibri example", ", such as autoblog.example"),
    ],
)
def test_a_host_is_written_alone(host: str, hint: str) -> None:
    [fault] = told(f"rules:\n  - name: a\n    host: {host}\n    body: p\n")

    assert fault.endswith(f"is not the name of a host alone{hint}")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("rules: x", "1:8: rules is no list; write each rule as '- name: ...' below it"),
        ("- name: a", "1:1: the file starts with 'rules:' and a list of rules below it; here stands something else"),
        ("rule: []", "1:1: unknown key 'rule'; did you mean 'rules'?"),
        ("rules: []\nhost: a", "2:1: unknown key 'host'; it belongs into a rule"),
        ("rules: [a", "1:8: the list in [ ] that starts here is not closed, or lacks a comma"),
        ("rules: []\n---\n", "2:1: a second document starts here; rules.yaml is one document, take the '---' out"),
        ("rules:\n\t- a", "2:1: indented with a tab; use blanks"),
        (" " * (16 << 20) + "#", "1:1: the file is larger than 16 MiB; is this rules.yaml?"),
    ],
    ids=lambda text: text.strip()[:40],
)
def test_a_file_that_is_none_is_said(text: str, fault: str) -> None:
    assert [f"rules.yaml:{fault}"] == told(text)


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "rules:\n", "rules: []\n", "{}"])
def test_a_file_may_have_no_rules(text: str) -> None:
    assert () == read_rules(text).all_right()


TWO = """\
rules:
  - {name: a, host: kolibri.example, body: p, until: 2026-01-01}
  - {name: %s, host: kolibri.example, body: div%s}
"""


@pytest.mark.parametrize(
    ("name", "more", "fault"),
    [
        ("a", "", "12: rule 'a': this name is taken by the rule in line 2; write another"),
        ("b", ", until: 2026-01-01", f"5: rule 'b': {SAME}"),
        ("b", "", None),
        ("b", ", until: 2026-01-02", None),
        ("b", ", until: 2026-01-01, path: ^/x", None),
    ],
)
def test_two_rules_share_neither_name_nor_pages(name: str, more: str, fault: str | None) -> None:
    read = read_rules(TWO % (name, more))

    assert ([f"rules.yaml:3:{fault}"] if fault else []) == list(read.faults)
    assert (["a"] if fault else ["a", "b"]) == [rule.name for rule in read.rules]


def test_what_is_written_arrives() -> None:
    [rule] = read_rules(
        "rules:\n  - name: kolibri-2025\n    host: Kolibri.example.\n    path: ^/nieuws/\n    until: 2026-03-01\n"
        "    body: [.story, 'h3, li']\n    title: 'meta[content*=\"a@b\"]@content'\n    date: time@datetime\n"
    ).all_right()

    assert ("kolibri-2025", "kolibri.example", "^/nieuws/", date(2026, 3, 1), 2) == (
        rule.name,
        rule.host,
        rule.path,
        rule.until,
        rule.line,
    )
    assert [".story", "h3, li"] == [str(pick) for pick in rule.body]
    assert [('meta[content*="a@b"]', "content")] == [(pick.css, pick.attribute) for pick in rule.title]
    assert [("time", "datetime", "descendant-or-self::time")] == [
        (pick.css, pick.attribute, pick.xpath) for pick in rule.date
    ]
    assert () == rule.drop + rule.authors + rule.lead


def test_a_quoted_day_is_a_day() -> None:
    [rule] = read_rules("rules: [{name: a, host: b.example, body: p, until: '2026-03-01'}]").all_right()

    assert date(2026, 3, 1) == rule.until


def test_a_rule_with_a_fault_is_left_out_and_the_others_stay() -> None:
    read = read_rules(
        "rules:\n  - {name: a, host: a.example, body: p}\n"
        "  - name: b\n    host: b.example\n    body: p\n    body: div\n"
        "  - {name: c, host: c.example, body: p}\n"
    )

    assert ["a", "c"] == [rule.name for rule in read.rules]
    assert 1 == len(read.faults)
    with pytest.raises(ConfigError, match="stands twice") as error:
        read.all_right()
    assert 2 == error.value.exit_code


def test_the_kept_schema_is_what_the_models_say() -> None:
    kept = SCHEMA.read_text("utf-8")

    assert rules_schema() == kept, "write crawler.config.rules_schema.rules_schema() into rules.schema.json"
    described = json.loads(kept)["$defs"]["RuleWritten"]
    assert [] == [name for name, one in described["properties"].items() if not one.get("description")]
    assert described["additionalProperties"] is False
    assert re.fullmatch(described["properties"]["name"]["pattern"], "kolibri-2025")


def test_keys_of_other_programs_lead_to_keys_of_ours() -> None:
    assert set() == set(RULE_KEYS.values()) - set(RuleWritten.model_fields)
    assert set() == set(RULE_KEYS) & set(RuleWritten.model_fields)

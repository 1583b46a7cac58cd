"""keep and block: which conditions a feed ends up with, and what is said of wrong ones."""

import pytest

from crawler.config import load
from crawler.errors import ConfigError
from crawler.model import Filter

FEED = "feeds:\n  - name: Autoblog\n    url: https://www.autoblog.nl/feed\n    "
KEYS = "the keys here are title, url, text, author, category, language"
LIST = "write a list, each line beginning with '- ', such as"


def faults_of(text):
    with pytest.raises(ConfigError) as raised:
        load(text)
    return [fault.removeprefix("feeds.yaml:") for fault in raised.value.faults]


def test_a_condition_names_a_field_and_a_pattern():
    lines = """\
    keep:
      - title: "elektrisch|hybride"
      - url: /nieuws/
      - text: (?i)batterij
      - author: ^Jan
    block:
      - category: "advertorial|sponsored"
      - language: ^(?!nl)
"""

    (feed,) = load(FEED.rstrip(" ") + lines).feeds

    assert (
        Filter("title", "elektrisch|hybride"),
        Filter("url", "/nieuws/"),
        Filter("text", "(?i)batterij"),
        Filter("author", "^Jan"),
    ) == feed.keep
    assert (Filter("category", "advertorial|sponsored"), Filter("language", "^(?!nl)")) == feed.block


@pytest.mark.parametrize(
    ("defaults", "feed", "keep", "block"),
    [
        ("", "", "", ""),
        ("keep: [title: a]", "", "a", ""),
        ("keep: [title: a]", "keep: [title: b]", "b", ""),
        ("keep: [title: a]", "keep: []", "", ""),
        ("block: [title: a]", "", "", "a"),
        ("block: [title: a]", "block: [title: b]", "", "ba"),
        ("block: [title: a, title: b]", "block: [title: b, title: c]", "", "bca"),
        ("block: [title: a]", "block: []", "", "a"),
        ("keep: [title: a]\n  block: [title: b]", "", "a", "b"),
    ],
)
def test_a_keep_takes_the_place_of_the_defaults_and_blocks_are_joined(defaults, feed, keep, block):
    (read,) = load((f"defaults:\n  {defaults}\n" if defaults else "") + FEED + feed + "\n").feeds

    assert keep == "".join(condition.pattern for condition in read.keep)
    assert block == "".join(condition.pattern for condition in read.block)


# What is written behind `block: `, the column of the fault, and its sentence.
WRONG = [
    ("advertorial", 12, f"block is one value; {LIST} '- title: advertorial'"),
    ("{title: advertorial}", 12, f"block is a mapping; {LIST} '- title: advertorial'"),
    ("{title: a, url: b}", 12, f"block is a mapping; {LIST} '- title: advertorial'"),
    ("", 11, "block has no value; write one, or take the line out"),
    (
        "[advertorial]",
        13,
        "block: 'advertorial' stands alone; write where to look for it, such as '- title: advertorial'",
    ),
    ("[911]", 13, "block: '911' stands alone; write where to look for it, such as '- title: 911'"),
    (
        "[[advertorial]]",
        13,
        "block: a condition is written as '- title: ...', or with another key in the place of title; here stands a"
        " list",
    ),
    ("[{}]", 13, "block: nothing stands in this condition; write '- title: ...'"),
    ("[titel: a]", 13, "block: unknown key 'titel'; did you mean 'title'?"),
    ("[Title: a]", 13, "block: unknown key 'Title'; did you mean 'title'?"),
    ("[tags: a]", 13, "block: unknown key 'tags'; did you mean 'category'?"),
    ("[lead: a]", 13, "block: unknown key 'lead'; did you mean 'text'?"),
    ("[colour: a]", 13, f"block: unknown key 'colour'; {KEYS}"),
    ("[user_agent: a]", 13, "block: unknown key 'user_agent' here; 'user_agent' belongs under defaults:"),
    ("[{title: a, url: b}]", 24, "block: a condition looks at one field; write '- url: ...' on a line of its own"),
    ("[{title: a, colour: b}]", 24, f"block: unknown key 'colour'; {KEYS}"),
    ("[title: 911]", 20, 'block: title 911 may be read as a number, a date or a switch; quote this value: "911"'),
    ("[title: [a]]", 20, "block: title is a list; write one text"),
    ("[{title: }]", 21, "block: title has no value; write one, or take the line out"),
    ("[title: '']", 20, "block: title is empty; write a word or a regular expression to look for"),
    ("[title: ' ']", 20, "block: title is empty; write a word or a regular expression to look for"),
    (f"[title: {'x' * 501}]", 20, "block: title has 501 characters; write at most 500"),
    (
        '[title: "a\\n"]',
        20,
        "block: title 'a\\n' holds a line break, a tab or another unseen character; write '\\s' for it",
    ),
    (
        "[text: '(adv']",
        19,
        "block: text '(adv' is no regular expression: missing ), unterminated subpattern at character 1",
    ),
    ("[url: 'adv)']", 18, "block: url 'adv)' is no regular expression: unbalanced parenthesis at character 4"),
    ("[url: '[z-a]']", 18, "block: url '[z-a]' is no regular expression: bad character range z-a at character 2"),
    (
        "[title: '*adv*']",
        20,
        "block: title '*adv*' is no regular expression: nothing to repeat at character 1; it is found anywhere by"
        " itself, no '*' is needed",
    ),
    ("[title: '[[a]']", 20, "block: title '[[a]': possible nested set at character 2; write a '\\' before it"),
    (
        "[title: 'a{9999999999}']",
        20,
        "block: title 'a{9999999999}' is more than a regular expression can hold; write a shorter one",
    ),
    ("[title: 'adv|']", 20, "block: title 'adv|' fits everything; is there a '|', '*' or '?' too many?"),
    ("[title: '.*']", 20, "block: title '.*' fits everything; is there a '|', '*' or '?' too many?"),
    ("[title: '(a+)+$']", 20, "block: title '(a+)+$' can take forever: '(a+)+' repeats what repeats already"),
    (
        "[title: '^(?:\\w+\\s?)*$']",
        20,
        "block: title '^(?:\\w+\\s?)*$' can take forever: '(?:\\w+\\s?)*' repeats what repeats already",
    ),
]


@pytest.mark.parametrize(("written", "column", "sentence"), WRONG, ids=lambda text: str(text)[:40])
def test_a_wrong_condition_is_named_by_place_feed_and_key(written, column, sentence):
    assert [f"4:{column}: feed 'Autoblog': {sentence}"] == faults_of(f"{FEED}block: {written}\n")


@pytest.mark.parametrize(("written", "column", "sentence"), WRONG, ids=lambda text: str(text)[:40])
def test_conditions_under_defaults_are_judged_alike(written, column, sentence):
    said = sentence.replace("block", "keep")

    assert [f"2:{column - 3}: defaults: {said}"] == faults_of(f"defaults:\n  keep: {written}\nfeeds: []\n")


def test_every_wrong_line_of_a_list_is_named():
    lines = (
        "block:\n      - advertorial\n      -\n      - title: a\n        url: b\n      - author: (\n      - text: b\n"
    )

    assert [
        "5:9: feed 'Autoblog': block: 'advertorial' stands alone; write where to look for it, such as"
        " '- title: advertorial'",
        "6:8: feed 'Autoblog': block: nothing stands behind this '-'; write something, or take the line out",
        "8:9: feed 'Autoblog': block: a condition looks at one field; write '- url: ...' on a line of its own",
        "9:17: feed 'Autoblog': block: author '(' is no regular expression: missing ), unterminated subpattern at"
        " character 1",
    ] == faults_of(FEED + lines)


@pytest.mark.parametrize(
    "pattern",
    [
        r"(,\d+)*",
        "(ab+)+",
        r"\(a+\)+",
        "^(?!.*auto)",
        "^$",
        "foo(bar|)",
        "[(a+)]+",
        r"(\d+ )+",
        "(test|drive)+",
        "a" * 500,
    ],
)
def test_patterns_that_only_look_wrong_are_taken(pattern):
    (feed,) = load(f"{FEED}block: [title: '{pattern}']\n").feeds

    assert (Filter("title", pattern),) == feed.block

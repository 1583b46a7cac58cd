"""watches.yaml: what may be written, and the one line an operator is told about each mistake."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler import config
from crawler.config.watch_words import CHANNEL_KEYS, WATCH_KEYS
from crawler.config.watches import Known, read_watches
from crawler.config.watches_schema import ChannelWritten, WatchWritten, watches_schema
from crawler.config.watches_values import filled, variables
from crawler.errors import ConfigError
from crawler.model import Channel, ChannelKind, Watch

SCHEMA = Path(__file__).resolve().parents[3] / "crawler" / "config" / "watches.schema.json"
KNOWN = Known(
    lambda: {"volkswagen": "volkswagen", "audi": "audi", "škoda": "skoda", "skoda": "skoda"},
    lambda: {"kia ev3": "kia/ev3", "kia/ev3": "kia/ev3"},
    lambda: {"recall": "recall", "recalls": "recall"},
    lambda words: bool(words.strip("-")),
)
CONDITIONS = "words, make, model, topic, source, language, story_sources, z_score"
CHANNEL = "a channel is written as '- name: ...' with 'atom: ...', 'jsonl: ...', 'webhook: ...' or 'mail: ...' below it"
TOKENS = [
    *("watches:", "channels:", "name:", "to:", "words:", "make:", "z_score:", "story_sources:", "atom:", "webhook:"),
    *("secret:", "mail:", "server:", "sender:", "password:", "- ", "  ", "\n", "\n  - ", "\n    ", "[", "]", "{", "}"),
    *(
        ", ",
        ": ",
        "? ",
        "&a ",
        "*a",
        "!!str ",
        "'",
        '"',
        "#",
        "---\n",
        "\t",
        "\0",
        "${A}",
        "a",
        "é",
        "012",
        "null",
        "4",
    ),
]
FAULT = re.compile(r"watches\.yaml:[1-9][0-9]*:[1-9][0-9]*: [^\n\r]+")
LISTED = "channels:\n  - name: page\n    atom: out/page.atom\n"
OPEN_SECRET = "secret: put it into an environment variable and write ${NAME}, nothing else"

# What is written as the watch's fourth line, the column of the fault, and its sentence.
IN_A_WATCH = [
    ("query: recall", 5, "unknown key 'query'; did you mean 'words'?"),
    ("Makes: Audi", 5, "unknown key 'Makes'; did you mean 'make'?"),
    ("zscore: 4", 5, "unknown key 'zscore'; did you mean 'z_score'?"),
    ("colour: red", 5, f"unknown key 'colour'; the keys here are name, to, {CONDITIONS}"),
    ("make: Volkswagn", 11, "make 'Volkswagn' is not known; did you mean 'volkswagen'?"),
    ("make: [Audi, Trabant]", 18, "make 'Trabant' is not known; `koplamp export makes --to -` lists what is"),
    ("model: EV3", 12, "model 'EV3' is not known; `koplamp export models --to -` lists what is"),
    ("topic: recal", 12, "topic 'recal' is not known; did you mean 'recall'?"),
    ("topic: []", 12, "topic: nothing stands here; write something, or take the line out"),
    ("topic: ['']", 12, "topic: an empty text stands here; write something, or take it out"),
    ("make: {name: Audi}", 11, "make is a mapping; write one text, or a list of texts"),
    ("make: [[Audi]]", 12, "make is a list; write one text"),
    ("make: 208", 11, 'make 208 may be read as a number, a date or a switch; quote this value: "208"'),
    ("make:", 10, "make has no value; write one, or take the line out"),
    ("language: dutch", 15, "language 'dutch' is not a two-letter code of ISO 639-1; write 'nl'"),
    (
        "source: Auto Week",
        13,
        "source 'Auto Week' must be the publisher's domain, such as 'autoblog.nl', or a word of lower-case letters,"
        " digits and dashes, such as 'auto-week'",
    ),
    ("story_sources: 1", 20, "story_sources is 1; write at least 2"),
    ("story_sources: many", 20, "story_sources is 'many'; write a whole number, such as 4"),
    ("story_sources: 2.5", 20, "story_sources is '2.5'; write a whole number, such as 4"),
    ("story_sources: [2]", 20, "story_sources is a list; write a whole number, such as 4"),
    ("z_score: high", 14, "z_score is 'high'; write a number, such as 4"),
    ("z_score: 0.5", 14, "z_score is 0.5; write at least 1"),
    ("words: 2026", 12, 'words 2026 may be read as a number, a date or a switch; quote this value: "2026"'),
    ("words: '-'", 12, "words holds no word to look for; write at least one that is not left out"),
    ("words: &a p", 12, "'&a' is an anchor; take it out, every value is written where it counts"),
]

# The lines of a channel below its name, the line and column of the fault, and its sentence.
IN_A_CHANNEL = [
    ("atom: out/page.html", 7, 11, "atom: 'out/page.html' must be a file whose name ends in .atom or .xml"),
    ("atom: ~/a.atom", 7, 11, "atom: '~/a.atom' means no home here; write the whole path, or one seen from the desk"),
    ("jsonl: feeds.yaml", 7, 12, "jsonl: 'feeds.yaml' must be a file whose name ends in .jsonl or .ndjson"),
    ("atom: [a.atom]", 7, 11, "atom is a list; write one text"),
    ("url: https://hooks.example/x", 7, 5, "unknown key 'url'; did you mean 'webhook'?"),
    ("webhook: https://hooks.example/x", 7, 14, "key 'secret' is missing; a channel with webhook: needs it"),
    (
        "webhook: hooks.example/x\n    secret: ${KEY}",
        7,
        14,
        "webhook: write the whole address, such as https://www.example.org/feed",
    ),
    ("webhook: https://hooks.example/x\n    secret: hunter2hunter2", 8, 13, OPEN_SECRET),
    ("webhook: https://hooks.example/x\n    secret: x${KEY}", 8, 13, OPEN_SECRET),
    ("webhook: https://hooks.example/x\n    secret: 12345678", 8, 13, 'secret is not text; quote this value: "..."'),
    ("webhook: https://hooks.example/x\n    secret: [a]", 8, 13, "secret is a list; write one text"),
    (
        "atom: a.atom\n    jsonl: a.jsonl",
        8,
        12,
        "a channel is one of atom, jsonl, mail, webhook; here stand atom and jsonl; make them channels of their own",
    ),
    ("tls: none", 6, 5, f"a channel is one of atom, jsonl, mail, webhook; {CHANNEL}"),
    ("atom: a.atom\n    secret: ${KEY}", 8, 5, "secret does not go with atom; take it out"),
    ("mail: a@b.example\n    server: m.example:25", 7, 11, "key 'sender' is missing; a channel with mail: needs it"),
    (
        "mail: Desk <a@b.example>\n    sender: a@b.example\n    server: m.example:25",
        7,
        11,
        "mail: 'Desk <a@b.example>' is no mail address; write it alone, such as news@example.org",
    ),
    (
        "mail: a@b.example\n    sender: a@b.example\n    server: m.example",
        9,
        13,
        "server: 'm.example' is no mail server with its port; write host:port, such as mail.example.org:587",
    ),
    (
        "mail: a@b.example\n    sender: a@b.example\n    server: m.example:25\n    tls: ssl",
        10,
        10,
        "tls: 'ssl' is not known; write starttls, tls or none",
    ),
    (
        "mail: a@b.example\n    sender: a@b.example\n    server: m.example:25\n    user: me",
        10,
        11,
        "user goes with password; write both or none",
    ),
    (
        "mail: a@b.example\n    sender: a@b.example\n    server: m.example:25\n    tls: none\n    user: me\n"
        "    password: ${WORD}",
        10,
        10,
        "without TLS the password could be read on the way; write tls: starttls or tls",
    ),
]

# Whole files.
FILES = [
    ("- a\n", "1:1: the file holds 'watches:' and 'channels:', each with a list below it; here stands something else"),
    ("wachtes: []\n", "1:1: unknown key 'wachtes'; did you mean 'watches'?"),
    ("webhook: x\n", "1:1: unknown key 'webhook'; it belongs into a channel"),
    ("words: x\n", "1:1: unknown key 'words'; it belongs into a watch"),
    ("channels: {a: b}\n", f"1:11: channels is no list; {CHANNEL}"),
    ("channels: [a]\n", f"1:12: channel 1: {CHANNEL}; here stands one value"),
    (
        "watches: [{name: a, words: b}]\n",
        "1:11: watch 'a': key 'to' is missing; a watch is written as '- name: ...' with 'to: ...' and 'words: ...'"
        " below it",
    ),
    (
        f"watches: [{{name: a, to: page}}]\n{LISTED}",
        f"1:11: watch 'a': this watch would find everything; write one of {CONDITIONS}",
    ),
    (
        f"watches: [{{name: a, words: b, to: pages}}]\n{LISTED}",
        "1:35: watch 'a': there is no channel 'pages'; did you mean 'page'?",
    ),
    (
        f"watches: [{{name: a, words: b, to: [page, hook]}}]\n{LISTED}",
        "1:42: watch 'a': there is no channel 'hook'; write it under channels:",
    ),
    (
        f"watches: [{{name: A b, words: b, to: page}}]\n{LISTED}",
        "1:18: watch 'A b': name 'A b' may hold at most 64 small letters a-z, digits and single dashes; write 'a-b'",
    ),
    (
        f"{LISTED}  - name: page\n    jsonl: a.jsonl\n",
        "4:11: channel 'page': this name is taken by the channel in line 2; write another",
    ),
    (
        f"{LISTED}  - name: other\n    atom: out/page.atom\n",
        "5:11: channel 'other': this file is taken by the channel in line 3; write another",
    ),
    (
        f"watches: [{{name: a, z_score: 4, topic: recall, to: page}}]\n{LISTED}",
        "1:40: watch 'a': z_score finds makes, so only make: goes with it; take topic out",
    ),
    ("watches:\n\t- a\n", "2:1: indented with a tab; use blanks"),
]


def told(text: str) -> list[str]:
    with pytest.raises(ConfigError) as error:
        read_watches(text, KNOWN)
    return list(error.value.faults)


@pytest.mark.parametrize(("line", "column", "sentence"), IN_A_WATCH)
def test_a_wrong_line_of_a_watch_is_named(line: str, column: int, sentence: str) -> None:
    more = "" if line.startswith("words") else "    words: x\n"
    text = f"watches:\n  - name: recalls\n    to: page\n    {line}\n{more}{LISTED}"
    who = "" if "anchor" in sentence else "watch 'recalls': "

    assert [f"watches.yaml:4:{column}: {who}{sentence}"] == told(text)


@pytest.mark.parametrize(("lines", "line", "column", "sentence"), IN_A_CHANNEL)
def test_a_wrong_line_of_a_channel_is_named(lines: str, line: int, column: int, sentence: str) -> None:
    text = f"watches:\n  - name: a\n    to: b\n    words: c\nchannels:\n  - name: b\n    {lines}\n"

    assert f"watches.yaml:{line}:{column}: channel 'b': {sentence}" in told(text)


@pytest.mark.parametrize(("text", "fault"), FILES)
def test_a_wrong_file_is_told_where_and_what(text: str, fault: str) -> None:
    assert f"watches.yaml:{fault}" in told(text)


@pytest.mark.parametrize(("line", "column", "sentence"), IN_A_WATCH)
def test_in_feeds_yaml_the_same_is_said_and_the_feeds_can_be_asked(line: str, column: int, sentence: str) -> None:
    more = "" if line.startswith("words") else "    words: x\n"
    text = f"feeds: []\nwatches:\n  - name: recalls\n    to: page\n    {line}\n{more}{LISTED}"
    who = "" if "anchor" in sentence else "watch 'recalls': "
    with pytest.raises(ConfigError) as error:
        read_watches(text, KNOWN, "feeds.yaml", beside=("defaults", "feeds"))

    assert (f"feeds.yaml:5:{column}: {who}{sentence}",) == error.value.faults
    if "anchor" not in sentence:  # what YAML itself forbids, it forbids everywhere
        assert () == config.load(text).feeds


def test_a_key_that_neither_feeds_nor_watches_know_is_said_with_the_feeds() -> None:
    with pytest.raises(ConfigError) as error:
        config.load("feeds: []\nwatch: []\n")

    assert ("feeds.yaml:2:1: unknown key 'watch'; did you mean 'watches'?",) == error.value.faults


def test_no_message_shows_what_may_be_a_secret() -> None:
    text = (
        "channels:\n  - name: b\n    webhook: https://u:k0libri-marker@hooks.example/\n    secret: k0libri-marker\n"
        "  - name: c\n    mail: a@b.example\n    sender: a@b.example\n    server: m.example:25\n    user: me\n"
        "    password: k0libri-marker\n"
    )

    assert "k0libri" not in "\n".join(told(text))
    assert 3 == len(told(text))


def test_everything_that_may_be_written_is_understood() -> None:
    text = (
        "watches:\n"
        "  - name: recalls\n    words: terugroep* OR recall\n    make: [Volkswagen, Škoda, skoda]\n    model: Kia EV3\n"
        "    topic: Recall\n    source: [autoweek.nl]\n    language: [nl, de]\n    story_sources: 3\n"
        "    to: [hook, desk]\n"
        "  - name: rising\n    z_score: 4\n    make: audi\n    to: desk\n"
        "channels:\n"
        "  - name: hook\n    webhook: https://hooks.example/${TOKEN}\n    secret: ${KEY}\n"
        "  - name: desk\n    mail: [a@b.example, c@b.example]\n    sender: k@b.example\n    server: '[::1]:465'\n"
        "    tls: tls\n    user: me\n    password: ${WORD}\n"
        "  - name: whole\n    webhook: ${ADDRESS}\n    secret: ${KEY}\n"
    )
    read = read_watches(text, KNOWN)

    assert (
        Watch(
            "recalls",
            ("hook", "desk"),
            "terugroep* OR recall",
            ("volkswagen", "skoda"),
            ("kia/ev3",),
            ("recall",),
            ("autoweek.nl",),
            ("nl", "de"),
            3,
            line=2,
        ),
        Watch("rising", ("desk",), makes=("audi",), z_score=4.0, line=11),
    ) == read.watches
    assert (
        Channel("hook", ChannelKind.WEBHOOK, "https://hooks.example/${TOKEN}", "${KEY}", line=16),
        Channel(
            "desk",
            ChannelKind.MAIL,
            "[::1]:465",
            recipients=("a@b.example", "c@b.example"),
            sender="k@b.example",
            user="me",
            password="${WORD}",
            tls="tls",
            line=19,
        ),
        Channel("whole", ChannelKind.WEBHOOK, "${ADDRESS}", "${KEY}", line=26),
    ) == read.channels
    assert "webhook" == read.channels[0].whereto, "an address may be a secret"
    assert "z-score from 4 on" in read.watches[1].conditions


@pytest.mark.parametrize("text", ["", "# nothing\n", "watches:\n", "watches: []\nchannels: []\n"])
def test_an_empty_file_has_no_watches(text: str) -> None:
    assert () == read_watches(text, KNOWN).watches


def test_the_schema_is_the_one_editors_read() -> None:
    kept = SCHEMA.read_text("utf-8")

    assert watches_schema() == kept, "write crawler.config.watches_schema.watches_schema() into watches.schema.json"
    assert {"watches", "channels"} == set(json.loads(kept)["properties"])


def test_the_tables_of_mistakes_lead_to_keys() -> None:
    assert set(WATCH_KEYS.values()) <= set(WatchWritten.model_fields)
    assert set(CHANNEL_KEYS.values()) <= set(ChannelWritten.model_fields)
    assert [] == [key for key in WATCH_KEYS if key in WatchWritten.model_fields]
    assert [] == [key for key in CHANNEL_KEYS if key in ChannelWritten.model_fields]


def test_variables_are_filled_in_once_and_a_missing_one_is_named() -> None:
    assert "a-${B}" == filled("a-${A}", {"A": "${B}", "B": "x"}), "a value is put in as it is"
    assert ("A", "B") == variables("${A}${B}", "${A}")
    with pytest.raises(KeyError, match="B"):
        filled("${A}${B}", {"A": "x", "B": ""})


@given(st.lists(st.sampled_from(TOKENS), max_size=30).map("".join))
@settings(max_examples=300, deadline=None)
def test_whatever_stands_in_the_file_a_fault_is_a_line_with_its_place(text: str) -> None:
    faults: tuple[str, ...] = ()
    try:
        read_watches(text, KNOWN)
    except ConfigError as error:
        faults = error.faults

    assert [] == [fault for fault in faults if not FAULT.fullmatch(fault) or not fault.isprintable()]

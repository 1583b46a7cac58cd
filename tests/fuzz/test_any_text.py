"""Whatever anybody writes: readers that no fuzzed document reaches deeply answer, and within their bounds.

The properties of urls, dates, texts, answers, feeds.yaml, sitemaps, lists and searches stand in tests/unit.
"""

import json
import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from protego import Protego

from crawler import feeds
from crawler.article.facts import tdmrep
from crawler.config.rules import read_rules
from crawler.middlewares import product_token
from tests.fuzz.documents import unchanged
from tests.fuzz.promises import broken

URL = "https://kolibri.example/nieuws/een?a=b"
BOUNDED = settings(max_examples=150, deadline=None, database=None, derandomize=True)
ANY_TEXT = st.text(st.characters(codec=None), max_size=60)

# ---------------------------------------------------------------- JSON

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT
ANYTHING = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ANY_TEXT, inner, max_size=4), max_leaves=8
)
ADDRESSES = st.sampled_from(
    ["https://kolibri.example/1", "/2?utm_source=x", "javascript:1", "http://[::1", "//", "\x00"]
)


def objects(*names: str) -> st.SearchStrategy[dict[str, object]]:
    """JSON objects with some of these names, holding what they should, an address, or anything at all."""
    return st.fixed_dictionaries({}, optional=dict.fromkeys(names, ADDRESSES | ANYTHING))


ITEM = objects("id", "url", "external_url", "title", "content_html", "content_text", "summary", "image", "banner_image")
DATED = objects("date_published", "date_modified", "authors", "author", "tags", "language", "attachments")
ITEMS = st.lists(st.builds(lambda one, other: one | other, ITEM, DATED) | ANYTHING, max_size=4)
FEED = objects("version", "title", "home_page_url", "feed_url", "next_url", "authors", "language", "items")
RULES = st.lists(objects("location", "tdm-reservation", "tdm-policy") | ANYTHING, max_size=5) | ANYTHING


@settings(BOUNDED, max_examples=80)
@given(FEED, ITEMS, st.integers(0, 400))
def test_any_json_feed_keeps_the_promises(feed, items, cut):
    body = json.dumps({"version": "https://jsonfeed.org/version/1.1", **feed, "items": items}).encode()
    for written in (body, body[:cut], body.replace(b"}", b",}"), json.dumps(feed).encode()):
        made = unchanged("feed", "json", written)
        reader, arguments = made.call

        assert [] == list(broken(made, reader(*arguments)))


@BOUNDED
@given(RULES, st.sampled_from(["/", "*", "/*$", "$", "/%", "/*a*$", "/nieuws/een?a=b$"]), ANY_TEXT)
def test_any_tdmrep_json_is_read_or_says_nothing(rules, location, address):
    planted = [{"location": location, "tdm-reservation": 1, "tdm-policy": address}]
    for said in (rules, planted, [*planted, rules]):
        for url in (URL, f"https://kolibri.example/{address}"):
            stated = tdmrep.read(json.dumps(said), url)

            assert set(dict(stated)) <= {"tdm-reservation", "tdm-policy"}
            assert dict(stated).get("tdm-reservation", "0") in ("0", "1")


# ---------------------------------------------------------------- robots.txt

LINES = st.lists(
    st.sampled_from(
        ["User-agent: *", "User-agent: Koplamp", "Disallow: ", "Allow: /*a*$", "Crawl-delay: ", "#", ":", ""]
    )
    | ANY_TEXT,
    max_size=12,
)


@BOUNDED
@given(LINES, ANY_TEXT, st.sampled_from(["nan", "inf", "-1", "1e999", "1_0", "٣", "2.5", ""]))
def test_any_robots_txt_answers_and_its_delay_is_a_number_of_seconds(lines, agent, delay):
    told = Protego.parse("\n".join([*lines, "User-agent: *", f"Crawl-delay: {delay}"]))
    token = product_token(agent)

    assert told.can_fetch(URL, token) in (True, False)
    assert told.crawl_delay(token) is None or 0 <= told.crawl_delay(token) < float("inf")


@BOUNDED
@given(ANY_TEXT)
def test_a_user_agent_has_a_token_that_its_version_does_not_change(agent):
    assert product_token(product_token(agent)) == product_token(agent)
    assert "Koplamp" == product_token(f"Koplamp/{agent}")


# ---------------------------------------------------------------- rules.yaml

FAULT = re.compile(r"rules\.yaml:[1-9][0-9]*:[1-9][0-9]*: [^\n\r]+")
RULE = """\
rules:
  - name: kolibri
    host: kolibri.example
    path: ^/nieuws/
    until: 2026-03-01
    body: [article, "#tekst"]
    date: time@datetime
"""
TOKENS = [
    *("rules:", "- ", "name: ", "host: ", "path: ", "until: ", "body: ", "drop: ", "date: ", "2026-02-30", "a@b", "@"),
    *("[", "]", "{", "}", "'", '"', "\n", "\n    ", "\t", "\0", "&a ", "*a", "!!int ", "| ", "> ", ":is(", "(?:", ">>"),
    *("\ud800", "\u2028", "é", "*", "null", "1e3", "---\n", "..", "//p", "::before", "\\", "#", ",", "<<: *a"),
]


@settings(BOUNDED, max_examples=250)
@given(st.data())
def test_any_rules_yaml_is_read_or_refused_in_lines(data):
    at, length = data.draw(st.integers(0, len(RULE))), data.draw(st.integers(0, 6))
    typed = data.draw(st.lists(st.sampled_from(TOKENS), max_size=4).map("".join) | ANY_TEXT)
    for text in (RULE[:at] + typed + RULE[at + length :], typed):
        read = read_rules(text)

        assert [] == [fault for fault in read.faults if not (FAULT.fullmatch(fault) and fault.isprintable())]
        assert not (read.rules and read.faults) or len(read.rules) < text.count("- ")


MANY = 100_000


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (read_rules, "[" * MANY),
        (read_rules, "rules:\n" + "  - name: a\n    host: a.nl\n    body: p\n" * 800),
        (lambda text: tdmrep.read(text, URL), "[" * MANY),
        (
            lambda text: tdmrep.read(text, f"{URL}{'a' * 2000}"),
            json.dumps([{"location": "/" + "*a" * 1000 + "b", "tdm-reservation": 1}] * 100),
        ),
        (
            lambda text: Protego.parse(text).can_fetch(URL + "a" * 2000, "Koplamp"),
            "User-agent: *\n" + "Disallow: /*a*a*a*a*a*a*b$\n" * 9000,
        ),
        (lambda text: feeds.read(text.encode(), URL, "", 9), '{"items":[' + '{"id":' * MANY),
        (lambda text: feeds.read(text.encode(), URL, "", 9), '{"items":[' + '"\\"' * MANY),
    ],
    ids=[
        "brackets",
        "eight hundred rules",
        "tdmrep brackets",
        "tdmrep stars",
        "robots stars",
        "json feed",
        "json strings",
    ],
)
def test_what_is_written_to_cost_time_costs_little(read, text):
    began = time.process_time()
    read(text)

    assert 20 > time.process_time() - began, "each takes under a second on an idle machine"

"""Stored words and numbers, as a reader is told them."""

import ast
import inspect

import pytest

from crawler.model import Block
from crawler.site.clock import clock_of
from crawler.site.pages import spoken
from crawler.site.wording import LANGUAGES, Words
from crawler.tags import companies, evidence, vehicles

EN = Words("en")


def rules():
    """Every rule that the gazetteer's readers name."""
    found = set()
    for node in ast.walk(ast.parse(inspect.getsource(evidence))):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("_choose", "_pair"):
            found |= {one.value for one in node.args if isinstance(one, ast.Constant)}
        if isinstance(node, ast.FunctionDef) and node.name == "_proof":
            found |= {
                one.value
                for said in ast.walk(node)
                if isinstance(said, ast.Return)
                for one in ast.walk(said)
                if isinstance(one, ast.Constant) and one.value
            }
    for module in (companies, vehicles):
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "rule":
                found |= {one.value for one in ast.walk(node.value) if isinstance(one, ast.Constant)}
    return {rule for rule in found if isinstance(rule, str)} - {"cars", "near"}  # what a company needs


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_is_told_in_words(language):
    words, known = Words(language), rules()

    assert {"name", "make-before", "by-its-model", "with-its-models", "name, in a text about cars"} <= known
    assert [] == [rule for rule in known if spoken.rule(words, rule) == words.t("article.rule_other", rule=rule)]


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("title: laadpaal", "the headline says “laadpaal”"),
        ("lead: a: b", "the lead says “a: b”"),
        ("text: x", "the text says “x”"),
        ("section: <b>", "its publisher put it into the section “&lt;b&gt;”"),
        ("keyword: x", "its publisher gave it the keyword “x”"),
        ("odd: x", "by the rule “odd: x”"),
    ],
)
def test_a_topic_says_which_word_stood_where(rule, said):
    assert said == spoken.rule(EN, rule)


@pytest.mark.parametrize(
    ("stored", "said"),
    [
        ("h1", "the headline on the page"),
        ("feed published; page says 2025-11-19", "the feed; the page itself says 2025-11-19"),
        ("rule autovisie", "the site rule “autovisie”"),
        ("<b>", "“&lt;b&gt;”"),
    ],
)
def test_where_a_fact_came_from(stored, said):
    assert said == spoken.origin(EN, stored)


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0, "less than a minute"),
        (1, "a minute"),
        (119, "119 minutes"),
        (120, "2 hours"),
        (2879, "48 hours"),
        (2880, "2 days"),
    ],
)
def test_how_much_later(minutes, said):
    assert said == spoken.late(EN, minutes)


@pytest.mark.parametrize(
    ("on", "at", "precision", "said"),
    [
        ("2025-11-19", "2025-11-19T08:30:00Z", "minute", "19 Nov 2025, 09:30"),
        ("2025-11-19", None, "day", "19 Nov 2025 (only the day is known)"),
        ("2025-11-01", None, "month", "Nov 2025 (only the month is known)"),
        (None, None, None, "no date is known"),
    ],
)
def test_a_date_is_told_as_exactly_as_it_is_known(on, at, precision, said):
    assert said == spoken.date_of(clock_of("Europe/Amsterdam", EN), on, at, precision)


def test_points_that_follow_each_other_are_one_list():
    blocks = tuple(Block(kind, kind + str(n)) for n, kind in enumerate(("li", "li", "p", "li")))

    assert [("li", ["li0", "li1"]), ("p", ["p2"]), ("li", ["li3"])] == spoken.pieces(blocks)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a | b\nc | d", [["a", "b"], ["c", "d"]]),
        ("a | b | c\nd | e", [["a", "b", "c"], ["d", "e", ""]]),
        ("Prijs |\n| nieuw", [["Prijs", ""], ["", "nieuw"]]),
        ("a", [["a"]]),
    ],
)
def test_a_table_has_rows_of_as_many_cells(text, rows):
    assert [("table", rows)] == spoken.pieces((Block("table", text),))

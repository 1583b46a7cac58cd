"""The texts of the pages: both languages say the same, all that is said is there, and nothing is there in vain."""

import re
import string
from pathlib import Path

import pytest
from markupsafe import Markup

from crawler.site import wording
from crawler.site.metadata import SHOWN
from crawler.site.wording import LANGUAGES, SENTENCES, TITLES, TOPICS, Words, texts, wanted
from crawler.store.queries import QUERIES
from crawler.tags.topics import topics

SITE = Path(wording.__file__).parent
USED = re.compile(r"""\bt\(\s*["']([a-z_]+\.[a-z_0-9]+)["']""")
GAPS = string.Formatter()
NAMED = (SENTENCES, TITLES, TOPICS)


def used() -> set[str]:
    """The keys that templates and pages name."""
    files = [*SITE.rglob("*.html"), *SITE.rglob("*.py")]
    return {key for file in files for key in USED.findall(file.read_text("utf-8"))}


def gaps(text: str) -> set[str | None]:
    return {name for _, name, _, _ in GAPS.parse(text) if name is not None}


@pytest.mark.parametrize("page", sorted(texts()))
def test_both_languages_say_the_same(page):
    first, *others = (texts()[page][language] for language in LANGUAGES)

    assert set(LANGUAGES) == texts()[page].keys()
    for other in others:
        assert first.keys() == other.keys()
        assert {} == {key: text for key, text in first.items() if gaps(text) != gaps(other[key])}


def test_every_text_is_used_and_every_text_that_is_used_is_there():
    there = {f"{page}.{key}" for page, said in texts().items() if page not in NAMED for key in said[LANGUAGES[0]]}

    assert (set(), set()) == (used() - there, there - used())


def test_what_stands_in_a_gap_is_no_markup_and_code_is():
    said = Words("en").t("health.do_moved_to", url="<b>`x`</b>")

    assert isinstance(said, Markup)
    assert said.endswith("<code>url:</code> — &lt;b&gt;`x`&lt;/b&gt;")


def test_every_topic_has_a_name_in_every_language_and_a_strange_one_keeps_its_own():
    assert {one.slug: one.name for one in topics()} == texts()[TOPICS]["en"]
    assert ("Terugroepacties", "Weer") == (Words("nl").topic("recall", "Recall"), Words("nl").topic("weather", "Weer"))


def test_every_question_table_and_view_has_a_title_in_every_language():
    tables = {name: shown.title for name, shown in SHOWN.items()}

    assert {query.name: query.title for query in QUERIES} | tables == texts()[TITLES]["en"]
    assert {query.name: query.sentence for query in QUERIES} == texts()[SENTENCES]["en"]
    assert ("Zoeken", "Artikelen", "Own") == tuple(
        Words("nl").title(name, "Own") for name in ("search", "articles", "x")
    )


@pytest.mark.parametrize(
    ("accepted", "asked", "language"),
    [
        ("", "", "en"),
        ("nl", "", "nl"),
        ("nl-BE,nl;q=0.9,en;q=0.8", "", "nl"),
        ("en-GB,en;q=0.9,nl;q=0.8", "", "en"),
        ("de,nl;q=0.5", "", "nl"),
        ("nl;q=0,en;q=0.1", "", "en"),
        ("nl;q=0", "", "en"),
        ("*", "", "en"),
        ("de", "", "en"),
        ("nl", "en", "en"),
        ("en", "nl", "nl"),
        ("en", "xx", "en"),
        (";;q=,nl;q=9x,,\x00", "", "en"),
    ],
)
def test_the_language_is_the_readers(accepted, asked, language):
    assert language == wanted(accepted, asked)


@pytest.mark.parametrize(
    ("said", "en", "nl"),
    [
        (lambda words: words.number(1234567), "1,234,567", "1.234.567"),
        (lambda words: words.decimal(1234.56), "1,235", "1.235"),
        (lambda words: words.decimal(9.87), "9.9", "9,9"),
        (lambda words: words.decimal(-0.04), "0", "0"),
        (lambda words: words.decimal(-2.5), "−2.5", "−2,5"),
        (lambda words: words.percent(0.001), "<1%", "<1%"),
        (lambda words: words.percent(0.005), "<1%", "<1%"),
        (lambda words: words.percent(0.0051), "1%", "1%"),
        (lambda words: words.percent(0), "0%", "0%"),
        (lambda words: words.percent(0.256), "26%", "26%"),
        (lambda words: words.signed(-1200), "−1,200", "−1.200"),
        (lambda words: words.signed(3), "+3", "+3"),
        (lambda words: words.day("2025-05-09"), "9 May 2025", "9 mei 2025"),
    ],
)
def test_numbers_and_days_are_written_as_the_language_does(said, en, nl):
    assert (en, nl) == (said(Words("en")), said(Words("nl")))

"""Which words of a headline or a text went, and which came."""

import time

import pytest

from crawler.site.differences import MOST_SHOWN, headline, passages


@pytest.mark.parametrize(
    ("before", "after", "gone", "come"),
    [
        ("Volvo bouwt EX30", "Volvo bouwt EX30", "Volvo bouwt EX30", "Volvo bouwt EX30"),
        ("Volvo bouwt de EX30", "Volvo stopt EX30", "Volvo <del>bouwt de</del> EX30", "Volvo <ins>stopt</ins> EX30"),
        ("EX30", "Nieuw: EX30", "EX30", "<ins>Nieuw:</ins> EX30"),
        ("EX30 (update)", "EX30", "EX30 <del>(update)</del>", "EX30"),
        ("", "EX30", "", "<ins>EX30</ins>"),
        ("<b>a</b>", "<i>", "<del>&lt;b&gt;a&lt;/b&gt;</del>", "<ins>&lt;i&gt;</ins>"),
        ("{0} {x}", "{0}", "{0} <del>{x}</del>", "{0}"),
    ],
)
def test_words_that_went_and_came_are_marked(before, after, gone, come):
    found = headline(before, after)

    assert (gone, come) == (found.before, found.after)


def test_an_endless_headline_is_not_compared():
    began = time.process_time()
    found = headline("a b " * 50_000, "b a " * 50_000)

    assert time.process_time() - began < 1
    assert (1, 1) == (found.before.count("<del>"), found.after.count("<ins>"))


def told(before, after):
    """What stayed, went and came, as one line a paragraph."""
    marks = {"same": "{}", "gone": "[-{}-]", "come": "[+{}+]"}
    return [
        " ".join(marks[run.what].format(run.words) for run in one.runs) or one.stayed
        for one in passages(before, after).found
    ]


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        ("", "", []),
        ("Een.", "Een.", [1]),
        ("", "Een twee.", ["[+Een twee.+]"]),
        ("Een.", "", ["[-Een.-]"]),
        ("A.\n\nB.\n\nC.", "A.\n\nC.", [1, "[-B.-]", 1]),
        ("A.\n\nB.\n\nC.", "A.\n\nB.\n\nC.\n\nD.", [3, "[+D.+]"]),
        ("Volvo zoekt 350 mensen in Gent.", "Volvo zoekt nu 480 mensen in Gent.",
         ["Volvo zoekt [-350-] [+nu 480+] mensen in Gent."]),
        ("a b c d e f g", "a x c d y f g", ["a [-b c d e-] [+x c d y+] f g"]),
        ("a b c d e f g h", "a x c d e y g h", ["a [-b-] [+x+] c d e [-f-] [+y+] g h"]),
        ("Een twee.\n\nDrie vier.", "Een twee. Drie vier.", ["Een twee.", "Drie vier."]),
        ("Een twee. Drie vier.", "Een twee.\n\nDrie vier.", ["Een twee.", "Drie vier."]),
        ("  spatie  ", " spatie ", ["spatie"]),
    ],
)  # fmt: skip
def test_a_text_is_compared_word_for_word_where_its_paragraphs_differ(before, after, lines):
    assert lines == told(before, after)


def numbered(letter, count):
    return " ".join(f"{letter}{n}" for n in range(count))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a b " * 150_000, "b a " * 150_000),
        ("a\n\nb\n\n" * 80_000, "b\n\na\n\n" * 80_000),
        (numbered("a", 80_000), numbered("b", 80_000)),
        (numbered("x a", 40_000), numbered("x b", 40_000)),
        ("\n\n".join(numbered("a", 60) for _ in range(3000)), "\n\n".join(numbered("b", 60) for _ in range(3000))),
    ],
    ids=["repetition", "paragraphs", "all other words", "every second word", "all other paragraphs"],
)
def test_the_longest_texts_are_compared_in_no_time_and_cut(before, after):
    began = time.process_time()
    found = passages(before, after)

    assert time.process_time() - began < 2
    assert found.is_cut
    assert sum(len(run.words) for one in found.found for run in one.runs) <= MOST_SHOWN


def test_a_text_of_many_small_changes_is_compared_in_full():
    paragraphs = [numbered(f"p{n}w", 60) for n in range(100)]
    found = passages("\n\n".join(paragraphs), "\n\n".join(one.replace("w7 ", "anders ") for one in paragraphs))

    assert ({3}, False) == ({sum(run.what != "same" for run in one.runs) + 1 for one in found.found}, found.is_cut)

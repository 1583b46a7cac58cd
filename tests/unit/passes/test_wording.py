"""How two texts differ, as people read it."""

import pytest

from crawler.passes.wording import differences, words


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("Same", "Same", ()),
        ("Deel dit\n\nDe auto komt", "De auto komt", ("- Deel dit",)),
        ("De auto komt", "De auto komt\n\nIn de lente", ("+ In de lente",)),
        ("De auto komt in mei", "De auto komt in juni", ("~ De auto komt in [-mei-]{+juni+}",)),
        ("", "De auto komt", ("+ De auto komt",)),
        ("a\n\nb\n\nc", "", ("- a", "- b", "… and 1 more")),
    ],
)
def test_paragraphs_that_went_came_and_changed(before, after, told):
    assert told == differences(before, after, most=2)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("New van", "New bus", "New [-van-]{+bus+}"),
        ("New van", "Big new van", "[-New-]{+Big new+} van"),
        ("one two three four five six", "one two three four five seven", "… two three four five [-six-]{+seven+}"),
        ("six two three four five one", "two three four five one", "[-six-] two three four five …"),
    ],
)
def test_a_line_shows_old_and_new_words_and_a_few_around(before, after, told):
    assert told == words(before, after)


def test_a_text_of_any_length_is_told_in_a_few_lines():
    long = "\n\n".join(f"paragraph {number} of many" for number in range(5000))

    assert ("~ 20000 words, now 20003",) == differences(long, f"{long}\n\none more word")
    assert 6 + 1 == len(differences("\n".join("abcdefghijk"), ""))
    assert len(words("a " * 3000, "b " * 3000)) < 400

"""Names are found as whole words, the longest first."""

import pytest

from crawler.tags.matching import Matcher

NAMES = ("golf", "golf gti", "ka", "range rover", "range rover sport", "rover", "id.3", "up!", "#1", "mg4", "c 220")


def found(text: str) -> list[str]:
    return [text[one.start : one.end] for one in Matcher(NAMES).find(text)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("de golf rijdt", ["golf"]),
        ("golf", ["golf"]),
        ("een golf gti", ["golf gti"]),
        ("een golf gtis", ["golf"]),  # the longer one is no whole word
        ("golfplatz, wasgolf", []),
        ("kans, eureka, ka", ["ka"]),
        ("range rover sport", ["range rover sport"]),
        ("range rovers", []),
        ("een rover, een range rover", ["rover", "range rover"]),
        ("golf-rijder", ["golf"]),
        ("golf's", ["golf"]),
        ("id.3, id.30", ["id.3"]),
        ("up! en #1", ["up!", "#1"]),
        ("omg4, mg4, mg45", ["mg4"]),
        ("c 220 d", ["c 220"]),
        ("", []),
    ],
)
def test_a_name_is_found_as_a_whole_word(text, names):
    assert names == found(text)


def test_a_name_knows_its_number():
    assert [1, 0] == [one.name for one in Matcher(("b", "a")).find("a b")]


def test_no_name_at_all_is_found_nowhere():
    assert [] == Matcher(()).find("golf")

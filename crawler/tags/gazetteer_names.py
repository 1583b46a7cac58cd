"""The name of a make or model -> every way it is written, folded; and how sure a reader may be of such a name."""

import re
import unicodedata
from collections.abc import Iterator
from enum import IntEnum

_SIGNS = {
    **dict.fromkeys("\u2019\u2018\xb4", "'"),
    **dict.fromkeys("\xa0\u202f\u2009\t\n\r", " "),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),
    "\xba": "°",
}
_LETTERS = {
    letter: base
    for letter in map(chr, range(0xC0, 0x250))
    if (base := unicodedata.normalize("NFD", letter)[0]).isascii() and base.isalpha()
}
_PLAIN = {**_SIGNS, **_LETTERS}
_NOT_PLAIN = re.compile(f"[{''.join(_PLAIN)}]")  # a pattern, since str.translate asks its table for every character

_NOT_IN_SLUG = re.compile(r"[^a-z0-9]+")
_BETWEEN = re.compile(r"[ .:/·-]+")
_GLUED = re.compile(r"^([a-z]{1,4})([0-9]{1,4}[a-z]{0,2}\+?)$")
_LETTER_AND_WORD = re.compile(r"^[a-z]-[a-z]{2,}$")
_SERIES = re.compile(r"^([1-8])-series$")
_CLASS = re.compile(r"^([a-z])-class$")

_BMW_SIZES = (14, 15, 16, 18, 20, 21, 23, 24, 25, 28, 30, 35, 39, 40, 45, 50, 60)
_BMW_ENDS = ("", "i", "d", "e", "ci", "is", "ti", "tds", "td", "xi", "xd", "xe", "li", "ld", "le")
_BENZ_SIZES = (
    35, 43, 45, 53, 55, 63, 65, 140, 150, 160, 170, 180, 190, 200, 220, 230, 240, 250, 260, 280, 300, 320, 350, 400,
    420, 450, 500, 550, 580, 600,
)  # fmt: skip
_BENZ_ENDS = ("", "d", "e", "de", "cdi")


class Grade(IntEnum):
    """How much a name proves by itself; the first proves most."""

    SURE = 0  # means nothing else, and is known to all: Tiguan
    BADGE = 1  # letters and figures, or a word of no language: XC40, Ioniq 5, Bentayga
    WORD = 2  # also an ordinary word, a place, a person: Golf
    CODE = 3  # a letter and figures, or up to three letters: A4, Ka
    NUMBER = 4  # figures only: 208
    COMMON = 5  # one of the commonest words: Note, City


def fold(text: str) -> str:
    """Small letters without accents, plain signs; as long as the text was, so that places stay true."""
    return _NOT_PLAIN.sub(lambda found: _PLAIN[found[0]], text).lower()


def slug(name: str) -> str:
    """The id of a name: Lynk & Co -> lynk-co, ID.3 -> id-3, N°8 -> n8, #1 -> 1."""
    return _NOT_IN_SLUG.sub("-", fold(name).replace("°", "").replace("'", "").replace("&", " ")).strip("-")


def spellings(name: str, *, electric: bool = False) -> Iterator[str]:
    """How a name is written, folded: ID.3, ID 3, ID3; 3-serie, 3er; Golf, Golfs; where sold `electric` too, e-208."""
    written = fold(name).rstrip("!")
    own = dict.fromkeys((written, *_joined(written)))
    if electric:
        own |= dict.fromkeys([f"e-{one}" for one in own])
    yield from own
    yield from (one + "s" for one in own if len(one) > 2 and one[-1].isalnum() and one[-1] not in "sxz")
    yield from _translated(written)


def _joined(written: str) -> Iterator[str]:
    """The same with other signs between its parts, or none."""
    glued = _GLUED.match(written)
    parts = list(glued.groups()) if glued else [part for part in _BETWEEN.split(written) if part]
    if len(parts) < 2:
        return
    yield " ".join(parts)
    yield "-".join(parts)
    together = "".join(parts)
    if not together.isdigit() and (not together.isalpha() or (len(together) > 5 and "-" in written)):
        yield together


def _translated(written: str) -> Iterator[str]:
    """3-serie, 3er and Série 3 of a 3 Series; C-Klasse and Classe C of a C-Class."""
    if (series := _SERIES.match(written.replace(" ", "-"))) is not None:
        one = series[1]
        yield from (f"{one}er", f"{one}er-reihe", f"{one}-serie", f"{one} serie", f"serie {one}", f"{one} series")
        yield from (f"{one}{size}{end}" for size in _BMW_SIZES for end in _BMW_ENDS)
        yield from (f"m{one}{size}{end}" for size in ("35", "40", "50", "60") for end in ("", "i", "d", "xi", "li"))
    if (klass := _CLASS.match(written)) is not None:
        one = klass[1]
        yield from (f"{one}-klasse", f"{one} klasse", f"classe {one}", f"clase {one}", f"{one} class", f"classe-{one}")
        yield from (f"{one}{gap}{size}{end}" for size in _BENZ_SIZES for end in _BENZ_ENDS for gap in ("", " "))


def grade(written: str, common: frozenset[str], words: frozenset[str]) -> Grade:
    """What a folded name proves, given the commonest words and all that are more than a name of a car."""
    parts = re.findall(r"[a-z]+|[0-9]+", written)
    together = "".join(parts)
    letters = [part for part in parts if part.isalpha()]
    if not letters:
        return Grade.NUMBER
    if len(parts) > len(letters):
        return _grade_of_code(written, parts, letters, common)
    if len(together) < 3:
        return Grade.CODE
    if _LETTER_AND_WORD.match(written):
        return Grade.BADGE
    if all(
        part in words or part + "s" in words or len(part) < 3 or part.removesuffix("s") in words for part in letters
    ):
        return Grade.COMMON if all(part in common for part in letters) else Grade.WORD
    return Grade.CODE if len(together) == 3 and written.isalpha() else Grade.BADGE


def _grade_of_code(written: str, parts: list[str], letters: list[str], common: frozenset[str]) -> Grade:
    """Of a name with figures: a long word makes it a badge, a common one (Model 3) does not."""
    longest = max(letters, key=len)
    if len(longest) > 3:
        return Grade.WORD if longest in common else Grade.BADGE
    if " " in written and len(letters[0]) == 1 and parts[0] == letters[0]:
        return Grade.NUMBER  # A 6, i 20
    return Grade.CODE if len("".join(letters)) == 1 else Grade.BADGE

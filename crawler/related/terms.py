"""How an article begins -> the terms by which it is compared with others, each with its weight.

    title twice + the first 60 words -> matters and ideas, numbers, names, other words; + what its tags say

A matter or an idea is what words of several languages share (concepts.toml); a number is the same in all of them, and
so is a name. Those link articles across languages. Always the same length is looked at: thresholds depend on it.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from types import MappingProxyType

import tomli

from crawler.related.subjects import Subjects, subjects

MOST_CHARS = 4000  # of title and text each: 60 words are some 400
OPENING = 60  # words
TITLE = 2  # times
STEM = 7  # letters of a word that no idea explains: "produktion" and "productie" differ behind them
SHORTEST_PIECE = 4  # letters of a part of a word that is looked up by itself
SHORTEST_COMPOUND = 8
LONGEST_STEM = 20
ENDING = 3  # letters that may follow a stem at the end of a compound
LONGEST_NUMBER = 12

# By kind of term. A tag weighs little, because the words that earned it are terms as well.
WEIGHTS = {"i": 0.8, "m": 0.96, "p": 0.92, "n": 1.2, "r": 0.7, "w": 1.0, "x": 0.8, "g": 0.5, "t": 0.5}
SMALL_NUMBER = 0.5  # 3, 17 and years stand in every other text
NAME = 1.2  # a capital where none is needed
SECTIONS = {"matters": "m", "ideas": "i", "places": "p", "towns": "p", "numbers": "n"}
BY_THEMSELVES = "same"  # the key under which towns stand that have one name in all languages

TOKEN = re.compile(
    r"\d+(?:[.,\u00a0\u202f ]\d{3})+(?!\d)|\d+(?:[.,]\d+)?|[^\W\d_]+(?:\d+\w*)?",
)
SENTENCE_END = re.compile(r"[.!?:\"“„«»]\s*\Z")
THOUSANDS = re.compile(r"\d{1,3}(?:[.,\u00a0\u202f ]\d{3})+\Z")
NO_FIGURE = re.compile(r"\D")
YEAR = re.compile(r"(?:19|20)\d\d\Z")
ALIKE = str.maketrans({"c": "k", "q": "k", "y": "i", "z": "s", "x": "ks"})
TWICE = re.compile(r"(.)\1")


@dataclass(frozen=True, slots=True)
class Glimpse:
    """What of an article is compared."""

    title: str
    text: str  # lead and body, as much as there is
    language: str | None = None  # ISO 639-1
    tags: tuple[str, ...] = ()  # what it is about, by kind and slug: make/volkswagen
    in_title: frozenset[str] = frozenset()  # those of them that its title names
    much: frozenset[str] = frozenset()  # those that stand in it more than once, or in its lead


Token = tuple[str, str, int]  # a word or a number in a text: as it is written, folded, where it begins


@dataclass(frozen=True, slots=True)
class Lexicon:
    """concepts.toml, as words are looked up: folded."""

    words: dict[str, str]  # a whole word -> its term
    stems: dict[str, str]  # how words begin -> their term
    plain: frozenset[str]
    towns: frozenset[str]  # terms
    first: frozenset[str]  # words that with the next one may be a word of `words`


def compared(glimpse: Glimpse) -> tuple[object, ...]:
    """All that `terms` and `named` look at."""
    named = sorted(glimpse.in_title), sorted(glimpse.much)
    return glimpse.title[:MOST_CHARS], _opening(glimpse), glimpse.language, glimpse.tags, *named


@lru_cache(maxsize=2000)  # a batch asks several times, and names stories by what it met before
def terms(glimpse: Glimpse) -> Mapping[str, float]:
    """The terms of an article and how much each weighs in it, before it is known how rare they are.

    A term begins with its kind: m matter, i idea, p place, n number, r rounded number, w word with a capital, x word
    without, t topic, g another tag. Its weight grows with the root of how often it stands there.
    """
    german = glimpse.language == "de"  # every noun has a capital
    counted: dict[str, int] = {}
    names: set[str] = set()
    for text, times in ((glimpse.title[:MOST_CHARS], TITLE), (_opening(glimpse), 1)):
        for term, is_name in _terms(text):
            counted[term] = counted.get(term, 0) + times
            if is_name and not german:
                names.add(term)
    found = {term: _weight(term) * (NAME if term in names else 1) * count**0.5 for term, count in counted.items()}
    for tag in glimpse.tags:
        kind, _, slug = tag.partition("/")
        term = f"t:{slug}" if kind == "topic" else f"g:{tag}"
        found[term] = WEIGHTS[term[0]]
    return MappingProxyType(found)


@lru_cache(maxsize=2000)
def named(glimpse: Glimpse) -> Subjects:
    """What an article's title names, and what its beginning does: makes, models, firms, countries, towns."""
    title, opening = glimpse.title[:MOST_CHARS], _opening(glimpse)
    return subjects(glimpse.in_title | _places(title), glimpse.much | _places(opening))


def _places(text: str) -> frozenset[str]:
    """The countries and towns that words begin with; "us" and "vs" are the United States in capitals only."""
    lexicon, tokens = _lexicon(), _tokens(text)
    terms = {_place(word) for said, word, _ in tokens if len(said) > len("vs") or said.isupper()}
    for (_, word, _), (_, following, _) in pairwise(tokens):
        if word in lexicon.first and (pair := lexicon.words.get(f"{word}-{following}", ""))[:1] == "p":
            terms.add(pair)
    return frozenset(f"{'town' if term in lexicon.towns else 'country'}/{term[2:]}" for term in terms if term)


@lru_cache(maxsize=50_000)
def _place(word: str) -> str | None:
    """The term of the country or town that a folded word begins with."""
    lexicon = _lexicon()
    term = lexicon.words.get(word) or lexicon.stems.get(_beginning(word) or "")
    return term if term and term[0] == "p" else None


@lru_cache(maxsize=10)  # what a title says and what it names are asked one after the other
def _tokens(text: str) -> list[Token]:
    return [(said := found[0], fold(said), found.start()) for found in TOKEN.finditer(text)]


def _opening(glimpse: Glimpse) -> str:
    return " ".join(glimpse.text[:MOST_CHARS].split(maxsplit=OPENING)[:OPENING])


def _weight(term: str) -> float:
    if term[0] == "n" and (len(term) <= len("n:99") or YEAR.match(term, 2)):
        return SMALL_NUMBER
    return WEIGHTS[term[0]]


def _terms(text: str) -> list[tuple[str, bool]]:
    """Each term of a text, and whether it seems to be a name."""
    lexicon, tokens = _lexicon(), _tokens(text)
    found: list[tuple[str, bool]] = []
    each = zip(tokens, [*(word for _, word, _ in tokens[1:]), ""], strict=False)
    for (said, word, start), after in each:
        if said[0].isdecimal():  # of "²00" only what it is folded to begins with a figure
            found += [(term, False) for term in _number(said)]
        elif word in lexicon.first and (pair := lexicon.words.get(f"{word}-{after}")):
            found.append((pair, False))
            next(each, None)
        elif meant := _meant(word):
            found += meant
        elif len(word) > 1 and word not in lexicon.plain:
            capital = said[0].isupper()
            is_name = capital and start > 0 and not SENTENCE_END.search(text, max(0, start - 3), start)
            found.append((f"{'w' if capital else 'x'}:{stem(word)}", is_name))
    return found


@lru_cache(maxsize=50_000)
def _meant(word: str) -> tuple[tuple[str, bool], ...]:
    """The terms that a folded word shares with other languages, no name among them."""
    if len(word) == 1 or word in _lexicon().plain:
        return ()
    return tuple((term, False) for term in meanings(word))


def _number(token: str) -> Iterator[str]:
    """497.099, 497,099 and 497 000 are parted by language: without marks; 9,4 is 9.4; a large one also rounded."""
    if THOUSANDS.match(token):
        figures = NO_FIGURE.sub("", token)
    elif not token.isdecimal():
        figures = token.replace(",", ".").rstrip("0").rstrip(".")
    else:
        figures = token.lstrip("0")
    figures = figures[:LONGEST_NUMBER]
    if figures:
        yield f"n:{figures}"
        if "." not in figures and len(figures) > 3 and not YEAR.match(figures):
            yield f"r:{round(int(figures[:4]) / 100)}e{len(figures) - 2}"


@lru_cache(maxsize=50_000)
def meanings(word: str) -> tuple[str, ...]:
    """The terms that a folded word shares with other languages: its own, or those a compound begins and ends with."""
    lexicon = _lexicon()
    if (whole := lexicon.words.get(word)) is not None:
        return (whole,)
    head = _beginning(word)
    if len(word) < SHORTEST_COMPOUND:
        return (lexicon.stems[head],) if head else ()
    cuts = range(max(len(head or ""), SHORTEST_PIECE), len(word) - SHORTEST_PIECE + 1)
    tail = next((term for cut in cuts if (term := _piece(word[cut:], lexicon)) is not None), None)
    first = lexicon.stems[head] if head else f"w:{stem(word)}"
    if tail is None or tail == first:
        return (first,) if head else ()
    return (first, tail)


@lru_cache(maxsize=50_000)
def _beginning(word: str) -> str | None:
    """The longest stem that a word begins with."""
    return _longest(word, _lexicon(), shortest=2)


def _longest(word: str, lexicon: Lexicon, *, shortest: int) -> str | None:
    ends = range(min(len(word), LONGEST_STEM), shortest - 1, -1)
    return next((head for end in ends if (head := word[:end]) in lexicon.stems), None)


def _piece(piece: str, lexicon: Lexicon) -> str | None:
    """What the end of a compound means: a whole word, or a stem with an ending."""
    if (whole := lexicon.words.get(piece)) is not None:
        return whole
    head = _longest(piece, lexicon, shortest=max(SHORTEST_PIECE, len(piece) - ENDING))
    return lexicon.stems[head] if head else None


@lru_cache(maxsize=50_000)
def fold(word: str) -> str:
    """Small letters without accents."""
    small = word.casefold()
    if small.isascii():
        return small
    parted = unicodedata.normalize("NFKD", small)
    return "".join(letter for letter in parted if not unicodedata.combining(letter)) or word


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """A folded word as languages share it: one letter for c, k and q, none twice in a row, without its ending."""
    alike = TWICE.sub(r"\1", word.replace("ph", "f").replace("ck", "k").translate(ALIKE))
    return alike[:STEM].rstrip("s") if len(alike) > SHORTEST_PIECE else alike


@lru_cache(maxsize=1)
def _lexicon() -> Lexicon:
    written = files(__package__).joinpath("concepts.toml").read_text(encoding="utf-8")
    told = tomli.loads(written)
    words: dict[str, str] = {}
    stems: dict[str, str] = {}
    for section, kind in SECTIONS.items():
        for name, said in told[section].items():
            for word in said.split():
                words[fold(word.rstrip("*"))] = f"{kind}:{fold(word) if name == BY_THEMSELVES else name}"
                if word.endswith("*"):
                    stems[fold(word[:-1])] = f"{kind}:{name}"
    plain = frozenset(fold(word) for said in told["plain"].values() for word in said.split())
    towns = frozenset(words[fold(word.rstrip("*"))] for said in told["towns"].values() for word in said.split())
    return Lexicon(words, stems, plain, towns, frozenset(pair.partition("-")[0] for pair in words if "-" in pair))

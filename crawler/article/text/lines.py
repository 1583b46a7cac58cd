"""The blocks of an article -> the keys of its lines, and the blocks without the lines that its host repeats.

A promo paragraph is in nobody's list of phrases, but it stands on many pages of one host. The store counts on how
many; here is what a line is, when two are the same, and what may be dropped. The bounds come from measurements over
four corpora: with fewer than three articles the same story, told twice, is taken for clutter.
"""

import hashlib
import re
from collections.abc import Set
from functools import lru_cache

from crawler.model import Block

COUNTS = 3  # distinct articles that a line stands on before it is dropped, the one at hand included
_FEWEST, _MOST = 3, 60  # words of a line: "In short" is a fine sub-head, and what is longer than 60 says something
_KINDS = frozenset({"caption", "h", "li", "p"})  # never a table or a quote
_TOP, _LAST = 2, 0.75  # blocks, and the share of them behind which is the end
_MOST_CHARS = 1500  # of 60 words: what is longer is no line
_WORDS_A_NUMBER = 6  # with fewer around it the number is what the line says: "Top speed: 250 km/h"
_NUMBER = re.compile(  # a measure or a price is what the line says, and never masked
    r"(?<![€£$\d.,])\d+(?:[.,:]\d+)*(?![\d.,:]*\s?(?:[€£$%°]|(?:ccm|cc|cm|euros?|eur|hp|kg|kilometers?|kilometres?|km|kwh?"
    r"|liters?|litres?|mijl|miles?|mm|mph|nm|percent|pk|procent|prozent|ps|seconden|seconds|sekunden|watt)\b))"
)
_PRICE = re.compile(r"[€£$]\s?\d")
_WORD = re.compile(r"[^\W_]+")


def key(text: str) -> str | None:
    """What two lines have in common that say the same but for case, signs and numbers; None: too short or too long."""
    return _key(text) if len(text) <= _MOST_CHARS else None


@lru_cache(maxsize=256)  # a page's lines are asked for three times in a row
def _key(text: str) -> str | None:
    folded = text.casefold()
    if not _FEWEST <= len(words(folded)) <= _MOST:
        return None
    return _digest(words(masked(folded)), 16)


def words(folded: str) -> list[str]:
    """The words of a text in lower case."""
    return _WORD.findall(folded)


def masked(folded: str) -> str:
    """A text in lower case with its numbers as 0, where they are not what it says."""
    numbers = len(_NUMBER.findall(folded))
    if not numbers or _PRICE.search(folded):
        return folded
    without_numbers = _NUMBER.sub("0", folded)
    return without_numbers if len(words(without_numbers)) - numbers >= _WORDS_A_NUMBER * numbers else folded


def title_key(title: str) -> str:
    """The same for a title, however short: two articles of one title are one."""
    return _digest(words(title.casefold()), 8)


def keyed(blocks: tuple[Block, ...]) -> dict[str, str]:
    """Key -> text of every line among the blocks, each once."""
    found: dict[str, str] = {}
    for block in blocks:
        if block.kind in _KINDS and (known := key(block.text)) is not None:
            found.setdefault(known, block.text)
    return found


def without(blocks: tuple[Block, ...], repeated: Set[str]) -> tuple[Block, ...]:
    """The blocks without the repeated lines; all of them if that were most of the text: then the story is repeated."""
    kept = [block for at, block in enumerate(blocks) if not _may_go(block, at, len(blocks), repeated)]
    if len(kept) == len(blocks):
        return blocks
    if kept and kept[-1] is not blocks[-1]:
        while kept and kept[-1].kind == "h":  # it stood over what went
            kept.pop()
    whole, left = (sum(len(block.text) for block in some) for some in (blocks, kept))
    return tuple(kept) if left and 2 * left >= whole else blocks


def _may_go(block: Block, at: int, count: int, repeated: Set[str]) -> bool:
    """A repeated line; a head only at the top or in the last quarter: test drives have the same sub-heads."""
    if block.kind not in _KINDS or key(block.text) not in repeated:
        return False
    return block.kind != "h" or at < _TOP or at >= _LAST * count


def _digest(said: list[str], digits: int) -> str:
    return hashlib.sha256(" ".join(said).encode("utf-8", "replace")).hexdigest()[:digits]

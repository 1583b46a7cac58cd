"""An article's blocks and what its page describes it by -> the standfirst, apart from the text.

The description in a page's head is mostly the standfirst that readers see, sometimes cut, sometimes the first sentence
again, sometimes written for search engines only. What readers see goes before what is only in the head.
"""

import re
from collections import Counter
from dataclasses import dataclass

from lxml.html import HtmlElement

from crawler.model import Block
from crawler.normal.text import one_line

_ALIKE = 0.8  # share of words that a standfirst and the description have in common
_CUT = 40  # characters: descriptions are cut at a length, never before
_MOST = 1000
_FIRST = 5  # blocks: a description that stands in one of these is no standfirst
_MARKS = " .…"
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Lead:
    """A standfirst and where it stands: page, meta; '' and '' if there is none."""

    text: str
    source: str


def parted(blocks: tuple[Block, ...], description: str, tree: HtmlElement) -> tuple[Lead, tuple[Block, ...]]:
    """The lead, and the blocks without a first head that says the same."""
    if not description:
        return Lead("", ""), blocks
    if blocks and blocks[0].kind == "h" and _is_alike(blocks[0].text, description):
        return Lead(blocks[0].text[:_MOST], "page"), blocks[1:]
    begins = description.rstrip(_MARKS)[:_CUT]
    if len(begins) < _CUT or any(begins in block.text for block in blocks[:_FIRST]):
        return Lead(description, "meta"), blocks
    shown = _shown(tree, description, begins)
    return (Lead(shown, "page") if shown else Lead(description, "meta")), blocks


def _shown(tree: HtmlElement, description: str, begins: str) -> str:
    """The text of the element that shows the description, whole where the head has it cut."""
    body = tree.find("body")
    for element in () if body is None else body.iter("p", "h2", "h3", "div", "span", "strong", "em"):
        if element.text and element.text.lstrip().startswith(begins[:15]):
            text = one_line(element.text_content(), _MOST)
            if text.startswith(begins) and (
                _is_alike(text, description) or text.startswith(description.rstrip(_MARKS))
            ):
                return text
    return ""


def _is_alike(one: str, other: str) -> bool:
    ours, theirs = Counter(_WORD.findall(one.lower())), Counter(_WORD.findall(other.lower()))
    total = ours.total() + theirs.total()
    return total > 0 and 2 * (ours & theirs).total() >= _ALIKE * total

"""An article's blocks and what its page describes it by -> the standfirst, apart from the text.

The description in a page's head is mostly the standfirst that readers see, sometimes cut, sometimes the first sentence
again, sometimes written for search engines only. What readers see goes before what is only in the head. A paragraph
that says the same leaves the text only where its element is called a standfirst: publishers' own parsers keep the rest.
"""

import re
from collections import Counter
from dataclasses import dataclass

from lxml.html import HtmlElement

from crawler.article import dom
from crawler.article.text.lead_words import STANDFIRST
from crawler.model import Block
from crawler.normal.text import one_line

_ALIKE = 0.8  # share of words that a standfirst and the description have in common
_CUT = 40  # characters: descriptions are cut at a length, never before
_MOST = 1000
_FIRST = 5  # blocks: a description that stands in one of these is no standfirst
_OPENING = 2  # blocks in which a standfirst may stand that is called one
_STANDFIRST = 400  # characters: what is longer is a paragraph, whatever it is called
_LEFT = 200  # characters of a text that has its standfirst apart; with fewer the standfirst is all there is
_MARKS = " .…"
_LONG = 80  # characters of a paragraph of the text
_NAMING = ("class", "id", "itemprop")
_SHOWING = ("p", "h2", "h3", "div", "span", "strong", "em")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Lead:
    """A standfirst and where it stands: page, meta; '' and '' if there is none."""

    text: str
    source: str


def parted(blocks: tuple[Block, ...], description: str, tree: HtmlElement) -> tuple[Lead, tuple[Block, ...]]:
    """The lead, and the blocks without a first head that says the same, or a paragraph that is called a standfirst."""
    if not description:
        return Lead("", ""), blocks
    if blocks and blocks[0].kind == "h" and _is_alike(blocks[0].text, description):
        return Lead(blocks[0].text[:_MOST], "page"), blocks[1:]
    if (at := _standfirst(blocks, description, tree)) is not None:
        return Lead(blocks[at].text[:_MOST], "page"), (*blocks[:at], *blocks[at + 1 :])
    begins = description.rstrip(_MARKS)[:_CUT]
    if len(begins) < _CUT or any(begins in block.text for block in blocks[:_FIRST]):
        return Lead(description, "meta"), blocks
    shown = _shown(tree, description, begins)
    return (Lead(shown, "page") if shown else Lead(description, "meta")), blocks


def _standfirst(blocks: tuple[Block, ...], description: str, tree: HtmlElement) -> int | None:
    """The first paragraph, if it says what the description says and its element is called a standfirst."""
    at = next((at for at, block in enumerate(blocks[:_OPENING]) if block.kind == "p"), None)
    if at is None or len(blocks[at].text) > _STANDFIRST or not _is_told(blocks[at].text, description):
        return None
    left = sum(len(other.text) for other in blocks) - len(blocks[at].text)
    return at if left >= _LEFT and _is_called_one(tree, blocks[at].text) else None


def _is_told(text: str, description: str) -> bool:
    """Whether a paragraph says what the description says, which may be cut."""
    cut = description.rstrip(_MARKS)
    return _is_alike(text, description) or (len(cut) >= _CUT and text.startswith(cut))


def _is_called_one(tree: HtmlElement, text: str) -> bool:
    """Whether the first element that shows this text, apart from the other paragraphs, is called a standfirst."""
    body = tree.find("body")
    for element in () if body is None else body.iter(*_SHOWING):
        if not element.text or not element.text.lstrip().startswith(text[:15]) or _text(element) != text:
            continue
        is_called, outer = False, element
        while _text(outer) == text:  # whatever holds nothing else
            is_called = is_called or not STANDFIRST.isdisjoint(dom.name_words(dom.names(outer, *_NAMING)))
            above = outer.getparent()
            if above is None or above.tag == "body":
                break
            outer = above
        others = (one for one in outer.iterchildren("p") if len(one.text_content()) >= _LONG and _text(one) != text)
        return is_called and next(others, None) is None
    return False


def _text(element: HtmlElement) -> str:
    return one_line(element.text_content(), _MOST)


def _shown(tree: HtmlElement, description: str, begins: str) -> str:
    """The text of the element that shows the description, whole where the head has it cut."""
    body = tree.find("body")
    for element in () if body is None else body.iter(*_SHOWING):
        if element.text and element.text.lstrip().startswith(begins[:15]):
            text = _text(element)
            if text.startswith(begins) and (
                _is_alike(text, description) or text.startswith(description.rstrip(_MARKS))
            ):
                return text
    return ""


def _is_alike(one: str, other: str) -> bool:
    ours, theirs = Counter(_WORD.findall(one.lower())), Counter(_WORD.findall(other.lower()))
    total = ours.total() + theirs.total()
    return total > 0 and 2 * (ours & theirs).total() >= _ALIKE * total

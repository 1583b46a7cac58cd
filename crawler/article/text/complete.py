"""The blocks an engine found and the tree they come from -> the same with what it overlooked, in the document's order.

Two signs tell that a piece belongs to the article. It looks like it: most of what was found has the same signature (tag
and class of the element, its parent and its grandparent, digits apart). Or it stands within it: in an element that
holds much of what was found, between two pieces that were.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate

from lxml.html import HtmlElement

from crawler.model import Block
from crawler.normal.text import one_line

_SUPPLIES = 0.15  # of the text found: a signature or an element that gives less says nothing
_MISSING = 0.15  # of the text of that signature: with less missing it was left out on purpose
_LONG = 80  # characters of a paragraph that is told by its looks
_LINKED = 0.4  # of a piece's text in links: with more it leads elsewhere
_DEEP = 4  # levels between an entry of a list and what holds the story
_MOST = 200_000  # characters of a piece
_SEARCHED = 300_000_000  # characters that are searched for pieces of blocks: 0.2 s; any ordinary page needs 1 %
_KINDS = {"p": "p", "li": "li", "dt": "li", "dd": "li", "blockquote": "quote", "pre": "p"}
_KINDS |= dict.fromkeys(("h2", "h3", "h4", "h5", "h6"), "h")
_HOLD_OTHERS = ("li", "dd", "blockquote")
_DIGITS = re.compile(r"\d+")
_NO_WORD = re.compile(r"\W+")


@dataclass(slots=True)
class _Found:
    """The texts of the blocks in order, as keys. What searching for parts of them may cost is bounded: on a page of
    50,000 paragraphs it took minutes. After that only whole ones are found, and what follows on the one before."""

    keys: list[str]
    left: int = _SEARCHED
    joined: str = field(init=False)
    starts: list[int] = field(init=False)  # of each key in `joined`
    places: dict[str, list[int]] = field(init=False)
    at: int = field(default=0, init=False)  # in `joined`: behind the piece that was found last

    def __post_init__(self) -> None:
        self.joined, self.places = "".join(self.keys), {}
        self.starts = [end - len(key) for key, end in zip(self.keys, accumulate(map(len, self.keys)), strict=True)]
        for place, key in enumerate(self.keys):
            self.places.setdefault(key, []).append(place)

    def holds(self, key: str) -> bool:
        """Whether it was found, whole, in a block or across some. Ask in the document's order."""
        if self.joined.startswith(key, self.at):
            start = self.at
        elif whole := self.places.get(key):
            start = self.starts[whole[min(len(whole) - 1, bisect_left(whole, bisect_left(self.starts, self.at)))]]
        else:
            self.left -= len(self.joined)
            start = self.joined.find(key) if self.left > 0 else -1
        self.at = max(self.at, start + len(key)) if start >= 0 else self.at
        return start >= 0

    def place(self, key: str, start: int) -> int | None:
        """The first block from there on that holds it."""
        whole = self.places.get(key, ())
        at = bisect_left(whole, start)
        end = whole[at] if at < len(whole) else len(self.keys)
        for place in range(start, end):
            self.left -= len(self.keys[place]) + 50  # a step costs about as much as 50 characters
            if self.left < 0:
                break
            if key in self.keys[place]:
                return place
        return end if end < len(self.keys) else None


@dataclass(slots=True)
class _Piece:
    """An element that may be a block; `found`: the engine took it."""

    element: HtmlElement
    text: str
    key: str
    found: bool


def completed(blocks: tuple[Block, ...], tree: HtmlElement) -> tuple[Block, ...]:
    """The blocks, and between them those that were missing. `tree` is the one the engine read."""
    body = tree.find("body")
    if not blocks or body is None:
        return blocks
    found = _Found([_key(block.text) for block in blocks])
    pieces = list(_pieces(body, found))
    alike = _alike(pieces)
    missing = alike | _within(pieces, alike)
    return _merged(blocks, found, pieces, missing) if missing else blocks


def _pieces(body: HtmlElement, found: _Found) -> Iterator[_Piece]:
    """In order; a head was found if it is a block of its own: its few words may stand in a sentence as well."""
    for element in body.iter(*_KINDS):
        if element.tag in _HOLD_OTHERS and next(element.iter("p", "ul", "ol"), None) is not None:
            continue
        text = one_line(element.text_content(), _MOST)
        if key := _key(text):
            yield _Piece(element, text, key, key in found.places if _is_head(element) else found.holds(key))


def _is_head(element: HtmlElement) -> bool:
    return _KINDS[element.tag] == "h"


def _alike(pieces: list[_Piece]) -> set[int]:
    """Positions of long paragraphs that look like what was found."""
    signatures = [_signature(one.element) if one.element.tag == "p" else () for one in pieces]
    found: Counter[tuple[str, ...]] = Counter()
    missing: Counter[tuple[str, ...]] = Counter()
    for one, signature in zip(pieces, signatures, strict=True):
        if signature and one.found:
            found[signature] += len(one.text)
        elif signature and len(one.text) >= _LONG and not _is_linked(one.element):
            missing[signature] += len(one.text)
    total = sum(len(one.text) for one in pieces if one.found)
    wanted = {
        signature
        for signature, length in missing.items()
        if found[signature] >= _SUPPLIES * total and length >= _MISSING * (found[signature] + length)
    }
    return {
        at
        for at, one in enumerate(pieces)
        if signatures[at] in wanted and not one.found and len(one.text) >= 30 and not _is_linked(one.element)
    }


def _within(pieces: list[_Piece], alike: set[int]) -> set[int]:
    """Positions of pieces that stand between others that were found or are `alike`, in an element that holds much."""
    holders: Counter[HtmlElement] = Counter()
    known = [one for at, one in enumerate(pieces) if one.found or at in alike]
    for one in known:
        if one.element.tag == "p":
            holders[one.element.getparent()] += len(one.text)
    total = sum(holders.values())
    spans = {}
    for holder, length in holders.items():
        if length >= _SUPPLIES * total:
            places = {child: at for at, child in enumerate(holder)}
            taken = [places[one.element] for one in known if one.element in places]
            spans[holder] = (places, min(taken), max(taken))
    is_linked, is_facts = cache(_is_linked), cache(_is_facts)  # of a list once, not once for each of its entries
    opening = next((one.element.getparent() for one in known if one.element.getparent() in spans), None)
    found = set()
    for at, one in enumerate(pieces):
        child = None if one.found else _standing(one.element, spans, is_facts)
        if child is None or is_linked(child):
            continue
        places, first, last = spans[child.getparent()]
        leads = _is_head(one.element) and child.getparent() is not opening
        if (leads or first < places[child]) and places[child] < last:
            found.add(at)
    return found


def _standing(
    element: HtmlElement, holders: Collection[HtmlElement], is_facts: Callable[[HtmlElement], bool]
) -> HtmlElement | None:
    """What of the element stands in one of the holders itself: it, its list, a box of facts with no link in it."""
    one: HtmlElement | None = element
    for level in range(_DEEP):
        above = one.getparent() if one is not None else None
        if above is None or above in holders:
            return one if above is not None else None
        if level >= (element.tag in ("li", "dt", "dd")) and not is_facts(above):
            return None
        one = above
    return None


def _is_facts(box: HtmlElement) -> bool:
    """A list under a head, which leads nowhere."""
    return (
        next(box.iter("ul", "ol", "dl"), None) is not None
        and next(box.iter("h2", "h3", "h4", "h5", "h6"), None) is not None
        and next(box.iter("a", "form", "p"), None) is None
    )


def _merged(blocks: tuple[Block, ...], found: _Found, pieces: list[_Piece], missing: set[int]) -> tuple[Block, ...]:
    """What is missing behind the block that precedes it in the document."""
    kept: list[Block] = []
    at, added = 0, set()
    for number, one in enumerate(pieces):
        if one.found:
            place = found.place(one.key, at)
            if place is not None:
                kept += blocks[at : place + 1]
                at = place + 1
        elif number in missing and one.key not in added:
            kept.append(Block(_KINDS[one.element.tag], one.text))
            added.add(one.key)
    return (*kept, *blocks[at:])


def _key(text: str) -> str:
    return _NO_WORD.sub("", text).lower()


def _signature(element: HtmlElement) -> tuple[str, ...]:
    names = []
    one: HtmlElement | None = element
    for _ in range(3):
        if one is None:
            break
        names.append(f"{one.tag}.{_DIGITS.sub('', one.get('class') or '')}")
        one = one.getparent()
    return tuple(names)


def _is_linked(element: HtmlElement) -> bool:
    links = sum(len(link.text_content()) for link in element.iter("a"))
    return links > 0 and links > _LINKED * len(element.text_content())

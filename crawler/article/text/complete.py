"""The blocks an engine found and the tree they come from -> the same with what it overlooked, in the document's order.

Two signs tell that a piece belongs to the article. It looks like it: most of what was found has the same signature (tag
and class of the element, its parent and its grandparent, digits apart). Or it stands within it: in an element that
holds much of what was found, between two pieces that were.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from lxml.html import HtmlElement

from crawler.model import Block
from crawler.normal.text import one_line

_SUPPLIES = 0.15  # of the text found: a signature or an element that gives less says nothing
_MISSING = 0.15  # of the text of that signature: with less missing it was left out on purpose
_LONG = 80  # characters of a paragraph that is told by its looks
_LINKED = 0.4  # of a piece's text in links: with more it leads elsewhere
_DEEP = 4  # levels between an entry of a list and what holds the story
_MOST = 200_000  # characters of a piece
_KINDS = {"p": "p", "li": "li", "dt": "li", "dd": "li", "blockquote": "quote", "pre": "p"}
_KINDS |= dict.fromkeys(("h2", "h3", "h4", "h5", "h6"), "h")
_HOLD_OTHERS = ("li", "dd", "blockquote")
_DIGITS = re.compile(r"\d+")
_NO_WORD = re.compile(r"\W+")


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
    pieces = list(_pieces(body, [_key(block.text) for block in blocks]))
    alike = _alike(pieces)
    missing = alike | _within(pieces, alike)
    return _merged(blocks, pieces, missing) if missing else blocks


def _pieces(body: HtmlElement, keys: list[str]) -> Iterator[_Piece]:
    """In order; a head was found if it is a block of its own: its few words may stand in a sentence as well."""
    found, alone = "".join(keys), frozenset(keys)
    for element in body.iter(*_KINDS):
        if element.tag in _HOLD_OTHERS and next(element.iter("p", "ul", "ol"), None) is not None:
            continue
        text = one_line(element.text_content(), _MOST)
        if key := _key(text):
            yield _Piece(element, text, key, key in (alone if _KINDS[element.tag] == "h" else found))


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
    opening = next((one.element.getparent() for one in known if one.element.getparent() in spans), None)
    found = set()
    for at, one in enumerate(pieces):
        child = None if one.found else _standing(one.element, spans)
        if child is None or _is_linked(child):
            continue
        places, first, last = spans[child.getparent()]
        leads = _KINDS[one.element.tag] == "h" and child.getparent() is not opening
        if (leads or first < places[child]) and places[child] < last:
            found.add(at)
    return found


def _standing(element: HtmlElement, holders: Collection[HtmlElement]) -> HtmlElement | None:
    """What of the element stands in one of the holders itself: it, its list, a box of facts with no link in it."""
    one: HtmlElement | None = element
    for level in range(_DEEP):
        above = one.getparent() if one is not None else None
        if above is None or above in holders:
            return one if above is not None else None
        if level >= (element.tag in ("li", "dt", "dd")) and not _is_facts(above):
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


def _merged(blocks: tuple[Block, ...], pieces: list[_Piece], missing: set[int]) -> tuple[Block, ...]:
    """What is missing behind the block that precedes it in the document."""
    kept, keys = list(blocks), [_key(block.text) for block in blocks]
    at, added = 0, set()
    for number, one in enumerate(pieces):
        if one.found:
            place = next((index for index in range(at, len(keys)) if one.key in keys[index]), None)
            at = at if place is None else place + 1
        elif number in missing and one.key not in added:
            kept.insert(at, Block(_KINDS[one.element.tag], one.text))
            keys.insert(at, one.key)
            at += 1
            added.add(one.key)
    return tuple(kept)


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

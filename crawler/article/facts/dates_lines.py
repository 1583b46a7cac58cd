"""A place in a tree where a date is printed -> the line around it, and whether that is running text: then the date is
part of a story, not the day on which it appeared."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml.html import HtmlElement

from crawler.article import dom
from crawler.article.facts.metadata_words import BEFORE_AUTHOR, BEFORE_DAY

_INLINE = frozenset(
    {"a", "abbr", "b", "cite", "em", "font", "i", "mark", "q", "small", "span", "strong", "sub", "sup", "time", "u"}
)
_MOST = 200  # characters that are looked at on either side
_FEW = 60  # characters beside a date which a byline may have
_SIGNS = "|•·–—-/:()[]>»"  # set a date off from what stands beside it
_ENDS = re.compile(r"[.!?…][\"'”’»)]*$")
_WORD = re.compile(r"[^\W\d_][\w.'’-]*")


class Place(NamedTuple):
    """A text of a tree: what an element begins with, or what follows it."""

    node: HtmlElement
    follows: bool


def is_running(place: Place, before: str, after: str) -> bool:
    """Whether a date with these words beside it, in the text at this place, stands in a sentence."""
    before = _joined((*reversed(list(_taken(_backward(place)))), before))[-_MOST:]
    after = _joined((after, *_taken(_onward(place))))[:_MOST]
    if _is_byline(before):
        return False
    if len(before) + len(after) <= _FEW and not _ENDS.search(after or before):
        return False
    return not _is_set_off(before, after)


def _is_set_off(before: str, after: str) -> bool:
    """A place and a dash beside it ("Paris, le 12 mai 2025 –"), or nothing but names."""
    alone = not before or before[-1] in _SIGNS or _ENDS.search(before) is not None
    begins = not after or after[0].isupper() or after[0].isdigit()
    signed = not after or after[0] in _SIGNS
    return (alone and (begins or signed or after[0] in ".,")) or (signed and _is_names(before))


def _is_byline(before: str) -> bool:
    """A word for "by", and names: "Par Jean Dupont le"."""
    first, _, names = before.partition(" ")
    return first.lower() in BEFORE_AUTHOR and _is_names(names) and names[:1].isupper()


def _is_names(text: str) -> bool:
    words = _WORD.findall(text)
    return len(words) <= 6 and all(word[0].isupper() or word.lower() in BEFORE_DAY for word in words)


def _joined(pieces: tuple[str, ...]) -> str:
    return " ".join(" ".join(pieces).split())


def _taken(pieces: Iterator[str]) -> Iterator[str]:
    room = _MOST
    for piece in pieces:
        yield piece
        room -= len(piece)
        if room < 0:
            return


def _onward(place: Place) -> Iterator[str]:
    """The texts behind a place, to the end of its line."""
    node, follows = place
    above = node.getparent() if follows else node
    following = node.getnext() if follows else next(iter(node), None)
    while above is not None:
        while following is not None:
            if _breaks(following):
                return
            yield _said(following)
            yield following.tail or ""
            following = following.getnext()
        if _breaks(above):
            return
        yield above.tail or ""
        above, following = above.getparent(), above.getnext()


def _backward(place: Place) -> Iterator[str]:
    """The texts before a place, the nearest first, to the beginning of its line."""
    node, follows = place
    if _breaks(node):
        return
    if follows:
        yield _said(node)
    while (above := node.getparent()) is not None:
        for earlier in node.itersiblings(preceding=True):
            yield earlier.tail or ""
            if _breaks(earlier):
                return
            yield _said(earlier)
        yield above.text or ""
        if _breaks(above):
            return
        node = above


def _breaks(node: HtmlElement) -> bool:
    return isinstance(node.tag, str) and node.tag not in _INLINE


def _said(node: HtmlElement) -> str:
    return dom.said(node, _MOST) if isinstance(node.tag, str) else ""

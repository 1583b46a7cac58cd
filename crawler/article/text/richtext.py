"""The state of a page's scripts -> its prose in order, each piece a paragraph, a head, a quote or an entry of a list.

A line of rich text is a node whose children are runs of text: Portable Text, Contentful, Slate, ProseMirror, Lexical
and React's own elements all write `This car <link>we drove</link> is small` as three. They are one piece.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from itertools import pairwise

_NAMED = re.compile(r"(?:body|children|content|html|paragraphs?|rendered|spans|text|value)$", re.IGNORECASE)
_ASIDE = {"comments", "footer", "header", "navigation", "recommended", "related", "sidebar", "teasers", "translations"}
_RUNS = ("children", "content", "spans")  # names for what a node consists of
_TYPES = ("_type", "type", "nodetype", "style", "listitem", "tag", "name")
_LONG = 60  # characters of a sentence or two
_SHORTEST = 2  # words of a short paragraph in a node that does not say what it is: one may be a colour
_MOST_VALUES = 50_000
_MOST_RUNS = 2000  # of one line
_DEEP = 4  # of a run in a line: a link in bold
_SENTENCE = re.compile(r"\S+(?:\s+\S+){3}.*[.!?…。][\"'»”’)\s]*(?:<|$)", re.DOTALL)
_ENDS = re.compile(r"[.!?…。:][\"'»”’)]*$")
_HEAD = re.compile(r"\s{0,9}<h([2-4])[^<>]{0,200}>[^<>]{3,200}</h\1>\s{0,9}")  # that says so itself
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]{0,2000}>")
_BLOCK_MARKUP = re.compile(r"<(?:p|div|h\d|ul|ol|li|blockquote|table)\b", re.IGNORECASE)

_OTHER = "?"  # a node that says it is something else: an image, a button
_NOT_THE_STORY = {"aside", "button", "footer", "header", "iframe", "nav", "noscript", "script", "style", "svg", "title"}
_REFERENCE = re.compile(r"\$(?:[A-Z@][0-9a-f]{1,6}|undefined)")  # of server components: it stands in another row

# What a node says that it is, in small letters without signs -> what it is in HTML
_TAGS = (
    (re.compile(r"(?:core)?(?:sub)?head(?:er|ing)?(?:[1-6]|one|two|three|four|five|six)?|h[1-6]"), "h2"),
    (re.compile(r"(?:core)?(?:unordered|ordered)?listitem(?:child|content)?|lic?|bullet|number"), "li"),
    (re.compile(r"(?:core)?(?:block|pull)?quote"), "blockquote"),
    (re.compile(r"(?:core)?paragraph|p|normal|block|unstyled|text(?:block)?"), "p"),
)
_HOLDERS = re.compile(
    r"(?:un)?ordered(?:list)?|bulletedlist|numberedlist|bulletlist|list|[uo]l|table|t[rdh]|div|section"
)
_NO_LETTER = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph, a head, a quote or an entry of a list."""

    tag: str  # p, h2, li, blockquote; any other is a paragraph
    text: str
    is_html: bool
    is_prose: bool  # a sentence or two, which stand for themselves


@dataclass(frozen=True, slots=True)
class _Spot:
    """A value on the way through a state, and where it stands."""

    value: object
    named: int  # under a name for prose: 2, under one that ends so: 1
    tag: str  # of the node around it; '' if that says nothing, _OTHER if it says nothing that we know
    lists: tuple[int, ...]  # those around it, the nearest first


def pieces(state: object) -> list[Piece]:
    """Prose wherever it stands, and what stands in one list with it: short paragraphs and heads."""
    found = list(_found(state))
    prose = {lists[0] for piece, lists in found if piece.is_prose and lists}
    return [
        piece
        for piece, lists in found
        if piece.is_prose
        or _HEAD.fullmatch(piece.text)
        or (piece.tag != _OTHER and lists and lists[0] in prose)
        or (piece.tag == "li" and not prose.isdisjoint(lists))
    ]


def as_html(piece: Piece) -> str:
    """The piece as an element of a page; one that brings paragraphs of its own as it is."""
    text = piece.text if piece.is_html else escape(piece.text)
    tag = piece.tag if piece.tag in ("blockquote", "h2", "li") else "p"
    return text if piece.is_html and _BLOCK_MARKUP.search(text) else f"<{tag}>{text}</{tag}>"


def _found(state: object) -> Iterator[tuple[Piece, tuple[int, ...]]]:
    """What may be prose, in order; a stack, for nesting is the publisher's. Values may hold each other in a circle."""
    pending, known = [_Spot(state, 0, "", ())], set[int]()
    for _ in range(_MOST_VALUES):
        if not pending:
            return
        spot = pending.pop()
        value = spot.value
        if isinstance(value, str):
            if spot.named and (piece := _piece(value, spot)):
                yield piece, spot.lists
        elif isinstance(value, dict | list) and id(value) not in known:
            known.add(id(value))
            if (line := _line(spot)) is None:
                pending += reversed(list(_below(spot)))
            elif line.text:
                yield line, spot.lists


def _below(spot: _Spot) -> Iterator[_Spot]:
    """What a value holds."""
    if isinstance(spot.value, dict):
        tag = _within(spot.tag, _tag(spot.value))
        for name, below in spot.value.items():
            if name.lower() not in _ASIDE:
                named = 2 if _NAMED.fullmatch(name) else 1 if _NAMED.search(name) else 0
                yield _Spot(below, named, tag, spot.lists)
    elif isinstance(spot.value, list):
        if element := _element(spot.value):
            if element[0] not in _NOT_THE_STORY:
                yield _Spot(element[1], 0, _within(spot.tag, _tag({"tag": element[0]})), spot.lists)
            return
        lists = (id(spot.value), *spot.lists[: _DEEP - 1])
        tag = spot.tag if spot.tag in ("li", "blockquote") else ""
        for below in spot.value:
            yield _Spot(below, spot.named, tag, lists)


def _within(outer: str, own: str) -> str:
    """What a node is in another: a paragraph of an entry is the entry."""
    if own in ("", "p") and outer in ("li", "blockquote"):
        return outer
    return own or outer


def _piece(text: str, spot: _Spot) -> Piece | None:
    """A string that stands for itself; a short one only under the very name of a text, if its node may be one."""
    tag = spot.tag
    is_html = _MARKUP.search(text) is not None
    is_prose = len(text) >= _LONG and _SENTENCE.search(text) is not None
    is_line = spot.named > 1 and len(text.split()) >= (1 if tag else _SHORTEST) and any(map(str.isalpha, text))
    if not is_prose and not _HEAD.fullmatch(text) and (not is_line or "://" in text[:20]):
        return None
    return Piece(tag or "p", text, is_html, is_prose)


# ---------------------------------------------------------------- lines of rich text


def _line(spot: _Spot) -> Piece | None:
    """The line that a node is; None if it is no node, or holds others."""
    node = spot.value
    runs: object = None
    if isinstance(node, dict):
        runs = next((below for name in _RUNS if isinstance(below := node.get(name), list)), None)
        tag = _within(spot.tag, _tag(node))
    elif (element := _element(node)) and (tag := _within(spot.tag, _tag({"tag": element[0]}))) not in ("", _OTHER):
        runs = _listed(element[1].get("children"))
    if not isinstance(runs, list) or all(_own(run) is None for run in runs):
        return None
    texts: list[str] = []
    if not all(_gathered(run, texts, _DEEP) for run in runs) or _are_whole(texts):
        return None
    text = "".join(texts).strip()
    is_prose = len(text) >= _LONG and _SENTENCE.search(text) is not None
    return Piece(tag or "p", text, _MARKUP.search(text) is not None, is_prose)


def _gathered(run: object, texts: list[str], deep: int) -> bool:
    """Add the text of a run of a line, with those in it; False if it is no run of a line."""
    if len(texts) > _MOST_RUNS or deep < 0:
        return False
    own = _own(run)
    if own is not None:
        texts.append("" if _REFERENCE.fullmatch(own) else own)
        return _BLOCK_MARKUP.search(own) is None
    if run is None or isinstance(run, bool | int | float):
        return True
    if element := _element(run):
        below = element[1].get("children")
        is_run = not _is_block({"tag": element[0]})
    elif isinstance(run, list):
        below, is_run = run, True
    elif isinstance(run, dict):
        below, is_run = next((run[name] for name in _RUNS if name in run), None), not _is_block(run)
    else:
        return False
    if not is_run:
        return False
    return all(_gathered(one, texts, deep - 1) for one in _listed(below))


def _listed(inside: object) -> list[object]:
    """What an element holds, which may be a single thing."""
    return inside if isinstance(inside, list) and not _element(inside) else [inside]


def _own(run: object) -> str | None:
    """The text of a run that holds no other: a string, or a node that says it is text and no more."""
    if isinstance(run, str):
        return run
    if not isinstance(run, dict) or _is_block(run):
        return None
    said = [text for name in ("text", "value") if isinstance(text := run.get(name), str)]
    return said[0] if said and not any(isinstance(run.get(name), list) for name in _RUNS) else None


def _are_whole(texts: list[str]) -> bool:
    """Whether these are paragraphs rather than runs of one: each ends as a sentence does, and no space parts them."""
    said = [text for text in texts if text.strip()]
    return len(said) > 1 and all(
        _ENDS.search(left) and not right[0].isspace() and not right[0].islower() for left, right in pairwise(said)
    )


def _element(value: object) -> tuple[str, dict[str, object]] | None:
    """The tag and the properties of an element as React's server components write it: ["$", "p", null, {...}]."""
    if isinstance(value, list) and len(value) >= 4 and value[0] == "$":
        tag, properties = value[1], value[3]
        return (tag, properties) if isinstance(tag, str) and isinstance(properties, dict) else None
    return None


def _tag(node: dict[str, object]) -> str:
    """What a node says that it is; '' if it says nothing, _OTHER if nothing we know. A head goes before `block`."""
    said = {name.lower(): text.lower() for name, text in node.items() if isinstance(text, str) and len(text) < 40}
    names = [_NO_LETTER.sub("", said[name]) for name in _TYPES if name in said]
    known = (tag for pattern, tag in _TAGS if any(pattern.fullmatch(name) for name in names))
    return next(known, _OTHER if names else "")


def _is_block(node: dict[str, object]) -> bool:
    """Whether a node within another cannot be a run of its line. `text` is what some call a run."""
    said = [text.lower() for name, text in node.items() if name.lower() in _TYPES and isinstance(text, str)]
    names = [_NO_LETTER.sub("", one) for one in said]
    return any(
        name != "text" and (_HOLDERS.fullmatch(name) or any(pattern.fullmatch(name) for pattern, _ in _TAGS))
        for name in names
    )

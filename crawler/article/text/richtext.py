"""The state of a page's scripts -> its prose in order: what it is (a paragraph, a head, an entry of a list), its text.

A line of rich text is a node whose children are runs of text: Portable Text, Contentful, Slate, ProseMirror, Lexical and
React's own elements all write `This car <link>we drove</link> is small` as three. They are one piece.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_NAMED = re.compile(r"(?:body|children|content|html|paragraphs?|rendered|spans|text|value)$", re.IGNORECASE)
_ASIDE = {"comments", "footer", "header", "navigation", "recommended", "related", "sidebar", "teasers", "translations"}
_RUNS = ("children", "content", "spans")  # names for what a node consists of
_TYPES = ("_type", "type", "nodetype", "style", "listitem", "tag", "name")
_LONG = 60  # characters of a sentence or two
_SHORTEST = 2  # words of a short paragraph: one may be the name of a colour
_MOST_VALUES = 50_000
_MOST_RUNS = 2000  # of one line
_DEEP = 4  # of a run in a line: a link in bold
_SENTENCE = re.compile(r"\S+(?:\s+\S+){3}.*[.!?…。][\"'»”’)\s]*(?:<|$)", re.DOTALL)
_ENDS = re.compile(r"[.!?…。:][\"'»”’)]*$")
_HEAD = re.compile(r"\s{0,9}<h([2-4])[^<>]{0,200}>[^<>]{3,200}</h\1>\s{0,9}")  # that says so itself
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]{0,2000}>")
_BLOCK_MARKUP = re.compile(r"<(?:p|div|h\d|ul|ol|li|blockquote|table|br)\b", re.IGNORECASE)

# What a node says that it is, in small letters without signs -> what it is in HTML; any other is no block of text
_TAGS = (
    (re.compile(r"h(?:ea)?d(?:er|ing)(?:(?:level)?[1-6]|one|two|three|four|five|six)?|h[1-6]"), "h2"),
    (re.compile(r"(?:un)?(?:ordered|numbered|bulleted)?listitem(?:child)?|li|bullet|number"), "li"),
    (re.compile(r"(?:block|pull)?quote"), "blockquote"),
    (re.compile(r"p|paragraph|normal|block|unstyled|text(?:block)?"), "p"),
)
_HOLDERS = re.compile(
    r"(?:un)?ordered(?:list)?|bulletedlist|numberedlist|bulletlist|list|[uo]l|table|t[rdh]|div|section"
)
_NO_LETTER = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph, a head, a quote or an entry of a list."""

    tag: str  # p, h2, li, blockquote
    text: str
    is_html: bool
    is_prose: bool  # a sentence or two, which stand for themselves


@dataclass(frozen=True, slots=True)
class _Spot:
    """A value on the way through a state, and where it stands."""

    value: object
    named: bool  # under a name for prose
    tag: str  # of the node around it; '' if that says nothing
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
        or (lists and lists[0] in prose)
        or (piece.tag == "li" and not prose.isdisjoint(lists))
    ]


def _found(state: object) -> Iterator[tuple[Piece, tuple[int, ...]]]:
    """What may be prose, in order; a stack, for nesting is the publisher's. Values may hold each other in a circle."""
    pending, known = [_Spot(state, False, "", ())], set()
    for _ in range(_MOST_VALUES):
        if not pending:
            return
        spot = pending.pop()
        value = spot.value
        if isinstance(value, str):
            if spot.named and (piece := _piece(value, spot.tag)):
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
        tag = _tag(spot.value) or spot.tag
        for name, below in spot.value.items():
            if name.lower() not in _ASIDE:
                yield _Spot(below, _NAMED.search(name) is not None, tag, spot.lists)
    elif isinstance(spot.value, list):
        if element := _element(spot.value):
            yield _Spot(element[1], False, "li" if spot.tag == "li" else "", spot.lists)
            return
        lists = (id(spot.value), *spot.lists[: _DEEP - 1])
        tag = spot.tag if spot.tag in ("li", "blockquote") else ""
        for below in spot.value:
            yield _Spot(below, spot.named, tag, lists)


def _piece(text: str, tag: str) -> Piece | None:
    """A string that stands for itself; one without a letter, or a single word of which nobody says what it is, is a
    name or a number."""
    is_html = _MARKUP.search(text) is not None
    is_prose = len(text) >= _LONG and _SENTENCE.search(text) is not None
    is_line = len(text.split()) >= (1 if tag else _SHORTEST) and any(map(str.isalpha, text))
    if not is_prose and (not is_line or "://" in text[:20]):
        return None
    tag = "p" if is_html and _BLOCK_MARKUP.search(text) else tag or "p"
    return Piece(tag, text, is_html, is_prose)


# ---------------------------------------------------------------- lines of rich text


def _line(spot: _Spot) -> Piece | None:
    """The line that a node is; None if it is no node, or holds others."""
    node = spot.value
    if isinstance(node, dict):
        named = (below for name in _RUNS if isinstance(below := node.get(name), list))
        runs, tag = next(named, None), _tag(node) or spot.tag
    elif (element := _element(node)) and (tag := _tag({"tag": element[0]})):
        runs = element[1].get("children")
        runs = runs if isinstance(runs, list) and not _element(runs) else [runs]
    else:
        return None
    if not runs or not any(_own(run) is not None for run in runs):
        return None
    texts: list[str] = []
    if not all(_gathered(run, texts, _DEEP) for run in runs) or _are_whole(texts):
        return None
    text = "".join(texts).strip()
    return Piece(tag or "p", text, is_html=False, is_prose=len(text) >= _LONG and _SENTENCE.search(text) is not None)


def _gathered(run: object, texts: list[str], deep: int) -> bool:
    """Add the text of a run of a line, with those in it; False if it is no run of a line."""
    if len(texts) > _MOST_RUNS or deep < 0:
        return False
    own = _own(run)
    if own is not None:
        texts.append(own)
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
    inside = below if isinstance(below, list) and not _element(below) else [below]
    return all(_gathered(one, texts, deep - 1) for one in inside)


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
        _ENDS.search(left) and not right[0].isspace() and len(left) >= _SHORTEST and not right[0].islower()
        for left, right in zip(said, said[1:], strict=False)
    )


def _element(value: object) -> tuple[str, dict[str, object]] | None:
    """The tag and the properties of an element as React's server components write it: ["$", "p", null, {...}]."""
    if isinstance(value, list) and len(value) >= 4 and value[0] == "$":
        tag, properties = value[1], value[3]
        return (tag, properties) if isinstance(tag, str) and isinstance(properties, dict) else None
    return None


def _tag(node: dict[str, object]) -> str:
    """What a node says that it is; '' if it says nothing that we know. A style or a list goes before `block`."""
    said = {name.lower(): text.lower() for name, text in node.items() if isinstance(text, str) and len(text) < 40}
    names = [_NO_LETTER.sub("", said[name]) for name in _TYPES if name in said]
    return next((tag for pattern, tag in _TAGS if any(pattern.fullmatch(name) for name in names)), "")


def _is_block(node: dict[str, object]) -> bool:
    """Whether a node within another cannot be a run of its line. `text` is what some call a run."""
    said = [str(text).lower() for name, text in node.items() if name.lower() in _TYPES]
    names = [_NO_LETTER.sub("", one) for one in said]
    return any(name != "text" and (_HOLDERS.fullmatch(name) or _tag({"type": name})) for name in names)

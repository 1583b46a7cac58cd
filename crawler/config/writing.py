"""The text of feeds.yaml and new feeds -> the same text with a block added; not one byte of it is written anew.

ruamel.yaml says where the list of feeds ends, and writes the new entries; they are set in as lines.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import StringIO

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.events import (
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from crawler.config.reading import read, resolved
from crawler.config.values import slug_of

REMARK = "# opml: "  # begins a line that keeps what an OPML file said of the feed
_STARTS, _ENDS = (MappingStartEvent, SequenceStartEvent), (MappingEndEvent, SequenceEndEvent)
_LEFT = 40  # characters of a name before its number, so that the slug made from it has the number too
_WIDE = 10_000  # characters: no value is folded


@dataclass(frozen=True, slots=True)
class NewFeed:
    """What is to be written of a feed: keys of feeds.yaml in the order they are to stand in."""

    settings: Mapping[str, object]
    remark: str = ""  # a line of its own, behind REMARK


@dataclass(slots=True)
class _List:
    """Where the value of `feeds:` stands in a text: positions count characters."""

    start: int = 0
    end: int = 0  # behind its last value
    column: int = 2  # of its dashes
    flow: bool = False
    items: int = 0


@dataclass(slots=True)
class _Walk:
    """Events in, the place of the list out."""

    found: _List | None = None
    depth: int = 0
    key: str | None = None  # of the outermost mapping, whose value comes next
    inside: int | None = None  # the depth of the list, while it is open

    def take(self, event: Event) -> None:
        if isinstance(event, _ENDS):
            self._close(event)
            return
        if not isinstance(event, (*_STARTS, ScalarEvent)):
            return
        if self.depth == 1 and isinstance(event, ScalarEvent) and self.key is None:
            self.key = event.value
            return
        if self.depth == 1 and self.key == "feeds" and isinstance(event, SequenceStartEvent):
            self.inside = 1
            column = event.start_mark.column
            self.found = _List(event.start_mark.index, event.end_mark.index, column, bool(event.flow_style))
        elif self.inside is not None and self.found is not None:
            self.found.items += self.depth == self.inside + 1
            if isinstance(event, ScalarEvent):
                self.found.end = max(self.found.end, event.end_mark.index)
        if isinstance(event, _STARTS):
            self.depth += 1
        elif self.depth == 1:
            self.key = None

    def _close(self, event: Event) -> None:
        self.depth -= 1
        if self.inside is not None and self.found is not None:
            if event.end_mark.index > event.start_mark.index:  # a bracket: the end of a block is no text
                self.found.end = max(self.found.end, event.end_mark.index)
            if self.depth == self.inside:
                self.inside = None
        if self.depth == 1:
            self.key = None


def with_feeds(text: str, new: Iterable[NewFeed]) -> str | None:
    """The text with these feeds behind the last one, and all else as it was; None: there is no place for them, for its
    feeds stand on one line as [{...}].

    `text` is a feeds.yaml that could be loaded; whether the new feeds are right is for a load of the result to say.
    """
    place = _place(text)
    if place is None or (place.flow and place.items):
        return None
    newline = "\r\n" if "\r\n" in text else "\n"
    column = 2 if place.flow else place.column
    block = "".join(f"{newline}{_lines(feed, column, newline)}" for feed in new)
    if place.flow:
        before = text[: place.start].rstrip(" ")
        if before.endswith(("\n", "\r")):  # the [] had a line of its own
            before = before.rstrip()
        head, rest = before + text[place.end :], len(before)
        at = _end_of_line(head, rest)
        return _set_in(head, at, block, newline)
    return _set_in(text, _behind(text, place), block, newline)


def block_of(new: NewFeed) -> str:
    """The lines of one feed as they would stand in feeds.yaml, for people to copy."""
    return _lines(new, 2, "\n")


def free_name(name: str, slugs: Iterable[str], names: Iterable[str]) -> str:
    """A name no feed has yet, and from which a slug can be made that no feed has."""
    taken, called = set(slugs), {" ".join(one.casefold().split()) for one in names}
    for number in range(1, len(taken) + len(called) + 2):
        one = name if number == 1 else f"{name[:_LEFT]} {number}"
        if slug_of(one) not in taken and one.casefold() not in called:
            return one
    return name


def remarks(text: str) -> dict[int, str]:
    """What stands behind REMARK, by the number of its line."""
    found = ((number, line.strip()) for number, line in enumerate(text.splitlines(), 1))
    return {number: line.removeprefix(REMARK) for number, line in found if line.startswith(REMARK)}


def settings(text: str) -> tuple[tuple[int, dict[str, object]], ...]:
    """Of each feed the line it begins in and its keys as they were written."""
    root = read(text).root
    listed = root.children.get("feeds") if root else None
    nodes = list(listed.items()) if listed else []
    return tuple((node.place.line, dict(node.value)) for node in nodes if isinstance(node.value, dict))


# ---------------------------------------------------------------- where


def _place(text: str) -> _List | None:
    walk = _Walk()
    for event in YAML(typ="safe").parse(text):
        walk.take(event)
    return walk.found


def _behind(text: str, place: _List) -> int:
    """Behind the last feed and the comments that follow it, at least as deep as its dash; where nothing else follows,
    at the end of the file."""
    at = _end_of_line(text, place.end)
    if not re.search(r"^[^\s#]", text[at:], re.MULTILINE):
        return len(text)
    for line in text[at:].splitlines(keepends=True):
        words = line.lstrip(" ")
        if not words.startswith("#") or len(line) - len(words) < max(place.column, 1):
            break
        at += len(line)
    return at


def _end_of_line(text: str, start: int) -> int:
    """Behind the line break of the line in which `start` lies; a value of several lines may end at a line's start."""
    if start and text[start - 1] == "\n":
        return start
    found = text.find("\n", start)
    return len(text) if found < 0 else found + 1


def _set_in(text: str, at: int, block: str, newline: str) -> str:
    before, after = text[:at], text[at:]
    if before and not before.endswith("\n"):
        before += newline
    if before.endswith(newline * 2):
        block = block.removeprefix(newline)  # a blank line is there
    if after.strip() and not after.startswith(newline):
        block += newline
    return before + block + after


# ---------------------------------------------------------------- what


def _lines(feed: NewFeed, column: int, newline: str) -> str:
    yaml = YAML()
    yaml.width = _WIDE
    yaml.allow_unicode = True
    yaml.indent(mapping=2, sequence=4, offset=2)
    out = StringIO()
    yaml.dump(_marked(feed.settings), out)
    lines = out.getvalue().splitlines()
    if feed.remark:
        lines.append(REMARK + feed.remark)
    first, rest = " " * column + "- ", " " * (column + 2)
    return "".join(f"{rest if number else first}{line}{newline}" for number, line in enumerate(lines))


def _marked(value: object) -> object:
    """The value for ruamel; a text that our reader would take for something else without quotes has them."""
    if isinstance(value, Mapping):
        return CommentedMap((key, _marked(one)) for key, one in value.items())
    if isinstance(value, (list, tuple)):
        return [_marked(one) for one in value]
    if isinstance(value, str) and (not value or resolved(value) != value or not value.isprintable()):
        return DoubleQuotedScalarString(value)
    return value

"""The text of feeds.yaml -> its values with their places, and what YAML allows but feeds.yaml does not.

One pass over the events of ruamel.yaml's parser (libyaml by ruamel.yaml.clib where it is installed) gives values and
places together. Building from events has no recursion, executes no tag and follows no alias: there is no bomb to fear,
and 2,000 feeds cost less than ruamel's own safe loader takes for the values alone.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import islice

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, StringMark, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from crawler.config.mistake_words import SYNTAX, SYNTAX_AT_ITS_START, SYNTAX_ELSE
from crawler.config.places import Fault, Node, Odd, Place, Value, shown

MOST_MIB = 16  # some 100,000 feeds; what is larger is another file
MOST_UNSEEN = 20  # named; a binary file has thousands
DEEPEST = 8  # feeds: - keep: - title: is 5

# What no editor shows; U+0085, U+2028 and U+2029 would end a line for libyaml and for nobody else.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
_TAB = re.compile(r"^ *\t", re.MULTILINE)
_BREAK = re.compile(r"\r\n?|\n")

_INT = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"-?(?:0|[1-9][0-9]{0,17})\.[0-9]{1,17}")
_ODD = re.compile(
    r"""[-+]?(?:
        [0-9][0-9_]*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9]+)?   # 012, 1_000, 1e3, 5. and numbers beyond all bounds
      | \.[0-9][0-9_]*(?:[eE][-+]?[0-9]+)?               # .5
      | \.(?:inf|Inf|INF|nan|NaN|NAN)
      | 0x[0-9a-fA-F_]+ | 0o[0-7_]+ | 0b[01_]+
      | [0-9]+(?::[0-9]{1,2})+(?:\.[0-9]*)?              # 12:30: 750 to readers of YAML 1.1
    ) | [0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt ].*)?       # 2025-11-19: a date to most readers
    """,
    re.VERBOSE,
)
_WORDS: dict[str, Value] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True,
    "false": False, "False": False, "FALSE": False,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Written:
    """What a text holds: `root` is None if it could not be read to its end."""

    root: Node | None
    faults: tuple[Fault, ...]


def read(text: str, name: str = "feeds.yaml") -> Written:
    """Values and places of one YAML document; `name` is what messages call the file.

    Every fault of the text itself is noted; a fault of YAML's grammar ends the reading, all others do not.
    """
    faults = _unreadable(text, name)
    if faults:
        return Written(None, faults)
    builder = _Builder(name)
    try:
        for event in YAML(typ="safe").parse(text):
            if not builder.take(event):
                return Written(None, tuple(builder.faults))
    except MarkedYAMLError as error:
        builder.faults.append(_syntax(error))
        return Written(None, tuple(builder.faults))
    except YAMLError:  # without a mark: only the characters `_unreadable` looks for
        builder.faults.append(Fault(Place(1, 1), SYNTAX_ELSE))
        return Written(None, tuple(builder.faults))
    return Written(builder.root or Node(Place(1, 1), None), tuple(builder.faults))


def _unreadable(text: str, name: str) -> tuple[Fault, ...]:
    """What keeps a text from being handed to a parser at all."""
    most = MOST_MIB << 20
    if len(text) > most or len(text.encode("utf-8", "surrogatepass")) > most:
        return (Fault(Place(1, 1), f"the file is larger than {MOST_MIB} MiB; is this {name}?"),)
    starts = [0, *(found.end() for found in _BREAK.finditer(text))]
    unseen = [
        Fault(_place(found.start(), starts), f"holds the unseen character U+{ord(found[0]):04X}; take it out")
        for found in islice(_UNSEEN.finditer(text, 1 if text.startswith("\ufeff") else 0), MOST_UNSEEN)
    ]
    tabs = [Fault(_place(found.end() - 1, starts), "indented with a tab; use blanks") for found in _TAB.finditer(text)]
    return (*unseen, *tabs)


def _place(position: int, starts: list[int]) -> Place:
    line = bisect_right(starts, position)
    return Place(line, position - starts[line - 1] + 1)


def _marked(mark: StringMark | None) -> Place:
    return Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)


def _syntax(error: MarkedYAMLError) -> Fault:
    at_start = error.problem in SYNTAX_AT_ITS_START and error.context_mark
    mark = error.context_mark if at_start else error.problem_mark
    return Fault(_marked(mark), SYNTAX.get(str(error.problem), SYNTAX_ELSE))


def resolved(raw: str) -> Value:
    """What a value without quotes means: text, a number, true, false, nothing, or `Odd`."""
    if raw in _WORDS:
        return _WORDS[raw]
    if raw[0] not in "0123456789+-.":
        return raw
    if _INT.fullmatch(raw):
        return int(raw)
    if _FLOAT.fullmatch(raw):
        return float(raw)
    return Odd(raw) if _ODD.fullmatch(raw) else raw


@dataclass(slots=True)
class _Open:
    """A mapping or list whose end has not come yet."""

    node: Node
    key: str | None = None  # the key whose value comes next
    dropped: bool = False  # that value has no place to go: its key was wrong


class _Builder:
    """Events in, nodes out; faults on the way are noted and do not stop it."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.root: Node | None = None
        self.faults: list[Fault] = []
        self._open: list[_Open] = []
        self._documents = 0
        self._line = 0  # of the last node: those of one line share the number, a tenth of all they fill

    def take(self, event: Event) -> bool:
        """Take one event; False: there is no use in going on."""
        if isinstance(event, ScalarEvent):
            told = self._marks(event)
            value = event.value if event.style or event.ctag else resolved(event.value)
            self._put(Node(self._at(event), value, event.value, told))
        elif isinstance(event, (MappingStartEvent, SequenceStartEvent)):
            return self._start(event)
        elif isinstance(event, (MappingEndEvent, SequenceEndEvent)):
            self._open.pop()
        elif isinstance(event, AliasEvent):
            self._fault(event, f"{shown(f'*{event.anchor}')} refers to another place; write the value out here")
            self._put(Node(_marked(event.start_mark), None, told=True))
        elif isinstance(event, DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                what = f"a second document starts here; {self._name} is one document, take the '---' out"
                self._fault(event, what)
                return False
        return True

    def _at(self, event: Event) -> Place:
        place = _marked(event.start_mark)
        if place.line != self._line:
            self._line = place.line
        return Place(self._line, place.column)

    def _start(self, event: MappingStartEvent | SequenceStartEvent) -> bool:
        if len(self._open) == DEEPEST:
            self._fault(event, f"nested deeper than anything {self._name} knows; check the indentation")
            return False
        value: Value = {} if isinstance(event, MappingStartEvent) else []
        node = Node(self._at(event), value, "", self._marks(event), {}, {})
        self._put(node)
        self._open.append(_Open(node))
        return True

    def _put(self, node: Node) -> None:
        if not self._open:
            self.root = node
            return
        parent = self._open[-1]
        into = parent.node.value
        if isinstance(into, list):
            parent.node.children[len(into)] = node
            into.append(node.value)
        elif isinstance(into, dict):
            if parent.key is None:
                self._key(parent, node)
                return
            if not parent.dropped:
                parent.node.children[parent.key] = node
                into[parent.key] = node.value
            parent.key = None

    def _key(self, parent: _Open, node: Node) -> None:
        parent.key = node.raw
        parent.dropped = True
        first = parent.node.keys.get(node.raw)
        if node.told:
            return
        if isinstance(node.value, (dict, list)) or not node.raw:
            self.faults.append(Fault(node.place, "a key is one word"))
        elif first:
            what = f"key {shown(node.raw)} stands twice, first in line {first.line}; keep one of them"
            self.faults.append(Fault(node.place, what))
        else:
            parent.node.keys[node.raw] = node.place
            parent.dropped = False

    def _marks(self, event: ScalarEvent | MappingStartEvent | SequenceStartEvent) -> bool:
        """Whether a tag makes the value unusable; anchors and tags are faults."""
        if event.anchor:
            self._fault(
                event, f"{shown(f'&{event.anchor}')} is an anchor; take it out, every value is written where it counts"
            )
        if event.ctag:
            tag = str(event.ctag).replace("tag:yaml.org,2002:", "!!")
            self._fault(event, f"{shown(tag)} is a tag; take it out, {self._name} holds plain values only")
        return bool(event.ctag)

    def _fault(self, event: Event, sentence: str) -> None:
        self.faults.append(Fault(_marked(event.start_mark), sentence))

"""A value of feeds.yaml and where it stands; a fault is a place and one sentence."""

from collections.abc import Iterator
from typing import NamedTuple

# Any plain value YAML 1.2 knows, as far as feeds.yaml uses it.
Value = object

Step = str | int
Path = tuple[Step, ...]


class Place(NamedTuple):
    """Line and column, both from 1, as editors count them."""

    line: int
    column: int


class Fault(NamedTuple):
    """What is wrong at a place and what to write instead: one line of plain words."""

    place: Place
    sentence: str

    def __str__(self) -> str:
        return f"{self.place.line}:{self.place.column}: {self.sentence}"


class Odd(NamedTuple):
    """A bare value that readers of YAML take in several ways: 012, 12:30, 2025-11-19, 1e3, 0x1F."""

    raw: str


class Node(NamedTuple):
    """One value with its place; `told` says that a fault was already noted for it."""

    place: Place
    value: Value
    raw: str = ""
    told: bool = False
    keys: dict[str, Place] = {}  # noqa: RUF012  only mappings carry their own
    children: dict[Step, "Node"] = {}  # noqa: RUF012  only mappings and lists carry their own

    def items(self) -> Iterator["Node"]:
        """The children in the order they were written."""
        return iter(self.children.values())


def nearest(root: Node, path: Path) -> tuple[Node, bool]:
    """The node a path leads to, or the last one on the way there; True: it leads all the way."""
    node = root
    for step in path:
        child = node.children.get(step)
        if child is None:
            return node, False
        node = child
    return node, True


def shown(text: str, most: int = 60) -> str:
    """A value as a message may show it: in quotes, on one line, nothing a terminal would act on."""
    short = text if len(text) <= most else text[: most - 3] + "..."
    return "'" + "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in short) + "'"


def called(feed: Node, index: int) -> str:
    """How a message names one feed: by what the operator calls it, else by its number in the list."""
    for key in ("name", "slug"):
        written = feed.children.get(key)
        if written and written.raw:
            return f"feed {shown(written.raw)}"
    return f"feed {index + 1}"

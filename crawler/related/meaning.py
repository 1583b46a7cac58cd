"""What a model takes an article to mean -> how near two articles or stories are to each other, whatever their language.

A meaning is a vector of 384 small whole numbers, that of a story the sum over its articles. Those of one model only
are compared. Sentence models put all news into one corner, so the mean of all news is taken off first (meaning.toml):
else everything is alike.
"""

import math
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from operator import mul

import tomli

LENGTH = 384
MOST_CHARS = 200  # of a text behind its title: more costs a model more and says little more
_UNIT = 127  # what a vector of length 1 is multiplied by, so that each part fits a byte


@dataclass(frozen=True, slots=True)
class Meaning:
    """By which model, and where that puts it."""

    model: str
    vector: tuple[int, ...]


def said(title: str, text: str) -> str:
    """What a model is given to read."""
    return f"{title}. {text[:MOST_CHARS]}"


def centred(raw: Sequence[float]) -> tuple[int, ...]:
    """What a model says of a text, as it is stored: without what all news has in common, of one length."""
    found = [part - usual for part, usual in zip(raw, _mean(), strict=True)]
    length = math.hypot(*found) or 1.0
    return tuple(round(part / length * _UNIT) for part in found)


def together(parts: Iterable[Meaning | None]) -> Meaning | None:
    """The sum; where models differ, that of those by the last one."""
    known = [one for one in parts if one is not None]
    if not known:
        return None
    model = known[-1].model
    return Meaning(model, tuple(map(sum, zip(*(one.vector for one in known if one.model == model), strict=True))))


def likeness(one: Meaning | None, other: Meaning | None) -> float | None:
    """-1 to 1: the cosine of the angle between them; None: they cannot be compared."""
    if one is None or other is None or one.model != other.model:
        return None
    lengths = math.hypot(*one.vector) * math.hypot(*other.vector)
    return sum(map(mul, one.vector, other.vector)) / lengths if lengths else None


def packed(vector: Sequence[int], kind: str) -> bytes:
    """A vector as it is stored: `b`, a byte each part, for an article; `i`, four bytes, for a sum."""
    return struct.pack(f"<{LENGTH}{kind}", *vector)


def unpacked(kept: bytes, kind: str) -> tuple[int, ...]:
    """And back."""
    return struct.unpack(f"<{LENGTH}{kind}", kept)


@cache
def _mean() -> tuple[float, ...]:
    return tuple(tomli.loads(files(__package__).joinpath("meaning.toml").read_text("utf-8"))["mean"])

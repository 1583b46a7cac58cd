"""A document, another one and a source of chance -> the document with something wrong in it.

Each mutation is a function of the three. None grows a document beyond ROOM: what is legitimately large is measured in
tests of its own, with times.
"""

import gzip
import re
from collections.abc import Callable
from random import Random

from tests.fuzz.hostile_words import CHARACTERS, CHARSETS, ENTITIES, FLOODS, NUMBERS, TOKENS

ROOM = 512 * 1024  # bytes of a mutated document
FLOOD = 192 * 1024  # bytes that one mutation adds at most
MOST_MUTATIONS = 5

_NUMBER = re.compile(rb"\d{1,20}")
_TEXT = re.compile(rb">[^<>]{1,300}<")
_VALUE = re.compile(rb"""=\s?(?:"[^"<>]{0,300}"|'[^'<>]{0,300}')""")
_OPENING = re.compile(rb"<[a-zA-Z][\w:.-]{0,30}(?=[\s>/])")
_NAME = re.compile(rb"(?<=[</])[a-zA-Z][\w:.-]{0,30}")
_STRING = re.compile(rb'"(?:[^"\\]|\\.){0,300}"')
_CHARSET = re.compile(rb"""(?<=encoding=["'])[\w.-]+|(?<=charset=)["']?[\w.-]+""", re.IGNORECASE)

Mutation = Callable[[Random, bytes, bytes], bytes]


def mutated(chance: Random, body: bytes, other: bytes) -> bytes:
    """The body after a few mutations; most have one or two."""
    many = min(1 + int(chance.expovariate(0.9)), MOST_MUTATIONS)
    for mutation in chance.choices(MUTATIONS, WEIGHTS, k=many):
        body = mutation(chance, body, other)[:ROOM]
    return body


def _at(chance: Random, body: bytes) -> int:
    return chance.randint(0, len(body))


def _span(chance: Random, body: bytes, most: int) -> tuple[int, int]:
    start = _at(chance, body)
    return start, min(len(body), start + _size(chance, most))


def _size(chance: Random, most: int) -> int:
    """Small ones are as frequent as large ones, by their number of digits."""
    return int(most ** chance.random())


def _found(chance: Random, pattern: re.Pattern[bytes], body: bytes) -> tuple[int, int] | None:
    """Where the pattern matches next after a place by chance, else from the start."""
    found = pattern.search(body, _at(chance, body)) or pattern.search(body)
    return found.span() if found else None


def _put(body: bytes, at: tuple[int, int], piece: bytes) -> bytes:
    return body[: at[0]] + piece + body[at[1] :]


def _hostile(chance: Random) -> bytes:
    return chance.choice(chance.choice((TOKENS, TOKENS, CHARACTERS, ENTITIES, NUMBERS)))


# ---------------------------------------------------------------- blind


def flip_bytes(chance: Random, body: bytes, other: bytes) -> bytes:
    changed = bytearray(body)
    for _ in range(_size(chance, 64) if changed else 0):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def flip_bits(chance: Random, body: bytes, other: bytes) -> bytes:
    changed = bytearray(body)
    for _ in range(_size(chance, 64) if changed else 0):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def cut(chance: Random, body: bytes, other: bytes) -> bytes:
    return body[: _at(chance, body)]


def behead(chance: Random, body: bytes, other: bytes) -> bytes:
    return body[_at(chance, body) :]


def remove(chance: Random, body: bytes, other: bytes) -> bytes:
    return _put(body, _span(chance, body, 5000), b"")


def repeat(chance: Random, body: bytes, other: bytes) -> bytes:
    start, end = _span(chance, body, 20_000)
    piece = body[start:end] or b" "
    return _put(body, (end, end), piece * _size(chance, max(1, FLOOD // len(piece))))


def shuffle(chance: Random, body: bytes, other: bytes) -> bytes:
    at = sorted(_at(chance, body) for _ in range(3))
    return body[: at[0]] + body[at[1] : at[2]] + body[at[0] : at[1]] + body[at[2] :]


def splice(chance: Random, body: bytes, other: bytes) -> bytes:
    return body[: _at(chance, body)] + other[_at(chance, other) :]


def graft(chance: Random, body: bytes, other: bytes) -> bytes:
    start, end = _span(chance, other, 20_000)
    return _put(body, (_at(chance, body),) * 2, other[start:end])


# ---------------------------------------------------------------- knowing


def put_tokens(chance: Random, body: bytes, other: bytes) -> bytes:
    for _ in range(_size(chance, 20)):
        body = _put(body, (_at(chance, body),) * 2, _hostile(chance))
    return body


def put_characters(chance: Random, body: bytes, other: bytes) -> bytes:
    for _ in range(_size(chance, 40)):
        piece = chance.choice(CHARACTERS) * _size(chance, 100)
        body = _put(body, (_at(chance, body),) * 2, piece)
    return body


def reword(chance: Random, body: bytes, other: bytes) -> bytes:
    """Texts, values of attributes and JSON strings become something else."""
    for _ in range(_size(chance, 12)):
        pattern = chance.choice((_TEXT, _VALUE, _STRING))
        if at := _found(chance, pattern, body):
            edge = 1 if pattern is not _VALUE else 2
            body = _put(body, (at[0] + edge, max(at[0] + edge, at[1] - 1)), _hostile(chance))
    return body


def renumber(chance: Random, body: bytes, other: bytes) -> bytes:
    for _ in range(_size(chance, 12)):
        if at := _found(chance, _NUMBER, body):
            body = _put(body, at, chance.choice(NUMBERS))
    return body


def rename(chance: Random, body: bytes, other: bytes) -> bytes:
    """Tags take each other's names."""
    for _ in range(_size(chance, 12)):
        one, two = _found(chance, _NAME, body), _found(chance, _NAME, body)
        if one and two:
            body = _put(body, one, body[two[0] : two[1]])
    return body


def refer(chance: Random, body: bytes, other: bytes) -> bytes:
    for _ in range(_size(chance, 30)):
        if at := _found(chance, _TEXT, body):
            body = _put(body, (at[0] + 1, at[0] + 1), chance.choice(ENTITIES))
    return body


def flood(chance: Random, body: bytes, other: bytes) -> bytes:
    piece = chance.choice(FLOODS)
    return _put(body, (_at(chance, body),) * 2, piece * _size(chance, FLOOD // len(piece)))


def flood_inside(chance: Random, body: bytes, other: bytes) -> bytes:
    """The same in a text or a value, where it does not break what stands around."""
    at = _found(chance, chance.choice((_TEXT, _VALUE, _STRING)), body)
    piece = chance.choice(FLOODS)
    return _put(body, (at[1] - 1,) * 2, piece * _size(chance, FLOOD // len(piece))) if at else body


def flood_attributes(chance: Random, body: bytes, other: bytes) -> bytes:
    at = _found(chance, _OPENING, body)
    if at is None:
        return body
    shape = chance.choice(("a{}=1", "a{}='x'", "a{}", "xmlns:a{}='x'", 'data-a{}=""', "a='{}'"))
    many = _size(chance, FLOOD // 16)
    return _put(body, (at[1],) * 2, "".join(f" {shape.format(number)}" for number in range(many)).encode())


def nest(chance: Random, body: bytes, other: bytes) -> bytes:
    name = chance.choice((b"div", b"span", b"b", b"ul", b"table", b"blockquote", b"item", b"x:y", b"section"))
    start, end = _span(chance, body, 20_000)
    deep = _size(chance, FLOOD // 16)
    return _put(body, (start, end), (b"<%s>" % name) * deep + body[start:end] + (b"</%s>" % name) * deep)


def nest_brackets(chance: Random, body: bytes, other: bytes) -> bytes:
    start, end = _span(chance, body, 2000)
    opened, closed = chance.choice(((b"[", b"]"), (b'{"a":', b"}"), (b"(", b")")))
    deep = _size(chance, FLOOD // 16)
    return _put(body, (start, end), opened * deep + body[start:end] + closed * deep)


def recode(chance: Random, body: bytes, other: bytes) -> bytes:
    """Other bytes for the same text, and what it says of them left as it was."""
    name = chance.choice(("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7", "cp1252", "utf-8-sig", "cp037"))
    return body[:FLOOD].decode("utf-8", "replace").encode(name, "replace")


def misname(chance: Random, body: bytes, other: bytes) -> bytes:
    """It says that it is written in something else."""
    at = _CHARSET.search(body[:4000])
    name = chance.choice(CHARSETS)
    if at is None:
        return b"<?xml version='1.0' encoding='%s'?>%s" % (name, body)
    return _put(body, at.span(), name)


def encode_twice(chance: Random, body: bytes, other: bytes) -> bytes:
    return body[:FLOOD].decode("latin-1").encode("utf-8")


def pack(chance: Random, body: bytes, other: bytes) -> bytes:
    return gzip.compress(body, compresslevel=1, mtime=0)


WEIGHTED: dict[Mutation, int] = {
    flip_bytes: 6,
    flip_bits: 6,
    cut: 4,
    behead: 3,
    remove: 5,
    repeat: 5,
    shuffle: 4,
    splice: 6,
    graft: 5,
    put_tokens: 12,
    put_characters: 8,
    reword: 14,
    renumber: 8,
    rename: 6,
    refer: 8,
    flood: 5,
    flood_inside: 5,
    flood_attributes: 3,
    nest: 4,
    nest_brackets: 2,
    recode: 2,
    misname: 3,
    encode_twice: 1,
    pack: 1,
}
MUTATIONS, WEIGHTS = tuple(WEIGHTED), tuple(WEIGHTED.values())

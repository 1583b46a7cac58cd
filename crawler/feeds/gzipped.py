"""Bytes that may be gzip -> the bytes in them, within bounds."""

import zlib
from dataclasses import dataclass

_MAGIC = b"\x1f\x8b"
_MOST = 50 << 20  # bytes: what sitemaps.org allows a sitemap to have, unpacked
_MEMBERS = 100  # files one after the other; each copies what is left
_STEP = 1 << 16  # bytes at a time, so that a fault in the middle loses no more than that


@dataclass(frozen=True, slots=True)
class Opened:
    """What was in there; `whole` is False where it was cut short, damaged or larger than we read."""

    body: bytes
    whole: bool = True


def opened(body: bytes) -> Opened:
    """The same bytes if they are not gzip; of a damaged file what stands before the damage. Raises nothing."""
    if not body.startswith(_MAGIC):
        return Opened(body)
    pieces: list[bytes] = []
    rest, left = body, _MOST
    for _ in range(_MEMBERS):
        member = zlib.decompressobj(wbits=31)
        start = 0
        while not member.eof:
            if start >= len(rest):
                return Opened(b"".join(pieces), whole=False)
            try:
                piece = member.decompress(rest[start : start + _STEP], left)
            except zlib.error:
                return Opened(b"".join(pieces), whole=False)
            pieces.append(piece)
            start, left = start + _STEP, left - len(piece)
            if left <= 0:
                return Opened(b"".join(pieces), whole=False)
        rest = member.unused_data + rest[start:]
        if not rest.startswith(_MAGIC):  # padding and signatures may follow
            return Opened(b"".join(pieces))
    return Opened(b"".join(pieces), whole=False)

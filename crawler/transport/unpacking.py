"""A packed body -> its bytes, and whether it came to its end. Never more of them than the limit, whatever it claims.

Scrapy's own middleware unpacks a stream that was cut in half without a word, and fails on a body that only says that
it is packed.
"""

import io
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Protocol, Self

import brotli
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError, ResponseDataLossError
from scrapy.http import Headers, Response, TextResponse
from scrapy.responsetypes import responsetypes

from crawler.polling import limits
from crawler.transport.room import Place

try:
    from compression import zstd  # type: ignore[import-not-found,unused-ignore]
except ImportError:
    from backports import zstd

STEP = 64 * 1024  # so much at a time: a bomb is met before it has gone off
MOST_MEMBERS = 100  # of a gzip body: each costs a copy of what stands behind it
ACCEPTED = b"gzip, deflate, br, zstd"
GZIP = b"\x1f\x8b\x08"
CODING_FAULTS = (zlib.error, brotli.error, zstd.ZstdError, EOFError)


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What was in a body; `whole`: it came to its end."""

    body: bytes
    whole: bool = True


class TooLarge(DownloadCancelledError):
    """More comes out of a body than the limit allows."""


class Decoder(Protocol):
    """One coding, from bytes to pieces of at most STEP bytes."""

    def pieces(self, packed: bytes) -> Iterator[bytes]: ...

    def ended(self) -> bool: ...


class _Zlib:
    """gzip (also several members behind each other) and deflate, with zlib's head or without it."""

    def __init__(self, *windows: int) -> None:
        self._windows = windows
        self._one: Any = None

    def pieces(self, packed: bytes) -> Iterator[bytes]:
        for _ in range(MOST_MEMBERS):
            self._one, first = self._begun(packed)
            yield first
            while self._one.unconsumed_tail and not self._one.eof:
                yield self._one.decompress(self._one.unconsumed_tail, STEP)
            packed = self._one.unused_data
            if not packed.startswith(GZIP):  # else padding: what stands behind the end is nobody's
                return

    def _begun(self, packed: bytes) -> tuple[Any, bytes]:
        for window in self._windows[:-1]:
            one = zlib.decompressobj(window)
            try:
                return one, one.decompress(packed, STEP)
            except zlib.error:
                continue
        one = zlib.decompressobj(self._windows[-1])
        return one, one.decompress(packed, STEP)

    def ended(self) -> bool:
        return bool(self._one.eof)


class _Brotli:
    def __init__(self) -> None:
        self._one = brotli.Decompressor()

    def pieces(self, packed: bytes) -> Iterator[bytes]:
        piece = self._one.process(packed, output_buffer_limit=STEP)
        while piece:
            yield piece
            piece = b"" if self._one.is_finished() else self._one.process(b"", output_buffer_limit=STEP)

    def ended(self) -> bool:
        return bool(self._one.is_finished())


class _Zstd:
    def __init__(self) -> None:
        self._one: Any = None

    def pieces(self, packed: bytes) -> Iterator[bytes]:
        for _ in range(MOST_MEMBERS):
            self._one = zstd.ZstdDecompressor()
            yield self._one.decompress(packed, STEP)
            while not self._one.eof and not self._one.needs_input:
                yield self._one.decompress(b"", STEP)
            packed = self._one.unused_data if self._one.eof else b""
            if not packed:
                return

    def ended(self) -> bool:
        return bool(self._one.eof)


DECODERS: dict[bytes, Callable[[], Decoder]] = {
    b"br": _Brotli,
    b"deflate": lambda: _Zlib(zlib.MAX_WBITS, -zlib.MAX_WBITS),  # IIS sends it without its head
    b"gzip": lambda: _Zlib(zlib.MAX_WBITS | 16),
    b"x-gzip": lambda: _Zlib(zlib.MAX_WBITS | 16),
    b"zstd": _Zstd,
}


def unpacked(body: bytes, coding: bytes, most: int) -> Unpacked:
    """The body without one coding. What is not packed that way at all comes back as it is: the label was wrong.

    Raises TooLarge, DownloadCancelledError by kind, when more than `most` bytes come out of it.
    """
    if not body:
        return Unpacked(body)
    decoder, out, fault = DECODERS[coding](), io.BytesIO(), False
    try:
        for piece in decoder.pieces(body):
            out.write(piece)
            if out.tell() > most:
                out.close()  # else it lives as long as the error, which knows where it was raised
                raise TooLarge(f"more than {most} bytes once unpacked")
    except CODING_FAULTS:
        fault = True
    if fault and not out.tell():
        return Unpacked(body)
    return Unpacked(out.getvalue(), whole=not fault and decoder.ended())


class Unpacking:
    """Unpacks what servers send packed: before anything else looks at the body.

    A body that did not come to its end is flagged as one whose connection was closed early (`dataloss`) where the
    request wants such bodies, and is a failure of the request where it does not: half a page must not pass for it.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._most = crawler.settings.getint("DOWNLOAD_MAXSIZE")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Say what can be unpacked."""
        request.headers.setdefault("Accept-Encoding", ACCEPTED)

    async def process_response(self, request: Request, response: Response) -> Response:
        """Pass the answer on, unpacked; of a redirect nobody reads the body."""
        if 300 <= response.status < 400:
            return response.replace(body=b"") if response.body else response
        codings = _codings(response.headers)
        if not codings and request.meta.get("may_be_gzip") and response.body.startswith(GZIP):
            codings = [b"gzip"]  # its server does not say so
        if not codings:
            return response
        most = int(request.meta.get("download_maxsize", self._most))
        got, left = await _within_room(request, response.body, codings, most)
        keeps_halves = request.meta.get("download_fail_on_dataloss") is False
        if not got.whole and not keeps_halves and response.status < 300:
            raise ResponseDataLossError("a packed body that stops before its end")
        return _with_body(response, got, left)


def _codings(headers: Headers) -> list[bytes]:
    lines = headers.getlist("Content-Encoding")
    named = (word.strip().lower() for line in lines for word in line.split(b","))
    return [word for word in named if word not in (b"", b"identity")]


async def _within_room(request: Request, body: bytes, codings: list[bytes], most: int) -> tuple[Unpacked, list[bytes]]:
    """All unpacked; what is larger than usual when there is room for it."""
    place = request.meta.get("place")
    if isinstance(place, Place) and most > limits.USUAL_BYTES:
        try:
            return _all_unpacked(body, codings, limits.USUAL_BYTES)
        except TooLarge:
            await place.take()
    return _all_unpacked(body, codings, most)


def _all_unpacked(body: bytes, codings: list[bytes], most: int) -> tuple[Unpacked, list[bytes]]:
    """The body without the codings that are known, and those that are left."""
    if len(codings) > limits.CODINGS:
        raise ResponseDataLossError(f"a body packed {len(codings)} times over")
    got, left = Unpacked(body), list(codings)
    while left and left[-1] in DECODERS:
        inner = unpacked(got.body, left.pop(), most)
        got = replace(inner, whole=inner.whole and got.whole)
    return got, left


def _with_body(response: Response, got: Unpacked, left: list[bytes]) -> Response:
    response.headers.pop("Content-Encoding", None)
    if left:
        response.headers["Content-Encoding"] = left
    kind = responsetypes.from_args(headers=response.headers, url=response.url, body=got.body)
    flags = response.flags if got.whole or "dataloss" in response.flags else [*response.flags, "dataloss"]
    told = {"encoding": None} if issubclass(kind, TextResponse) else {}  # to be seen anew, in what came out
    return response.replace(cls=kind, body=got.body, flags=flags, **told)

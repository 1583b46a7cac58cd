"""Documents and floods that the tables serve: feeds and pages of ours, codings, bombs."""

import gzip
import io
import struct
import zlib
from collections.abc import AsyncIterator, Callable
from functools import cache

import brotli
from backports import zstd

from tests.hostile.endpoint import CHUNK, HTML, XML, Asked, Serve, head, ok

MIB = 1 << 20
BOMB = 256 * MIB  # what a bomb unpacks to: far more than any process may hold, and quick to make
TEXT = (
    "The new estate car was shown on Wednesday and goes on sale next spring, the maker said at the unveiling.",
    "It has room for five people and a boot of six hundred litres, which is more than most of its rivals offer.",
    "Prices start at thirty-two thousand euros; an electric version follows a year later with a larger battery.",
)
PARAGRAPHS = "".join(f"<p>{paragraph}</p>" for paragraph in TEXT)


def item(title: str, link: str = "", more: str = "", description: str = TEXT[0]) -> str:
    """An RSS item."""
    address = f"<link>{link}</link>" if link else ""
    told = f"<description>{description}</description>" if description else ""
    return f"<item><title>{title}</title>{address}{told}{more}</item>"


def rss(*items: str, channel: str = "", declared: str = "utf-8", before: str = "") -> bytes:
    """An RSS 2.0 document; `before` stands between the declaration and the root."""
    listed = "".join(items)
    text = (
        f"<?xml version='1.0' encoding='{declared}'?>{before}<rss version='2.0'><channel><title>Kolibri Auto</title>"
        f"<link>https://kolibri.example/</link>{channel}{listed}</channel></rss>"
    )
    return text.encode("utf-8", "surrogatepass")


def some(count: int = 5, name: str = "Car", path: str = "/page") -> bytes:
    """A feed of so many entries."""
    return rss(*(item(f"{name} {number}", f"https://kolibri.example{path}/{number}") for number in range(count)))


GOOD = some()


def page(body: str, title: str = "The estate car", more: str = "") -> bytes:
    """An article page around a body."""
    text = (
        f"<!doctype html><html lang='en'><head><meta charset='utf-8'><title>{title}</title>{more}</head>"
        f"<body><article><h1>{title}</h1>{body}</article></body></html>"
    )
    return text.encode("utf-8", "surrogatepass")


def linked(*links: str, **more: str) -> Callable[[Asked], bytes]:
    """A feed that lists these addresses, places filled in."""
    from tests.hostile.endpoint import filled

    return lambda asked: filled(
        rss(*(item(f"Car {number}", link, **more) for number, link in enumerate(links))).decode(), asked
    ).encode()


# ---------------------------------------------------------------- codings


@cache
def zeros(coding: str, size: int = BOMB) -> bytes:
    """A lot of nothing, packed small."""
    block = b"\0" * MIB
    if coding == "br":
        packer = brotli.Compressor(quality=1)
        return b"".join([*(packer.process(block) for _ in range(size // MIB)), packer.finish()])
    if coding == "zstd":
        packed = zstd.ZstdCompressor()
        return b"".join([*(packed.compress(block) for _ in range(size // MIB)), packed.flush()])
    flow = zlib.compressobj(6, zlib.DEFLATED, -15)
    once = flow.compress(block) + flow.flush(zlib.Z_FULL_FLUSH)  # what stands before it does not matter to it
    packed_raw = once * (size // MIB) + b"\x03\0"
    summed = 0
    for _ in range(size // MIB if coding == "gzip" else 0):
        summed = zlib.crc32(block, summed)
    ends = {
        "gzip": (b"\x1f\x8b\x08" + bytes(7), struct.pack("<II", summed, size % 2**32)),
        "deflate": (b"\x78\x9c", struct.pack(">I", ((size % 65521) << 16) + 1)),
        "raw": (b"", b""),
    }
    return ends[coding][0] + packed_raw + ends[coding][1]


def bomb(coding: str, named: str = "", kind: str = XML) -> Serve:
    """An answer in this coding that unpacks to far more than anybody wants; made when it is asked for."""
    return ok(lambda _: zeros(coding), kind, Content_Encoding=named or coding)


def bomb_in_bomb(_: Asked) -> bytes:
    """A few hundred bytes."""
    return gzip.compress(zeros("gzip"))


def gzipped_feed(start: bytes, size: int) -> Callable[[Asked], bytes]:
    """A document that begins well and goes on with blanks, as a file of gzip."""

    def make(_: Asked) -> bytes:
        file = io.BytesIO()
        with gzip.open(file, "wb", 6) as packed:
            packed.write(start)
            for _ in range(size // MIB):
                packed.write(b" " * MIB)
        return file.getvalue()

    return make


def gzipped_sitemap(size: int) -> bytes:
    """A sitemap of that many bytes, each address with a picture and a long caption, as a file of gzip."""
    caption = "The new estate car on a road by the sea. " * 24
    file, written, number = io.BytesIO(), 0, 0
    with gzip.open(file, "wb", 1) as packed:
        packed.write(b"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:image='urn:image'>")
        while written < size:
            number += 1
            written += packed.write(
                f"<url><loc>https://kolibri.example/a/{number}</loc><lastmod>2025-11-19</lastmod><image:image>"
                f"<image:caption>{caption}</image:caption></image:image></url>".encode()
            )
        packed.write(b"</urlset>")
    return file.getvalue()


def members(_: Asked) -> bytes:
    """Files of gzip one behind the other, each of nothing much."""
    return gzip.compress(b"<rss>") * 20_000


# ---------------------------------------------------------------- large documents, made while they are sent


def made(pieces: Callable[[], list[str] | tuple[str, ...]], kind: str = XML) -> Serve:
    """An answer whose body is made when it is asked for."""
    return ok(lambda _: "".join(pieces()).encode("utf-8", "surrogatepass"), kind)


def flood(start: str, piece: str, size: int, end: str, kind: str = XML) -> Serve:
    """Start, so many bytes of the same piece, end: sent as it is made, its length said."""

    async def serve(_: Asked) -> AsyncIterator[bytes]:
        unit = piece.encode()
        count = size // len(unit)
        yield head(
            Content_Type=kind, Connection="close", Content_Length=len(start.encode()) + count * len(unit) + len(end)
        )
        yield start.encode()
        at_once = max(1, CHUNK // len(unit))
        for done in range(0, count, at_once):
            yield unit * min(at_once, count - done)
        yield end.encode()

    return serve


def feed_flood(piece: str, size: int, start: str = "", end: str = "") -> Serve:
    """A feed with one entry whose description is a flood of one piece."""
    before, after = rss(item("Car 1", "https://kolibri.example/1", description="@")).decode().split("@")
    return flood(before + start, piece, size, end + after)


def page_flood(piece: str, size: int, start: str = "", end: str = "") -> Serve:
    """A page whose text is followed by a flood of one piece."""
    before, after = page(PARAGRAPHS + "@").decode().split("@")
    return flood(before + start, piece, size, end + after, HTML)

"""The bytes of a page as they came -> one lxml tree, or None where they are no HTML."""

from charset_normalizer import from_bytes
from lxml.html import HtmlElement

from crawler.normal import charset, markup

_OTHER_MEDIA = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"RIFF",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"\x00\x00\x00",
    b"OggS",
    b"ID3",
)


def parse(body: bytes, content_type: str) -> HtmlElement | None:
    """The whole page as a tree; None for PDF, pictures, JSON, feeds, plain text and nothing at all.

    Raises MemoryError.
    """
    if not body.strip() or body.lstrip()[:8].startswith(_OTHER_MEDIA):
        return None
    return markup.tree(decode(body, content_type))


def decode(body: bytes, content_type: str) -> str:
    """The text of a page."""
    declared = (charset.http_says(content_type), charset.html_says(body), charset.xml_says(body))
    return charset.decode(body, declared, _guess)


def _guess(body: bytes) -> str:
    """From the letters' frequencies, in the part of the page that has some; with few of them western European."""
    strange = [at for at, byte in enumerate(body[:1_000_000]) if byte > 127]
    if len(strange) < 20:
        return "cp1252"
    start = max(0, strange[0] - 2000)
    best = from_bytes(body[start : start + 50_000]).best()
    return (charset.codec(best.encoding) if best else None) or "cp1252"

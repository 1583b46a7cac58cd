"""The bytes of a page as they came -> one lxml tree, or None where they are no HTML."""

import re

from charset_normalizer import from_bytes
from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from crawler.normal import charset

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
_FIRST_TAG = re.compile(r"<([a-zA-Z][\w:.-]{0,40})")
_NO_PAGE = {"feed", "opml", "rdf:rdf", "rss", "sitemapindex", "urlset"}
_LOOKS_LIKE_HTML = re.compile(
    r"<(?:!doctype\s+html|html|head|body|meta|title|div|p|article|main|section|h1|table)[\s>/]", re.IGNORECASE
)
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def parse(body: bytes, content_type: str) -> HtmlElement | None:
    """The whole page as a tree; None for PDF, pictures, JSON, feeds, plain text and nothing at all. Raises nothing.

    libxml2 cuts a tree at 256 levels, so a page nested deeper loses what is inside, and nothing overflows.
    """
    if not body.strip() or body.lstrip()[:8].startswith(_OTHER_MEDIA):
        return None
    text = _CONTROLS.sub("", decode(body, content_type))
    first = _FIRST_TAG.search(text[:100_000])
    if first is None or first[1].lower() in _NO_PAGE or text.lstrip()[:1] in ("{", "["):
        return None
    if not _LOOKS_LIKE_HTML.search(text[:200_000]):
        return None
    try:  # as bytes: lxml refuses a str that begins with an XML declaration
        tree = document_fromstring(text.encode("utf-8", "replace"), parser=HTMLParser(encoding="utf-8"))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):  # nothing left of it
        return None
    return tree if isinstance(tree, HtmlElement) else None


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

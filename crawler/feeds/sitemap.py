"""The bytes of a sitemap, gzip or not, or of an index of sitemaps -> a Document, or None (sitemaps.org/protocol.html).

Names are matched without their namespaces, which are often wrong or missing. A `lastmod` is never a publication date.
"""

import re
from collections.abc import Iterable, Iterator
from html.entities import html5
from itertools import islice
from typing import Any, cast
from xml.sax.saxutils import escape

from lxml import etree

from crawler.feeds import gzipped, wire
from crawler.feeds.links import absolute
from crawler.feeds.sitemap_rows import Row, Rows
from crawler.model import Document, Entry, Further
from crawler.normal.markup import raise_if_memory_lacks
from crawler.normal.text import one_line, plain

_ROOT = re.compile(rb"<(?:[\w.-]{1,30}:)?(urlset|sitemapindex)(?=[\s>/])(?:[^<>]{0,5000}(/>))?", re.IGNORECASE)
_ROOT_END = re.compile(rb"</(?:[\w.-]{1,30}:)?(?:urlset|sitemapindex)\s{0,9}>", re.IGNORECASE)
_ROW_END = re.compile(rb"</(?:[\w.-]{1,30}:)?(?:url|sitemap)\s{0,9}>", re.IGNORECASE)
_NO_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
_ODD = re.compile(  # comments, sections as they are, a tag without an end, an ampersand: named, by number, or bare
    rb"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<(?![^<>]*>)"
    rb"|&(?:([a-zA-Z]\w{1,31});|#(?:[xX]([0-9a-fA-F]{1,8})|([0-9]{1,8}));)?",
    re.DOTALL,
)
_ADDRESS = re.compile(r"^https?://\S+(?=\s*?$)", re.IGNORECASE | re.MULTILINE)
_STEP = 1 << 16  # bytes handed over at a time


def read(body: bytes, url: str, content_type: str, most: int, newer_than: str | None = None) -> Document | None:
    """The `most` newest addresses, undated ones behind; of an index all its parts, in `further`.

    Entries that are certainly older than `newer_than` (an ISO instant) are left out; what has no date is not.
    """
    content = gzipped.opened(body)
    markup = wire.decode(content.body, content_type).encode("utf-8", "replace")
    root = _root(markup)
    if root is None:
        return _lines(markup, url, most, content.whole)
    rows = Rows(newer_than, is_index=root[1].lower() == b"sitemapindex")
    ended = bool(root[2]) or _ROOT_END.search(markup, root.end()) is not None
    fault = _fill(rows, _sound(_whole_rows(markup, root.start(), ended)))
    if not (ended and content.whole):
        rows.stopped = "the end is missing"
    newest = rows.newest()
    too_many = len(newest) > most and newer_than is not None
    beyond = f"{len(newest)} addresses may be new, the first {most} were read" if too_many else None
    return Document(
        version=rows.version,
        title="",
        link=None,
        language=None,
        entries=tuple(islice(_entries(newest, url), most)),
        warning=f"cut short: {rows.stopped}" if rows.stopped else beyond or fault,
        cut_short=rows.stopped != "",
        further=_parts(rows, url),
        listed=rows.seen,
    )


def is_sitemap(body: bytes, content_type: str) -> bool:
    """Whether these bytes would be read as a sitemap in XML."""
    return _root(wire.decode(gzipped.opened(body).body, content_type).encode("utf-8", "replace")) is not None


def _root(markup: bytes) -> re.Match[bytes] | None:
    root = _ROOT.search(markup)
    if root is None or not wire.is_prolog(markup[: min(root.start(), 20_000)].decode("utf-8", "replace")):
        return None
    return root


def _whole_rows(markup: bytes, start: int, ended: bool) -> bytes:
    """From the root on, without declarations; of a document that was cut short no half row, with half an address."""
    if ended:
        return markup[start:]
    end = start
    for row in _ROW_END.finditer(markup, start):
        end = row.end()
    return markup[start:end]


def _sound(markup: bytes) -> bytes:
    """Without comments and characters XML has not, and with every & and < as it must be.

    "?a=1&b=2" is common in addresses. Of tags that never end libxml2 makes elements in elements, in quadratic time.
    """
    return _ODD.sub(_sound_part, _NO_XML.sub(b"", markup))


def _sound_part(found: re.Match[bytes]) -> bytes:
    name, hexadecimal, decimal = found.groups()
    if name is not None:
        return _named(name)
    if hexadecimal or decimal:
        code = int(hexadecimal, 16) if hexadecimal else int(decimal)
        return found[0] if wire.is_character(code) else b""
    return {b"&": b"&amp;", b"<": b"&lt;"}.get(found[0], b"" if found[0].startswith(b"<!--") else found[0])


def _named(name: bytes) -> bytes:
    """A reference by name: HTML knows two thousand, XML five."""
    if name in (b"amp", b"lt", b"gt", b"quot", b"apos"):
        return b"&" + name + b";"
    character = html5.get(f"{name.decode('ascii', 'replace')};")
    return escape(character).encode() if character else b"&amp;" + name + b";"


def _fill(rows: Rows, markup: bytes) -> str | None:
    """Every row of the markup, and what was wrong with it. Nothing is kept of what is no row, so memory is bounded."""
    parser = etree.XMLParser(
        target=cast("Any", rows),
        encoding="utf-8",
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
    )
    try:
        for start in range(0, len(markup), _STEP):
            parser.feed(markup[start : start + _STEP])
            if rows.is_enough:
                break
        else:
            parser.close()
    except (etree.XMLSyntaxError, UnicodeDecodeError) as fault:
        raise_if_memory_lacks(fault)
        rows.stopped = rows.stopped or one_line(str(fault), 200)
    faults = list(islice(parser.feed_error_log, 100))
    if any(fault.type_name == "ERR_RESOURCE_LIMIT" for fault in faults):
        rows.stopped = rows.stopped or "libxml2 refuses to read on"
    return f"not well-formed: {one_line(faults[0].message, 200)}, line {faults[0].line}" if faults else None


def _entries(rows: Iterable[Row], url: str) -> Iterator[Entry]:
    for row in rows:
        address = absolute(row.address, url)
        if address is not None:
            yield _entry(row, address, url)


def _entry(row: Row, address: str, url: str) -> Entry:
    words = (one_line(plain(word), 100) for word in row.keywords.split(","))
    return Entry(
        url=address,
        guid=None,
        title=one_line(plain(row.title)),
        published_raw=row.published or None,
        categories=tuple(dict.fromkeys(word for word in words if word))[:50],
        language=row.language or None,
        image_url=absolute(row.image, url),
        lastmod_raw=row.lastmod or None,
    )


def _parts(rows: Rows, url: str) -> tuple[Further, ...]:
    """The sitemaps of an index as listed, each once, never itself."""
    own = absolute(url, url)
    found: dict[str, Further] = {}
    for row in rows.parts:
        address = absolute(row.address, url)
        if address is not None and address != own:
            found.setdefault(address, Further(address, "index", row.lastmod or None))
    return tuple(found.values())


def _lines(markup: bytes, url: str, most: int, whole: bool) -> Document | None:
    """A text with one address on each line; the first decides whether it is one."""
    text = markup.decode("utf-8", "replace").strip()
    if not _ADDRESS.match(text):
        return None
    lines = _ADDRESS.finditer(text if whole else text.rpartition("\n")[0])
    addresses = tuple(islice((address for line in lines if (address := absolute(line[0], url))), most))
    return Document(
        version="sitemap",
        title="",
        link=None,
        language=None,
        entries=tuple(Entry(url=address, guid=None, title="") for address in addresses),
        warning=None if whole else "cut short: the end is missing",
        cut_short=not whole,
        listed=len(addresses),
    )

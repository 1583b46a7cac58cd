"""The bytes of a page as they came -> one lxml tree, or None where they are no HTML."""

import codecs
import re
from encodings.aliases import aliases

from charset_normalizer import from_bytes
from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf_32_le"),
    (codecs.BOM_UTF32_BE, "utf_32_be"),
    (codecs.BOM_UTF8, "utf_8"),
    (codecs.BOM_UTF16_LE, "utf_16_le"),
    (codecs.BOM_UTF16_BE, "utf_16_be"),
    (b"<\0", "utf_16_le"),
    (b"\0<", "utf_16_be"),
)
_META_SAYS = re.compile(rb"""<meta[^<>]{1,300}?charset\s{0,9}=\s{0,9}["']?\s{0,9}([\w.:-]{1,40})""", re.IGNORECASE)
_XML_SAYS = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}["']([\w.:-]{1,40})""", re.IGNORECASE)
_HTTP_SAYS = re.compile(r"""charset\s{0,9}=\s{0,9}["']?([\w.:-]{1,40})""", re.IGNORECASE)
_CHARSETS = re.compile(
    r"ascii|big5\w*|cp\d{3,4}|euc_\w+|gb\w+|iso2022_\w+|iso8859_\d+|koi8_\w|latin_1|mac_\w+|shift_jis\w*|tis_620|utf_8"
)
_WIDER = {  # what browsers read under these names (encoding.spec.whatwg.org)
    "ascii": "cp1252",
    "big5": "big5hkscs",
    "euc_kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso8859_9": "cp1254",
    "latin_1": "cp1252",
    "shift_jis": "cp932",
    "tis_620": "cp874",
}
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
    """Byte order mark, then UTF-8 if it is valid UTF-8, then what the server or the page says, then a guess.

    Valid UTF-8 beats every declaration: text in another charset is hardly ever valid UTF-8 by chance.
    """
    for mark, codec in _BOMS:
        if body.startswith(mark):
            return body.decode(codec, "replace").lstrip("\ufeff")
    said = _declared(body, content_type)
    if "iso2022_jp" not in said:  # its bytes are all ASCII, hence always valid UTF-8
        try:
            return codecs.getincrementaldecoder("utf_8")().decode(body)  # a last character cut in two is no fault
        except UnicodeDecodeError:
            pass
    if _mostly_utf8(body):
        return body.decode("utf_8", "replace")
    foreign = [codec for codec in said if codec != "utf_8"]
    return body.decode(foreign[0] if foreign else _guess(body), "replace")


def _declared(body: bytes, content_type: str) -> tuple[str, ...]:
    """Codecs that the server, a meta element and an XML declaration name, known ones only."""
    names = [found[1] for found in [_HTTP_SAYS.search(content_type[:1000])] if found]
    head = body[:8192]
    names += [
        found[1].decode("ascii", "replace") for found in (_META_SAYS.search(head), _XML_SAYS.search(head)) if found
    ]
    return tuple(codec for name in names if (codec := _codec(name)))


def _codec(name: str) -> str | None:
    """The codec for the name of a character set; None for any other codec Python knows, and a page might name."""
    plain = name.lower().replace("-", "_").replace(".", "_").replace(":", "_")
    codec = aliases.get(plain, plain)
    if not _CHARSETS.fullmatch(codec):
        return None
    codec = _WIDER.get(codec, codec)
    try:
        codecs.lookup(codec)
    except LookupError:  # cp9999
        return None
    return codec


def _mostly_utf8(body: bytes) -> bool:
    """A few broken characters in text that is UTF-8 otherwise: something was pasted in, or cut at a byte count."""
    read = body[:1_000_000].decode("utf_8", "replace")
    broken = read.count("\ufffd")
    return 20 * broken <= sum(1 for sign in read if sign > "\x7f") - broken


def _guess(body: bytes) -> str:
    """From the letters' frequencies, in the part of the page that has some; with few of them western European."""
    strange = [at for at, byte in enumerate(body[:1_000_000]) if byte > 127]
    if len(strange) < 20:
        return "cp1252"
    start = max(0, strange[0] - 2000)
    best = from_bytes(body[start : start + 50_000]).best()
    return (_codec(best.encoding) if best else None) or "cp1252"

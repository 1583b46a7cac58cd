"""Bytes that strangers sent and the character sets they name -> text."""

import codecs
import re
from collections.abc import Callable, Iterable
from encodings.aliases import aliases

_BOMS = (  # the longer first: UTF-32 little endian begins like UTF-16 little endian
    (codecs.BOM_UTF32_LE, "utf_32_le"),
    (codecs.BOM_UTF32_BE, "utf_32_be"),
    (codecs.BOM_UTF8, "utf_8"),
    (codecs.BOM_UTF16_LE, "utf_16_le"),
    (codecs.BOM_UTF16_BE, "utf_16_be"),
    (b"<\0", "utf_16_le"),
    (b"\0<", "utf_16_be"),
    (b"{\0", "utf_16_le"),
    (b"\0{", "utf_16_be"),
)
_XML_SAYS = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}["']([\w.:-]{1,40})""", re.IGNORECASE)
_META_SAYS = re.compile(rb"""<meta[^<>]{1,300}?charset\s{0,9}=\s{0,9}["']?\s{0,9}([\w.:-]{1,40})""", re.IGNORECASE)
_HTTP_SAYS = re.compile(r"""charset\s{0,9}=\s{0,9}["']?([\w.:-]{1,40})""", re.IGNORECASE)
_HEAD = 8192  # bytes in which a document says what it is written in

# Names of real character sets. Python's registry also has `undefined`, `idna`, `unicode_escape` and `rot13`, and a
# document that names one of those must not choose what runs.
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


def xml_says(body: bytes) -> str | None:
    """The encoding that an XML declaration names, as written."""
    found = _XML_SAYS.search(body[:_HEAD])
    return found[1].decode("ascii", "replace") if found else None


def html_says(body: bytes) -> str | None:
    """The charset that a meta element names, as written."""
    found = _META_SAYS.search(body[:_HEAD])
    return found[1].decode("ascii", "replace") if found else None


def http_says(content_type: str) -> str | None:
    """The charset in a Content-Type, as written."""
    found = _HTTP_SAYS.search(content_type[:1000])
    return found[1] if found else None


def decode(body: bytes, declared: Iterable[str | None], guess: Callable[[bytes], str]) -> str:
    """Byte order mark, then UTF-8 if it is valid UTF-8, then the first declared name we know, then `guess` (a codec).

    Valid UTF-8 beats every declaration: text in another charset is hardly ever valid UTF-8 by chance, and declarations
    are often copied. A few broken characters in what is UTF-8 otherwise (a title cut at a byte count) do not change
    that.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body.decode(name, "replace").lstrip("\ufeff")
    said = [found for name in declared if name and (found := codec(name))]
    if "iso2022_jp" not in said:  # its bytes are all ASCII, hence always valid UTF-8
        try:
            return codecs.getincrementaldecoder("utf_8")().decode(body)  # a last character cut in two is no fault
        except UnicodeDecodeError:
            if _mostly_utf8(body):
                return body.decode("utf_8", "replace")
    foreign = next((name for name in said if name != "utf_8"), None)
    return body.decode(foreign or guess(body), "replace")


def codec(name: str) -> str | None:
    """The codec for the name of a character set; None for any other codec Python knows, and a document might name."""
    plain = name.lower().replace("-", "_").replace(".", "_").replace(":", "_")
    found = aliases.get(plain, plain)
    if not _CHARSETS.fullmatch(found):
        return None
    found = _WIDER.get(found, found)
    try:
        codecs.lookup(found)
    except LookupError:  # cp9999
        return None
    return found


def _mostly_utf8(body: bytes) -> bool:
    read = body[:1_000_000].decode("utf_8", "replace")
    broken = read.count("\ufffd")
    return 4 * broken <= sum(1 for sign in read if sign > "\x7f") - broken

"""The bytes of a feed document -> text; feed text -> XML that a strict parser has a chance with."""

import codecs
import re
from encodings.aliases import aliases
from itertools import islice

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
_HTTP_SAYS = re.compile(r"""charset\s{0,9}=\s{0,9}["']?([\w.:-]{1,40})""", re.IGNORECASE)

# Names of real character sets. Python's registry also has `undefined`, `idna`, `unicode_escape` and `rot13`, and a
# document that names one of those must not choose what runs.
_CHARSETS = re.compile(
    r"ascii|big5\w*|cp\d{3,4}|euc_\w+|gb\w+|iso2022_\w+|iso8859_\d+|koi8_\w|latin_1|mac_\w+|shift_jis\w*|tis_620|utf_(?:8|16|32)(?:_[bl]e)?"
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

_ROOT = re.compile(r"<(?:[\w.-]{1,30}:)?(?:rss|feed|rdf)(?=[\s>/])", re.IGNORECASE)
_IS_A_PAGE = re.compile(r"<(?:!doctype\s+html|html|body)\b", re.IGNORECASE)
_DOCTYPE = re.compile(r"<!DOCTYPE[^\[<>]*(?:\[[^\]]*\]\s*)?>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?")
_LONG_AUTHOR = re.compile(
    r"(<(?:\w{1,30}:)?(?:author|creator|managingeditor|webmaster|publisher|name|email)(?:\s[^<>]*)?>"
    r"(?:<!\[CDATA\[)?[^<\]]{500})[^<\]]+",
    re.IGNORECASE,
)
_ENTRY = re.compile(r"<(?:[\w.-]{1,30}:)?(?:item|entry)(?=[\s>/])")
_ENTRY_END = re.compile(r"</(?:[\w.-]{1,30}:)?(?:item|entry)\s*>")


def decode(body: bytes, content_type: str) -> str:
    """Byte order mark, then UTF-8 if it is valid UTF-8, then what the document says, the server says, windows-1252.

    Valid UTF-8 beats every declaration: text in another charset is hardly ever valid UTF-8 by chance, declarations are
    often copied (feedparser would believe `charset=iso-8859-1`; miniflux uses the same rule).
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
    if said[:1] == ("utf_8",) and _mostly_utf8(body):
        return body.decode("utf_8", "replace")
    foreign = [codec for codec in said if codec not in ("utf_8", "utf_16", "utf_16_le", "utf_16_be")]
    return body.decode(foreign[0] if foreign else "cp1252", "replace")


def _declared(body: bytes, content_type: str) -> tuple[str, ...]:
    """Codecs that the document and then the server name, known ones only."""
    names = []
    if inside := _XML_SAYS.search(body[:3000]):
        names.append(inside[1].decode("ascii", "replace"))
    if outside := _HTTP_SAYS.search(content_type[:1000]):
        names.append(outside[1])
    return tuple(codec for name in names if (codec := _codec(name)))


def _codec(name: str) -> str | None:
    """The codec for the name of a character set, or None."""
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
    """A few broken characters in text that is UTF-8 otherwise: titles cut at a byte count do that."""
    read = body[:1_000_000].decode("utf_8", "replace")
    broken = read.count("\ufffd")
    return 20 * broken <= sum(1 for sign in read if sign > "\x7f") - broken


def feed_markup(text: str, most: int) -> str | None:
    """From the feed's root on, with nothing a parser chokes on needlessly; None: nothing here looks like a feed.

    What stood before the root goes: the XML declaration (the text is decoded), warnings of a web server, a DOCTYPE
    with its entities (an expansion attack in a feed, never a need). Entries beyond `most` go before they cost time.
    """
    root = _ROOT.search(text)
    if root is None:
        return None
    if not _is_prolog(text[: root.start()]):
        return None
    feed = _NO_XML.sub("", text[root.start() :])
    feed = _REFERENCE.sub(_sane_reference, feed)
    feed = _LONG_AUTHOR.sub(r"\1", feed)  # feedparser needs 4.7 s for an author of 40 kB, quadratic
    # feedparser takes a picture's description for the entry's full text; under another name it is just kept
    feed = feed.replace("media:description", "media:caption")
    return _first_entries(feed, most)


def _is_prolog(before: str) -> bool:
    """Whether a feed may begin after this: declarations, comments, empty tags, at most some lines of a warning."""
    first, *others = before[:20_000].split("<!--")
    rest = first + "".join(other.partition("-->")[2] for other in others)
    rest = _TAG.sub("", _DOCTYPE.sub("", rest)).strip()
    return len(rest) <= (0 if _IS_A_PAGE.search(before) else 1000)  # more: a page or a text about feeds


def _sane_reference(match: re.Match[str]) -> str:
    """A character reference that XML allows, as it is; for any other nothing: &#xD800; makes feedparser raise."""
    digits = match[1] or match[2]
    if len(digits) > 10:  # with all its leading zeros: nobody writes that
        return ""
    code = int(digits, 16 if match[1] else 10)
    is_character = (
        code in (9, 10, 13) or 0x20 <= code < 0xD800 or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF
    )
    return match[0] if is_character else ""


def _first_entries(feed: str, most: int) -> str:
    """The feed with its first `most` entries and everything after the last."""
    beyond = next(islice(_ENTRY.finditer(feed), most, None), None)
    if beyond is None:
        return feed
    end = 0
    for last in _ENTRY_END.finditer(feed, beyond.start()):
        end = last.end()
    return feed[: beyond.start()] + (feed[end:] if end else "")

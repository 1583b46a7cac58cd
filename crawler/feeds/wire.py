"""The bytes of a feed document -> text; feed text -> XML that a strict parser has a chance with."""

import re
from itertools import islice

from crawler.normal import charset

# The root of CDF, Microsoft's of 1997, is a channel with an address; RSS has that name inside.
_ROOT = re.compile(
    r"<(?:(?:[\w.-]{1,30}:)?(rss|feed|rdf)(?=[\s>/])|channel(?=\s)(?=[^<>]{0,2000}?\shref\s{0,9}=))", re.IGNORECASE
)
_CDF = re.compile(r"<channel\s", re.IGNORECASE)
_DECLARATION = re.compile(r"<\?[^<>]*>")
_IS_A_PAGE = re.compile(r"<(?:!doctype\s+html|html|body)\b", re.IGNORECASE)
_DOCTYPE = re.compile(r"<!DOCTYPE[^\[<>]*(?:\[[^\]]*\]\s*)?>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?")
# Any but those that are nearly all and sane: &#39; &#039; &#8217; &#x2019; &#128512; &#x1f600;
_ODD_REFERENCE = re.compile(
    r"&#(?!(?:0?3[2-9]|0?[4-9][0-9]|[1-9][0-9]{2,3}|[1-4][0-9]{4}|1[0-9]{5}"
    r"|[xX](?:[2-9a-fA-F][0-9a-fA-F]|[1-9a-cA-C][0-9a-fA-F]{2,3}|1[0-9a-fA-F]{4}));)"
)
_CONTROLS = bytes((*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20)))
_BARE_AMPERSAND = re.compile(
    r"<!\[CDATA\[[^\]]*+(?:\](?!\]>)[^\]]*+)*+|&(?!#[0-9xX]|[a-z][a-z0-9]{1,31};)",  # or CDATA, where it is fine
    re.IGNORECASE,
)
_CROWD = re.compile(r"""(<[\w:.-]{1,60})(?:\s++[^\s=<>"'/]++\s*+=\s*+(?:"[^"<]*+"|'[^'<]*+')){500,}+""")
_CROWD_CHARACTERS = 2_500  # five for the shortest of 500 attributes
_LONG_AUTHOR = re.compile(
    r"(<(?:\w{1,30}:)?(?:author|creator|managingeditor|webmaster|publisher|name|email)(?:\s[^<>]*)?>"
    r"(?:<!\[CDATA\[)?[^<\]]{500})[^<\]]+",
    re.IGNORECASE,
)
_LONG_BASE = re.compile(
    r"""(\s)(?:xml:)?base\s{0,9}=\s{0,9}(?:"[^"]{2049,}"?|'[^']{2049,}'?|[^\s>"']{2049,})""", re.IGNORECASE
)
_ENTRY = re.compile(r"<(?:[\w.-]{1,30}:)?(?:item|entry)(?=[\s>/])", re.IGNORECASE)
_ENTRY_END = re.compile(r"</(?:[\w.-]{1,30}:)?(?:item|entry)\s*>", re.IGNORECASE)

_HEAD = 100_000  # characters in which a channel tells of itself


def decode(body: bytes, content_type: str) -> str:
    """The text of a feed document; where neither the bytes nor anybody else say what it is written in, windows-1252."""
    return charset.decode(body, (charset.xml_says(body), charset.http_says(content_type)), lambda _: "cp1252")


def decode_page(body: bytes, content_type: str) -> str:
    """The text of an HTML page."""
    declared = (charset.http_says(content_type), charset.html_says(body), charset.xml_says(body))
    return charset.decode(body, declared, lambda _: "cp1252")


def feed_markup(text: str, most: int) -> str | None:
    """From the feed's root on, with no character that XML does not know; None: nothing here looks like a feed.

    What stood before the root goes: the XML declaration (the text is decoded), warnings of a web server, a DOCTYPE
    with its entities (an expansion attack in a feed, never a need). Entries beyond `most` go before they cost time.
    """
    root = _root(text)
    if root is None:
        return None
    before = text[: root.start()]
    if not (is_prolog(before) if root[1] else _is_declaration(before)):
        return None
    feed = text[root.start() :]
    if not _is_clean(feed):
        feed = _NO_XML.sub("", feed)
    if _ODD_REFERENCE.search(feed):
        feed = _REFERENCE.sub(_sane_reference, feed)
    # feedparser takes a picture's description for the entry's full text; under another name it is just kept
    feed = feed.replace("media:description", "media:caption")
    return _first_entries(feed, most)


def tolerable(feed: str) -> str:
    """Feed markup, well-formed or not, without what feedparser chokes on needlessly."""
    feed = _BARE_AMPERSAND.sub(_escaped, feed)  # feedparser makes "R&D; en P&O;" of "R&D en P&O"
    feed = _CROWD.sub(r"\1", feed)  # feedparser needs 1 s for 10,000 attributes of one tag, quadratic
    feed = _LONG_AUTHOR.sub(r"\1", feed)  # feedparser needs 4.7 s for an author of 40 kB, quadratic
    return _LONG_BASE.sub(r"\1", feed)  # feedparser keeps the base for each open tag: 1 GiB for a feed of 300 kB


def is_crowded(feed: str) -> bool:
    """Whether a tag has so many attributes that expat and libxml2, which compare each with all others, take long."""
    pieces = feed.split("<")
    if max(map(len, pieces)) < _CROWD_CHARACTERS:
        return False
    return any(_CROWD.match("<" + piece) for piece in pieces if len(piece) >= _CROWD_CHARACTERS)


def _is_clean(feed: str) -> bool:
    """Whether XML knows every character, told ten times faster than by looking for one that it does not."""
    try:
        written = feed.encode()
    except UnicodeEncodeError:
        return False
    return len(written) == len(written.translate(None, _CONTROLS)) and not _has_noncharacters(feed)


def _has_noncharacters(feed: str) -> bool:
    return not feed.isascii() and ("\ufffe" in feed or "\uffff" in feed)


def _root(text: str) -> re.Match[str] | None:
    """The first tag of a feed that does not stand in a comment ("<!-- for the <rss> of 2025 -->")."""
    root, at = _ROOT.search(text), 0
    while root is not None and (comment := text.find("<!--", at, root.start())) >= 0:
        end = text.find("-->", comment)
        if end < 0:  # a comment that never ends is none
            return root
        at = end
        if at > root.start():
            root = _ROOT.search(text, at)
    return root


def is_cdf(feed: str) -> bool:
    """Whether feed markup is CDF, which feedparser reads without naming it."""
    return _CDF.match(feed) is not None


def head(feed: str) -> str:
    """What stands before the first entry, as far as anybody looks."""
    first = _ENTRY.search(feed)
    return feed[: min(first.start(), _HEAD) if first else _HEAD]


def is_prolog(before: str) -> bool:
    """Whether a feed may begin after this: declarations, comments, empty tags, at most some lines of a warning."""
    rest = _TAG.sub("", _undeclared(before)).strip()
    return len(rest) <= (0 if _IS_A_PAGE.search(before) else 1000)  # more: a page or a text about feeds


def _is_declaration(before: str) -> bool:
    """Whether only declarations and comments stand before a root; any XML may have a channel further down."""
    return _IS_A_PAGE.search(before) is None and _DECLARATION.sub("", _undeclared(before)).strip() == ""


def _undeclared(before: str) -> str:
    """Without comments and DOCTYPE."""
    first, *others = before[:20_000].split("<!--")
    return _DOCTYPE.sub("", first + "".join(other.partition("-->")[2] for other in others))


def _sane_reference(match: re.Match[str]) -> str:
    """A character reference that XML allows, as it is; for any other nothing: &#xD800; makes feedparser raise."""
    digits = match[1] or match[2]
    if len(digits) > 10:  # with all its leading zeros: nobody writes that
        return ""
    return match[0] if is_character(int(digits, 16 if match[1] else 10)) else ""


def is_character(code: int) -> bool:
    """Whether XML allows it."""
    return code in (9, 10, 13) or 0x20 <= code < 0xD800 or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF


def _escaped(match: re.Match[str]) -> str:
    """An ampersand that begins no reference, as XML wants it; CDATA as it is."""
    return "&amp;" if match[0] == "&" else match[0]


def _first_entries(feed: str, most: int) -> str:
    """The feed with its first `most` entries and everything after the last."""
    if feed.count("<") <= most:
        return feed
    beyond = next(islice(_ENTRY.finditer(feed), most, None), None)
    if beyond is None:
        return feed
    end = 0
    for last in _ENTRY_END.finditer(feed, beyond.start()):
        end = last.end()
    return feed[: beyond.start()] + (feed[end:] if end else "")

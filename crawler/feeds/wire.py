"""The bytes of a feed document -> text; feed text -> XML that a strict parser has a chance with."""

import re
from itertools import islice

from crawler.normal import charset

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
    """The text of a feed document; where neither the bytes nor anybody else say what it is written in, windows-1252."""
    return charset.decode(body, (charset.xml_says(body), charset.http_says(content_type)), lambda _: "cp1252")


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

"""The text of a page -> one lxml tree, or None where it is no HTML."""

import re

from lxml import etree
from lxml.html import HtmlComment, HtmlElement, HtmlEntity, HTMLParser, HtmlProcessingInstruction, document_fromstring

_FIRST_TAG = re.compile(r"<([a-zA-Z][\w:.-]{0,40})")
_NO_PAGE = {"feed", "opml", "rdf:rdf", "rss", "sitemapindex", "urlset"}
_LOOKS_LIKE_HTML = re.compile(
    r"<(?:!doctype\s+html|html|head|body|meta|title|div|p|article|main|section|h1|ul|table)[\s>/]", re.IGNORECASE
)
# UTF-8's bytes, for they are taken out of a page four times as fast as its characters.
_CONTROLS = bytes((*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F))
# The same by reference: libxml2 lets them into a tree, and lxml raises when it is to move such a text.
_CONTROLS_BY_NUMBER = re.compile(
    rb"&#(?:x0*(?:[0-8bcef]|1[0-9a-f]|fff[ef])(?![0-9a-f])|0*(?:[0-8]|1[124-9]|2[0-9]|3[01]|6553[45])(?![0-9]));?",
    re.IGNORECASE,
)
# int() refuses 4,300 figures; also where the text shows a reference, for who reads it may resolve it once more.
_LONG_REFERENCE = re.compile(rb"&(?:amp;)?#(?:[0-9]{8,}|x[0-9a-f]{8,});?", re.IGNORECASE)
_UNKNOWN = "\ufffd".encode()
# lxml.html's own lookup asks Python for the class of every element it hands out, each time: a sixth of all time spent
# on a page. All it tells apart are the fields of forms, which nobody here fills in.
_CLASSES = etree.ElementDefaultClassLookup(
    element=HtmlElement, comment=HtmlComment, pi=HtmlProcessingInstruction, entity=HtmlEntity
)


def parser(*, bare: bool = False) -> HTMLParser:
    """A parser of UTF-8 whose trees are walked fast; `bare`: and hold no comments."""
    made = HTMLParser(encoding="utf-8", collect_ids=False, remove_comments=bare, remove_pis=bare)
    made.set_element_class_lookup(_CLASSES)
    return made


def is_page(text: str) -> bool:
    """Whether this looks like HTML: not a feed, a sitemap, JSON or plain text."""
    first = _FIRST_TAG.search(text[:100_000])
    if first is None or first[1].lower() in _NO_PAGE or text.lstrip()[:1] in ("{", "["):
        return False
    return _LOOKS_LIKE_HTML.search(text[:200_000]) is not None


def tree(text: str) -> HtmlElement | None:
    """The whole page; None where it is none, or nothing is left of it. Raises MemoryError.

    libxml2 cuts a tree at 256 levels, so a page nested deeper loses what is inside, and nothing overflows.
    """
    if not is_page(text):
        return None
    try:  # as bytes: lxml refuses a str that begins with an XML declaration
        found = document_fromstring(_tame(text), parser=parser(bare=True))
    except (etree.LxmlError, ValueError) as error:
        raise_if_memory_lacks(error)
        return None
    return found if isinstance(found, HtmlElement) else None


def raise_if_memory_lacks(error: Exception) -> None:
    """MemoryError where libxml2 had not enough: lxml raises what it raises for a fault of the markup."""
    if getattr(error, "code", None) == etree.ErrorTypes.ERR_NO_MEMORY:
        raise MemoryError from error


def _tame(text: str) -> bytes:
    """A page without what no text may hold."""
    markup = text.replace("\ufffe", "").replace("\uffff", "").encode("utf-8", "replace").translate(None, _CONTROLS)
    markup = _CONTROLS_BY_NUMBER.sub(b" ", markup)  # a blank: what it parts must not become another
    return _LONG_REFERENCE.sub(_UNKNOWN, markup)

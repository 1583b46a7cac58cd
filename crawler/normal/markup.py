"""The text of a page -> one lxml tree, or None where it is no HTML."""

import re

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

_FIRST_TAG = re.compile(r"<([a-zA-Z][\w:.-]{0,40})")
_NO_PAGE = {"feed", "opml", "rdf:rdf", "rss", "sitemapindex", "urlset"}
_LOOKS_LIKE_HTML = re.compile(
    r"<(?:!doctype\s+html|html|head|body|meta|title|div|p|article|main|section|h1|ul|table)[\s>/]", re.IGNORECASE
)
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
# The same by reference: libxml2 lets them into a tree, and lxml raises when it is to move such a text.
_CONTROLS_BY_NUMBER = re.compile(
    r"&#(?:x0*(?:[0-8bcef]|1[0-9a-f]|fff[ef])(?![0-9a-f])|0*(?:[0-8]|1[124-9]|2[0-9]|3[01]|6553[45])(?![0-9]));?",
    re.IGNORECASE,
)
# int() refuses 4,300 figures; also where the text shows a reference, for who reads it may resolve it once more.
_LONG_REFERENCE = re.compile(r"&(?:amp;)?#(?:[0-9]{8,}|x[0-9a-f]{8,});?", re.IGNORECASE)


def _parser() -> HTMLParser:
    """Without what no reader of ours looks at: comments, and the index of ids."""
    return HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)


def is_page(text: str) -> bool:
    """Whether this looks like HTML: not a feed, a sitemap, JSON or plain text."""
    first = _FIRST_TAG.search(text[:100_000])
    if first is None or first[1].lower() in _NO_PAGE or text.lstrip()[:1] in ("{", "["):
        return False
    return _LOOKS_LIKE_HTML.search(text[:200_000]) is not None


def tree(text: str) -> HtmlElement | None:
    """The whole page; None where it is none, or nothing is left of it. Raises nothing.

    libxml2 cuts a tree at 256 levels, so a page nested deeper loses what is inside, and nothing overflows.
    """
    if not is_page(text):
        return None
    clean = _CONTROLS_BY_NUMBER.sub(" ", _CONTROLS.sub("", text))  # a blank: what it parts must not become another
    markup = _LONG_REFERENCE.sub("\ufffd", clean).encode("utf-8", "replace")
    try:  # as bytes: lxml refuses a str that begins with an XML declaration
        found = document_fromstring(markup, parser=_parser())
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    return found if isinstance(found, HtmlElement) else None

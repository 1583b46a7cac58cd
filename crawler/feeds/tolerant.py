"""The markup of a feed, however broken -> what feedparser says of it.

It takes as long to load as the rest of a worker, and is needed for one document in ten: so rss imports this in need.
"""

import io
import re
from collections.abc import Callable
from typing import Any
from xml.sax import SAXException

import feedparser
from lxml import etree

from crawler.feeds import wire
from crawler.normal.markup import raise_if_memory_lacks

Fields = dict[str, Any]  # what it holds is never certain

# What feedparser raises on ordinary garbage instead of setting bozo: AssertionError, IndexError (declarations in
# CDATA), ValueError, OverflowError (references, ports, numbers), AttributeError, KeyError, TypeError (elements in odd
# places), re.error (DOCTYPE), RecursionError, SAXException; see its issues 378, 590, 591 and 599.
_GARBAGE = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    SAXException,
    TypeError,
    ValueError,
    re.error,
)
looks_like_html: Callable[[str], bool] = feedparser.api.StrictFeedParser.looks_like_html
_VOCABULARIES = (
    "http://my.netscape.com/rdf",
    "http://purl.org/atom",
    "http://purl.org/dc",
    "http://purl.org/rss/1.0",
    "http://rssnamespace.org/feedburner",
    "http://search.yahoo.com/mrss",
    "http://www.w3.org/",
)
_PREFIXES = {"atom", "content", "dc", "dcterms", "feedburner", "media", "rdf", "rss"}


def read(feed: str) -> Fields | None:
    """feedparser's result; once more over lxml's repair of the markup if it raises. None: it raises at that too."""
    markup = wire.tolerable(feed).encode("utf-8", "replace")
    result = _feedparser(markup)
    if result is not None:
        return result
    forgiving = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(markup, forgiving)
    except (etree.LxmlError, ValueError) as error:
        raise_if_memory_lacks(error)
        return None
    if root is None:
        return None
    for element in list(root.iter()):
        parent = element.getparent()
        if parent is not None and not _is_needed(element.tag):
            parent.remove(element)
    return _feedparser(etree.tostring(root, encoding="utf-8"))


def _is_needed(tag: object) -> bool:
    """Whether an element says something of an entry. Most of what makes feedparser raise stands in the others."""
    if not isinstance(tag, str):  # a comment
        return False
    if tag.startswith("{"):
        return tag[1:].lower().startswith(_VOCABULARIES) and not tag.lower().endswith("}textinput")
    prefix, colon, _ = tag.rpartition(":")
    return prefix.lower() in _PREFIXES if colon else tag.lower() not in ("textinput", "image", "cloud")


def _feedparser(markup: bytes) -> Fields | None:
    """UTF-8 markup -> feedparser's result; None: it raised.

    In a BytesIO: bare bytes that name an existing file would be opened. Without sanitizing and address resolving:
    texts are cleaned later anyway, and that halves the time (49 -> 19 ms over 238 real feeds). Without a base address:
    with one feedparser joins it to a guid such as "4711" too and takes the result for the entry's address.
    """
    try:
        return dict(
            feedparser.parse(
                io.BytesIO(markup),
                response_headers={"content-type": "application/xml; charset=utf-8"},
                sanitize_html=False,
                resolve_relative_uris=False,
            )
        )
    except _GARBAGE:
        return None

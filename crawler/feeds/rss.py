"""The text of an RSS, RDF or Atom document, well-formed or not -> a Document, or None. feedparser reads it."""

import io
import re
from html import escape
from typing import Any
from xml.sax import SAXException, SAXParseException

import feedparser
from lxml import etree

from crawler.feeds import further, rhythm, wellformed, wire
from crawler.feeds.links import absolute, absolute_html, join
from crawler.model import Document, Entry
from crawler.normal.markup import raise_if_memory_lacks
from crawler.normal.text import one_line, plain

Fields = dict[str, Any]  # feedparser's; what it holds is never certain

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
looks_like_html = feedparser.api.StrictFeedParser.looks_like_html
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
_CUT_SHORT = {"no element found", "unclosed token", "unclosed CDATA section", "partial character"}  # expat's words
_HTML = {"text/html", "application/xhtml+xml"}
_TAG = re.compile(r"<[^<>]*>")
_MAIL = re.compile(r"[^\s@<>()]{1,64}@[^\s@<>()]{1,255}")


def read(text: str, url: str, most: int) -> Document | None:
    """The first `most` entries; `warning` says what was wrong with a document that could be read all the same."""
    feed = wire.feed_markup(text, most)
    if feed is None:
        return None
    result = _parse(feed)
    version = _version(result, feed) if result is not None else ""
    if result is None or not version:  # bozo says nothing: whatever has a version is a feed
        return None
    channel = result.get("feed", {})
    language = _text(channel, "language") or None
    base = url if _is_http(url) else _text(channel, "link")
    return Document(
        version=version,
        title=_title(channel),
        link=absolute(_link(channel), base),
        language=language,
        entries=tuple(_entry(entry, base, language, version) for entry in result["entries"][:most]),
        warning=_warning(result),
        cut_short=_is_cut_short(result),
        rhythm=rhythm.read(channel, wire.head(feed)),
        further=further.of_channel(channel, url, has_entries=bool(result["entries"])),
    )


def _version(result: Fields, feed: str) -> str:
    """As feedparser calls it; it reads CDF without a word, so that is one if it lists addresses."""
    if result.get("version"):
        return str(result["version"])
    return "cdf" if wire.is_cdf(feed) and any(entry.get("link") for entry in result["entries"]) else ""


def _parse(feed: str) -> Fields | None:
    """feedparser's result; once more over lxml's repair of the markup if it raises."""
    if not wire.is_crowded(feed) and (swift := wellformed.read(feed, looks_like_html)) is not None:
        return swift
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


def _warning(result: Fields) -> str | None:
    fault = result.get("bozo_exception")
    if not result.get("bozo") or fault is None:
        return None
    if not isinstance(fault, SAXParseException):
        return f"not well-formed: {one_line(str(fault), 200)}"
    kind = "cut short" if _is_cut_short(result) else "not well-formed"
    return f"{kind}: {one_line(fault.getMessage(), 200)}, line {fault.getLineNumber()}"


def _is_cut_short(result: Fields) -> bool:
    fault = result.get("bozo_exception")
    return isinstance(fault, SAXParseException) and fault.getMessage() in _CUT_SHORT


def _entry(raw: Fields, base: str, language: str | None, version: str) -> Entry:
    published = _text(raw, "published") or _text(raw, "created")
    updated = _text(raw, "updated")
    if not published and version.startswith("rss"):
        published, updated = updated, ""  # dc:date, the only date RSS 1.0 has, arrives as `updated`
    summary, content = _texts(raw, base)
    guid = _text(raw, "id")
    link = absolute(_link(raw), base)
    is_address = _is_http(guid) or guid.startswith("/")
    permalink = absolute(guid, base) if is_address and raw.get("guidislink") else None
    return Entry(
        url=link or permalink,
        guid=guid or None,
        title=_title(raw),
        summary=summary,
        content=content,
        published_raw=published or None,
        updated_raw=updated or None,
        authors=_authors(raw),
        categories=_categories(raw),
        language=_language(raw) or language,
        image_url=_image(raw, base),
        guid_is_permalink=permalink is not None,
        aliases=_aliases(raw, base, link or permalink),
    )


def _text(fields: Fields, key: str) -> str:
    """A field's own text: feedparser's dictionaries answer `updated` with `published`, so past their __getitem__."""
    value = dict.get(fields, key)
    return value.strip() if isinstance(value, str) else ""


def _each(fields: Fields, key: str) -> list[Fields]:
    """The dictionaries in a list field."""
    values = dict.get(fields, key)
    return [value for value in values if isinstance(value, dict)] if values and isinstance(values, list) else []


def _is_http(address: str) -> bool:
    return address[:8].lower().startswith(("http://", "https://"))


def _title(fields: Fields) -> str:
    """A title has no markup: as plain text, whatever its type."""
    detail = dict.get(fields, "title_detail")
    kind = detail.get("type", "") if isinstance(detail, dict) else ""
    title = _text(fields, "title")
    return one_line(plain(title) if kind in _HTML else title)


def _link(fields: Fields) -> str:
    """The page this is about: the first HTML alternate, else any alternate; never self, enclosure or hub.

    feedparser's own choice may be a guid that is a number, a tag or a urn: that is no link.
    """
    alternates = [link for link in _each(fields, "links") if link.get("rel") == "alternate" and link.get("href")]
    of_html = [link for link in alternates if link.get("type", "text/html") in _HTML]
    chosen = (of_html or alternates)[:1]
    return str(chosen[0]["href"]) if chosen else ""


def _aliases(raw: Fields, base: str, url: str | None) -> tuple[str, ...]:
    """Where else it can be found: before feedburner, as AMP."""
    amp = [link.get("href") for link in _each(raw, "links") if link.get("rel") == "amphtml"]
    found = [absolute(address, base) for address in (_text(raw, "feedburner_origlink"), *amp)]
    return tuple(dict.fromkeys(address for address in found if address and address != url))


def _texts(raw: Fields, base: str) -> tuple[str, str]:
    """Summary and full text as HTML with absolute links; one text is not given twice.

    The longest content is the full text, unless the summary says more: then it is a counting pixel (golem.de, 2017).
    """
    contents = [_html(content, base) for content in _each(raw, "content")]
    content = max(contents, key=_length) if len(contents) > 1 else "".join(contents)
    detail = dict.get(raw, "summary_detail")
    if contents and not isinstance(detail, dict):
        return "", content  # feedparser copied the content, as there is no summary
    kind, within = (detail.get("type"), detail.get("base")) if isinstance(detail, dict) else ("text/html", "")
    summary = _html({"value": _text(raw, "summary"), "type": kind, "base": within}, base)
    if not summary and not content:
        summary = escape(_text(raw, "media_caption"), quote=False)  # a video's description is all it has
    if summary == content:
        return "", content
    return summary, content if not summary or _says_as_much(content, summary) else ""


def _says_as_much(content: str, summary: str) -> bool:
    """Whether a content has no less text than a summary; how a long one begins mostly tells."""
    most = _length(summary)
    enough = 4 * most + 1000
    if enough < len(content) and _length(content[: content.rfind(">", 0, enough) + 1]) >= most:
        return True
    return _length(content) >= most


def _length(html: str) -> int:
    """How much text stands between the tags, in characters."""
    return len(html) - sum(map(len, _TAG.findall(html)))


def _html(content: Fields, base: str) -> str:
    value = content.get("value")
    if not isinstance(value, str):
        return ""
    if content.get("type") == "text/plain":
        return escape(value.strip(), quote=False) if "<" in value else value.strip()
    within = content.get("base")
    return absolute_html(value.strip(), join(base, within) if isinstance(within, str) and within else base)


def _authors(raw: Fields) -> tuple[str, ...]:
    """Names; an address alone names nobody. feedparser parts names from addresses, but knows no .email or .info."""
    names = [_text(author, "name") for author in _each(raw, "authors")]
    if "@" in _text(raw, "author"):  # the last one, as written
        names[-1:] = [_text(raw, "author")]
    names = [one_line(plain(_MAIL.sub("", name) if "@" in name else name), 200).strip("()<> ,;") for name in names]
    return tuple(dict.fromkeys(name for name in names if name))


def _categories(raw: Fields) -> tuple[str, ...]:
    words = [one_line(plain(_text(tag, "label") or _text(tag, "term")), 100) for tag in _each(raw, "tags")]
    return tuple(dict.fromkeys(word for word in words if word and not _is_http(word)))[:50]


def _language(raw: Fields) -> str:
    """Of the entry itself: dc:language, else the xml:lang its title or text stands under."""
    details = [dict.get(raw, "title_detail"), dict.get(raw, "summary_detail"), *_each(raw, "content")]
    own = [detail.get("language") for detail in details if isinstance(detail, dict)]
    return _text(raw, "language") or next((code for code in own if isinstance(code, str) and code), "")


def _image(raw: Fields, base: str) -> str | None:
    """The widest picture of media:content, else a thumbnail, else an enclosure."""
    media = [item for item in _each(raw, "media_content") if _is_image(item)]
    media.sort(key=lambda item: -_number(item.get("width")))
    enclosed = [link for link in _each(raw, "links") if link.get("rel") == "enclosure" and _is_image(link)]
    for item in (*media, *_each(raw, "media_thumbnail"), *enclosed):
        if address := absolute(item.get("url") or item.get("href"), base):
            return address
    return None


def _is_image(item: Fields) -> bool:
    return item.get("medium") == "image" or str(item.get("type", "")).startswith("image/")


def _number(value: object) -> int:
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 6 else 0

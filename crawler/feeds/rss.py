"""The text of an RSS, RDF or Atom document, well-formed or not -> a Document, or None. What is in it, feedparser says.

Of nine documents in ten `wellformed` knows what it would say, so that `tolerant`, which loads it, is imported in need.
"""

import re
from html import escape
from typing import Any
from xml.sax import SAXParseException

from crawler.feeds import further, rhythm, wellformed, wire
from crawler.feeds.links import absolute, absolute_html, join
from crawler.model import Document, Entry
from crawler.normal.text import one_line, plain

Fields = dict[str, Any]  # feedparser's; what it holds is never certain

_CUT_SHORT = {"no element found", "unclosed token", "unclosed CDATA section", "partial character"}  # expat's words
_HTML = {"text/html", "application/xhtml+xml"}
_REFERENCE = re.compile(r"&#?\w+;")
_TAG = re.compile(r"<[^<>]*>")
_MAIL = re.compile(r"[^\s@<>()]{1,64}@[^\s@<>()]{1,255}")


def read(text: str, url: str, most: int) -> Document | None:
    """The first `most` entries; `warning` says what was wrong with a document that could be read all the same."""
    feed = wire.feed_markup(text, most)
    if feed is None:
        return None
    result = _fields(feed)
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


def _fields(feed: str) -> Fields | None:
    """What feedparser says of a document; of one that is well-formed without asking it, nor loading it."""
    if not wire.is_crowded(feed) and (swift := wellformed.read(feed, looks_like_html)) is not None:
        return swift
    from crawler.feeds import tolerant

    return tolerant.read(feed)


def looks_like_html(text: str) -> bool:
    """Whether a text that says it is plain is none, as feedparser finds; it is asked only where that may be."""
    if "</" not in text and not _REFERENCE.search(text):
        return False
    from crawler.feeds import tolerant

    return tolerant.looks_like_html(text)


def _version(result: Fields, feed: str) -> str:
    """As feedparser calls it; it reads CDF without a word, so that is one if it lists addresses."""
    if result.get("version"):
        return str(result["version"])
    return "cdf" if wire.is_cdf(feed) and any(entry.get("link") for entry in result["entries"]) else ""


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

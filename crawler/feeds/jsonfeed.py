"""The text of a JSON Feed 1.0 or 1.1 (jsonfeed.org/version/1.1), or of something near it -> a Document, or None."""

import json
import re
from html import escape
from typing import Any

from crawler.feeds import further
from crawler.feeds.links import absolute, absolute_html
from crawler.model import Document, Entry
from crawler.normal.text import one_line, plain

Fields = dict[str, Any]  # of any type: nobody checked what is in there

# A comma before a bracket closes; or a string, also one without an end: else it is looked for from every quote on.
_STRING_OR_COMMA = re.compile(r'("(?:[^"\\]++|\\.)*+(?:"|\\?\Z))|,(?=\s{0,99}[\]}])', re.DOTALL)
_ITEMS = re.compile(r'"items"\s{0,99}:\s{0,99}\[')
_BETWEEN = re.compile(r"[\s,]*")
_DECODER = json.JSONDecoder(strict=False)  # raw tabs and line feeds in strings are common


def read(text: str, url: str, most: int) -> Document | None:
    """A JSON object that says it is a JSON Feed, or has a list of items with an id, a url or a text each."""
    feed, fault = _load(text), None
    if feed is None:
        feed, fault = _load(_STRING_OR_COMMA.sub(r"\1", text)), "not well-formed: a comma too many"
    if feed is None:
        feed, fault = _first_items(text), "cut short"
    if feed is None:
        return None
    items = _each(feed.get("items"))
    version = _text(feed, "version")
    if "jsonfeed.org/version/" not in version and not any(_is_item(item) for item in items):
        return None
    base = _text(feed, "feed_url") or _text(feed, "home_page_url")
    base = url if url.lower().startswith(("http://", "https://")) else base
    language = _text(feed, "language") or None
    everyones = _authors(feed)
    return Document(
        version="json11" if version.endswith("1.1") else "json10",
        title=one_line(_text(feed, "title")),
        link=absolute(_text(feed, "home_page_url"), base),
        language=language,
        entries=tuple(_entry(item, base, language, everyones) for item in items[:most]),
        warning=fault or (None if "jsonfeed.org/version/" in version else "no JSON Feed version named"),
        cut_short=fault == "cut short",
        further=further.following([feed.get("next_url")], base),
    )


def _load(text: str) -> Fields | None:
    """The object in the text. Python raises RecursionError on deep nesting, ValueError on numbers of 4,300 digits."""
    try:
        value = _DECODER.decode(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _first_items(text: str) -> Fields | None:
    """A feed that ends in the middle: what stands before its items, and the items that are whole."""
    start = _ITEMS.search(text)
    feed = _load(f"{text[: start.end()]}]}}") if start else None
    if start is None or feed is None:
        return None
    items, at = [], start.end()
    while (following := _BETWEEN.match(text, at)) and text[following.end() : following.end() + 1] == "{":
        try:
            item, at = _DECODER.raw_decode(text, following.end())
        except (ValueError, RecursionError):
            break
        items.append(item)
    return feed | {"items": items} if items else None


def _is_item(item: Fields) -> bool:
    return bool(
        _text(item, "content_html") or _text(item, "content_text") or (_text(item, "id") and _text(item, "url"))
    )


def _entry(item: Fields, base: str, language: str | None, everyones: tuple[str, ...]) -> Entry:
    guid = _text(item, "id")
    permalink = absolute(guid, base) if guid.lower().startswith(("http://", "https://")) else None
    url = absolute(_text(item, "url"), base) or permalink or absolute(_text(item, "external_url"), base)
    html = _text(item, "content_html") or escape(_text(item, "content_text"), quote=False)
    return Entry(
        url=url,
        guid=guid or None,
        title=one_line(_text(item, "title")),
        summary=escape(_text(item, "summary"), quote=False),
        content=absolute_html(html, base),
        published_raw=_text(item, "date_published") or None,
        updated_raw=_text(item, "date_modified") or None,
        authors=_authors(item) or everyones,
        categories=_tags(item.get("tags")),
        language=_text(item, "language") or language,
        image_url=absolute(_text(item, "image") or _text(item, "banner_image"), base),
        guid_is_permalink=permalink is not None,
    )


def _text(fields: Fields, key: str) -> str:
    """A string, or a number as one: ids are written both ways."""
    value = fields.get(key)
    if isinstance(value, bool):
        return ""
    if isinstance(value, int | float):
        return str(value)
    return value.strip() if isinstance(value, str) else ""


def _each(value: object) -> list[Fields]:
    """The objects in a list, or the one object that stands where a list should."""
    values = value if isinstance(value, list) else [value]
    return [one for one in values if isinstance(one, dict)]


def _authors(fields: Fields) -> tuple[str, ...]:
    """1.1 has `authors`, 1.0 has `author`; some write a bare name."""
    listed = fields.get("authors") or fields.get("author")
    bare = [one for one in (listed if isinstance(listed, list) else [listed]) if isinstance(one, str)]
    names = [one_line(plain(name), 200) for name in (*bare, *(_text(author, "name") for author in _each(listed)))]
    return tuple(dict.fromkeys(name for name in names if name))


def _tags(value: object) -> tuple[str, ...]:
    value = value.split(",") if isinstance(value, str) else value
    words = [one_line(plain(word), 100) for word in (value if isinstance(value, list) else []) if isinstance(word, str)]
    return tuple(dict.fromkeys(word for word in words if word))[:50]

"""An item or entry of a well-formed feed -> what feedparser would say of it.

How feedparser takes what is there is kept to the letter: a second description becomes a content, an empty title waits
for the next one, of two dates the last counts.
"""

import re

from lxml import etree

from crawler.feeds.wellformed_names import Doubt, attributes, check_silent, name
from crawler.feeds.wellformed_texts import (
    PAGES,
    Fields,
    Reader,
    bare,
    language_of,
    mended,
    text_of,
    with_href,
    without_semicolons,
)

_MAILED = re.compile(r"[A-Za-z0-9_.+-]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,4} \(([^\W_][\w .,'-]*)\)")
_LONG_AUTHOR = 300  # characters as written; `wire` cuts them at 500
TEXTS = {
    "created": "created",
    "dc:date": "updated",
    "dc:language": "language",
    "dcterms:created": "created",
    "dcterms:issued": "published",
    "dcterms:modified": "updated",
    "issued": "published",
    "language": "language",
    "lastbuilddate": "updated",
    "modified": "updated",
    "pubdate": "published",
    "published": "published",
    "updated": "updated",
}
_ITUNES, _MEDIA = "http://www.itunes.com/", "http://search.yahoo.com/mrss/category_schema"  # schemes feedparser adds
_PERSON = {
    "email": "email",
    "homepage": "href",
    "itunes:email": "email",
    "itunes:name": "name",
    "name": "name",
    "uri": "href",
    "url": "href",
}
_SILENT = frozenset({"contributor", "dc:contributor", "dc:publisher", "dc:rights", "email", "name", "uri", "webmaster"})
_LEAVES = frozenset({"copyright", "dc:rights", "itunes:subtitle", "rights", "subtitle", "tagline"})


def read(reader: Reader, element: etree._Element, language: str | None) -> Fields:
    """The fields of an entry."""
    said = attributes(element)
    if "href" in said or "lastmod" in said:
        raise Doubt
    outside = reader.enter(said)
    entry = _Entry(reader, language_of(said, language))
    if about := said.get("rdf:about"):
        entry.fields["id"] = about
    for child in element:
        entry.take(name(str(child.tag)), child)
    reader.leave(outside)
    reader.has_content = False
    return entry.finished()


def _named(written: str) -> Fields:
    """A name, perhaps with an address before it; of others it is only known that feedparser looks for an address."""
    if "@" not in written:
        return {"name": written} if written else {}
    found = _MAILED.fullmatch(written)
    return {"name": found[1].strip()} if found else {"mailed": True}


def _check_length(author: etree._Element) -> None:
    """An author as long as those that are cut for feedparser's sake."""
    if len((author.text or "").encode("ascii", "xmlcharrefreplace")) > _LONG_AUTHOR:
        raise Doubt


class _Entry:
    """An entry on its way: its fields, and what feedparser would remember between two elements."""

    def __init__(self, reader: Reader, language: str | None) -> None:
        self.fields: Fields = {}
        self._reader = reader
        self._language = language
        self._has_title = self._has_other_title = self._has_link = False
        self._caption_depth = 99

    def finished(self) -> Fields:
        """The fields; what feedparser makes of an address for an author is only known of the last one."""
        mailed = [author.pop("mailed", False) for author in self.fields.get("authors", ())]
        if any(mailed[:-1]) or (self._has_other_title and not self._has_title):
            raise Doubt
        return self.fields

    def take(self, known: str, element: etree._Element) -> None:
        """One element of the entry."""
        if key := TEXTS.get(known):
            self.fields[key] = text_of(element)
        elif how := HOW.get(known):
            how(self, element)
        elif known.startswith("media:"):
            self._media(known, element, 0)
        elif known in _LEAVES and len(element):
            raise Doubt
        elif len(element) and all(name(str(child.tag)) == "category" for child in element):
            check_silent(element, frozenset({"category"}))
            for child in element:
                self._category(child)
        else:
            check_silent(element, _LEAVES if known in _LEAVES else _SILENT)

    def _title(self, element: etree._Element) -> None:
        detail = self._reader.content(element, "text/plain", self._language)
        if not self._has_title:
            self.fields |= {"title": detail["value"], "title_detail": detail}
            self._has_title = detail["value"] != ""

    def _link(self, element: etree._Element) -> None:
        said, text = self._reader.link(element)
        self.fields.setdefault("links", []).append(said)
        if text is None:
            self._has_link |= said["rel"] == "alternate" and said["type"] in PAGES
            return
        self._has_link = True
        if text := without_semicolons(text.replace("&amp;", "&")):
            said["href"] = text

    def _guid(self, element: etree._Element) -> None:
        acts_as_link = attributes(element).get("ispermalink", "true") == "true"
        value = bare(element)
        self.fields["id"] = mended(self._reader.address(value) if acts_as_link and value else value)
        self.fields.setdefault("guidislink", acts_as_link and not self._has_link)
        self._has_link |= acts_as_link

    def _description(self, element: etree._Element) -> None:
        self._first_summary(element, "text/html")

    def _summary(self, element: etree._Element) -> None:
        self._first_summary(element, "text/plain")

    def _first_summary(self, element: etree._Element, default: str) -> None:
        if "summary" in self.fields and not self._reader.has_content:
            self._content(element)
            return
        detail = self._reader.content(element, default, self._language)
        self.fields |= {"summary": detail["value"], "summary_detail": detail}

    def _content(self, element: etree._Element, default: str = "text/plain") -> None:
        self._reader.has_content = True
        detail = self._reader.content(element, default, self._language)
        self.fields.setdefault("content", []).append(detail)
        self.fields.setdefault("summary", detail["value"])

    def _encoded(self, element: etree._Element) -> None:
        self._content(element, "text/html")

    def _author(self, element: etree._Element) -> None:
        _check_length(element)
        before: list[Fields] = self.fields.setdefault("authors", [])
        if len(element) == 0:
            written = text_of(element)
            self.fields["author"] = written
            before.append(_named(written))
            return
        author = self._person(element)
        if before and (  # it inherits what is known of the one before
            "name" not in author or "@" in self.fields["author"] or not all(one.get("person") for one in before)
        ):
            raise Doubt
        before.append(author)
        named, mail = author.get("name"), author.get("email")
        self.fields["author"] = f"{named} ({mail})" if named and mail else named or mail or ""

    @staticmethod
    def _person(element: etree._Element) -> Fields:
        """The elements of Atom's author."""
        author: Fields = {"person": True}
        around = [element.text or ""]
        for child in element:
            around.append(child.tail or "")
            if (key := _PERSON.get(name(str(child.tag)))) is None:
                check_silent(child)
            else:
                _check_length(child)
                author[key] = bare(child)
        if "".join(around).strip():
            raise Doubt
        return author

    def _category(self, element: etree._Element) -> None:
        known = name(str(element.tag))
        said: Fields = dict(attributes(element))
        if known == "itunes:category":
            said = {"term": said.get("text"), "scheme": _ITUNES}
        elif known == "media:category":
            said.setdefault("scheme", _MEDIA)
        self._tag(said.get("term"), said.get("scheme", said.get("domain")), said.get("label"))
        if text := text_of(element):
            tags = self.fields["tags"]
            if tags and not tags[-1]["term"]:
                tags[-1]["term"] = text
            else:
                self._tag(text)

    def _keywords(self, element: etree._Element) -> None:
        if not element.keys():
            scheme = _ITUNES if name(str(element.tag)) == "itunes:keywords" else None
            for term in text_of(element).split(","):
                if term.strip():
                    self._tag(term.strip(), scheme)

    def _tag(self, term: str | None, scheme: str | None = None, label: str | None = None) -> None:
        tags = self.fields.setdefault("tags", [])
        tag = {"term": term, "scheme": scheme, "label": label}
        if (term or scheme or label) and tag not in tags:
            tags.append(tag)

    def _enclosure(self, element: etree._Element) -> None:
        if len(element):
            raise Doubt
        self.fields.setdefault("links", []).append({**with_href(attributes(element)), "rel": "enclosure"})

    def _source(self, element: etree._Element) -> None:
        """After it, or after a picture, a title counts again."""
        bare(element)
        self._has_title = False

    def _origin(self, element: etree._Element) -> None:
        self.fields["feedburner_origlink"] = None if element.keys() else text_of(element)

    def _media(self, known: str, element: etree._Element, depth: int) -> None:
        """Of what Media RSS says of pictures and videos the captions count, the less deep the more."""
        if known == "media:content":
            self.fields.setdefault("media_content", []).append(attributes(element))
        if known in ("media:content", "media:group"):
            for child in element:
                self._media(name(str(child.tag)), child, depth + 1)
        elif known == "media:thumbnail":
            said = attributes(element)
            if (text := self._reader.address_in(element)) and "url" not in said:
                said["url"] = text
            self.fields.setdefault("media_thumbnail", []).append(said)
        elif known == "media:title":
            bare(element)
            self._has_other_title = True
        elif known == "media:caption":
            self._caption(element, depth)
        elif how := _HOW_IN_MEDIA.get(known):
            how(self, element)
        else:
            check_silent(element)

    def _caption(self, element: etree._Element, depth: int) -> None:
        text = text_of(element)
        if element.keys():
            self.fields["media_caption"] = None
        elif depth <= self._caption_depth:
            self._caption_depth = depth
            self.fields["media_caption"] = text


_HOW_IN_MEDIA = {"media:category": _Entry._category, "media:keywords": _Entry._keywords}
HOW = {
    "author": _Entry._author,
    "category": _Entry._category,
    "content": _Entry._content,
    "content:encoded": _Entry._encoded,
    "dc:author": _Entry._author,
    "dc:creator": _Entry._author,
    "dc:description": _Entry._description,
    "dc:subject": _Entry._category,
    "dc:title": _Entry._title,
    "description": _Entry._description,
    "enclosure": _Entry._enclosure,
    "feedburner:origlink": _Entry._origin,
    "guid": _Entry._guid,
    "id": _Entry._guid,
    "image": _Entry._source,
    "itunes:author": _Entry._author,
    "itunes:category": _Entry._category,
    "itunes:keywords": _Entry._keywords,
    "itunes:summary": _Entry._summary,
    "keywords": _Entry._category,
    "link": _Entry._link,
    "managingeditor": _Entry._author,
    "source": _Entry._source,
    "summary": _Entry._summary,
    "title": _Entry._title,
}

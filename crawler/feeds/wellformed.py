"""The markup of a well-formed feed -> what feedparser would say of it, in a fraction of its time; None: ask feedparser.

Only what `rss` asks for is there, and only where it is certainly the same: whoever writes elements in elements, bases,
rare types or names that feedparser takes for something else is left to it.
"""

import re

from lxml import etree

from crawler.feeds import wellformed_entry
from crawler.feeds.wellformed_names import Doubt, attributes, check_silent, name, with_usual_namespaces
from crawler.feeds.wellformed_texts import (
    PAGES,
    Fields,
    Judge,
    Reader,
    language_of,
    text_of,
    without_semicolons,
)

_PARSER = etree.XMLParser(no_network=True, load_dtd=False, remove_comments=True, remove_pis=True, collect_ids=False)
_ATOM_1, _ATOM_0 = "http://www.w3.org/2005/atom", "http://purl.org/atom/ns#"
_RSS_1, _RSS_0 = "http://purl.org/rss/1.0/", "http://my.netscape.com/rdf/simple/0.9/"
_DECIDING = {_ATOM_1, _RSS_1, _RSS_0}  # namespaces that feedparser takes a version from, whatever the root is
_VERSIONS = {"0.91": "rss091u", "0.92": "rss092", "0.93": "rss093", "0.94": "rss094"}
_WITH_BASE = {"content", "content:encoded", "entry", "item", "summary"}
_BASE = re.compile(rb"base\s*=")
_ELEMENTS_WITH_BASE = etree.XPath("//*[@*[translate(local-name(), 'ABES', 'abes') = 'base']]")

_SAID = {  # elements of a channel without attributes that are asked for
    "dc:language": "language",
    "language": "language",
    "sy:updatefrequency": "sy_updatefrequency",
    "sy:updateperiod": "sy_updateperiod",
    "ttl": "ttl",
}
_TITLES = {"title", "dc:title", "media:title"}
_SUMMARIES = {"description", "dc:description", "itunes:summary", "summary"}
_LEAVES = {"copyright", "dc:rights", "info", "itunes:subtitle", "rights", "subtitle", "tagline"}
_OF_OTHERS = {
    "image": frozenset({"image", "title", "url", "link", "description", "width", "height"}),
    "items": frozenset({"items", "rdf:li", "rdf:seq"}),
    "textinput": frozenset({"textinput", "title", "description", "name", "link"}),
}
_OF_CHANNELS = frozenset(
    {
        *("admin:errorreportsto", "author", "category", "cloud", "contributor", "copyright", "dc:contributor"),
        *("dc:creator", "dc:date", "dc:publisher", "dc:rights", "dc:subject", "dcterms:created", "dcterms:issued"),
        *("dcterms:modified", "email", "feedburner:browserfriendly", "homepage", "info", "issued", "itunes:author"),
        *("itunes:category", "itunes:email", "itunes:keywords", "itunes:name", "itunes:owner", "itunes:subtitle"),
        *("keywords", "lastbuilddate", "managingeditor", "media:category", "media:keywords", "media:thumbnail"),
        *("modified", "name", "pubdate", "published", "rights", "subtitle", "tagline", "updated", "uri", "url"),
        "webmaster",
    }
)


def read(feed: str, looks_like_html: Judge) -> Fields | None:
    """`version`, `feed` and `entries`; `looks_like_html` judges a text that says it is plain, as feedparser does."""
    try:
        markup = with_usual_namespaces(feed).encode()
        root = etree.fromstring(markup, _PARSER)
        if _BASE.search(markup.lower()):
            _check_bases(root)
        return _Reading(root, looks_like_html).result()
    except (Doubt, RecursionError, etree.XMLSyntaxError, UnicodeEncodeError):
        return None


def _check_bases(root: etree._Element) -> None:
    """Bases stand where they are looked for."""
    found = _ELEMENTS_WITH_BASE(root)
    for element in found if isinstance(found, list) else ():
        if isinstance(element, etree._Element) and element is not root and name(str(element.tag)) not in _WITH_BASE:
            raise Doubt


def _check_others(known: str, element: etree._Element, allowed: frozenset[str]) -> None:
    """An element that says nothing that is asked for; in a picture anything unexpected would be the channel's own."""
    expected = _OF_OTHERS.get(known)
    if expected and any(name(str(child.tag)) not in expected for child in element.iterdescendants()):
        raise Doubt
    check_silent(element, expected or allowed)


def _version(root: etree._Element) -> str:
    """As feedparser calls it."""
    tag = str(root.tag)
    declared = {uri.lower() for uri in root.nsmap.values()}
    deciding = declared & _DECIDING
    if name(tag) == "rdf:rdf" and deciding == {_RSS_1}:
        return "rss10"
    said = root.get("version", "")
    if name(tag) == "feed" and deciding == {_ATOM_1} and f"{{{_ATOM_1}}}feed" == tag.lower():
        return "atom10"
    if name(tag) == "feed" and not deciding and f"{{{_ATOM_0}}}feed" == tag.lower() and said == "0.3":
        return "atom03"
    if name(tag) == "rdf:rdf" and deciding == {_RSS_0} and root.nsmap.get(None, "").lower() == _RSS_0:
        return "rss090"
    if tag != "rss" or not deciding <= {_ATOM_1}:
        raise Doubt
    return _VERSIONS.get(said) or ("rss20" if said.startswith("2.") else "rss")


class _Reading:
    """A document on its way."""

    def __init__(self, root: etree._Element, looks_like_html: Judge) -> None:
        self._version = _version(root)
        self._feed: Fields = {}
        self._entries: list[Fields] = []
        self._reader = Reader(looks_like_html, self._version)
        self._has_title = self._has_summary = False
        said = attributes(root)
        language = language_of(said, None)
        if language and name(str(root.tag)) != "rdf:rdf":
            self._feed["language"] = language.replace("_", "-")
        self._reader.enter(said)
        self._top(root, language)

    def result(self) -> Fields:
        return {"version": self._version, "feed": self._feed, "entries": self._entries}

    def _top(self, root: etree._Element, language: str | None) -> None:
        if name(str(root.tag)) == "feed":
            self._channel(root, language)
            return
        channels = [child for child in root if name(str(child.tag)) == "channel"]
        if len(channels) != 1:
            raise Doubt
        for child in root:
            known = name(str(child.tag))
            if child is channels[0]:
                said = attributes(child)
                if "href" in said or "lastmod" in said:
                    raise Doubt
                self._channel(child, language_of(said, language))
            elif known == "item" and name(str(root.tag)) == "rdf:rdf":
                self._entries.append(wellformed_entry.read(self._reader, child, language))
            else:
                _check_others(known, child, frozenset())

    def _channel(self, channel: etree._Element, language: str | None) -> None:
        for child in channel:
            known = name(str(child.tag))
            if known in ("item", "entry"):
                self._entries.append(wellformed_entry.read(self._reader, child, language))
            else:
                self._told(known, child, language)

    def _told(self, known: str, child: etree._Element, language: str | None) -> None:
        """One element in which a channel tells of itself."""
        if known in _SAID:
            self._feed[_SAID[known]] = text_of(child) if known.endswith("language") or not child.keys() else None
        elif known in _TITLES:
            if self._has_title:
                raise Doubt
            self._has_title = True
            detail = self._reader.content(child, "text/plain", language)
            self._feed |= {"title": detail["value"], "title_detail": detail}
        elif known in _SUMMARIES:
            self._reader.content(child, "text/plain", language)
            if self._has_summary:  # it is taken for a content, and the next entry is thought to have one
                self._reader.has_content = True
            self._has_summary |= not known.endswith("description")
        elif how := _HOW.get(known):
            how(self, child)
        else:
            self._check_silent(known, child)

    def _guid(self, element: etree._Element) -> None:
        if attributes(element).get("ispermalink", "true") == "true":
            self._feed.setdefault("link", self._reader.address_in(element))

    def _generator(self, element: etree._Element) -> None:
        said = attributes(element)
        self._feed["generator_detail"] = {"href": said.get("url") or said.get("uri") or said.get("href")}
        self._feed["generator"] = text_of(element)

    def _generator_agent(self, element: etree._Element) -> None:
        told = attributes(element).get("rdf:resource")
        self._feed |= {"generator": (told or "").strip(), "generator_detail": {"href": told}}

    @staticmethod
    def _check_silent(known: str, child: etree._Element) -> None:
        if known in _LEAVES and len(child):
            raise Doubt
        _check_others(known, child, _OF_CHANNELS)

    def _link(self, element: etree._Element) -> None:
        said, text = self._reader.link(element)
        if text is not None:
            said["href"] = self._feed["link"] = without_semicolons(text)
        elif said["rel"] == "alternate" and said["type"] in PAGES:
            self._feed["link"] = said["href"]
        self._feed.setdefault("links", []).append(said)


_HOW = {
    "admin:generatoragent": _Reading._generator_agent,
    "generator": _Reading._generator,
    "guid": _Reading._guid,
    "id": _Reading._guid,
    "link": _Reading._link,
}

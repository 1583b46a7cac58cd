"""The bytes of an OPML file -> the feeds it lists, and back: OPML 1.0, 1.1 and 2.0 (opml.org), as readers write them.

    bytes | outlines | folders on the way down | Outline of each feed, and what was left out

Attributes are found whatever the case of their names. Those that nobody here knows are kept under their full names
(`{namespace}name`), so that a file that is written again holds them as before.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from crawler.feeds.gzipped import opened
from crawler.normal.text import one_line, plain

OURS = "urn:koplamp:opml"  # the namespace of our own settings
_PREFIXES = {  # of others, for files that are read by people
    "https://freshrss.org/opml": "frss",
    "https://miniflux.app/opml": "miniflux",
}
_MOST_BYTES = 8 << 20
_END = re.compile(rb"</(?:[\w.-]{1,40}:)?opml\s*>|<(?:[\w.-]{1,40}:)?opml[^<>]*/>", re.IGNORECASE)
_MOST_FEEDS = 20_000
_DEEPEST = 32  # folders in folders
_FEED_TYPES = frozenset({"", "rss", "rss1", "rss2", "rdf", "atom", "atom1", "atom10", "feed", "json", "jsonfeed"})
_OTHER_TYPES = {
    "include": "it includes another OPML file: import that one",
    "link": "it is a link, not a feed",
}
_OWN = frozenset({"text", "title", "type", "xmlurl", "url", "category"})  # what an Outline holds in fields of its own
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_OF_XML = ("http://www.w3.org/XML/1998/namespace", "http://www.w3.org/2000/xmlns/")  # are not ours to name


@dataclass(frozen=True, slots=True)
class Outline:
    """One feed of an OPML file."""

    name: str
    url: str
    folders: tuple[str, ...] = ()  # outermost first
    tags: tuple[str, ...] = ()  # of `category`: words and /paths/, as written
    settings: Mapping[str, str] = field(default_factory=dict)  # those in our namespace
    others: Mapping[str, str] = field(default_factory=dict)  # what else was written, by full name


@dataclass(frozen=True, slots=True)
class Opml:
    """What a file lists; `left_out` are what and why, a pair for each outline that is no feed we can ask.

    `is_cut`: the file ends before its end, so that it may list less than it did.
    """

    title: str
    feeds: tuple[Outline, ...]
    left_out: tuple[tuple[str, str], ...] = ()
    is_cut: bool = False


def read(body: bytes) -> Opml | None:
    """The feeds of a file, in its order; None: it is no OPML. Raises nothing.

    What is broken in its XML is passed over as far as libxml2 can; entities are not followed.
    """
    content = opened(body).body
    if len(content) > _MOST_BYTES:
        return None
    root = _root(content)
    if root is None or _local(root.tag) != "opml":
        return None
    found: list[Outline] = []
    left_out: list[tuple[str, str]] = []
    bodies = [child for child in root if _local(child.tag) == "body"]
    for one in bodies:
        for outline, folders in _outlines(one):
            _sort_in(outline, folders, found, left_out)
    title = next((_line(one.text) for one in root.iter() if _local(one.tag) == "title"), "")
    is_cut = _END.search(content.replace(b"\0", b"")) is None  # of UTF-16 every second byte
    return Opml(title, tuple(found), tuple(left_out), is_cut)


def _root(content: bytes) -> etree._Element | None:
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(content.lstrip(), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _outlines(body: etree._Element) -> Iterator[tuple[etree._Element, tuple[str, ...]]]:
    """Every outline with the names of the folders it lies in, top to bottom."""
    waiting: list[tuple[etree._Element, tuple[str, ...]]] = [(child, ()) for child in reversed(body)]
    while waiting:
        outline, folders = waiting.pop()
        if _local(outline.tag) != "outline":
            continue
        yield outline, folders
        inside = (*folders, _name(_attributes(outline)))[:_DEEPEST]
        named = tuple(folder for folder in inside if folder)
        waiting.extend((child, named) for child in reversed(outline))


def _sort_in(
    outline: etree._Element, folders: tuple[str, ...], found: list[Outline], left_out: list[tuple[str, str]]
) -> None:
    written = _attributes(outline)
    kind = written.get("type", "").strip().lower()
    address = written.get("xmlurl", "").strip() or ("" if kind in _OTHER_TYPES else written.get("url", "").strip())
    called = _name(written) or address
    if not address and len(outline):
        return  # a folder
    if kind in _OTHER_TYPES:
        left_out.append((called, _OTHER_TYPES[kind]))
    elif not address:
        left_out.append((called, "it has no address (xmlUrl)"))
    elif kind not in _FEED_TYPES:
        left_out.append((called, f"it is of type {kind!a}: write it into feeds.yaml by hand, with kind: list"))
    elif len(found) < _MOST_FEEDS:
        found.append(_feed(outline, called, address, folders, written.get("category", "")))


def _feed(outline: etree._Element, name: str, address: str, folders: tuple[str, ...], tags: str) -> Outline:
    settings, others = {}, {}
    for full, value in outline.attrib.items():
        full, value = str(full), str(value)
        namespace, _, local = full.rpartition("}")
        if namespace == "{" + OURS:
            settings[local] = value
        elif full.lower() not in _OWN:
            others[full] = value
    parted = tuple(tag for written in tags.split(",") if (tag := _line(written)))
    return Outline(name, address, folders, parted, settings, others)


def _attributes(outline: etree._Element) -> dict[str, str]:
    """Those without a namespace, by their names in small letters; of two spellings the first."""
    found: dict[str, str] = {}
    for name, value in outline.attrib.items():
        found.setdefault(str(name).lower(), str(value))
    return found


def _name(written: Mapping[str, str]) -> str:
    return _line(written.get("title")) or _line(written.get("text"))


def _line(text: object) -> str:
    """On one line, without the markup and the references that some readers leave in titles."""
    return one_line(plain(text)) if isinstance(text, str) else ""


def _local(tag: object) -> str:
    """The name of an element without its namespace; '' for a comment."""
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


# ---------------------------------------------------------------- writing


def written(title: str, feeds: Iterable[Outline]) -> bytes:
    """An OPML 2.0 file. Feeds of one folder stand together, where the first of them would stand."""
    feeds = tuple(feeds)
    uris = dict.fromkeys(uri for one in feeds for name in one.others if (uri := _namespace(name)))
    known = {uri: _PREFIXES.get(uri, f"ns{number}") for number, uri in enumerate(uris, 1)}
    root = etree.Element("opml", nsmap={prefix: uri for uri, prefix in ({OURS: "koplamp"} | known).items()})
    root.set("version", "2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = _allowed(title)
    body = etree.SubElement(root, "body")
    places: dict[tuple[str, ...], etree._Element] = {(): body}
    for feed in feeds:
        _write(_folder(places, feed.folders), feed)
    etree.indent(root)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True) + b"\n"


def _namespace(full: str) -> str | None:
    """The namespace of an attribute, '' without one; None: no attribute of others may be called so."""
    try:
        name = etree.QName(full)
    except ValueError:
        return None
    uri = name.namespace or ""
    return None if uri in (OURS, *_OF_XML) or (not uri and full.lower() in (*_OWN, "xmlns")) else uri


def _folder(places: dict[tuple[str, ...], etree._Element], folders: tuple[str, ...]) -> etree._Element:
    for depth in range(1, len(folders) + 1):
        path = folders[:depth]
        if path not in places:
            name = _allowed(path[-1])
            places[path] = etree.SubElement(places[path[:-1]], "outline", {"text": name, "title": name})
    return places[folders]


def _write(parent: etree._Element, feed: Outline) -> None:
    name = _allowed(feed.name)
    outline = etree.SubElement(parent, "outline", {"type": "rss", "text": name, "title": name})
    outline.set("xmlUrl", _allowed(feed.url))
    if feed.tags:
        outline.set("category", _allowed(",".join(feed.tags)))
    for full, value in feed.others.items():
        if _namespace(full) is not None:
            outline.set(full, _allowed(value))
    for local, value in feed.settings.items():
        outline.set(f"{{{OURS}}}{local}", _allowed(value))


def _allowed(text: str) -> str:
    """Without the characters that XML has not."""
    return _NO_XML.sub("", text)

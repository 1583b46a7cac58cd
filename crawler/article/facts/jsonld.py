"""The scripts of a page -> the nodes of its JSON-LD, the one about the article, and what stands in it.

schema.org terms; shapes as publishers write them: one object or a list, @graph, references by @id, a string where an
object should stand and the other way round, broken JSON.
"""

import json
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from lxml.html import HtmlElement

from crawler.normal.text import one_line, plain, unescaped

Node = dict[str, Any]

_MOST_NODES = 5000  # one list page of 440 postings has 3,000
_MOST_CHARACTERS = 2_000_000
_TRAILING_COMMA = re.compile(r",(?=\s{0,50}[}\]])")

# How sure a node of this type is the article the page is about; types are compared in small letters.
RANKS = {
    "advertisercontentarticle": 8,
    "analysisnewsarticle": 9,
    "article": 8,
    "askpublicnewsarticle": 9,
    "backgroundnewsarticle": 9,
    "blogposting": 8,
    "creativework": 3,
    "discussionforumposting": 4,
    "howto": 4,
    "imagegallery": 5,
    "liveblogposting": 9,
    "mediagallery": 5,
    "medicalwebpage": 3,
    "newsarticle": 9,
    "opinionnewsarticle": 9,
    "podcastepisode": 4,
    "product": 1,
    "qapage": 2,
    "recipe": 5,
    "report": 7,
    "reportagenewsarticle": 9,
    "review": 5,
    "reviewnewsarticle": 9,
    "satiricalarticle": 8,
    "scholarlyarticle": 8,
    "socialmediaposting": 4,
    "techarticle": 8,
    "videoobject": 4,
    "webpage": 2,
}
_ASIDE = {  # what hangs below these is about something else
    "associatedmedia",
    "author",
    "blogpost",
    "citation",
    "comment",
    "contributor",
    "creator",
    "haspart",
    "image",
    "ispartof",
    "itemlistelement",
    "itemreviewed",
    "liveblogupdate",
    "mentions",
    "publisher",
    "relatedlink",
    "review",
    "subjectof",
    "video",
}


@dataclass(frozen=True, slots=True)
class Linked:
    """All nodes of a page's JSON-LD, in order."""

    nodes: tuple[Node, ...] = ()
    asides: frozenset[int] = frozenset()  # positions of nodes that belong to another one
    by_id: dict[str, Node] = field(default_factory=dict)

    def main(self, addresses: frozenset[str], titles: frozenset[str]) -> Node:
        """The node the page is about, {} if there is none.

        By type, by not hanging below another node, by naming one of the page's `addresses` (their paths) or `titles`
        (in small letters): list pages and live blogs hold hundreds of articles.
        """
        best: tuple[int, Node] = (0, {})
        for at, node in enumerate(self.nodes):
            rank = max((RANKS.get(kind, 0) for kind in types(node)), default=0)
            if not rank:
                continue
            named = {path_of(address) for address in _addresses(node)} & addresses
            score = 2 * rank + 6 * bool(named) + 3 * (at not in self.asides) + 2 * bool(text(node, "datePublished"))
            headline = (text(node, "headline") or text(node, "name")).lower()
            score += 6 * (bool(headline) and headline in titles)
            if score > best[0]:
                best = (score, node)
        return best[1]

    def of_type(self, *kinds: str) -> tuple[Node, ...]:
        """Nodes of these types (small letters) that stand for themselves."""
        return tuple(
            node for at, node in enumerate(self.nodes) if at not in self.asides and not types(node).isdisjoint(kinds)
        )

    def resolved(self, value: object) -> tuple[object, ...]:
        """A value as a tuple; objects that only refer to another by @id are replaced by that one."""
        values = value if isinstance(value, list) else [value]
        found: list[object] = []
        for one in values[:100]:
            target = self.by_id.get(str(one.get("@id"))) if isinstance(one, dict) and "name" not in one else None
            found.append(target or one)
        return tuple(one for one in found if one is not None)

    def names(self, value: object) -> tuple[str, ...]:
        """The names of persons, organisations or things."""
        found: list[object] = []
        for one in self.resolved(value):
            found += self.resolved(one.get("name")) if isinstance(one, dict) else (one,)
        names = (one_line(plain(name), 300) for name in found if isinstance(name, str))
        return tuple(dict.fromkeys(name for name in names if name))


def read(scripts: list[HtmlElement]) -> Linked:
    """Every JSON-LD node of a page's scripts, broken blocks mended where that is plain, given up otherwise."""
    blocks = [script for script in scripts if "ld+json" in (script.get("type") or "").lower()]
    pending = [(_load(block.text or ""), False) for block in reversed(blocks)]
    nodes: list[Node] = []
    asides = set()
    by_id: dict[str, Node] = {}
    while pending and len(nodes) < _MOST_NODES:  # a stack, not recursion: nesting is the publisher's
        value, aside = pending.pop()
        if isinstance(value, list):
            pending.extend((one, aside) for one in reversed(value))
        elif isinstance(value, dict):
            if aside:
                asides.add(len(nodes))
            nodes.append(value)
            identity = value.get("@id")
            if isinstance(identity, str) and len(value) > 1:
                known = by_id.get(identity, {})
                by_id[identity] = value if len(value) >= len(known) else known
            for key, below in reversed(value.items()):
                if isinstance(below, dict | list):
                    pending.append((below, aside or key.lower() in _ASIDE))
    return Linked(tuple(nodes), frozenset(asides), by_id)


def _load(written: str) -> object:
    """JSON as scripts hold it: in comments, before a semicolon, with raw line feeds, with commas too many, escaped."""
    bare = written[:_MOST_CHARACTERS].replace("<![CDATA[", "").replace("]]>", "")
    starts = [at for at in (bare.find("{"), bare.find("[")) if at >= 0]
    bare = bare[min(starts, default=0) : max(bare.rfind("}"), bare.rfind("]")) + 1]
    for attempt in (bare, _TRAILING_COMMA.sub("", bare), unescaped(bare)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def types(node: Node) -> set[str]:
    """The node's types in small letters, without a vocabulary before them."""
    written = node.get("@type")
    return {_bare(kind) for kind in (written if isinstance(written, list) else [written]) if isinstance(kind, str)}


@lru_cache(maxsize=512)
def _bare(kind: str) -> str:
    return re.split("[/#:]", kind)[-1].lower()


def text(node: Node, key: str) -> str:
    """A string in one line, the first of several, the @value of an object; '' if there is none."""
    value = node.get(key)
    if isinstance(value, list):
        value = next(iter(value), None)
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name")
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    return one_line(value, 10_000) if isinstance(value, str) else ""


def path_of(address: str) -> str:
    """What is left of an address when scheme, host, query and fragment may differ."""
    path = address.strip()[:2048].partition("#")[0].partition("?")[0].lower()
    scheme, colon, rest = path.partition(":")
    if colon and 2 <= len(scheme) <= 6 and scheme.isascii() and scheme.isalpha():
        path = rest
    if path.startswith("//"):
        _, slash, rest = path[2:].partition("/")
        path = slash + rest
    return path.rstrip("/")


def _addresses(node: Node) -> tuple[str, ...]:
    found = []
    for key in ("url", "mainEntityOfPage", "@id"):
        for value in node[key] if isinstance(node.get(key), list) else [node.get(key)]:
            address = value.get("@id") or value.get("url") if isinstance(value, dict) else value
            if isinstance(address, str) and path_of(address):
                found.append(address)
    return tuple(found)


def prose(node: Node, key: str) -> str:
    """A longer text, HTML made plain."""
    value = node.get(key)
    if isinstance(value, list):
        value = "\n\n".join(one for one in value if isinstance(one, str))
    return plain(value) if isinstance(value, str) else ""

"""The tree of a page and its address -> its metas, links and JSON-LD, gathered in one pass for who reads fields."""

from dataclasses import dataclass
from typing import Self

from lxml.html import HtmlElement

from crawler.article.facts import jsonld
from crawler.normal.text import one_line, plain
from crawler.normal.urls import fetch_url

_MOST_CONTENTS = 100  # of one name
_GATHERED = ("meta", "link", "script", "title", "h1", "h2", "h3", "figure")


@dataclass(frozen=True, slots=True)
class Head:
    """The parts of a page that the fields are read from."""

    tree: HtmlElement
    url: str
    title: str  # of <title>
    metas: dict[str, list[str]]  # name, property or itemprop in small letters -> contents
    headings: tuple[HtmlElement, ...]  # h1 to h3
    figures: tuple[HtmlElement, ...]
    links: dict[str, str]  # rel -> the first absolute address
    linked: jsonld.Linked
    main: jsonld.Node  # the JSON-LD node about the article

    @classmethod
    def of(cls, tree: HtmlElement, url: str) -> Self:
        """Walk the page once."""
        found: dict[str, list[HtmlElement]] = {tag: [] for tag in _GATHERED}
        headings = []
        for element in tree.iter(*_GATHERED):
            found[element.tag].append(element)
            if element.tag in ("h1", "h2", "h3"):
                headings.append(element)
        metas, linked = _metas(found["meta"]), jsonld.read(found["script"])
        links = _links(found["link"], url)
        title = one_line(found["title"][0].text or "", 1000) if found["title"] else ""
        addresses = [url, links.get("canonical") or "", *metas.get("og:url", [])[:1]]
        titles = [metas.get("og:title", [""])[0], metas.get("twitter:title", [""])[0], title]
        main = linked.main(
            frozenset(path for address in addresses if (path := jsonld.path_of(address))),
            frozenset(text.lower() for text in titles if text),
        )
        return cls(tree, url, title, metas, tuple(headings), tuple(found["figure"]), links, linked, main)

    def meta(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """All contents under these names, in the order of the names."""
        return tuple(content for name in names for content in self.metas.get(name, ()))

    def first(self, *names: str) -> str:
        """The first content under one of these names; ''."""
        return next(iter(self.meta(names)), "")

    def absolute(self, address: str) -> str | None:
        """An address of the page as one that can be asked for."""
        return fetch_url(address, self.url) if address else None

    def text(self, *keys: str) -> str:
        """The first of these that the node about the article says, as plain text in one line; ''."""
        return next((text for key in keys if (text := one_line(plain(jsonld.text(self.main, key)), 2000))), "")


def _metas(elements: list[HtmlElement]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for element in elements:
        attributes = element.attrib
        content = one_line(attributes.get("content", ""), 5000)
        if not content:
            continue
        for attribute in ("property", "name", "itemprop"):
            name = attributes.get(attribute, "").strip().lower()
            if name and len(known := found.setdefault(name, [])) < _MOST_CONTENTS and content not in known:
                known.append(content)
    return found


def _links(elements: list[HtmlElement], url: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in elements:
        rel, address = element.get("rel", ""), element.get("href", "")
        for name in rel.lower().split() if address else ():
            if name in ("amphtml", "canonical", "license") and name not in found:
                found[name] = fetch_url(address, url) or ""
    return found

"""The text of an HTML page that lists links, and where to look -> a Document, or the reason why there is none.

    page | containers | items | link, title, date, summary and picture of each

An empty list is a container without links. A selector that matches nothing any more is a page that was rebuilt.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from html import escape
from itertools import islice

from cssselect import SelectorError
from lxml import etree
from lxml.cssselect import CSSSelector
from lxml.html import HtmlElement

from crawler.feeds.links import absolute, base_of
from crawler.model import Document, Entry, Selectors
from crawler.normal.markup import tree
from crawler.normal.text import one_line, plain

_MOST_ITEMS = 10_000  # looked at; many may list the same few links
_MOST_LINKS = 20  # of one item, tried until one is an address
_MOST_CHARS = 1000  # of a title


@dataclass(frozen=True, slots=True)
class _Place:
    """What an address on the page is seen from."""

    url: str | None  # the page itself
    base: str


def read(text: str, url: str, most: int, selectors: Selectors) -> Document | None:
    """The first `most` entries; None: a selector matches nothing. Raises nothing."""
    found = _look(text, url, most, selectors)
    return found if isinstance(found, Document) else None


def why_not(text: str, url: str, selectors: Selectors) -> str | None:
    """One line about the selector that matches nothing; None: all is well."""
    found = _look(text, url, 1, selectors)
    return found if isinstance(found, str) else None


def _look(text: str, url: str, most: int, selectors: Selectors) -> Document | str:
    page = tree(text)
    if page is None:
        return "the answer is no HTML page"
    if (fault := _fault(selectors)) is not None:
        return fault
    containers = [page]
    if selectors.container is not None:
        containers = list(_outermost(_select(page, selectors.container)))
    if not containers:
        return f"selector container matches nothing: {selectors.container!r}"
    place = _Place(absolute(url, url), base_of(page, url))
    items = _items(containers, selectors.item)
    if not items and (selectors.container is None or _leads_on(containers, place)):
        return f"selector item matches nothing: {selectors.item!r}"
    entries = _entries(items, selectors, place, most)
    if items and not entries:
        return _no_link(selectors)
    return Document(
        version="list",
        title=next((one_line(title.text or "", _MOST_CHARS) for title in page.iter("title")), ""),
        link=place.url,
        language=page.get("lang") or None,
        entries=tuple(entries),
        warning=_unmatched(entries, selectors),
    )


def _fault(selectors: Selectors) -> str | None:
    """What is wrong with the selectors themselves."""
    for name in ("container", "item", "link", "title", "date", "summary"):
        written = getattr(selectors, name)
        try:
            if written is not None:
                _compiled(written)
        except (SelectorError, etree.XPathSyntaxError) as fault:
            return f"selector {name} cannot be read: {written!r}: {fault}"
    return None


def _no_link(selectors: Selectors) -> str:
    if selectors.link is not None:
        return f"selector link matches nothing with an address: {selectors.link!r}"
    return f"selector item matches nothing with a link: {selectors.item!r}"


def _unmatched(entries: list[Entry], selectors: Selectors) -> str | None:
    """A list can do without dates and summaries, but somebody should know that they are gone."""
    gone = []
    if selectors.date is not None and not any(entry.published_raw for entry in entries):
        gone.append(f"date ({selectors.date!r})")
    if selectors.summary is not None and not any(entry.summary for entry in entries):
        gone.append(f"summary ({selectors.summary!r})")
    return f"selector {' and '.join(gone)} matches nothing" if gone and entries else None


# ---------------------------------------------------------------- items


@lru_cache(maxsize=64)
def _compiled(selector: str) -> CSSSelector:
    return CSSSelector(selector, translator="html")


def _select(element: HtmlElement, selector: str) -> list[HtmlElement]:
    """What a selector finds in an element, in the order of the page."""
    found = _compiled(selector)(element)
    return [one for one in found if isinstance(one, HtmlElement)] if isinstance(found, list) else []


def _outermost(elements: list[HtmlElement]) -> Iterator[HtmlElement]:
    """Those that stand in none of the others."""
    among = set(elements)
    return (element for element in elements if among.isdisjoint(element.iterancestors()))


def _items(containers: list[HtmlElement], selector: str) -> list[HtmlElement]:
    """What the containers hold, but for themselves."""
    found = (item for held in containers for item in _select(held, selector) if item is not held)
    return list(islice(found, _MOST_ITEMS))


def _leads_on(containers: list[HtmlElement], place: _Place) -> bool:
    """Whether they hold any link that has a name and leads to another page."""
    links = islice((link for held in containers for link in held.iter("a")), _MOST_ITEMS)
    return any(_address(link, place) and _name(link) for link in links)


def _entries(items: list[HtmlElement], selectors: Selectors, place: _Place, most: int) -> list[Entry]:
    """One entry to an address: a picture and a headline often lead to the same article."""
    found: dict[str | None, Entry] = {}
    for item in items:
        if (entry := _entry(item, selectors, place)) is None:
            continue
        if entry.url in found:
            found[entry.url] = _completed(found[entry.url], entry)
        elif len(found) < most:
            found[entry.url] = entry
    return list(found.values())


def _completed(first: Entry, second: Entry) -> Entry:
    return replace(
        first,
        title=first.title or second.title,
        summary=first.summary or second.summary,
        published_raw=first.published_raw or second.published_raw,
        image_url=first.image_url or second.image_url,
    )


def _entry(item: HtmlElement, selectors: Selectors, place: _Place) -> Entry | None:
    link = _link(item, selectors.link, place)
    if link is None:
        return None
    titles = (_text(found) for found in _chosen(item, selectors.title))
    summaries = (_text(found, 10_000) for found in _chosen(item, selectors.summary))
    return Entry(
        url=_address(link, place),
        guid=None,
        title=next((title for title in titles if title), "") or _name(link),
        summary=escape(next((summary for summary in summaries if summary), ""), quote=False),
        published_raw=_date(item, selectors.date),
        image_url=_image(item, place),
    )


def _chosen(item: HtmlElement, selector: str | None) -> list[HtmlElement]:
    return [] if selector is None else _select(item, selector)[:_MOST_LINKS]


# ---------------------------------------------------------------- what an item says


def _text(element: HtmlElement, most: int = _MOST_CHARS) -> str:
    """What is to be read in an element, on one line."""
    return one_line(plain(etree.tostring(element, encoding="unicode", method="html", with_tail=False)), most)


def _link(item: HtmlElement, selector: str | None, place: _Place) -> HtmlElement | None:
    """The first link with an address: what the selector matches or what is in that, else the item or what is in it."""
    candidates: Iterable[HtmlElement]
    if selector is None:
        candidates = (link for link in item.iter("a") if link.get("href"))
    else:
        candidates = (link for chosen in _chosen(item, selector) for link in islice(_with_address(chosen), 1))
    return next((link for link in islice(candidates, _MOST_LINKS) if _address(link, place)), None)


def _with_address(element: HtmlElement) -> Iterator[HtmlElement]:
    return (part for part in element.iter(etree.Element) if part.get("href"))


def _address(link: HtmlElement, place: _Place) -> str | None:
    """Where it leads; a link to the page itself (#, ?) leads nowhere."""
    address = absolute(link.get("href"), place.base)
    return None if address == place.url else address


def _name(link: HtmlElement) -> str:
    """What a link is called: its text, else what it says to those who cannot see its picture."""
    pictures = (picture.get("alt") for picture in islice(link.iter("img"), _MOST_LINKS))
    told = (_text(link), link.get("title"), link.get("aria-label"), *pictures)
    return next((line for one in told if (line := one_line(one or "", _MOST_CHARS))), "")


def _date(item: HtmlElement, selector: str | None) -> str | None:
    """For machines if it is there (datetime, content), else as printed."""
    chosen = islice(item.iter("time"), 1) if selector is None else _chosen(item, selector)[:1]
    for element in chosen:
        within = (time.get("datetime") for time in islice(element.iter("time"), _MOST_LINKS))
        told = (element.get("datetime"), element.get("content"), *within, _text(element, 300))
        return next((one.strip()[:300] for one in told if one and one.strip()), None)
    return None


def _image(item: HtmlElement, place: _Place) -> str | None:
    """The first picture; one that is loaded later has a placeholder for a source."""
    for picture in islice(item.iter("img"), 1):
        return absolute(picture.get("src"), place.base) or absolute(picture.get("data-src"), place.base)
    return None

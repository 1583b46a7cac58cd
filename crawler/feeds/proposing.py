"""An HTML page that lists articles -> CSS selectors that read it, or None.

    links with a headline | the largest element around each that leads nowhere else | elements alike | selectors | tried

The idea is that of mining data records (B. Liu, R. Grossman, Y. Zhai: Mining Data Records in Web Pages, 2003): what a
page lists stands in elements of one kind. Whatever is proposed was read with first.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from crawler.feeds import listing
from crawler.feeds.links import absolute, base_of
from crawler.model import Document, Selectors
from crawler.normal.text import one_line
from crawler.normal.urls import same_site, url_key

_LEAST = 4  # articles: fewer are no list
_MOST_LINKS = 5000
_MOST_TRIED = 8  # proposals that are read with
_UP = 12  # levels from a link to its article's element
_TITLE_CHARS, _TITLE_WORDS = 18, 3  # of a headline at least
_LONG = 70  # characters of a headline: longer ones count no more
_SHARE = 0.7  # of the items: what fewer have is no rule
_NOT_NEWS = ("footer", "nav", "header", "form", "aside")
_IN_TEXT = ("b", "em", "i", "p", "span", "strong", "td")  # what links stand in in the text of an article
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_CLASS = re.compile(r"[A-Za-z_][A-Za-z_-]*[0-9]{0,2}")
_MADE = re.compile(  # by a program: css-1x2y3z, ckZrxP, title__a1B2c; or for how it looks: gap-12, h-auto
    r"^(?:css|sc|jss|jsx|emotion|svelte)-|__[A-Za-z0-9_-]{5,8}$|[a-z][A-Z][a-z]{0,3}[A-Z]|^[a-zA-Z]{1,2}$"
    r"|^(?:[hmpwz]|[mp][bltrxy]|bg|border|col|flex|font|gap|grid|items|justify|leading|max|min|opacity|order|overflow"
    r"|rounded|row|shadow|space|text)(?:-|$)"
)
_PASSING = re.compile(  # states and places in a row, not kinds
    r"(?:^|[-_])(?:active|current|even|first|has|hover|is|js|last|lazy|odd|open|selected|sticky|visible)(?:$|[-_])"
)
_DATES = re.compile(
    r"(?:^|[-_])(?:date|datum|fecha|published|pubdate|time|tijd|timestamp|zeit)(?:$|[-_])", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Item:
    """An element that belongs to one article, and the link with its headline."""

    root: HtmlElement
    link: HtmlElement
    key: str  # of the article's address
    title: str

    @property
    def first(self) -> HtmlElement:
        """The first link of the element."""
        return next((one for one in self.root.iter("a") if one.get("href")), self.link)

    @property
    def first_leads_there(self) -> bool:
        """Whether that is another link to the same article."""
        return bool(self.first.get("href") == self.link.get("href"))


def proposed(text: str, root: HtmlElement, url: str) -> Selectors | None:
    """The selectors that read most of what the page lists; `root` is the tree of `text`. Raises nothing."""
    items = _items(root, url)
    alike: dict[tuple[str | None, str], list[_Item]] = defaultdict(list)
    for item in items:
        for way in _ways(item.root):
            alike[way].append(item)
    ranked = sorted(alike.items(), key=lambda one: -_worth(one[1]))
    best, most = None, 0.0
    for (container, selector), group in islice(ranked, _MOST_TRIED):
        if len({item.key for item in group}) < _LEAST:
            continue
        selectors = _completed(container, selector, group)
        worth = _read_with(text, url, selectors, {item.key for item in group})
        if worth > most * 1.05:
            best, most = selectors, worth
    return best


# ---------------------------------------------------------------- what the page lists


def _items(root: HtmlElement, url: str) -> list[_Item]:
    """One item for each article that the page leads to under a headline."""
    base, own = base_of(root, url), url_key(url)
    keys: dict[HtmlElement, str] = {}
    for link in islice(root.iter("a"), _MOST_LINKS):
        address = absolute(link.get("href"), base)
        if address is not None and same_site(address, url) and (key := url_key(address)) != own:
            keys[link] = key
    held: dict[HtmlElement, set[str]] = defaultdict(set)
    for link, key in keys.items():
        for above in islice(link.iterancestors(), _UP):
            held[above].add(key)
    found: dict[str, _Item] = {}
    for link, key in keys.items():
        title = _headline(link)
        if title and (key not in found or len(title) > len(found[key].title)) and not _is_aside(link):
            found[key] = _Item(_largest(link, held), link, key, title)
    return list(found.values())


def _headline(link: HtmlElement) -> str:
    """What the link says, if that may be a headline."""
    heading = next((one for one in link.iter(*_HEADINGS)), link)
    words = one_line(heading.text_content(), 300)
    return words if len(words) >= _TITLE_CHARS and len(words.split()) >= _TITLE_WORDS else ""


def _is_aside(link: HtmlElement) -> bool:
    """Whether it stands in what frames a page; an article's own <header> does not."""
    for above in link.iterancestors():
        if above.tag == "article":
            return False
        if above.tag in _NOT_NEWS:
            return True
    return False


def _largest(link: HtmlElement, held: dict[HtmlElement, set[str]]) -> HtmlElement:
    """The largest element around a link that leads to nothing but the same article."""
    largest = link
    for above in islice(link.iterancestors(), _UP):
        if len(held[above]) > 1 or above.tag in ("body", "html", "main"):
            break
        largest = above
    return largest


# ---------------------------------------------------------------- how to say it


def _ways(element: HtmlElement) -> Iterable[tuple[str | None, str]]:
    """Selectors of an item: by each of its classes, else by its tag in the next element above that has a name, or
    in whatever is above."""
    if element.tag in _IN_TEXT:
        return
    names = _classes(element)
    yield from ((None, f"{element.tag}.{name}") for name in names)
    if element.tag == "article":
        yield None, "article"
    if not names:
        named = (name for above in islice(element.iterancestors(), 3) if (name := _named(above)) is not None)
        container = next(named, None)
        parent = element.getparent()
        yield container, str(element.tag) if container or parent is None else f"{parent.tag} > {element.tag}"


def _classes(element: HtmlElement) -> list[str]:
    """The classes that somebody chose for what the element is."""
    words = dict.fromkeys((element.get("class") or "")[:500].split())
    return [word for word in words if _CLASS.fullmatch(word) and not _MADE.search(word) and not _PASSING.search(word)]


def _named(element: HtmlElement) -> str | None:
    name = element.get("id") or ""
    if _CLASS.fullmatch(name) and not _MADE.search(name):
        return f"#{name}"
    return next((f"{element.tag}.{one}" for one in _classes(element)), None)


def _worth(group: list[_Item]) -> float:
    titles = {item.key: min(len(item.title), _LONG) for item in group}
    return float(sum(titles.values()))


def _completed(container: str | None, selector: str, group: list[_Item]) -> Selectors:
    """The selectors of an item's parts, where the defaults of `list:` would not find them."""
    heading = _usual(group, lambda item: (str(one.tag) for one in item.root.iter(*_HEADINGS)))
    plain = [one for one in group if one.first is one.link or (heading and one.first_leads_there)]
    link = _usual(group, _link_of) if len(plain) < _SHARE * len(group) else None
    date = None
    if not _usual(group, lambda item: (str(one.tag) for one in item.root.iter("time"))):
        date = _usual(group, _dates_of)
    return Selectors(item=selector, container=container, link=link, title=heading, date=date)


def _usual(group: list[_Item], names: Callable[[_Item], Iterable[str]]) -> str | None:
    """What is found in most items."""
    counted = Counter(name for item in group for name in dict.fromkeys(names(item)))
    return next((name for name, count in counted.most_common(1) if count >= _SHARE * len(group)), None)


def _link_of(item: _Item) -> Iterable[str]:
    """Selectors of the link with the headline."""
    above = item.link.getparent()
    if above is not None and above.tag in _HEADINGS:
        yield f"{above.tag} a"
    yield from (f"a.{name}" for name in _classes(item.link))


def _dates_of(item: _Item) -> Iterable[str]:
    for one in islice(item.root.iter(), 200):
        if isinstance(one, HtmlElement):
            yield from (f"{one.tag}.{name}" for name in _classes(one) if _DATES.search(name))


# ---------------------------------------------------------------- tried


def _read_with(text: str, url: str, selectors: Selectors, meant: set[str]) -> float:
    """How much these selectors read of what was meant, and how little else."""
    document = listing.read(text, url, 200, selectors)
    if document is None:
        return 0.0
    titles = _titles(document)
    right = {key: title for key, title in titles.items() if key in meant and len(title) >= _TITLE_CHARS}
    if len(right) < _LEAST or len(set(right.values())) < _SHARE * len(right):
        return 0.0
    dated = sum(entry.published_raw is not None for entry in document.entries) / len(document.entries)
    return sum(min(len(title), _LONG) for title in right.values()) * len(right) / len(titles) * (1 + 0.1 * dated)


def _titles(document: Document) -> dict[str, str]:
    return {url_key(entry.url): entry.title for entry in document.entries if entry.url}

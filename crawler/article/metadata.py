"""The tree of a page and its address -> what the page says of itself: title, dates as written, authors and the rest."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml.etree import XPath
from lxml.html import HtmlElement

from crawler.article import bylines, dates_shown, jsonld, titles
from crawler.article import metadata_words as words
from crawler.normal.text import one_line, plain
from crawler.normal.urls import fetch_url

_DAY_IN_PATH = re.compile(r"(?<!\d)((?:19|20)\d\d)([/_.-]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")
_DAY_LAST_IN_PATH = re.compile(r"(?<!\d)(0[1-9]|[12]\d|3[01])([-_.])(0[1-9]|1[0-2])\2((?:19|20)\d\d)(?!\d)")
_SHORT_DAY_IN_PATH = re.compile(
    r"/((?:19|20)\d\d)/([1-9])/([1-9]|[12]\d|3[01])(?=/)|/((?:19|20)\d\d)/(1[0-2])/([1-9])(?=/)"
)
_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(?:[-_][a-zA-Z0-9]{2,8})*")
Dates = tuple[tuple[str, str], ...]  # (as written, jsonld | meta | time | text | url)
_HANDED = XPath("//script[not(@src)]/text()[contains(., 'ublish')] | //@*[contains(., 'datePublished')]")
_IN_SCRIPT = re.compile(
    r"""(?:datePublished|published_?(?:at|date)|publish_?date|publication_?date|first_?published(?:_?(?:at|date))?)"""
    r"""\\{0,3}["']\s{0,9}:\s{0,9}\\{0,3}["']?(\d[\dT:+Z. -]{7,34})""",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_YES, _NO = {"true", "yes", "1", "http://schema.org/true"}, {"false", "no", "0", "http://schema.org/false"}


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page says of itself. Dates as written, best first; '', None or () where it says nothing."""

    title: str
    title_from: str  # jsonld, h1, og, twitter, title
    description: str
    authors: tuple[str, ...]
    published: Dates
    modified: Dates
    section: str | None
    keywords: tuple[str, ...]
    image_url: str | None
    canonical_url: str | None
    amp_url: str | None
    og_url: str | None
    language: tuple[tuple[str, str], ...]  # (code as written, html | og | jsonld)
    free_access: bool | None
    ld_body: str  # often only a teaser: a referee, never the body


@dataclass(frozen=True, slots=True)
class _Head:
    """The parts of a page that the fields are read from."""

    tree: HtmlElement
    url: str
    metas: dict[str, list[str]]  # name, property or itemprop in small letters -> contents
    linked: jsonld.Linked
    main: jsonld.Node

    def meta(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """All contents under these names, in the order of the names."""
        return tuple(content for name in names for content in self.metas.get(name, ()))

    def first(self, *names: str) -> str:
        return next(iter(self.meta(names)), "")


def read(tree: HtmlElement, url: str) -> Metadata:
    """Everything the page says of itself; raises nothing."""
    metas = _metas(tree)
    linked = jsonld.read(tree)
    canonical, amp = _link(tree, url, "canonical"), _link(tree, url, "amphtml")
    stated = {"og": metas.get("og:title", [""])[0], "twitter": metas.get("twitter:title", [""])[0]}
    addresses = [url, canonical or "", *metas.get("og:url", [])[:1]]
    main = linked.main(
        frozenset(path for address in addresses if (path := jsonld.path_of(address))),
        frozenset(title.lower() for title in [*stated.values(), one_line(tree.findtext(".//title") or "")] if title),
    )
    head = _Head(tree, url, metas, linked, main)
    stated["jsonld"] = one_line(plain(jsonld.text(main, "headline")), 500) if main else ""
    sites = _sites(head)
    title = titles.read(tree, stated, url, sites)
    published, modified = _published(head, title.element)
    return Metadata(
        title=title.text,
        title_from=title.source,
        description=_description(head),
        authors=bylines.read(
            tree, linked.names(main.get("author") or main.get("creator")), head.meta(words.AUTHOR), sites
        ),
        published=published,
        modified=modified,
        section=_section(head),
        keywords=_keywords(head),
        image_url=_image(head),
        canonical_url=canonical,
        amp_url=amp,
        og_url=_absolute(head.first("og:url"), url),
        language=_language(head),
        free_access=_free_access(head),
        ld_body=jsonld.prose(main, "articleBody"),
    )


def _metas(tree: HtmlElement) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        content = one_line(element.get("content") or "", 5000)
        if not content:
            continue
        for attribute in ("property", "name", "itemprop"):
            name = (element.get(attribute) or "").strip().lower()
            if name and len(found.setdefault(name, [])) < 100 and content not in found[name]:
                found[name].append(content)
    return found


def _absolute(address: str, url: str) -> str | None:
    return fetch_url(address, url) if address else None


def _link(tree: HtmlElement, url: str, rel: str) -> str | None:
    for element in tree.iter("link"):
        if rel in (element.get("rel") or "").lower().split() and element.get("href"):
            return _absolute(element.get("href") or "", url)
    return None


def _sites(head: _Head) -> tuple[str, ...]:
    """What the site may be called: by itself, by its publisher, by its domain with and without its end."""
    try:
        host = (urlsplit(head.url).hostname or "").removeprefix("www.")
    except ValueError:
        host = ""
    labels = host.split(".")
    domains = (host, ".".join(labels[-2:]), labels[-2] if len(labels) > 1 else "")
    publisher = head.linked.names(head.main.get("publisher"))
    own = head.meta(("og:site_name", "application-name", "apple-mobile-web-app-title", "publisher", "twitter:site"))
    sites = [text for node in head.linked.of_type("website") if (text := jsonld.text(node, "name"))]
    return (*own, *publisher, *sites, *domains)


def _description(head: _Head) -> str:
    said = [jsonld.text(head.main, "description"), *head.meta(words.DESCRIPTION)]
    return next((text for one in said if (text := one_line(plain(one), 2000))), "")


def _published(head: _Head, headline: HtmlElement | None) -> tuple[Dates, Dates]:
    """Dates that may be of the publication and of the last change, the surest first.

    What the page shows its readers is only looked for where it does not state when it was published.
    """
    published = _linked_dates(head, ("datePublished", "dateCreated", "uploadDate"))
    published += [(content, "meta") for content in head.meta(words.PUBLISHED)]
    modified = _linked_dates(head, ("dateModified",)) + [(content, "meta") for content in head.meta(words.MODIFIED)]
    shown = () if any(_YEAR.search(raw) for raw, _ in published) else dates_shown.shown(head.tree, headline)
    first = [(one.raw, one.source) for one in shown if not one.changed]
    changed = [(one.raw, one.source) for one in shown if one.changed]
    published += [
        (one.raw, one.source) for one in shown if not one.changed and one.source == "time" and one.score >= 50
    ]
    published += [(content, "meta") for content in head.meta(words.PERHAPS_PUBLISHED)]
    published += first
    published += [(day, "url") for day in _days_in(head.url)]
    found = _each_once(published) or _each_once(_embedded(head.tree)) or _each_once(changed)
    return found, _each_once(modified + changed)


def _embedded(tree: HtmlElement) -> list[tuple[str, str]]:
    """The first date of a publication in what a page hands its own scripts: all that some pages have."""
    found = _HANDED(tree)
    for written in found[:50] if isinstance(found, list) else []:
        if said := _IN_SCRIPT.search(str(written)[:2_000_000]):
            return [(said[1], "meta")]
    return []


def _linked_dates(head: _Head, keys: tuple[str, ...]) -> list[tuple[str, str]]:
    """Of the node about the article, then of those about the page."""
    nodes = [head.main, *head.linked.of_type("webpage", "newsarticle", "article", "blogposting")[:3]]
    return [(jsonld.text(node, key), "jsonld") for node in nodes for key in keys]


def _each_once(found: list[tuple[str, str]]) -> Dates:
    return tuple(dict.fromkeys((raw[:100], source) for raw, source in found if any(map(str.isdigit, raw))))[:20]


def _days_in(url: str) -> tuple[str, ...]:
    """A whole day in the path, as year-month-day."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return ()
    found = [f"{day[1]}-{day[3]}-{day[4]}" for day in _DAY_IN_PATH.finditer(path)]
    found += [f"{day[4]}-{day[3]}-{day[1]}" for day in _DAY_LAST_IN_PATH.finditer(path)]
    for day in _SHORT_DAY_IN_PATH.finditer(path):
        year, month, number = day[1] or day[4], day[2] or day[5], day[3] or day[6]
        found.append(f"{year}-{int(month):02}-{int(number):02}")
    return tuple(found)


def _section(head: _Head) -> str | None:
    stated = head.linked.names(head.main.get("articleSection"))
    return next(
        (one_line(plain(one), 100) for one in (*head.meta(words.SECTION), *stated) if one and "://" not in one), None
    )


def _keywords(head: _Head) -> tuple[str, ...]:
    """JSON-LD, article:tag and the like; the meta `keywords` unless it lists everything the site writes about."""
    stated = [one for one in head.linked.names(head.main.get("keywords")) if one]
    tagged = [content for name in words.KEYWORDS[:-1] for content in head.metas.get(name, ())]
    general = [content for content in head.metas.get("keywords", ()) if content.count(",") < 20]
    found = []
    for one in (*stated, *tagged, *general):
        parts = re.split(r"[,;|]", one) if re.search(r"[,;|]", one) else [one]
        found += [one_line(plain(part), 80) for part in parts]
    unique: dict[str, str] = {}
    for word in found:
        if len(word) > 1 and ":" not in word[:10] and len(word.split()) <= 6:
            unique.setdefault(word.lower(), word)
    return tuple(unique.values())[:40]


def _image(head: _Head) -> str | None:
    stated = [
        jsonld.text(one, "url") or jsonld.text(one, "contentUrl") if isinstance(one, dict) else one
        for one in head.linked.resolved(head.main.get("image"))
    ]
    for address in (*head.meta(words.IMAGE), *stated):
        if isinstance(address, str) and (absolute := _absolute(address, head.url)):
            return absolute
    return None


def _language(head: _Head) -> tuple[tuple[str, str], ...]:
    html = head.tree.get("lang") or head.tree.get("xml:lang") or ""
    body = head.tree.find("body")
    html = html or (body.get("lang") or "" if body is not None else "")
    found = [(html, "html"), (head.first("og:locale"), "og"), (jsonld.text(head.main, "inLanguage"), "jsonld")]
    found.append((head.first("content-language", "dc.language", "language"), "html"))
    return tuple(dict.fromkeys((code.strip(), source) for code, source in found if _LANGUAGE.fullmatch(code.strip())))


def _free_access(head: _Head) -> bool | None:
    """isAccessibleForFree of the article or of a part of it; a part that is not free makes the article not free."""
    nodes = [head.main, *(one for one in head.linked.resolved(head.main.get("hasPart")) if isinstance(one, dict))]
    said = [
        str(node["isAccessibleForFree"]).strip().lower()
        for node in nodes
        if node.get("isAccessibleForFree") is not None
    ]
    tier = head.first("article:content_tier").lower()
    if any(word in _NO for word in said) or tier in ("locked", "metered"):
        return False
    return True if any(word in _YES for word in said) or tier == "free" else None

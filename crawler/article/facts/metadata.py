"""The tree of a page and its address -> what the page says of itself: title, dates as written, authors and the rest."""

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from crawler.article.facts import bylines, dates_stated, images, jsonld, kinds, paywall, rights, titles
from crawler.article.facts import metadata_words as words
from crawler.article.facts.dates_stated import Dates
from crawler.article.facts.head import Head
from crawler.article.facts.images import Image
from crawler.article.facts.rights import Headers, Rights
from crawler.normal.text import one_line, plain

_AUTHOR_META = re.compile(r"[._:-](?:authors?|byline)$")
_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(?:[-_][a-zA-Z0-9]{2,8})*")


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
    image: Image
    canonical_url: str | None
    amp_url: str | None
    language: tuple[tuple[str, str], ...]  # (code as written, html | og | jsonld)
    free_access: bool | None
    kind: str  # news, review, video, gallery, liveblog, pressrelease
    rights: Rights
    ld_body: str  # often only a teaser: a referee, never the body


def read(tree: HtmlElement, url: str, headers: Headers = (), now: datetime | None = None) -> Metadata:
    """Everything the page, and the header it came with, say of it; raises nothing. `now`: when it came, if known."""
    head = Head.of(tree, url)
    sites = _sites(head)
    title = titles.read(head, sites)
    published, modified = dates_stated.read(head, title.element, now)
    section = _section(head)
    return Metadata(
        title=title.text,
        title_from=title.source,
        description=_description(head),
        authors=_authors(head, sites),
        published=published,
        modified=modified,
        section=section,
        keywords=_keywords(head),
        image=images.read(head, title.element),
        canonical_url=head.links.get("canonical") or None,
        amp_url=head.links.get("amphtml") or None,
        language=_language(head),
        free_access=paywall.stated(head),
        kind=_kind(head, title.text, section),
        rights=rights.read(head, headers),
        ld_body=jsonld.prose(head.main, "articleBody"),
    )


def _authors(head: Head, sites: tuple[str, ...]) -> tuple[str, ...]:
    """A person before an organisation; metas of a site's own making ("krant:author") after those that are usual."""
    stated = head.main.get("author") or head.main.get("creator")
    nodes = [node for node in head.linked.resolved(stated) if isinstance(node, dict)]
    bodies = [node for node in nodes if any(kind.endswith("organization") for kind in jsonld.types(node))]
    others = [name for name in head.metas if _AUTHOR_META.search(name) and name not in words.AUTHOR]
    metas = head.meta((*words.AUTHOR, *others))
    return bylines.read(head.tree, head.linked.names(stated), metas, (*sites, *head.linked.names(bodies)))


def _sites(head: Head) -> tuple[str, ...]:
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


def _description(head: Head) -> str:
    said = [jsonld.text(head.main, "description"), *head.meta(words.DESCRIPTION)]
    return next((text for one in said if (text := one_line(plain(one), 2000))), "")


def _section(head: Head) -> str | None:
    stated = head.linked.names(head.main.get("articleSection"))
    return next(
        (one_line(plain(one), 100) for one in (*head.meta(words.SECTION), *stated) if one and "://" not in one), None
    )


def _keywords(head: Head) -> tuple[str, ...]:
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


def _language(head: Head) -> tuple[tuple[str, str], ...]:
    html = head.tree.get("lang") or head.tree.get("xml:lang") or ""
    body = head.tree.find("body")
    html = html or (body.get("lang") or "" if body is not None else "")
    found = [(html, "html"), (head.first("og:locale"), "og"), (jsonld.text(head.main, "inLanguage"), "jsonld")]
    found.append((head.first("content-language", "dc.language", "language"), "html"))
    return tuple(dict.fromkeys((code.strip(), source) for code, source in found if _LANGUAGE.fullmatch(code.strip())))


def _kind(head: Head, title: str, section: str | None) -> str:
    opening = jsonld.prose(head.main, "articleBody") or _description(head)
    types = frozenset(jsonld.types(head.main))
    return kinds.kind(kinds.Signs(head.url, title, section or "", types, head.first("og:type"), opening))

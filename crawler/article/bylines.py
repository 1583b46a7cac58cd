"""Who wrote a page: names from its JSON-LD, its metas and its visible byline -> clean names."""

import re
from collections.abc import Iterator

from lxml.etree import XPath
from lxml.html import HtmlElement

from crawler.article import dom
from crawler.article.metadata_words import (
    AGENCIES,
    AUTHOR_PATHS,
    BY,
    BY_BEFORE,
    NAME_ENDS,
    NO_BYLINE,
    NO_NAME,
    SURNAMES_BEGIN,
)
from crawler.normal.text import one_line, plain


def _any(words: tuple[str, ...]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_BY = re.compile(rf"(?:.{{0,30}}?\b(?:{_any(BY_BEFORE)})\s+)?(?:{_any(BY)})(?:\s*:\s*|\s+)", re.IGNORECASE)
_AND = re.compile(r"\s*(?:[;|/•·、]|\s(?:and|und|en|et|y|e|och|og|&|\+)\s)\s*")
_NO_NAME = re.compile(
    r"\b\d{1,2}\b|^(?:bild|credit|foto|image|photo|quelle|source)\b", re.IGNORECASE
)  # a day, a picture's source
_MAIL = re.compile(r"\S{1,64}@\S{1,255}")
_NAME_ENDS = re.compile(
    rf"\s(?:[|–—•·»-]\s|\(|(?:{_any(NAME_ENDS)})\b).*|,?\s\S{{3,12}}\s\d{{1,2}}\b.*|\s?\d{{1,2}}[.:/-]\d.*|\b(?:19|20)\d\d\b.*",
    re.IGNORECASE,
)
_IN_CLASS = "|".join(
    f"contains(@{name},'{part}')"
    for name in ("class", "itemprop", "id")
    for part in ("uthor", "utor", "uteur", "yline")
)
_NAMED = XPath(f"//*[{_IN_CLASS.replace('|', ' or ')}] | //byline")
_RELATED = XPath("//a[contains(@rel,'author')]")
_LINES = XPath(
    "//*[self::p or self::span or self::div or self::li or self::small or self::em or self::td or self::address]"
)
_BYLINE = re.compile(r"byline|(?:author|autor|auteur|autoren)(?:s|en|zeile)?(?![a-z])", re.IGNORECASE)
_NO_BYLINE = re.compile(
    rf"comment|related|(?:author|autor|auteur|byline)[a-z]*[-_]{{0,2}}(?:{_any(NO_BYLINE)})", re.IGNORECASE
)
_NEVER = ("body", "html", "img", "link", "meta", "script")
_PATHS = re.compile(_any(AUTHOR_PATHS), re.IGNORECASE)
_SPOKEN = re.compile(
    rf"(?:^|[|•·]\s?|\b(?i:{_any(BY_BEFORE)})\s)(?:By|by|Von|von|Door|door|Par|Por|por|Di|Text:|Tekst:|Autor(?:in)?:|Author:|Auteur:)\s"
    r"([^\W\d_a-z][\w'’.-]{1,20}(?:\s(?:de|del|den|der|di|la|le|ten|ter|van|von|[^\W\d_a-z][\w'’.-]{0,20})){1,4})"
)


def read(tree: HtmlElement, stated: tuple[str, ...], metas: tuple[str, ...], sites: tuple[str, ...]) -> tuple[str, ...]:
    """JSON-LD's names, else the metas', else rel=author, an element called byline, a short line "By ...".

    The site's own name (`sites`) counts only where nobody else is named.
    """
    own = {re.sub(r"\W", "", site).lower() for site in sites}
    last: tuple[str, ...] = ()
    for written in _sources(tree, stated, metas):
        names = _names(written)
        persons = tuple(name for name in names if re.sub(r"\W", "", name).lower() not in own)
        if persons:
            return persons
        last = last or names
    return last


def _sources(tree: HtmlElement, stated: tuple[str, ...], metas: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Where names may stand, the surest first; what comes later is only looked for when it is asked for."""
    yield stated
    yield metas
    yield _related(tree)
    yield _named(tree)
    yield _spoken(tree)


def _names(written: tuple[str, ...]) -> tuple[str, ...]:
    """Each name once; several in one string parted."""
    found: dict[str, str] = {}
    for text in written:
        if "://" in text:
            continue
        for part in _parted(one_line(plain(text), 300)):
            name = _clean(part)
            if name:
                found.setdefault(name.lower(), name)
    return tuple(found.values())[:20]


def _parted(text: str) -> list[str]:
    """At "and" and its like; at commas if every part could be a name: "Doe, Jane" is one."""
    parts = [part for part in _AND.split(text) if part]
    found = []
    for part in parts:
        pieces = [piece.strip() for piece in part.split(",")]
        several = all(len(piece.split()) >= 2 or piece.lower() in AGENCIES for piece in pieces)
        found += pieces if several else [part]
    return found


def _clean(text: str) -> str:
    """A name without "By", mail address, date and office; '' if none is left."""
    name = _MAIL.sub("", text).strip(" ,.:;-–|»")
    said = _BY.match(name)
    if said and (len(name[said.end() :].split()) > 1 or said[0].strip().lower() not in SURNAMES_BEGIN):
        name = name[said.end() :]
    cut = _NAME_ENDS.sub("", name)
    name = (cut if len(cut.split()) > 1 or len(name.split()) > 3 else name).strip(" ,:;-–|»()[]")
    if not 2 <= len(name) <= 80 or len(name.split()) > 8 or name.lower() in NO_NAME:
        return ""
    if name.startswith(("@", "www.", "/")) or _NO_NAME.search(name) or not any(sign.isalpha() for sign in name):
        return ""
    return name


def _related(tree: HtmlElement) -> tuple[str, ...]:
    """Links to an author's page, outside comments and lists of other articles."""
    links = [element for element in dom.every(_RELATED, tree, 200) if not dom.stands_elsewhere(element)]
    return tuple(dom.said(element) for element in links[:6])


def _named(tree: HtmlElement) -> tuple[str, ...]:
    """What stands in the first element whose class, id or itemprop says author or byline."""
    for element in dom.every(_NAMED, tree, 500):
        names = dom.names(element, "itemprop", "class", "id")
        if element.tag in _NEVER or dom.stands_elsewhere(element) or not dom.is_small(element, 60):
            continue
        if element.tag != "byline" and (not _BYLINE.search(names) or _NO_BYLINE.search(names)):
            continue
        linked = tuple(dom.said(link) for link in element.iter("a") if _PATHS.search(link.get("href") or ""))
        if _names(linked):
            return linked
        text = dom.said(element)
        if 3 <= len(text) <= 120 and _names((text,)):
            return (text,)
    return ()


def _spoken(tree: HtmlElement) -> tuple[str, ...]:
    """A short line that begins with "By", "Door", "Von" and names somebody with capital letters."""
    for element in dom.every(_LINES, tree, 3000):
        if len(element.text or "") > 150 or not dom.is_small(element, 12):
            continue
        text = dom.said(element)
        if len(text) <= 150 and (said := _SPOKEN.search(text)) and not dom.stands_elsewhere(element):
            return (said[1],)
    return ()

"""Who wrote a page: names from its JSON-LD, its metas and its visible byline -> clean names."""

import re
from collections.abc import Iterator
from itertools import islice

from lxml.etree import XPath
from lxml.html import HtmlElement

from crawler.article import dom
from crawler.article.facts.metadata_words import (
    AGENCIES,
    AUTHOR_PATHS,
    BY,
    BY_BEFORE,
    NO_BYLINE,
    SAYS_CHANGED,
    SAYS_PUBLISHED,
    SURNAME_WORDS,
)
from crawler.article.facts.names import A_ROLE, any_of, bare, is_person, names_in
from crawler.normal.dates_words import MONTHS
from crawler.normal.text import one_line

_PARTS = " or ".join(f"contains(., '{part}')" for part in ("uthor", "utor", "uteur", "yline"))
_NAMED = XPath(
    "|".join((*(f"descendant::*/@{name}[{_PARTS}]/.." for name in ("class", "id", "itemprop")), "descendant::byline"))
)
_RELATED = XPath("descendant::a/@rel[contains(., 'author')]/..")
_LINES = ("address", "div", "em", "li", "p", "small", "span", "td")
_BYLINE = re.compile(r"byline|(?:author|autor|auteur|autoren)(?:s|en|zeile)?(?![a-z])", re.IGNORECASE)
_NO_BYLINE = re.compile(
    rf"comment|related|(?:author|autor|auteur|byline)[a-z]*[-_]{{0,2}}(?:{any_of(NO_BYLINE)})", re.IGNORECASE
)
_NEVER = ("body", "html", "img", "link", "meta", "script")
_PATHS = re.compile(any_of(AUTHOR_PATHS), re.IGNORECASE)
_SAYS = r"(?:(?:By|by|Von|von|Door|door|Par|Por|por|Di):?|Text:|Tekst:|Autor(?:in)?:|Author:|Auteur:)"
_MAY_SAY = re.compile(rf"{_SAYS}(?:\s+[^\W\d_a-z]|\s*$)")  # begins with letters: five times as fast
_MONTHS = any_of(tuple(f"{MONTHS['en']}|{MONTHS['de']}".title().replace("|", " ").split()))
_CAPITAL = rf"(?!(?:{_MONTHS})\.?,?\s\d)[^\W\d_a-z][\w'’.-]{{0,20}}"  # "By Jane Doe Nov 19, 2025"
_NAME = (  # ends with a word in capitals: "Jan" "van den" "Berg"
    rf"[^\W\d_a-z][\w'’.-]{{1,20}}(?:\s(?:(?:{any_of(SURNAME_WORDS)})(?!\w)|{_CAPITAL})){{0,4}}\s(?:d['’])?{_CAPITAL}"
)
_SPOKEN = re.compile(
    rf"(?:^|[|•·]\s?|\b(?i:{any_of(BY_BEFORE)})\s)({_SAYS})\s({_NAME}(?:(?:,\s{_NAME}){{0,4}},?\s(?:and|und|en|et|e|&)\s{_NAME})?)"
)
# Behind the names of a line that is no more than a byline: nothing, a sign, a day, a role, an agency, a few words
_BEHIND = re.compile(
    rf"\s?(?:$|[|•·–—/»-]|\((?!\d)|\.$|,?\s?(?:(?:[^\W\d]+\.?,?\s){{0,2}}\d|"
    rf"{A_ROLE}|(?:{any_of((*AGENCIES, *SAYS_PUBLISHED, *SAYS_CHANGED))})(?!\w))|,\s[^.,!?]{{2,40}}$"
    r"|\s(?:aus|bij|for|für|from|in|of|pour|van|voor)\s(?-i:[^\W\d_a-z])[^.,!?]{1,30}$)",
    re.IGNORECASE,
)
_PATH_OF_ONE = re.compile(rf"(?:{any_of(AUTHOR_PATHS)})[\w%./=-]{{2,120}}", re.IGNORECASE)
_FULL_NAME = re.compile(r"[^\W\d_a-z][\w'’.-]{0,20}(?:\s[\w'’.-]{1,20}){0,3}\s[^\W\d_a-z][\w'’.-]{1,20}")
_IN_JSON = re.compile(
    r'"authors?"\s{0,9}:\s{0,9}(?:\[\s{0,9})?\{[^{}\[\]]{0,300}?"name"\s{0,9}:\s{0,9}"([^"\\]{3,60})"'
)
_LONGEST_NAME, _LONGEST_BYLINE = 60, 120  # characters
_MOST_HOLDERS = 300  # texts that may begin a byline
_LONGEST_LINE = 150  # characters of a line with a byline


def read(tree: HtmlElement, stated: tuple[str, ...], metas: tuple[str, ...], sites: tuple[str, ...]) -> tuple[str, ...]:
    """JSON-LD's names, else the metas', else rel=author, an element called byline, a link to an author, "By ...".

    What `sites` names (the site, an organisation) and what else is no person count only where nobody is named.
    """
    own = frozenset(map(bare, sites))
    last: tuple[str, ...] = ()
    for written in _sources(tree, stated, metas):
        names = names_in(written, own)
        persons = tuple(name for name in names if is_person(name, own))
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
    yield _linked(tree)
    yield _spoken(tree)
    yield _handed(tree)


def _handed(tree: HtmlElement) -> tuple[str, ...]:
    """The first author in the JSON that a page hands its own scripts: all that some pages have."""
    for script in tree.iter("script"):
        if (script.get("type") or "").lower() == "application/json" and (said := _IN_JSON.search(script.text or "")):
            return (said[1],)
    return ()


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
        for texts in (_linked_in(element), _parts(element), (dom.said(element),)):
            if texts and max(map(len, texts)) <= _LONGEST_BYLINE and names_in(texts):
                return texts
    return ()


def _linked_in(element: HtmlElement) -> tuple[str, ...]:
    """What the links to authors' pages say; of one that holds a portrait too, what it begins with."""
    found = []
    for link in element.iter("a"):
        if _PATHS.search(link.get("href") or ""):
            text = dom.said(link)
            found.append(text if len(text) <= _LONGEST_NAME else _first_text(link))
    return tuple(filter(None, found))


def _first_text(element: HtmlElement) -> str:
    return next((text for part in element.itertext() if (text := one_line(str(part), _LONGEST_NAME))), "")


def _parts(element: HtmlElement) -> tuple[str, ...]:
    """Names that stand in an element each, with nothing between them."""
    leaves = [dom.said(leaf) for leaf in element.iter("a", "b", "li", "span", "strong") if not len(leaf)]
    texts = [text for text in leaves if text and text.lower().rstrip(": ") not in BY]
    return tuple(texts) if len(texts) > 1 and all(map(_FULL_NAME.fullmatch, texts)) else ()


def _linked(tree: HtmlElement) -> tuple[str, ...]:
    """The first link to a page that is called by the name of an author, and those beside it."""
    for link in tree.iter("a"):
        path = _PATH_OF_ONE.search(link.get("href") or "")
        if path and bare(dom.said(link).split(" ")[-1]) in bare(path[0]) and not dom.stands_elsewhere(link):
            parent = link.getparent()
            names = _linked_in(link if parent is None or not dom.is_small(parent, 20) else parent)
            if names_in(names):
                return names
    return ()


def _spoken(tree: HtmlElement) -> tuple[str, ...]:
    """A short line that begins with "By", "Door", "Von" and names somebody with capital letters."""
    for holder in islice(_holders(tree), _MOST_HOLDERS):
        lines = [one for one in (holder, *islice(holder.iterancestors(), 11)) if one.tag in _LINES]
        for line in reversed(lines):
            if len(line.text or "") > _LONGEST_LINE or not dom.is_small(line, 12):
                continue
            text = dom.said(line)
            said = _SPOKEN.search(text) if len(text) <= _LONGEST_LINE else None
            if said and (":" in said[1] or _BEHIND.match(text, said.end())) and not dom.stands_elsewhere(line):
                return (said[2],)
    return ()


def _holders(tree: HtmlElement) -> Iterator[HtmlElement]:
    """Elements with a short text of their own that may be a byline's beginning."""
    for node in tree.iter():
        text = node.text
        if text and len(text) < 2 * _LONGEST_LINE and _MAY_SAY.search(text) and isinstance(node.tag, str):
            yield node
        text = node.tail
        if text and len(text) < 2 * _LONGEST_LINE and _MAY_SAY.search(text):
            yield from islice(node.iterancestors(), 1)

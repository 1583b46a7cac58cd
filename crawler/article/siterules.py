"""The rules an operator wrote for a host, and one of its pages -> which rule holds, and what it finds there.

rules -> chosen, by host, path and day -> stated: title, authors, date, lead -> read: drop | body -> clean -> text

A rule that finds no text any more is a miss; the chain then reads the page as if there were no rule for its text.
"""

import re
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import HtmlElement

from crawler.article import dom
from crawler.article.facts.metadata import Metadata
from crawler.article.facts.names import names_in
from crawler.article.hosts import of_host
from crawler.article.text import body, chain
from crawler.article.text.chain import Around, Text
from crawler.article.text.clean import clean
from crawler.article.text.lead import Lead, parted
from crawler.model import Article, Block, Pick, RuleUse, SiteRule
from crawler.normal.text import one_line

FEWEST_BLOCKS, FEWEST_CHARS = 2, 400  # of a text by rule: with less the page was rebuilt, or is no article
RULE = "rule"  # the source of what a rule found
_MOST_FOUND = 2000  # elements of one selector
_TITLE_CHARS, _LEAD_CHARS, _MOST_CHARS = 500, 1000, 1_000_000
_FIRST = 2  # blocks of a text that may repeat its lead
_NEVER_DROPPED = ("html", "body")
_EVER = "9999-12-31"


@dataclass(frozen=True, slots=True)
class Stated:
    """A rule, and what it finds on a page beside the text; '' and () where it finds nothing."""

    rule: SiteRule
    title: str
    authors: tuple[str, ...]
    dates: tuple[str, ...]
    lead: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What one selector of a rule finds on a page, for somebody who writes it."""

    key: str  # body, drop, title ...
    selector: str
    count: int
    first: str  # how the first thing it finds begins
    chars: int  # of all that it finds


# ---------------------------------------------------------------- which rule


def chosen(rules: Iterable[SiteRule], url: str, day: str) -> SiteRule | None:
    """The rule for a page of that day (2025-11-19).

    The longest host goes before those above it, a rule with a path before one without; among those that are left, the
    one that ends first after that day, and one without an end last.
    """
    path = urlsplit(url).path or "/"
    fitting = [
        rule
        for rule in of_host(rules, url)
        if (rule.path is None or re.search(rule.path, path, re.IGNORECASE)) and day < _end(rule)
    ]
    return min(fitting, key=lambda rule: (-len(rule.host), rule.path is None, _end(rule)), default=None)


def _end(rule: SiteRule) -> str:
    return rule.until.isoformat() if rule.until else _EVER


# ---------------------------------------------------------------- what it finds


def stated(rule: SiteRule, tree: HtmlElement) -> Stated:
    """Title, authors, date and lead by rule."""
    return Stated(
        rule,
        title=next(iter(_texts(rule.title, tree, _TITLE_CHARS)), ""),
        authors=names_in(tuple(_texts(rule.authors, tree, 200))),
        dates=tuple(_texts(rule.date, tree, 100)),
        lead=next(iter(_texts(rule.lead, tree, _LEAD_CHARS)), ""),
    )


def before(said: Stated, found: Metadata) -> Metadata:
    """What the page says of itself, with what the rule finds in front of it."""
    return replace(
        found,
        title=said.title or found.title,
        title_from=RULE if said.title else found.title_from,
        authors=said.authors or found.authors,
        published=(*((raw, RULE) for raw in said.dates), *found.published),
    )


def credited(article: Article, said: Stated) -> Article:
    """The article with the rule's name as the provenance of what the rule found."""
    by = f"{RULE} {said.rule.name}"
    told = {name: by if where == RULE else where for name, where in article.provenance}
    told |= {"authors": by} if said.authors else {}
    told |= {"body": by} if article.body_method == RULE else {}
    return replace(article, provenance=tuple(told.items()))


def read(said: Stated | None, tree: HtmlElement, around: Around) -> tuple[Text, RuleUse | None]:
    """The text of a page by a rule, if there is one, else by the chain. `tree` stays as it is."""
    if said is None:
        return chain.read(tree, around), None
    text, hit = _read(said, tree, around)
    return _led(text, said), RuleUse(said.rule.name, hit, _fields(said) if hit else ())


def _read(said: Stated, tree: HtmlElement, around: Around) -> tuple[Text, bool]:
    """The text, and whether the rule found what it is for."""
    rule = said.rule
    left = _without(tree, rule.drop)
    blocks = clean(_blocks(rule.body, left), around.title, around.language, around.found.authors)
    if len(blocks) >= FEWEST_BLOCKS and body.length(blocks) >= FEWEST_CHARS:
        lead, blocks = parted(blocks, around.found.description, tree)
        return Text(blocks, lead, RULE, 1.0), True
    if rule.body:  # what it would have dropped stays: on a page that was rebuilt, who knows what that is
        return chain.read(tree, around), False
    text = chain.read(left, around)
    if body.length(text.blocks) < chain.FEW and left is not tree:
        return chain.read(tree, around), False
    return text, left is not tree or any((said.title, said.authors, said.dates, said.lead))


def _fields(said: Stated) -> tuple[tuple[str, bool], ...]:
    """Whether each selector of a rule whose text was found did find something."""
    found = {"title": said.title, "authors": said.authors, "date": said.dates, "lead": said.lead}
    return tuple((name, bool(what)) for name, what in found.items() if getattr(said.rule, name))


def _led(text: Text, said: Stated) -> Text:
    """The text with the rule's lead, which it does not say twice."""
    if not said.lead:
        return text
    again = next((at for at, block in enumerate(text.blocks[:_FIRST]) if block.text == said.lead), None)
    blocks = text.blocks if again is None else (*text.blocks[:again], *text.blocks[again + 1 :])
    return replace(text, blocks=blocks, lead=Lead(said.lead, RULE))


def _blocks(picks: tuple[Pick, ...], tree: HtmlElement) -> tuple[Block, ...]:
    """The blocks of all elements found, in the order of the page; one that stands in another counts once."""
    found = _union(picks, tree)
    among = set(found)
    outermost = [one for one in found if among.isdisjoint(one.iterancestors())]
    return tuple(block for one in outermost for block in body.of_element(one))


def _without(tree: HtmlElement, picks: tuple[Pick, ...]) -> HtmlElement:
    """A copy without these elements; the tree itself if it has none of them."""
    if not _droppable(picks, tree):
        return tree
    left = deepcopy(tree)
    for element in _droppable(picks, left):
        if element.getparent() is not None:
            element.drop_tree()
    return left


def _droppable(picks: tuple[Pick, ...], tree: HtmlElement) -> list[HtmlElement]:
    return [element for element in _union(picks, tree) if element.tag not in _NEVER_DROPPED]


def _union(picks: tuple[Pick, ...], tree: HtmlElement) -> list[HtmlElement]:
    return dom.every(_compiled(" | ".join(pick.xpath for pick in picks)), tree, _MOST_FOUND) if picks else []


def _texts(picks: tuple[Pick, ...], tree: HtmlElement, most: int) -> Iterator[str]:
    """What the elements found say, one selector after the other."""
    for pick in picks:
        for element in dom.every(_compiled(pick.xpath), tree, _MOST_FOUND):
            for written in _said(element, pick.attribute):
                if text := one_line(written, most):
                    yield text


def _said(element: HtmlElement, attribute: str | None) -> tuple[str, ...]:
    """An attribute; else what a machine is told (of <meta>, <time>), else the text."""
    if attribute:
        return (element.get(attribute) or "",)
    if element.tag == "meta":
        return (element.get("content") or "",)
    text = element.text_content()
    return ((element.get("datetime") or ""), text) if element.tag == "time" else (text,)


@lru_cache(maxsize=256)
def _compiled(xpath: str) -> etree.XPath:
    return etree.XPath(xpath)


# ---------------------------------------------------------------- for somebody who writes one


def findings(rule: SiteRule, tree: HtmlElement) -> tuple[Finding, ...]:
    """What each selector of a rule finds on a page."""
    found = []
    for key in ("drop", "body", "title", "authors", "date", "lead"):
        for pick in getattr(rule, key):
            if key in ("body", "drop"):
                texts = [one_line(element.text_content(), _MOST_CHARS) for element in _union((pick,), tree)]
            else:
                texts = list(_texts((pick,), tree, _LEAD_CHARS))
            found.append(Finding(key, str(pick), len(texts), (texts or [""])[0][:200], sum(map(len, texts))))
    return tuple(found)

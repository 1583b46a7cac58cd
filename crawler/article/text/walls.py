"""A page that was answered with 200 -> why it holds no article: missing all the same, or a wall before it."""

import re

from lxml.html import HtmlElement

from crawler.article import dom
from crawler.article.text.walls_words import CONSENT, MISSING, MISSING_ALONE, SORRY

_SHORT = 1500  # characters of text: a page with more has something to say
_HEADS = 4
_SORRY = re.compile(rf"(?:(?:{'|'.join(SORRY)})\b\W{{0,3}})?")
_SITE = re.compile(r"\s[|–—-]\s|\s?[|:]\s")


def before(tree: HtmlElement, characters: int) -> str | None:
    """The reason, or None. `characters`: how many its text has, as extracted."""
    if characters >= _SHORT:
        return None
    said = [tree.findtext(".//title") or ""]
    for head in tree.iter("h1", "h2"):
        said.append(dom.said(head))
        if len(said) > _HEADS:
            break
    heads = [" ".join(one.lower().split()) for one in said]
    if any(_is_missing(head) for head in heads):
        return "the page says that it does not exist"
    if any(word in head for head in heads for word in CONSENT):
        return "a wall that asks for consent stands before the page"
    return None


def _is_missing(head: str) -> bool:
    """Whether a head in small letters says so, with the site's name before or behind it."""
    parts = [_SORRY.sub("", part, count=1) for part in (head, *_SITE.split(head, maxsplit=1))]
    return any(part.startswith(MISSING) or part.strip(" !.") in MISSING_ALONE for part in parts)

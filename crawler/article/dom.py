"""A tree, a path or an element -> elements, texts, and whether something stands among other articles."""

import re
from functools import lru_cache
from itertools import islice

from lxml.etree import XPath
from lxml.html import HtmlElement

from crawler.article.facts.metadata_words import ELSEWHERE
from crawler.normal.text import one_line

_ELSEWHERE = re.compile("|".join(ELSEWHERE), re.IGNORECASE)
_NAME_WORDS = re.compile(r"[A-Z]?[a-zà-ÿ0-9]+|[A-Z]+(?![a-z])")
_SILENT = ("noscript", "script", "style")
_TEXT = XPath(".//text()[not(parent::style or parent::script or parent::noscript)]", smart_strings=False)


def every(path: XPath, tree: HtmlElement, most: int) -> list[HtmlElement]:
    """The first `most` elements on a path."""
    found = path(tree)
    return [one for one in islice(found, most) if isinstance(one, HtmlElement)] if isinstance(found, list) else []


def strings(path: XPath, tree: HtmlElement) -> list[str]:
    """The texts or attributes on a path."""
    found = path(tree)
    return [str(one) for one in found] if isinstance(found, list) else []


def names(element: HtmlElement, *attributes: str) -> str:
    """What an element is called in these attributes, at most 300 characters."""
    found = element.attrib
    return " ".join([found[name] for name in attributes if name in found])[:300]


def name_words(name: str) -> list[str]:
    """What a class or an id is made of, in small letters: `StoryElement-leadText` is story, element, lead, text."""
    return [word.lower() for word in _NAME_WORDS.findall(name)]


def said(element: HtmlElement, most: int = 200) -> str:
    """The element's text in one line, its parts apart, without style and script."""
    if not len(element):
        return "" if element.tag in _SILENT else one_line((element.text or "")[: 2 * most], most)
    return one_line(" ".join(strings(_TEXT, element)[:60])[: 2 * most], most)


def is_small(element: HtmlElement, most: int) -> bool:
    """Whether at most `most` elements are in it, itself included."""
    return sum(1 for _ in islice(element.iter(), most + 1)) <= most


def is_about_others(element: HtmlElement) -> bool:
    """Whether an element is made for other articles, for comments, for finding one's way."""
    return element.tag in ("aside", "nav", "footer") or _names_others(names(element, "class", "id"))


@lru_cache(maxsize=4096)
def _names_others(called: str) -> bool:
    return _ELSEWHERE.search(called) is not None


def stands_elsewhere(element: HtmlElement) -> bool:
    """In comments, sidebars, lists of other articles."""
    for level, above in enumerate(element.iterancestors()):
        if level > 8 or above.tag in ("body", "html"):
            return False
        if is_about_others(above):
            return True
    return False

"""A tree, a path or an element -> elements, texts, and whether something stands among other articles."""

import re
from itertools import islice

from lxml.etree import XPath
from lxml.html import HtmlElement

from crawler.article.metadata_words import ELSEWHERE
from crawler.normal.text import one_line

_ELSEWHERE = re.compile("|".join(ELSEWHERE), re.IGNORECASE)
_TEXT = XPath(".//text()[not(parent::style or parent::script or parent::noscript)]")


def every(path: XPath, tree: HtmlElement, most: int) -> list[HtmlElement]:
    """The first `most` elements on a path."""
    found = path(tree)
    return [one for one in islice(found, most) if isinstance(one, HtmlElement)] if isinstance(found, list) else []


def names(element: HtmlElement, *attributes: str) -> str:
    """What an element is called in these attributes, at most 300 characters."""
    return " ".join(element.attrib[name] for name in attributes if name in element.attrib)[:300]


def said(element: HtmlElement, most: int = 200) -> str:
    """The element's text in one line, its parts apart, without style and script."""
    found = _TEXT(element)
    return (
        one_line(" ".join(str(part) for part in islice(found, 60))[: 2 * most], most) if isinstance(found, list) else ""
    )


def is_small(element: HtmlElement, most: int) -> bool:
    """Whether at most `most` elements are in it, itself included."""
    return sum(1 for _ in islice(element.iter(), most + 1)) <= most


def is_about_others(element: HtmlElement) -> bool:
    """Whether an element is made for other articles, for comments, for finding one's way."""
    return element.tag in ("aside", "nav", "footer") or _ELSEWHERE.search(names(element, "class", "id")) is not None


def stands_elsewhere(element: HtmlElement) -> bool:
    """In comments, sidebars, lists of other articles."""
    for level, above in enumerate(element.iterancestors()):
        if level > 8 or above.tag in ("body", "html"):
            return False
        if is_about_others(above):
            return True
    return False

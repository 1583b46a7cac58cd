"""An element of a page -> whether it only leads away: a link and no sentence, a list of links, a caption."""

import re

from lxml.html import HtmlElement

from crawler.article.text.prune_words import PROMPTS

_LINKED = 0.92  # share of a block's text in links above which it only leads away
_LINKED_LIST = 0.6  # the same for a list each entry of which has a link
_SHORTEST, _LONGEST = 20, 250  # characters of a block that only leads away
_NAME = 40  # characters of a head that names a car; titles of articles are longer
_LONG = 80  # characters of a paragraph under a head
_ANNOUNCES = 2  # words that lead up to a list
BLOCKS = {"p", "li", "h2", "h3", "h4", "h5"}
_SUB_HEADS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_BELOW_HEADS = ("p", "figure", "ul", "ol", "dl", "table")
_BOLD = ("b", "strong")
_PROMPTS = re.compile(rf"\W{{0,3}}(?:{'|'.join(map(re.escape, PROMPTS))})\b", re.IGNORECASE)


def unlink(body: HtmlElement) -> None:
    """Make plain text of bold links that serve as heads and of lists led up to: the engine would drop them too."""
    for line in body.iter("p"):
        links = list(line.iter("a"))
        text = line.text_content().strip() if links else ""
        if not 0 < len(text) <= _NAME or _linked(links) < len(text) or next(line.iter(*_BOLD), None) is None:
            continue
        below = line.getnext()
        if below is not None and below.tag == "p" and len(below.text_content()) < _LONG and _is_entry(line):
            for link in links:
                link.drop_tag()
    for entries in [one for one in body.iter("ul", "ol") if _is_announced(one) and _is_among_the_story(one)]:
        for link in list(entries.iter("a")):
            link.drop_tag()


def leads_away(element: HtmlElement) -> bool:
    """A short block that is a link and no sentence, a list of links, what stands under a picture."""
    if element.tag in BLOCKS:
        links = list(element.iter("a"))
        text = element.text_content().strip() if links else ""
        if not _SHORTEST <= len(text) <= _LONGEST or text.endswith((".", '."', ".”", ".’")):
            return False
        return _linked(links) >= _LINKED * len(text) and not (
            element.tag in _SUB_HEADS and (_opens(element) or _is_entry(element))
        )
    if element.tag == "figcaption":
        return True
    entries = list(element.iterchildren("li"))
    if len(entries) < 2 or any(next(entry.iter("a"), None) is None for entry in entries):
        return False
    if _is_announced(element):
        return False
    return _linked(list(element.iter("a"))) >= _LINKED_LIST * len(element.text_content().strip())


def _opens(element: HtmlElement) -> bool:
    """Whether it is a head over a paragraph."""
    below = element.getnext()
    return below is not None and below.tag == "p" and len(below.text_content()) >= _LONG


def _is_entry(element: HtmlElement) -> bool:
    """Whether it is one of the heads in a list among the paragraphs of a story."""
    below = element.getnext()
    if below is None or below.tag not in _BELOW_HEADS:
        return False
    links = list(below.iter("a"))
    if links and _linked(links) >= _LINKED_LIST * len(below.text_content().strip()):
        return False
    is_name = len(element.text_content().strip()) <= _NAME
    return _is_among_the_story(element) or (is_name and _is_among_the_story(element.getparent()))


def _is_among_the_story(element: HtmlElement | None) -> bool:
    """Whether a long paragraph with no link stands beside it."""
    above = element.getparent() if element is not None else None
    beside = above.iterchildren("p") if above is not None else ()
    return any(len(one.text_content()) >= _LONG and next(one.iter("a"), None) is None for one in beside)


def _is_announced(element: HtmlElement) -> bool:
    """Whether a sentence before a list leads up to it: "The five most frugal cars are:"; not "Read more:"."""
    above = element.getprevious()
    text = above.text_content().strip() if above is not None and above.tag == "p" else ""
    return text.endswith(":") and len(text.split()) >= _ANNOUNCES and _PROMPTS.match(text) is None


def _linked(links: list[HtmlElement]) -> int:
    return sum(len(link.text_content().strip()) for link in links)

"""The head of a page and its headline -> the lead image: address, caption, and who made it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from crawler.article import dom
from crawler.article.facts import jsonld
from crawler.article.facts import metadata_words as words
from crawler.article.facts.head import Head
from crawler.normal.text import one_line, plain

_MOST_FIGURES, _MOST_IMAGES, _NEAR = 60, 20, 40  # looked at; in one of them; elements after the headline
_LONGEST_CAPTION, _LONGEST_CREDIT = 500, 120  # characters; above that it is a text, not a line
_LABEL = "|".join(re.escape(word) for word in sorted(words.CREDIT, key=len, reverse=True))
_LABELLED = re.compile(
    rf"^\W{{0,3}}(?:\w{{0,8}}(?:{_LABEL})\b(?:\s?[:/©|]|\s(?:by|von|par|di|de|door|courtesy of)\b)\s?)", re.IGNORECASE
)
_MADE_BY = re.compile(  # Beeld Jan Smit
    rf"(?i:{_LABEL})\s(?=[^\W\d_a-z][\w.'’-]{{0,20}}(?:\s[^\W\d_][\w.'’-]{{0,20}}){{0,4}}$)"
)
_CREDIT_LAST = re.compile(
    rf"(?:[\s.(\[|/–—-](?:\w{{0,8}}(?:{_LABEL})\s?[:/©|]|©)|\((?:{_LABEL})\s)\s{{0,3}}(?P<who>[^:()]{{2,80}}?)"
    r"(?:\)?\s?\(\w{5,20}\))?[)\].\s]*$",
    re.IGNORECASE,
)
_BYLINE = re.compile(r"\W{0,3}(?:By|Door|Par|Por|Von)\s+[^\W\d_a-z]")
_CREDIT_CLASS = re.compile("|".join(words.CREDIT_CLASSES), re.IGNORECASE)
_CAPTION_CLASS = re.compile("|".join(words.CAPTION_CLASSES), re.IGNORECASE)
_BETWEEN = re.compile(r"[/?#=&,\s]+")
_ENDS = {"avif", "gif", "jpeg", "jpg", "png", "webp"}
_SHORTEST_NAME, _LONGEST_ADDRESS = 6, 2000  # characters
_SIZE = re.compile(r"[-_.@](?:\d{2,4}x\d{2,4}|w?\d{2,4}|scaled|large|medium|small|\d?x)$", re.IGNORECASE)
_ATTRIBUTES = ("src", "data-src", "srcset", "data-srcset", "data-lazy-src", "data-original", "content", "href")


@dataclass(frozen=True, slots=True)
class Image:
    """The image a page shows first of all. None where it does not say."""

    url: str | None = None
    caption: str | None = None
    credit: str | None = None


def read(head: Head, headline: HtmlElement | None) -> Image:
    """As its metas and JSON-LD say, else as the figure that shows it does."""
    linked = [one for one in head.linked.resolved(head.main.get("image")) if isinstance(one, dict | str)]
    url = _url(head, linked)
    stated = next((one for one in linked if isinstance(one, dict)), {})
    caption, credit = _parted(one_line(plain(jsonld.text(stated, "caption")), 2 * _LONGEST_CAPTION))
    names = (*head.linked.names(stated.get("creditText")), *head.linked.names(stated.get("creator")))
    credit = next((name for name in (*map(_bare, names), credit) if name), "")
    caption = "" if caption.lower() in head.title.lower() else caption
    if not caption or not credit:
        shown = _figure(head, url, headline)
        caption, credit = caption or shown[0], credit or shown[1]
    return Image(url, caption[:_LONGEST_CAPTION] or None, credit[:_LONGEST_CREDIT] or None)


def _url(head: Head, linked: list[jsonld.Node | str]) -> str | None:
    stated = [
        one if isinstance(one, str) else jsonld.text(one, "url") or jsonld.text(one, "contentUrl") for one in linked
    ]
    addresses = (head.absolute(one) for one in (*head.meta(words.IMAGE), *stated))
    return next(filter(None, addresses), None)


def _figure(head: Head, url: str | None, headline: HtmlElement | None) -> tuple[str, str]:
    """Caption and credit of the figure that shows this image; of the one beside the headline if nothing shows it."""
    figures = [one for one in head.figures[:_MOST_FIGURES] if one.find(".//figcaption") is not None]
    wanted = _file(url or "")
    for figure in figures:
        if wanted and wanted in _files(figure):
            return _said(figure)
    images = islice(head.tree.iter("img", "amp-img"), _MOST_FIGURES) if wanted else ()
    alone = [one for one in images if wanted in _files(one)]
    if alone:
        return next(filter(any, map(_under, alone)), ("", ""))
    beside = set(islice(_following(headline), _NEAR)) if figures else set()
    figure = next((one for one in figures if one in beside and not dom.stands_elsewhere(one)), None)
    return _said(figure) if figure is not None else ("", "")


def _following(element: HtmlElement | None) -> Iterator[HtmlElement]:
    """The elements after one, of its own surroundings and some further out."""
    for level in (element, *islice(element.iterancestors(), 5)) if element is not None else ():
        for sibling in level.itersiblings("*"):
            yield from sibling.iter("*")


def _under(image: HtmlElement) -> tuple[str, str]:
    """What the line called caption says that stands under an image without a figure."""
    for level in (image, *islice(image.iterancestors(), 2)):
        for below in islice(level.itersiblings("*"), 2):
            if _CAPTION_CLASS.search(dom.names(below, "class", "itemprop")):
                return _parted(dom.said(below, 2 * _LONGEST_CAPTION))
    return "", ""


def _said(figure: HtmlElement) -> tuple[str, str]:
    shown = figure.find(".//figcaption")
    if shown is None:
        return "", ""
    text = dom.said(shown, 2 * _LONGEST_CAPTION)
    if _BYLINE.match(text):
        return "", ""
    for part in islice(shown.iter("*"), 1, 40):
        credit = dom.said(part)
        named = _CREDIT_CLASS.search(dom.names(part, "class", "itemprop")) is not None
        if 1 < len(credit) <= _LONGEST_CREDIT and (named or (text.endswith(credit) and _MADE_BY.match(credit))):
            return text.replace(credit, "", 1).strip(" |-–—/"), _bare(_MADE_BY.sub("", credit))
    return _parted(text)


def _parted(text: str) -> tuple[str, str]:
    """A caption and the credit at its end; one that is nothing but a credit."""
    if len(text) <= _LONGEST_CREDIT and (text.startswith("©") or _LABELLED.search(text)):
        return "", _bare(text)
    if found := _CREDIT_LAST.search(text):
        return text[: found.start()].strip(" |-–—/([©"), _bare(found["who"])
    return text, ""


def _bare(credit: str) -> str:
    """A credit without "Foto:" and the like before it."""
    name = _LABELLED.sub("", credit).strip(" ©:/|()[]-–—.,")
    return name if 1 < len(name) <= _LONGEST_CREDIT and "://" not in name else ""


def _files(figure: HtmlElement) -> set[str]:
    """Names of the image files that a figure shows, in any size."""
    shown = islice(figure.iter("img", "amp-img", "source", "meta", "a"), _MOST_IMAGES)
    return {name for one in shown for attribute in _ATTRIBUTES for name in _names(one.get(attribute, ""))}


def _file(url: str) -> str:
    """An image's file name, by which two addresses of it are known to be one."""
    try:
        return next(reversed(_names(urlsplit(url).path)), "")
    except ValueError:
        return ""


def _names(address: str) -> list[str]:
    """The file names in an address or a srcset, without size and end; short ones are of many images."""
    parts = (part.rpartition(".") for part in _BETWEEN.split(address[:_LONGEST_ADDRESS]))
    stems = (_SIZE.sub("", name).lower() for name, _, end in parts if end.lower() in _ENDS)
    return [stem for stem in stems if len(stem) >= _SHORTEST_NAME]

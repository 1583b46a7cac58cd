"""The tree of a page -> a copy without what is plainly not the story: share bars, captions, lists of other articles.

An element goes because of what it is called (a word of prune_words in its class or id) or because it only leads away.
A name is no proof: where the elements called by one word hold more than a little of the page's paragraphs, that word
means something else on this page, and they stay. In short news a box is more than a little: what is plainly named goes
from there as well.
"""

import re
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from functools import lru_cache

from lxml.etree import strip_elements
from lxml.html import HtmlElement

from crawler.article import dom
from crawler.article.text import leading
from crawler.article.text.prune_words import (
    AFTER,
    AMBIGUOUS,
    BEFORE,
    CONSENT,
    HIDDEN,
    NEEDS,
    NOT_THE_STORY,
    OFFERS,
    PARTS,
    PLAIN,
    UNDER_PICTURES,
)

_HOLDS_THE_STORY = 0.15  # share of the text in paragraphs above which nothing is cut, whatever it is called
_HOLDS_A_GALLERY = 0.4  # the same of what stands under pictures: with more, that is the story
_HOLDS_IT_ALL = 0.7  # the same of what is plainly named and no more than a box
_BOX = 400  # characters in the paragraphs of such a box
_LONGEST = 250  # characters of a box that offers something
_ENOUGH = 300  # characters in paragraphs: with that many there is an article
_NAME_CHARS = 300
_SLUG = 12  # characters at the end of an id by which it is known as made of a head's text
_MAY_GO = {*leading.BLOCKS, "ul", "ol", "figcaption"}
_HEADS = ("h1", "h2", "h3", "h4", "h5", "h6", "summary")
_TEXTS = {"p", "h1", "h2", "h3", "h4", "h5", "h6"}
_ENDS = (".", "!", "?", "…")
_NEVER = {"html", "body", "article", "main"}
_IN_A_LINE = {
    *("a", "abbr", "b", "bdi", "cite", "code", "em", "font", "i", "mark", "q", "small", "span", "strong", "sub", "sup"),
    "u",
}
_LINES = {"p", "li", "h2", "h3", "h4", "h5", "h6", "td", "dd", "blockquote", *_IN_A_LINE}
_UNSEEN = (  # no text of theirs is ever an article's: what is left is smaller, and read faster
    *(
        "audio",
        "button",
        "canvas",
        "dialog",
        "embed",
        "head",
        "iframe",
        "input",
        "link",
        "map",
        "menu",
        "nav",
        "noscript",
    ),
    *(
        "object",
        "option",
        "picture",
        "script",
        "select",
        "source",
        "style",
        "svg",
        "template",
        "textarea",
        "track",
        "video",
    ),
)
_JUNK = re.compile(rf"(?<![^-])(?:{'|'.join(sorted(NOT_THE_STORY, key=len, reverse=True))})(?![^-])")
_OFFERS = re.compile(rf"\W{{0,3}}(?:{'|'.join(map(re.escape, OFFERS))})\b", re.IGNORECASE)
_NEEDS = re.compile(rf"\b(?:{'|'.join(NEEDS)})\b.*\?", re.IGNORECASE)
_NO_WORD = re.compile(r"\W+")
_Lengths = dict[HtmlElement, int]


def pruned(tree: HtmlElement, title: str = "") -> HtmlElement:
    """A copy of the tree, which stays as it is. `title`: the article's; one that shows it excludes those beside it."""
    copied: HtmlElement = deepcopy(tree)
    body = copied.find("body")
    if body is None:
        return copied
    _strip(body)
    leading.unlink(body)
    named, away = _suspects(body)
    lengths = _lengths(body)
    story = _words_of_the_story(named, lengths)
    away += (element for element, word in named.items() if word not in story)
    away += _promoted(body)
    away += _beside(title, list(body.iter("article")), lengths)
    away += _columns(body)
    for element in away:
        if element.getparent() is not None:
            element.drop_tree()
    return copied


def _columns(body: HtmlElement) -> Iterator[HtmlElement]:
    """Of a table that lays out the page, small cells without a paragraph beside the one that holds the headline."""
    for head in body.iter("h1"):
        cell = next(head.iterancestors("td"), None)
        if cell is None:
            continue
        most = _HOLDS_THE_STORY * len(cell.text_content())
        for other in (*cell.itersiblings("td"), *cell.itersiblings("td", preceding=True)):
            if other.find(".//p") is None and other.find(".//a") is not None and len(other.text_content()) < most:
                yield other


def unboxed(tree: HtmlElement) -> HtmlElement:
    """A copy of the tree without the boxes that are plainly named: for a page of which else nothing is left."""
    copied: HtmlElement = deepcopy(tree)
    body = copied.find("body")
    if body is None:
        return copied
    named = {one: word for one, word in _suspects(body)[0].items() if word in PLAIN or word in CONSENT}
    story = _words_of_the_story(named, _lengths(body))
    for element, word in named.items():
        if word not in story and element.getparent() is not None:
            element.drop_tree()
    return copied


def _strip(body: HtmlElement) -> None:
    """Take out what is never read, and footers, where they are; a button in a head is the question above its answer."""
    for button in list(body.iter("button")):
        if next(button.iterancestors(*_HEADS), None) is not None:
            button.tag = "span"
    strip_elements(body.getroottree(), *_UNSEEN, with_tail=False)
    for footer in list(body.iter("footer")):
        if sum(len(one.text_content()) for one in footer.iter("p")) < _ENOUGH and footer.getparent() is not None:
            footer.drop_tree()


def _suspects(body: HtmlElement) -> tuple[dict[HtmlElement, str], list[HtmlElement]]:
    """What a word of its class or id tells against, with that word; what only leads away.

    A paragraph or a head is told by its class alone, and by no word that also names what articles are about.
    """
    named: dict[HtmlElement, str] = {}
    away: list[HtmlElement] = []
    for element in body.iterdescendants():
        tag = element.tag
        if tag in _NEVER:
            continue
        name = element.get("class")
        word = _junk(name) if name else ""
        if tag in _TEXTS:
            word = "" if word in AMBIGUOUS else word
        elif not word and (name := element.get("id")):
            word = _junk_of_id(element, name)
        if word and tag != "figcaption":
            if word in HIDDEN or not _is_in_a_line(element):
                named[element] = word
        elif tag in _MAY_GO and leading.leads_away(element):
            away.append(element)
    return named, away


def _lengths(body: HtmlElement) -> _Lengths:
    """Paragraphs and how long they are; on a page that has none, whatever holds text."""
    found = {one: len(one.text_content()) for one in body.iter("p")}
    if sum(found.values()) < _ENOUGH:
        found |= {one: len(one.text or "") for one in body.iter("div", "span", "td", "section", "article")}
    return found


def _words_of_the_story(named: dict[HtmlElement, str], lengths: _Lengths) -> set[str]:
    """Words that name more than a little of the story on this page, all elements of a word together."""
    held: Counter[str] = Counter()
    for one, length in lengths.items():
        for word in {named[above] for above in (one, *one.iterancestors()) if above in named}:
            held[word] += length
    total = sum(lengths.values())
    return {word for word, length in held.items() if length > total * _share_of_the_story(word, length)}


def _share_of_the_story(word: str, length: int) -> float:
    """Above which share of the page the paragraphs that a word names, of this length together, are its story."""
    if word in CONSENT:
        return 1
    if word in UNDER_PICTURES:
        return _HOLDS_A_GALLERY
    return _HOLDS_IT_ALL if word in PLAIN and length <= _BOX else _HOLDS_THE_STORY


def _promoted(body: HtmlElement) -> list[HtmlElement]:
    """Small boxes of a head and what a partner offers, which say so first of all below it.

    That all links are paid for (rel=sponsored) says nothing: so they are in the picks of a test. A sentence may be the
    story's, which has partners too: then there must be something to go to, or a head that asks whether one needs it.
    """
    found = []
    for head in body.iter(*_HEADS):
        below = head.getnext()
        line = _first_line(below) if below is not None else None
        said = line.text_content().strip() if line is not None else ""
        if not said or not _OFFERS.match(said):
            continue
        box, above = head, head.getparent()
        while above is not None and above.tag not in _NEVER and len(above.text_content().strip()) <= _LONGEST:
            box, above = above, above.getparent()
        asks = _NEEDS.search(head.text_content()) is not None
        if box is not head and (asks or not _ends(said) or any(map(_stands_alone, box.iter("a", "form")))):
            found.append(box)
    return found


def _first_line(element: HtmlElement) -> HtmlElement | None:
    """The element that begins with the first text in this one, whole: not the bold words that it begins with."""
    line = next((one for one in element.iter() if (one.text or "").strip()), None)
    while line is not None and line is not element and line.tag in _IN_A_LINE:
        line = line.getparent()
    return line


def _ends(text: str) -> bool:
    """Whether a sentence ends here."""
    return text.rstrip("\"'»”’) \xa0").endswith(_ENDS)


def _stands_alone(link: HtmlElement) -> bool:
    """Whether a link is in no sentence: nothing follows on it, and what precedes has ended."""
    above, previous = link.getparent(), link.getprevious()
    before = previous.tail if previous is not None else above.text if above is not None else None
    return not any(map(str.isalnum, link.tail or "")) and (not (before or "").strip() or _ends(before or ""))


def _beside(title: str, articles: list[HtmlElement], lengths: _Lengths) -> list[HtmlElement]:
    """Articles that stand beside the one that shows the title."""
    if len(articles) < 2 or not title:
        return []
    sought = _NO_WORD.sub("", title).lower()
    for article in articles:
        heads = (_NO_WORD.sub("", head.text_content()).lower() for head in article.iter("h1", "h2"))
        if sought in heads and sum(lengths.get(one, 0) for one in article.iter("p")) >= _ENOUGH:
            own = {article, *article.iterancestors(), *article.iterdescendants("article")}
            return [other for other in articles if other not in own]
    return []


def _junk_of_id(element: HtmlElement, name: str) -> str:
    """The same of an id; those of sections are often made of their head's text, and then say nothing."""
    word = _junk(name)
    if word:
        head = next(element.iter("h1", "h2", "h3", "h4", "h5", "h6"), None)
        text = _NO_WORD.sub("", head.text_content()).lower() if head is not None else ""
        if text and _NO_WORD.sub("", name).lower()[-_SLUG:] in text:
            return ""
    return word


@lru_cache(maxsize=20_000)
def _junk(name: str) -> str:
    """The word in a class or an id that says that this is not the story."""
    for one in name[:_NAME_CHARS].split():
        whole = "-".join(dom.name_words(one))
        for said in _JUNK.finditer(whole):
            before, after = whole[: said.start()].split("-")[:-1], whole[said.end() :].split("-")[1:]
            if (before and before[-1] in BEFORE) or (after and after[0] in AFTER):
                continue
            if said[0] not in AMBIGUOUS or all(_is_part(other) for other in (*before, *after)):
                return said[0]
    return ""


def _is_part(word: str) -> bool:
    return word in PARTS or len(word) <= 2 or word.isdigit() or _JUNK.fullmatch(word) is not None


def _is_in_a_line(element: HtmlElement) -> bool:
    """Whether an element is a word or two of a sentence, whatever it is called."""
    one = element
    while one.tag in _IN_A_LINE:
        above = one.getparent()
        if above is None or above.tag not in _LINES:
            return False
        if any(sign.isalnum() for sign in (above.text or "") + (one.tail or "")):
            return True
        one = above
    return False

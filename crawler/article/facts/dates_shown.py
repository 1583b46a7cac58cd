"""The tree of a page -> dates a reader sees: time elements, elements named after dates, text beside the headline."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

from lxml.html import HtmlElement

from crawler.article import dom
from crawler.article.facts.dates_lines import Place, is_running
from crawler.article.facts.metadata_words import (
    DATE_CHANGED,
    DATE_LIKELY,
    DATE_SURE,
    SAYS_CHANGED,
    SAYS_PUBLISHED,
)
from crawler.normal.text import one_line

# A day with a year in figures or words, a clock after it if there is one. Which words are months is for who reads it.
_CLOCK = (
    r"(?:(?:,|\s[-–|•/]|\s?[·]|\s(?:um|at|om|à|a las|alle|kl\.?|o|u)\b\.?)?\s{0,3}"
    r"[012]?\d(?:[:.]|\s?h\s?)[0-5]\d(?::[0-5]\d)?(?:\s?[ap]\.?m\.?|\s?Uhr|\s?uur)?"
    r"(?:\s(?:[A-Z]{2,5}\b|[+-]\d\d:?\d\d))?)?"
)
_PRINTED = re.compile(
    r"(?<![\d./-])(?:"
    r"(?:19|20)\d\d-[01]?\d-[0-3]?\d|(?:19|20)\d\d[./]\s?[01]?\d[./]\s?[0-3]?\d|(?:19|20)\d\d年\s?\d\d?月\s?\d\d?日"
    r"|[0-3]?\d[./-]\s?[01]?\d[./-]\s?(?:(?:19|20)\d\d|\d\d(?!\d))"
    r"|[0-3]?\d(?:st|nd|rd|th|er|º)?\.?[\s-](?:de\s)?[^\W\d_]{3,12}\.?,?[\s-](?:del?\s)?(?:19|20)\d\d"
    r"|[^\W\d_]{3,12}\.?\s[0-3]?\d(?:st|nd|rd|th)?,?\s(?:19|20)\d\d"
    r")(?!\d)" + _CLOCK,
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d|\d{10}")
_DIGIT = re.compile(r"\d")
_SURE = re.compile("|".join(DATE_SURE))
_NAMED = re.compile("|".join((*DATE_LIKELY, *DATE_SURE)))
_CHANGED = re.compile("|".join(DATE_CHANGED))
_SAYS_PUBLISHED = re.compile("|".join(re.escape(word) for word in SAYS_PUBLISHED), re.IGNORECASE)
_SAYS_CHANGED = re.compile("|".join(re.escape(word) for word in SAYS_CHANGED), re.IGNORECASE)
_NEVER = {
    "a",
    "article",
    "body",
    "html",
    "img",
    "input",
    "main",
    "noscript",
    "option",
    "script",
    "select",
    "style",
    "svg",
}
_MOST_ELEMENTS = 50_000
_MOST_TIMES = 5  # the first of them is the article's, if any is
_LONGEST_TEXT = 400  # characters
_LIKELY, _POSSIBLE = 25, 5  # points: as the date of this article; as a date at all
_AFTER, _BEFORE = 80, 40  # elements around the headline in which its date stands


_Text = tuple[str, Place]


@dataclass(frozen=True, slots=True)
class Shown:
    """A date as the page prints it."""

    raw: str
    source: str  # time, text
    changed: bool  # of a later change, not of the publication
    score: int


def shown(tree: HtmlElement, headline: HtmlElement | None) -> tuple[Shown, ...]:
    """The likeliest first; none that is likelier to belong to another article."""
    body = tree.find("body")
    nodes = list(islice((tree if body is None else body).iter(), _MOST_ELEMENTS))
    elements = [node for node in nodes if isinstance(node.tag, str)]
    top = elements.index(headline) if headline is not None and headline in elements else None
    around = frozenset(headline.iterancestors()) if headline is not None else frozenset()
    texts = _texts_with_digits(nodes)
    found: list[Shown] = []
    for at, element in enumerate(elements):
        if element.tag in _NEVER:
            continue
        called = _called(dom.names(element, "class", "id", "itemprop", "property"))
        if called.named or element.tag == "time":
            near, ones = _nearness(at, top), list(_of_date_element(element, called))
        elif element in texts:
            near = _nearness(at, top)
            ones = list(_of_texts(element, texts[element], near))
        else:
            continue
        penalty = _penalty(element, around) if ones else 0
        found += [replace(one, score=one.score + near + penalty) for one in ones]
    return _likeliest(found)


def times(tree: HtmlElement) -> tuple[Shown, ...]:
    """What the article's time elements say of its publication, in order: quick to find, less sure than `shown`."""
    elements = [one for one in islice(tree.iter("time"), _MOST_TIMES) if not dom.stands_elsewhere(one)]
    found = [
        one
        for element in elements
        for one in _of_date_element(element, _called(dom.names(element, "class", "id", "itemprop", "property")))
    ]
    return tuple(one for one in found if not one.changed)


def _likeliest(found: list[Shown]) -> tuple[Shown, ...]:
    likely = [one for one in found if one.score >= _LIKELY]
    if not likely and len({one.raw for one in found if one.score >= _POSSIBLE}) == 1:  # no other it could be
        likely = [one for one in found if one.score >= _POSSIBLE]
    unique = {(one.raw, one.changed): one for one in sorted(likely, key=lambda one: one.score)}
    return tuple(sorted(unique.values(), key=lambda one: -one.score))[:8]


def _texts_with_digits(nodes: list[HtmlElement]) -> dict[HtmlElement, list[_Text]]:
    """Element -> its own texts in which a date may stand; what follows a comment is its parent's."""
    found: dict[HtmlElement, list[_Text]] = {}
    for node in nodes:
        text = node.text
        if text and len(text) <= _LONGEST_TEXT and _DIGIT.search(text) and isinstance(node.tag, str):
            found.setdefault(node, []).append((text, Place(node, follows=False)))
        text = node.tail
        if text and len(text) <= _LONGEST_TEXT and _DIGIT.search(text):
            found.setdefault(node.getparent(), []).append((text, Place(node, follows=True)))
    return found


def _nearness(at: int, top: int | None) -> int:
    """Points for standing just below the headline, fewer for just above."""
    if top is None:
        return 10 if at < 300 else 0
    if top <= at <= top + _AFTER:
        return 30 - (at - top) // 8
    return 18 if top - _BEFORE <= at < top else 0


@dataclass(frozen=True, slots=True)
class _Called:
    """What the names of an element promise: a date, surely one of publication, one of a change."""

    named: bool
    sure: bool
    changed: bool


@lru_cache(maxsize=4096)
def _called(names: str) -> _Called:
    names = names.lower().replace("_", "-")
    if not _NAMED.search(names):
        return _Called(named=False, sure=False, changed=_CHANGED.search(names) is not None)
    # "updated" beside "published" or "date" is a microformat's word (hAtom), not the page's
    changed = _CHANGED.search(_SURE.sub("", names)) is not None and "date updated" not in names
    return _Called(named=True, sure=_SURE.search(names) is not None, changed=changed)


def _of_date_element(element: HtmlElement, called: _Called) -> Iterator[Shown]:
    """Its machine-readable value, then its text if that is no more than a date."""
    sure = called.sure or "pubdate" in element.attrib
    points = 20 * (element.tag == "time") + (35 if sure else 15 if called.named else 0)
    changed = called.changed and not sure
    said = dom.said(element) if dom.is_small(element, 12) else ""
    before = _text_before(element)
    changed = changed or bool(_SAYS_CHANGED.search(said[:40]) or _SAYS_CHANGED.search(before[-40:]))
    for value in (element.get("datetime"), element.get("content"), element.get("data-time"), element.get("title")):
        if value and _YEAR.search(value):
            yield Shown(one_line(value, 100), "time", changed, points + 2)
            break
    printed = _PRINTED.search(said)
    if printed:
        yield Shown(printed[0].strip(), "time", changed, points)
    elif said and element.tag == "time" and len(said) <= 40:
        yield Shown(said, "time", changed, points - 2)


def _of_texts(element: HtmlElement, texts: list[_Text], near: int) -> Iterator[Shown]:
    """A date in the element's own text: in a short line, beside the headline or behind a word such as "published".

    None within a sentence.
    """
    for text, place in texts[:20]:
        line = one_line(text, 300)
        for printed in _PRINTED.finditer(line):
            before, after = line[: printed.start()], line[printed.end() :]
            said = before[-40:] or _text_before(element)[-40:]
            told = _SAYS_PUBLISHED.search(said) is not None
            changed = _SAYS_CHANGED.search(said) is not None
            if len(before) > 120 or not (near or told):
                continue
            if not (told or changed) and is_running(place, before, after):
                continue
            points = 20 * told + (15 if len(before) + len(after) <= 60 else -10)
            yield Shown(printed[0].strip(), "text", changed, points)


def _text_before(element: HtmlElement) -> str:
    """The text just before an element: in its parent, or a label in an element of its own."""
    previous = element.getprevious()
    if previous is None:
        parent = element.getparent()
        return (parent.text or "").strip() if parent is not None else ""
    label = (previous.text or "").strip()
    return (previous.tail or "").strip() or (label if len(label) <= 25 and not _DIGIT.search(label) else "")


def _penalty(element: HtmlElement, around: frozenset[HtmlElement]) -> int:
    """Points off for standing among other articles, comments, navigation; what holds the headline is none of those."""
    points = 0
    for level, above in enumerate(element.iterancestors()):
        if level > 12 or above in around or above.tag in ("body", "html"):
            break
        if above.tag == "figure" or dom.is_about_others(above):
            points -= 30
        elif above.tag in ("a", "li"):
            points -= 8
    return max(points, -60)

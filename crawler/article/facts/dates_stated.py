"""The head of a page and its headline -> when it was published and last changed, as written, the surest first."""

import re
from datetime import datetime, timedelta
from itertools import islice
from urllib.parse import urlsplit

from lxml.etree import XPath
from lxml.html import HtmlElement

from crawler.article.facts import dates_guessed, dates_shown, jsonld
from crawler.article.facts import metadata_words as words
from crawler.article.facts.head import Head

Dates = tuple[tuple[str, str], ...]  # (as written, jsonld | meta | time | text | url | htmldate)

_DAY_IN_PATH = re.compile(r"(?<!\d)((?:19|20)\d\d)([/_.-]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")
_DAY_LAST_IN_PATH = re.compile(r"(?<!\d)(0[1-9]|[12]\d|3[01])([-_.])(0[1-9]|1[0-2])\2((?:19|20)\d\d)(?!\d)")
_SHORT_DAY_IN_PATH = re.compile(
    r"/((?:19|20)\d\d)/([1-9])/([1-9]|[12]\d|3[01])(?=/)|/((?:19|20)\d\d)/(1[0-2])/([1-9])(?=/)"
)
_HANDED = XPath("//script[not(@src)]/text()[contains(., 'ublish')] | //@*[contains(., 'datePublished')]")
_IN_SCRIPT = re.compile(
    r"""(?:datePublished|published_?(?:at|date)|publish_?date|publication_?date|first_?published(?:_?(?:at|date))?)"""
    r"""\\{0,3}["']\s{0,9}:\s{0,9}\\{0,3}["']?(\d[\dT:+Z. -]{7,34})""",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)(?:199[5-9]|20\d\d)")  # in which a page can be published
_ISO_DAY = re.compile(r"\s*((?:19|20)\d\d-[01]\d-[0-3]\d)(?!\d)")
_UNSET = re.compile(r"-?0\d{3}-|0+$|(?:.*\D)?(?:0001|19(?:[0-8]\d|9[0-4]))(?!\d)")  # of a clock never set


def read(head: Head, headline: HtmlElement | None, now: datetime | None = None) -> tuple[Dates, Dates]:
    """Dates that may be of the publication and of the last change.

    What the page shows its readers is only looked for where it states no day it can be published on: none, or, where
    it is known when the page came, one that was still to come. Time elements, which cost nothing to find, stand behind
    what is stated.
    """
    published = _linked(head, ("datePublished", "dateCreated", "uploadDate"))
    published += [(content, "meta") for content in head.meta(words.PUBLISHED)]
    modified = _linked(head, ("dateModified",)) + [(content, "meta") for content in head.meta(words.MODIFIED)]
    is_stated = any(_YEAR.search(raw) and not _is_to_come(raw, now) for raw, _ in published)
    shown = () if is_stated else dates_shown.shown(head.tree, headline)
    first = [(one.raw, one.source) for one in shown if not one.changed]
    changed = [(one.raw, one.source) for one in shown if one.changed]
    published += [
        (one.raw, one.source) for one in shown if not one.changed and one.source == "time" and one.score >= 50
    ]
    published += [(content, "meta") for content in head.meta(words.PERHAPS_PUBLISHED)]
    published += first
    published += [(day, "url") for day in _days_in(head.url)]
    published += [(one.raw, one.source) for one in dates_shown.times(head.tree)] if is_stated else []
    found = _each_once(published) or _each_once(_embedded(head.tree)) or _each_once(changed)
    return found or _guessed(head), _each_once(modified + changed)


def _is_to_come(raw: str, now: datetime | None) -> bool:
    """Whether a date is certainly after the day on which the page came, wherever on earth it was written."""
    written = _ISO_DAY.match(raw)
    return now is not None and written is not None and written[1] > (now + timedelta(days=1)).date().isoformat()


def _guessed(head: Head) -> Dates:
    day = dates_guessed.guess(head.tree, head.url)
    return ((day, "htmldate"),) if day else ()


def _embedded(tree: HtmlElement) -> list[tuple[str, str]]:
    """The first date of a publication in what a page hands its own scripts: all that some pages have."""
    found = _HANDED(tree)
    for written in found[:50] if isinstance(found, list) else []:
        for said in islice(_IN_SCRIPT.finditer(str(written)[:2_000_000]), 10):
            if _is_set(said[1]):
                return [(said[1], "meta")]
    return []


def _linked(head: Head, keys: tuple[str, ...]) -> list[tuple[str, str]]:
    """Of the node about the article, then of those about the page."""
    nodes = [head.main, *head.linked.of_type("webpage", "newsarticle", "article", "blogposting")[:3]]
    return [(jsonld.text(node, key), "jsonld") for node in nodes for key in keys]


def _each_once(found: list[tuple[str, str]]) -> Dates:
    """With a figure in it, and without what a clock that was never set says: 1970-01-01."""
    dated = ((raw[:100], source) for raw, source in found if any(map(str.isdigit, raw)) and _is_set(raw))
    return tuple(dict.fromkeys(dated))[:20]


def _is_set(raw: str) -> bool:
    return _YEAR.search(raw) is not None or _UNSET.match(raw) is None


def _days_in(url: str) -> tuple[str, ...]:
    """A whole day in the path, as year-month-day."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return ()
    found = [f"{day[1]}-{day[3]}-{day[4]}" for day in _DAY_IN_PATH.finditer(path)]
    found += [f"{day[4]}-{day[3]}-{day[1]}" for day in _DAY_LAST_IN_PATH.finditer(path)]
    for day in _SHORT_DAY_IN_PATH.finditer(path):
        year, month, number = day[1] or day[4], day[2] or day[5], day[3] or day[6]
        found.append(f"{year}-{int(month):02}-{int(number):02}")
    return tuple(found)

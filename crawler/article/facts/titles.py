"""The head of a page -> the headline, and the element that shows it."""

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import Self

from lxml.html import HtmlElement

from crawler.article import dom
from crawler.article.facts import jsonld
from crawler.article.facts.head import Head
from crawler.normal.text import one_line, plain

_SEPARATOR = re.compile(r"\s+[|\-–—·•»«:/~]+\s+|\s*[|»«·•]+\s*|:\s+")
_WORD = re.compile(r"\w+")
_RANK = {"h1": 0.1, "h2": 0.0, "h3": -0.3}  # a blog's posts have their titles in h3, so do its asides
_LONGEST_SITE = 5  # words, as Het Nieuwsblad van het Noorden
_ORDER = ("h1", "jsonld", "og", "twitter", "title")


@dataclass(frozen=True, slots=True)
class Title:
    """A headline and which of the page's statements it is: jsonld, og, h1, title; '' and '' if there is none."""

    text: str
    source: str
    element: HtmlElement | None  # the heading that shows it


@dataclass(frozen=True, slots=True)
class _Site:
    """What the site is called, and what its page's headings say."""

    names: frozenset[str]
    shown: tuple[str, ...] = ()  # keys, each with a space behind it

    @classmethod
    def of(cls, names: tuple[str, ...]) -> Self:
        return cls(frozenset(_joined(name) for name in names if _joined(name)))

    def is_named(self, text: str) -> bool:
        """Whether the text is no more than one of its names."""
        return _joined(text) in self.names

    def is_all_of(self, text: str) -> bool:
        """The same of a short text only: some sites call themselves by the headline of each page."""
        return len(text.split()) <= _LONGEST_SITE and self.is_named(text)

    def cut_from(self, title: str) -> str:
        """The title without the site's name at its end or, unless a heading begins so too, at its beginning."""
        for _ in range(3):
            cuts = [(cut.start(), cut.end()) for cut in _SEPARATOR.finditer(title)]
            for start, end in (cuts[-1], cuts[0]) if len(cuts) > 1 else cuts:
                first, last = title[:start].strip(), title[end:].strip()
                if self.is_named(last) and first:
                    title = first
                    break
                if self.is_named(first) and last and not self._is_shown(title):
                    title = last
                    break
            else:
                break
        return "" if self.is_all_of(title) else title

    def _is_shown(self, title: str) -> bool:
        """Whether a heading says the whole of it: a maker's name before news of the maker."""
        return any(one.startswith(f"{_key(title)} ") for one in self.shown)


def read(head: Head, sites: tuple[str, ...]) -> Title:
    """The headline that most of JSON-LD, og:title and the heading say; the heading if each says something else.

    `sites`: names of the site, cut off where they end or begin a title; one alone is no title. The <title> and
    twitter:title have no vote: they repeat the search engines' version of whatever stands elsewhere.
    """
    site = _Site.of(sites)
    headings = [one for one in _headings(head) if not site.is_all_of(one[1])]
    site = replace(site, shown=tuple(f"{_key(text)} " for _, text in headings))
    stated = {source: head.first(f"{source}:title") for source in ("og", "twitter")}
    stated["jsonld"] = one_line(plain(jsonld.text(head.main, "headline")), 500)
    named = {source: site.cut_from(text) for source, text in stated.items() if text}
    heading, shown = _shown(headings, [*named.values(), head.title[:500]])
    named["title"] = site.cut_from(head.title[:500])
    if shown:
        named["h1"] = _without_kicker(shown, named)
    votes = Counter(_key(named[source]) for source in ("h1", "jsonld", "og") if named.get(source))
    for source in sorted(_ORDER, key=lambda source: -votes[_key(named.get(source, ""))]):
        if named.get(source):
            return Title(named[source], source, heading)
    return Title("", "", heading)


def _without_kicker(heading: str, named: dict[str, str]) -> str:
    """A heading whose other half is a kicker, as it is stated elsewhere without it."""
    for source in ("jsonld", "og", "title"):
        text = named.get(source, "")
        if len(text) >= 0.5 * len(heading) and _key(heading).endswith(" " + _key(text)):
            return text
    return heading


def _key(text: str) -> str:
    """What two spellings of one headline have in common."""
    return " ".join(_WORD.findall(text.lower()))


def _joined(text: str) -> str:
    return _key(text).replace(" ", "")


def _headings(head: Head) -> list[tuple[HtmlElement, str]]:
    """Headings with their text; not the site's own name, which links to its front page."""
    found = []
    home = "/".join(head.url.split("/")[:3])
    for element in head.headings:
        text = dom.said(element, 500)
        links = [link.get("href", "").rstrip("/") for link in (*element.iter("a"), *element.iterancestors("a"))]
        if text and "" not in links and home not in links:
            found.append((element, text))
        if len(found) > 60:
            break
    return found


def _shown(headings: list[tuple[HtmlElement, str]], stated: list[str]) -> tuple[HtmlElement | None, str]:
    """The heading likest to what is stated, its text if it is like enough; else the only h1."""
    best: tuple[float, HtmlElement | None, str] = (0.0, None, "")
    theirs = [Counter(words.split()) for words in dict.fromkeys(map(_key, stated))]
    for element, text in headings:
        ours = Counter(_key(text).split())
        likeness = max((_likeness(ours, one) for one in theirs), default=0.0) + _RANK[element.tag]
        if likeness > best[0]:
            best = (likeness, element, text)
        if likeness >= 1 + _RANK["h1"]:  # word for word: none is liker
            break
    if best[0] >= 0.5:
        return best[1], best[2]
    firsts = [(element, text) for element, text in headings if element.tag == "h1"]
    if len(firsts) == 1:
        return firsts[0]
    return (firsts[0][0] if firsts else best[1]), ""


def _likeness(ours: Counter[str], theirs: Counter[str]) -> float:
    """Share of words that two titles have in common, 0 to 1."""
    total = ours.total() + theirs.total()
    return 2 * (ours & theirs).total() / total if total else 0.0

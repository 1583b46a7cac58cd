"""A page that was answered with 200 -> why it holds no article: missing all the same, or a wall before it.

Only the headline and the <title> speak, and only where a phrase of walls_words is all they say, or nearly: the site's
name and a few words may stand beside it. A page that states in its head that it is an article is one.
"""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from crawler.article.facts import jsonld
from crawler.article.facts.head import Head
from crawler.article.text.walls_words import CONSENT, CONSENT_BEHIND, MISSING, MISSING_ALONE, MISSING_IF_DENIED, SORRY
from crawler.normal.text import one_line, plain

_SHORT = 1500  # characters of text: a page with more has something to say
_SORRY = re.compile(rf"(?:(?:{'|'.join(SORRY)})\b\W{{0,3}})?")
_CUT = re.compile(r"\s[|–—•-]\s|\s?[|:]\s")
_FEW_WORDS = 3  # beside a phrase: "op autovisie.nl", "DPG Media" before "privacy gate"
_DENIED_WORDS = 9  # "... die u zoekt is verplaatst, verwijderd of heeft nooit bestaan"
_SITE_WORDS = 3  # of a site's name that is told by nothing else; behind a colon stands a sentence
_DENIED = re.compile(r"\b(?:n'|ne|nicht|niet|pas|plus|introuvable|verplaatst|verwijderd)(?:\b|(?<='))")
_ARTICLES = frozenset(("article", "blogposting", "newsarticle", "reportagenewsarticle", "liveblogposting"))
_WORD = re.compile(r"[\w'.-]*\w")


def before(tree: HtmlElement, characters: int, titles: tuple[str, str] = ("", ""), url: str = "") -> str | None:
    """The reason, or None. `characters`: how many its text has, as extracted; `titles`: the headline that was chosen
    for it, and what its feed calls it."""
    if characters >= _SHORT:
        return None
    headline, announced = titles
    said = [_plain(headline), _plain(tree.findtext(".//title") or "")]
    if not any(_holds_a_phrase(one) for one in said):
        return None
    head = Head.of(tree, url)
    sites = _sites(head)
    missing = any(_is_missing(one, sites) for one in said)
    if not missing and not any(_asks(one, sites) for one in said):
        return None
    if _is_article(head, said[0]) or _plain(announced) in {part for one in said for part in _parts(one, sites) if part}:
        return None
    if missing:
        return "the page says that it does not exist"
    return "a wall that asks for consent stands before the page"


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("’", "'").split())


def _holds_a_phrase(said: str) -> bool:
    """Whether it is worth a closer look."""
    return any(word in said for words in (MISSING, MISSING_ALONE, MISSING_IF_DENIED, CONSENT) for word in words)


def _is_article(head: Head, headline: str) -> bool:
    """Whether the page's head states that it is one: to social networks, or to search engines under this headline."""
    if head.first("og:type").lower() == "article":
        return True
    stated = _plain(one_line(plain(jsonld.text(head.main, "headline")), 500))
    return bool(stated) and stated == headline and not _ARTICLES.isdisjoint(jsonld.types(head.main))


def _sites(head: Head) -> tuple[str, ...]:
    """What the site is called, by itself and by its address, without spaces."""
    try:
        labels = (urlsplit(head.url).hostname or "").split(".")
    except ValueError:
        labels = []
    names = (*head.meta(("og:site_name", "application-name")), *labels[-2:-1])
    return tuple(name for one in names if len(name := "".join(_WORD.findall(_plain(one)))) > 2)


def _is_missing(said: str, sites: tuple[str, ...]) -> bool:
    return any(map(_denies, _parts(said, sites)))


def _asks(said: str, sites: tuple[str, ...]) -> bool:
    return any(map(_is_wall, _parts(said, sites)))


def _parts(said: str, sites: tuple[str, ...]) -> Iterator[str]:
    """The whole, and what is left of it without a site's name before or behind it."""
    yield said
    for cut in _CUT.finditer(said):
        first, last = said[: cut.start()], said[cut.end() :]
        if _words(last) <= 1 or (":" not in cut[0] and _is_site(last, sites)):
            yield first
        if _is_site(first, sites):
            yield last


def _is_site(part: str, sites: tuple[str, ...]) -> bool:
    compact = "".join(_WORD.findall(part))
    return _words(part) <= _SITE_WORDS or any(site in compact for site in sites)


def _denies(part: str) -> bool:
    """Whether it says of a page that it is not there, and hardly anything else."""
    part = _SORRY.sub("", part, count=1)
    if part.strip(" !.") in MISSING_ALONE:
        return True
    for phrase in MISSING:
        if part.startswith(phrase):
            return _words(part[len(phrase) :]) <= _FEW_WORDS
    for phrase in MISSING_IF_DENIED:
        if part.startswith(phrase):
            rest = part[len(phrase) :]
            return _words(rest) <= _DENIED_WORDS and _DENIED.search(rest) is not None
    return False


def _is_wall(part: str) -> bool:
    """Whether it asks for consent, and hardly says anything else."""
    part = part.strip(" !.")
    if any(part.startswith(phrase) and _words(part[len(phrase) :]) <= _FEW_WORDS for phrase in CONSENT):
        return True
    return part.endswith(CONSENT_BEHIND) and _words(part) <= _FEW_WORDS + 2


def _words(part: str) -> int:
    return len(_WORD.findall(part))

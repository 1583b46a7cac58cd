"""What a page says of its kind -> news, review, video, gallery, liveblog or pressrelease."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawler.article.facts import kind_words as words

NEWS = "news"
_ORDER = ("liveblog", "pressrelease", "review", "gallery", "video")  # a live blog may hold videos
_MARKED = re.compile(r"^\W{0,3}([^:|–—]{3,25}?)\s?(?::|\||\s[–—-]\s)|[\[(]([^\[\]()]{3,20})[\])]$")


@dataclass(frozen=True, slots=True)
class Signs:
    """What an article is known by; all optional."""

    url: str = ""
    title: str = ""
    section: str = ""
    types: frozenset[str] = frozenset()  # JSON-LD types of the node about the article, in small letters
    og_type: str = ""
    opening: str = ""  # how its text begins


def kind(signs: Signs) -> str:
    """The surest sign decides: the JSON-LD type, then the title, the address, the section; news without one."""
    found = next(filter(None, (_by_type(signs), _by_title(signs.title), _by_address(signs), _by_opening(signs))), NEWS)
    if found == "video" and signs.types and not signs.types & set(words.TYPES["video"]) and len(signs.opening) > 1000:
        return NEWS
    return found


def _by_type(signs: Signs) -> str:
    """A page about a video is one; an article with a video in it has another type."""
    stated = next((kind for kind in _ORDER if not signs.types.isdisjoint(words.TYPES.get(kind, ()))), "")
    return stated or ("video" if signs.og_type.lower().startswith("video") else "")


def _by_title(title: str) -> str:
    found = _MARKED.search(title)
    said = (found[1] or found[2]).strip().lower() if found else ""
    return "" if found and not found[1] and said in words.ALSO else _kind_with(words.IN_TITLE, [said])


def _by_address(signs: Signs) -> str:
    try:
        *directories, last = [part for part in urlsplit(signs.url).path.lower().split("/") if part] or [""]
    except ValueError:
        return ""
    directories = [part.replace("_", "-") for part in directories]
    section = "-".join(signs.section.lower().split())
    slug = f"-{last.split('.')[0].replace('_', '-')}-"
    named = next((one for one in _ORDER if any(f"-{word}-" in slug for word in words.IN_SLUG.get(one, ()))), "")
    return named or _kind_with(words.SECTIONS, [*directories, section])


def _by_opening(signs: Signs) -> str:
    opening = signs.opening[:300].lower()
    return "pressrelease" if any(word in opening for word in words.WIRES) else ""


def _kind_with(table: dict[str, tuple[str, ...]], said: Iterable[str]) -> str:
    said = set(said)
    return next((one for one in _ORDER if not said.isdisjoint(table[one])), "")

"""An address -> whether a site or one of its sections begins there, which no article's own address does."""

import re
from urllib.parse import urlsplit

from crawler.normal.urls import url_key

# Where sites begin besides "/": sections that stand alone in a path, and what only says in which words or looks
SECTIONS = frozenset(
    {
        "actualite",
        "actualites",
        "actueel",
        "aktuell",
        "aktuelles",
        "artikel",
        "articles",
        "auto",
        "autonews",
        "autonieuws",
        "autos",
        "blog",
        "cars",
        "home",
        "homepage",
        "magazine",
        "magazin",
        "nachrichten",
        "news",
        "newsroom",
        "nieuws",
        "noticias",
        "notizie",
        "nouvelles",
        "press",
        "presse",
        "start",
        "startseite",
        "tests",
    }
)
LOOKS = frozenset({"amp", "hl", "lang", "language", "lc", "locale", "mobile", "theme", "view"})

_LANGUAGE = re.compile(r"[a-z]{2}(?:[-_][a-z]{2})?", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")


def is_front_page(address: str) -> bool:
    """Whether a site, or its pages in one language, or a section with a usual name, begins at an address.

    Judged by the form in which addresses are compared; a route behind # is the browser's own, but for #!/.
    """
    path, names = _read(address)
    if names - LOOKS:
        return False
    while path and _LANGUAGE.fullmatch(path[0]):
        path = path[1:]
    return not path or (len(path) == 1 and path[0].lower() in SECTIONS)


def is_above(address: str, page: str) -> bool:
    """Whether an address is a front page, or a folder in which a page lies and whose name is one plain word."""
    if is_front_page(address):
        return True
    path, names = _read(address)
    below, _ = _read(page)
    is_folder = not names and len(path) < len(below) and below[: len(path)] == path
    # /news/estates/ of /news/estates/1, not /1234/ of /1234/print nor /the-new-estate of /the-new-estate/print
    return is_folder and _WORD.fullmatch(path[-1]) is not None and _is_story(below[len(path) :])


def _is_story(rest: list[str]) -> bool:
    """Whether what lies below a folder looks like a story's own name: /new-estate, /4711; not /print, /2."""
    return any("-" in segment or "_" in segment or (segment.isdecimal() and len(segment) > 2) for segment in rest)


def _read(address: str) -> tuple[list[str], set[str]]:
    """The path's segments and the names of the parameters that may be an identity."""
    try:
        parts = urlsplit(url_key(address))
    except ValueError:
        return [address], set()
    names = {pair.partition("=")[0].lower() for pair in parts.query.split("&") if pair}
    route = {"#!"} if parts.fragment.startswith("!") else set()
    return [segment for segment in parts.path.split("/") if segment], names | route

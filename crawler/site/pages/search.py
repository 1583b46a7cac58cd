"""/search?q=…: words, filters, and the articles that fit them, best first."""

import shlex
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from crawler.site.desk import Desk, View, desk_of
from crawler.store.reads import search as reads
from crawler.store.reads.search import FILTERS, Asked, Found

NEWEST = "new"  # ?sort=new
MOST_SHOWN = 60  # characters of what was typed and not understood
AROUND = 2  # pages that are linked before and after this one
MOST_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter that is set, in words, and the address without it."""

    name: str
    value: str
    without: str


async def search(datasette: Datasette, request: Request) -> Response:
    """A page of what was found; what could not be understood is said and left out."""
    desk = await desk_of(datasette, request)
    typed, mistakes = _typed(desk)
    found = await desk.read(reads.search, typed)
    asked = found.asked
    names = _names(desk)
    mistakes += [
        desk.words.t("search.unknown", what=names[name].lower(), slug=slug[:MOST_SHOWN]) for name, slug in found.unknown
    ]

    def to(**changed: object) -> str:
        return desk.link("/search", **{**_query(asked), **changed})

    return await desk.page(
        "search", found=found, asked=asked, mistakes=mistakes, to=to, filters=_filters(desk, found, to),
        pages=_pages(asked.page, found.pages), command=f"koplamp export --search {shlex.quote(asked.words)} --to",
    )  # fmt: skip


def _typed(desk: Desk) -> tuple[Asked, list[str]]:
    """What the address asks for, and what of it makes no sense, in words."""
    t, days = desk.words.t, {}
    mistakes: list[str] = []
    for name in ("from", "to"):
        if (typed := desk.typed(name)) and not _is_day(typed):
            mistakes.append(t("search.wrong_day", typed=typed[:MOST_SHOWN]))
        days[name] = typed if _is_day(typed) else ""
    if days["from"] and days["to"] and days["from"] > days["to"]:
        mistakes.append(t("search.wrong_order", since=days["from"], until=days["to"]))
        days = {"from": "", "to": ""}
    page = desk.typed("page")
    number = int(page) if page.isascii() and page.isdecimal() and len(page) <= MOST_DIGITS else 1
    filters = {name: desk.typed(name) for name in FILTERS}
    return Asked(
        desk.typed("q"), **filters, since=days["from"], until=days["to"],
        newest_first=desk.typed("sort") == NEWEST, page=max(1, number),
    ), mistakes  # fmt: skip


def _is_day(typed: str) -> bool:
    try:
        return date.fromisoformat(typed).isoformat() == typed
    except ValueError:
        return False


def _query(asked: Asked) -> dict[str, object]:
    """What the address of an answer holds; its first page has no number."""
    filters: dict[str, object] = {name: getattr(asked, name) for name in FILTERS}
    sort = NEWEST if asked.newest_first else ""
    return {"q": asked.words, **filters, "from": asked.since, "to": asked.until, "sort": sort}


def _filters(desk: Desk, found: Found, to: Callable[..., str]) -> list[Filter]:
    """Those that are set, each with its name as people say it."""
    names, asked, made = _names(desk), found.asked, []
    for name in FILTERS:
        slug = getattr(asked, name)
        if not slug or (name == "make" and asked.model):
            continue
        said = next(one.name for one in getattr(found.choices, name) if one.slug == slug)
        said = desk.words.topic(slug, said) if name == "topic" else said
        said = desk.words.tongue(slug) if name == "language" else said
        without = to(model="", make="") if name == "model" else to(**{name: ""})
        made.append(Filter(names[name], said, without))
    if asked.since and asked.since == asked.until:
        return [*made, Filter(names["on"], desk.words.day(asked.since), to(**{"from": "", "to": ""}))]
    ends = (("from", asked.since), ("to", asked.until))
    return made + [Filter(names[name], desk.words.day(on), to(**{name: ""})) for name, on in ends if on]


def _names(desk: Desk) -> dict[str, str]:
    """What each filter is called."""
    t = desk.words.t
    return {
        "make": t("search.make"), "model": t("search.model"), "topic": t("search.topic"), "source": t("search.source"),
        "language": t("search.language"), "from": t("search.from"), "to": t("search.to"), "on": t("search.on"),
    }  # fmt: skip


def _pages(page: int, pages: int) -> list[int]:
    """The first, the last, and those around this one; 0 is a gap."""
    near = sorted({1, pages, *range(max(1, page - AROUND), min(pages, page + AROUND) + 1)})
    made: list[int] = []
    for number in near:
        if made and number > made[-1] + 1:
            made.append(0)
        made.append(number)
    return made


ROUTES: tuple[tuple[str, View], ...] = ((r"/search$", search),)

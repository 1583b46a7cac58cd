"""/article/17: an article to read, what it is about, what it said before, who else prints it."""

from functools import partial
from typing import Any

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from crawler.site.desk import Desk, View, desk_of
from crawler.site.differences import headline, passages
from crawler.site.pages import spoken
from crawler.store.reads import article as reads

MOST_DIGITS = 18  # of a number that SQLite can hold


def number(typed: str) -> int | None:
    """An id as it stands in an address; None where that is none."""
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= MOST_DIGITS else None


async def article(datasette: Datasette, request: Request) -> Response:
    """An article."""
    desk = await desk_of(datasette, request)
    at, typed = number(desk.part("id")), desk.typed("version")
    version = number(typed)
    found = None if at is None else await desk.read(reads.article, at, version)
    if found is None:
        t = desk.words.t
        return await desk.page(
            "nothing", 404, title=t("article.no_article", id=desk.part("id")[:40]), why=t("article.no_article_why")
        )
    is_shown = found.change is not None and found.change.version.version == version
    return await desk.page(
        "article", found=found, facts=found.facts, pieces=spoken.pieces(found.text.blocks), text=passages,
        difference=headline, wrong_version="" if is_shown else typed[:40], **said(desk),
    )  # fmt: skip


def said(desk: Desk) -> dict[str, Any]:
    """What templates say stored words with."""
    told = (spoken.late, spoken.rule, spoken.origin, spoken.method)
    return {function.__name__: partial(function, desk.words) for function in told} | {
        "date_of": partial(spoken.date_of, desk.clock)
    }


ROUTES: tuple[tuple[str, View], ...] = ((r"/article/(?P<id>[^/]+)$", article),)

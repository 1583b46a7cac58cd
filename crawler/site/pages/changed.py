"""/changed: headlines that were changed, texts that were rewritten, articles that vanished."""

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from crawler.site.desk import View, desk_of
from crawler.site.differences import headline
from crawler.site.pages.period import period
from crawler.store.reads import changed as reads

MOST_PAGES = 250  # each one skips all before it


async def changed(datasette: Datasette, request: Request) -> Response:
    """All of it, or that of one source; headlines page by page."""
    desk = await desk_of(datasette, request)
    over, slug, typed = period(desk), desk.typed("source")[:100], desk.typed("page")
    is_page = typed.isascii() and typed.isdecimal() and 1 <= int(typed[:9]) <= MOST_PAGES
    found = await desk.read(reads.changes, over.days, slug or None, int(typed) if is_page else 1)
    return await desk.page(
        "changed", changes=found, slug=slug, days=over.days, typed=over.typed, difference=headline,
        wrong_page="" if is_page else typed[:40],
    )  # fmt: skip


ROUTES: tuple[tuple[str, View], ...] = ((r"/changed$", changed),)

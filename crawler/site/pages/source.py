"""/source/autovisie: a source, how its feeds are, and what it does."""

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from crawler.site.desk import View, desk_of
from crawler.site.differences import headline
from crawler.site.pages.drawn import volume
from crawler.site.pages.period import period
from crawler.store.reads import source as reads


async def source(datasette: Datasette, request: Request) -> Response:
    """A source."""
    desk = await desk_of(datasette, request)
    slug, over = desk.part("slug"), period(desk)
    found = await desk.read_once(reads.source, slug, over.days)
    if found is None:
        t = desk.words.t
        return await desk.page("nothing", 404, title=t("source.no_source", slug=slug), why=t("source.no_source_why"))
    return await desk.page(
        "source", source=found, path=f"/source/{slug}", days=over.days, typed=over.typed,
        chart=volume(desk, found), difference=headline,
    )  # fmt: skip


ROUTES: tuple[tuple[str, View], ...] = ((r"/source/(?P<slug>[^/]+)$", source),)

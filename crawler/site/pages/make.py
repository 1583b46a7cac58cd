"""/make/renault and /make/renault/5: what is written about a make, and about a model."""

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from crawler.site.desk import View, desk_of
from crawler.site.pages.drawn import sparks, timeline
from crawler.site.pages.period import period
from crawler.store.reads import make as reads


async def make(datasette: Datasette, request: Request) -> Response:
    """A make."""
    desk = await desk_of(datasette, request)
    slug, over = desk.part("slug"), period(desk)
    found = await desk.read(reads.make, slug, over.days)
    if found is None:
        t = desk.words.t
        return await desk.page("nothing", 404, title=t("make.no_make", slug=slug), why=t("make.no_make_why"))
    lines = ((line.slug, line.name, line.days) for line in found.lines)
    return await desk.page(
        "make", make=found, path=f"/make/{slug}", days=over.days, typed=over.typed,
        chart=timeline(desk, found.coverage), sparks=sparks(desk, lines),
    )  # fmt: skip


async def model(datasette: Datasette, request: Request) -> Response:
    """A model of a make."""
    desk = await desk_of(datasette, request)
    slug, over = f"{desk.part('slug')}/{desk.part('model')}", period(desk)
    found = await desk.read(reads.model, slug, over.days)
    if found is None:
        t = desk.words.t
        return await desk.page("nothing", 404, title=t("make.no_model", slug=slug), why=t("make.no_model_why"))
    return await desk.page(
        "model", model=found, path=f"/make/{slug}", days=over.days, typed=over.typed,
        chart=timeline(desk, found.coverage),
    )  # fmt: skip


ROUTES: tuple[tuple[str, View], ...] = (
    (r"/make/(?P<slug>[^/]+)$", make),
    (r"/make/(?P<slug>[^/]+)/(?P<model>[^/]+)$", model),
)

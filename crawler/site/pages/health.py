"""/health: how the feeds are, the worst first, in words."""

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from crawler.site.desk import View, desk_of
from crawler.store.reads import health as reads


async def health(datasette: Datasette, request: Request) -> Response:
    """All feeds."""
    desk = await desk_of(datasette, request)
    return await desk.page("health", health=await desk.read(reads.health))


ROUTES: tuple[tuple[str, View], ...] = ((r"/health$", health),)

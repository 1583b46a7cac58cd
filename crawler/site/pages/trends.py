"""/trends: what is written about most, what rises, and who is off their usual."""

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from crawler.site.desk import View, desk_of
from crawler.site.pages.drawn import sparks
from crawler.site.pages.period import period
from crawler.store.reads import trends as reads

CLEARLY = 2  # z from which on a rise is hardly chance


async def trends(datasette: Datasette, request: Request) -> Response:
    """All of it."""
    desk = await desk_of(datasette, request)
    over = period(desk)
    found = await desk.read_once(reads.trends, over.days)
    lines = {
        "make": sparks(desk, ((one.slug, one.name, one.days) for one in found.makes)),
        "model": sparks(desk, ((one.slug, one.name, one.days) for one in found.models)),
        "topic": sparks(desk, ((one.slug, desk.words.topic(one.slug, one.name), one.days) for one in found.topics)),
    }
    up = [one for one in found.rising if one.z is not None and one.z >= CLEARLY]
    return await desk.page("trends", trends=found, up=up, days=over.days, typed=over.typed, sparks=lines)


ROUTES: tuple[tuple[str, View], ...] = ((r"/trends$", trends),)

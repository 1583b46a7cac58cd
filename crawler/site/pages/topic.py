"""/topic/recall: what is written about a topic."""

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from crawler.site.desk import View, desk_of
from crawler.site.pages.drawn import timeline
from crawler.site.pages.period import period
from crawler.store.reads import topic as reads


async def topic(datasette: Datasette, request: Request) -> Response:
    """A topic."""
    desk = await desk_of(datasette, request)
    slug, over = desk.part("slug"), period(desk)
    found = await desk.read(reads.topic, slug, over.days)
    if found is None:
        t = desk.words.t
        return await desk.page("nothing", 404, title=t("topic.no_topic", slug=slug), why=t("topic.no_topic_why"))
    return await desk.page(
        "topic", about=found, path=f"/topic/{slug}", days=over.days, typed=over.typed, chart=timeline(desk, found)
    )


ROUTES: tuple[tuple[str, View], ...] = ((r"/topic/(?P<slug>[^/]+)$", topic),)

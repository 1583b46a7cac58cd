"""/story/17: who told it and when."""

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from crawler.site.desk import View, desk_of
from crawler.site.pages.article import number, said
from crawler.site.pages.drawn import strips
from crawler.store.reads import story as reads


async def story(datasette: Datasette, request: Request) -> Response:
    """A story; one that became part of another sends on to that, for good."""
    desk = await desk_of(datasette, request)
    at = number(desk.part("id"))
    found = None if at is None else await desk.read(reads.story, at)
    if found is None:
        t = desk.words.t
        return await desk.page(
            "nothing", 404, title=t("story.no_story", id=desk.part("id")[:40]), why=t("story.no_story_why")
        )
    if found.id != at:
        return Response.redirect(desk.link(f"/story/{found.id}"), status=301)
    return await desk.page("story", story=found, strips=strips(desk, found), **said(desk))


ROUTES: tuple[tuple[str, View], ...] = ((r"/story/(?P<id>[^/]+)$", story),)

"""/: the desk at a glance."""

from itertools import groupby

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response
from markupsafe import Markup

from crawler.site.charts import Said, stacked
from crawler.site.desk import Desk, View, desk_of
from crawler.site.pages.drawn import sparks
from crawler.store.reads import home as reads
from crawler.store.reads.asking import ending
from crawler.store.reads.listed import Listed


async def home(datasette: Datasette, request: Request) -> Response:
    """All of it."""
    desk = await desk_of(datasette, request)
    found = await desk.read_once(reads.home)

    def day(one: Listed) -> str:
        return one.published_on or desk.clock.on(one.sort_at)

    by_day = groupby(sorted(found.latest, key=day, reverse=True), day)
    return await desk.page(
        "home", home=found, clock=desk.clock, chart=_chart(desk, found), week=ending(found.span.until, reads.WEEK),
        days=[(on, list(articles)) for on, articles in by_day],
        sparks=sparks(desk, ((one.slug, one.name, one.days) for one in found.makes)),
    )  # fmt: skip


def _chart(desk: Desk, found: reads.Home) -> Markup:
    t, words = desk.words.t, desk.words
    said = t(
        "home.per_day_sentence", since=words.day(found.span.since), until=words.day(found.span.until),
        most=words.number(max(sum(counts) for _, counts in found.days)),
    )  # fmt: skip
    names = tuple(words.tongue(name) if name else t("home.other_language") for name in found.languages)

    def to_day(on: str) -> str:
        return desk.link("/search", **{"from": on, "to": on})

    how = Said(
        said, names, t("cover.day"), t("cover.as_table"), words.day, words.number, link=to_day, short=words.short_day
    )
    return stacked(found.days, how)


ROUTES: tuple[tuple[str, View], ...] = ((r"/$", home),)

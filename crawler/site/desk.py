"""A request -> a page: the language it is told in, what is read for it, its template filled."""

from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from datetime import UTC
from typing import Any, TypeVar
from urllib.parse import quote, unquote, urlencode

from datasette.app import Datasette
from datasette.utils import sqlite_timelimit
from datasette.utils.asgi import Request, Response

from crawler.site.clock import Clock, clock_of
from crawler.site.front import NEWS
from crawler.site.kept import Kept
from crawler.site.wording import LANGUAGES, NAMES, Words, wanted
from crawler.store.reads.asking import at_once, time_zone

T = TypeVar("T")
View = Callable[[Datasette, Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Desk:
    """Who asks for a page, and what it is made with."""

    datasette: Datasette
    request: Request
    words: Words
    clock: Clock
    asked_for: str  # the language that the address names; '' where it names none of ours

    def typed(self, name: str) -> str:
        """What stands in the address under a name; '' where nothing does."""
        return str(self.request.args.get(name) or "").strip()

    def part(self, name: str) -> str:
        """A part of the path."""
        return unquote(str(self.request.url_vars[name]))

    async def read(self, function: Callable[..., T], *args: object) -> T:
        """What a function of store/reads brings, on a thread of Datasette's and within its time limit."""
        most = self.datasette.setting("sql_time_limit_ms")

        def reading(db: Any) -> T:
            with sqlite_timelimit(db, most):
                return at_once(db, function, *args)

        found: T = await self.datasette.get_database(NEWS).execute_fn(reading)
        return found

    async def read_once(self, function: Callable[..., T], *args: Hashable) -> T:
        """The same from memory until something is written, for what costs much and is asked for with few `args`."""
        database: Kept = self.datasette.get_database(NEWS)
        return await database.of_rows((function, *args), lambda: self.read(function, *args))

    def link(self, path: str, **query: object) -> str:
        """An address of this site, also where it stands below another one; the language that was asked for stays."""
        asked = {name: value for name, value in query.items() if value not in (None, "")}
        if self.asked_for:
            asked["lang"] = self.asked_for
        mark = "&" if "?" in path else "?"
        return str(self.datasette.urls.path(path + (mark + urlencode(asked) if asked else "")))

    def here(self, language: str) -> str:
        """This page in another language."""
        asked = [(name, value) for name in self.request.args for value in self.request.args.getlist(name)]
        kept = [(name, value) for name, value in asked if name != "lang"]
        path = quote(self.request.path, safe="/")
        return str(self.datasette.urls.path(f"{path}?{urlencode([*kept, ('lang', language)])}"))

    def helpers(self) -> dict[str, Any]:
        """What templates call."""
        words = self.words
        return {
            "t": words.t, "link": self.link, "number": words.number, "decimal": words.decimal, "signed": words.signed,
            "percent": words.percent, "day": self.clock.day, "when": self.clock.when,
            "zone": self.clock.name, "lang": words.language,
            "topic_name": words.topic, "language_name": words.tongue,
            "title_of": words.title, "sentence_of": words.sentence,
            "typed_lang": bool(self.asked_for),
            "others": [(name, NAMES[name], self.here(name)) for name in LANGUAGES if name != words.language],
        }  # fmt: skip

    async def page(self, template: str, status: int = 200, **context: Any) -> Response:
        """A template of ours as an answer."""
        filled = {**self.helpers(), **context}
        made = await self.datasette.render_template(f"koplamp/{template}.html", filled, self.request)
        return Response.html(made, status, {"vary": "accept-language", "content-language": self.words.language})


async def desk_of(datasette: Datasette, request: Request) -> Desk:
    """A desk for one request, with its clock in the desk's own time zone."""
    zone = await datasette.get_database(NEWS).execute_fn(time_zone)
    asked, words = _language(request)
    return Desk(datasette, request, words, clock_of(zone, words), asked)


def frame_of(datasette: Datasette, request: Request) -> Desk:
    """One for what tells no time; nothing is read for it."""
    asked, words = _language(request)
    return Desk(datasette, request, words, Clock("", UTC, words), asked)


def _language(request: Request) -> tuple[str, Words]:
    typed = str(request.args.get("lang") or "").strip()
    asked = typed if typed in LANGUAGES else ""
    return asked, Words(wanted(request.headers.get("accept-language", ""), asked))

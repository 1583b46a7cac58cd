"""Five publishers, served over HTTP on loopback: one address each, until the stand is closed.

    with Newsstand() as stand:
        (desk / "feeds.yaml").write_text(stand.feeds_yaml())
        ...                       # crawl
        stand.edit()              # one article is changed, nothing else
        ...                       # crawl again

The stand has one thread and makes no requests. What it serves does not depend on the clock.
"""

import asyncio
import socket
from contextlib import ExitStack
from functools import partial
from threading import Thread
from typing import NamedTuple, Self

from aiohttp import web

from crawler.demo import resources, shelf
from crawler.demo.expected import DESK_TIMEZONE, Expected, expected
from crawler.demo.looks import Site
from crawler.demo.resources import MISSING, Resource
from crawler.demo.shelf import Channel, Publisher

HOST = "127.0.0.1"
USER_AGENT = "Koplamp demo (+http://127.0.0.1; newsstand@koplamp.invalid)"
DEAD = Channel("remlicht", "Het Remlicht", "/feed", "rss", "", "none")
_METHODS = ("GET", "HEAD")


class Request(NamedTuple):
    """One question and the status of its answer, in the order they came."""

    publisher: str
    method: str
    path: str  # with its query
    status: int
    if_none_match: str | None
    if_modified_since: str | None


class Newsstand:
    """The demo's publishers. Nothing is bound, and no thread runs, outside of `with`."""

    def __init__(self, slow_s: float = 1.5) -> None:
        self.requests: list[Request] = []
        self._slow_s = slow_s
        self._publishers: tuple[Publisher, ...] = shelf.load()
        self._bases: dict[str, str] = {}
        self._answers: dict[str, dict[str, Resource]] = {}
        self._sockets: dict[str, socket.socket] = {}
        self._open = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as opening:
            dead = opening.enter_context(_bound())  # bound and not listening: refused, and no other program takes it
            for publisher in self._publishers:
                door = opening.enter_context(_bound())
                door.listen(128)
                self._sockets[publisher.slug] = door
                self._bases[publisher.slug] = _address(door)
            self._bases[DEAD.slug] = _address(dead)
            self._stock()
            self._serve(opening)
            self._open = opening.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    # ------------------------------------------------------------ what it tells

    @property
    def addresses(self) -> dict[str, str]:
        """The front page of each publisher."""
        return {site.publisher.slug: f"{site.base}/" for site in self._sites()}

    @property
    def expected_total(self) -> int:
        """How many articles a crawl of all feeds stores, those that cannot be had included."""
        return len(self.expected())

    def expected(self) -> tuple[Expected, ...]:
        """What a perfect crawl stores, of the edition that is served now."""
        return expected(self._sites())

    def feeds_yaml(self) -> str:
        """The configuration for a desk that reads this stand: every feed, a dead one last."""
        listed = [
            _feed_lines(site.publisher.slug, site.base, channel, site.publisher)
            for site in self._sites()
            for channel in site.publisher.channels
        ]
        listed.append(_feed_lines(DEAD.slug, self._bases[DEAD.slug], DEAD, self._publishers[0]))
        return f"""defaults:
  user_agent: "{USER_AGENT}"
  timezone: {DESK_TIMEZONE}
  pause: 0s
  private_hosts: [{HOST}]
feeds:
{"".join(listed)}"""

    def edit(self) -> str:
        """Bring out the second edition: one article changes, on its page and in its feed. Returns its address."""
        before = self._sites()
        self._publishers = tuple(publisher.second_edition() for publisher in self._publishers)
        self._stock()
        (changed,) = (site.address(one) for site in before for one in site.publisher.stories if one.second)
        return changed

    # ------------------------------------------------------------ how it works

    def _sites(self) -> tuple[Site, ...]:
        return tuple(Site(publisher, self._bases[publisher.slug]) for publisher in self._publishers)

    def _stock(self) -> None:
        self._answers = {site.publisher.slug: resources.resources(site, self._slow_s) for site in self._sites()}

    def _serve(self, opening: ExitStack) -> None:
        """Start the thread; closing `opening` stops it and waits for its end."""
        loop = asyncio.new_event_loop()
        stop = asyncio.Event()
        thread = Thread(target=loop.run_until_complete, args=(self._until(stop),), name="newsstand", daemon=True)
        opening.callback(loop.close)
        opening.callback(thread.join)
        opening.callback(loop.call_soon_threadsafe, stop.set)
        thread.start()

    async def _until(self, stop: asyncio.Event) -> None:
        runners = []
        for slug, door in self._sockets.items():
            server = web.Server(partial(self._answer, slug), access_log=None)  # `requests` is the log
            runner = web.ServerRunner(server, shutdown_timeout=0.1)
            await runner.setup()
            await web.SockSite(runner, door).start()
            runners.append(runner)
        await stop.wait()
        for runner in runners:
            await runner.cleanup()

    async def _answer(self, slug: str, request: web.BaseRequest) -> web.Response:
        found = self._answers[slug].get(request.path, MISSING)
        if request.method not in _METHODS:
            found = Resource(b"", "text/plain", 405)
        packed = bool(found.packed) and resources.takes_gzip(request.headers.get("Accept-Encoding", ""))
        status = 304 if resources.is_known(found, request.headers) else found.status
        asked = request.headers.get("If-None-Match"), request.headers.get("If-Modified-Since")
        self.requests.append(Request(slug, request.method, request.path_qs, status, *asked))
        await asyncio.sleep(found.wait_s)
        said = resources.headers(found, packed=packed and status == 200)
        if status == 304:
            return web.Response(status=304, headers=said)
        return web.Response(status=status, headers=said, body=found.packed if packed else found.body)


def _bound() -> socket.socket:
    door = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    door.bind((HOST, 0))
    return door


def _address(door: socket.socket) -> str:
    return f"http://{HOST}:{door.getsockname()[1]}"


def _feed_lines(source: str, base: str, channel: Channel, publisher: Publisher) -> str:
    """One feed as feeds.yaml has it, under the address it had before it moved."""
    return f"""  - name: "{channel.name}"
    slug: {channel.slug}
    url: {base}{channel.moved_from or channel.path}
    source: {source}
    language: {publisher.language}
    country: {publisher.country}
    timezone: {publisher.timezone}
    follow: {str(channel.follow).lower()}
"""

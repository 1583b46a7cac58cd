"""A table of scenarios -> what came of a month of cron ticks: requests that arrived, polls, runs, the desk.

On every tick crawl() runs: store, due query, queue, spider, middlewares, sink, settling. On chosen ticks Scrapy and a
socket carry the questions out; on the others the same spider and middlewares are driven without them. Only the clock
and the socket are ever replaced.
"""

import gc
import multiprocessing
import re
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from scrapy import Request, signals
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.exceptions import (
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
)
from scrapy.http import Response
from scrapy.settings import Settings
from scrapy.signalmanager import SignalManager
from twisted.python.failure import Failure as ScrapyFailure

from crawler import config
from crawler.crawl import End, Order, crawl, crawl_feeds, run_spider
from crawler.desk.paths import Desk, read_feeds_yaml
from crawler.middlewares import Rests, Robots
from crawler.model import Poll, Run, Stored
from crawler.spiders.news import NewsSpider, Wiring
from crawler.store import store
from crawler.transport.unpacking import Unpacking
from crawler.workers import Workers
from tests.flow.conftest import Onlooker
from tests.flow.origin import Asked, Said, Street
from tests.flow.scenarios import DAYS, FOR_AN_HOUR, FOR_TWO_HOURS, OUTAGE, START, TABLE, Scenario, at, page

TICK = timedelta(minutes=15)
BY_SLUG = {one.slug: one for one in TABLE}
HEAD = """\
defaults:
  user_agent: Koplamp test (+http://127.0.0.1/; test@koplamp.invalid)
  pause: 0s
  every: 2h
  language: en
  private_hosts: [{hosts}]
feeds:
"""


def is_outage(tick: int) -> bool:
    """Whether this machine is off the network."""
    return at(OUTAGE, 12) <= START + tick * TICK < at(OUTAGE, 18)


CLOSELY = {96 * (day - 1) + 4 * hour + quarter for day, hour in FOR_AN_HOUR for quarter in range(4)}
CLOSELY |= {96 * (day - 1) + 4 * hour + quarter for day, hour in FOR_TWO_HOURS for quarter in range(8)}


def over_socket(tick: int) -> bool:
    """The first day whole, what begins on others, and every 61st tick: in time all hours and all quarters of them."""
    return tick < 96 or tick in CLOSELY or tick % 61 == 0


def never(tick: int) -> bool:
    return False


def right(tick: int) -> timedelta:
    return timedelta()


@dataclass(frozen=True)
class Plan:
    """How many ticks, which of them over a socket and which off the network, and how wrong our own clock is."""

    ticks: int = 96 * DAYS
    over_socket: Callable[[int], bool] = over_socket
    offline: Callable[[int], bool] = is_outage
    wrong: Callable[[int], timedelta] = right


def moment_of(tick: int) -> datetime:
    """When cron's tick comes about: some seconds late, now and then many."""
    return START + tick * TICK + timedelta(seconds=25 if tick % 50 == 7 else tick * 7 % 5)


# ---------------------------------------------------------------- the world outside


@dataclass(frozen=True)
class Heard:
    """A request that arrived, and what was said to it."""

    tick: int
    moment: datetime
    at: float  # on a real clock
    host: str
    path: str
    conditional: bool
    status: int
    retry_after: str
    slug: str  # of the feed that was asked; '' for robots.txt, pages and whatever else


class World:
    """The publishers of some scenarios, each on an address of its own, at a moment."""

    def __init__(self, table: Sequence[Scenario]) -> None:
        self.table = table
        self.tick, self.now, self.offline = 0, START, False
        self.heard: list[Heard] = []
        self.hosts = {one.slug: f"127.0.1.{number}" for number, one in enumerate(table, 1)}
        self.hosts |= {one.slug: self.hosts[one.beside] for one in table if one.beside}
        self._at: dict[str, list[Scenario]] = {}
        for one in table:
            for street in ("127.0.1.", "127.0.2."):
                self._at.setdefault(self.hosts[one.slug].replace("127.0.1.", street), []).append(one)

    def open_hosts(self) -> set[str]:
        """Those that accept a connection now."""
        shut = {self.hosts[one.slug] for one in self.table if one.is_shut(self.now)}
        return set() if self.offline else set(self._at) - shut

    def answer(self, asked: Asked) -> Said:
        """What the host says, noted."""
        here = self._at[asked.host]
        one = next((scenario for scenario in here if scenario.path == asked.path), here[0])
        if asked.path == "/robots.txt":
            said = one.robots(self.now, asked) if one.robots else Said(b"none", 404)
        elif asked.path.startswith("/n/"):
            said = (one.pages or page(one.news))(self.now, asked)
        else:
            said = one.says(self.now, asked)
        is_feed = asked.path in (one.path, "/new.xml") and asked.host.startswith("127.0.1.")
        heard = Heard(
            self.tick,
            self.now,
            asked.at,
            asked.host,
            asked.path,
            not {"if-none-match", "if-modified-since"}.isdisjoint(asked.headers),
            said.status,
            said.headers.get("Retry-After", ""),
            one.slug if is_feed else "",
        )
        self.heard.append(heard)
        return said


# ---------------------------------------------------------------- a crawl without a socket


@cache
def _settings(user_agent: str, redirects: int) -> Settings:
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    settings.update({"USER_AGENT": user_agent, "REDIRECT_MAX_TIMES": redirects})
    return settings


class AtOnce:
    """Workers in this process: what they are handed is ours."""

    async def call(self, function: Callable[..., Any], *arguments: object) -> Any:
        return function(*arguments)


class Wire:
    """Scrapy's engine as far as the spider and the middlewares need one, straight to a World."""

    def __init__(self, world: World, wiring: Wiring) -> None:
        self.settings = _settings(wiring.feeds.user_agent, wiring.feeds.limits.redirects)
        self.world, self.stats, self.engine = world, None, self
        self.signals = SignalManager(self)
        self.spider = NewsSpider(replace(wiring, workers=AtOnce()))  # type: ignore[arg-type]
        self.spider.crawler = self  # type: ignore[assignment]
        slot = SimpleNamespace(lastseen=0.0, delay=0.0, jitter=0.0)
        self.downloader = SimpleNamespace(per_slot_settings={}, slots={}, _delay=0.0, _get_slot=lambda _: ("", slot))
        as_crawler: Any = self
        self.robots, self.rests = Robots.from_crawler(as_crawler), Rests.from_crawler(as_crawler)
        self.redirects = RedirectMiddleware.from_crawler(as_crawler)
        self.unpacks = Unpacking.from_crawler(as_crawler)

    async def run(self) -> None:
        """Carry out all that the queue has."""
        async for request in self.spider.start():
            try:
                response = await self.download_async(request)
            except (
                IgnoreRequest,
                DownloadCancelledError,
                DownloadConnectionRefusedError,
                DownloadTimeoutError,
                OSError,
            ) as error:
                failure = ScrapyFailure(error)
                failure.request = request  # type: ignore[attr-defined]
                await self.spider.unanswered(failure)
            else:
                await request.callback(response, **request.cb_kwargs)
        await self.signals.send_catch_log_async(signals.spider_closed)

    async def download_async(self, request: Request) -> Response:
        """The middlewares in their order, and redirects as Scrapy follows them."""
        while True:
            await self.robots.process_request(request)
            await self.rests.process_request(request)
            response = self._said(request)
            self.signals.send_catch_log(signals.response_downloaded, response=response, request=request)
            further = self.redirects.process_response(request, response)
            if isinstance(further, Response):
                await self.rests.process_response(request, response)
                response = await self.unpacks.process_response(request, response)
                response.request = request
                return response
            request = further

    def _said(self, request: Request) -> Response:
        host = request.url.split("/")[2].partition(":")[0]
        if host not in self.world.open_hosts():
            raise DownloadConnectionRefusedError("Connection refused")
        headers = {name.decode().lower(): values[-1].decode() for name, values in request.headers.items()}
        headers["host"] = request.url.split("/")[2]
        path = "/" + request.url.split("/", 3)[3]
        said = self.world.answer(Asked(path, headers, 0.0, host))
        if said.wait_s + said.drip_s > request.meta.get("download_timeout", 25):
            raise DownloadTimeoutError("too slow")
        if len(said.body) > request.meta.get("download_maxsize", 8 << 20):
            raise DownloadCancelledError("too large")
        body = said.body[: len(said.body) // 2] if said.cut else said.body
        flags = ["dataloss"] if said.cut else []
        return Response(request.url, said.status, dict(said.headers), body, flags, request)


# ---------------------------------------------------------------- what is remembered


@dataclass(frozen=True)
class Seen:
    """A poll as the sink got it."""

    tick: int
    over_socket: bool
    slug: str
    outcome: str
    asked_at: datetime
    next_check_at: datetime
    retry_after_s: int | None
    score: float


class Watcher(Onlooker):
    """Remembers every poll."""

    def __init__(self) -> None:
        super().__init__()
        self.tick, self.over_socket = 0, False
        self.polls: list[Seen] = []

    def polled(self, poll: Poll, stored: Stored) -> None:
        due, slug = poll.next_check_at, poll.job.feed.slug
        assert due is not None
        answer, at = poll.answer, poll.asked_at
        outcome, rest = str(answer.outcome), answer.retry_after_s
        self.polls.append(Seen(self.tick, self.over_socket, slug, outcome, at, due, rest, poll.fail_score))


@dataclass
class Month:
    """All that came of a simulated time; `rows` asks its desk."""

    news_db: Path
    hosts: dict[str, str]
    port: int = 0
    heard: list[Heard] = field(default_factory=list)
    polls: list[Seen] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    states: dict[int, list[tuple[object, ...]]] = field(default_factory=dict)  # the rows of feeds around an outage
    ended: datetime = START

    def rows(self, sql: str, *values: object) -> list[dict[str, Any]]:
        db = sqlite3.connect(self.news_db)
        db.row_factory = sqlite3.Row
        try:
            return [dict(row) for row in db.execute(sql, values)]
        finally:
            db.close()

    def of(self, slug: str) -> list[Seen]:
        """A feed's polls; not those that nobody was charged with."""
        return [seen for seen in self.polls if seen.slug == slug and not self.runs[seen.tick].exit_code]

    def health(self) -> dict[str, str]:
        """The view feed_health with the simulated moment for its 'now'."""
        views = Path(store.__file__).with_name("views.sql").read_text("utf-8")
        select = re.search(r"create view feed_health as\n(.*?);\n", views, re.DOTALL)
        assert select
        sql = select[1].replace("'now'", f"'{self.ended:%Y-%m-%dT%H:%M:%SZ}'")
        return {row["slug"]: row["health"] for row in self.rows(sql)}


# ---------------------------------------------------------------- day by day


def live(folder: Path, slugs: Sequence[str], plan: Plan) -> Month:
    """Let the publishers of some scenarios and a desk live through a plan."""
    gc.freeze()
    gc.set_threshold(20_000)  # of 3,000 runs: the collector would look at all that was imported again and again
    world, desk, watcher = World([BY_SLUG[slug] for slug in slugs]), Desk(folder), Watcher()
    month = Month(desk.news_db, world.hosts, heard=world.heard, polls=watcher.polls)
    with Street(sorted(world.open_hosts()), world.answer) as street, Workers() as workers:
        month.port = street.port
        desk.feeds_yaml.write_text(feeds_yaml(world, street.port))
        feeds = config.load(read_feeds_yaml(desk))

        def clock() -> datetime:
            return world.now + plan.wrong(world.tick)

        async def without_socket(wiring: Wiring) -> End:
            await Wire(world, wiring).run()
            return End()

        async def with_scrapy(wiring: Wiring) -> End:
            return await run_spider(replace(wiring, workers=workers))

        for tick in range(plan.ticks):
            world.tick, world.now, world.offline = tick, moment_of(tick), plan.offline(tick)
            watcher.tick, watcher.over_socket = tick, plan.over_socket(tick)
            if watcher.over_socket:
                street.open(world.open_hosts())
                run = crawl(desk, Order(), watcher, clock, with_scrapy if tick else None)
            else:
                run = crawl_feeds(desk, feeds, Order(), watcher, clock, without_socket)
            month.runs.append(run)
            if plan.offline(tick) or plan.offline(tick + 1):
                month.states[tick] = [tuple(row.values()) for row in month.rows("select * from feeds")]
    month.ended = world.now
    return month


def feeds_yaml(world: World, port: int) -> str:
    """The desk's feeds, each without pages unless its scenario says otherwise."""
    listed = [HEAD.format(hosts=", ".join(sorted(world.open_hosts())))]
    for one in world.table:
        keys = {
            "name": one.slug,
            "url": f"http://{world.hosts[one.slug]}:{port}{one.path}",
            "follow": "false",
        } | one.yaml
        listed.append("  - " + "\n    ".join(f"{key}: {value}" for key, value in keys.items()) + "\n")
    return "".join(listed)


def lived(folder: Path, lives: Sequence[tuple[Sequence[str], Plan]]) -> list[Month]:
    """Several lives at once, each in a process and a folder of its own."""
    context = multiprocessing.get_context("spawn")
    folders = [folder / str(number) for number in range(len(lives))]
    for own in folders:
        own.mkdir()
    with ProcessPoolExecutor(2, context) as pool:
        return list(pool.map(live, folders, *zip(*lives, strict=True)))

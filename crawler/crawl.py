"""A desk and an order -> one run: feeds asked, pages asked, everything stored, one row in `runs`.

This is where the rooms meet: the store's queue and sink, the workers, Scrapy and the spider.
The caller holds the desk's lock.
"""

import asyncio
import os
import resource
import time
from collections.abc import Callable, Coroutine, Iterable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from importlib.metadata import version
from typing import Any, Protocol, TypeVar

from scrapy.crawler import AsyncCrawlerRunner, Crawler
from scrapy.settings import Settings

from crawler import config
from crawler.addons import HANDLERS
from crawler.desk.expat import expat_fault
from crawler.desk.paths import Desk, read_feeds_yaml
from crawler.desk.room import enough_for_a_run
from crawler.desk.ruling import REDESIGNED, rules_of, states
from crawler.desk.settings import trusting
from crawler.ending import asked, due_in, listened, when_asked
from crawler.errors import ConfigError, KoplampError, NothingReached, UsageError
from crawler.model import Feed, Feeds, Finding, Poll, Run, Sink, SiteRule, Stored, Visit
from crawler.passes.enrich import enrich
from crawler.passes.rules import fingerprint
from crawler.reporting import after_a_run
from crawler.spiders.news import NewsSpider, Wiring
from crawler.store import rekeying
from crawler.store.local import LocalManners, Tally, Writer
from crawler.store.local_queue import MOST_IN_HAND, LocalQueue
from crawler.store.local_sink import LocalSink
from crawler.store.store import Store
from crawler.transport.logs import discreet
from crawler.transport.secrets import Redactor
from crawler.watching import after_a_crawl
from crawler.workers import Workers, server_cpu_s

T = TypeVar("T")

DAY = timedelta(days=1)
ENRICH_S = 60  # of a run: some ten thousand articles; what is left waits for the next one


@dataclass(frozen=True, slots=True)
class Order:
    """What to ask: what is due, or (`now`) these feeds, or all of them, whatever the schedule says.

    With `since`, also what the feeds named have listed since then, as far as it can still be found.
    """

    now: bool = False
    names: tuple[str, ...] = ()
    trigger: str = "cron"
    since: datetime | None = None
    in_hand: int = MOST_IN_HAND  # jobs handed out and not yet stored, at most


class Watch(Protocol):
    """Somebody who looks on: a terminal, a log, a test."""

    def begun(self, due: int) -> None: ...

    def polled(self, poll: Poll, stored: Stored) -> None: ...

    def found(self, finding: Finding, stored: Stored) -> None: ...

    def visited(self, visit: Visit, stored: Stored) -> None: ...

    def say(self, notice: str) -> None:
        """Tell the operator something they should act on."""
        ...


@dataclass(frozen=True, slots=True)
class Watched:
    """A Sink with somebody looking on."""

    sink: Sink
    watch: Watch

    async def polled(self, poll: Poll) -> Stored:
        stored = await self.sink.polled(poll)
        self.watch.polled(poll, stored)
        return stored

    async def found(self, finding: Finding) -> Stored:
        stored = await self.sink.found(finding)
        self.watch.found(finding, stored)
        return stored

    async def visited(self, visit: Visit) -> Stored:
        stored = await self.sink.visited(visit)
        self.watch.visited(visit, stored)
        return stored


@dataclass(slots=True)
class End:
    """How the loop ended: 0, or 128 + the number of the signal that ended it."""

    exit_code: int = 0


Asking = Callable[[Wiring], Coroutine[Any, Any, End]]  # carries out the jobs of a queue


def utc_now() -> datetime:
    """The clock on the wall."""
    return datetime.now(UTC)


def crawl(
    desk: Desk, order: Order, watch: Watch, now: Callable[[], datetime] = utc_now, ask: Asking | None = None
) -> Run:
    """Carry out one run and return what it did; `exit_code` is 0, 69 or 128 + a signal's number.

    `ask` carries out what the queue hands out; None: Scrapy does. Raises ConfigError or UsageError before anything is
    asked, StorageError when the database fails. A run that hangs ends the process: see ending.
    """
    feeds = config.load(read_feeds_yaml(desk), desk.feeds_yaml.name)
    _overrides(feeds)  # what it lacks is said before anything is asked

    def work() -> Run:
        run = crawl_feeds(desk, feeds, order, watch, now, ask or run_spider)
        return replace(run, exit_code=asked() or run.exit_code)

    return listened(work)


def crawl_feeds(desk: Desk, feeds: Feeds, order: Order, watch: Watch, now: Callable[[], datetime], ask: Asking) -> Run:
    """The same for feeds that were read from feeds.yaml before."""
    names = _named(feeds, order)
    enough_for_a_run(desk.folder)
    with Store(desk.news_db, desk.pages_db) as store:
        clock = Stopwatch(now)
        store.look_through(clock.began)
        store.sync_feeds(feeds, clock.began)
        _remind(desk, feeds, store, watch, clock.began)
        rules = _site_rules(desk, store, watch, clock.began)
        store.use_rules(fingerprint(rules), clock.began)
        _rekey(store, watch, clock.began)
        run_id = store.start_run(order.trigger, version("koplamp"), clock.began)
        for feed in feeds.feeds:
            if order.since is not None and names is not None and feed.slug in names:
                store.start_backfill(feed, order.since, clock.began)
        watch.begun(store.due_count(feeds, clock.began, names))
        with Writer(store) as writer, Workers(pages=any(one.follow for one in feeds.feeds)) as workers:
            queue = LocalQueue(writer, feeds, now, names, order.in_hand)
            sink = LocalSink(writer, queue)
            manners = LocalManners(writer, now)
            headers, unset = own_headers(feeds.feeds)
            hosts = store.hosts(clock.began)
            seen = Watched(sink, watch)
            secrets = config.secret_values(feeds, os.environ)
            wiring = Wiring(feeds, queue, seen, workers, manners, hosts, headers, unset, now, rules, secrets)
            end = run_loop(ask(wiring))
        offline, exit_code = sink.settle(clock.began), end.exit_code
        if offline and not exit_code:
            exit_code = NothingReached.exit_code
            if store.notice_due("offline", clock.began, DAY):
                watch.say("no feed could be reached: is this machine off the network?")
        enrich(store, now, ENRICH_S)
        after_a_crawl(desk, feeds, store, now, watch.say)
        own = {f.slug: clock.began - f.keep_pages * DAY for f in feeds.feeds if f.keep_pages != feeds.keep_pages}
        store.prune_pages(clock.began - feeds.keep_pages * DAY, own)
        store.forget_lines(clock.began)
        _tell_of_redesigns(store, feeds, rules, watch, clock.began)
        run = clock.stopped(queue.tally, order.trigger, asked() or exit_code)
        store.finish_run(run_id, run)
        after_a_run(desk, feeds, store, run, watch.say)
    return run


def _remind(desk: Desk, feeds: Feeds, store: Store, watch: Watch, now: datetime) -> None:
    """Once a day, of what feeds.yaml should not stay like."""
    if feeds.contact_is_ours and store.notice_due("contact", now, DAY):
        watch.say(f"{desk.feeds_yaml}: put your own contact into defaults: user_agent, so that sites can reach you")
    for line in trusting(feeds):
        if store.notice_due(line, now, DAY):
            watch.say(line)


def _rekey(store: Store, watch: Watch, now: datetime) -> None:
    """After an update with other rules of addresses: every address leads to its article by these too."""
    if not rekeying.is_due(store.news):
        return
    rekeying.rekey(store.news, now)
    if proposed := rekeying.proposals(store.news):
        watch.say(f"{len(proposed)} pairs of articles may be one by today's rules: `koplamp doctor --rekey` shows them")


def _site_rules(desk: Desk, store: Store, watch: Watch, now: datetime) -> tuple[SiteRule, ...]:
    """The rules of rules.yaml that can be used: feeds forget what nobody collects, so a broken one stops no crawl."""
    read = rules_of(desk)
    if read.faults and store.notice_due("rules.yaml", now, DAY):
        watch.say("\n".join((*read.faults, f"{desk.rules_yaml}: these rules are left out until that is mended")))
    return read.rules


def _tell_of_redesigns(store: Store, feeds: Feeds, rules: tuple[SiteRule, ...], watch: Watch, now: datetime) -> None:
    """Once a week, each rule that finds its text no more."""
    for state in states(rules, store.rule_rows(now), now, feeds.timezone) if rules else ():
        if state.state == REDESIGNED and store.notice_due(f"rule {state.rule.name}", now, 7 * DAY):
            watch.say(state.alarm)


class Stopwatch:
    """What a run costs, from when it is made; what workers used counts once they have ended."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.began = now()
        self._ticks, self._cpu_s = time.monotonic(), _cpu_s()

    def stopped(self, tally: Tally, trigger: str, exit_code: int) -> Run:
        """The run as a row; its length is measured by a clock that nobody sets."""
        return Run(
            started_at=self.began,
            trigger=trigger,
            finished_at=self.began + timedelta(seconds=time.monotonic() - self._ticks),
            exit_code=exit_code,
            feeds_due=tally.feeds_due,
            feeds_fresh=tally.feeds_fresh,
            feeds_unchanged=tally.feeds_unchanged,
            feeds_failed=tally.feeds_failed,
            articles_new=tally.articles_new,
            articles_changed=tally.articles_changed,
            pages_fetched=tally.pages_fetched,
            size=tally.size,
            cpu_s=_cpu_s() - self._cpu_s,
            peak_rss_mib=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,  # Linux counts in KiB
        )


def _named(feeds: Feeds, order: Order) -> tuple[str, ...] | None:
    """The slugs to ask regardless of the schedule; None: what is due. Raises UsageError for a name nobody has."""
    if not order.now:
        return None
    active = {feed.slug for feed in feeds.feeds if feed.enabled}
    for name in order.names:
        if name not in active:
            near = get_close_matches(name, active, 1)
            hint = f"; did you mean '{near[0]}'?" if near else "; `koplamp status` lists them"
            raise UsageError(f"no enabled feed is called '{name}'{hint}")
    return order.names or tuple(sorted(active))


def _cpu_s() -> float:
    """Seconds of this process, of its children that have ended, and of the workers that have."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used) + server_cpu_s()


# ---------------------------------------------------------------- the event loop


def own_headers(feeds: Iterable[Feed]) -> tuple[dict[str, tuple[tuple[str, str], ...]], dict[str, str]]:
    """The configured headers of feeds, with the environment filled in; and of those that lack something, what."""
    headers, unset = {}, {}
    for feed in feeds:
        if not feed.enabled or not feed.headers:
            continue
        if names := config.missing_variables(feed, os.environ):
            unset[feed.slug] = f"the environment variable {names[0]} is not set"
            continue
        try:
            headers[feed.slug] = config.filled_headers(feed, os.environ)
        except ConfigError as error:
            unset[feed.slug] = str(error)
    return headers, unset


async def run_spider(wiring: Wiring) -> End:
    """One crawl with Scrapy in the running loop. Raises what went wrong in our own code or in the store."""
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    settings.update(_overrides(wiring.feeds), priority="cmdline")
    with ExitStack() as around:
        around.enter_context(discreet(Redactor(wiring.secrets)))
        if settings["TRANSPORT"] == "twisted":
            from crawler.transport.twisted_handler import reactor_in

            around.enter_context(reactor_in(asyncio.get_running_loop()))
        return await _carried_out(wiring, settings)


async def _carried_out(wiring: Wiring, settings: Settings) -> End:
    runner = AsyncCrawlerRunner(settings)
    crawler = runner.create_crawler(NewsSpider)
    work = asyncio.ensure_future(runner.crawl(crawler, wiring=wiring))
    loop = asyncio.get_running_loop()
    seconds = wiring.feeds.minutes_per_run * 60
    deadline = loop.call_later(seconds, _stop, crawler, "deadline")
    due_in(seconds)

    def stop() -> None:
        with suppress(RuntimeError):  # the loop is closed: the signal came between its last round and this
            loop.call_soon_threadsafe(_stop, crawler, "signal")

    try:
        with when_asked(stop):
            await work
    finally:
        deadline.cancel()
    spider: Any = crawler.spider
    if spider.broken is not None:
        raise spider.broken
    end = End(asked())
    if spider.ended not in {"finished", "deadline"} and not end.exit_code:
        raise KoplampError(f"the crawl ended early ({spider.ended}); run with --verbose to see why")
    return end


def _stop(crawler: Crawler, reason: str) -> None:
    spider: Any = crawler.spider
    if spider is None:  # the signal came while Scrapy was being set up
        asyncio.get_running_loop().call_later(0.05, _stop, crawler, reason)
    else:
        spider.stop(reason)


def _overrides(feeds: Feeds) -> dict[str, object]:
    """What feeds.yaml and the environment say, in Scrapy's words. Raises ConfigError or UsageError."""
    if (fault := expat_fault()) is not None:
        raise KoplampError(fault)
    transport = os.environ.get("KOPLAMP_TRANSPORT") or ("curl" if _has_libcurl() else "aiohttp")
    if transport not in HANDLERS:
        raise UsageError(f"KOPLAMP_TRANSPORT is {transport!a}; write {' or '.join(HANDLERS)}, or leave it out")
    if transport == "curl" and not _has_libcurl():
        raise UsageError("KOPLAMP_TRANSPORT is 'curl', which is not here: pip install 'koplamp[fast]', or leave it out")
    return {
        "TRANSPORT": transport,
        "TWISTED_REACTOR_ENABLED": transport == "twisted",
        "GUARDED_PROXY": config.filled_proxy(feeds, os.environ),
        "USER_AGENT": feeds.user_agent,
        "DOWNLOAD_DELAY": feeds.pause_s,
        "DOWNLOAD_TIMEOUT": feeds.limits.seconds,
        "DOWNLOAD_MAXSIZE": feeds.limits.body_mib << 20,
        "REDIRECT_MAX_TIMES": feeds.limits.redirects,
        "PRIVATE_HOSTS": list(feeds.private_hosts),
    }


def _has_libcurl() -> bool:
    """Whether koplamp[fast] brought it."""
    try:
        from pycurl import AsyncCurlMulti  # noqa: F401  # since 7.47
    except ImportError:
        return False
    return True


def run_loop(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine in a loop of its own: uvloop's where it is installed."""
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        return runner.run(work)


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    try:
        import uvloop
    except ImportError:
        return None
    factory: Callable[[], asyncio.AbstractEventLoop] = uvloop.new_event_loop
    return factory

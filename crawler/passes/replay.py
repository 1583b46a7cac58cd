"""The pages that are stored -> today's rules run over them -> what changes, shown, and written unless it is a dry run.

store.replays.places -> a handful at a time: page, its feed's words, its article
  -> process.read_page in killable workers, on all cores
  -> store.replays.changed: against what is stored
  -> shown -> written, with how far it came, in one transaction a handful

A page that cannot be read any more leaves its article as it is. What the rules change is no version of the
publisher's: see store.replays. Ended early, however it was, the same replay goes on where it stopped; done twice, the
second changes nothing. The caller holds the desk's lock.
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, Protocol

from crawler.article.hosts import of_host
from crawler.ending import listened, when_asked
from crawler.model import Failure, Feed, Feeds, SiteRule, Stage
from crawler.normal.urls import registrable_domain
from crawler.passes.rules import fingerprint
from crawler.process import Circumstances, PageReading, read_page
from crawler.store import replays
from crawler.store.articles import Look
from crawler.store.replays import Change, Kept, Place, Reached, Wanted
from crawler.store.store import Store
from crawler.store.times import instant, moment
from crawler.workers import Workers

Clock = Callable[[], datetime]

HANDFUL = 64  # pages read and written together: some 15 MiB, a second or two of work
HALF = 0.5  # a text that loses more than that of its words is worth a look before it is written


@dataclass(slots=True)
class Tally:
    """What a replay has come to so far."""

    pages: int = 0
    changed: int = 0
    unreadable: int = 0
    shorter: int = 0  # texts that lost more than half of their words
    fields: dict[str, int] = field(default_factory=dict)  # column -> articles in which it changed


class Watch(Protocol):
    """Somebody who looks on."""

    def begun(self, total: int, resumed: datetime | None) -> None: ...

    def replayed(self, change: Change) -> None: ...

    def came(self, pages: int) -> None:
        """So many more are done."""
        ...


@dataclass(frozen=True, slots=True)
class Order:
    """Which pages: of a host or registrable domain, fetched since a moment. Nothing is written in a dry run."""

    host: str | None = None
    since: datetime | None = None
    dry_run: bool = False
    feeds_sha256: str = ""
    rules: tuple[SiteRule, ...] = ()  # of rules.yaml


@dataclass(frozen=True, slots=True)
class Known:
    """What pages are read in the light of: the feeds by slug, the desk's time zone, the site rules."""

    feeds: dict[str, Feed]
    timezone: str
    rules: tuple[SiteRule, ...]


def replay(store: Store, feeds: Feeds, order: Order, watch: Watch, clock: Clock, workers: Workers) -> Tally:
    """Run today's rules over the stored pages."""
    return listened(lambda: asyncio.run(_until_asked(_replay(store, feeds, order, watch, clock, workers))))


async def _until_asked(work: Coroutine[Any, Any, Tally]) -> Tally:
    """Cancelled by a signal: a handful that was not written yet is read again by the next replay."""
    loop, task = asyncio.get_running_loop(), asyncio.ensure_future(work)

    def stop() -> None:
        with suppress(RuntimeError):  # the loop is closed
            loop.call_soon_threadsafe(task.cancel)

    with when_asked(stop):
        return await task


async def _replay(store: Store, feeds: Feeds, order: Order, watch: Watch, clock: Clock, workers: Workers) -> Tally:
    version = store.rules_version if order.dry_run else store.use_rules(fingerprint(order.rules), clock())
    wanted = Wanted(order.host, order.since, version, order.feeds_sha256)
    begun = None if order.dry_run else replays.begin(store.news, wanted, clock())
    resumed = begun if begun is not None and begun["reached_at"] is not None else None
    places = tuple(replays.places(store.pages, wanted, resumed))
    watch.begun(len(places), moment(resumed["started_at"]) if resumed else None)
    known, tally = Known({feed.slug: feed for feed in feeds.feeds}, feeds.timezone, order.rules), Tally()
    look = Look(instant(clock()), version, ours=True)
    for handful in _handfuls(places):
        found = [kept for place in handful if (kept := replays.kept(store.news, store.pages, place)) is not None]
        readings = await asyncio.gather(*(_read(store, workers, kept, known) for kept in found))
        changes = [_change(store, kept, reading) for kept, reading in zip(found, readings, strict=True)]
        if begun is not None:
            for kept, reading in zip(found, readings, strict=True):
                store.quarantine(kept.page, reading if isinstance(reading, Failure) else None, clock())
            replays.save(store.news, store.pages, Reached(begun["id"], handful[-1]), changes, look)
        for change in changes:
            _count(tally, change)
            watch.replayed(change)
        watch.came(len(handful))
    if begun is not None:
        replays.finish(store.news, begun["id"], clock())
    return tally


def _handfuls(places: Sequence[Place]) -> Iterator[tuple[Place, ...]]:
    left = iter(places)
    while handful := tuple(islice(left, HANDFUL)):
        yield handful


async def _read(store: Store, workers: Workers, kept: Kept, known: Known) -> PageReading | Failure:
    """Dates without a year are read as on the day the page came; reservations are what its origin last said."""
    feed = known.feeds.get(kept.article["feed"]) or _unlisted(kept)
    rules = of_host(known.rules, kept.page.url_final)
    told = store.tdmrep("/".join(kept.page.url_final.split("/", 3)[:3])) if feed.rights == "respect" else None
    reservations = told.text if told else ""
    if (why := store.why_not_read(kept.place.url_hash, kept.page.body)) is not None:
        return Failure(why, costly=True)
    around = Circumstances(feed, known.timezone, kept.page.fetched_at, rules=rules, tdmrep=reservations)
    return await workers.call(read_page, kept.page, kept.draft, around)


def _unlisted(kept: Kept) -> Feed:
    """A feed that left feeds.yaml, as far as the database knows it."""
    row = kept.article
    known = {"language": row["feed_language"]} if row["feed_language"] else {}
    source = row["source"] or registrable_domain(row["feed_url"])
    return Feed(row["feed"], row["feed_name"], row["feed_url"], source, **known)


def _change(store: Store, kept: Kept, reading: PageReading | Failure) -> Change:
    if isinstance(reading, Failure):
        return Change(kept, why=reading.reason)
    if reading.article is not None and reading.reserved is not None:
        return replays.reserved(kept, reading.article, reading.reserved)
    if reading.unwanted is not None and kept.article["stage"] != Stage.EXTRACTED:
        return Change(kept, why=reading.unwanted)
    return replays.changed(store.news, kept, reading.article, reading.reason)


def _count(tally: Tally, change: Change) -> None:
    tally.pages += 1
    tally.unreadable += change.article is None
    tally.changed += bool(change.differences)
    if change.article is not None and not change.reserved:
        tally.shorter += change.article.word_count < HALF * change.kept.article["word_count"]
    for name in {"published" if n.startswith("published") else n for n, _, _ in change.differences}:
        tally.fields[name] = tally.fields.get(name, 0) + 1

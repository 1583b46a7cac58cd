"""An address -> what would be collected from it, with nothing stored.

The same spider as a crawl, on a queue and a sink that live in memory.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from crawler import config
from crawler.crawl import End, own_headers, run_loop, run_spider
from crawler.desk.addresses import typed
from crawler.desk.settings import near
from crawler.ending import asked, listened
from crawler.errors import UsageError
from crawler.model import (
    Article,
    Feed,
    FeedJob,
    Feeds,
    Finding,
    HostState,
    Job,
    Outcome,
    PageJob,
    Poll,
    RobotsTxt,
    SiteRule,
    Stage,
    Stored,
    TdmRep,
    Visit,
)
from crawler.normal.urls import registrable_domain, url_hash, url_key
from crawler.spiders.news import Wiring
from crawler.workers import Workers

LOCAL = ("./", "../", "~/", "file:")  # begins a path, and never an address


@dataclass(slots=True)
class Trial:
    """What came of it: the poll, and the visit of the page (of a feed: of its first entry)."""

    poll: Poll | None = None
    visit: Visit | None = None


class MemoryDesk:
    """A Queue and a Sink for one address: first asked as a feed, then as a page."""

    def __init__(self, feed: Feed) -> None:
        self._waiting: list[Job] = [FeedJob(feed, feed.url)]
        self._in_hand = 0
        self._changed = asyncio.Event()
        self._stopped = False
        self.trial = Trial()

    async def jobs(self) -> AsyncIterator[Job]:
        while not self._stopped and (self._waiting or self._in_hand):
            if self._waiting:
                self._in_hand += 1
                yield self._waiting.pop(0)
            else:
                self._changed.clear()
                await self._changed.wait()

    def stop(self) -> None:
        self._stopped = True
        self._changed.set()

    async def polled(self, poll: Poll) -> Stored:
        self.trial.poll = poll
        feed = poll.job.feed
        listed = next((draft for draft in poll.drafts if draft.stage is Stage.LISTED), None)
        if listed is not None and listed.fetch_url:
            self._waiting.append(PageJob(listed.url_hash, listed.fetch_url, feed, listed.article))
        elif poll.answer.outcome is Outcome.NOT_A_FEED:
            self._waiting.append(PageJob(url_hash(url_key(feed.url)), feed.url, feed, Article(title="")))
        return self._done()

    async def visited(self, visit: Visit) -> Stored:
        self.trial.visit = visit
        return self._done()

    async def found(self, finding: Finding) -> Stored:
        """A trial asks for no older entries."""
        return self._done()

    def _done(self) -> Stored:
        self._in_hand -= 1
        self._changed.set()
        return Stored()


class Forgetful:
    """Manners that leave no trace: what a host asks for holds for the trial's own requests only."""

    async def robots(self, origin: str) -> RobotsTxt | None:
        return None

    async def keep_robots(self, robots: RobotsTxt) -> None:
        """Nothing is kept."""

    async def tdmrep(self, origin: str) -> TdmRep | None:
        return None

    async def keep_tdmrep(self, told: TdmRep) -> None:
        """Nothing is kept."""

    async def rest(self, host: str, until: datetime, reason: str) -> None:
        """Nothing is kept."""

    async def leave_pages(self, host: str, until: datetime) -> None:
        """Nothing is kept."""

    async def pauses(self, until: dict[str, datetime]) -> None:
        """Nothing is kept."""


def try_address(url: str, feeds: Feeds, hosts: Mapping[str, HostState], rules: tuple[SiteRule, ...] = ()) -> Trial:
    """Ask one address politely and read the answer. A feed of feeds.yaml is asked with its own settings.

    Raises UsageError if it is neither an http(s) address nor one of those feeds.
    """
    known = next((feed for feed in feeds.feeds if url in {feed.slug, feed.url}), None)
    feed = replace(known, follow=True) if known else _stranger(url, feeds)
    return listened(lambda: run_loop(_tried(feed, feeds, hosts, rules)))


def _stranger(url: str, feeds: Feeds) -> Feed:
    """A feed nobody has written down yet, with the desk's defaults."""
    if url.startswith(LOCAL) or _is_file(url):
        raise UsageError(f"{url!a}: try asks addresses (https://...), not files")
    if not any(mark in url for mark in "./:"):
        raise UsageError(f"no feed is called '{url}' in feeds.yaml; {near(url, [f.slug for f in feeds.feeds])}")
    address = typed(url if "://" in url else f"https://{url}")
    host = registrable_domain(address)
    return Feed(slug=host, name=host, url=address, source=host, timezone=feeds.timezone)


def _is_file(url: str) -> bool:
    try:
        return Path(url).is_file() or (url.startswith("/") and not url.startswith("//"))
    except (OSError, ValueError):  # too long for a path, say
        return False


async def _tried(feed: Feed, feeds: Feeds, hosts: Mapping[str, HostState], rules: tuple[SiteRule, ...]) -> Trial:
    desk = MemoryDesk(feed)
    headers, unset = own_headers([replace(feed, enabled=True)])
    secrets = config.secret_values(feeds, os.environ)
    with Workers(processes=1) as workers:
        wiring = Wiring(
            feeds, desk, desk, workers, Forgetful(), dict(hosts), headers, unset, rules=rules, secrets=secrets
        )
        end: End = await run_spider(wiring)
    if code := asked() or end.exit_code:  # also of a signal that came while the workers ended
        raise SystemExit(code)
    return desk.trial

"""An address -> what would be collected from it, with nothing stored.

The same spider as a crawl, on a queue and a sink that live in memory.
"""

import asyncio
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime

from crawler import config
from crawler.crawl import End, run_loop, run_spider
from crawler.errors import UsageError
from crawler.model import Article, Feed, FeedJob, Feeds, Job, Outcome, PageJob, Poll, Stage, Stored, Visit
from crawler.normal.urls import fetch_url, registrable_domain, url_hash, url_key
from crawler.spiders.news import Wiring
from crawler.workers import Workers


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

    async def rest(self, host: str, until: datetime, reason: str) -> None:
        """A trial leaves no trace: the pause holds for its own requests only."""

    def _done(self) -> Stored:
        self._in_hand -= 1
        self._changed.set()
        return Stored()


def try_address(url: str, feeds: Feeds, rests: dict[str, datetime]) -> Trial:
    """Ask one address politely and read the answer. A feed of feeds.yaml is asked with its own settings.

    Raises UsageError if it is no http(s) address.
    """
    known = next((feed for feed in feeds.feeds if url in {feed.slug, feed.url}), None)
    return run_loop(_tried(replace(known, follow=True) if known else _stranger(url, feeds), feeds, rests))


def _stranger(url: str, feeds: Feeds) -> Feed:
    """A feed nobody has written down yet, with the desk's defaults."""
    address = fetch_url(url if "://" in url else f"https://{url}")
    if address is None:
        raise UsageError(f"{url!a} is not an http(s) address")
    host = registrable_domain(address)
    return Feed(slug=host, name=host, url=address, source=host, timezone=feeds.timezone)


async def _tried(feed: Feed, feeds: Feeds, rests: dict[str, datetime]) -> Trial:
    desk = MemoryDesk(feed)
    headers = {feed.slug: config.filled_headers(feed, os.environ)} if feed.headers else {}
    with Workers(processes=1) as workers:
        end: End = await run_spider(Wiring(feeds, desk, desk, workers, headers, rests=rests))
    if end.exit_code:
        raise SystemExit(end.exit_code)
    return desk.trial

"""What is due and what waits -> jobs, each once: feeds, then new pages, then looks at known ones; hosts take turns.

A host that needs minutes (a thousand feeds, a pause between two) must not keep others waiting for the next run: as long
as it holds this one, the feeds that have become due meanwhile are asked as well.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable
from datetime import datetime, timedelta

from crawler.model import ArchiveJob, FeedJob, Feeds, Job, PageJob
from crawler.normal.urls import registrable_domain
from crawler.polling import rules
from crawler.polling.rota import Rota
from crawler.store.local import Tally, Writer

MOST_IN_HAND = 200  # jobs handed out and not yet stored: what a kill can cost, and what memory holds
MOST_OF_A_HOST = 8  # of those, of one host: a slow one must not fill the hand
FEED, ARCHIVE = "feed ", "archive "  # how keys of jobs begin that may list pages
LISTING = (FEED, ARCHIVE)
MOST_ARCHIVES = 200  # waiting in memory
HELD = timedelta(minutes=1)  # so long a run lasts before it takes up what has become due; and again
MOST_PAGES = 2000  # waiting in memory, each with what its feed said


class LocalQueue:
    """Due feeds first, then pages, hosts taking turns; ends when nothing is left and nothing is in hand."""

    def __init__(
        self,
        writer: Writer,
        feeds: Feeds,
        clock: Callable[[], datetime],
        names: tuple[str, ...] | None = None,
        in_hand: int = MOST_IN_HAND,
    ) -> None:
        self.tally = Tally()
        self._writer, self._feeds, self._clock, self._names = writer, feeds, clock, names
        self._wanted = frozenset(names or ())
        self._most_in_hand = in_hand
        self._allowed = {feed.slug: feed.pages_per_run for feed in feeds.feeds}
        self._due: Rota[Job] = Rota()
        self._archives: Rota[Job] = Rota()
        self._pages: Rota[Job] = Rota()
        self._looks: Rota[Job] = Rota()
        self._looked_up = False  # whether those that are due were taken from the database
        self._in_hand: dict[str, str] = {}  # key of a job -> its host
        self._of_host: Counter[str] = Counter()
        self._met: set[str] = set()  # pages of this run, by url_hash
        self._met_archives: set[int] = set()
        self._more = True  # the database holds pages that are not in memory
        self._more_archives = True  # the same for documents of older entries
        self._busy: set[str] | None = None  # hosts that were not done a while ago
        self._stopped = False
        self._news = asyncio.Event()

    async def jobs(self) -> AsyncIterator[Job]:
        """Jobs as they become ready, at most so many of them unfinished."""
        began = looked = taken = self._clock()
        self._take(await self._writer.call(self._writer.store.due, self._feeds, began, self._names))
        while not self._stopped:
            self._news.clear()
            if self._names is None and (now := self._clock()) >= looked + HELD:
                looked = now
                if self._is_held():
                    store = self._writer.store
                    self._take(await self._writer.call(store.became_due, self._feeds, now, taken, began))
                    taken = now
            if self._more_archives and not self._archives:
                await self._refill_archives()
            if self._more and not self._pages:
                await self._refill()
            if not self._looked_up and self._has_no_news():
                await self._take_looks()
            job = self._next()
            if job is not None:
                yield job
            elif self._in_hand:
                await self._news.wait()
            elif not (self._more or self._more_archives):
                return

    @property
    def in_hand(self) -> int:
        """Jobs handed out and not yet stored."""
        return len(self._in_hand)

    def stop(self) -> None:
        """Hand out nothing more; a jobs() that waits ends."""
        self._stopped = True
        self._news.set()

    def done(self, job: Job, listed: Iterable[PageJob | ArchiveJob] = ()) -> None:
        """A job is stored (or cannot be), and these came of it."""
        host = self._in_hand.pop(_key(job), None)
        if host is not None:
            self._of_host[host] -= 1
        for further in listed:
            self._add(further)
        self._news.set()

    def _take(self, due: tuple[FeedJob, ...]) -> None:
        self.tally.feeds_due += len(due)
        for asked in due:
            self._due.add(registrable_domain(asked.url), asked)

    def _is_held(self) -> bool:
        """Whether a host that was not done at the last look is not done yet; of the first look, whether any is not."""
        busy = {*self._due.hosts(), *self._archives.hosts(), *self._pages.hosts(), *self._in_hand.values()}
        held = busy if self._busy is None else busy & self._busy
        self._busy = busy
        return bool(held)

    def _next(self) -> Job | None:
        if self._stopped or len(self._in_hand) >= self._most_in_hand:
            return None
        found = (
            self._due.take(self._has_room) or self._archives.take(self._is_polled) or self._pages.take(self._has_room)
        )
        if found is None and self._looks and self._has_no_news():
            found = self._looks.take(self._has_room)
        if found is None:
            return None
        host, job = found
        self._in_hand[_key(job)] = host
        self._of_host[host] += 1
        return job

    def _has_no_news(self) -> bool:
        """Whether every new page was handed out, and none can be listed any more: only then is an old one looked at."""
        waiting = self._more or self._more_archives or self._due or self._archives or self._pages
        return not waiting and not any(key.startswith(LISTING) for key in self._in_hand)

    def _has_room(self, host: str) -> bool:
        return self._of_host[host] < MOST_OF_A_HOST

    def _is_polled(self, host: str) -> bool:
        """Whether the host's feeds were asked: what a feed lists now is its own news, not older entries found."""
        asked = any(of == host and key.startswith(FEED) for key, of in self._in_hand.items())
        return not asked and self._has_room(host)

    def _add(self, job: PageJob | ArchiveJob) -> None:
        if isinstance(job, ArchiveJob):
            if job.id not in self._met_archives:
                self._met_archives.add(job.id)
                self._archives.add(registrable_domain(job.url), job)
        else:
            self._add_page(job)

    def _add_page(self, page: PageJob) -> None:
        slug = page.feed.slug
        if page.url_hash in self._met or self._allowed.get(slug, 0) <= 0:
            return
        if len(self._pages) >= MOST_PAGES:
            self._more = True
            return
        self._allowed[slug] -= 1
        self._met.add(page.url_hash)
        self._pages.add(registrable_domain(page.url), page)

    def _slugs(self) -> tuple[str, ...]:
        """The feeds that this run is about."""
        return tuple(slug for slug in self._allowed if not self._wanted or slug in self._wanted)

    async def _take_looks(self) -> None:
        """Take the looks that are due from the database, as many as the feeds' pages_per_run leaves."""
        slugs = tuple(slug for slug in self._slugs() if self._allowed[slug] > 0)
        store, self._looked_up = self._writer.store, True
        due = await self._writer.call(store.looks_due, self._feeds, self._clock(), slugs, rules.LOOKS_PER_RUN)
        for look in due:
            if look.url_hash not in self._met and self._allowed[look.feed.slug] > 0:
                self._allowed[look.feed.slug] -= 1
                self._met.add(look.url_hash)
                self._looks.add(registrable_domain(look.url), look)

    async def _refill_archives(self) -> None:
        """Take documents of older entries over from the database, some hundreds at a time."""
        met, most = len(self._met_archives), MOST_ARCHIVES + self._most_in_hand
        store = self._writer.store
        found = await self._writer.call(store.archives_waiting, self._feeds, self._clock(), self._slugs(), most)
        for further in found:
            self._add(further)
        self._more_archives = len(found) == most and len(self._met_archives) > met

    async def _refill(self) -> None:
        """Take pages over from the database: those of earlier runs, and those of this one that found no room."""
        slugs = tuple(slug for slug in self._slugs() if self._allowed[slug] > 0)
        most = (
            MOST_PAGES + self._most_in_hand
        )  # those in hand are still waiting in the database, and are among the answer
        met, self._more = len(self._met), False
        found = await self._writer.call(self._writer.store.pages_waiting, self._feeds, self._clock(), slugs, most)
        for page in found:
            self._add(page)
        if len(found) == most and len(self._met) > met:
            self._more = True


def _key(job: Job) -> str:
    if isinstance(job, FeedJob):
        return f"{FEED}{job.feed.slug}"
    return f"{ARCHIVE}{job.id}" if isinstance(job, ArchiveJob) else job.url_hash

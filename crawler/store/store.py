"""The desk's two files as one Store: what a run asks for, what it brings, and what people ask afterwards.

One writer, one thread at a time (any thread: the local queue and sink share one). Every method is one transaction.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from crawler.errors import StorageError
from crawler.model import (
    ArchiveJob,
    Failure,
    Feed,
    FeedJob,
    Feeds,
    Finding,
    HostState,
    Page,
    PageJob,
    Poll,
    RobotsTxt,
    Run,
    Stored,
    TdmRep,
    Visit,
)
from crawler.normal.urls import url_hash, url_key
from crawler.store import (
    database,
    feeds,
    gaps,
    hosts,
    lines,
    looks,
    pages,
    polls,
    quarantine,
    questions,
    replays,
    retention,
    rule_hits,
    runs,
    search,
    soundness,
    visits,
    waiting,
)
from crawler.store.advice import DAMAGED
from crawler.store.database import Row, rows
from crawler.store.search import SearchHit

LOOKED_THROUGH, WEEK = "quick_check", timedelta(days=7)


class Store:
    """`news.db` and `pages.db`. A reader (`write=False`) changes nothing, and opens pages.db when it reads a page."""

    def __init__(self, news: Path, pages: Path, *, write: bool = True, rules_version: int = 1) -> None:
        self.news: Database = database.open_news(news, write=write)
        self.run_id: int | None = None
        self._news_path, self._pages_path = news, pages
        self._write = write
        self.rules_version = rules_version
        if write:
            try:
                _ = self.pages
            except BaseException:
                self.news.close()
                raise

    @cached_property
    def pages(self) -> Database:
        """The raw pages."""
        return database.open_pages(self._pages_path, write=self._write)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close both files; a writer leaves them tidy."""
        leave = database.close if self._write else Database.close
        try:
            if "pages" in self.__dict__:
                leave(self.pages)
        finally:
            leave(self.news)

    def use_rules(self, fingerprint: str, now: datetime) -> int:
        """From now on articles are read by the rules of this fingerprint -> their number on this desk."""
        self.rules_version = replays.use_rules(self.news, fingerprint, now)
        quarantine.release(self.news, self.rules_version)
        return self.rules_version

    # ------------------------------------------------------------ work

    def sync_feeds(self, wanted: Feeds, now: datetime) -> None:
        """Make the rows follow feeds.yaml; nothing is deleted."""
        feeds.sync(self.news, wanted, now)

    def due(self, wanted: Feeds, now: datetime, names: tuple[str, ...] | None = None) -> tuple[FeedJob, ...]:
        """Feeds to ask now, longest waiting first; `names` asks just those, whatever their schedule."""
        return feeds.due(self.news, wanted, now, names, self.rules_version)

    def became_due(self, wanted: Feeds, now: datetime, since: datetime, began: datetime) -> tuple[FeedJob, ...]:
        """Feeds whose time has come since a moment of a run that began then, but those that it has asked."""
        return feeds.became_due(self.news, wanted, now, since, began, self.rules_version)

    def due_count(self, wanted: Feeds, now: datetime, names: tuple[str, ...] | None = None) -> int:
        """How many feeds `due` would give."""
        return feeds.due_count(self.news, wanted, now, names)

    def pages_waiting(
        self, wanted: Feeds, now: datetime, slugs: tuple[str, ...] | None = None, most: int = waiting.MOST
    ) -> tuple[PageJob, ...]:
        """Pages to ask for now, per feed at most its pages_per_run and newest first, feeds taking turns."""
        found = waiting.waiting(self.news, wanted, now, slugs, most)
        found = quarantine.marked(self.news, found, self.rules_version)
        return tuple(looks.as_its_feed_said(self.pages, job) for job in found)

    def looks_due(self, wanted: Feeds, now: datetime, slugs: tuple[str, ...], most: int) -> tuple[PageJob, ...]:
        """Pages of stored articles to look at again now, longest waiting first."""
        looks.forget(self.news, now)
        found = looks.due(self.news, self.pages, wanted, now, slugs, most)
        marked = quarantine.marked(self.news, found, self.rules_version)
        return tuple(job for job in marked if job.costly_sha256 is None)

    def archives_waiting(
        self, wanted: Feeds, now: datetime, slugs: tuple[str, ...], most: int = gaps.MOST_WAITING
    ) -> tuple[ArchiveJob, ...]:
        """Documents of older entries to ask for now, at most so many."""
        return gaps.waiting(self.news, wanted, now, slugs, most)

    def start_backfill(self, feed: Feed, since: datetime, now: datetime) -> int:
        """Line up where a feed's entries since then are listed -> how many documents are waiting."""
        return gaps.start_backfill(self.news, feed, feeds.address(self.news, feed), since, now)

    def backfill_row(self, slug: str, since: datetime) -> Row:
        """How far a backfill has come: `asked`, `waiting`, `found`, `listed`."""
        return gaps.backfill_row(self.news, slug, since)

    def save_finding(self, finding: Finding) -> tuple[Stored, tuple[PageJob | ArchiveJob, ...]]:
        """What a document of older entries lists -> what was new, and the pages and documents to ask for."""
        return gaps.save(self.news, finding, self.rules_version)

    def save_some(self, finding: Finding) -> tuple[Stored, tuple[PageJob, ...]]:
        """Some of what a long document of older entries lists; save_finding() ends it."""
        return gaps.save_some(self.news, finding, self.rules_version)

    def save_poll(self, poll: Poll) -> tuple[Stored, tuple[PageJob | ArchiveJob, ...]]:
        """Everything a poll brought, in one transaction -> what was new, and what to ask for next."""
        [(stored, further)] = polls.save(self.news, [poll], self._desk)
        pages_to_ask = [job for job in further if isinstance(job, PageJob)]
        others = [job for job in further if not isinstance(job, PageJob)]
        return stored, (*quarantine.marked(self.news, pages_to_ask, self.rules_version), *others)

    def save_polls(self, group: Sequence[Poll]) -> list[tuple[Stored, tuple[PageJob | ArchiveJob, ...]]]:
        """Several polls in one transaction, for answers that bring nothing: a commit costs more than they do."""
        return polls.save(self.news, group, self._desk)

    def save_visit(self, visit: Visit) -> Stored:
        """A page, if it may be kept, and what became of its article: the page first, in its own file."""
        if visit.reserved is not None or visits.is_forgotten(self.news, visit):
            pages.forget(self.pages, visit.job.url_hash)
        elif visit.page is not None and visits.may_keep_page(visit) and not looks.spoils(self.news, visit):
            pages.save(self.pages, visit.page, visit.job.feed.slug, visit.job.draft)
        return visits.save(self.news, visit, self.rules_version)

    @property
    def _desk(self) -> polls.Desk:
        return polls.Desk(self.run_id, self._zone, self.rules_version)

    @property
    def timezone(self) -> str:
        """The desk's time zone, as feeds.yaml last said it."""
        return feeds.timezone(self.news)

    @property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    # ------------------------------------------------------------ the run

    def look_through(self, now: datetime) -> None:
        """Once a week, before anything is written: raise StorageError if a page of either file is damaged."""
        if runs.was_noted(self.news, LOOKED_THROUGH, now, WEEK):
            return
        for db, path in ((self.news, self._news_path), (self.pages, self._pages_path)):
            if (said := soundness.quick(db)) is not None:
                raise StorageError(f"{path}: it is damaged ({said}); {DAMAGED}")
        runs.notice_due(self.news, LOOKED_THROUGH, now, WEEK)

    def start_run(self, trigger: str, version: str, now: datetime) -> int:
        """A run begins; from now on fetches carry its id."""
        hosts.set_right(self.news, now)
        self.run_id = runs.start(self.news, trigger, version, now)
        return self.run_id

    def finish_run(self, run_id: int, done: Run) -> None:
        """A run ended."""
        runs.finish(self.news, run_id, done)

    def offline_for(self, now: datetime) -> timedelta:
        """For how long no run has reached anybody."""
        return runs.offline_for(self.news, now)

    def rest(self, host: str, until: datetime, reason: str, now: datetime) -> None:
        """Leave a host alone until then."""
        hosts.rest(self.news, host, until, reason, now)

    def leave_pages(self, host: str, until: datetime, now: datetime) -> None:
        """Ask for no page of a host before then."""
        hosts.leave_pages(self.news, host, until, now)

    def pauses(self, until: dict[str, datetime], now: datetime) -> None:
        """Hosts that were just asked, and when they may be asked again."""
        hosts.pauses(self.news, until, now)

    def hosts(self, now: datetime) -> dict[str, HostState]:
        """What is remembered of hosts and still holds."""
        return hosts.states(self.news, now)

    def robots(self, origin: str) -> RobotsTxt | None:
        """What an origin last answered when asked for its robots.txt."""
        return hosts.robots(self.news, origin)

    def keep_robots(self, told: RobotsTxt) -> None:
        """Remember what an origin answered."""
        hosts.keep_robots(self.news, told)

    def tdmrep(self, origin: str) -> TdmRep | None:
        """What an origin last said of reservations."""
        return hosts.tdmrep(self.news, origin)

    def keep_tdmrep(self, told: TdmRep) -> None:
        """Remember what an origin said of reservations."""
        hosts.keep_tdmrep(self.news, told)

    def notice_due(self, name: str, now: datetime, every: timedelta) -> bool:
        """Whether to say this to the operator now: at most once per `every`."""
        return runs.notice_due(self.news, name, now, every)

    def why_not_read(self, url_hash: str, page: bytes) -> str | None:
        """Why a page is not to be read as it is, by the rules of today; None: it may be."""
        return quarantine.why(self.news, url_hash, page, self.rules_version)

    def quarantine(self, page: Page, failure: Failure | None, at: datetime) -> None:
        """A stored page was read again, or cost too much once more."""
        quarantine.judged(self.news, page, failure, self.rules_version, at)

    # ------------------------------------------------------------ questions

    def feed_rows(self) -> list[Row]:
        """How each feed is: the view feed_health, with `state` (its health), since when, and the articles it has."""
        return runs.feed_rows(self.news)

    def last_run(self) -> Row | None:
        """The newest run, by column."""
        return runs.last(self.news)

    def counts(self) -> dict[str, int]:
        """Articles (with text), listed, failed, dropped, versions, feeds, sources."""
        return runs.counts(self.news)

    def search(self, query: str, limit: int = 20) -> list[SearchHit]:
        """Articles that match, best first."""
        return search.search(self.news, query, limit)

    def article(self, url_hash: str) -> Row | None:
        """One article with its source's name and its text."""
        return questions.article(self.news, url_hash)

    def source_rows(self) -> list[Row]:
        """What each source brought: articles, languages, first and last day."""
        return questions.source_rows(self.news)

    def missed_rows(self, most: int = 100) -> list[Row]:
        """Articles that were listed and could not be had or read."""
        return questions.missed_rows(self.news, most)

    def edited_rows(self, most: int = 100) -> list[Row]:
        """Articles that changed after they were stored."""
        return questions.edited_rows(self.news, most)

    def page(self, url_hash: str) -> Page | None:
        """The newest raw page of an article, whichever of its addresses it came from."""
        known = rows(
            self.news,
            "select u.url_hash from article_urls u join articles a on a.id = u.article_id where a.url_hash = ?",
            [url_hash],
        )
        return pages.read(self.pages, [url_hash, *(found["url_hash"] for found in known)])

    def prune_pages(self, before: datetime, own: Mapping[str, datetime] | None = None) -> int:
        """Forget raw pages last fetched before a moment, those of some feeds before one of their own -> how many."""
        return pages.prune(self.pages, before, own)

    # ------------------------------------------------------------ what hosts repeat

    def line_hosts(self) -> list[Row]:
        """Hosts of which lines are known: how many, how many of them are dropped, how many vetoed."""
        return lines.hosts(self.news)

    def line_rows(self, host: str) -> list[Row]:
        """The lines that a host repeats, vetoed ones too, most frequent first."""
        return lines.learned(self.news, host)

    def veto_line(self, host: str, said: str, *, vetoed: bool = True) -> list[Row]:
        """Keep a line of this hash or text in articles from now on, or drop it again -> the lines that are meant.

        Nothing is changed unless it is exactly one.
        """
        found = lines.named(self.news, host, said)
        if len(found) == 1:
            lines.veto(self.news, host, found[0], said, vetoed=vetoed)
        return found

    def forget_lines(self, now: datetime) -> None:
        """Once a day: forget lines that nobody repeated, and what site rules came to more than a year ago."""
        if runs.notice_due(self.news, "host_lines tidied", now, timedelta(days=1)):
            lines.forget(self.news, now)
            rule_hits.forget(self.news, now, self._zone)

    # ------------------------------------------------------------ what site rules come to

    def rule_rows(self, now: datetime) -> list[Row]:
        """Each site rule that was ever tried: `hits` and `misses` of the last 7 days, and of the last day."""
        return rule_hits.lately(self.news, now, self._zone)

    # ------------------------------------------------------------ what leaves

    def prunable(self, before: datetime) -> int:
        """How many articles from before a moment no feed lists any more."""
        return retention.prunable(self.news, before)

    def prune(self, before: datetime, now: datetime) -> int:
        """Remove them, with their pages -> how many."""
        removed = self.prunable(before)
        while hashes := retention.prune(self.news, before, now):
            for one in hashes:
                pages.forget(self.pages, one)
        return removed

    def forget(self, url: str, now: datetime) -> bool:
        """Remove the article of an address, whoever lists it, and refuse it from now on -> whether it was stored."""
        known = url_hash(url_key(url))
        was_stored = retention.is_stored(self.news, known)
        for one in retention.forget(self.news, [known], now):
            pages.forget(self.pages, one)
        return was_stored

"""The address of a site -> what of it could be a feed, each tried; at most a dozen requests.

    the page: a feed itself, or a list of articles | feeds it names, feeds it links | sitemaps that robots.txt names
    | the usual places, where nothing was found

What answers is put in order, the best first: feeds, sitemaps of news, list pages, other sitemaps.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import IntEnum

from crawler.config.across import same_address
from crawler.discovering.board import Board, Known, carried_out
from crawler.feeds import discovery, sitemap
from crawler.feeds.discovery import FEED_PLACES, SITEMAP_PLACES, Sight, is_of_comments, usual_places
from crawler.model import (
    Answer,
    ArchiveJob,
    Article,
    Draft,
    Feed,
    Kind,
    Outcome,
    Page,
    PageJob,
    Poll,
    Selectors,
    Stage,
    Visit,
)
from crawler.normal.urls import registrable_domain, url_hash, url_key
from crawler.polling.older import is_no_news, sitemaps
from crawler.process import Circumstances, FeedReading, read_feed

MOST_REQUESTS = 12  # robots.txt among them
MOST_NAMED, MOST_LINKED, MOST_SITEMAPS = 4, 3, 2
SINCE = timedelta(days=60)  # what a sitemap lists that is older is not looked at
OLD = timedelta(days=90)  # a feed whose newest entry is older goes last
MOST_READ = 3  # of the best one's articles
A_USUAL_PLACE = "a usual place"
HOPELESS = frozenset({Outcome.BUSY, Outcome.NETWORK, Outcome.TIMEOUT, Outcome.STORAGE})


class Worth(IntEnum):
    """What a candidate is worth, the best first."""

    FEED = 0
    NEWS_SITEMAP = 1
    LIST = 2
    SITEMAP = 3
    OF_COMMENTS = 4


@dataclass(frozen=True, slots=True)
class Candidate:
    """An address that was tried: as what, why, and what came of it."""

    feed: Feed
    how: str  # in words: the page names it
    answer: Answer
    title: str = ""
    drafts: tuple[Draft, ...] = ()
    parts: int = 0  # of a sitemap index

    @property
    def is_usable(self) -> bool:
        """Whether it lists anything with an address."""
        return any(draft.fetch_url for draft in self.drafts)

    @property
    def newest(self) -> str | None:
        """The day of its newest entry, as far as it says."""
        return max((draft.article.published.on for draft in self.drafts if draft.article.published), default=None)

    @property
    def worth(self) -> Worth:
        """What it is worth among others that are as fresh."""
        if self.feed.kind is Kind.LIST:
            return Worth.LIST
        if self.feed.kind is Kind.SITEMAP:
            has_titles = any(draft.article.title for draft in self.drafts)
            return Worth.NEWS_SITEMAP if has_titles else Worth.SITEMAP
        return Worth.OF_COMMENTS if is_of_comments(f"{self.feed.url} {self.title}") else Worth.FEED

    def is_old(self, now: datetime) -> bool:
        """Whether it has been silent for long."""
        return self.newest is not None and self.newest < f"{now - OLD:%Y-%m-%d}"


@dataclass(frozen=True, slots=True)
class Found:
    """What a site has: `usable` best first, and what was tried in vain."""

    url: str  # where the page came from in the end
    answer: Answer  # of the page
    title: str = ""  # what the site calls itself
    usable: tuple[Candidate, ...] = ()
    in_vain: tuple[Candidate, ...] = ()
    read: tuple[Visit, ...] = ()  # the newest articles of the best one, if they were asked for
    requests: int = 0


def discover(known: Known, newcomer: Feed, url: str, *, with_articles: bool = False) -> Found:
    """Look for feeds at an address. `newcomer` is what the desk's defaults make of a feed; with `with_articles` the
    newest three of the best candidate are asked for as well."""

    async def asking(board: Board) -> Found:
        return await _Search(board, known, newcomer, url).found(with_articles=with_articles)

    return carried_out(known, asking)


@dataclass(slots=True)
class _Search:
    """One search, with what it has found so far."""

    board: Board
    known: Known
    newcomer: Feed
    url: str
    tried: list[Candidate] = field(default_factory=list)
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    async def found(self, *, with_articles: bool) -> Found:
        visit = await self.board.visit(_page_job(self.url, self._feed(self.url, Kind.RSS)))
        page, answer = visit.page, visit.answer
        landed = page.url_final if page else self.url
        sight = await self._look_at(page) if page else None
        unanswered = answer.http_status is None and not self.board.noted.robots_txt
        if not (answer.outcome in HOPELESS or unanswered):
            await self._try_all(landed, sight)
        usable = self._in_order()
        read = await self._read(usable[0]) if with_articles and usable and not self._is_known(usable[0]) else ()
        return Found(
            url=landed,
            answer=answer,
            title=sight.title if sight else "",
            usable=usable,
            in_vain=tuple(one for one in self.tried if not one.is_usable),
            read=read,
            requests=self.requests,
        )

    @property
    def requests(self) -> int:
        return self.board.asked + len(self.board.noted.robots_txt)

    # ------------------------------------------------------------ the page

    async def _look_at(self, page: Page) -> Sight | None:
        """What an HTML page shows; of a feed or a sitemap, that it is one itself, without asking again."""
        kind = dict(page.headers).get("content-type", "")
        sight = await self.board.workers.call(discovery.look, page.body, page.url_final, kind)
        if isinstance(sight, Sight):
            if sight.selectors is not None:
                await self._take(page, Kind.LIST, "its own list of articles", sight.selectors)
            return sight
        is_sitemap = await self.board.workers.call(sitemap.is_sitemap, page.body, kind)
        await self._take(page, Kind.SITEMAP if is_sitemap is True else Kind.RSS, "this address")
        return None

    async def _take(self, page: Page, kind: Kind, how: str, selectors: Selectors | None = None) -> None:
        """The page as a candidate of its own."""
        feed = self._feed(page.url_final, kind, selectors)
        around = Circumstances(feed, self.known.feeds.timezone, self.now)
        content_type = dict(page.headers).get("content-type", "")
        reading = await self.board.workers.call(read_feed, page.body, page.url_final, content_type, around)
        if isinstance(reading, FeedReading):
            answer = Answer(Outcome.FRESH if reading.seen else Outcome.EMPTY, page.status, reading.warning)
            parts = sum(part.how == "index" for part in reading.further)
            self.tried.append(Candidate(feed, how, answer, reading.title, reading.drafts, parts))
            if parts:
                self.tried.pop()
                await self._try_sitemap(page.url_final, how)
        elif kind is not Kind.LIST:
            self.tried.append(Candidate(feed, how, Answer(Outcome.NOT_A_FEED, page.status, reading.reason)))

    # ------------------------------------------------------------ elsewhere

    async def _try_all(self, url: str, sight: Sight | None) -> None:
        if any(one.is_usable and one.how == "this address" for one in self.tried):
            return
        for address in sight.named[:MOST_NAMED] if sight else ():
            await self._try_feed(address, "the page names it")
        for address in sight.linked[:MOST_LINKED] if sight else ():
            await self._try_feed(address, "the page links it")
        named = [one for one in sitemaps("\n".join(self.board.noted.robots_txt.values()), url) if not is_no_news(one)]
        for address in named[:MOST_SITEMAPS]:
            await self._try_sitemap(address, "robots.txt names it")
        for address in usual_places(url, FEED_PLACES):
            if self._has(Kind.RSS):
                break
            await self._try_feed(address, A_USUAL_PLACE)
        for address in usual_places(url, SITEMAP_PLACES) if not named else ():
            if self._has(Kind.RSS) or self._has(Kind.SITEMAP):
                break
            await self._try_sitemap(address, A_USUAL_PLACE)

    async def _try_feed(self, url: str, how: str) -> None:
        if self._may_ask(url):
            poll = await self.board.poll(self._feed(url, Kind.RSS))
            self.tried.append(_of_poll(poll, how))

    async def _try_sitemap(self, url: str, how: str) -> None:
        """A sitemap; of an index also the part that changed last, which shows what it lists."""
        if not self._may_ask(url):
            return
        feed = self._feed(url, Kind.SITEMAP)
        finding = await self.board.find(self._document(feed, url))
        parts = [part for part in finding.further if part.how == "index"]
        one = Candidate(feed, how, finding.answer, "", finding.drafts, len(parts))
        newest = sorted(parts, key=lambda part: (is_no_news(part.url), _descending(part.lastmod_raw)))
        if newest and not finding.drafts and self._may_ask(newest[0].url):
            inside = await self.board.find(self._document(feed, newest[0].url))
            one = replace(one, answer=inside.answer, drafts=inside.drafts)
        self.tried.append(one)

    def _document(self, feed: Feed, url: str) -> ArchiveJob:
        return ArchiveJob(0, feed, url, "sitemap", since=self.now - SINCE)

    def _has(self, kind: Kind) -> bool:
        return any(one.is_usable and one.feed.kind is kind for one in self.tried)

    def _may_ask(self, url: str) -> bool:
        """Whether there is room for this question, and for robots.txt if its site was not asked for that; and it was
        not asked before."""
        if any(
            same_address(one.feed.url) == same_address(url) and one.feed.kind is not Kind.LIST for one in self.tried
        ):
            return False
        origin = "/".join(url.split("/", 3)[:3])
        return self.requests + 1 + (origin not in self.board.noted.robots_txt) <= MOST_REQUESTS

    def _feed(self, url: str, kind: Kind, selectors: Selectors | None = None) -> Feed:
        host = registrable_domain(url)
        limits = replace(self.newcomer.limits, body_mib=50) if kind is Kind.SITEMAP else self.newcomer.limits
        return replace(
            self.newcomer, slug=host, name=host, url=url, source=host, kind=kind, selectors=selectors, limits=limits
        )

    # ------------------------------------------------------------ the end

    def _in_order(self) -> tuple[Candidate, ...]:
        """The usable ones, the best first; of several that list the same the best."""
        ranked = sorted((one for one in self.tried if one.is_usable), key=lambda one: (one.is_old(self.now), one.worth))
        found: dict[frozenset[str], Candidate] = {}
        for one in ranked:
            found.setdefault(frozenset(draft.url_hash for draft in one.drafts), one)
        return tuple(found.values())

    def _is_known(self, one: Candidate) -> bool:
        """Whether feeds.yaml has it already."""
        return any(same_address(feed.url) == same_address(one.feed.url) for feed in self.known.feeds.feeds)

    async def _read(self, best: Candidate) -> tuple[Visit, ...]:
        """The newest articles of the best one, as they would be stored."""
        listed = [draft for draft in newest_first(best.drafts) if draft.stage is Stage.LISTED and draft.fetch_url]
        jobs = [PageJob(one.url_hash, one.fetch_url or "", best.feed, one.article) for one in listed[:MOST_READ]]
        return tuple([await self.board.visit(job) for job in jobs])


def newest_first(drafts: tuple[Draft, ...]) -> list[Draft]:
    """Dated ones by their dates, the others as listed, behind them."""
    return sorted(drafts, key=lambda draft: _descending(_when(draft)))


def _when(draft: Draft) -> str | None:
    when = draft.article.published
    return (when.at or when.on) if when else None


def _descending(text: str | None) -> tuple[int, ...]:
    """A key by which the later of two ISO dates goes first, and none last."""
    return tuple(-ord(letter) for letter in text[:40]) if text else (0,)


def _page_job(url: str, feed: Feed) -> PageJob:
    return PageJob(url_hash(url_key(url)), url, feed, Article(title=""))


def _of_poll(poll: Poll, how: str) -> Candidate:
    return Candidate(poll.job.feed, how, poll.answer, poll.title or "", poll.drafts)

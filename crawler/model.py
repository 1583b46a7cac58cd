"""The product's words, frozen: what is asked, what is answered, what is kept.

A feed is asked (FeedJob) and ends as a Poll; the entries it lists become Drafts.
A listed article is asked for (PageJob) and ends as a Visit: the raw Page and, if it could be read, the Article.
Work comes out of a Queue and every job ends in exactly one call of a Sink.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Kind(StrEnum):
    """What a feed's address holds."""

    RSS = "rss"  # any RSS, Atom, RDF or JSON Feed
    SITEMAP = "sitemap"
    LIST = "list"  # an HTML page that lists links


class Outcome(StrEnum):
    """The whole vocabulary for what asking a feed or a page can come to."""

    FRESH = "fresh"
    UNCHANGED = "unchanged"
    PARTIAL = "partial"
    EMPTY = "empty"
    NOT_A_FEED = "not_a_feed"
    CHALLENGE = "challenge"
    BLOCKED = "blocked"
    MISSING = "missing"
    GONE = "gone"
    BUSY = "busy"
    SERVER_ERROR = "server_error"
    REDIRECT = "redirect"
    TIMEOUT = "timeout"
    NETWORK = "network"
    TOO_LARGE = "too_large"
    TOO_COSTLY = "too_costly"
    REFUSED = "refused"
    STORAGE = "storage"


class Stage(StrEnum):
    """How far an article has come."""

    LISTED = "listed"  # a feed named it, its page is still to be asked for
    EXTRACTED = "extracted"  # its text is stored
    FAILED = "failed"  # its page cannot be had or read; stage_reason says why
    DROPPED = "dropped"  # not wanted; stage_reason says why


# ---------------------------------------------------------------- what an operator wrote


@dataclass(frozen=True, slots=True)
class Feed:
    """One entry of feeds.yaml with the defaults filled in."""

    slug: str
    name: str
    url: str
    source: str  # slug or domain of the publisher, such as autoblog.nl
    kind: Kind = Kind.RSS
    language: str = "nl"  # ISO 639-1
    country: str | None = None  # ISO 3166-1 alpha-2
    timezone: str = "Europe/Amsterdam"  # of dates printed without a zone
    every_minutes: int = 30
    follow: bool = True  # ask for the pages; False: the feed's own text is the article
    enabled: bool = True
    headers: tuple[tuple[str, str], ...] = ()  # values may hold ${ENV}, filled in when asked
    pages_per_run: int = 50
    line: int = 0  # in feeds.yaml, for messages


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds that hold for every request and every document."""

    body_mib: int = 8  # after decompression: a news page above that is a mistake or an attack
    seconds: int = 25  # from connect to the last byte
    redirects: int = 5
    entries: int = 2000  # per feed document, newest first
    url_chars: int = 2048


@dataclass(frozen=True, slots=True)
class Feeds:
    """All of feeds.yaml."""

    feeds: tuple[Feed, ...]
    user_agent: str
    contact_is_ours: bool  # nobody put in a contact of their own yet
    timezone: str  # the desk's one time zone: published_on is a day there
    pause_s: float = 1.0  # between two questions to one host
    minutes_per_run: float = 12.0  # below the cron period of 15
    private_hosts: tuple[str, ...] = ()  # names or addresses that may be asked although they are not public
    limits: Limits = field(default_factory=Limits)


# ---------------------------------------------------------------- what a feed lists


@dataclass(frozen=True, slots=True)
class Entry:
    """One item as a feed document lists it; addresses absolute, texts as written (HTML included)."""

    url: str | None
    guid: str | None
    title: str
    summary: str = ""
    content: str = ""  # the full text, if the feed carries one
    published_raw: str | None = None
    updated_raw: str | None = None
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    language: str | None = None
    image_url: str | None = None
    guid_is_permalink: bool = False
    aliases: tuple[str, ...] = ()  # other addresses of the same item (feedburner:origLink, amp)


@dataclass(frozen=True, slots=True)
class Document:
    """A feed document that was read."""

    version: str  # rss20, atom10, rdf, json11 ...
    title: str
    link: str | None
    language: str | None
    entries: tuple[Entry, ...]
    warning: str | None = None  # what was wrong with it although it could be read
    cut_short: bool = False  # it ended too early: there may have been more entries


# ---------------------------------------------------------------- dates and texts


@dataclass(frozen=True, slots=True)
class When:
    """A date as far as it is known. Nothing is invented: `at` only where a time was printed."""

    on: str  # 2025-11-19, the calendar day in the desk's time zone (a printed day stays that day)
    at: str | None  # 2025-11-19T08:30:00Z
    raw: str  # as written, at most 100 characters
    precision: str  # second, minute, day, month
    source: str  # feed, jsonld, meta, time, text, url


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of an article's text: p, h (sub-head), li, quote, table, caption."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Article:
    """What the rules made of an entry and, if it was asked for, its page. All texts passed the gate."""

    title: str
    lead: str = ""
    body: str = ""
    blocks: tuple[Block, ...] = ()
    published: When | None = None
    modified_at: str | None = None
    language: str | None = None
    authors: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    section: str | None = None
    image_url: str | None = None
    free_access: bool | None = None
    canonical_url: str | None = None
    body_method: str | None = None  # trafilatura, feed, jsonld; None: no text
    provenance: tuple[tuple[str, str], ...] = ()  # field, where it came from
    content_hash: str = ""  # of title, lead and body
    word_count: int = 0


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry with its identity, ready to become a row: `listed`, or `extracted` if the feed is not followed."""

    url_hash: str  # 32 hex digits of the SHA-256 of url_key
    url_key: str
    fetch_url: str | None  # lossless; None: the entry has no address
    guid: str | None
    position: int  # 1 is the top of the feed
    entry_hash: str  # of what the feed says of it: another hash, another look at the page
    article: Article  # what the feed alone tells
    stage: Stage
    aliases: tuple[tuple[str, str, str], ...] = ()  # url_hash, url, how


# ---------------------------------------------------------------- work and what became of it


@dataclass(frozen=True, slots=True)
class FeedJob:
    """Ask this feed."""

    feed: Feed
    url: str  # where it lives now
    etag: str | None = None
    last_modified: str | None = None
    body_sha256: str | None = None
    semantic_sha256: str | None = None
    fail_score: float = 0.0


@dataclass(frozen=True, slots=True)
class PageJob:
    """Ask for the page of this article."""

    url_hash: str
    url: str
    feed: Feed
    draft: Article  # what the feed said: the page's article is completed from it
    attempts: int = 0


Job = FeedJob | PageJob


@dataclass(frozen=True, slots=True)
class Answer:
    """What an HTTP answer (or its absence) means for the one who asked."""

    outcome: Outcome
    http_status: int | None = None
    error: str | None = None  # one line, at most 300 characters
    retry_after_s: int | None = None  # the whole host rests


@dataclass(frozen=True, slots=True)
class Poll:
    """One question asked of a feed, and everything that is to be stored of it."""

    job: FeedJob
    asked_at: datetime
    answer: Answer
    ms: int = 0
    size: int = 0  # bytes of the body
    url_final: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    body_sha256: str | None = None
    semantic_sha256: str | None = None
    title: str | None = None
    drafts: tuple[Draft, ...] = ()
    entries_seen: int = 0
    entries_dropped: int = 0
    next_check_at: datetime | None = None
    fail_score: float = 0.0


@dataclass(frozen=True, slots=True)
class Page:
    """A raw page as it came."""

    url_hash: str
    url: str  # asked for
    url_final: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class Visit:
    """One page asked for, and what is to be stored of it."""

    job: PageJob
    asked_at: datetime
    answer: Answer
    page: Page | None = None
    article: Article | None = None
    aliases: tuple[tuple[str, str, str], ...] = ()  # url_hash, url, how
    ms: int = 0


@dataclass(frozen=True, slots=True)
class Stored:
    """What a Sink did with a Poll or a Visit."""

    new: int = 0
    changed: int = 0


class Queue(Protocol):
    """Where work comes from: the desk's database, or a Redis stream."""

    def jobs(self) -> AsyncIterator[Job]:
        """Jobs as they become ready; ends when nothing is left and nothing is in hand."""
        ...

    def stop(self) -> None:
        """Hand out nothing more."""
        ...


class Sink(Protocol):
    """Where results go. Each job that a Queue handed out ends in exactly one of these calls."""

    async def polled(self, poll: Poll) -> Stored: ...

    async def visited(self, visit: Visit) -> Stored: ...

    async def rest(self, host: str, until: datetime, reason: str) -> None:
        """Remember across runs that a host (registrable domain) is to be left alone."""
        ...


@dataclass(frozen=True, slots=True)
class Run:
    """What one crawl did."""

    started_at: datetime
    trigger: str  # cron, now, demo
    finished_at: datetime | None = None
    exit_code: int | None = None
    feeds_due: int = 0
    feeds_fresh: int = 0
    feeds_unchanged: int = 0
    feeds_failed: int = 0
    articles_new: int = 0
    articles_changed: int = 0
    pages_fetched: int = 0
    size: int = 0  # bytes received
    cpu_s: float = 0.0
    peak_rss_mib: float = 0.0

"""Jobs, and what became of them: a FeedJob ends as a Poll, an ArchiveJob as a Finding, a PageJob as a Visit."""

from dataclasses import dataclass, field
from datetime import datetime

from crawler.model.configured import Feed
from crawler.model.listed import Article, Draft, Further, Rhythm
from crawler.model.ruled import RuleUse
from crawler.model.vocabulary import Outcome


@dataclass(frozen=True, slots=True)
class Part:
    """A sitemap that an index lists, and what is remembered of it."""

    url: str
    lastmod: str | None = None  # what the index said of it when it last came, or had not changed
    asked_at: datetime | None = None
    read_at: datetime | None = None  # when it last sent its document; None: never
    etag: str | None = None
    last_modified: str | None = None
    semantic_sha256: str | None = None
    costly_sha256: str | None = None  # of the document that cost too much to read by the rules of today


@dataclass(frozen=True, slots=True)
class FeedJob:
    """Ask this feed: where it lives now, and all that is remembered of how it answered so far."""

    feed: Feed
    url: str
    etag: str | None = None
    last_modified: str | None = None
    body_sha256: str | None = None
    semantic_sha256: str | None = None
    costly_sha256: str | None = None  # of the document that cost too much to read by the rules of today, its meaning
    trusts_304: bool = True  # False: it said "unchanged" although there was news, so validators are no longer sent
    full_at: datetime | None = None  # when it last sent its document
    since_full: int = 0  # polls since then
    fail_score: float = 0.0
    failing_since: datetime | None = None
    last_attempt_at: datetime | None = None
    last_success_at: datetime | None = None
    last_new_at: datetime | None = None  # when it last brought something new, or was added
    gone_since: datetime | None = None  # when it first answered 410, and nothing better since
    redirect_url: str | None = None  # where it moved to for good, and since when it says so
    redirect_since: datetime | None = None
    rhythm: Rhythm = field(default_factory=Rhythm)  # of its last document
    window_items: int | None = None  # entries of its last document
    gap_minutes: float | None = None  # its usual pause between two articles
    arrivals: tuple[float, ...] = ()  # of `every: auto`: articles to be expected in each hour of the day, UTC
    parts: tuple[Part, ...] = ()  # of a sitemap index: those that were asked
    parts_since: datetime | None = None  # of parts never read, older entries are not wanted; None: it is no index
    picked_at: datetime | None = field(default=None, compare=False)  # when its run took it up; it may be asked later


@dataclass(frozen=True, slots=True)
class ArchiveJob:
    """Ask for a document that lists older entries of a feed: its next page, a sitemap, a page of its archive."""

    id: int
    feed: Feed
    url: str
    how: str  # feed (its front), paging, sitemap, list
    since: datetime  # older entries are not wanted
    page: int = 1  # how many documents deep


@dataclass(frozen=True, slots=True)
class PageJob:
    """Ask for the page of this article."""

    url_hash: str
    url: str
    feed: Feed
    draft: Article  # what the feed said: the page's article is completed from it
    attempts: int = 0
    is_look: bool = False  # the article has its text: has its page changed?
    etag: str | None = None  # validators of the page that is kept, byte for byte
    last_modified: str | None = None
    costly_sha256: str | None = None  # of the page that cost too much to read by the rules of today, its bytes


Job = FeedJob | ArchiveJob | PageJob


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a document could not be read, in words for a log; `costly`: reading it overran its time or memory."""

    reason: str
    costly: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What an HTTP answer (or its absence) means for the one who asked."""

    outcome: Outcome
    http_status: int | None = None
    error: str | None = None  # one line, at most 300 characters
    retry_after_s: int | None = None  # the whole host rests
    fresh_for_s: int | None = None  # so long a cache would not ask again
    etag: str | None = None  # validators, byte for byte, as far as they may be sent back
    last_modified: str | None = None
    moved_to: str | None = None  # where every redirect on the way, all of them permanent, led
    tls_failed: bool = False  # no handshake, or a certificate that is not valid
    unconnected: bool = False  # its name was not resolved, or nobody took the connection


@dataclass(frozen=True, slots=True)
class Poll:
    """One question asked of a feed, and everything that is to be stored of it."""

    job: FeedJob
    asked_at: datetime
    answer: Answer
    ms: int = 0
    size: int = 0  # bytes of the body
    in_full: bool = False  # asked without the validators that were there, to see whether a 304 can be trusted
    lied: bool = False  # its 304s were wrong
    adopts: str | None = None  # the address it has moved to, to be asked from now on
    body_sha256: str | None = None
    semantic_sha256: str | None = None
    costly_sha256: str | None = None  # of the document that cost too much to read
    title: str | None = None
    drafts: tuple[Draft, ...] = ()
    entries_seen: int = 0
    entries_dropped: int = 0
    rhythm: Rhythm | None = None
    further: tuple[Further, ...] = ()
    parts: tuple[Part, ...] | None = None  # of a sitemap index: those that were asked; None: no news of them
    parts_since: datetime | None = None
    next_check_at: datetime | None = None
    fail_score: float = 0.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One document of older entries asked for, and what it lists."""

    job: ArchiveJob
    asked_at: datetime
    answer: Answer
    size: int = 0
    sha256: str | None = None  # of the document's meaning: the same as another page's, and there are no further pages
    drafts: tuple[Draft, ...] = ()
    entries_seen: int = 0
    further: tuple[Further, ...] = ()


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
    unwanted: str | None = None  # which condition of the feed's keep or block it fails, now that it was read
    reserved: str | None = None  # why neither its text nor the page may be kept; the article then has no text
    aliases: tuple[tuple[str, str, str], ...] = ()  # url_hash, url, how
    rule: RuleUse | None = None  # the site rule that was tried on the page
    ms: int = 0


@dataclass(frozen=True, slots=True)
class Stored:
    """What a Sink did with a Poll or a Visit."""

    new: int = 0
    changed: int = 0


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

"""What documents and pages say: entries as a feed lists them, articles as they were read, entries with an identity."""

from dataclasses import dataclass, field

from crawler.model.vocabulary import Stage


@dataclass(frozen=True, slots=True)
class When:
    """A date as far as it is known. Nothing is invented: `at` only where a time was printed."""

    on: str  # 2025-11-19, the calendar day in the desk's time zone (a printed day stays that day)
    at: str | None  # 2025-11-19T08:30:00Z
    raw: str  # as written, at most 100 characters
    precision: str  # second, minute, day, month
    source: str  # feed, jsonld, meta, time, text, url, htmldate, rule


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
    image_caption: str | None = None
    image_credit: str | None = None
    kind: str = "news"  # news, review, video, gallery, liveblog, pressrelease
    free_access: bool | None = None
    rights: tuple[tuple[str, str], ...] = ()  # what its publisher states: tdm-reservation, robots, licence ...
    canonical_url: str | None = None
    body_method: str | None = None  # fast, careful, whole (trafilatura), json, jsonld, feed, rule; None: no text
    quality: float | None = None  # 0 to 1, how sure the text is whole; None: it is the feed's
    provenance: tuple[tuple[str, str], ...] = ()  # field, where it came from
    content_hash: str = ""  # of title, lead and body
    word_count: int = 0


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
    lastmod_raw: str | None = None  # when a sitemap says the page last changed: never its publication


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When a document asks to be asked again."""

    every_minutes: int | None = None  # the longest of <ttl> and sy:updatePeriod / sy:updateFrequency
    skip_hours: tuple[int, ...] = ()  # 0 to 23, UTC
    skip_days: tuple[int, ...] = ()  # 0 is Monday, UTC


@dataclass(frozen=True, slots=True)
class Further:
    """Another document that lists entries of the same feed."""

    url: str
    how: str  # index: part of a sitemap index; next: the next older page (rel=next, prev-archive, WordPress)
    lastmod_raw: str | None = None  # when it last changed, as a sitemap index says


@dataclass(frozen=True, slots=True)
class Document:
    """A feed document that was read."""

    version: str  # rss20, atom10, rdf, json11, sitemap, newssitemap, sitemapindex, list ...
    title: str
    link: str | None
    language: str | None
    entries: tuple[Entry, ...]
    warning: str | None = None  # what was wrong with it although it could be read
    cut_short: bool = False  # it ended too early: there may have been more entries
    rhythm: Rhythm = field(default_factory=Rhythm)
    further: tuple[Further, ...] = ()
    listed: int = 0  # rows of a sitemap, those that are left out included


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
    stage_reason: str | None = None  # why it is dropped
    aliases: tuple[tuple[str, str, str], ...] = ()  # url_hash, url, how
    dated_raw: str | None = None  # when it was published or, says a sitemap, last changed

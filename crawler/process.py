"""The path of one feed document and of one page, in order, on one screen.

bytes -> Document -> Entry -> identity -> wanted? -> Draft          read_feed
bytes -> tree -> Metadata, Blocks -> Article -> wanted?             read_page

Both run in a worker process: they are pure, and what they are handed says everything they need.
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime

from crawler import feeds
from crawler.article import body as article_body
from crawler.article import clean, metadata, page
from crawler.article.metadata import Metadata
from crawler.article.wanted import unwanted
from crawler.model import Article, Block, Document, Draft, Entry, Failure, Feed, Further, Page, Rhythm, Stage, When
from crawler.normal import dates, language, text, urls
from crawler.polling import rules

LEAD_CHARS = 1000
TITLE_CHARS = 500
FEW_CHARS = 200  # below that a page's text is no article


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a text is read in the light of: the feed it came from, the desk's time zone, and when.

    Of a sitemap, entries that are certainly older than `newer_than` are left out.
    """

    feed: Feed
    desk_timezone: str
    now: datetime
    newer_than: datetime | None = None


@dataclass(frozen=True, slots=True)
class FeedReading:
    """What a feed document says; `seen` counts its entries, `dropped` those that are repeated or say nothing."""

    title: str
    drafts: tuple[Draft, ...]
    seen: int
    dropped: int
    warning: str | None
    cut_short: bool
    rhythm: Rhythm = field(default_factory=Rhythm)
    further: tuple[Further, ...] = ()


@dataclass(frozen=True, slots=True)
class PageReading:
    """What a page says. Without a text there is a reason; `article` is None where the page says nothing at all."""

    article: Article | None
    aliases: tuple[tuple[str, str, str], ...] = ()
    reason: str | None = None
    unwanted: str | None = None


# ---------------------------------------------------------------- feeds


def read_feed(body: bytes, url: str, content_type: str, around: Circumstances) -> FeedReading | Failure:
    """A feed document's entries with their identity, top first; a Failure says why these bytes are no such document."""
    feed = around.feed
    newer_than = around.newer_than.isoformat() if around.newer_than else None
    way = feeds.Way(feed.kind, feed.selectors, newer_than)
    document = feeds.read(body, url, content_type, feed.limits.entries, way)
    if document is None:
        return Failure(feeds.why_not(body, url, content_type, way))
    drafts: dict[str, Draft] = {}
    entries = _entries(document)
    for position, entry in enumerate(entries, 1):
        if (draft := draft_from(entry, position, around)) is not None:
            drafts.setdefault(draft.url_hash, draft)
    kept = tuple(drafts.values())
    return FeedReading(
        title=document.title,
        drafts=kept,
        seen=len(entries),
        dropped=len(entries) - len(kept),
        warning=document.warning,
        cut_short=document.cut_short,
        rhythm=document.rhythm,
        further=document.further,
    )


def _entries(document: Document) -> tuple[Entry, ...]:
    """The entries; without their guids where so many share one that a guid says nothing."""
    guids = [entry.guid for entry in document.entries if entry.guid]
    if not _are_loose(guids):
        return document.entries
    return tuple(replace(entry, guid=None, guid_is_permalink=False) for entry in document.entries)


def _are_loose(guids: Collection[str]) -> bool:
    return len(guids) - len(set(guids)) > rules.LOOSE_GUIDS * len(guids)


def draft_from(entry: Entry, position: int, around: Circumstances) -> Draft | None:
    """An entry with its identity and what the feed alone tells; None: it has neither address nor text."""
    link = entry.url or (entry.guid if entry.guid_is_permalink else None)
    fetch_url = urls.fetch_url(link) if link else None
    key = urls.url_key(fetch_url) if fetch_url else _key_without_address(entry, around.feed)
    if key is None:
        return None
    listed = around.feed.follow and fetch_url is not None
    article = article_from_entry(entry, around, with_text=bool(entry.content) or not listed)
    against = unwanted(article, fetch_url, around.feed, complete=not listed)
    stage = Stage.DROPPED if against else Stage.LISTED if listed else Stage.EXTRACTED
    return Draft(
        url_hash=urls.url_hash(key),
        url_key=key,
        fetch_url=fetch_url,
        guid=text.one_line(entry.guid) if entry.guid else None,
        position=position,
        entry_hash=_hash(entry.title, entry.updated_raw or entry.lastmod_raw or "", entry.summary, entry.content),
        article=article,
        stage=stage,
        stage_reason=against,
        aliases=_aliases(key, tuple((alias, "origlink") for alias in entry.aliases)),
    )


def _key_without_address(entry: Entry, feed: Feed) -> str | None:
    words = entry.guid or "\n".join(filter(None, (entry.title, entry.summary or entry.content)))
    if not words.strip():
        return None
    return f"{feed.slug}#{hashlib.sha256(words.encode('utf-8', 'replace')).hexdigest()}"


def article_from_entry(entry: Entry, around: Circumstances, *, with_text: bool) -> Article:
    """What the feed alone tells of an article; its summary is a text only where no page will be asked for."""
    blocks = article_body.from_fragment(entry.content or entry.summary) if with_text else ()
    summary = text.one_line(text.plain(entry.summary), LEAD_CHARS) if entry.summary else ""
    title = text.one_line(text.plain(entry.title), TITLE_CHARS)
    published, published_from = entry.published_raw, "published"
    if not published:
        published, published_from = entry.updated_raw, "updated"
    when = dates.read(published, _place(around, (entry.language,), "feed")) if published else None
    modified = dates.read(entry.updated_raw, _place(around, (entry.language,), "feed")) if entry.updated_raw else None
    article = Article(
        title=title or _title_from(summary or _joined(blocks)),
        lead=summary if entry.content or not with_text else "",
        blocks=blocks,
        published=when,
        modified_at=_later(modified, when),
        authors=tuple(text.one_line(author) for author in entry.authors),
        keywords=tuple(text.one_line(word) for word in entry.categories),
        image_url=urls.fetch_url(entry.image_url) if entry.image_url else None,
        body_method="feed" if blocks else None,
        provenance=(("title", "feed"), *((("published", f"feed {published_from}"),) if when else ())),
    )
    return _finished(article, (*_declared(entry.language, "feed"), (around.feed.language, "feeds.yaml")))


def _later(modified: When | None, published: When | None) -> str | None:
    """The instant of a change; one before the publication is none: a dc:date beside a pubDate, say."""
    if modified is None or modified.at is None or (published and published.at and modified.at < published.at):
        return None
    return modified.at


def _title_from(words: str) -> str:
    """A title for an entry that has none: how its text begins."""
    words = text.one_line(words, 81)
    return words if len(words) <= 80 else words[:80].rsplit(" ", 1)[0] + " …"


# ---------------------------------------------------------------- pages


def read_page(asked: Page, draft: Article, around: Circumstances) -> PageReading:
    """A raw page and what its feed said of it -> the article: the page's own words, the feed's where it has none."""
    content_type = dict(asked.headers).get("content-type", "")
    tree = page.parse(asked.body, content_type)
    if tree is None:
        return PageReading(None, reason="not an HTML page")
    found = metadata.read(tree, asked.url_final)
    title = found.title or draft.title
    spoken = found.language[0][0] if found.language else around.feed.language
    blocks = clean.clean(article_body.extract(tree, asked.url_final), title, spoken)
    if len(_joined(blocks)) < max(FEW_CHARS, len(draft.body) // 2) and draft.blocks:
        blocks, method = draft.blocks, "feed"
    else:
        method = "trafilatura"
    article = replace(_merged(found, draft, around), title=title, blocks=blocks, body_method=method if blocks else None)
    declared = (*found.language, (around.feed.language, "feeds.yaml"))
    reason = None if blocks else "no text found in the page"
    read = _finished(article, declared)
    against = unwanted(read, asked.url_final, around.feed, complete=True)
    return PageReading(read, _addresses(asked, found), reason, against)


def _merged(found: Metadata, draft: Article, around: Circumstances) -> Article:
    """The page's facts completed by the feed's; a feed's date goes before a page's."""
    codes = tuple(code for code, _ in found.language)
    published = draft.published or _first_date(found.published, codes, around)
    modified = _first_date(found.modified, codes, around)
    sources = dict(draft.provenance)
    if found.title:
        sources["title"] = found.title_from or "page"
    if published and not draft.published:
        sources["published"] = published.source
    return replace(
        draft,
        lead=text.one_line(found.description or "", LEAD_CHARS) or draft.lead,
        published=published,
        modified_at=modified.at if modified and modified.at else draft.modified_at,
        authors=found.authors or draft.authors,
        keywords=tuple(dict.fromkeys((*found.keywords, *draft.keywords))),
        section=found.section,
        image_url=found.image_url or draft.image_url,
        free_access=found.free_access,
        canonical_url=found.canonical_url,
        provenance=tuple(sources.items()),
    )


def _first_date(candidates: tuple[tuple[str, str], ...], codes: tuple[str, ...], around: Circumstances) -> When | None:
    """The first candidate (raw, source) that reads as a date."""
    for raw, source in candidates:
        if (when := dates.read(raw, _place(around, codes, source))) is not None:
            return when
    return None


def _addresses(asked: Page, found: Metadata) -> tuple[tuple[str, str, str], ...]:
    """Other addresses of the page; a canonical one counts only on the same site and not as its front page."""
    told = [(asked.url_final, "redirect")]
    for address, how in ((found.canonical_url, "canonical"), (found.amp_url, "amp")):
        if address and urls.same_site(address, asked.url_final) and not _is_front_page(address):
            told.append((address, how))
    return _aliases(urls.url_key(asked.url), tuple(told))


def _is_front_page(address: str) -> bool:
    rest = address.split("://", 1)[-1].partition("/")[2]
    return rest.strip("/") == ""


# ---------------------------------------------------------------- both


def _aliases(key: str, told: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str, str], ...]:
    found: dict[str, tuple[str, str, str]] = {}
    for address, how in told:
        fetch_url = urls.fetch_url(address)
        if fetch_url and (other := urls.url_key(fetch_url)) != key:
            digest = urls.url_hash(other)
            found.setdefault(digest, (digest, fetch_url, how))
    return tuple(found.values())


def _finished(article: Article, declared: tuple[tuple[str, str], ...]) -> Article:
    """The article with what follows from its texts: language, plain text, word count, content hash."""
    body = _joined(article.blocks)
    spoken = language.detect(f"{article.title}\n{body or article.lead}", declared)
    sources = (*article.provenance, *((("language", spoken.source),) if spoken else ()))
    return replace(
        article,
        body=body,
        language=spoken.code if spoken else None,
        word_count=len(body.split()),
        content_hash=_hash(article.title, article.lead, body),
        provenance=sources,
    )


def _joined(blocks: tuple[Block, ...]) -> str:
    return text.gate("\n\n".join(block.text for block in blocks))


def _place(around: Circumstances, codes: tuple[str | None, ...], source: str) -> dates.Place:
    languages = tuple(dict.fromkeys(filter(None, (*codes, around.feed.language, "en"))))
    return dates.Place(languages, around.feed.timezone, around.desk_timezone, around.now, source)


def _declared(code: str | None, source: str) -> tuple[tuple[str, str], ...]:
    return ((code, source),) if code else ()


def _hash(*words: str) -> str:
    return hashlib.sha256("\x1f".join(words).encode("utf-8", "replace")).hexdigest()[:32]

"""The path of one feed document and of one page, in order, on one screen.

bytes -> Document -> Entry -> identity -> wanted? -> Draft          read_feed
bytes -> tree -> Metadata, Blocks -> Article -> wanted?             read_page

Both run in a worker process: they are pure, and what they are handed says everything they need.
"""

import hashlib
from collections.abc import Collection, Set
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from lxml.html import HtmlElement

from crawler import feeds
from crawler.article import body as article_body
from crawler.article import chain, kinds, lines, metadata, page, paywall, rights, siterules, tdmrep
from crawler.article.lead import Lead
from crawler.article.metadata import Metadata
from crawler.article.wanted import unwanted
from crawler.model import (
    RESERVED,
    Article,
    Block,
    Document,
    Draft,
    Entry,
    Failure,
    Feed,
    Further,
    Page,
    Rhythm,
    RuleUse,
    SiteRule,
    Stage,
    When,
)
from crawler.normal import dates, language, text, urls
from crawler.polling import rules

LEAD_CHARS = 1000
TITLE_CHARS = 500
FEW_WORDS = 200  # above that a text is probably whole, whatever else is on its page


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a text is read in the light of: the feed it came from, the desk's time zone, and when.

    Of a sitemap, entries that are certainly older than `newer_than` are left out.
    """

    feed: Feed
    desk_timezone: str
    now: datetime
    newer_than: datetime | None = None
    rules: tuple[SiteRule, ...] = ()  # those of the page's host
    tdmrep: str = ""  # what the page's origin says of reservations


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
    reserved: str | None = None  # why its text may not be kept
    rule: RuleUse | None = None  # the site rule that was tried


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
        kind=kinds.kind(kinds.Signs(entry.url or "", title)),
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
    if _is_front_page(asked.url_final) and not _is_front_page(asked.url):
        return PageReading(None, reason="the address leads to the site's front page")
    found = metadata.read(tree, asked.url_final, asked.headers)
    found = replace(found, rights=rights.completed(found.rights, tdmrep.read(around.tdmrep, asked.url_final)))
    reserved = _reserved(found, around.feed)
    ruled = _ruled(asked, tree, found, draft, around)
    found = siterules.before(ruled, found) if ruled else found
    title = found.title or draft.title
    spoken = found.language[0][0] if found.language else around.feed.language
    light = siterules.Around(found, asked.url_final, title, spoken)
    said, use = siterules.read(ruled, tree, light)
    if said.is_wall:
        return PageReading(None, reason=said.reason, reserved=reserved, rule=use)
    article = replace(_merged(found, draft, around), title=title, blocks=said.blocks, body_method=said.method)
    article = _with_lead(replace(article, quality=said.quality), said.lead, draft)
    short = said.method != siterules.RULE and article_body.length(said.blocks) < max(chain.FEW, len(draft.body) // 2)
    if short and draft.blocks:
        article = replace(article, blocks=draft.blocks, body_method="feed")
    if reserved:
        article = replace(article, blocks=(), body_method=None, quality=None)
    article = siterules.credited(article, ruled) if ruled else article
    declared = (*found.language, (around.feed.language, "feeds.yaml"))
    reason = reserved or (None if article.blocks else said.reason)
    read = _with_access(_finished(article, declared), tree)
    against = unwanted(read, asked.url_final, around.feed, complete=True)
    return PageReading(read, _addresses(asked, found), reason, against, reserved, use)


def _ruled(
    asked: Page, tree: HtmlElement, found: Metadata, draft: Article, around: Circumstances
) -> siterules.Stated | None:
    """What the site rule for this page and its day says, if there is one."""
    if not around.rules:
        return None
    codes = tuple(code for code, _ in found.language)
    when = draft.published or _first_date(found.published, codes, around)
    day = when.on if when else asked.fetched_at.astimezone(ZoneInfo(around.desk_timezone)).date().isoformat()
    rule = siterules.chosen(around.rules, asked.url_final, day)
    return siterules.stated(rule, tree) if rule else None


def _reserved(found: Metadata, feed: Feed) -> str | None:
    """Why the text may not be kept, if its publisher reserves it and the feed is to respect that."""
    word = rights.reserved(found.rights) if feed.rights == "respect" else None
    return f"{RESERVED} {word}" if word else None


def _with_lead(article: Article, lead: Lead, draft: Article) -> Article:
    """The standfirst as the page tells it, else the feed's summary."""
    chosen = lead if lead.text else Lead(draft.lead, "feed")
    sources = (*article.provenance, *((("lead", chosen.source),) if chosen.text else ()))
    return replace(article, lead=text.one_line(chosen.text, LEAD_CHARS), provenance=sources)


def _merged(found: Metadata, draft: Article, around: Circumstances) -> Article:
    """The page's facts completed by the feed's; a feed's date goes before a page's, a site rule's before both.

    A date that an earlier reading of the page gave holds only where this one gives none.
    """
    codes = tuple(code for code, _ in found.language)
    own = _first_date(found.published, codes, around)
    by_feed = draft.published if draft.published and draft.published.source == "feed" else None
    is_own = own is not None and (by_feed is None or own.source == siterules.RULE)
    published = own if is_own else draft.published
    modified = _first_date(found.modified, codes, around)
    modified_at = _later(modified, published)
    sources = {field: where for field, where in draft.provenance if field != "free_access"}
    if found.title:
        sources["title"] = found.title_from or "page"
    if published and is_own:
        sources["published"] = published.source
    elif published and own and _contradict(published, own):
        sources["published"] = f"{sources.get('published', 'feed').partition(';')[0]}; page says {own.on}"
    if modified and modified_at:
        sources["modified"] = modified.source
    return replace(
        draft,
        published=published,
        modified_at=modified_at or draft.modified_at,
        authors=found.authors or draft.authors,
        keywords=tuple(dict.fromkeys((*found.keywords, *draft.keywords))),
        section=found.section,
        image_url=found.image.url or draft.image_url,
        image_caption=found.image.caption,
        image_credit=found.image.credit,
        kind=found.kind,
        free_access=found.free_access,
        rights=found.rights,
        canonical_url=found.canonical_url if not _is_front_page(found.canonical_url or "") else None,
        provenance=tuple(sources.items()),
    )


def _contradict(one: When, other: When) -> bool:
    """More than a day apart, which no time zone explains; of a month only the month is known."""
    if "month" in (one.precision, other.precision):
        return one.on[:7] != other.on[:7]
    return abs(date.fromisoformat(one.on) - date.fromisoformat(other.on)) > timedelta(days=1)


def _with_access(article: Article, tree: HtmlElement) -> Article:
    """Where the page does not say whether it is free: it is not, if it is short and something on it asks for money."""
    if article.free_access is not None or article.word_count > FEW_WORDS or not paywall.is_marked(tree):
        return article
    return replace(article, free_access=False, provenance=(*article.provenance, ("free_access", "paywall on the page")))


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
    article = _worded(article)
    spoken = language.detect(f"{article.title}\n{article.body or article.lead}", declared)
    sources = (*article.provenance, *((("language", spoken.source),) if spoken else ()))
    return replace(article, language=spoken.code if spoken else None, provenance=sources)


def without_lines(article: Article, repeated: Set[str]) -> Article:
    """The article without lines that its host repeats, which only the store knows; itself if it has none to spare."""
    blocks = lines.without(article.blocks, repeated)
    return article if blocks is article.blocks else _worded(replace(article, blocks=blocks))


def _worded(article: Article) -> Article:
    """The article with what follows from its blocks: plain text, word count, content hash."""
    body = _joined(article.blocks)
    hashed = _hash(article.title, article.lead, body)
    return replace(article, body=body, word_count=len(body.split()), content_hash=hashed)


def _joined(blocks: tuple[Block, ...]) -> str:
    return text.gate("\n\n".join(block.text for block in blocks))


def _place(around: Circumstances, codes: tuple[str | None, ...], source: str) -> dates.Place:
    languages = tuple(dict.fromkeys(filter(None, (*codes, around.feed.language, "en"))))
    return dates.Place(languages, around.feed.timezone, around.desk_timezone, around.now, source)


def _declared(code: str | None, source: str) -> tuple[tuple[str, str], ...]:
    return ((code, source),) if code else ()


def _hash(*words: str) -> str:
    return hashlib.sha256("\x1f".join(words).encode("utf-8", "replace")).hexdigest()[:32]

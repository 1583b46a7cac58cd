"""The path of one feed document: bytes -> Document -> Entry -> identity -> wanted? -> Draft."""

import hashlib
from collections.abc import Collection
from dataclasses import replace

from crawler import feeds
from crawler.article.facts import kinds
from crawler.article.text import body as article_body
from crawler.article.wanted import unwanted
from crawler.model import Article, Draft, Entry, Failure, Feed, Stage
from crawler.normal import dates, text, urls
from crawler.polling import rules
from crawler.process.around import place
from crawler.process.finishing import LEAD_CHARS, TITLE_CHARS, aliases, declared, digest, finished, joined, later
from crawler.process.readings import Circumstances, FeedReading


def read_feed(body: bytes, url: str, content_type: str, around: Circumstances) -> FeedReading | Failure:
    """A feed document's entries with their identity, top first; a Failure says why these bytes are no such document."""
    feed = around.feed
    newer_than = around.newer_than.isoformat() if around.newer_than else None
    way = feeds.Way(feed.kind, feed.selectors, newer_than)
    end = around.skipped + feed.limits.entries
    document = feeds.read(body, url, content_type, end + 1, way)
    if document is None:
        return Failure(feeds.why_not(body, url, content_type, way))
    drafts: dict[str, Draft] = {}
    entries = _named(document.entries[around.skipped : end])
    for position, entry in enumerate(entries, around.skipped + 1):
        if (draft := draft_from(entry, position, around)) is not None:
            drafts.setdefault(draft.url_hash, draft)
    kept = tuple(drafts.values())
    return FeedReading(
        title=text.one_line(text.plain(document.title)),
        drafts=kept,
        seen=len(entries),
        dropped=len(entries) - len(kept),
        warning=document.warning,
        cut_short=document.cut_short,
        rhythm=document.rhythm,
        further=document.further,
        listed=document.listed,
        goes_on=len(document.entries) > end,
    )


def _named(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """The entries; without their guids where so many share one that a guid says nothing."""
    if not _are_loose([entry.guid for entry in entries if entry.guid]):
        return entries
    return tuple(replace(entry, guid=None, guid_is_permalink=False) for entry in entries)


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
        entry_hash=digest(entry.title, entry.updated_raw or entry.lastmod_raw or "", entry.summary, entry.content),
        article=article,
        stage=stage,
        stage_reason=against,
        aliases=aliases(key, tuple((alias, "origlink") for alias in entry.aliases)),
        dated_raw=entry.published_raw or entry.lastmod_raw,
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
    when = dates.read(published, place(around, (entry.language,), "feed")) if published else None
    modified = dates.read(entry.updated_raw, place(around, (entry.language,), "feed")) if entry.updated_raw else None
    article = Article(
        title=title or _title_from(summary or joined(blocks)),
        lead=summary if entry.content or not with_text else "",
        blocks=blocks,
        published=when,
        modified_at=later(modified, when),
        authors=tuple(text.one_line(author) for author in entry.authors),
        keywords=tuple(text.one_line(word) for word in entry.categories),
        image_url=urls.fetch_url(entry.image_url) if entry.image_url else None,
        kind=kinds.kind(kinds.Signs(entry.url or "", title)),
        body_method="feed" if blocks else None,
        provenance=(("title", "feed"), *((("published", f"feed {published_from}"),) if when else ())),
    )
    return finished(article, (*declared(entry.language, "feed"), (around.feed.language, "feeds.yaml")))


def _title_from(words: str) -> str:
    """A title for an entry that has none: how its text begins."""
    words = text.one_line(words, 81)
    return words if len(words) <= 80 else words[:80].rsplit(" ", 1)[0] + " …"

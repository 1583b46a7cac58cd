"""Rows -> an Atom feed (RFC 4287). All that came from elsewhere stands in it as text, never as markup."""

from collections.abc import Iterator
from datetime import datetime
from typing import IO
from xml.sax.saxutils import escape, quoteattr

from crawler.out.entries import FeedEntry, entries, id_of
from crawler.store.answers import Answer
from crawler.store.times import instant


def write(answer: Answer, to: IO[bytes], now: datetime) -> int:
    """Write all rows -> how many entries. Raises UsageError if they lack what a feed needs."""
    return write_entries((id_of(answer), f"Koplamp: {answer.question.title}"), entries(answer), to, now)


def write_entries(head: tuple[str, str], found: Iterator[FeedEntry], to: IO[bytes], now: datetime) -> int:
    """Write a feed of this id and title -> how many entries. What asking for the first one raises, it raises."""
    first = next(found, None)
    to.write(_bytes('<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">'))
    to.write(_bytes(_element("id", head[0]) + _element("title", head[1])))
    to.write(_bytes(_element("updated", instant(now)) + "<author><name>Koplamp</name></author>\n"))
    count = 0
    while first is not None:
        to.write(_bytes(_entry(first)))
        count, first = count + 1, next(found, None)
    to.write(b"</feed>\n")
    return count


def _entry(entry: FeedEntry) -> str:
    language = f" xml:lang={quoteattr(entry.language)}" if entry.language else ""
    parts = [
        _element("id", entry.id),
        _element("title", entry.title),
        f'<link rel="alternate" href={quoteattr(entry.url)}/>' if entry.url else "",
        _element("published", entry.published) if entry.published else "",
        _element("updated", entry.updated),
        f"<author>{_element('name', entry.author)}</author>" if entry.author else "",
        *(f"<category term={quoteattr(tag)}/>" for tag in entry.tags),
        _element("summary", entry.summary) if entry.summary else "",
        # without a link there must be a content
        _element("content", entry.text or entry.summary or entry.title) if entry.text or not entry.url else "",
    ]
    return f"<entry{language}>{''.join(parts)}</entry>\n"


def _element(name: str, text: str) -> str:
    return f"<{name}>{escape(text)}</{name}>"


def _bytes(text: str) -> bytes:
    return text.encode()

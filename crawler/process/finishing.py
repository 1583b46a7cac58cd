"""What entries and pages have in common: an article with what follows from its texts, its other addresses."""

import hashlib
from collections.abc import Set
from dataclasses import replace
from typing import Any

from crawler.article.text import lines
from crawler.model import Article, Block, When
from crawler.normal import language, text, urls

LEAD_CHARS = 1000
TITLE_CHARS = 500
LANGUAGE = ("language", "language_confidence")


def aliases(key: str, told: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str, str], ...]:
    found: dict[str, tuple[str, str, str]] = {}
    for address, how in told:
        fetch_url = urls.fetch_url(address)
        if fetch_url and (other := urls.url_key(fetch_url)) != key:
            digest = urls.url_hash(other)
            found.setdefault(digest, (digest, fetch_url, how))
    return tuple(found.values())


def finished(article: Article, declared: tuple[tuple[str, str], ...]) -> Article:
    """The article with what follows from its texts: language, plain text, word count, content hash."""
    worded = _worded(article)
    spoken = language.detect(f"{article.title}\n{worded['body'] or article.lead}", declared)
    sources = tuple((field, where) for field, where in article.provenance if field not in LANGUAGE)
    if spoken is None:
        return replace(article, **worded, language=None, provenance=sources)
    return replace(article, **worded, language=spoken.code, provenance=sources + spoken.provenance)


def without_lines(article: Article, repeated: Set[str]) -> Article:
    """The article without lines that its host repeats, which only the store knows; itself if it has none to spare."""
    blocks = lines.without(article.blocks, repeated)
    return article if blocks is article.blocks else worded(replace(article, blocks=blocks))


def worded(article: Article) -> Article:
    """The article with what follows from its blocks: plain text, word count, content hash."""
    return replace(article, **_worded(article))


def _worded(article: Article) -> dict[str, Any]:
    body = joined(article.blocks)
    hashed = digest(article.title, article.lead, body)
    return {"body": body, "word_count": len(body.split()), "content_hash": hashed}


def joined(blocks: tuple[Block, ...]) -> str:
    return text.gate("\n\n".join(block.text for block in blocks))


def declared(code: str | None, source: str) -> tuple[tuple[str, str], ...]:
    return ((code, source),) if code else ()


def digest(*words: str) -> str:
    return hashlib.sha256("\x1f".join(words).encode("utf-8", "replace")).hexdigest()[:32]


def later(modified: When | None, published: When | None) -> str | None:
    """The instant of a change; one before the publication is none: a dc:date beside a pubDate, say."""
    if modified is None or modified.at is None or (published and published.at and modified.at < published.at):
        return None
    return modified.at

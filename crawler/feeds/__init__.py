"""The bytes of a feed, a sitemap or a page that lists links -> a Document with its entries, or None.

Most documents are feeds: what reads the others, or tells what is wrong with one, is loaded where it is called.
"""

from dataclasses import dataclass

from crawler.feeds import jsonfeed, rss, wire
from crawler.model import Document, Kind, Selectors
from crawler.normal import markup


@dataclass(frozen=True, slots=True)
class Way:
    """How a document is to be read: what the operator says its address holds, and how far back is of interest."""

    kind: Kind = Kind.RSS
    selectors: Selectors | None = None  # of kind `list`
    newer_than: str | None = None  # an ISO instant; of sitemaps, what is certainly older is left out


AS_A_FEED = Way()


def read(body: bytes, url: str, content_type: str, most: int, way: Way = AS_A_FEED) -> Document | None:
    """What a document lists, newest first as listed, at most `most` entries; None: it is not of that kind.

    The bytes decide what they are, not `content_type`: servers call feeds text/html, application/octet-stream, worse.
    `url` is where the body came from after redirects; every address in the result is absolute. Raises nothing.
    """
    if way.kind is Kind.SITEMAP:
        from crawler.feeds import sitemap

        return sitemap.read(body, url, content_type, most, way.newer_than)
    if way.kind is Kind.LIST:
        from crawler.feeds import listing

        chosen = way.selectors
        return listing.read(wire.decode_page(body, content_type), url, most, chosen) if chosen else None
    text = wire.decode(body, content_type)
    if text.lstrip()[:1] == "{":
        return jsonfeed.read(text, url, most)
    return rss.read(text, url, most)


def why_not(body: bytes, url: str, content_type: str, way: Way = AS_A_FEED) -> str:
    """One line for an operator about a body that `read` made nothing of: what it is instead, and what to write."""
    from crawler.feeds import discovery, listing, sitemap

    if not body.strip():
        return "the answer is empty"
    if way.kind is not Kind.SITEMAP and sitemap.is_sitemap(body, content_type):
        return "this is a sitemap: write kind: sitemap"
    if way.kind is not Kind.RSS and read(body, url, content_type, 1) is not None:
        return "this is a feed: write kind: rss"
    text = wire.decode_page(body, content_type)
    if way.kind is Kind.LIST:
        reason = listing.why_not(text, url, way.selectors) if way.selectors else "a list needs selectors: at least item"
        return reason or "the answer is a page that could be read"
    if markup.is_page(text):
        return _names(discovery.named_feeds(text, url))
    return "the answer is no sitemap" if way.kind is Kind.SITEMAP else "the answer is no RSS, Atom, RDF or JSON Feed"


def _names(feeds: tuple[str, ...]) -> str:
    if not feeds:
        return "the answer is an HTML page; it names no feed"
    named = "this feed" if len(feeds) == 1 else "these feeds"
    return f"the answer is an HTML page; it names {named}: {', '.join(feeds[:3])}"

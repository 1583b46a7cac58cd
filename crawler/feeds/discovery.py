"""A page, or the address of a site -> where its feeds may be: those it names, those it links, and the usual places."""

import re
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from crawler.feeds import proposing, wire
from crawler.feeds.links import absolute, base_of
from crawler.model import Selectors
from crawler.normal.markup import tree
from crawler.normal.text import one_line
from crawler.normal.urls import same_site

_HEAD = 1_000_000  # characters: who names feeds does so before the text
_MOST = 20
_MOST_LINKS = 20_000
_TYPES = {"application/atom+xml", "application/feed+json", "application/rss+xml"}
_MAY_BE_TYPES = {"application/json", "application/rdf+xml", "application/xml", "text/xml"}  # of feeds, and of much else
_NO_FEED = re.compile(r"/wp-json/|oembed|opensearch|sitemap", re.IGNORECASE)
_FEED_PLACE = re.compile(  # /rss, /feed/auto, /nieuws.rss, ?format=rss, /atom.xml; not /feedback, /rss-uitleg.html
    r"(?:^|[/?&=._-])(?:rss|rss2|feeds?|atom|rdf)(?:[/?&=]|\.(?:xml|rss|php|aspx?|json|cms)|$)|\.(?:rss|atom|rdf)(?:$|\?)",
    re.IGNORECASE,
)
_FEED_HOST = re.compile(r"^(?:feeds?|rss)[0-9]?\.|(?:^|\.)feedburner\.", re.IGNORECASE)
_COMMENTS = re.compile(r"comment|reacti(?:e|on)|kommentar|comentario", re.IGNORECASE)

FEED_PLACES = ("feed/", "rss", "rss.xml", "feed.xml", "atom.xml", "index.xml", "index.rdf", "feed.json")
SITEMAP_PLACES = ("news-sitemap.xml", "sitemap-news.xml", "sitemap.xml")


@dataclass(frozen=True, slots=True)
class Sight:
    """What a page shows of feeds; every address absolute, each once."""

    title: str  # what the site calls itself, '' if it does not say
    named: tuple[str, ...]  # by <link rel="alternate">
    linked: tuple[str, ...]  # by links that look like feeds
    selectors: Selectors | None  # how its own list of articles may be read


def look(body: bytes, url: str, content_type: str) -> Sight | None:
    """What the page at `url` shows of feeds; None: it is no HTML page. Raises nothing."""
    text = wire.decode_page(body, content_type)
    root = tree(text)
    if root is None:
        return None
    surely = named_feeds(text, url)
    also = (one for one in _alternates(root, url, _MAY_BE_TYPES) if not _NO_FEED.search(one))
    named = tuple(sorted(dict.fromkeys((*surely, *also)), key=is_of_comments))
    linked = tuple(address for address in _linked(root, url) if address not in named)
    return Sight(_title(root), named, linked, proposing.proposed(text, root, url))


def named_feeds(text: str, url: str) -> tuple[str, ...]:
    """The absolute addresses of `<link rel="alternate">` with a feed's type, each once, in the order of the page."""
    root = tree(text[:_HEAD])
    return () if root is None else _alternates(root, url, _TYPES)


def _alternates(root: HtmlElement, url: str, types: set[str]) -> tuple[str, ...]:
    base = base_of(root, url)
    found: dict[str, None] = {}
    for link in root.iter("link"):
        kind = link.get("type", "").partition(";")[0].strip().lower()
        if kind in types and "alternate" in link.get("rel", "").lower().split():
            address = absolute(link.get("href"), base)
            if address is not None:
                found.setdefault(address)
        if len(found) >= _MOST:
            break
    return tuple(found)


def is_of_comments(url: str) -> bool:
    """Whether a feed lists what readers say, by its address."""
    return _COMMENTS.search(url) is not None


def usual_places(url: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """Where sites of many kinds keep what is called so: below the page itself, then below the front page."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return ()
    below = url.partition("?")[0].rstrip("/") + "/"
    own = [urljoin(below, name) for name in names[:2]] if path.strip("/") and "." not in path.rsplit("/", 1)[-1] else []
    found = (absolute(address, url) for address in (*own, *(urljoin(url, f"/{name}") for name in names)))
    return tuple(dict.fromkeys(address for address in found if address))


def _linked(root: HtmlElement, url: str) -> tuple[str, ...]:
    base = base_of(root, url)
    found: dict[str, None] = {}
    for link in islice(root.iter("a"), _MOST_LINKS):
        address = absolute(link.get("href"), base)
        if address is not None and _may_be_feed(address, url):
            found.setdefault(address)
        if len(found) >= _MOST:
            break
    return tuple(sorted(found, key=is_of_comments))


def _may_be_feed(address: str, url: str) -> bool:
    parts = urlsplit(address)
    if _FEED_HOST.search(parts.netloc):
        return len(parts.path) > 1
    where = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return same_site(address, url) and _FEED_PLACE.search(where) is not None


def _title(root: HtmlElement) -> str:
    """What the site calls itself: og:site_name, else the shortest part of its <title>."""
    for meta in root.iter("meta"):
        if meta.get("property", "").lower() == "og:site_name" and (name := one_line(meta.get("content") or "", 100)):
            return name
    written = next((one_line(title.text or "", 300) for title in root.iter("title")), "")
    parts = [part.strip() for part in re.split(r"\s[|·•–—»-]\s|\s?[|»]\s?", written) if part.strip()]
    return min(parts, key=len, default="")

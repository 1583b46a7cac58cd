"""The text of an HTML page -> the feeds it names."""

from crawler.feeds.links import absolute, base_of
from crawler.normal.markup import tree

_HEAD = 1_000_000  # characters: who names feeds does so before the text
_MOST = 20
_TYPES = {"application/atom+xml", "application/feed+json", "application/rss+xml"}


def named_feeds(text: str, url: str) -> tuple[str, ...]:
    """The absolute addresses of `<link rel="alternate">` with a feed's type, each once, in the order of the page."""
    root = tree(text[:_HEAD])
    if root is None:
        return ()
    base = base_of(root, url)
    found: dict[str, None] = {}
    for link in root.iter("link"):
        kind = link.get("type", "").partition(";")[0].strip().lower()
        if kind in _TYPES and "alternate" in link.get("rel", "").lower().split():
            address = absolute(link.get("href"), base)
            if address is not None:
                found.setdefault(address)
        if len(found) >= _MOST:
            break
    return tuple(found)

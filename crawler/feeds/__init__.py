"""The bytes of a feed document, whatever its dialect -> a Document with its entries, or None."""

from crawler.feeds import jsonfeed, rss, wire
from crawler.model import Document


def read(body: bytes, url: str, content_type: str, most: int) -> Document | None:
    """What a feed lists, newest first as listed, at most `most` entries; None: no feed.

    The bytes decide what they are, not `content_type`: servers call feeds text/html, application/octet-stream, worse.
    `url` is where the body came from after redirects; every address in the result is absolute. Raises nothing.
    """
    text = wire.decode(body, content_type)
    if text.lstrip()[:1] == "{":
        return jsonfeed.read(text, url, most)
    return rss.read(text, url, most)

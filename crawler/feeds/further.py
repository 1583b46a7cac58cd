"""What a feed says of itself -> the document with its older entries, as Further."""

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from crawler.feeds.links import absolute
from crawler.model import Further

_OLDER = ("next", "prev-archive")  # RFC 5005: the next page; the archive before this document
_PAGED = re.compile(r"paged=(\d{1,6})", re.IGNORECASE)


def of_channel(channel: Mapping[str, Any], url: str, *, has_entries: bool) -> tuple[Further, ...]:
    """Where feedparser's channel says it goes on. WordPress says nothing: its pages are numbered, the last is empty."""
    links = channel.get("links")
    named = [link for link in links if isinstance(link, dict)] if isinstance(links, list) else []
    by_relation = (link.get("href") for rel in _OLDER for link in named if str(link.get("rel")).lower() == rel)
    guessed = [_next_paged(url)] if has_entries and _is_wordpress(channel) else []
    return following(by_relation, url) or following(guessed, url)


def following(addresses: Iterable[object], url: str) -> tuple[Further, ...]:
    """The first that may be asked for, unless it is the document itself."""
    own = absolute(url, url)
    found = (absolute(address, url) for address in addresses)
    return next(((Further(address, "next"),) for address in found if address and address != own), ())


def _is_wordpress(channel: Mapping[str, Any]) -> bool:
    """It signs as https://wordpress.org/?v=6.4, http://wordpress.com/ or, in Atom, as WordPress with that address."""
    detail = channel.get("generator_detail")
    told = (channel.get("generator"), detail.get("href") if isinstance(detail, dict) else None)
    return any(isinstance(one, str) and "wordpress" in one[:500].lower() for one in told)


def _next_paged(url: str) -> str | None:
    """The address with the parameter `paged` one up; nothing else of it changes."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    others, page = [], 1
    for piece in parts.query.split("&"):
        if piece.lower().partition("=")[0] == "paged":
            page = int(found[1]) if (found := _PAGED.fullmatch(piece)) else page
        elif piece:
            others.append(piece)
    return urlunsplit(parts._replace(query="&".join([*others, f"paged={max(page, 1) + 1}"])))

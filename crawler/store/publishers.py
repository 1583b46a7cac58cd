"""Feeds -> what people call their publishers.

Feeds are named after who publishes them, and what they are about follows: `NOS – economie`, `Just Auto: news`.
"""

import re
from collections import Counter
from collections.abc import Iterable

from crawler.model import Feed

BEHIND = re.compile(r"(?: [–—|-]|:) .*", re.DOTALL)  # what a feed is about


def names(feeds: Iterable[Feed]) -> dict[str, str]:
    """Source -> what all of its feeds begin with; itself, where they differ or another begins so too."""
    heads: dict[str, set[str]] = {}
    for feed in feeds:
        heads.setdefault(feed.source, set()).add(BEHIND.sub("", feed.name))
    said = {source: next(iter(found)) if len(found) == 1 else source for source, found in heads.items()}
    often = Counter(said.values())
    return {source: name if often[name] == 1 else source for source, name in said.items()}

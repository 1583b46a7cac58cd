"""What is new -> hits of the watches, each noted once, together with where it is to go.

watch_due, watch_stories_due (triggers write them) -> a hundred at a time -> hits, deliveries, and what waits no longer
                                                                             in one transaction, so a kill costs nothing

Without watches what is new is new no longer. The caller holds the desk's lock.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from crawler.ending import asked
from crawler.model import Watch, Watches
from crawler.store import deliveries, watches
from crawler.store.database import Database, writing
from crawler.store.watches import STORY_DAYS, Hit

AT_ONCE = 100  # articles, or stories, of one transaction


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look came to."""

    articles: int = 0
    hits: int = 0
    left: bool = False  # time was over before everything was looked at


def look(news: Database, wanted: Watches, now: Callable[[], datetime], seconds: float | None = None) -> Looked:
    """Look at what is new, for at most so many seconds (None: until all is seen) or until a signal asks for the end."""
    until = None if seconds is None else time.monotonic() + seconds
    articles = hits = 0
    while any(ids := (watches.ready(news, AT_ONCE), watches.stories_ready(news, AT_ONCE))):
        if asked() or (until is not None and time.monotonic() >= until):
            return Looked(articles, hits, left=True)
        with writing(news):
            hits += sum(_kept(news, watch, hit, now()) for watch, hit in _found(news, wanted.watches, *ids, now()))
            watches.looked_at(news, *ids)
        articles += len(ids[0])
    if articles:
        with writing(news):
            rising = ((watch, hit) for watch in wanted.watches for hit in watches.makes(news, watch))
            hits += sum(_kept(news, watch, hit, now()) for watch, hit in rising)
    return Looked(articles, hits)


def would_find(news: Database, watch: Watch, since: datetime) -> list[Hit]:
    """What a watch would have found since a moment; a make, if it rises now."""
    return [
        *watches.articles_since(news, watch, since, watch.conditions),
        *watches.stories_since(news, watch, since),
        *watches.makes(news, watch),
    ]


def _found(
    news: Database, wanted: Sequence[Watch], articles: Sequence[int], stories: Sequence[int], now: datetime
) -> Iterator[tuple[Watch, Hit]]:
    recent = now - timedelta(days=STORY_DAYS)
    for watch in wanted:
        yield from ((watch, hit) for hit in watches.articles(news, watch, articles, watch.conditions))
        yield from ((watch, hit) for hit in watches.stories(news, watch, stories, recent))


def _kept(news: Database, watch: Watch, hit: Hit, now: datetime) -> bool:
    """Note a hit and where it is to go -> whether it is new."""
    known = watches.keep(news, watch, hit, now)
    if known is not None:
        deliveries.gather(news, known, watch.to, now)
    return known is not None

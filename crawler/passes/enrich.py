"""Articles whose words or rules are new -> language, tags, duplicates, stories, and the trends of their days.

    enrich_due (triggers write it) -> a hundred ids -> a step's work -> its rows, and the ids due no longer
                                                                        in one transaction, so a kill costs nothing

The steps follow each other, for one uses what the last wrote: topics have words by language, copies inherit a story,
tags are terms of it. Each has rules with a name of their own; when they change, every article waits for that step
again, behind those whose words are new. Doing an article twice changes nothing. The caller holds the desk's lock.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from typing import Protocol

from crawler.ending import asked
from crawler.passes import enrich_duplicates, enrich_language, enrich_stories, enrich_tags, semantic, trends
from crawler.store import enriching
from crawler.store.database import Database, writing
from crawler.store.store import Store

AT_ONCE = 100  # articles of one transaction: half a second of work at most
READ_AT_ONCE = 20  # where a model reads them: a second and a half
Clock = Callable[[], datetime]


class Step(Protocol):
    """One thing that is found out about articles; a module is one."""

    RULES: str

    def work(self, news: Database, ids: Sequence[int], now: datetime) -> None: ...


@dataclass(frozen=True, slots=True)
class Enriched:
    """What an enrichment came to: articles done by each step, and those that still wait for one."""

    done: dict[str, int]
    left: dict[str, int]

    @property
    def articles(self) -> int:
        """How many articles had something done."""
        return max(self.done.values(), default=0)


STEPS: tuple[tuple[str, Step], ...] = (
    ("language", enrich_language),
    ("tags", enrich_tags),
    ("duplicates", enrich_duplicates),
    ("stories", enrich_stories),
)


def enrich(
    store: Store,
    clock: Clock,
    seconds: float | None = None,
    came: Callable[[str, int], None] = lambda *_: None,
    steps: Sequence[tuple[str, Step]] = STEPS,
) -> Enriched:
    """Do what waits, for at most so many seconds (None: until nothing does) or until a signal asks for the end.

    `came(step, articles)` is called after each hundred.
    """
    news, until = store.news, None if seconds is None else time.monotonic() + seconds
    done = {name: 0 for name, _ in steps}
    for name, step in steps:
        enriching.use_rules(news, name, step.RULES, clock())
    while not asked() and (until is None or time.monotonic() < until):
        batch = _next(news, steps)
        if batch is None:
            break
        name, step, ids = batch
        with writing(news):
            step.work(news, ids, clock())
            enriching.done(news, name, ids)
        done[name] += len(ids)
        came(name, len(ids))
    trends.roll_up(news)
    return Enriched(done, {name: enriching.count(news, name) for name, _ in steps})


def _next(news: Database, steps: Sequence[tuple[str, Step]]) -> tuple[str, Step, list[int]] | None:
    """The first step for which articles wait, and some of them; what is new before what only the rules made wait."""
    for once_more, (name, step) in product((False, True), steps):
        most = READ_AT_ONCE if step is enrich_stories and semantic.model() else AT_ONCE
        ids = enriching.waiting(news, name, most, again=once_more)
        if ids:
            return name, step, ids
    return None


def again(store: Store, since: datetime | None) -> None:
    """Have every step look again at the articles first seen since a moment; None: at all."""
    with writing(store.news):
        for name, _ in STEPS:
            enriching.again(store.news, name, since)

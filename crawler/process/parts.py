"""A sitemap index, and what is remembered of its parts -> the few to ask now; their answers -> what to remember.

A part is unread if it never came, or the index says of it what it did not say when it came. One without a date, or with
a date too near to when it came, may have changed unseen: it is asked in its turn.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from crawler.model import Answer, Failure, FeedJob, Outcome, Part
from crawler.normal.older import certainly_older
from crawler.polling import rules
from crawler.process.readings import FeedReading

_LASTMOD_CHARS = 100


@dataclass(frozen=True, slots=True)
class Index:
    """The parts of an index as it lists them, each with what is remembered of it, and those to ask now."""

    parts: Mapping[str, Part]
    lastmods: Mapping[str, str | None]
    unread: frozenset[str]
    chosen: tuple[Part, ...]
    since: datetime  # older entries of parts that were never read are not wanted
    floor: datetime | None  # the same in this poll: none in the first

    def newer_than(self, part: Part) -> datetime | None:
        """From when on a part's entries may be new: a 304 may have been wrong, so what counts is when it came."""
        return part.read_at - rules.KNOWN_BEFORE if part.read_at else self.floor


@dataclass(frozen=True, slots=True)
class Came:
    """What became of the question for a part; no `reading`: it lists what it listed before, or it failed."""

    part: Part
    answer: Answer
    semantic_sha256: str | None = None
    size: int = 0
    reading: FeedReading | Failure | None = None
    lied: bool = False  # its 304s were wrong

    @property
    def lacks(self) -> str | None:
        """Why not all of what it lists is known now."""
        if isinstance(self.reading, Failure):
            return self.reading.reason
        if isinstance(self.reading, FeedReading):
            return (self.reading.warning or str(Outcome.PARTIAL)) if self.reading.cut_short else None
        return None if self.answer.outcome is Outcome.UNCHANGED else self.answer.error or str(self.answer.outcome)


def index_of(job: FeedJob, reading: FeedReading, now: datetime) -> Index | None:
    """The index that was read; None: it is none, or names no sitemap."""
    lastmods = {
        part.url: part.lastmod_raw[:_LASTMOD_CHARS] if part.lastmod_raw else None
        for part in reading.further
        if part.how == "index"
    }
    if not lastmods:
        return None
    known = {part.url: part for part in job.parts}
    parts = {url: known.get(url) or Part(url) for url in lastmods}
    since = job.parts_since or (job.last_success_at or now) - rules.KNOWN_BEFORE
    border = since.isoformat()
    unread = frozenset(url for url, lastmod in lastmods.items() if _is_unread(parts[url], lastmod, border))
    is_first = job.parts_since is None
    due = [part for url, part in parts.items() if is_first or url in unread or _may_differ(part, lastmods[url])]
    floor = since if not is_first or job.last_success_at else None
    return Index(parts, lastmods, unread, _chosen(due, lastmods), since, floor)


def _is_unread(part: Part, lastmod: str | None, since: str) -> bool:
    if part.read_at is None:
        return lastmod is None or not certainly_older(lastmod, since)
    return lastmod is not None and lastmod != part.lastmod


def _may_differ(part: Part, lastmod: str | None) -> bool:
    """Whether a part that came once may have changed though the index does not say so."""
    if part.read_at is None:
        return False
    return lastmod is None or not certainly_older(lastmod, (part.read_at - rules.SURELY_LISTED).isoformat())


def _chosen(due: list[Part], lastmods: Mapping[str, str | None]) -> tuple[Part, ...]:
    """What changed last (of undated parts the first or the last of the list), then whoever waits longest.

    Where dates fill every place, one is left to those without.
    """
    dated = sorted(
        (part for part in due if lastmods[part.url]), key=lambda part: lastmods[part.url] or "", reverse=True
    )
    undated = [part for part in due if not lastmods[part.url]]
    undated = [*undated[:1], *undated[:0:-1]]
    hot = dated[:1] or undated[:2]
    waiting = _longest_first(part for part in dated if part not in hot)
    turns = _longest_first(part for part in undated if part not in hot)
    first = [*hot, *waiting][: rules.SITEMAP_PARTS - (1 if turns else 0)]
    return tuple([*first, *turns][: rules.SITEMAP_PARTS])


def _longest_first(parts: Iterable[Part]) -> list[Part]:
    return sorted(parts, key=lambda part: part.asked_at.timestamp() if part.asked_at else 0.0)


# ---------------------------------------------------------------- what came


def remembered(index: Index, came: Iterable[Came], now: datetime) -> tuple[Part, ...]:
    """The parts that were ever asked, with what is known of them now; one that failed only was asked."""
    asked = {one.part.url: _after(one, index.lastmods[one.part.url], now) for one in came}
    return tuple(part for part in {**index.parts, **asked}.values() if part.asked_at)


def _after(came: Came, lastmod: str | None, now: datetime) -> Part:
    part = replace(came.part, asked_at=now)
    if isinstance(came.reading, Failure) and came.reading.costly:
        return replace(part, costly_sha256=came.semantic_sha256)
    if came.lacks is not None:
        return part
    part = replace(part, lastmod=lastmod)
    if came.semantic_sha256 is None:  # a 304
        return part
    return replace(
        part,
        read_at=now,
        etag=came.answer.etag,
        last_modified=came.answer.last_modified,
        semantic_sha256=came.semantic_sha256,
        costly_sha256=None,
    )


def together(index: Index, whole: FeedReading, came: Iterable[Came]) -> FeedReading:
    """One reading of an index and the parts that were asked; its warning says what is still to be read."""
    came = tuple(came)
    readings = [one.reading for one in came if isinstance(one.reading, FeedReading)]
    drafts = {draft.url_hash: draft for reading in readings for draft in reversed(reading.drafts)}
    lacking = [f"{one.part.url}: {one.lacks}" for one in came if one.lacks is not None]
    all_came = len(readings) == len(index.parts)
    told = (lacking[0] if lacking else whole.warning, _left(index, came))
    return replace(
        whole,
        drafts=tuple(drafts.values()),
        seen=sum(reading.seen for reading in readings),
        dropped=sum(reading.dropped for reading in readings),
        listed=sum(reading.listed for reading in readings) if all_came else len(index.parts),
        cut_short=whole.cut_short or bool(lacking),
        warning="; ".join(words for words in told if words) or None,
        further=(),
    )


def _left(index: Index, came: Iterable[Came]) -> str | None:
    """How many of the parts that count were read, as long as it is not all of them."""
    done = {one.part.url for one in came if one.lacks is None}
    read = {url for url, part in index.parts.items() if part.read_at and url not in index.unread} | done
    left = index.unread - done
    return f"{len(read)} of {len(read) + len(left)} parts read" if left else None

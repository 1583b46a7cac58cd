"""Articles -> the pairs of them in which one repeats the other, whoever printed it and whatever was changed.

    text -> fingerprint -> shingles -> what is near -> judged -> article_duplicates

A pair follows from two texts and from how many others hold what they share. So when a hash begins or ceases to be
common, the articles that hold it are judged again: the order in which articles come makes no difference. What the same
index shows of a host's repeated passages is told to its extractor (passages.py).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from crawler.normal.editions import of_files
from crawler.passes import passages
from crawler.related import fingerprints
from crawler.related.duplicates import compare, first_of
from crawler.store import duplicates as stored
from crawler.store.database import Database
from crawler.store.duplicates import Key, Known, Pair

RULES = of_files(
    "article/text/lines.py",
    "article/text/passages.py",
    "related/fingerprints.py",
    "related/duplicates.py",
    "passes/enrich_duplicates.py",
    "passes/passages.py",
    "store/duplicates.py",
    "store/passages.py",
)
WINDOW = timedelta(days=90)  # between the first sights of two articles that are compared


def work(news: Database, ids: Sequence[int], now: datetime) -> None:
    """Find what these articles repeat, and what repeats them, inside the caller's transaction."""
    texts = stored.texts(news, ids)
    marks = {at: fingerprints.fingerprint(texts[at]) if at in texts else None for at in ids}
    before = {at: one.mark for at, one in stored.known(news, ids).items()}
    moved = {mark for at in ids if before.get(at) != marks[at] for mark in (before.get(at), marks[at]) if mark}
    was_common = stored.common(news, moved)
    stored.keep(news, marks)
    common = stored.common(news, moved)
    ones = stored.known(news, {*ids, *stored.holders(news, was_common ^ common)})
    common |= stored.common(news, {one.mark for one in ones.values()} - moved)
    _judge(news, ones, common)
    passages.learn(news, (mark for mark in marks.values() if mark))
    oldest = min((one.first_seen_at for at, one in ones.items() if at in marks), default=now)
    stored.prune(news, min(oldest, now) - WINDOW)


def _judge(news: Database, ones: Mapping[int, Known], often: frozenset[int]) -> None:
    """Compare each of these with what is near it and with what it was paired with; `often`: what says nothing."""
    keys = {_key(at, other) for at, one in ones.items() for other in stored.near(news, at, one.mark, often)}
    kept = stored.pairs(news, ones)
    keys |= kept.keys()
    others = stored.known(news, {at for key in keys for at in key if at not in ones})
    often |= stored.common(news, (one.mark for one in others.values()))
    every = {**ones, **others}
    judged = {key for key in keys if key[0] in every and key[1] in every}
    found = {key: _pair(every[key[0]], every[key[1]], often) for key in judged}
    stored.keep_pairs(news, kept, {key: pair for key, pair in found.items() if pair is not None}, judged)


def _key(one: int, other: int) -> Key:
    return max(one, other), min(one, other)


def _pair(one: Known, other: Known, often: frozenset[int]) -> Pair | None:
    if abs(one.first_seen_at - other.first_seen_at) > WINDOW:
        return None
    match = compare(one.mark, other.mark, often, same_source=one.source_id == other.source_id)
    return Pair(match, *first_of(one.printed, other.printed)) if match else None

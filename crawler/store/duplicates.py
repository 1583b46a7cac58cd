"""Fingerprints and the pairs that follow from them: what is stored of a text, what is near it, which pairs are kept.

`fingerprints` holds a row an article; `shingles` is its index, which triggers write. What is older than the window is
pruned from both, and its pairs stay.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from crawler.article.text import lines
from crawler.normal.urls import registrable_domain
from crawler.related.duplicates import MOST_HOLDERS, Likeness, Match, Printed
from crawler.related.fingerprints import MOST_CHARS, Fingerprint, shared_passage, text_of
from crawler.store.database import Row, rows, run, run_each
from crawler.store.lines import learned
from crawler.store.times import instant, moment

AT_ONCE = 1000  # ids or hashes of one question
MOST_COPIES = 64  # articles with the same words, or the same common hash, that an article is compared with
PROBES = 4  # common hashes by which copies of a text are looked for that many print
READ_OF_A_HOST = 300  # its newest articles, when what they repeat is asked for

TEXTS = f"""
select a.id, substr(coalesce(a.lead, ''), 1, {MOST_CHARS}) as lead, substr(t.body, 1, {MOST_CHARS}) as body
from articles a join article_text t on t.article_id = a.id
where a.id in (select value from json_each(?)) and a.stage = 'extracted'"""  # noqa: S608  # a figure of ours
KNOWN = """
select f.*, a.source_id, a.first_seen_at, a.sort_at, a.published_at
from fingerprints f join articles a on a.id = f.article_id
where f.article_id in (select value from json_each(?))"""
KEEP = """
insert into fingerprints(article_id, words, every, digest, hashes) values (:id, :words, :every, :digest, :hashes)
on conflict(article_id) do update set words = excluded.words, every = excluded.every, digest = excluded.digest,
  hashes = excluded.hashes
where hashes <> excluded.hashes or digest <> excluded.digest"""
DROP = "delete from fingerprints where article_id in (select value from json_each(?))"
DROP_PAIRS = """
delete from article_duplicates
where article_id in (select value from json_each(:ids)) or other_id in (select value from json_each(:ids))"""
COMMON = f"""
select value as h from json_each(?)
where exists (select 1 from shingles where h = value limit 1 offset {MOST_HOLDERS})"""  # noqa: S608  # a figure of ours
CROWDED = f"""
select value as h from json_each(?)
where exists (
  select 1 from (select article_id from fingerprints where digest = value order by article_id limit {AT_ONCE}) f
  join articles a on a.id = f.article_id group by a.source_id having count(*) > {MOST_HOLDERS})"""  # noqa: S608
HOLDERS = """
select s.article_id from json_each(:said) j cross join shingles s on s.h = j.value
union
select f.article_id from json_each(:said) j cross join fingerprints f on f.digest = j.value"""
SHARING = """
select s.article_id from json_each(:hashes) j cross join shingles s on s.h = j.value
where s.article_id <> :id group by s.article_id having count(*) > 1"""
SAME_WORDS = "select article_id from fingerprints where digest = ? order by article_id limit ?"
FIRST_HOLDERS = "select article_id from shingles where h = ? order by article_id limit ?"
PAIRS = """
select * from article_duplicates
where article_id in (select value from json_each(:ids)) or other_id in (select value from json_each(:ids))"""
KEEP_PAIR = """
insert into article_duplicates(article_id, other_id, kind, containment, jaccard, first_id, lag_minutes)
values (:article_id, :other_id, :kind, :containment, :jaccard, :first_id, :lag_minutes)
on conflict(article_id, other_id) do update set kind = excluded.kind, containment = excluded.containment,
  jaccard = excluded.jaccard, first_id = excluded.first_id, lag_minutes = excluded.lag_minutes"""
DROP_PAIR = "delete from article_duplicates where article_id = :article_id and other_id = :other_id"
PRUNE = """
delete from fingerprints where article_id in (
  select a.id from (select article_id from fingerprints order by article_id limit :most) f
  join articles a on a.id = f.article_id where a.first_seen_at < :before)"""
OF_HOST = """
select a.id, a.url, a.title, a.lead, a.first_seen_at, t.body, f.digest, f.hashes
from fingerprints f join articles a on a.id = f.article_id join article_text t on t.article_id = a.id
where instr(a.url, :host) order by a.id desc limit :most"""

Key = tuple[int, int]  # of a pair: the article met later, the one met earlier


@dataclass(frozen=True, slots=True)
class Known:
    """An article as others are compared with it."""

    source_id: int
    first_seen_at: datetime
    printed: Printed
    mark: Fingerprint


@dataclass(frozen=True, slots=True)
class Pair:
    """Two articles of which one repeats the other; `lag_minutes` after `first_id` the other one came out."""

    match: Match
    first_id: int
    lag_minutes: int | None


def texts(news: Database, ids: Sequence[int]) -> dict[int, str]:
    """The words that these articles are compared by; only those that were read have any."""
    found = _each(news, TEXTS, ids)
    return {int(row["id"]): text_of(row["lead"], row["body"]) for row in found}


def known(news: Database, ids: Iterable[int]) -> dict[int, Known]:
    """Those of these articles that have a fingerprint."""
    return {int(row["article_id"]): _known(row) for row in _each(news, KNOWN, ids)}


def keep(news: Database, marks: Mapping[int, Fingerprint | None]) -> None:
    """Store fingerprints; None: the article has none any more, and no pairs either."""
    run_each(
        news,
        KEEP,
        [
            {"id": at, "words": mark.words, "every": mark.every, "digest": mark.digest, "hashes": _json(mark.hashes)}
            for at, mark in marks.items()
            if mark is not None
        ],
    )
    gone = _json(at for at, mark in marks.items() if mark is None)
    run(news, DROP, [gone])
    run(news, DROP_PAIRS, {"ids": gone})


def common(news: Database, marks: Iterable[Fingerprint]) -> frozenset[int]:
    """What says nothing in these texts: hashes of over eight articles, digests of over eight at one source."""
    known_marks = list(marks)
    hashes = _each(news, COMMON, (h for mark in known_marks for h in mark.hashes))
    digests = _each(news, CROWDED, (mark.digest for mark in known_marks))
    return frozenset(int(row["h"]) for found in (hashes, digests) for row in found)


def holders(news: Database, said: Iterable[int]) -> set[int]:
    """The articles that have one of these hashes or digests."""
    asked = sorted(set(said))
    batches = (asked[at : at + AT_ONCE] for at in range(0, len(asked), AT_ONCE))
    return {at for batch in batches for at in _ids(news, HOLDERS, {"said": _json(batch)})}


def near(news: Database, article_id: int, mark: Fingerprint, often: AbstractSet[int]) -> set[int]:
    """The articles that may repeat this one; `often`: what says nothing, as `common` finds it.

    Those with the same words or two rare hashes in common; and where more than half of the hashes are common, those
    that hold two of four of them: many print a release, or a host fills its pages with one text.
    """
    near_ones = set(_ids(news, SHARING, {"hashes": _json(mark.hashes - often), "id": article_id}))
    if mark.digest not in often:
        near_ones.update(_ids(news, SAME_WORDS, [mark.digest, MOST_COPIES]))
    shared = mark.hashes & often
    if 2 * len(shared) > len(mark.hashes):
        sparsest = sorted(shared, key=lambda h: (h % 16, h % 8, h))[:PROBES]
        copies = Counter(at for h in sparsest for at in _ids(news, FIRST_HOLDERS, [h, MOST_COPIES]))
        near_ones |= {at for at, count in copies.items() if count > 1}
    return near_ones - {article_id}


def pairs(news: Database, ids: Iterable[int]) -> dict[Key, Pair]:
    """The stored pairs of these articles."""
    found = rows(news, PAIRS, {"ids": _json(ids)})
    return {(int(row["article_id"]), int(row["other_id"])): _pair(row) for row in found}


def keep_pairs(
    news: Database, stored: Mapping[Key, Pair], wanted: Mapping[Key, Pair], judged: AbstractSet[Key]
) -> None:
    """Write the wanted pairs that are not stored like that, and drop those that were judged and are wanted no more."""
    run_each(news, KEEP_PAIR, [_row(key, pair) for key, pair in wanted.items() if stored.get(key) != pair])
    gone = [key for key in stored if key in judged and key not in wanted]
    run_each(news, DROP_PAIR, [{"article_id": later, "other_id": earlier} for later, earlier in gone])


def prune(news: Database, before: datetime, most: int = AT_ONCE) -> int:
    """Forget the fingerprints of articles first seen before a moment, the oldest first -> how many."""
    return run(news, PRUNE, {"before": instant(before), "most": most}).rowcount


# ---------------------------------------------------------------- what a host repeats


def repeated(news: Database, host: str) -> list[Row]:
    """The passages that three of a host's newest articles hold, most frequent first, as `lines.learned` tells lines.

    `host`: as `registrable_domain` writes it. Lines that the host repeats are gone from the texts, so this is what
    their rule leaves: promos inside a paragraph, say. Articles of one title or of the same words count as one.
    """
    found = rows(news, OF_HOST, {"host": host.partition(":")[0], "most": READ_OF_A_HOST})
    own = [row for row in found if registrable_domain(row["url"]) == host]
    different = {row["digest"]: row for row in {row["title"]: row for row in own}.values()}
    by_hash: dict[int, list[Row]] = {}
    for row in different.values():
        for h in json.loads(row["hashes"]):
            by_hash.setdefault(h, []).append(row)
    told: dict[str, list[Row]] = {}
    often = [(h, held) for h, held in by_hash.items() if len(held) >= lines.COUNTS]
    for h, held in sorted(often, key=lambda one: -len(one[1])):
        first, second = (text_of(row["lead"] or "", row["body"]) for row in held[:2])
        told.setdefault(shared_passage(first, second, h), held)
    known = [_folded(row["text"] or "") for row in learned(news, host)]
    return [
        _passage(text, held) for text, held in told.items() if text and not any(_folded(text) in line for line in known)
    ]


def _folded(text: str) -> str:
    return " ".join(lines.words(text.casefold()))


def _passage(text: str, held: Sequence[Row]) -> Row:
    seen = sorted(row["first_seen_at"] for row in held)
    known: Row = {"line_hash": None, "text": text, "pages": len(held)}
    return known | {"first_seen_at": seen[0], "last_seen_at": seen[-1], "vetoed": 0, "varies": 0}


# ---------------------------------------------------------------- rows and back


def _known(row: Row) -> Known:
    certain = row["published_at"] is not None or row["sort_at"] == row["first_seen_at"]
    mark = Fingerprint(row["words"], row["every"], row["digest"], frozenset(json.loads(row["hashes"])))
    printed = Printed(row["article_id"], moment(row["sort_at"]), certain)
    return Known(row["source_id"], moment(row["first_seen_at"]), printed, mark)


def _pair(row: Row) -> Pair:
    match = Match(Likeness(row["kind"]), row["containment"], row["jaccard"])
    return Pair(match, row["first_id"], row["lag_minutes"])


def _row(key: Key, pair: Pair) -> Row:
    return {
        "article_id": key[0],
        "other_id": key[1],
        "kind": str(pair.match.kind),
        "containment": pair.match.containment,
        "jaccard": pair.match.jaccard,
        "first_id": pair.first_id,
        "lag_minutes": pair.lag_minutes,
    }


def _each(news: Database, sql: str, numbers: Iterable[int]) -> Iterator[Row]:
    """Ask once for each thousand."""
    asked = sorted(set(numbers))
    for at in range(0, len(asked), AT_ONCE):
        yield from rows(news, sql, [json.dumps(asked[at : at + AT_ONCE])])


def _ids(news: Database, sql: str, values: Sequence[object] | Mapping[str, object]) -> list[int]:
    return [int(row["article_id"]) for row in rows(news, sql, values)]


def _json(numbers: Iterable[int]) -> str:
    return json.dumps(sorted(numbers))

"""The lines that a host repeats: learned from each article once, taken from its texts when three carry them.

first text of a page -> learn -> rows of host_lines, counted -> filtered -> the text that is stored

`learn` and `filtered` run inside the transaction of a visit, so two pages that arrive together count right. A line that
has `words` is a passage: what repeats it with another name in it is that line too (crawler/passes/passages.py).
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlite_utils import Database

from crawler.article.text import lines, passages
from crawler.model import Article, Block, Stage
from crawler.store.articles import Words
from crawler.store.database import Row, rows, run, run_each, value, writing
from crawler.store.times import instant

MOST_LINES = 5000  # of one host: 300 articles' worth
ROOM = 500  # lines that go at once when there are too many
MOST_CHARS = 500  # of a line's text: it is there to be recognised
MOST_PASSAGES = 100  # of one host that a line is compared with, those first that most articles carry
SEEN_ONCE_KEPT = timedelta(days=30)
KEPT = timedelta(days=365)  # what is not seen for so long is not printed any more

SEEN = """
select * from host_lines where host = :host and line_hash in (select value from json_each(:hashes))"""
NEW = """
insert into host_lines(host, line_hash, pages, titles, first_seen_at, last_seen_at)
values (:host, :hash, 1, :title, :at, :at)"""
AGAIN = """
update host_lines set pages = pages + 1, text = coalesce(text, :text), last_seen_at = max(last_seen_at, :at),
  titles = iif(pages < :counts, titles || ' ' || :title, titles)
where host = :host and line_hash = :hash"""
TOO_MANY = """
delete from host_lines where host = :host and line_hash in (
  select line_hash from host_lines where host = :host
  order by vetoed desc, min(pages, :counts) desc, last_seen_at desc limit -1 offset :kept)"""
FORGET = """
delete from host_lines where vetoed = 0 and last_seen_at < iif(pages = 1, :seen_once_before, :before)"""
PASSAGES = """
select * from host_lines where host = :host and words is not null
order by vetoed desc, pages desc, line_hash limit :most"""
REPEATED = """
select line_hash, text, pages, first_seen_at, last_seen_at, vetoed, words is not null as varies from host_lines
where host = :host and (pages >= :counts or vetoed = 1) order by pages desc, line_hash"""
HOSTS = """
select host, count(*) as lines, count(*) filter (where pages >= :counts and vetoed = 0) as dropped,
  count(*) filter (where vetoed = 1) as vetoed
from host_lines group by host order by host"""
NAMED = """
select line_hash, text, pages, first_seen_at, last_seen_at, vetoed, words is not null as varies from host_lines
where host = :host and (line_hash = :hash or line_hash = lower(:said)
  or ((pages >= :counts or vetoed = 1) and instr(lower(text), lower(:said))))
order by line_hash in (:hash, lower(:said)) desc, pages desc, line_hash"""
KEEP_PASSAGE = """
insert into host_lines(host, line_hash, text, pages, titles, first_seen_at, last_seen_at, words)
values (:host, :hash, :text, :pages, :titles, :first, :last, :words)
on conflict(host, line_hash) do update set text = excluded.text, pages = max(pages, excluded.pages),
  titles = excluded.titles, first_seen_at = min(first_seen_at, excluded.first_seen_at),
  last_seen_at = max(last_seen_at, excluded.last_seen_at), words = excluded.words"""
VETO = """
update host_lines set vetoed = :vetoed, text = coalesce(text, :text) where host = :host and line_hash = :hash"""


def learn(db: Database, host: str, before: Row, article: Article, at: str) -> None:
    """Count the lines of an article whose page is read for the first time; `before` is its row until now.

    A text that its feed carried teaches nothing, and an article of a title that counted already is no other.
    """
    was_read = before["stage"] == Stage.EXTRACTED and before["body_method"] != "feed"
    found = lines.keyed(article.blocks)
    if was_read or article.body_method == "feed" or not host or not found:
        return
    title = lines.title_key(article.title or before["title"] or before["url_hash"])
    seen = {row["line_hash"]: row for row in _seen(db, host, found)}
    meant = _passages(db, host, found)
    seen |= {row["line_hash"]: row for row in meant.values()}
    facts: dict[str, object] = {"host": host, "title": title, "at": at, "counts": lines.COUNTS}
    run_each(db, NEW, [facts | {"hash": one} for one in found if one not in seen and one not in meant])
    again = [one for one, row in seen.items() if title not in row["titles"].split()]
    run_each(db, AGAIN, [facts | {"hash": one, "text": found.get(one, "")[:MOST_CHARS]} for one in again])
    if value(db, "select count(*) from host_lines where host = ?", [host]) > MOST_LINES:
        run(db, TOO_MANY, {"host": host, "counts": lines.COUNTS, "kept": MOST_LINES - ROOM})


def filtered(db: Database, host: str, article: Article) -> Article:
    """The article without the lines that its host repeats and nobody vetoed; teaches nothing."""
    repeated = _clutter(db, host, article.blocks, even_vetoed=False)
    return _without(article, repeated) if repeated else article


def as_now(db: Database, host: str, before: Row, article: Article) -> Row:
    """The row of a stored article, in the words it would have if what is known of its host had been known then.

    What is said in it and not in `article` any more, or the other way round, is then a change that its publisher made,
    and no line that was learned or vetoed since.
    """
    if before["stage"] != Stage.EXTRACTED:
        return before
    blocks = tuple(Block(block["kind"], block["text"]) for block in json.loads(before["blocks"]))
    clutter = _clutter(db, host, (*blocks, *article.blocks), even_vetoed=True)
    if not clutter:
        return before
    stored, now = (
        _without(one, clutter) for one in (Article(before["title"], body=before["body"], blocks=blocks), article)
    )
    return before | {"body": Words.of(article if stored.body == Words.of(now).body else stored).body}


@dataclass(frozen=True, slots=True)
class Passage:
    """A line that articles of a host carry with another name or date in it, as one of them writes it."""

    text: str
    titles: tuple[str, ...]  # of different articles, the first first
    first_seen_at: datetime
    last_seen_at: datetime


def are_known(db: Database, host: str, texts: Iterable[str]) -> set[str]:
    """Those of these texts that say a passage which is known of the host."""
    said = {text: text for text in texts}
    return set(_passages(db, host, said))


def vetoed(db: Database, host: str, texts: Iterable[str]) -> set[str]:
    """Those of these texts that an operator wants kept."""
    keys = {text: lines.key(text) for text in texts}
    kept = {row["line_hash"] for row in _seen(db, host, (one for one in keys.values() if one)) if row["vetoed"]}
    return {text for text, one in keys.items() if one in kept}


def keep_passage(db: Database, host: str, passage: Passage) -> None:
    """From now on drop what says this passage, unless its line is vetoed."""
    counted = [lines.title_key(title) for title in passage.titles]
    values = {
        "host": host,
        "hash": lines.key(passage.text),
        "text": passage.text[:MOST_CHARS],
        "pages": len(counted),
        "titles": " ".join(counted[: lines.COUNTS]),
        "first": instant(passage.first_seen_at),
        "last": instant(passage.last_seen_at),
        "words": passages.template(passage.text),
    }
    run(db, KEEP_PASSAGE, values)


def forget(db: Database, now: datetime) -> int:
    """Forget lines that stood on one article only, a month ago, and those that were not seen for a year -> how many."""
    with writing(db):
        bounds = {"seen_once_before": instant(now - SEEN_ONCE_KEPT), "before": instant(now - KEPT)}
        return run(db, FORGET, bounds).rowcount


# ---------------------------------------------------------------- what an operator asks


def hosts(db: Database) -> list[Row]:
    """Each host of which lines are known: how many, how many of them are dropped, how many vetoed."""
    return rows(db, HOSTS, {"counts": lines.COUNTS})


def learned(db: Database, host: str) -> list[Row]:
    """The lines that a host repeats, vetoed ones too, most frequent first."""
    return rows(db, REPEATED, {"host": host, "counts": lines.COUNTS})


def named(db: Database, host: str, said: str) -> list[Row]:
    """The lines that somebody means: the one of this hash, the one that says this, else all known ones that hold it."""
    by_text = lines.key(said)
    found = rows(db, NAMED, {"host": host, "hash": by_text, "said": said.strip(), "counts": lines.COUNTS})
    exact = [row for row in found if row["line_hash"] in (by_text, said.strip().lower())]
    return exact or found


def veto(db: Database, host: str, row: Row, said: str, *, vetoed: bool) -> None:
    """From now on keep this line in texts, or (not vetoed) drop it again."""
    text = said[:MOST_CHARS] if lines.key(said) == row["line_hash"] else None
    with writing(db):
        run(db, VETO, {"host": host, "hash": row["line_hash"], "vetoed": vetoed, "text": text})


def _without(article: Article, repeated: frozenset[str]) -> Article:
    from crawler.process.finishing import without_lines  # it brings what `koplamp status` can do without

    return without_lines(article, repeated)


def _clutter(db: Database, host: str, blocks: tuple[Block, ...], *, even_vetoed: bool) -> frozenset[str]:
    """The keys of the lines among these blocks that the host repeats. A veto of the very line goes first."""
    found = lines.keyed(blocks)
    exact = {row["line_hash"]: row for row in _seen(db, host, found)}
    known = {one: row for one, row in exact.items() if row["pages"] >= lines.COUNTS or row["vetoed"]}
    known |= _passages(db, host, {one: text for one, text in found.items() if one not in known})
    return frozenset(
        one for one, row in known.items() if row["pages"] >= lines.COUNTS and (even_vetoed or not row["vetoed"])
    )


def _passages(db: Database, host: str, found: Mapping[str, str]) -> dict[str, Row]:
    """Those of these lines (key -> text) that say a passage of the host; a vetoed one where it is like several."""
    known = rows(db, PASSAGES, {"host": host, "most": MOST_PASSAGES}) if found else []
    meant = {one: _first_like(text, known) for one, text in found.items()}
    return {one: row for one, row in meant.items() if row is not None}


def _first_like(text: str, known: Iterable[Row]) -> Row | None:
    return next((row for row in known if passages.repeats(text, row["words"])), None)


def _seen(db: Database, host: str, hashes: Iterable[str]) -> list[Row]:
    return rows(db, SEEN, {"host": host, "hashes": json.dumps(list(hashes))})

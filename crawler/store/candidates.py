"""Names seen beside a make that the gazetteer lacks: where each was seen, which are proposed, and what was decided.

Three sources within a week make a proposal. What was decided is never proposed again, and what nobody writes any more
is not proposed any longer.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlite_utils import Database

from crawler.store.database import Row, clean_text, rows, run, run_each

SOURCES = 3
DAYS = 7  # within which they wrote it

Name = tuple[int, str]  # number of the make, and the name

_SEEN = """
select make_id, name, article_id from candidate_sightings where article_id in (select value from json_each(?))"""
_SEE = """
insert into candidate_sightings(make_id, name, article_id, source_id, seen_at)
select ?, ?, a.id, a.source_id, a.first_seen_at from articles a where a.id = ?"""
_FORGET = "delete from candidate_sightings where make_id = ? and name = ? and article_id = ?"
_PROPOSE = """
insert into model_candidates(make_id, name, sources, articles, first_seen_at, last_seen_at)
select :make, :name, count(distinct source_id), count(*), min(seen_at), max(seen_at) from candidate_sightings
where make_id = :make and name = :name and exists (
  select 1 from candidate_sightings o where o.make_id = :make and o.name = :name and :least <= (
    select count(distinct w.source_id) from candidate_sightings w
    where w.make_id = :make and w.name = :name and w.seen_at <= o.seen_at
      and julianday(w.seen_at) > julianday(o.seen_at) - :days))
having count(*) > 0
on conflict(make_id, name) do update set sources = excluded.sources, articles = excluded.articles,
  first_seen_at = excluded.first_seen_at, last_seen_at = excluded.last_seen_at
where decided is null and (sources, articles, first_seen_at, last_seen_at)
  is not (excluded.sources, excluded.articles, excluded.first_seen_at, excluded.last_seen_at)"""
_WITHDRAW = """
delete from model_candidates where decided is null and make_id = :make and name = :name and not exists (
  select 1 from candidate_sightings s where s.make_id = :make and s.name = :name)"""
_LIST = """
select m.name as make, c.name, c.sources, c.articles, c.first_seen_at, c.last_seen_at, c.decided, c.decided_at, c.id
from model_candidates c join makes m on m.id = c.make_id
where :all or c.decided is null
order by c.decided is not null, c.sources desc, c.last_seen_at desc, c.id"""
_NAMED = """
select c.id, m.name as make, c.name, c.decided from model_candidates c join makes m on m.id = c.make_id
where lower(c.name) = lower(:said) or lower(m.name || ' ' || c.name) = lower(:said) order by m.name"""
_DECIDE = "update model_candidates set decided = ?, decided_at = ? where id = ?"


def save(db: Database, ids: Sequence[int], found: Mapping[int, Iterable[Name]]) -> None:
    """Note what these articles name, forget what they do not name any more, and propose what is named often enough.

    The caller holds the write lock.
    """
    stored = {(one["make_id"], one["name"], one["article_id"]) for one in rows(db, _SEEN, [json.dumps(list(ids))])}
    wanted = {(make, clean_text(name), at) for at, names in found.items() for make, name in names}
    run_each(db, _FORGET, sorted(stored - wanted))
    run_each(db, _SEE, sorted(wanted - stored))
    touched = [{"make": make, "name": name} for make, name in sorted({one[:2] for one in stored ^ wanted})]
    run_each(db, _PROPOSE, [one | {"least": SOURCES, "days": DAYS} for one in touched])
    run_each(db, _WITHDRAW, touched)


def proposed(db: Database, *, decided: bool = False) -> list[Row]:
    """Names that wait for a decision, those of most sources first; and (`decided`) the others behind them."""
    return rows(db, _LIST, {"all": decided})


def named(db: Database, said: str) -> list[Row]:
    """The candidates that somebody means by a name, with or without its make before it."""
    return rows(db, _NAMED, {"said": " ".join(said.split())})


def decide(db: Database, candidate: int, decision: str, now: datetime) -> None:
    """`model` or `no model`, once and for all; the caller holds the write lock."""
    run(db, _DECIDE, [decision, now, candidate])

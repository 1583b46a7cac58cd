"""Which articles wait for which step of `enrich`, and by which rules the steps last worked."""

import json
from collections.abc import Sequence
from datetime import datetime

from sqlite_utils import Database

from crawler.store.database import rows, run, value, writing

ALL_AGAIN = """
insert or ignore into enrich_due(step, again, article_id)
select :step, 1, id from articles where stage = 'extracted'"""
SINCE = f"{ALL_AGAIN} and first_seen_at >= :since"
USE = """
insert into enrich_steps(name, rules_sha256, since_at) values (:step, :rules, :now)
on conflict(name) do update set rules_sha256 = excluded.rules_sha256, since_at = excluded.since_at"""
WAITING = """
select article_id from enrich_due where step = ? and again = ? order by article_id {order} limit ?"""
OLDEST_FIRST = "stories"  # an event begins with its first article; elsewhere what is new is wanted first


def use_rules(db: Database, step: str, rules: str, now: datetime) -> bool:
    """A step works by these rules from now on; if by others so far, every article waits for it again -> whether so."""
    known = value(db, "select rules_sha256 from enrich_steps where name = ?", [step])
    if known == rules:
        return False
    with writing(db):
        if known is not None:
            run(db, ALL_AGAIN, {"step": step})
        run(db, USE, {"step": step, "rules": rules, "now": now})
    return known is not None


def again(db: Database, step: str, since: datetime | None) -> None:
    """Articles first seen since a moment (None: all) wait for a step once more. The caller holds the write lock."""
    run(db, ALL_AGAIN if since is None else SINCE, {"step": step, "since": since})


def waiting(db: Database, step: str, most: int, *, again: bool) -> list[int]:
    """Ids of articles that wait for a step: whose words are new, or (`again`) all of whom the rules are new."""
    order = "asc" if step == OLDEST_FIRST else "desc"
    return [int(found["article_id"]) for found in rows(db, WAITING.format(order=order), [step, int(again), most])]


def count(db: Database, step: str) -> int:
    """How many articles wait for a step."""
    return int(value(db, "select count(distinct article_id) from enrich_due where step = ?", [step]))


def done(db: Database, step: str, ids: Sequence[int]) -> None:
    """These wait no longer. The caller holds the write lock."""
    run(
        db,
        "delete from enrich_due where step = ? and article_id in (select value from json_each(?))",
        [step, json.dumps(list(ids))],
    )

"""Hits on their way to a channel: gathered in deliveries, tried, told again, given up.

    hit -> the channel's delivery that was not tried yet, or a new one     in the transaction that notes the hit
    an attempt is noted before it is made                                  so nothing joins what may have been sent
    it came about: delivered_at     it did not: the next try, later each time

Whoever dies between an attempt and its end leaves a delivery that is tried again under the same key.
"""

import json
import secrets
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlite_utils import Database

from crawler.store import database
from crawler.store.database import Row, rows, run, value, writing
from crawler.store.times import instant, moment

MOST_HITS = 100  # of one delivery
PAUSES = tuple(timedelta(minutes=one) for one in (5, 15, 60, 240, 720, 1440))  # after the first failure, the second ...
GIVEN_UP = timedelta(days=14)
KEPT = timedelta(days=90)  # once they are over

OPEN = """
select d.id from deliveries d where d.channel = ? and d.attempts = 0
  and (select count(*) from delivery_hits h where h.delivery_id = d.id) < ? limit 1"""
MAKE = "insert into deliveries(key, channel, made_at, next_try_at) values (?, ?, ?, ?)"
JOIN = "insert into delivery_hits(delivery_id, hit_id) values (?, ?)"
# Whoever fails goes last, and what was never tried first: a dead channel does not make the others late.
DUE = """
select id, key, channel, made_at, attempts from deliveries d
where next_try_at <= :now and channel in (select value from json_each(:channels))
order by exists (select 1 from deliveries o
    where o.channel = d.channel and o.attempts > 0 and o.next_try_at is not null), attempts, made_at, id"""
HITS = "select hit_id from delivery_hits where delivery_id = ? order by hit_id"
LAST_HITS = """
select distinct h.hit_id from delivery_hits h join deliveries d on d.id = h.delivery_id
where d.channel = ? and d.given_up_at is null order by h.hit_id desc limit ?"""
TRY = "update deliveries set attempts = attempts + 1, next_try_at = :next where id = :id"
DELIVERED = """
update deliveries set delivered_at = :now, next_try_at = null, last_error = :said where id = :id"""
FAILED = "update deliveries set last_error = :said, given_up_at = :given_up, next_try_at = :next where id = :id"
NOBODYS = """
delete from deliveries where next_try_at is not null
  and (channel not in (select value from json_each(:channels)) and made_at < :long_ago
    or not exists (select 1 from delivery_hits h where h.delivery_id = deliveries.id))"""
OVER = "delete from deliveries where coalesce(delivered_at, given_up_at) < ?"
SOMETHING_DUE = "select exists (select 1 from deliveries where next_try_at <= ?)"
# A channel fails since its first hit that was tried and is not delivered; what was given up counts until something is.
CHANNELS = """
select channel, count(*) filter (where next_try_at is not null) as waiting, min(next_try_at) as next_try_at,
  count(*) filter (where given_up_at is not null) as given_up, max(delivered_at) as delivered_at,
  min(made_at) filter (where last_error is not null and (next_try_at is not null or given_up_at > coalesce(
    (select max(l.delivered_at) from deliveries l where l.channel = d.channel), ''))) as failing_since,
  (select e.last_error from deliveries e where e.channel = d.channel and e.attempts > 0 order by e.next_try_at is null,
    coalesce(e.delivered_at, e.given_up_at, e.made_at) desc, e.id desc limit 1) as last_error
from deliveries d group by channel"""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What goes to a channel in one piece; its key is the same at every attempt."""

    id: int
    key: str
    channel: str
    made_at: datetime
    attempts: int


def gather(db: Database, hit: int, channels: Sequence[str], now: datetime) -> None:
    """Let a hit go to these channels; the caller holds the write lock."""
    for channel in channels:
        delivery = value(db, OPEN, [channel, MOST_HITS])
        if delivery is None:
            delivery = run(db, MAKE, [secrets.token_hex(16), channel, now, now]).lastrowid
        run(db, JOIN, [delivery, hit])


def is_due(db: Database, now: datetime) -> bool:
    """Whether something is to be delivered now."""
    return bool(value(db, SOMETHING_DUE, [now]))


def due(db: Database, channels: Sequence[str], now: datetime) -> list[Delivery]:
    """What is to be delivered by now to one of these channels."""
    found = rows(db, DUE, {"now": now, "channels": json.dumps(list(channels))})
    return [Delivery(one["id"], one["key"], one["channel"], moment(one["made_at"]), one["attempts"]) for one in found]


def tidy(db: Database, channels: Sequence[str], now: datetime) -> None:
    """Forget what has no hit any more, what lacks its channel for two weeks, and what was over long ago."""
    with writing(db):
        run(db, NOBODYS, {"channels": json.dumps(list(channels)), "long_ago": now - GIVEN_UP})
        run(db, OVER, [now - KEPT])


def hits(db: Database, delivery: Delivery) -> list[int]:
    """The hits of a delivery."""
    return [int(found["hit_id"]) for found in rows(db, HITS, [delivery.id])]


def last_hits(db: Database, channel: str, most: int) -> list[int]:
    """The last hits that went to a channel, or are about to, newest first."""
    return [int(found["hit_id"]) for found in rows(db, LAST_HITS, [channel, most])]


def begin(db: Database, delivery: Delivery, now: datetime) -> None:
    """An attempt begins."""
    with writing(db):
        run(db, TRY, {"id": delivery.id, "next": now + _pause(delivery)})


def delivered(db: Database, delivery: Delivery, said: str | None, now: datetime) -> None:
    """It came about; `said`: what there is to say of it all the same."""
    with writing(db):
        run(db, DELIVERED, {"id": delivery.id, "now": now, "said": said})


def failed(db: Database, delivery: Delivery, said: str, now: datetime) -> str | None:
    """It did not, for the reason `said` -> when it is tried again; None: never."""
    given_up = now - delivery.made_at > GIVEN_UP
    again = None if given_up else instant(now + _pause(delivery))
    with writing(db):
        values = {"id": delivery.id, "said": said, "given_up": now if given_up else None, "next": again}
        run(db, FAILED, values)
    return again


def _pause(delivery: Delivery) -> timedelta:
    return PAUSES[min(delivery.attempts, len(PAUSES) - 1)]


def channels(db: Database) -> dict[str, Row]:
    """Each channel that had something lately: `waiting`, `next_try_at`, `given_up`, `delivered_at`, `failing_since`,
    `last_error`."""
    return {found["channel"]: found for found in rows(db, CHANNELS)}


def channels_in(path: Path) -> dict[str, Row]:
    """The same of a file; raises StorageError if it cannot be read or is of an earlier shape."""
    with database.speaking(path), closing(database.open_news(path, write=False)) as news:
        return channels(news)

"""What hosts asked for, kept across runs: rests, pauses, robots.txt."""

from datetime import datetime, timedelta

from sqlite_utils import Database

from crawler.model import HostState, RobotsTxt
from crawler.polling import rules
from crawler.store.database import row, rows, run, writing
from crawler.store.times import instant, moment

MOST_ROBOTS = rules.ROBOTS_BYTES  # characters
REST = """
insert into hosts(host, blocked_until, reason, strikes, noted_at) values (:host, :until, :reason, 1, :now)
on conflict(host) do update set blocked_until = max(coalesce(blocked_until, ''), excluded.blocked_until),
  reason = excluded.reason, noted_at = excluded.noted_at,
  strikes = iif(blocked_until >= :recent, strikes, 0) + 1"""
PAUSE = """
insert into hosts(host, next_allowed_at, noted_at) values (:host, :until, :now)
on conflict(host) do update set next_allowed_at = excluded.next_allowed_at"""
ROBOTS = """
insert into origins(origin, robots_status, robots_txt, fetched_at) values (?, ?, ?, ?)
on conflict(origin) do update set robots_status = excluded.robots_status, robots_txt = excluded.robots_txt,
  fetched_at = excluded.fetched_at"""


def rest(db: Database, host: str, until: datetime, reason: str, now: datetime) -> None:
    """Leave a host alone until then; a shorter rest does not end a longer one."""
    values = {"host": host, "until": until, "reason": reason[:300], "now": now}
    with writing(db):
        run(db, REST, values | {"recent": instant(now - rules.STRIKES_FORGOTTEN)})


def pauses(db: Database, until: dict[str, datetime], now: datetime) -> None:
    """Hosts that were just asked, and when they may be asked again."""
    with writing(db):
        for host, allowed in until.items():
            allowed += timedelta(seconds=1)  # columns know no fractions: rather later than earlier
            run(db, PAUSE, {"host": host, "until": allowed, "now": now})


def states(db: Database, now: datetime) -> dict[str, HostState]:
    """Hosts of which something is remembered that still holds.

    What a clock that stood wrong wrote down does not hold: a rest from the future, or longer than any may be.
    """
    found = rows(
        db,
        "select * from hosts where (blocked_until >= :recent or next_allowed_at > :now) and noted_at <= :soon",
        {
            "recent": instant(now - rules.STRIKES_FORGOTTEN),
            "now": now,
            "soon": instant(now + timedelta(minutes=5)),
        },
    )
    return {host["host"]: _state(host, now) for host in found}


def _state(host: dict[str, str | int | None], now: datetime) -> HostState:
    blocked, allowed = (_moment(host[name]) for name in ("blocked_until", "next_allowed_at"))
    if blocked is not None and blocked > now + rules.LONGEST:
        blocked = None
    if allowed is not None and allowed > now + 2 * timedelta(seconds=rules.CRAWL_DELAY_LONGEST_S):
        allowed = None
    return HostState(blocked, allowed, int(host["strikes"] or 0))


def _moment(text: str | int | None) -> datetime | None:
    return moment(str(text)) if text else None


def robots(db: Database, origin: str) -> RobotsTxt | None:
    """What an origin last answered when asked for its robots.txt."""
    found = row(db, "select * from origins where origin = ?", [origin])
    if found is None:
        return None
    return RobotsTxt(origin, found["robots_status"], found["robots_txt"], moment(found["fetched_at"]))


def keep_robots(db: Database, told: RobotsTxt) -> None:
    """Remember what an origin answered."""
    with writing(db):
        run(db, ROBOTS, [told.origin, told.status, told.text[:MOST_ROBOTS], told.fetched_at])

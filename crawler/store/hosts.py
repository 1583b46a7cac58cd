"""What hosts asked for, kept across runs: rests, pauses, robots.txt, reservations."""

from datetime import datetime, timedelta

from sqlite_utils import Database

from crawler.model import HostState, RobotsTxt, TdmRep
from crawler.polling import rules
from crawler.store.database import Row, row, rows, run, writing
from crawler.store.times import instant, moment

MOST_ROBOTS = rules.ROBOTS_BYTES  # characters, and of a tdmrep.json
AHEAD = timedelta(minutes=5)  # a row noted that much in the future: our clock was set back since
REST = """
insert into hosts(host, blocked_until, reason, strikes, noted_at) values (:host, :until, :reason, 1, :now)
on conflict(host) do update set
  blocked_until = max(min(coalesce(blocked_until, ''), :longest), excluded.blocked_until),
  reason = excluded.reason, noted_at = excluded.noted_at,
  strikes = iif(blocked_until >= :recent, strikes, 0) + 1"""
LEAVE_PAGES = """
insert into hosts(host, pages_not_before, noted_at) values (:host, :until, :now)
on conflict(host) do update set pages_not_before = excluded.pages_not_before"""
PAUSE = """
insert into hosts(host, next_allowed_at, noted_at) values (:host, :until, :now)
on conflict(host) do update set next_allowed_at = excluded.next_allowed_at"""
ROBOTS = """
insert into origins(origin, robots_status, robots_txt, fetched_at) values (?, ?, ?, ?)
on conflict(origin) do update set robots_status = excluded.robots_status, robots_txt = excluded.robots_txt,
  fetched_at = excluded.fetched_at"""
TDMREP = """
update origins set tdm_reservation = ?, tdm_asked_at = ? where origin = ?"""


def rest(db: Database, host: str, until: datetime, reason: str, now: datetime) -> None:
    """Leave a host alone until then; a shorter rest does not end a longer one."""
    values = {"host": host, "until": until, "reason": reason[:300], "now": now}
    with writing(db):
        bounds = {"recent": instant(now - rules.STRIKES_FORGOTTEN), "longest": instant(now + rules.REST_LONGEST_429)}
        run(db, REST, values | bounds)


def set_right(db: Database, now: datetime) -> None:
    """Write down anew the rests that a clock which stood ahead wrote, so that they end."""
    wrong = "select * from hosts where blocked_until is not null and (noted_at > ? or blocked_until > ?)"
    found = rows(db, wrong, [instant(now + AHEAD), instant(now + rules.REST_LONGEST_429)])
    with writing(db):
        for host in found:
            values = [_rest_ends(host, now), now, host["host"]]
            run(db, "update hosts set blocked_until = ?, noted_at = ? where host = ?", values)


def leave_pages(db: Database, host: str, until: datetime, now: datetime) -> None:
    """Ask for no page of a host before then."""
    with writing(db):
        run(db, LEAVE_PAGES, {"host": host, "until": until, "now": now})


def pauses(db: Database, until: dict[str, datetime], now: datetime) -> None:
    """Hosts that were just asked, and when they may be asked again."""
    with writing(db):
        for host, allowed in until.items():
            allowed += timedelta(seconds=1)  # columns know no fractions: rather later than earlier
            run(db, PAUSE, {"host": host, "until": allowed, "now": now})


def states(db: Database, now: datetime) -> dict[str, HostState]:
    """Hosts of which something is remembered that still holds."""
    found = rows(
        db,
        "select * from hosts where blocked_until >= :recent or next_allowed_at > :now or pages_not_before > :now",
        {"recent": instant(now - rules.STRIKES_FORGOTTEN), "now": now},
    )
    return {host["host"]: _state(host, now) for host in found}


def _state(host: Row, now: datetime) -> HostState:
    allowed = moment(host["next_allowed_at"]) if host["next_allowed_at"] else None
    if allowed is not None and allowed > now + 2 * timedelta(seconds=rules.CRAWL_DELAY_LONGEST_S):
        allowed = None  # a clock that stood ahead wrote it
    pages = moment(host["pages_not_before"]) if host["pages_not_before"] else None
    if pages is not None and not now < pages <= now + rules.BLOCKED_EVERY:
        pages = None  # that is over, or likewise
    return HostState(_rest_ends(host, now) if host["blocked_until"] else None, allowed, host["strikes"], pages)


def _rest_ends(host: Row, now: datetime) -> datetime:
    """When a host's rest ends: one that a clock which stood ahead wrote keeps its length and begins now, and none is
    longer than any may be."""
    blocked, noted = moment(host["blocked_until"]), moment(host["noted_at"])
    if noted > now + AHEAD:
        blocked = now + (blocked - noted)
    return min(blocked, now + rules.REST_LONGEST_429)


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


def tdmrep(db: Database, origin: str) -> TdmRep | None:
    """What an origin last said of reservations."""
    found = row(db, "select * from origins where origin = ? and tdm_asked_at is not null", [origin])
    return None if found is None else TdmRep(origin, found["tdm_reservation"], moment(found["tdm_asked_at"]))


def keep_tdmrep(db: Database, told: TdmRep) -> None:
    """Remember what an origin said of reservations; it was asked for its robots.txt before."""
    with writing(db):
        run(db, TDMREP, [told.text[:MOST_ROBOTS], told.asked_at, told.origin])

"""What a feed answered, now and before -> when it is asked again, whether in full, and whether this machine is offline.

    interval (fixed, or auto) -> longer after failures -> longer by the server's wish -> skipped hours -> at most a week

A fixed interval is a grid: its slots lie half a minute before whole minutes, at an offset that is the feed's own. So a
cron tick never misses a slot by seconds, feeds of one interval spread over the ticks, and a late run does not push
everything that follows: what counts is when the run took the feed up, not when its turn came.
"""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from zlib import crc32

from crawler.model import Answer, FeedJob, Outcome, Rhythm
from crawler.polling import rules

# How much a failure says about the feed rather than about the moment: hard 1, soft 0.5, passing 0.25.
WEIGHTS = {
    Outcome.BLOCKED: 1.0,
    Outcome.GONE: 1.0,
    Outcome.NOT_A_FEED: 0.5,
    Outcome.CHALLENGE: 0.5,
    Outcome.MISSING: 0.5,
    Outcome.SERVER_ERROR: 0.5,
    Outcome.REDIRECT: 0.5,
    Outcome.TIMEOUT: 0.5,
    Outcome.TOO_LARGE: 0.5,
    Outcome.TOO_COSTLY: 0.5,
    Outcome.REFUSED: 0.5,
    Outcome.NETWORK: 0.25,
}
SOFT_STATUSES = frozenset({403, 451})  # of `blocked`: often a firewall's mood
GOOD = frozenset({Outcome.FRESH, Outcome.UNCHANGED, Outcome.PARTIAL, Outcome.EMPTY})
CLOSED = frozenset({Outcome.BLOCKED, Outcome.CHALLENGE})
UNASKED = frozenset({Outcome.BUSY, Outcome.SERVER_ERROR, Outcome.REFUSED})  # without a status: nothing was sent
GRID_START = datetime(2025, 1, 6, tzinfo=UTC) - timedelta(seconds=30)  # a Monday, for feeds asked once a week


def fail_score(before: float, answer: Answer) -> float:
    """The feed's score after this answer: 0 after a good one, unchanged after `busy` (the host rests instead)."""
    if answer.outcome in GOOD:
        return 0.0
    weight = WEIGHTS.get(answer.outcome, 0.0)
    return before + (0.5 if answer.http_status in SOFT_STATUSES else weight)


def next_check(job: FeedJob, answer: Answer, score: float, rhythm: Rhythm, now: datetime) -> datetime:
    """When to ask again: after `now`, at most a week later, never before the server allows."""
    good = answer.outcome in GOOD
    due = _after_good(job, answer, rhythm, now) if good else _after_failure(job, answer, score, now)
    rest = timedelta(seconds=answer.retry_after_s or 0)
    soonest, latest = now + max(rest, rules.SOON), now + max(rules.LONGEST, rest)
    due = _allowed_hour(min(max(due, soonest), latest), rhythm)
    return due if due <= latest else _last_allowed_hour(soonest, latest, rhythm)


def _after_good(job: FeedJob, answer: Answer, rhythm: Rhythm, now: datetime) -> datetime:
    begun = _begun(job, now)
    if job.feed.every_minutes is None:
        usual = begun + _trimmed(auto_interval(job, rhythm, now) * (1 - offset(job.feed.slug) / 10))
    else:
        usual = _slot(job.feed.slug, job.feed.every_minutes, begun)
    wishes = timedelta(minutes=rhythm.every_minutes or 0), timedelta(seconds=answer.fresh_for_s or 0)
    return max(usual, begun + _trimmed(min(max(wishes), rules.WISH_LONGEST)))


def _after_failure(job: FeedJob, answer: Answer, score: float, now: datetime) -> datetime:
    interval = timedelta(minutes=job.feed.every_minutes or rules.AUTO_UNKNOWN / rules.MINUTE)
    if answer.outcome in CLOSED:
        pause = rules.BLOCKED_EVERY
    elif answer.outcome is Outcome.GONE:
        pause = rules.BACKOFF_LONG if is_gone(job, now) else rules.GONE_SIGHTINGS_APART
    else:
        since = job.failing_since or now
        longest = rules.BACKOFF_LONG if now - since >= rules.BACKOFF_LONG_AFTER else rules.BACKOFF_LONGEST
        pause = min(interval * 2 ** min(max(score - 1, 0.0), 20.0), longest)
    if pause <= interval and job.feed.every_minutes is not None:
        return _slot(job.feed.slug, job.feed.every_minutes, _begun(job, now))
    return now + _trimmed(max(pause, interval))


def is_gone(job: FeedJob, now: datetime) -> bool:
    """Whether a 410 of this moment is the second, far enough from the first to be believed."""
    return job.gone_since is not None and now - job.gone_since >= _trimmed(rules.GONE_SIGHTINGS_APART)


def offset(slug: str) -> float:
    """A feed's own place in its interval, 0 to 1: the same in every run and on every machine."""
    return crc32(slug.encode()) / 2**32


def _begun(job: FeedJob, now: datetime) -> datetime:
    """When the run took the feed up: one of 15 minutes whose turn came 12 minutes later is due at the next tick."""
    return now if job.picked_at is None else min(job.picked_at, now)


def _slot(slug: str, every_minutes: int, after: datetime) -> datetime:
    """The feed's first slot after a moment."""
    period = timedelta(minutes=every_minutes)
    first = GRID_START + timedelta(minutes=int(offset(slug) * every_minutes))
    return first + ((after - first) // period + 1) * period


def _trimmed(pause: timedelta) -> timedelta:
    """A pause less what a cron tick may come early, so that it does not cost a whole period."""
    return pause - min(pause / 10, rules.CRON_SLACK)


def _allowed_hour(due: datetime, rhythm: Rhythm) -> datetime:
    """`due`, or the first hour after it that skipHours and skipDays leave open, also for a tick that comes later."""
    if len(rhythm.skip_hours) >= 24 or len(rhythm.skip_days) >= 7:
        return due
    for _ in range(7 * 24):
        if _is_allowed(due, rhythm):
            return due
        due = due.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return due


def _last_allowed_hour(soonest: datetime, latest: datetime, rhythm: Rhythm) -> datetime:
    """The last hour up to `latest` that is left open, where the next one comes too late; `latest` if there is none."""
    due = latest.replace(minute=0, second=0, microsecond=0)
    while due >= soonest:
        if _is_allowed(due, rhythm):
            return due
        due -= timedelta(hours=1)
    return latest


def _is_allowed(due: datetime, rhythm: Rhythm) -> bool:
    asked = (due, due + rules.CRON_PERIOD)  # what falls due at 23:59:30 is asked at midnight
    return all(at.hour not in rhythm.skip_hours and at.weekday() not in rhythm.skip_days for at in asked)


# ---------------------------------------------------------------- every: auto


def auto_interval(job: FeedJob, rhythm: Rhythm, now: datetime) -> timedelta:
    """How long until the feed may be expected to list something new, by what it usually brings at these hours.

    Never longer than half the time that its document covers, lest entries come and go unseen.
    """
    quiet = now - (job.last_new_at or now)
    if quiet >= rules.AUTO_QUIET_AFTER:
        return rules.AUTO_QUIET
    if quiet >= rules.AUTO_DROWSY_AFTER:
        return rules.AUTO_LONGEST
    if not any(job.arrivals):
        return rules.AUTO_UNKNOWN
    longest = rules.AUTO_LONGEST
    if job.window_items:
        longest = min(longest, timedelta(hours=12 * job.window_items / sum(job.arrivals)))
    return max(rules.AUTO_SHORTEST, min(_until_expected(job.arrivals, now, longest), longest))


def _until_expected(arrivals: tuple[float, ...], now: datetime, longest: timedelta) -> timedelta:
    """The time in which EXPECTED_ENTRIES come, in steps of five minutes."""
    step, pause, expected = timedelta(minutes=5), timedelta(), 0.0
    while round(expected, 9) < rules.EXPECTED_ENTRIES and pause < longest:  # six sixths are 0.9999999999999999
        expected += arrivals[(now + pause).hour] / 12
        pause += step
    return pause


# ---------------------------------------------------------------- guards


def wants_full(job: FeedJob, now: datetime) -> bool:
    """Whether to ask without validators this time, to see whether the 304s of this feed are true."""
    if not job.trusts_304 or not (job.etag or job.last_modified) or job.full_at is None or not job.since_full:
        return False
    usual = timedelta(minutes=job.gap_minutes or 0)
    pauses = min(rules.FULL_AFTER_GAPS, (job.window_items or 2 * rules.FULL_AFTER_GAPS) / 2)  # else news slides by
    return job.since_full >= rules.FULL_EVERY or now - job.full_at > max(rules.FULL_AFTER, pauses * usual)


def is_trusted(lied_at: datetime | None, now: datetime) -> bool:
    """Whether a feed's 304s are believed: one whose news came just before it was asked in full only seemed to lie."""
    return lied_at is None or not timedelta() <= now - lied_at < rules.LIE_HELD_AGAINST


def looks_offline(answers: Collection[tuple[str, Answer]], lasts: timedelta = timedelta()) -> bool:
    """Whether this machine is the likely cause that feeds (domain, answer) are not reached, and has been for so long:
    of at least 5 feeds that were asked, no connection came about for 4 in 5, nor for 4 in 5 of their domains."""
    asked = [(domain, told) for domain, told in answers if told.http_status or told.outcome not in UNASKED]
    domains = {domain for domain, _ in asked}
    silent = domains - {domain for domain, told in asked if not told.unconnected}
    unconnected = sum(told.unconnected for _, told in asked)
    if len(asked) < rules.OUTAGE_FEEDS or unconnected < rules.OUTAGE_SHARE * len(asked):
        return False
    if len(silent) < rules.OUTAGE_SHARE * len(domains):
        return False
    return len(domains) >= rules.OUTAGE_DOMAINS or lasts < rules.OUTAGE_BELIEVED


def rest_unsaid(strikes: int) -> timedelta:
    """How long a busy host rests that does not say: longer with each time in a row."""
    doubled: int = 2 ** min(strikes, 20)
    return min(rules.REST_UNSAID * doubled, rules.REST_LONGEST)

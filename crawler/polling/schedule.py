"""What a feed answered -> when it is asked again, and whether this machine is off the network."""

from collections.abc import Collection
from datetime import datetime, timedelta

from crawler.model import Answer, Outcome

# How much a failure says about the feed rather than about the moment.
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
GOOD = frozenset({Outcome.FRESH, Outcome.UNCHANGED, Outcome.PARTIAL, Outcome.EMPTY})
LONGEST_PAUSE = timedelta(days=1)
UNREACHED = frozenset({Outcome.NETWORK, Outcome.TIMEOUT})


def fail_score(before: float, outcome: Outcome) -> float:
    """The feed's score after this answer: 0 after a good one, unchanged after `busy` (the host rests instead)."""
    return 0.0 if outcome in GOOD else before + WEIGHTS.get(outcome, 0.0)


def next_check(every_minutes: int, score: float, answer: Answer, now: datetime) -> datetime:
    """When to ask again: after the interval, doubled per point of failure up to a day, never before the server allows.

    A minute (at most a tenth of the interval) is taken off, so that a feed of 30 minutes is due at every second
    tick of a 15-minute cron and not, for being seconds early, at every third.
    """
    interval = timedelta(minutes=every_minutes)
    interval -= min(interval / 10, timedelta(minutes=1))
    pause = min(interval * 2 ** min(max(score - 1, 0.0), 20.0), max(LONGEST_PAUSE, interval))
    return now + max(pause, timedelta(seconds=answer.retry_after_s or 0))


def looks_offline(outcomes: Collection[Outcome]) -> bool:
    """Whether this machine is the likely cause: of at least 5 feeds asked, 4 in 5 could not be reached."""
    unreached = sum(outcome in UNREACHED for outcome in outcomes)
    return len(outcomes) >= 5 and unreached >= 0.8 * len(outcomes)

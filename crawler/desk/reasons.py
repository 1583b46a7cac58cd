"""A row of feed_health -> why the feed is as it is, in words for anybody, and what to do about it."""

from collections.abc import Mapping
from typing import Any

from crawler.desk.checking import TO_DO
from crawler.desk.paths import Desk
from crawler.desk.settings import feeds_or_defaults
from crawler.errors import ConfigError
from crawler.model import Outcome

WORST_FIRST = ("gone", "blocked", "failing", "moved", "empty", "late", "stale", "ok", "new", "off")
ILL = frozenset(WORST_FIRST[:7])
NOT_LET_IN = frozenset({401, 403, 451})  # another 4xx is a refusal that does not say why
SAID = {
    Outcome.BUSY: "the site asks us to wait",
    Outcome.CHALLENGE: "a check for robots or a consent wall stands before it",
    Outcome.EMPTY: "it lists nothing",
    Outcome.GONE: "the publisher has taken it down",
    Outcome.MISSING: "there is nothing at its address",
    Outcome.NETWORK: "no connection to the site",
    Outcome.NOT_A_FEED: "what came is no feed",
    Outcome.REDIRECT: "its address leads in circles, or nowhere",
    Outcome.REFUSED: "we do not ask it",
    Outcome.SERVER_ERROR: "the site's server is out of order",
    Outcome.STORAGE: "it could not be stored here",
    Outcome.TIMEOUT: "the site does not answer in time",
    Outcome.TOO_COSTLY: "it takes too long or too much memory to read",
    Outcome.TOO_LARGE: "it is larger than it may be",
}
Row = Mapping[str, Any]


def why(feed: Row) -> str:
    """Why a feed is as it is; '' where there is nothing to say."""
    state, error = feed["state"], str(feed["last_error"] or "")
    if state == "moved" and feed["redirect_url"]:
        return f"it has moved to {feed['redirect_url']} for good"
    if state == "stale":
        return f"nothing new for {feed['days_silent']} days"
    if state == "late":
        return f"it was not asked in time{f': {error}' if error else ''}"
    if feed["last_outcome"] == "blocked":
        status = feed["last_http_status"]
        who = "the publisher does not let us in" if status in NOT_LET_IN else "the server refuses the question"
        return f"HTTP {status}: {who}; asked once a day"
    said = SAID.get(feed["last_outcome"]) if state in ILL else None
    return ": ".join(part for part in (said, error) if part)


def to_do(feed: Row) -> str:
    """What to do about it; '' where there is nothing to do."""
    state = feed["state"]
    if state not in ILL:
        return ""
    if state == "moved" and feed["redirect_url"]:
        return f"write url: {feed['redirect_url']}"
    if state == "late":
        return "see that cron or a timer runs `koplamp crawl`; raise minutes_per_run: if runs end before all were asked"
    if state == "stale":
        return f"{TO_DO[Outcome.EMPTY]}; stale_after: says how long it may be silent"
    return TO_DO.get(feed["last_outcome"], TO_DO[Outcome.EMPTY])


def lines(desk: Desk) -> dict[str, int]:
    """The line of feeds.yaml that each feed begins in; none while the file has mistakes, which every crawl names."""
    try:
        return {feed.slug: feed.line for feed in feeds_or_defaults(desk).feeds}
    except ConfigError:
        return {}

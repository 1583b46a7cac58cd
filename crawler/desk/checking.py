"""What a feed answered -> how it is, in words for who keeps feeds.yaml: what is missing, and what to do."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from crawler.model import Draft, Kind, Outcome, Poll, Stage
from crawler.normal.urls import same_site

OLD_DAYS = 60  # without a stale_after: of its own: most that are silent for so long were given up
FEW = 0.2  # of the entries: what fewer lack is no matter
GOOD = frozenset({Outcome.FRESH, Outcome.UNCHANGED, Outcome.PARTIAL})
WAIT = "wait; if it stays so, "
TO_DO = {
    Outcome.EMPTY: "look at the site: the feed may have been given up",
    Outcome.NOT_A_FEED: "correct url:, kind: or list:; `koplamp feeds discover` looks for its feeds",
    Outcome.CHALLENGE: "ask the publisher for leave or another address",
    Outcome.BLOCKED: "ask the publisher for leave, or write enabled: false",
    Outcome.MISSING: "correct url:; `koplamp feeds discover` looks for its feeds",
    Outcome.GONE: "take the feed out, or correct url:",
    Outcome.BUSY: f"{WAIT}tell the publisher",
    Outcome.SERVER_ERROR: f"{WAIT}tell the publisher",
    Outcome.REDIRECT: "correct url:",
    Outcome.TIMEOUT: f"{WAIT}raise limits: seconds:",
    Outcome.NETWORK: "see whether url: is right and the site still exists",
    Outcome.TOO_LARGE: "raise limits: body_mib: for this feed",
    Outcome.TOO_COSTLY: "tell the publisher, and us: it is malformed or hostile",
    Outcome.REFUSED: "our own side says no: see why; private_hosts: names hosts of your own network",
    Outcome.STORAGE: "make room on the disk",
}
A = {"address": "an address", "title": "a title", "date": "a date"}
PASSING = frozenset({Outcome.BUSY, Outcome.SERVER_ERROR, Outcome.TIMEOUT, Outcome.STORAGE})


class State(StrEnum):
    """How a feed is."""

    OK = "ok"
    NOTE = "note"  # worth knowing
    WRONG = "wrong"  # needs a person


@dataclass(frozen=True, slots=True)
class Checked:
    """A feed that was asked."""

    slug: str
    line: int  # of feeds.yaml
    state: State
    outcome: Outcome
    entries: int
    newest: str | None  # the day of its newest entry
    said: tuple[str, ...]  # what is wrong or missing, one sentence each
    to_do: str  # '' where there is nothing


def checked(poll: Poll, now: datetime, zone: str) -> Checked:
    """How a feed is by what it answered just now; `zone` is the desk's."""
    feed, answer = poll.job.feed, poll.answer
    outcome = answer.outcome
    newest = max((draft.article.published.on for draft in poll.drafts if draft.article.published), default=None)
    said, to_do = [], ""
    state = State.OK if outcome in GOOD else State.NOTE if outcome in PASSING else State.WRONG
    if state is not State.OK:
        said.append(answer.error or _named(poll))
        to_do = TO_DO[outcome]
    elif answer.error:
        said.append(answer.error)
    if answer.moved_to is not None and answer.moved_to != feed.url and outcome in (*GOOD, Outcome.EMPTY):
        said.append(f"it has moved to {answer.moved_to} for good")
        to_do = to_do or f"write url: {answer.moved_to}"
        state = _worse(state, State.NOTE if same_site(answer.moved_to, feed.url) else State.WRONG)
    if outcome in GOOD:
        lacking = tuple(_lacking(poll.drafts, feed.kind))
        silent = _silent_days(newest, now, zone)
        if silent is not None and silent > (feed.stale_days or OLD_DAYS):
            said.append(f"its newest entry is {silent} days old")
            state, to_do = State.WRONG, to_do or TO_DO[Outcome.EMPTY]
        said.extend(lacking)
        state = _worse(state, State.NOTE if lacking or answer.error else State.OK)
    return Checked(feed.slug, feed.line, state, outcome, poll.entries_seen, newest, tuple(said), to_do)


def _named(poll: Poll) -> str:
    return f"HTTP {poll.answer.http_status}" if poll.answer.http_status else str(poll.answer.outcome)


def _worse(one: State, other: State) -> State:
    order = (State.OK, State.NOTE, State.WRONG)
    return max(one, other, key=order.index)


def _silent_days(newest: str | None, now: datetime, zone: str) -> int | None:
    if newest is None:
        return None
    return (now.astimezone(ZoneInfo(zone)).date() - date.fromisoformat(newest)).days


def _lacking(drafts: tuple[Draft, ...], kind: Kind) -> list[str]:
    """What many of the entries do not have. A plain sitemap has neither titles nor dates: the pages have them."""
    found = []
    dropped = sum(draft.stage is Stage.DROPPED for draft in drafts)
    if dropped and dropped == len(drafts):
        found.append("keep: and block: leave none of its entries")
    counts = {
        "address": sum(draft.fetch_url is None for draft in drafts),
        "title": sum(not draft.article.title for draft in drafts) if kind is not Kind.SITEMAP else 0,
        "date": sum(draft.article.published is None for draft in drafts) if kind is not Kind.SITEMAP else 0,
    }
    for what, count in counts.items():
        if drafts and count == len(drafts):
            found.append(f"none of its entries has {A[what]}")
        elif count > FEW * len(drafts):
            found.append(f"{count} of {len(drafts)} entries have no {what}")
    return found

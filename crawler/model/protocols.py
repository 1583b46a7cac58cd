"""Where work comes from, where results go, and what is remembered of hosts: a desk's database, or a cluster."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from crawler.model.work import Finding, Job, Poll, Stored, Visit


@dataclass(frozen=True, slots=True)
class HostState:
    """What is remembered of a host (registrable domain)."""

    blocked_until: datetime | None = None  # it asked to be left alone
    next_allowed_at: datetime | None = None  # its pause (Crawl-delay) after the last question ends then
    strikes: int = 0  # 429s and 503s in a row
    pages_not_before: datetime | None = None  # it refused several pages in a row; its feeds may be asked


@dataclass(frozen=True, slots=True)
class RobotsTxt:
    """What an origin (scheme, host, port) answered when it was asked for its robots.txt."""

    origin: str
    status: int
    text: str
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class TdmRep:
    """What an origin's tdmrep.json says of who may mine its pages; '': nothing, or there is none."""

    origin: str
    text: str
    asked_at: datetime


class Queue(Protocol):
    """Where work comes from: the desk's database, or a Redis stream."""

    def jobs(self) -> AsyncIterator[Job]:
        """Jobs as they become ready; ends when nothing is left and nothing is in hand."""
        ...

    def stop(self) -> None:
        """Hand out nothing more."""
        ...


class Sink(Protocol):
    """Where results go. Each job that a Queue handed out ends in exactly one of these calls."""

    async def polled(self, poll: Poll) -> Stored: ...

    async def found(self, finding: Finding) -> Stored: ...

    async def visited(self, visit: Visit) -> Stored: ...


class Manners(Protocol):
    """What is remembered of hosts across runs, so that politeness does not begin anew with each."""

    async def robots(self, origin: str) -> RobotsTxt | None:
        """What this origin last answered, however old."""
        ...

    async def keep_robots(self, robots: RobotsTxt) -> None: ...

    async def tdmrep(self, origin: str) -> TdmRep | None:
        """What this origin last said of reservations, however old."""
        ...

    async def keep_tdmrep(self, told: TdmRep) -> None: ...

    async def rest(self, host: str, until: datetime, reason: str) -> None:
        """This host is to be left alone until then: it answered 429 or 503."""
        ...

    async def leave_pages(self, host: str, until: datetime) -> None:
        """The pages of this host are not to be asked for before then: it refused several in a row."""
        ...

    async def pauses(self, until: dict[str, datetime]) -> None:
        """These hosts were asked; the next question may come at that moment, not before."""
        ...

"""What a run shows: lines and a block of figures on a terminal, JSON lines when asked for, else only notices.

A run whose words nobody reads any more goes on without: the articles are what it was started for.
"""

import json
import logging
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import click

from crawler.cli.board import Board, Line
from crawler.cli.live import Block, can_redraw
from crawler.cli.options import as_long_as_it_is_read
from crawler.cli.words import counted
from crawler.errors import NothingReached
from crawler.model import Finding, Outcome, Poll, Run, Stored, Visit
from crawler.polling.schedule import GOOD
from crawler.transport.logs import printable

NONE_DUE = "no feed is due: `koplamp status` shows when each is, `koplamp crawl --now` asks at once"
OFFLINE = "no feed could be reached: is this machine off the network?"


class Silent:
    """For cron: nothing but what somebody must act on, and that on stderr."""

    by_hand = False  # somebody looks on, who wants to know each time why a run ends with 69
    offline_said = False

    def begun(self, due: int) -> None: ...

    def polled(self, poll: Poll, stored: Stored) -> None: ...

    def found(self, finding: Finding, stored: Stored) -> None: ...

    def visited(self, visit: Visit, stored: Stored) -> None: ...

    def finished(self, run: Run) -> None:
        if self.by_hand and run.exit_code == NothingReached.exit_code and not self.offline_said:
            self.say(OFFLINE)

    def say(self, notice: str) -> None:
        self.offline_said |= notice == OFFLINE
        self.tell(notice)

    def tell(self, notice: str) -> None:
        """Print a notice where it is seen."""
        with as_long_as_it_is_read(sys.stderr):
            click.echo(printable(f"koplamp: {notice}"), err=True)


class Lines(Silent):
    """A line per feed and one at the end."""

    def __init__(self) -> None:
        self._pages = 0

    def begun(self, due: int) -> None:
        self.line(NONE_DUE if not due else f"due: {counted(due, 'feed')}")

    def polled(self, poll: Poll, stored: Stored) -> None:
        answer = poll.answer
        told = f"{stored.new} new, {poll.entries_seen} listed" if poll.entries_seen else answer.error or ""
        self.line(f"{poll.job.feed.slug:<28} {answer.outcome:<13} {told}", bad=answer.outcome not in GOOD)

    def found(self, finding: Finding, stored: Stored) -> None:
        told = f"{stored.new} new, {finding.entries_seen} listed in {finding.job.url}"
        self.line(f"{finding.job.feed.slug:<28} {'older':<13} {finding.answer.error or told}")

    def visited(self, visit: Visit, stored: Stored) -> None:
        self._pages += 1
        if visit.job.is_look and visit.answer.outcome is Outcome.UNCHANGED:
            return
        if visit.article is None or not visit.article.body:
            self.line(f"{visit.job.feed.slug:<28} page          {visit.job.url}: {visit.answer.error}", bad=True)
        elif stored.changed:
            self.line(f"{visit.job.feed.slug:<28} changed       {visit.article.title}")

    def finished(self, run: Run) -> None:
        super().finished(run)
        self.line(summary(run))

    def line(self, text: str, *, bad: bool = False) -> None:
        """Print one line; the word `bad` is for a terminal's colour."""
        with as_long_as_it_is_read(sys.stdout):
            click.echo(printable(text))


class Live(Lines):
    """Lines that stay, above a block that tells how far each site is."""

    def __init__(self) -> None:
        super().__init__()
        self._board = Board(0, time.monotonic())
        self._turn = threading.Lock()  # the block is drawn by a thread of its own as well
        self._block: Block | None = None

    @contextmanager
    def shown(self) -> Iterator["Live"]:
        """Draw the block as long as this lasts."""
        with Block(sys.stdout, self._told, _as_long_as_it_is_seen) as self._block:
            yield self

    def begun(self, due: int) -> None:
        with self._turn:
            self._board = Board(due, time.monotonic())
        super().begun(due)

    def polled(self, poll: Poll, stored: Stored) -> None:
        with self._turn:
            self._board.polled(poll, stored, time.monotonic())
        super().polled(poll, stored)

    def found(self, finding: Finding, stored: Stored) -> None:
        with self._turn:
            self._board.found(finding, stored, time.monotonic())
        super().found(finding, stored)

    def visited(self, visit: Visit, stored: Stored) -> None:
        with self._turn:
            self._board.visited(visit, time.monotonic())
        super().visited(visit, stored)
        if self._block is not None:
            self._block.changed()

    def line(self, text: str, *, bad: bool = False) -> None:
        if self._block is not None:
            self._block.above(printable(text), bad=bad)

    def tell(self, notice: str) -> None:
        self.line(notice, bad=True)

    def _told(self, width: int, height: int) -> Sequence[Line]:
        with self._turn:
            return self._board.lines(width, height, time.monotonic())


def _as_long_as_it_is_seen(draw: Callable[[], None]) -> None:
    with as_long_as_it_is_read(sys.stdout, sys.stderr):
        draw()


class JsonLines(Silent):
    """One JSON object a line: feeds as they answer, the run at the end."""

    def polled(self, poll: Poll, stored: Stored) -> None:
        self._print(
            feed=poll.job.feed.slug,
            outcome=poll.answer.outcome,
            http_status=poll.answer.http_status,
            error=poll.answer.error,
            entries=poll.entries_seen,
            new=stored.new,
            changed=stored.changed,
            bytes=poll.size,
            ms=poll.ms,
            next_check_at=poll.next_check_at,
        )

    def found(self, finding: Finding, stored: Stored) -> None:
        self._print(
            feed=finding.job.feed.slug,
            older=finding.job.url,
            outcome=finding.answer.outcome,
            error=finding.answer.error,
            entries=finding.entries_seen,
            new=stored.new,
        )

    def finished(self, run: Run) -> None:
        super().finished(run)
        names = [name for name in run.__slots__ if name not in {"started_at", "finished_at"}]
        self._print(started_at=run.started_at, finished_at=run.finished_at, **{n: getattr(run, n) for n in names})

    def _print(self, **row: object) -> None:
        with as_long_as_it_is_read(sys.stdout):
            click.echo(json.dumps(row, ensure_ascii=False, default=str))


def summary(run: Run) -> str:
    """A run in one line."""
    seconds = (run.finished_at - run.started_at).total_seconds() if run.finished_at else 0.0
    return (
        f"{counted(run.feeds_due, 'feed')} asked: {run.feeds_fresh} fresh, {run.feeds_unchanged} unchanged, "
        f"{run.feeds_failed} failed · {counted(run.pages_fetched, 'page')} · "
        f"{counted(run.articles_new, 'new article')}, {run.articles_changed} changed · {seconds:.1f} s"
    )


@contextmanager
def fitting(*, verbose: bool, json_lines: bool, by_hand: bool = False) -> Iterator[Silent]:
    """The display that fits where the output goes, and who looks on."""
    with _display(verbose, json_lines) as shown:
        shown.by_hand = by_hand or verbose or on_a_terminal()
        yield shown


def on_a_terminal() -> bool:
    """Whether somebody sees what is printed."""
    return sys.stdout.isatty() or sys.stderr.isatty()


@contextmanager
def _display(verbose: bool, json_lines: bool) -> Iterator[Silent]:
    if json_lines:
        yield JsonLines()
    elif can_redraw(sys.stdout) and not logging.getLogger().isEnabledFor(logging.INFO):  # a log would tear the block
        with Live().shown() as live:
            yield live
    else:
        yield Lines() if verbose or sys.stdout.isatty() else Silent()

"""What a run has done so far -> the lines that are shown of it while it goes on. It draws nothing and asks no clock."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size

from crawler.model import Finding, Outcome, Poll, Stored, Visit
from crawler.normal.urls import registrable_domain
from crawler.polling.schedule import GOOD
from crawler.transport.logs import printable

NARROW = 50  # columns: below that only the first line is shown
MOST_HOSTS = 8
MOST_TITLES = 3
RATE_S = 10.0  # over how long answers are counted
NAME, BAR = 26, 12  # columns


@dataclass(slots=True)
class Host:
    """A site in this run."""

    name: str
    pages: int = 0
    waiting: int = 0  # pages that are known to be asked still
    new: int = 0
    error: str = ""
    touched: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the board; `bad`: something went wrong."""

    text: str
    bad: bool = False


class Board:
    """The figures of a run by site, and its newest articles."""

    def __init__(self, due: int, began: float) -> None:
        self._due, self._began = due, began
        self._hosts: dict[str, Host] = {}
        self._titles: deque[str] = deque(maxlen=MOST_TITLES)
        self._answers: deque[float] = deque()
        self._feeds = self._failed = self._touched = 0

    def polled(self, poll: Poll, stored: Stored, at: float) -> None:
        """A feed answered."""
        host = self._host(poll.job.url, at)
        self._feeds += 1
        host.new += stored.new
        if poll.job.feed.follow:
            host.waiting += stored.new
        if poll.answer.outcome not in GOOD:
            self._failed += 1
            host.error = f"{poll.job.feed.slug}: {poll.answer.error or poll.answer.outcome}"

    def found(self, finding: Finding, stored: Stored, at: float) -> None:
        """A document of older entries came."""
        host = self._host(finding.job.url, at)
        host.new += stored.new
        host.waiting += stored.new

    def visited(self, visit: Visit, at: float) -> None:
        """A page answered."""
        host = self._host(visit.job.url, at)
        host.pages += 1
        if visit.job.is_look:
            return
        host.waiting = max(0, host.waiting - 1)
        if visit.article is not None and visit.article.body:
            self._titles.append(f"{visit.article.title or visit.job.url}  ({host.name})")
        elif visit.answer.outcome is not Outcome.UNCHANGED:
            host.error = f"{visit.job.url}: {visit.answer.error or visit.answer.outcome}"

    def lines(self, width: int, height: int, now: float) -> list[Line]:
        """As many lines as there is room for, none wider than that."""
        told = [Line(self._head(now))]
        if width >= NARROW:
            told.extend(self._rows(max(0, min(MOST_HOSTS, height - MOST_TITLES - 3))))
            told.extend(Line(f"+ {title}") for title in self._titles)
        return [Line(fitted(printable(line.text), width - 1), line.bad) for line in told[: max(1, height - 1)]]

    def _host(self, url: str, at: float) -> Host:
        name = registrable_domain(url).removesuffix(":443").removesuffix(":80")
        host = self._hosts.setdefault(name, Host(name))
        self._touched += 1
        host.touched = self._touched
        self._answers.append(at)
        return host

    def _head(self, now: float) -> str:
        hosts = self._hosts.values()
        waiting = sum(host.waiting for host in hosts)
        while self._answers and self._answers[0] < now - RATE_S:
            self._answers.popleft()
        rate = len(self._answers) / max(1.0, min(RATE_S, now - self._began))
        minutes, seconds = divmod(int(now - self._began), 60)
        return " · ".join(
            (
                f"{minutes}:{seconds:02}  {self._feeds}/{max(self._due, self._feeds)} feeds",
                f"{sum(host.pages for host in hosts)} pages" + (f", {waiting} waiting" if waiting else ""),
                f"{rate:.1f}/s",
                f"{sum(host.new for host in hosts)} new",
                f"{self._failed} failed",
            )
        )

    def _rows(self, most: int) -> Iterator[Line]:
        """The sites that answered last, the last first; and how many there are besides."""
        hosts = sorted(self._hosts.values(), key=lambda host: -host.touched)
        for host in hosts[:most]:
            known = host.pages + host.waiting
            filled = BAR * host.pages // known if known else 0
            bar = ("█" * filled).ljust(BAR, "░" if known else " ")
            figures = f"{host.pages}/{known} pages, {host.new} new" if known else ""
            yield Line(f"{set_cell_size(host.name, NAME)} {bar} {figures:<22} {host.error}".rstrip(), bool(host.error))
        if len(hosts) > most:
            yield Line(f"and {len(hosts) - most} more sites")


def fitted(text: str, width: int) -> str:
    """One line, as much of it as there is room for; a letter of Chinese takes the room of two."""
    line = " ".join(text.splitlines())
    return line if cell_len(line) <= width else set_cell_size(line, max(0, width - 1)) + "…"

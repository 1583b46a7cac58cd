"""A desk in a temporary directory and a way to crawl it over real HTTP."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.cli import main
from crawler.crawl import Order, crawl, utc_now
from crawler.desk.paths import Desk
from crawler.model import Finding, Poll, Run, Stored, Visit
from tests.databases import broken_promises
from tests.flow.origin import Site

HEAD = """\
defaults:
  user_agent: Koplamp test (+http://127.0.0.1/; test@koplamp.invalid)
  pause: 0s
  private_hosts: [127.0.0.1]
"""


Call = Callable[..., tuple[int, str, str]]  # exit code, stdout, stderr


@dataclass
class Onlooker:
    """Remembers what a run said."""

    outcomes: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str | None] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def begun(self, due: int) -> None:
        pass

    def polled(self, poll: Poll, stored: Stored) -> None:
        self.outcomes[poll.job.feed.slug] = str(poll.answer.outcome)
        self.errors[poll.job.feed.slug] = poll.answer.error

    def found(self, finding: Finding, stored: Stored) -> None:
        self.findings.append(finding)

    def visited(self, visit: Visit, stored: Stored) -> None:
        self.visits.append(visit)

    def say(self, notice: str) -> None:
        self.said.append(notice)


@dataclass
class Crawled:
    """A run and what was seen of it."""

    run: Run
    seen: Onlooker

    @property
    def outcomes(self) -> dict[str, str]:
        return self.seen.outcomes


class Clock:
    """Goes like every other, from a moment of our choosing, and can be put forward."""

    def __init__(self, start: datetime = datetime(2025, 11, 19, 12, 0, tzinfo=UTC)) -> None:
        self._start, self._ticks = start, time.monotonic()

    def __call__(self) -> datetime:
        return self._start + timedelta(seconds=time.monotonic() - self._ticks)

    def skip(self, **by: float) -> None:
        """Put it forward: hours=2."""
        self._start += timedelta(**by)


@dataclass
class Office:
    """A desk to crawl: write feeds.yaml, crawl, ask the database."""

    desk: Desk
    clock: Callable[[], datetime] = utc_now

    def feeds(self, *feeds: str, head: str = HEAD) -> None:
        """Write feeds.yaml; a feed is `slug url [key: value]...` in lines of YAML without the first dash."""
        listed = "".join("  - " + feed.strip().replace("\n", "\n    ") + "\n" for feed in feeds)
        self.desk.feeds_yaml.write_text(f"{head}feeds:\n{listed}" if feeds else f"{head}feeds: []\n")

    def crawl(self, *names: str, now: bool = True, since: datetime | None = None) -> Crawled:
        seen = Onlooker()
        order = Order(now=now, names=names, trigger="test", since=since)
        return Crawled(crawl(self.desk, order, seen, self.clock), seen)

    def rows(self, sql: str, *values: object) -> list[dict[str, object]]:
        db = sqlite3.connect(self.desk.news_db)
        db.row_factory = sqlite3.Row
        try:
            return [dict(row) for row in db.execute(sql, values)]
        finally:
            db.close()

    def run(self, sql: str) -> None:
        """Change the database behind the crawler's back."""
        with sqlite3.connect(self.desk.news_db) as db:
            db.execute(sql)
        db.close()

    def column(self, sql: str, *values: object) -> list[object]:
        return [next(iter(row.values())) for row in self.rows(sql, *values)]


@pytest.fixture(params=["curl", "aiohttp"])
def each_transport(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The test is run over both transports that many crawls in one process may have."""
    monkeypatch.setenv("KOPLAMP_TRANSPORT", request.param)
    return str(request.param)


@pytest.fixture
def office(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Office]:
    """A desk in an empty folder. In the end its databases keep every promise, unless the test is marked."""
    yield Office(Desk(tmp_path))

    if request.node.get_closest_marker("breaks_promises") is None:
        assert [] == broken_promises(tmp_path)


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


def feed_line(slug: str, url: str, **keys: object) -> str:
    """One feed in YAML."""
    extra = "".join(
        f"\n{key}: {str(value).lower() if isinstance(value, bool) else value}" for key, value in keys.items()
    )
    return f"name: {slug}\nslug: {slug}\nurl: {url}\nlanguage: en{extra}"


@pytest.fixture
def koplamp(office: Office, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Call:
    """`koplamp ARGUMENTS` on the desk -> exit code, stdout, stderr."""

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setenv("KOPLAMP_DESK", str(office.desk.folder))
        monkeypatch.setattr("sys.argv", ["koplamp", *arguments])
        capfd.readouterr()
        with pytest.raises(SystemExit) as end:
            main()
        said = capfd.readouterr()
        return int(end.value.code or 0), said.out, said.err

    return run


@pytest.fixture
def line() -> Callable[..., str]:
    return feed_line

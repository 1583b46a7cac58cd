"""Endpoints -> one crawl of them all by the real program as a process, and everything that is to be seen of it."""

import contextlib
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.hostile.certificates import Authority
from tests.hostile.endpoint import Asked, Endpoint
from tests.hostile.payloads import GOOD, zeros
from tests.hostile.server import ELSEWHERE, SECURE, Town
from tests.sessions import of_session

KOPLAMP = [sys.executable, "-c", "from crawler.cli import main; main()"]
MARKER = "marker-4711-of-a-secret"
LOOK_S = 0.05  # how often memory is looked at; the kernel keeps the peak of a process for as long as it lives


@dataclass
class Crawl:
    """What a crawl said and used. `peaks`: MiB that each process of it had at most, by pid."""

    code: int
    seconds: float
    lines: list[tuple[float, str]]  # when (monotonic), what
    stderr: str
    peaks: Mapping[int, int]

    @property
    def stdout(self) -> str:
        return "\n".join(text for _, text in self.lines)

    def outcomes(self) -> dict[str, list[tuple[float, dict[str, object]]]]:
        """Of a crawl with --json: each feed's lines, and when they came."""
        found: dict[str, list[tuple[float, dict[str, object]]]] = defaultdict(list)
        for at, text in self.lines:
            told = json.loads(text)
            if "feed" in told and "older" not in told:
                found[str(told["feed"])].append((at, told))
        return found


@dataclass
class Hostile:
    """A desk, the servers of some endpoints, and crawls of them."""

    folder: Path
    endpoints: Iterable[Endpoint]
    seconds: float
    crawls: list[Crawl] = field(default_factory=list)

    def crawl(self, *options: str) -> Crawl:
        """Crawl with these options; the servers are open meanwhile and remember."""
        done = self._run(["crawl", "--now", *options])
        self.crawls.append(done)
        return done

    def backfill(self, name: str, since: str) -> Crawl:
        """Ask for what a feed listed since a day."""
        return self._run(["backfill", name, "--since", since])

    def __enter__(self) -> "Hostile":
        certificates = self.folder / "certificates"
        certificates.mkdir()
        self._authority = Authority(certificates)
        for coding in ("br", "deflate", "gzip", "raw", "zstd"):
            zeros(coding)  # made once: while one is made nobody else is served
        self.town = Town(self.endpoints, self._authority.contexts(), self.seconds, GOOD)
        self.town.__enter__()
        self.desk = self.folder / "desk"
        self.desk.mkdir()
        (self.desk / "feeds.yaml").write_text(self._feeds(), "utf-8")
        return self

    def __exit__(self, *_: object) -> None:
        self.town.__exit__()

    def asked_of(self, name: str) -> list[Asked]:
        """What came to an endpoint's address."""
        hosts = {host for host, one in self.town.endpoints.items() if one.name == name}
        return [asked for asked in self.town.asked if asked.host in hosts]

    def rows(self, sql: str, *values: object) -> list[dict[str, object]]:
        """Rows of the desk's database."""
        with contextlib.closing(sqlite3.connect(self.desk / "news.db")) as db:
            db.row_factory = sqlite3.Row
            return [dict(row) for row in db.execute(sql, values)]

    def articles_of(self, name: str) -> list[dict[str, object]]:
        """The articles a feed listed, with their texts."""
        return self.rows(
            "select a.*, t.body, t.blocks from feeds f join sightings s on s.feed_id = f.id "
            "join articles a on a.id = s.article_id left join article_text t on t.article_id = a.id where f.slug = ?",
            name,
        )

    def _origin(self, host: str) -> str:
        return self.town.url(host).removesuffix("/feed")

    def _feeds(self) -> str:
        hosts = [*self.town.endpoints, ELSEWHERE, SECURE]
        entries = "".join(
            f"  - name: {one.name}\n    url: {self.town.url(host)}\n    language: en\n"
            + "".join(f"    {line}\n" for line in one.feed.replace("@here", self._origin(host)).splitlines())
            for host, one in self.town.endpoints.items()
        )
        return (
            "defaults:\n  user_agent: Koplamp test (+http://127.0.0.1/; test@koplamp.invalid)\n  pause: 0s\n"
            f"  look_again: false\n  limits: {{seconds: {self.seconds:g}}}\n  minutes_per_run: 10\n"
            f"  private_hosts: [{', '.join(hosts)}]\nfeeds:\n{entries}"
        )

    def _run(self, arguments: list[str]) -> Crawl:
        environment = {**os.environ, "HOSTILE_KEY": MARKER, "SSL_CERT_FILE": str(self._authority.file)}
        began = time.monotonic()
        lines: list[tuple[float, str]] = []
        with tempfile.TemporaryFile("w+") as errors:
            run = subprocess.Popen(
                [*KOPLAMP, *arguments, "--desk", str(self.desk)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                errors="backslashreplace",
                env=environment,
                start_new_session=True,
            )
            peaks: dict[int, int] = {}
            looking = threading.Thread(target=_look, args=(run, peaks), daemon=True)
            looking.start()
            assert run.stdout is not None
            lines.extend((time.monotonic(), text.rstrip("\n")) for text in run.stdout)
            code = run.wait(timeout=60)
            looking.join()
            errors.seek(0)
            return Crawl(code, time.monotonic() - began, lines, errors.read(), peaks)


def _look(run: subprocess.Popen[str], peaks: dict[int, int]) -> None:
    """Note the memory of a process and of all it started (they share its session) until it ends."""
    while run.poll() is None:
        for pid in of_session(run.pid):
            with contextlib.suppress(OSError):
                told = Path(f"/proc/{pid}/status").read_text("utf-8")
                [peak] = [line.split()[1] for line in told.splitlines() if line.startswith("VmHWM:")] or ["0"]
                peaks[pid] = max(peaks.get(pid, 0), int(peak) >> 10)
        time.sleep(LOOK_S)

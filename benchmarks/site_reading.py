"""Readers beside writers: `python -m benchmarks.site_reading [READS] [CRAWLS]`, 1,000 and 20 unless said.

`koplamp serve` on a desk's own database is asked for pages in turn while one `koplamp crawl` after the other fills it
from a server in this machine, and `koplamp publish` replaces a copy that a second, public site shows. Printed: errors,
and how long an answer took. It goes on until both counts are reached; anything but 200 ends it with exit code 1.
"""

import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from statistics import quantiles

from benchmarks.origin import Shelf, host_of, origin

PAGES = (
    "/", "/news/articles", "/news/latest.json?_shape=array", "/news/search?q=car", "/news/makes_covered", "/trends",
    "/news/feed_health", "/health", "/changed", "/news/articles?source_id=1", "/news/articles/1",
)  # fmt: skip
OF_A_CRAWL = 2  # feeds
HOSTS = 200  # addresses at most
HEAD = """defaults:
  user_agent: Koplamp benchmark (+http://127.0.0.1/; bench@koplamp.invalid)
  pause: 0s
  private_hosts: [{hosts}]
feeds:
"""


def main(reads: int, crawls: int) -> None:
    """Read, crawl and publish at the same time, and print what came of it."""
    with (
        tempfile.TemporaryDirectory(prefix="koplamp-reading-") as folder,
        origin(Shelf(crawls * OF_A_CRAWL, hosts=HOSTS)) as news,
    ):
        desk, copy = Path(folder), Path(folder) / "copy.db"
        listed = "".join(
            f"  - {{name: feed-{n}, slug: feed-{n}, url: '{url}', language: en}}\n" for n, url in enumerate(news.urls())
        )
        hosts = ", ".join(host_of(n, HOSTS) for n in range(crawls * OF_A_CRAWL))
        (desk / "feeds.yaml").write_text(HEAD.format(hosts=hosts) + listed)
        _koplamp("crawl", "--now", "feed-0", "--desk", folder)
        _koplamp("publish", str(copy), "--desk", folder)
        ended = threading.Event()
        with (
            served("--desk", folder) as own,
            served("--snapshot", str(copy), "--public") as public,
            working(lambda: _fill(folder, copy, crawls, ended)),
        ):
            seen = [read(own if n % 2 else public, PAGES[n // 2 % len(PAGES)]) for n in _until(ended, reads)]
    answers = Counter(status for status, _ in seen)
    took = quantiles([1000 * s for _, s in seen], n=100)
    sys.stdout.write(
        f"{len(seen):,} reads during {crawls} crawls and as many publications: {dict(answers)}; "
        f"half within {took[49]:.0f} ms, 99 of 100 within {took[98]:.0f} ms\n"
    )
    sys.exit(0 if answers.keys() == {200} else 1)


def _fill(folder: str, copy: Path, crawls: int, ended: threading.Event) -> None:
    try:
        for number in range(crawls):
            names = [f"feed-{number * OF_A_CRAWL + n}" for n in range(OF_A_CRAWL)]
            _koplamp("crawl", "--now", *names, "--desk", folder)
            _koplamp("publish", str(copy), "--desk", folder)
    finally:
        ended.set()


def _until(ended: threading.Event, reads: int) -> Iterator[int]:
    number = 0
    while number < reads or not ended.is_set():
        yield number
        number += 1


def read(address: str, path: str) -> tuple[int, float]:
    """Status and seconds of one answer, read to its end."""
    started = time.monotonic()
    with closing(HTTPConnection(address, timeout=30)) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
    return answer.status, time.monotonic() - started


@contextmanager
def served(*arguments: str) -> Iterator[str]:
    """A running `koplamp serve` -> its host and port."""
    command = [sys.executable, "-m", "crawler", "serve", "--port", "0", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().removeprefix("http://").partition("/")[0]
        finally:
            process.terminate()


@contextmanager
def working(work: Callable[[], None]) -> Iterator[None]:
    """Something that goes on in a thread of its own while the block runs."""
    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        thread.join()


def _koplamp(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "crawler", *arguments], check=True)


if __name__ == "__main__":
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 else 1000,
        int(sys.argv[2]) if len(sys.argv) > 2 else 20,
    )

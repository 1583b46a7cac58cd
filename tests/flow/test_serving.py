"""`koplamp serve` with its commands: read while crawls write, and while the copy it shows is replaced."""

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.flow.conftest import Call, Office, feed_line
from tests.flow.origin import STORY, Said, Site, feed_of, page_of

READS = 50
PAGES = (
    "/", "/news/articles", "/news/latest.json?_shape=array", "/news/search?q=car", "/news/articles_by_day", "/health",
    "/trends", "/changed", "/news/feed_health", "/news/articles/1",
)  # fmt: skip
ENTRIES = [(f"Car {n}", f"/cars/{n}") for n in range(30)]


@pytest.fixture
def crawled(office: Office, site: Site) -> Office:
    """A desk with four articles; more of them are listed now, and their pages are slow."""
    for number, (title, path) in enumerate(ENTRIES):
        site.say(path, Said(page_of(title, f"All about {title}.", *STORY), wait_s=0.0 if number < 4 else 0.05))
    site.say("/feed.xml", feed_of(*ENTRIES[:4]))
    office.feeds(feed_line("cars", f"{site.url}/feed.xml", pages_per_run=30))
    office.crawl()
    site.say("/feed.xml", feed_of(*ENTRIES))
    return office


def start(*arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "crawler", *arguments]
    return subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


@contextmanager
def served(*arguments: str) -> Iterator[str]:
    """A running `serve` -> its address; it has nothing to complain of and ends by Ctrl-C."""
    process = start("serve", "--port", "0", *arguments)
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        address = re.fullmatch(r"http://(127\.0\.0\.1:\d+)(/.*)\n", process.stdout.readline())
        assert address, process.stderr.read()
        yield address[1]
    finally:
        process.send_signal(signal.SIGINT)
        code, said = process.wait(10), process.stderr.read()
    assert (128 + signal.SIGINT, "\n") == (code, said)


def status(address: str, path: str) -> tuple[int, str]:
    with closing(HTTPConnection(address, timeout=20)) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def test_pages_answer_while_a_crawl_writes(crawled: Office) -> None:
    folder = str(crawled.desk.folder)
    with served("--desk", folder) as address:
        before = json.loads(status(address, "/news/latest.json?_shape=array")[1])
        crawl, seen = start("crawl", "--now", "--desk", folder), []
        while crawl.poll() is None or len(seen) < READS:
            seen.append(status(address, PAGES[len(seen) % len(PAGES)])[0])
        after = json.loads(status(address, "/news/latest.json?_shape=array&_size=max")[1])

    assert (0, ("", "")) == (crawl.returncode, crawl.communicate())
    assert {200} == set(seen)
    assert (4, 30) == (len(before), len(after))


def test_pages_answer_while_the_copy_is_replaced(crawled: Office, koplamp: Call, tmp_path: Path) -> None:
    copy = str(tmp_path / "copy.db")
    assert (0, "", "") == koplamp("publish", copy)
    with served("--snapshot", copy, "--public", "--host-name", "nieuws.example") as address:
        before = json.loads(status(address, "/news/latest.json?_shape=array")[1])
        assert 0 == crawled.crawl().run.exit_code
        seen = []
        for number in range(READS):
            if number % 10 == 5:
                assert (0, "", "") == koplamp("publish", copy)
            seen.append(status(address, PAGES[number % len(PAGES)])[0])
        after = json.loads(status(address, "/news/latest.json?_shape=array&_size=max")[1])

    assert {200} == set(seen)
    assert (4, 30) == (len(before), len(after))


def test_the_words_of_a_refusal_say_what_to_write(koplamp: Call, crawled: Office) -> None:
    for arguments, said in (
        (("--host-name", "https://nieuws.example"), "write the name alone"),
        (("--base-url", "https://nieuws.example/"), "write a path such as /nieuws/"),
        (("--base-url", "/news/"), "take another word"),
        (("--snapshot", "/nowhere/news.db"), "no database here yet"),
        (("--write-config", "/nowhere"), "no such folder"),
    ):
        code, out, err = koplamp("serve", "--public", *arguments)

        assert (2 if "snapshot" not in arguments[0] else 74, "") == (code, out)
        assert said in err


def test_a_snapshot_needs_no_desk(koplamp: Call, crawled: Office, tmp_path: Path) -> None:
    copy, folder = tmp_path / "else" / "news.db", tmp_path / "config"
    copy.parent.mkdir()
    folder.mkdir()
    assert (0, "", "") == koplamp("publish", str(copy))
    code, out, err = koplamp(
        "serve", "--desk", "/nowhere", "--snapshot", str(copy), "--write-config", str(folder), "--public"
    )

    assert (0, "") == (code, err)
    assert str(folder / "metadata.yaml") in out.splitlines()

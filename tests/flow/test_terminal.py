"""A crawl on a terminal: a block that is drawn anew, lines that stay, and nothing of it anywhere else."""

import contextlib
import os
import pty
import subprocess
import sys

import pytest

from tests.flow.conftest import HEAD, Office, feed_line
from tests.flow.origin import STORY, Said, Site, feed_of, page_of
from tests.pace import Pace

ON_ITS_TERMINAL = "import fcntl, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); "
MAIN = "from crawler.__main__ import main; main()"


def typed(office: Office, *arguments: str, **environment: str) -> tuple[int, str]:
    """`koplamp ARGUMENTS` on a terminal -> its exit code, and every byte it printed there."""
    master, slave = pty.openpty()
    run = subprocess.Popen(
        [sys.executable, "-m", "crawler", *arguments, "--desk", str(office.desk.folder)],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env={**os.environ, "COLUMNS": "100", "LINES": "30", **environment},
    )
    os.close(slave)
    said = b""
    with contextlib.suppress(OSError):  # Linux ends a terminal whose last process left with EIO
        while piece := os.read(master, 65536):
            said += piece
    code = run.wait(timeout=60)
    os.close(master)
    return code, said.decode()


@pytest.fixture
def two_sites(office: Office, site: Site) -> Office:
    """One with an article whose title wants to move the cursor, one that is not there."""
    site.say("/feed.xml", feed_of(("New \x9b2Jestate \u202etop", "/estate")))
    site.say("/estate", Said(page_of("New estate", *STORY), wait_s=0.7))
    office.feeds(
        feed_line("good", f"{site.url}/feed.xml"),
        feed_line("bad", "http://127.0.0.2:1024/feed.xml"),
        head=HEAD.replace("[127.0.0.1]", "[127.0.0.1, 127.0.0.2]"),
    )
    return office


def test_a_terminal_sees_sites_errors_and_articles_as_they_come(two_sites: Office) -> None:
    code, said = typed(two_sites, "crawl", TERM="xterm", NO_COLOR="1")

    assert 0 == code
    assert "2/2 feeds · 0 pages, 1 waiting" in said
    assert "+ New estate" in said
    assert "127.0.0.2" in said
    assert "\x1b[33m" not in said
    last = said.rpartition("\x1b[J")[0].rpartition("\x1b[J")[2]
    assert "2 feeds asked: 1 fresh, 0 unchanged, 1 failed · 1 page · 1 new article" in last
    for other in ("\x9b", "\u202e", "\x1b[2J", "\x1b[?25l"):
        assert other not in said


def test_ctrl_c_ends_a_run_in_order_and_takes_the_block_away(office: Office, site: Site) -> None:
    site.say("/feed.xml", feed_of(*((f"Car {number}", f"/{number}") for number in range(9))))
    for number in range(9):
        site.say(f"/{number}", Said(page_of(f"Car {number}", *STORY), wait_s=5))
    office.feeds(feed_line("good", f"{site.url}/feed.xml"))
    master, slave = pty.openpty()
    run = subprocess.Popen(
        [sys.executable, "-c", ON_ITS_TERMINAL + MAIN, "crawl", "--desk", str(office.desk.folder)],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        start_new_session=True,
        env={**os.environ, "TERM": "xterm"},
    )
    os.close(slave)
    said = b""
    while b"waiting" not in said or len(site.asked) < 3:
        said += os.read(master, 65536)

    with Pace() as took:
        os.write(master, b"\x03")
        with contextlib.suppress(OSError):
            while piece := os.read(master, 65536):
                said += piece
        code = run.wait(timeout=20)
    os.close(master)

    assert 130 == code
    assert took.s < 5
    assert said.rstrip().endswith(b"\x1b[J"), "nothing of the block is left"
    assert [130] == office.column("select exit_code from runs")
    assert {"listed"} == set(office.column("select stage from articles"))
    assert ["ok"] == office.column("pragma integrity_check")

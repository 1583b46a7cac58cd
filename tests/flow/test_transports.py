"""Each download handler, in a process each: a real crawl, no canary asked, and an end when it is asked for."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.flow.conftest import Call, Office, feed_line
from tests.flow.origin import STORY, Said, Site, feed_of, page_of
from tests.pace import Pace

ROOT = Path(__file__).resolve().parents[2]
TRANSPORTS = ("curl", "aiohttp", "twisted")
SPELLINGS = (
    "127.0.0.2", "2130706434", "0x7f000002", "0x7f.0.0.2", "0177.0.0.2", "127.2", "127.0.2",
    "１２７.0.0.2", "127。0。0。2",
    "[::ffff:127.0.0.2]", "[::ffff:7f00:2]", "[0:0:0:0:0:ffff:7f00:2]", "[64:ff9b::7f00:2]", "[2002:7f00:2::]", "[::1]",
    "localhost", "LOCALHOST", "0.0.0.0", "user:word@127.0.0.2",
)  # fmt: skip


@pytest.fixture
def canary() -> Iterator[Site]:
    """At an address that is not among private_hosts."""
    with Site("127.0.0.2") as far:
        yield far


def started(office: Office, transport: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.flow.fallback", str(office.desk.folder)],
        cwd=ROOT,
        env={**os.environ, "KOPLAMP_TRANSPORT": transport},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_no_spelling_of_an_address_leads_inside(office: Office, site: Site, canary: Site, transport: str) -> None:
    port = canary.url.rpartition(":")[2]
    for number, spelling in enumerate(SPELLINGS):
        site.say(f"/to/{number}", Said(b"", 302, {"Location": f"http://{spelling}:{port}/"}))
    site.say("/feed.xml", feed_of(("Estate", "/page"), ("Inside", f"{canary.url}/x")))
    site.say("/page", page_of("Estate", *STORY))
    office.feeds(
        feed_line("good", f"{site.url}/feed.xml"),
        feed_line("direct", f"{canary.url}/feed.xml"),
        *(feed_line(f"n{number}", f"{site.url}/to/{number}") for number in range(len(SPELLINGS))),
    )
    with started(office, transport) as run:
        out, err = run.communicate(timeout=120)
    told = json.loads(out.splitlines()[-1]) if out else {"outcomes": err}

    assert "fresh" == told["outcomes"]["good"], err
    assert ["/page"] == [path for path in site.paths() if path == "/page"]
    assert [] == canary.asked
    led = {spelling: told["outcomes"][f"n{number}"] for number, spelling in enumerate(SPELLINGS)}
    assert {} == {s: o for s, o in led.items() if o not in {"refused", "redirect", "network"}}
    assert "refused" == led["127.0.0.2"] == led["[::1]"] == told["outcomes"]["direct"]


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_a_run_ends_within_seconds(office: Office, site: Site, transport: str) -> None:
    site.say("/slow.xml", Said(feed_of(("Estate", "/page")), wait_s=60))
    office.feeds(feed_line("slow", f"{site.url}/slow.xml"))
    with started(office, transport) as run:
        deadline = time.monotonic() + 60
        while "/slow.xml" not in site.paths() and time.monotonic() < deadline:
            time.sleep(0.05)
        with Pace() as took:
            run.send_signal(signal.SIGTERM)
            run.communicate(timeout=60)

    assert took.s < 15
    assert ["/slow.xml"] == site.paths()


def test_an_unknown_transport_is_named(
    office: Office, site: Site, monkeypatch: pytest.MonkeyPatch, koplamp: Call
) -> None:
    monkeypatch.setenv("KOPLAMP_TRANSPORT", "carrier-pigeon")
    office.feeds(feed_line("kolibri", f"{site.url}/feed.xml"))

    code, _, err = koplamp("crawl")

    assert (2, True) == (code, "write curl or aiohttp or twisted" in err)
    assert [] == site.asked


def test_without_libcurl_aiohttp_asks_unless_libcurl_was_wanted(
    office: Office, site: Site, monkeypatch: pytest.MonkeyPatch, koplamp: Call
) -> None:
    monkeypatch.setitem(sys.modules, "pycurl", None)
    site.say("/feed.xml", feed_of(("Estate", "/page")))
    office.feeds(feed_line("kolibri", f"{site.url}/feed.xml", follow=False))

    assert 0 == koplamp("crawl", "--now")[0]
    assert "/feed.xml" in site.paths()
    monkeypatch.setenv("KOPLAMP_TRANSPORT", "curl")
    code, _, err = koplamp("crawl", "--now")

    assert (2, True) == (code, "pip install 'koplamp[fast]'" in err)

"""Workers and writers as operators meet them: sessions that end, terms that change, what cannot work and says so."""

import asyncio
import time

import pytest

from crawler import fleet
from crawler.cli import main
from crawler.cluster.board import LeaseLost, name
from crawler.cluster.leases import Leases
from crawler.cluster.messages import Terms, read, written
from crawler.fleet import Session, terms
from crawler.model import Feed, Feeds, Limits

PLAIN = Feed("plain", "Plain", "https://plain.nl/feed", "plain.nl")
KEYED = Feed("keyed", "Keyed", "https://keyed.nl/feed", "keyed.nl", headers=(("X-Key", "${KEY}"),))
SLOW = Feed("slow", "Slow", "https://slow.nl/feed", "slow.nl", pause_s=50.0, limits=Limits(seconds=10))
FEEDS = Feeds((PLAIN, KEYED, SLOW), "Koplamp", False, "Europe/Amsterdam")


def test_workers_are_told_what_they_need_and_no_more():
    told = terms(FEEDS, ())

    assert (KEYED, SLOW) == told.feeds.feeds
    assert ("Koplamp", 100.0) == (told.feeds.user_agent, told.lease_s)
    assert "${KEY}" in written(told).decode(), "secrets stay where they are"
    assert told == read(written(told), Terms)


@pytest.fixture
def session(on_board, monkeypatch):
    """Carry out a session with a spider that takes jobs and asks nobody, while something happens."""

    async def spider(wiring):
        async for _ in wiring.queue.jobs():
            raise AssertionError("nobody has put a job")

    monkeypatch.setattr(fleet, "run_spider", spider)

    def carried_out(happens):
        async def story(board):
            message = written(Terms(Feeds((), "Koplamp", False, "UTC"), (), 1.5))
            await board.ask("set", name("terms"), message)
            leases = Leases(board, "one", 0.0)
            working = asyncio.ensure_future(Session(board, leases, message).run())
            await asyncio.sleep(0.4)
            running = not working.done()
            await happens(board, leases)
            began = time.monotonic()
            [end] = await asyncio.gather(working, return_exceptions=True)
            return running, end, time.monotonic() - began < 1.5, len(leases.held)

        return on_board(story)

    return carried_out


def test_a_session_ends_when_the_terms_change(session):
    async def happens(board, leases):
        await board.ask("set", name("terms"), written(terms(FEEDS, ())))

    assert (True, None, True, 64) == session(happens), "and what it held is still its own"


def test_a_session_ends_when_its_leases_are_lost(session):
    async def happens(board, leases):
        await board.ask("set", name("lease", 7), "two:2")

    running, end, soon, _ = session(happens)

    assert (True, True) == (running, soon)
    assert isinstance(end, LeaseLost)


def test_a_session_ends_with_its_time(session, monkeypatch):
    monkeypatch.setattr(fleet, "SESSION_SHARE", 0.0)

    async def happens(board, leases):
        """Time goes by."""

    assert None is session(happens)[1]


@pytest.fixture
def run(monkeypatch, capfd):
    """`koplamp WORDS` -> its exit code and what it says."""

    def ended(*words):
        monkeypatch.setattr("sys.argv", ["koplamp", *words])
        with pytest.raises(SystemExit) as end:
            main()
        return end.value.code, capfd.readouterr().err

    return ended


@pytest.mark.parametrize("words", [("worker",), ("dead",)])
def test_an_address_that_is_none_is_said_at_once(words, run):
    code, said = run(*words, "--redis", "http://127.0.0.1")

    assert 2 == code
    assert said.startswith("koplamp: --redis: ")


def test_a_worker_needs_the_handler_that_can_be_used_twice(run, monkeypatch):
    monkeypatch.setenv("KOPLAMP_TRANSPORT", "twisted")
    code, said = run("worker", "--redis", "redis://127.0.0.1:1/0")

    assert (2, True) == (code, "leave KOPLAMP_TRANSPORT out" in said)


def test_a_redis_that_wants_another_password_ends_a_writer(run, server, tmp_path):
    (tmp_path / "feeds.yaml").write_text("feeds: []\n")
    url = server.url.replace("redis://", "redis://:wrong@")
    server.client.config_set("requirepass", "right")
    try:
        code, said = run("writer", "--once", "--redis", url, "--desk", str(tmp_path))
    finally:
        server.client.config_set("requirepass", "")

    assert 2 == code
    assert said.startswith("koplamp: Redis does not let us in: ")

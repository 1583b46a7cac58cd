"""The writer's half: what a desk's queue hands out is stored once, whatever dies between a commit and its settling."""

import asyncio
import threading
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crawler.cluster import handing
from crawler.cluster.board import Board, LeaseLost, client, name
from crawler.cluster.dead import put_aside, requeue
from crawler.cluster.handing import MOST_DELIVERIES, Ends, Handing, settle_held
from crawler.cluster.leader import Leader
from crawler.cluster.leases import Leases
from crawler.cluster.messages import written
from crawler.cluster.scripts import SETTLE
from crawler.cluster.stream_manners import StreamManners
from crawler.cluster.stream_queue import StreamQueue
from crawler.errors import StorageError
from crawler.model import Answer, FeedJob, HostState, Outcome, RobotsTxt
from crawler.store import handed
from crawler.store.database import rows, value
from crawler.store.local import LocalManners, Writer
from crawler.store.local_queue import LocalQueue
from crawler.store.local_sink import LocalSink
from crawler.store.store import Store
from tests.unit.store.store_makers import desk, draft, feed, poll, visit, words

NOW = datetime.now(UTC).replace(microsecond=0)
FEEDS = 12
OWNER = "writer:1"


class Killed(BaseException):
    """The writer's end."""


class Mortal(Board):
    """A Board whose process dies instead of settling."""

    async def run(self, script, keys, *arguments):
        if script == SETTLE:
            raise Killed
        return await super().run(script, keys, *arguments)


class Stand:
    """A desk, and a cluster of one worker whose answers are made up."""

    def __init__(self, folder, url):
        self.folder, self.url = folder, url
        self.feeds = desk(*(feed(f"site{n}") for n in range(FEEDS)))
        self.said, self.asked = [], []
        self.now = NOW

    def answer(self, job):
        self.asked.append(job.feed.slug if isinstance(job, FeedJob) else job.url)
        if isinstance(job, FeedJob):
            return replace(poll(draft(f"https://{job.feed.slug}.example/1"), of=job.feed, asked_at=self.now), job=job)
        return visit(job, words(body=f"Tekst van {job.url}."), asked_at=self.now)

    @asynccontextmanager
    async def worker(self):
        board = Board(client(self.url))
        leases = Leases(board, "one", 30)
        await leases.begin()
        queue = StreamQueue(board, leases, StreamManners(board, {}, lambda: self.now).meet)

        async def work():
            async for job in queue.jobs():
                came = self.answer(job)
                if came is not None:
                    await (queue.polled if isinstance(job, FeedJob) else queue.visited)(came)

        working = asyncio.ensure_future(work())
        try:
            yield board
        finally:
            if not working.cancel():
                working.result()
            with suppress(asyncio.CancelledError):
                await working
            await board.ask("delete", name("workers"), *(name("lease", shard) for shard in range(64)))
            await board.close()

    async def run(self, board=None, stop_when=None):
        """One run of the writer, which ends early when something happened -> whether nobody could be reached."""
        board = board or Board(client(self.url))
        await board.ask("set", name("leader"), OWNER)
        with Store(self.folder / "news.db", self.folder / "pages.db") as store, Writer(store) as writer:
            store.sync_feeds(self.feeds, self.now)
            store.start_run("cluster", "0", self.now)
            queue = LocalQueue(writer, self.feeds, lambda: self.now)
            sink = LocalSink(writer, queue)
            with Store(self.folder / "news.db", self.folder / "pages.db", write=False) as other:

                def is_wanted(came):
                    return handed.is_wanted(other.news, came.job, came.asked_at)

                ends = Ends(queue, sink, LocalManners(writer, lambda: self.now), is_wanted, queue.done)
                run = Handing(board, OWNER, ends, self.said.append)
                if stop_when is not None:
                    asyncio.ensure_future(stop_when).add_done_callback(lambda _: run.stop())
                try:
                    async with asyncio.timeout(20):
                        await run.carry_out()
                    offline = sink.settle(self.now)
                    await settle_held(board, OWNER, run.held)
                finally:
                    await board.close()
        return offline

    async def opened(self, server, jobs):
        """Wait until so many are open."""
        for _ in range(200):
            if server.client.hlen(name("open")) >= jobs:
                return
            await asyncio.sleep(0.05)

    def counts(self):
        """Polls, feeds polled, articles, texts."""
        with Store(self.folder / "news.db", self.folder / "pages.db", write=False) as store:
            sql = (
                "select (select count(*) from fetches), (select count(distinct feed_id) from fetches), "
                "(select count(*) from articles), (select count(*) from articles where stage = 'extracted')"
            )
            return tuple(rows(store.news, sql)[0].values())

    def left(self, server):
        """What Redis holds on to: open jobs, results, jobs put aside."""
        redis = server.client
        return redis.hlen(name("open")), redis.xlen(name("results")), redis.hlen(name("aside"))


ALL = (FEEDS, FEEDS, FEEDS, FEEDS)


@pytest.fixture
def stand(tmp_path, server):
    return Stand(tmp_path, server.url)


def told(story):
    return asyncio.run(story())


def test_feeds_and_the_pages_they_list_go_out_and_come_back(stand, server):
    async def story():
        async with stand.worker():
            await stand.run()

    told(story)

    assert (ALL, (0, 0, 0)) == (stand.counts(), stand.left(server))
    assert 2 * FEEDS == len(stand.asked) == len(set(stand.asked))


def test_a_writer_that_dies_between_commit_and_settling_stores_nothing_twice(stand, server):
    async def story():
        async with stand.worker():
            with pytest.raises(Killed):
                await stand.run(Mortal(client(stand.url)))
            before = stand.counts()
            await stand.run()
        return before

    before = told(story)

    assert 0 < before[0], "something was committed"
    assert (ALL, (0, 0, 0)) == (stand.counts(), stand.left(server))
    assert 2 * FEEDS == len(stand.asked) == len(set(stand.asked)), "and nothing was asked twice"


def test_a_run_that_ends_early_leaves_what_is_out_to_the_next(stand, server):
    async def story():
        await stand.run(stop_when=stand.opened(server, FEEDS))
        open_then = stand.left(server)[0]
        async with stand.worker():
            await stand.run()
        return open_then

    assert FEEDS == told(story)
    assert (ALL, (0, 0, 0)) == (stand.counts(), stand.left(server))
    assert 2 * FEEDS == len(stand.asked) == len(set(stand.asked))


def test_what_redis_forgot_is_handed_out_again(stand, server, monkeypatch):
    monkeypatch.setattr(handing, "LOOK_S", 0.3)

    async def story():
        run = asyncio.ensure_future(stand.run())
        await stand.opened(server, 1)
        with server.client.pipeline() as at_once:
            at_once.flushall()
            at_once.set(name("leader"), OWNER)
            at_once.xgroup_create(name("results"), "writer", id="0", mkstream=True)
            at_once.execute()
        async with stand.worker():
            await run

    told(story)

    assert (ALL, (0, 0, 0)) == (stand.counts(), stand.left(server))


def test_who_could_not_be_reached_is_charged_at_the_end_of_the_run_and_settled_then(stand, server):
    reached = stand.answer

    def answer(job):
        if isinstance(job, FeedJob) and job.feed.slug == "site3":
            return replace(poll(of=job.feed), job=job, answer=Answer(Outcome.NETWORK, unconnected=True), asked_at=NOW)
        return reached(job)

    async def story():
        async with stand.worker():
            return await stand.run()

    stand.answer = answer

    assert told(story) is False
    assert ((FEEDS, FEEDS, FEEDS - 1, FEEDS - 1), (0, 0, 0)) == (stand.counts(), stand.left(server))


def test_what_a_dead_writer_held_back_is_asked_again(stand, server):
    def unreached(job):
        return replace(poll(of=job.feed), job=job, answer=Answer(Outcome.NETWORK, unconnected=True), asked_at=NOW)

    async def story():
        reached, stand.answer = stand.answer, unreached
        async with stand.worker():
            with pytest.raises(Killed):
                await stand.run(Mortal(client(stand.url)))
        stand.answer = reached
        async with stand.worker():
            await stand.run()

    told(story)

    assert (ALL, (0, 0, 0)) == (stand.counts(), stand.left(server))


def test_a_result_that_cannot_be_read_is_put_aside_and_the_run_goes_on(stand, server):
    async def story():
        run = asyncio.ensure_future(stand.run())
        await stand.opened(server, FEEDS)
        for shard in range(64):
            for entry, kept in server.client.xrange(name("jobs", shard)):
                if kept[b"id"] == b"feed site5":
                    server.client.xadd(name("results"), {"id": "feed site5", "message": b"\x80\x04pickle"})
                    server.client.xdel(name("jobs", shard), entry)
        async with stand.worker() as board:
            await run
            aside = await put_aside(board)
            await requeue(board)
            await stand.run()
        return [(one.job, one.reason) for one in aside]

    [(job, reason)] = told(story)

    assert "feed site5" == job
    assert "no message of ours" in reason
    assert [f"a result was put aside ({reason}): `koplamp dead` shows it"] == stand.said
    assert (ALL, (0, 0, 0)) == (stand.counts(), stand.left(server)), "let go, it was asked again"


def test_a_result_that_ends_writers_is_put_aside(stand, server, monkeypatch):
    async def fails(sink, poll):
        raise StorageError("a fault of ours")

    async def story():
        async with stand.worker():
            with monkeypatch.context() as broken:
                broken.setattr(LocalSink, "polled", fails)
                for _ in range(MOST_DELIVERIES):
                    with pytest.raises(StorageError):
                        await stand.run()
            await stand.run()

    told(story)

    assert [] != stand.said
    assert (0, 0) == stand.left(server)[:2]
    assert stand.left(server)[2] + stand.counts()[0] == FEEDS


def test_a_job_that_was_put_aside_is_not_waited_for(stand, server):
    async def story():
        server.client.hset(name("aside"), "feed site7", "1-0")
        async with stand.worker():
            await stand.run()

    told(story)

    assert (FEEDS - 1, FEEDS - 1, FEEDS - 1, FEEDS - 1) == stand.counts()


def test_what_is_open_and_nowhere_is_not_waited_for(stand, server):
    server.client.hset(name("open"), "feed site5", "asked")

    async def story():
        async with stand.worker():
            await stand.run()

    told(story)

    assert (ALL, (0, 0, 0)) == (stand.counts(), stand.left(server))


def test_a_result_that_comes_again_in_the_same_run_is_stored_once(stand, server):
    """As after a crash of Redis that took its last second with it."""
    reached, again = stand.answer, []

    def answer(job):
        came = reached(job)
        if isinstance(job, FeedJob) and job.feed.slug == "site3":
            again.append({"id": "feed site3", "message": written(came)})
        if again and not isinstance(job, FeedJob):
            server.client.xadd(name("results"), again.pop())
        return came

    async def story():
        async with stand.worker():
            await stand.run()

    stand.answer = answer
    told(story)

    assert (ALL, (0, 0, 0)) == (stand.counts(), stand.left(server))


def test_what_hosts_said_reaches_the_desk(stand, server):
    robots = RobotsTxt("https://site1.example", 200, "User-agent: *\nDisallow: /x", NOW)

    async def story():
        async with stand.worker() as board:
            manners = StreamManners(board, {}, lambda: NOW)
            await manners.keep_robots(robots)
            await manners.rest("site2.example", NOW + timedelta(hours=1), "HTTP 429")
            await manners.leave_pages("site3.example", NOW + timedelta(hours=1))
            await manners.pauses({"site4.example": NOW + timedelta(seconds=20)})
            await stand.run()

    told(story)

    with Store(stand.folder / "news.db", stand.folder / "pages.db", write=False) as store:
        assert robots == store.robots("https://site1.example")
        states = store.hosts(NOW)
        assert HostState(NOW + timedelta(hours=1), None, 1) == states["site2.example"]
        assert {"site2.example", "site3.example", "site4.example"} == set(states)
        assert "HTTP 429" == value(store.news, "select reason from hosts where host = 'site2.example'")


# ---------------------------------------------------------------- who leads


def test_a_second_writer_waits_until_the_first_ends(server):
    said, order = [], []

    def second():
        with Leader(server.url, "two", said.append, lambda: False) as two:
            order.append(two.owner)

    with Leader(server.url, "one", said.append, lambda: False) as one:
        waiting = threading.Thread(target=second)
        waiting.start()
        while not said:
            pass
        order.append(one.owner)
    waiting.join(5)

    assert ["one:1", "two:2"] == order
    assert ["another writer leads: this one waits"] == said


def test_a_writer_that_is_told_to_end_waits_no_longer(server):
    with (
        Leader(server.url, "one", print, lambda: False),
        pytest.raises(LeaseLost, match="another writer leads"),
        Leader(server.url, "two", print, lambda: True),
    ):
        pass


def test_a_leader_notices_that_it_leads_no_more(server, monkeypatch):
    monkeypatch.setattr("crawler.cluster.leader.LEASE_S", 0.6)
    with Leader(server.url, "one", print, lambda: False) as one:
        server.client.set(name("leader"), "two:2")

        assert one.lost.wait(2)

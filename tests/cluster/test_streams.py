"""Job streams: taken by who holds the lease, delivered once, put aside when nobody can; what hosts said is shared."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from crawler.cluster.board import Board, LeaseLost, client, name, shard_of
from crawler.cluster.dead import put_aside, requeue
from crawler.cluster.leases import Leases
from crawler.cluster.messages import key, read, written
from crawler.cluster.scripts import DELIVER, PUT, WORKERS
from crawler.cluster.stream_manners import StreamManners, publish
from crawler.cluster.stream_queue import MOST_DELIVERIES, MOST_IN_HAND, StreamQueue
from crawler.errors import UsageError
from crawler.model import Answer, Feed, FeedJob, HostState, Outcome, Poll, RobotsTxt, TdmRep

NOW = datetime(2125, 11, 19, 12, 0, tzinfo=UTC)  # in Redis's future, or it would forget at once
HOUR = timedelta(hours=1)
LEADER = "writer:1"


def job(number=1) -> FeedJob:
    feed = Feed(f"site{number}", f"Site {number}", f"https://site{number}.nl/feed", f"site{number}.nl")
    return FeedJob(feed, feed.url)


def answer(asked: FeedJob) -> Poll:
    return Poll(asked, NOW, Answer(Outcome.UNCHANGED, 304))


async def put(board, asked, message=None) -> bytes:
    await board.ask("set", name("leader"), LEADER)
    keys = [name("leader"), name("open"), name("aside"), name("jobs", shard_of(asked.url))]
    return await board.run(PUT, keys, LEADER, key(asked), message or written(asked))


async def nobody(_jobs) -> None:
    """Meet nobody."""


class Worker:
    """A queue and the leases behind it."""

    def __init__(self, board, worker="one", seconds=30.0):
        self.leases = Leases(board, worker, seconds)
        self.queue = StreamQueue(board, self.leases, nobody)

    async def begin(self):
        await self.leases.begin()
        return self

    async def take(self):
        """What jobs() hands out now."""
        return await self.queue._take()

    async def die(self, board):
        """It is heard of no more, and its leases run out."""
        await board.ask("delete", name("workers"))
        for shard in self.leases.held:
            await board.ask("delete", name("lease", shard))


async def results(board) -> list[tuple[str, bytes]]:
    return [(told[b"id"].decode(), told[b"message"]) for _, told in await board.ask("xrange", name("results"))]


def test_a_job_goes_out_and_its_result_comes_back(on_board):
    async def story(board):
        await put(board, job())
        worker = await Worker(board).begin()
        taken = await worker.take()
        await worker.queue.polled(answer(taken[0]))
        [(its, message)] = await results(board)
        return taken, its, read(message, Poll), await board.ask("hgetall", name("open")), await worker.take()

    opened = {b"feed site1": b"answered"}
    assert ([job()], "feed site1", answer(job()), opened, []) == on_board(story)


def test_a_job_is_open_once(on_board):
    async def story(board):
        return [
            await put(board, job()),
            await put(board, job()),
            await board.ask("xlen", name("jobs", shard_of(job().url))),
        ]

    assert [b"put", b"known", 1] == on_board(story)


def test_no_more_is_taken_than_a_hand_holds_and_shards_take_turns(on_board):
    async def story(board):
        for number in range(MOST_IN_HAND + 50):
            await put(board, job(number))
        worker, taken = await Worker(board).begin(), []
        async for one in worker.queue.jobs():
            taken.append(one)
            if len(taken) == MOST_IN_HAND:
                worker.queue.stop()
        assert len({key(one) for one in taken}) == len(taken)
        return len(await worker.take())

    assert 0 == on_board(story)


def test_only_the_holder_of_the_lease_is_handed_jobs(on_board):
    async def story(board):
        await put(board, job())
        one, two = await Worker(board, "one").begin(), await Worker(board, "two").begin()
        return await two.take(), await one.take()

    assert ([], [job()]) == on_board(story)


def test_what_a_dead_worker_had_in_hand_goes_to_the_next_and_its_late_result_nowhere(on_board):
    async def story(board):
        await put(board, job())
        one = await Worker(board, "one").begin()
        [asked] = await one.take()
        await one.die(board)
        two = await Worker(board, "two").begin()
        again = await two.take()
        with pytest.raises(LeaseLost):
            await one.queue.polled(answer(asked))
        await two.queue.polled(answer(again[0]))
        return again, len(await results(board))

    assert ([job()], 1) == on_board(story)


def test_what_an_ended_session_had_in_hand_goes_to_the_next_of_the_same_worker(on_board):
    async def story(board):
        await put(board, job())
        one = await Worker(board).begin()
        await one.take()
        one.queue = StreamQueue(board, one.leases, nobody)
        return await one.take()

    assert [job()] == on_board(story)


def test_what_was_handed_over_in_an_answer_that_never_came_is_found_again(on_board):
    async def story(board):
        one = await Worker(board).begin()
        await put(board, job())
        stream = name("jobs", shard_of(job().url))
        assert [] == await one.queue._again()
        await one.queue._look_for_left()
        await board.ask("xreadgroup", WORKERS, "holder", {stream: ">"})
        before, board.waits = await one.take(), board.waits + 1
        return before, await one.take(), await one.take()

    assert ([], [job()], []) == on_board(story)


def test_what_redis_forgot_that_we_delivered_is_found_again_without_a_word_of_it(on_board, monkeypatch):
    """It came back without its last second, between two questions of ours: to it the job is still in our hand."""

    async def story(board):
        one = await Worker(board).begin()
        await put(board, job())
        stream = name("jobs", shard_of(job().url))
        await one.queue._look_for_left()
        await board.ask("xreadgroup", WORKERS, "holder", {stream: ">"})
        before = await one.take()
        monkeypatch.setattr("crawler.cluster.stream_queue.LEFT_LOOK_S", 0.0)
        return before, await one.take(), await one.take()

    assert ([], [job()], []) == on_board(story)


def test_a_result_that_comes_twice_is_delivered_once(on_board):
    async def story(board):
        await put(board, job())
        worker = await Worker(board).begin()
        [asked] = await worker.take()
        held = worker.queue._in_hand[key(asked)]
        await worker.queue.polled(answer(asked))
        keys = [name("lease", held.shard), name("jobs", held.shard), name("open"), name("results")]
        told = await board.run(DELIVER, keys, worker.leases.owner, held.entry, key(asked), written(answer(asked)))
        return told, len(await results(board))

    assert (b"late", 1) == on_board(story)


def test_a_job_that_ends_its_workers_is_put_aside_and_those_beside_it_are_not(on_board):
    async def story(board):
        for number in range(6):
            await put(board, job(number))
        poison, done, deaths = "feed site3", [], 0
        while deaths < 20:
            worker = await Worker(board, f"w{deaths}").begin()
            taken = await worker.take()
            if not taken and not await board.ask("hexists", name("aside"), poison):
                taken = await worker.take()
            if not taken:
                break
            if poison in map(key, taken):
                deaths += 1
            else:
                for one in taken:
                    await worker.queue.polled(answer(one))
                    done.append(key(one))
            await worker.die(board)
        [aside] = await put_aside(board)
        return deaths, sorted(done), aside.job, aside.reason, await put(board, job(3)), (await results(board))[-1]

    deaths, done, aside, reason, again, told = on_board(story)
    assert MOST_DELIVERIES == deaths
    assert [f"feed site{number}" for number in (0, 1, 2, 4, 5)] == done
    assert ("feed site3", b"aside", ("feed site3", b"")) == (aside, again, told)
    assert "5 workers were handed it" in reason


@pytest.mark.parametrize("message", [b"cos\nsystem\n(S'id'\ntR.", written(job(2))], ids=["pickle", "another's"])
def test_a_job_that_cannot_be_read_is_put_aside_at_once(message, on_board):
    async def story(board):
        await put(board, job(), message)
        await put(board, job(7))
        worker = await Worker(board).begin()
        taken = await worker.take()
        [aside] = await put_aside(board)
        return [key(one) for one in taken], aside.job, await board.ask("xlen", name("jobs", shard_of(job().url)))

    assert (["feed site7"], "feed site1", 0) == on_board(story)


def test_what_was_put_aside_is_let_go(on_board):
    async def story(board):
        for number in (1, 2):
            await put(board, job(number), b"{}")
        worker = await Worker(board).begin()
        await worker.take()
        await board.ask("delete", name("open"))
        one, two = sorted(await put_aside(board), key=lambda aside: aside.job)
        counts = [await requeue(board, "0-0"), await requeue(board, one.entry)]
        return (
            counts,
            (await put_aside(board)) == [two],
            await put(board, job(1)),
            await put(board, job(2)),
            one.message,
        )

    assert ([0, 1], True, b"put", b"aside", {}) == on_board(story)


def test_who_does_not_lead_hands_out_nothing(on_board):
    async def story(board):
        await put(board, job())
        await board.ask("set", name("leader"), "writer:2")
        keys = [name("leader"), name("open"), name("aside"), name("jobs", 0)]
        with pytest.raises(LeaseLost):
            await board.run(PUT, keys, LEADER, "feed site2", b"{}")

    on_board(story)


# ---------------------------------------------------------------- what hosts asked for


def test_what_one_worker_learnt_of_a_host_the_next_one_knows(on_board):
    async def story(board):
        one = StreamManners(board, {}, lambda: NOW)
        await one.rest("site1.nl", NOW + HOUR, "HTTP 429")
        await one.rest("site1.nl", NOW + HOUR / 2, "HTTP 503")
        await one.leave_pages("site1.nl", NOW + 2 * HOUR)
        await one.pauses({"site2.nl": NOW + HOUR / 60})
        two = StreamManners(board, hosts := {"site1.nl": HostState(strikes=5)}, lambda: NOW)
        await two.meet([job(1), job(2), job(3)])
        return hosts

    known = HostState(NOW + HOUR, None, 5, NOW + 2 * HOUR)
    assert {"site1.nl": known, "site2.nl": HostState(None, NOW + HOUR / 60)} == on_board(story)


def test_robots_and_reservations_are_asked_for_once_for_all(on_board):
    robots, reserved = RobotsTxt("https://site1.nl", 200, "User-agent: *", NOW), TdmRep("https://site1.nl", "[]", NOW)

    async def story(board):
        one = StreamManners(board, {}, lambda: NOW)
        nothing = await one.robots("https://site1.nl"), await one.tdmrep("https://site1.nl")
        await one.keep_robots(robots)
        await one.keep_tdmrep(reserved)
        await board.ask("set", name("robots", "https://site2.nl"), b"{}")
        two = StreamManners(board, {}, lambda: NOW)
        known = [await two.robots("https://site1.nl"), await two.tdmrep("https://site1.nl")]
        return nothing, known, await two.robots("https://site2.nl"), len(await results(board))

    assert ((None, None), [robots, reserved], None, 2) == on_board(story)


def test_a_cluster_that_knows_nothing_of_a_host_learns_it_from_the_desk(on_board):
    states = {"site1.nl": HostState(NOW + HOUR, None, 3), "site2.nl": HostState(), "site3.nl": HostState(NOW + HOUR)}

    async def story(board):
        manners = StreamManners(board, hosts := {}, lambda: NOW)
        await manners.rest("site3.nl", NOW + 3 * HOUR, "HTTP 429")
        await publish(board, states)
        await manners.meet([job(number) for number in (1, 2, 3)])
        return hosts

    assert {"site1.nl": states["site1.nl"], "site3.nl": HostState(NOW + 3 * HOUR, None, 1)} == on_board(story)


# ---------------------------------------------------------------- Redis itself


def test_redis_away_is_waited_for_and_said_once(server):
    said = []

    async def story():
        board = Board(client("redis://127.0.0.1:1/0"), said.append)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(2.5):
                await board.ask("ping")
        await board.close()

    asyncio.run(story())

    assert 1 == len(said)
    assert said[0].startswith("waiting for Redis: ")


def test_a_full_redis_is_waited_for_and_nothing_is_lost(on_board, server):
    async def story(board):
        await put(board, job())
        worker = await Worker(board).begin()
        [asked] = await worker.take()
        server.client.config_set("maxmemory", "1")
        try:
            delivering = asyncio.ensure_future(worker.queue.polled(answer(asked)))
            await asyncio.sleep(0.4)
            before = delivering.done(), len(await results(board))
        finally:
            server.client.config_set("maxmemory", "0")
        await delivering
        return before, len(await results(board))

    assert ((False, 0), 1) == on_board(story)


def test_an_address_that_is_none_says_what_to_write():
    with pytest.raises(UsageError, match="write redis://host:6379/0"):
        client("http://127.0.0.1")

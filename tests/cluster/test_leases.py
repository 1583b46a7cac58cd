"""Shards and leases: who may ask which hosts, and when another may."""

import asyncio

import pytest

from crawler.cluster.board import SHARDS, LeaseLost, name, shard_of
from crawler.cluster.leases import Leases, lease_s


def test_all_addresses_of_a_domain_are_one_shard():
    assert 1 == len(
        {shard_of(url) for url in ("https://autoblog.nl/", "http://www.autoblog.nl:81/a", "https://m.autoblog.nl")}
    )
    assert 20 < len({shard_of(f"https://site{n}.nl/") for n in range(100)})


@pytest.mark.parametrize(("question", "pause", "seconds"), [(25, 1, 75), (25, 60, 120), (1, 0, 3)])
def test_a_lease_is_longer_than_questions_and_half_of_it_than_a_pause(question, pause, seconds):
    assert seconds == lease_s(question, pause)


def test_the_first_has_all_and_a_second_gets_its_half_after_a_rest(on_board, server):
    async def story(board):
        one, two = Leases(board, "one", 1.2), Leases(board, "two", 1.2)
        await one.begin()
        first = len(one.held)
        await two.begin()
        none = len(two.held)
        await one.tend()
        resting = server.client.mget([name("lease", n) for n in range(SHARDS)]).count(b"resting")
        await two.tend()
        for _ in range(5):
            await asyncio.sleep(0.2)
            await one.tend()
            await two.tend()
        return first, none, resting, len(one.held), len(two.held), one.held & two.held

    assert (SHARDS, 0, SHARDS // 2, SHARDS // 2, SHARDS // 2, set()) == on_board(story)


def test_a_shard_with_a_question_in_hand_is_not_let_go(on_board):
    async def story(board):
        one, two = Leases(board, "one", 5), Leases(board, "two", 5)
        await one.begin()
        await two.begin()
        one.busy = lambda shard: int(shard == 0)
        await one.tend()
        return len(one.held), one.leaving

    assert (SHARDS // 2 + 1, {0}) == on_board(story)


def test_who_did_not_renew_in_time_may_ask_nothing_and_says_so(on_board):
    async def story(board):
        one, two = Leases(board, "one", 2), Leases(board, "two", 2)
        await one.begin()
        one.check(0.1)
        with pytest.raises(LeaseLost):
            one.check(2.1)
        await asyncio.sleep(2.1)
        with pytest.raises(LeaseLost):
            one.check(0)
        await two.begin()
        with pytest.raises(LeaseLost):
            await one.tend()
        return len(two.held)

    assert SHARDS // 2 <= on_board(story)


def test_whoever_ends_leaves_what_it_had(on_board):
    async def story(board):
        one, two = Leases(board, "one", 3), Leases(board, "two", 3)
        await one.begin()
        await one.release()
        await two.begin()
        at_once = len(two.held)
        await asyncio.sleep(1.75)
        await two.tend()
        return at_once, len(two.held)

    assert (0, SHARDS) == on_board(story)

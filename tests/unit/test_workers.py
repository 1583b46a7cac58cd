"""Functions that misbehave are ended, and the next call works."""

import asyncio
import os
import time
from collections.abc import Callable, Iterator

import pytest

from crawler.workers import STOPPED, Bounds, Failure, Workers


def double(number: int) -> int:
    return 2 * number


def spin() -> None:
    while True:
        pass


def sleep_long() -> None:
    time.sleep(60)


def eat_memory() -> int:
    return len(bytearray(3 << 30))


def die() -> None:
    os.abort()


def complain() -> None:
    raise ValueError("bad \ud800 input")


@pytest.fixture
def pool() -> Iterator[Workers]:
    with Workers(processes=1) as pool:
        yield pool


def test_a_result_comes_back(pool: Workers) -> None:
    assert 42 == asyncio.run(pool.call(double, 21))


@pytest.mark.parametrize(
    ("function", "words", "costly"),
    [
        (eat_memory, "MiB", True),
        (die, "worker died (-6)", True),
        (complain, "ValueError", False),
    ],
)
def test_what_goes_wrong_is_said_and_the_next_call_works(
    pool: Workers, function: Callable[[], object], words: str, costly: bool
) -> None:
    async def story() -> tuple[object, object]:
        return await pool.call(function), await pool.call(double, 4)

    failure, after = asyncio.run(story())

    assert isinstance(failure, Failure)
    assert words in failure.reason
    assert failure.reason.isascii()
    assert costly == failure.costly
    assert 8 == after


@pytest.mark.parametrize(
    ("function", "words"), [(sleep_long, "took longer than 2 s"), (spin, "took more than 1 s of CPU")]
)
def test_a_call_without_end_is_ended(function: Callable[[], object], words: str) -> None:
    async def story(pool: Workers) -> tuple[object, object]:
        return await pool.call(function), await pool.call(double, 4)

    with Workers(processes=1, bounds=Bounds(cpu_s=1, wall_s=2 if function is sleep_long else 20)) as pool:
        failure, after = asyncio.run(story(pool))

    assert failure == Failure(words, costly=True)
    assert 8 == after


def test_stopping_ends_calls_in_progress_within_two_seconds() -> None:
    async def story(pool: Workers) -> object:
        call = asyncio.ensure_future(pool.call(sleep_long))
        await asyncio.sleep(0.5)
        pool.stop()
        return await call

    pool = Workers(processes=1)
    began = time.monotonic()
    failure = asyncio.run(story(pool))

    assert isinstance(failure, Failure)
    assert time.monotonic() - began < 5


def test_after_the_stop_a_call_comes_back_at_once() -> None:
    pool = Workers(processes=1)
    pool.stop()

    assert STOPPED == asyncio.run(pool.call(double, 2))

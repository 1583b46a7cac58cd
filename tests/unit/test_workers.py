"""Functions that misbehave are ended, and the next call works."""

import asyncio
import ctypes
import os
import signal
import time
from collections.abc import Callable, Iterator

import lxml.html
import pytest

from crawler.workers import STOPPED, Bounds, Failure, Workers


def double(number: int) -> int:
    return 2 * number


def spin() -> None:
    while True:
        pass


def sleep_long() -> None:
    time.sleep(60)


def loop_in_c() -> None:
    """libxml2 compares every attribute of a tag with those before it, and comes back to Python when it is done."""
    lxml.html.document_fromstring("<div " + " ".join(f"a{n}" for n in range(400_000)) + ">")


def eat_memory() -> int:
    return len(bytearray(2 << 30))


def eat_memory_bit_by_bit() -> int:
    pieces = [os.urandom(1 << 20) for _ in range(2048)]
    return len(pieces)


def keep_memory() -> None:
    """What stays behind when it was nearly too much, and could not be had by the next page."""
    kept.append(bytearray(200 << 20))
    bytearray(2 << 30)


kept: list[bytearray] = []


def die() -> None:
    os.abort()


def leave() -> None:
    os._exit(3)


def leave_as_if_well() -> None:
    os._exit(0)


def fault() -> None:
    ctypes.string_at(0)


def be_killed() -> None:
    """As by the kernel, when the machine has no memory left."""
    os.kill(os.getpid(), signal.SIGKILL)


def complain_as_lxml_does() -> None:
    lxml.html.fromstring("<p>").xpath("1 div")


def reach_a_hundred_mib() -> int:
    return len(bytearray(100 << 20)) >> 20


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
        (eat_memory, "needed more than 310 MiB", True),
        (eat_memory_bit_by_bit, "needed more than 310 MiB", True),
        (keep_memory, "needed more than 310 MiB", True),
        (die, "worker died (-6)", True),
        (leave, "worker died (3)", True),
        (fault, "worker died (-11)", True),
        (be_killed, "worker died (-9)", True),
        (complain, "ValueError", False),
        (complain_as_lxml_does, "XPathEvalError: XPathEvalError('Invalid expression')", False),
    ],
)
def test_what_goes_wrong_is_said_and_the_next_call_works(
    pool: Workers, function: Callable[[], object], words: str, costly: bool
) -> None:
    async def story() -> tuple[object, object]:
        return await pool.call(function), await pool.call(reach_a_hundred_mib)

    failure, after = asyncio.run(story())

    assert isinstance(failure, Failure)
    assert words in failure.reason
    assert failure.reason.isascii()
    assert costly == failure.costly
    assert 100 == after


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (sleep_long, "took longer than 2 s"),
        (leave_as_if_well, "took longer than 2 s"),
        (spin, "took more than 1 s of CPU"),
        (loop_in_c, "took more than 1 s of CPU"),
    ],
)
def test_a_call_without_end_is_ended(function: Callable[[], object], words: str) -> None:
    async def story(pool: Workers) -> tuple[object, object]:
        return await pool.call(function), await pool.call(double, 4)

    with Workers(processes=1, bounds=Bounds(cpu_s=1, wall_s=20 if words.endswith("CPU") else 2)) as pool:
        failure, after = asyncio.run(story(pool))

    assert failure == Failure(words, costly=True)
    assert 8 == after


def test_a_long_document_has_more_time_up_to_a_limit() -> None:
    bounds = Bounds(cpu_s=5, wall_s=15)

    assert (5, 15) == times(bounds.of(("no bytes", b"x" * 1000)))
    assert (5 + 2 * 3, 15 + 4 * 3) == times(bounds.of((b"x" * (3 << 20),)))
    assert (5 + 2 * 8, 15 + 4 * 8) == times(bounds.of((b"x" * (50 << 20),)))


def times(bounds: Bounds) -> tuple[int, int]:
    return bounds.cpu_s, bounds.wall_s


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

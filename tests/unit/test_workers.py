"""Functions that misbehave are ended, and the next call works."""

import asyncio
import ctypes
import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from pathlib import Path

import lxml.html
import pytest

from crawler.crawl import Stopwatch, utc_now
from crawler.errors import KoplampError
from crawler.normal.markup import tree
from crawler.store.local import Tally
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


def eat_memory_and_tell(folder: Path) -> None:
    """RLIMIT_FSIZE is 0 in a worker, but an empty file may be made."""
    (folder / str(os.getpid())).touch()
    eat_memory()


kept: list[bytearray] = []


def leave_little_room() -> None:
    """As pages do that were read before: less than 8 MiB can be had after this."""
    for mib in (64, 8):
        with suppress(MemoryError):
            while True:
                kept.append(bytearray(mib << 20))


def is_a_page_of_links() -> bool:
    """libxml2's tree of it takes some 40 MiB, and its lack of memory is told as a fault of the page."""
    return tree("<html><body>" + "<a href=/x>x</a>" * 64_000) is not None


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


def burn(sign: Path, then: Callable[[], None]) -> None:
    """More than a second of CPU; a folder says so, for a worker may write no file."""
    until = time.process_time() + 1.1
    while time.process_time() < until:
        pass
    sign.mkdir()
    then()


def appeared(sign: Path) -> None:
    while not sign.exists():
        time.sleep(0.01)


@pytest.mark.parametrize(
    ("then", "words"), [(int, None), (leave, "worker died (3)"), (be_killed, "worker died (-9)"), (spin, "was stopped")]
)
def test_what_a_worker_burnt_is_in_the_cost_of_the_run(
    tmp_path: Path, then: Callable[[], object], words: str | None
) -> None:
    async def story(pool: Workers) -> object:
        call = asyncio.ensure_future(pool.call(burn, tmp_path / "sign", then))
        if then is spin:
            await asyncio.to_thread(appeared, tmp_path / "sign")
            pool.stop()
        return await call

    watch = Stopwatch(utc_now)
    with Workers(processes=1, bounds=Bounds(wall_s=60)) as pool:  # a busy machine may give it little of each second
        ended = asyncio.run(story(pool))

    assert ended.reason.endswith(words) if isinstance(ended, Failure) else ended is words, ended
    assert 1 <= watch.stopped(Tally(), "now", 0).cpu_s < 10


def gave_up(pool: Workers) -> None:
    while pool._pool.active:
        time.sleep(0.01)


def test_a_worker_that_dies_between_two_calls_is_replaced(pool: Workers) -> None:
    async def story() -> list[object]:
        answers = [await pool.call(os.getpid)]
        os.kill(int(str(answers[0])), signal.SIGKILL)
        await asyncio.to_thread(gave_up, pool)
        return [*answers, *await asyncio.gather(*(pool.call(double, n) for n in range(5)))]

    assert [0, 2, 4, 6, 8] == asyncio.run(story())[1:]


def test_calls_of_a_pool_that_broke_are_made_again(pool: Workers) -> None:
    async def story() -> list[object]:
        assert 4 == await pool.call(double, 2)
        calls = [asyncio.ensure_future(pool.call(double, n)) for n in range(20)]
        await asyncio.sleep(0)
        pool._pool._pool_manager.handle_broken_pool(BrokenProcessPool("All workers expired"))
        return await asyncio.gather(*calls)

    assert list(range(0, 40, 2)) == asyncio.run(story())


def test_what_earlier_calls_left_in_a_worker_is_not_charged_to_the_next(pool: Workers) -> None:
    async def story() -> object:
        await pool.call(leave_little_room)
        return await pool.call(is_a_page_of_links)

    assert asyncio.run(story()) is True


def test_a_call_that_needs_too_much_is_made_anew_a_few_times_only(pool: Workers, tmp_path: Path) -> None:
    async def story() -> object:
        await pool.call(double, 2)
        return await pool.call(eat_memory_and_tell, tmp_path)

    assert Failure("needed more than 310 MiB", costly=True) == asyncio.run(story())
    assert 2 == len(list(tmp_path.iterdir()))


@pytest.mark.parametrize("error", [OSError("no memory"), BrokenProcessPool("no worker")])
def test_where_no_process_can_be_started_it_is_said(
    pool: Workers, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("pebble.ProcessPool.schedule", refuse)

    with pytest.raises(KoplampError, match="cannot be started; is memory"):
        asyncio.run(pool.call(double, 2))


def test_after_the_stop_a_call_comes_back_at_once() -> None:
    pool = Workers(processes=1)
    pool.stop()

    assert STOPPED == asyncio.run(pool.call(double, 2))

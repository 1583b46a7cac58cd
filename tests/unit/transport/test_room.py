"""Only one body that is larger than usual is held at a time."""

import asyncio
import gzip
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

from scrapy import Request
from scrapy.http import Response
from scrapy.settings import Settings

from crawler.polling.limits import USUAL_BYTES
from crawler.transport import handler
from crawler.transport.room import Place, Room
from crawler.transport.unpacking import Unpacking

PIECE = 1 << 20
LARGE = USUAL_BYTES + PIECE


async def waits(work: asyncio.Future[Any]) -> bool:
    """Whether it has not ended after a while in which it could have."""
    await asyncio.wait({work}, timeout=1)
    return not work.done()


def test_who_comes_second_waits_until_the_first_has_left() -> None:
    async def story() -> tuple[bool, bool]:
        room = Room()
        first, second = Place(room), Place(room)
        await first.take()
        await first.take()
        taking = asyncio.ensure_future(second.take())
        waited = await waits(taking)
        first.leave()
        first.leave()
        await taking
        return waited, await waits(asyncio.ensure_future(first.take()))

    assert (True, True) == asyncio.run(story())


def unpacks(size: int, place: Place) -> asyncio.Future[Response]:
    """The unpacking of a body of that size."""
    unpacking: Any = Unpacking(SimpleNamespace(settings=Settings({"DOWNLOAD_MAXSIZE": USUAL_BYTES})))  # type: ignore[arg-type]
    request = Request("http://a.example/", meta={"download_maxsize": 50 << 20, "place": place})
    packed = Response(request.url, headers={"Content-Encoding": "gzip"}, body=gzip.compress(bytes(size), 1))
    return asyncio.ensure_future(unpacking.process_response(request, packed))


def comes(size: int, place: Place) -> asyncio.Future[int]:
    """The arrival of a body of that size that is not packed."""

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(size // PIECE):
            yield bytes(PIECE)

    async def came() -> int:
        handler._place.set(place)
        body: Any = SimpleNamespace(content=SimpleNamespace(iter_any=pieces))
        return sum([len(piece) async for piece in handler.GuardedHandler._iter_body_chunks(body)])

    return asyncio.ensure_future(came())


def test_a_large_body_waits_for_room_and_a_usual_one_does_not() -> None:
    async def story() -> list[tuple[bool, int]]:
        found = []
        for begins in (unpacks, comes):
            for size in (USUAL_BYTES, LARGE):
                room = Room()
                other = Place(room)
                await other.take()
                work: asyncio.Future[Any] = begins(size, Place(room))
                waited = await waits(work)
                other.leave()
                got = await work
                found.append((waited, got if isinstance(got, int) else len(got.body)))
        return found

    assert [(False, USUAL_BYTES), (True, LARGE)] * 2 == asyncio.run(story())

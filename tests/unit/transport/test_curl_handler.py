"""libcurl's handler by itself, asking a server of a few lines: what only shows when an exchange goes wrong."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from types import SimpleNamespace

import pytest
from scrapy import Request
from scrapy.exceptions import DownloadCancelledError, DownloadFailedError, DownloadTimeoutError, NotSupported
from scrapy.http import Response
from scrapy.settings import Settings

from crawler.polling import limits
from crawler.transport.curl_handler import CurlHandler
from crawler.transport.errors import NotHttp, RunStopped
from crawler.transport.room import Place, Room

HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n"


def asked(answer: bytes, work: Callable[["Desk"], Awaitable[object]], *, then_close: bool = False) -> object:
    """What `work` comes to, with a server that says this to every question."""

    async def run() -> object:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with suppress(asyncio.IncompleteReadError):  # nobody asks any more
                while await reader.readuntil(b"\r\n\r\n"):
                    writer.write(answer)
                    if then_close:
                        break
            writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        desk = Desk(server.sockets[0].getsockname()[1])
        try:
            return await work(desk)
        finally:
            await desk.handler.close()
            server.close()

    return asyncio.run(run())


class Desk:
    """A handler and requests to the server."""

    def __init__(self, port: int) -> None:
        self.stopping = asyncio.Event()
        spider = SimpleNamespace(stopping=self.stopping)
        settings = Settings({"PRIVATE_HOSTS": ["127.0.0.1"]})
        self.handler = CurlHandler(SimpleNamespace(settings=settings, spider=spider))  # type: ignore[arg-type]
        self.url = f"http://127.0.0.1:{port}/"

    async def get(self, **meta: object) -> Response:
        return await self.handler.download_request(Request(self.url, meta={"download_timeout": 5, **meta}))


def test_who_gives_up_waiting_for_room_leaves_it_to_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "USUAL_BYTES", 1000)
    body = b"x" * 5000

    async def work(desk: Desk) -> object:
        room = Room()
        first = Place(room)
        await first.take()
        with pytest.raises(DownloadTimeoutError):
            await desk.get(place=Place(room), download_timeout=0.3)
        first.leave()
        async with asyncio.timeout(5):
            answer = await desk.get(place=Place(room))
        return answer.body

    assert body == asked(HEAD % len(body) + body, work)


def test_a_stop_ends_what_is_under_way_and_lets_nothing_begin() -> None:
    async def work(desk: Desk) -> object:
        going = asyncio.ensure_future(desk.get())
        await asyncio.sleep(0.1)
        desk.stopping.set()
        with pytest.raises(RunStopped):
            await going
        with pytest.raises(RunStopped):
            await desk.get()
        return len(desk.handler._multi.futures())

    assert 0 == asked(b"HTTP/1.1 200 OK\r\n", work)


def test_who_is_cancelled_leaves_a_handle_for_the_next() -> None:
    async def work(desk: Desk) -> object:
        going = asyncio.ensure_future(desk.get(download_maxsize=10))
        await asyncio.sleep(0.1)
        going.cancel()
        with pytest.raises(asyncio.CancelledError):
            await going
        with pytest.raises(DownloadTimeoutError):
            await desk.get(download_timeout=0.3)
        return len(desk.handler._idle)

    assert 1 == asked(HEAD % 5 + b"abc", work)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (b"nothing of the kind\r\n\r\n", NotHttp),
        (b"HTTP/1.1 200 OK\r\nX: " + b"y" * limits.HEADER_BYTES + b"\r\n\r\n", NotHttp),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * (limits.HEADERS + 1) + b"\r\n", NotHttp),
        (b"HTTP/1.1 100 Continue\r\n\r\n" * (limits.INTERIM + 1) + HEAD % 0, NotHttp),
        (b"HTTP/1.1 200 OK\r\nX: a\rb\r\n\r\n", NotHttp),
        (HEAD % 10**17, DownloadCancelledError),
        (b"HTTP/1.1 200 OK\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n", DownloadCancelledError),
        (b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 2000, DownloadCancelledError),
    ],
)
def test_what_is_no_answer_or_too_much_of_one(
    answer: bytes, kind: type[Exception], capfd: pytest.CaptureFixture[str]
) -> None:
    async def work(desk: Desk) -> object:
        with pytest.raises(kind):
            await desk.get(download_maxsize=1000)
        return None

    asked(answer, work, then_close=True)

    assert "" == capfd.readouterr().err  # a fault in what libcurl calls would be printed, and nothing else


def test_the_answer_behind_interim_ones_counts_and_folded_lines_are_one() -> None:
    answer = b"HTTP/1.1 103 Hints\r\nX: early\r\n\r\nHTTP/1.1 204 No\r\nX: a\r\n b\r\nx: c\r\n\r\n"

    async def work(desk: Desk) -> object:
        got = await desk.get()
        return got.status, got.headers.getlist("X"), got.body, got.protocol

    assert (204, [b"a b", b"c"], b"", "HTTP/1.1") == asked(answer, work, then_close=True)


def test_headers_of_ours_are_one_line_each_and_only_get_is_asked() -> None:
    async def work(desk: Desk) -> object:
        request = Request(desk.url, headers={"If-None-Match": "a\r\nX: b"}, meta={"download_timeout": 5})
        with pytest.raises(DownloadFailedError):
            await desk.handler.download_request(request)
        with pytest.raises(NotSupported):
            await desk.handler.download_request(Request(desk.url, method="POST", meta={"download_timeout": 5}))
        return (await desk.get()).body

    assert b"ok" == asked(HEAD % 2 + b"ok", work)

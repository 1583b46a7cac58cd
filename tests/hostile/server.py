"""Endpoints -> servers on loopback, each at an address of its own, and canaries that nobody may ask."""

import asyncio
import contextlib
import socket
import ssl
import struct
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Self

from tests.hostile.endpoint import RESET, Asked, Endpoint, Place, ok, status

LONGEST_HEAD = 1 << 20
ELSEWHERE, SECURE = "127.7.250.1", "127.7.250.2"
CANARIES = ("127.0.0.1", "127.0.0.2", "::1")
USUAL_PORTS = (80, 443)  # of addresses without a port, where we may open those


class Town:
    """All endpoints, at 127.7.x.y and one port. Other loopback addresses, and another port, hold canaries.

    `elsewhere` (and over TLS `secure`) are origins of nobody's, which answer everything with a feed.
    """

    def __init__(
        self, endpoints: Iterable[Endpoint], contexts: Mapping[str, ssl.SSLContext], seconds: float, feed: bytes
    ) -> None:
        self.endpoints = {f"127.7.{n // 200}.{n % 200 + 1}": one for n, one in enumerate(endpoints)}
        other = Endpoint("elsewhere", "G", ok(feed), frozenset(), also={"/robots.txt": status(404)})
        self._all = {**self.endpoints, ELSEWHERE: other, SECURE: replace(other, name="secure", tls="good")}
        self._contexts = contexts
        self.asked: list[Asked] = []
        self.sung: list[str] = []  # what came to a canary
        self.port, self.other_port = _free_port(), _free_port()
        self.place = Place(
            self.port,
            self.other_port,
            f"http://{ELSEWHERE}:{self.port}",
            seconds,
            f"https://{SECURE}:{self.port}",
        )
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._open(), self._loop).result(timeout=30)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._shut(), self._loop).result(timeout=30)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=30)
        self._loop.close()

    def url(self, host: str) -> str:
        """Where the feed of the endpoint at an address stands."""
        one = self._all[host]
        if one.url:
            return one.url.replace("{port}", str(self.port)).replace("{other_port}", str(self.other_port))
        return f"http{'s' if one.tls else ''}://{host}:{self.port}/feed"

    async def _open(self) -> None:
        self._servers = []
        for host, one in self._all.items():
            context = self._contexts.get(one.tls)
            given: dict[str, Any] = {"limit": LONGEST_HEAD, "ssl": context, "backlog": 64}
            self._servers.append(await asyncio.start_server(self._answering(one), host, self.port, **given))
        for host in CANARIES:
            for port in (self.port, self.other_port, *USUAL_PORTS):
                with contextlib.suppress(OSError):  # no IPv6 here, or a port that only root may open
                    self._servers.append(await asyncio.start_server(self._canary, host, port))

    async def _shut(self) -> None:
        for server in self._servers:
            server.close()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _canary(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        where = writer.get_extra_info("sockname")[:2]
        self.sung.append(f"{where[0]}:{where[1]}")
        with contextlib.suppress(OSError):
            said = (await reader.read(2000)).decode("latin-1").partition("\r\n")[0]
            self.sung[-1] += f" {said}"
            writer.close()

    def _answering(self, one: Endpoint) -> Any:
        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with contextlib.suppress(
                OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.CancelledError
            ):
                if one.tls == "silence":
                    await asyncio.sleep(3600)
                if one.tls == "none":
                    await reader.read(1)
                    writer.write(b"HTTP/1.1 400 Speak plainly\r\nConnection: close\r\n\r\n")
                    await writer.drain()
                    writer.close()
                    return
                asked = self._read(await reader.readuntil(b"\r\n\r\n"), writer)
                async for piece in one.at(asked.path)(asked):
                    if piece == RESET:
                        _reset(writer)
                        return
                    writer.write(piece)
                    await writer.drain()
            with contextlib.suppress(OSError):
                writer.close()
                await writer.wait_closed()

        return answer

    def _read(self, head: bytes, writer: asyncio.StreamWriter) -> Asked:
        first, *lines = head.decode("latin-1").split("\r\n")
        parted = (line.partition(":") for line in lines if line)
        headers = tuple((name.lower(), value.strip()) for name, _, value in parted)
        host = writer.get_extra_info("sockname")[0]
        asked = Asked(first.split(" ")[1], headers, host, time.monotonic(), self.place)
        self.asked.append(asked)
        return asked


def _reset(writer: asyncio.StreamWriter) -> None:
    connection = writer.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])

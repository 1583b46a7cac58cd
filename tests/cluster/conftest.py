"""A Redis of our own, emptied for each test."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest

from benchmarks.redis_server import BINARY, RedisServer
from crawler.cluster.board import Board, client

NO_REDIS = "no redis-server is on this machine"


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    if BINARY is None:
        pytest.skip(NO_REDIS)
    with RedisServer(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture
def server(redis_server: RedisServer) -> RedisServer:
    redis_server.client.flushall()
    return redis_server


@pytest.fixture
def on_board(server: RedisServer) -> Callable[[Callable[[Board], Awaitable[Any]]], Any]:
    """Carry out a story on a Board of this Redis."""

    def carry_out(story: Callable[[Board], Awaitable[Any]]) -> Any:
        async def told() -> Any:
            board = Board(client(server.url))
            try:
                async with asyncio.timeout(30):
                    return await story(board)
            finally:
                await board.close()

        return asyncio.run(told())

    return carry_out

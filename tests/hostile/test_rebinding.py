"""A name that is public when it is looked at and inside when it is used: the address that the socket uses counts."""

import asyncio
import socket
from collections.abc import Iterator
from typing import Any

import aiohttp
import pytest

from crawler.transport.errors import AddressRefused
from crawler.transport.guard import Guard
from crawler.transport.handler import GuardedConnector
from tests.flow.origin import Site

PUBLIC, INSIDE = "192.88.98.1", "127.0.0.2"


class Rebinding(aiohttp.abc.AbstractResolver):
    """A name server of the attacker's: each look-up gets the next answer, the last one for ever."""

    def __init__(self, *answers: tuple[str, ...]) -> None:
        self._answers = list(answers)
        self.asked = 0

    async def resolve(self, host: str, port: int = 0, family: int = socket.AF_INET) -> list[Any]:
        self.asked += 1
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        return [
            {"hostname": host, "host": at, "port": port, "family": socket.AF_INET, "proto": 0, "flags": 0}
            for at in answer
        ]

    async def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def canary() -> Iterator[Site]:
    with Site(INSIDE) as canary:
        yield canary


async def ask(resolver: Rebinding, port: int, times: int = 1) -> list[str]:
    """What came of asking a name's server so many times, each over a connection of its own."""
    connector = GuardedConnector(Guard(), resolver=resolver, use_dns_cache=False, force_close=True)
    said = []
    async with aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(total=5)) as session:
        for _ in range(times):
            try:
                async with session.get(f"http://rebinding.test:{port}/") as answer:
                    said.append(str(answer.status))
            except AddressRefused as error:
                said.append(str(error))
    return said


def test_what_the_name_said_before_does_not_count(canary: Site) -> None:
    """The first look-up (of a check that is done beforehand) is public, the one of the connection is not."""
    resolver = Rebinding((PUBLIC,), (INSIDE,))
    asyncio.run(resolver.resolve("rebinding.test"))

    said = asyncio.run(ask(resolver, int(canary.url.rpartition(":")[2])))

    assert ["rebinding.test is not a public address: 127.0.0.2 (loopback)"] == said
    assert [] == canary.asked


@pytest.mark.parametrize("answer", [(INSIDE,), ("::ffff:127.0.0.2",), ("127.0.0.2", "10.0.0.1"), ("169.254.169.254",)])
def test_each_connection_is_judged_anew(canary: Site, answer: tuple[str, ...]) -> None:
    said = asyncio.run(ask(Rebinding(answer), int(canary.url.rpartition(":")[2]), times=3))

    assert 3 == len([words for words in said if words.startswith("rebinding.test is not a public address")])
    assert [] == canary.asked


def test_of_several_addresses_only_those_that_may_be_asked_are_handed_to_the_socket() -> None:
    async def kept() -> list[str]:
        connector = GuardedConnector(Guard(), resolver=Rebinding((INSIDE, PUBLIC, "10.0.0.1")), use_dns_cache=False)
        found = await connector._resolve_host("rebinding.test", 80)
        await connector.close()
        return [str(at["host"]) for at in found]

    assert [PUBLIC] == asyncio.run(kept())

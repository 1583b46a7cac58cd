"""A Redis and the names under which a cluster keeps its things there; whoever works with it waits while it is away.

jobs:N        stream, group `workers`: jobs of the hosts of shard N
lease:N       who may ask these hosts now, until it runs out
results       stream, group `writer`: what came of jobs, and what hosts said
open          hash: key of a job -> asked, answered; gone once it is stored
dead, aside   stream of jobs that were put aside, hash of their keys
leader        the writer, until its lease runs out
fence         counts who ever held a lease, so that no two are called the same
workers       when each was last heard of
terms         what workers go by
host:H, robots:O, tdmrep:O    what sites asked for
"""

import asyncio
import zlib
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any, TypeVar

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import AuthenticationError, AuthorizationError, OutOfMemoryError, RedisError
from redis.exceptions import ConnectionError as Away
from redis.exceptions import TimeoutError as Late

from crawler.cluster.messages import VERSION
from crawler.errors import KoplampError, UsageError
from crawler.normal.urls import registrable_domain

T = TypeVar("T")

SHARDS = 64  # hosts are dealt to so many: one worker has several, and no more workers can be busy at once
PREFIX = f"koplamp:{VERSION}:"
PATIENCE_S = 10  # an answer later than that is none
FIRST_WAIT_S, LONGEST_WAIT_S = 0.1, 2.0  # before Redis is asked again
TOLD_S = 1.0  # a wait that long is worth a word
FORGOTTEN = ("NOGROUP", "UNBLOCKED")  # begins what it says then: it was started without its AOF, or emptied
PASSING = (Away, Late, OutOfMemoryError)  # it restarts, loads its AOF, or is full until the writer has caught up


class LeaseLost(KoplampError):
    """What this process did it may do no longer: somebody else may have taken over."""

    exit_code = 75


def name(*parts: object) -> str:
    """A key."""
    return PREFIX + ":".join(map(str, parts))


def shard_of(url: str) -> int:
    """Where the jobs of a URL's host belong. All addresses of a registrable domain are one host."""
    return zlib.crc32(registrable_domain(url).encode()) % SHARDS


def client(url: str) -> Redis:
    """A client that does not try again by itself. Raises UsageError for an address that is none."""
    try:
        return Redis.from_url(url, socket_timeout=PATIENCE_S, retry=Retry(NoBackoff(), 0), health_check_interval=30)
    except ValueError as error:
        raise UsageError(f"--redis: {error}; write redis://host:6379/0, rediss:// for TLS") from error


class Board:
    """A cluster's things in a Redis. `on_wait` is told once when Redis is away, and what it said."""

    def __init__(self, redis: Redis, on_wait: Callable[[str], None] = lambda _: None) -> None:
        self.redis: Any = redis  # its types are those of two protocols and two ways to decode at once
        self._on_wait = on_wait
        self.waits = 0  # how often an answer did not come: what it would have told may have been done
        self._scripts: dict[str, Any] = {}

    async def run(self, script: str, keys: Sequence[str], *arguments: object) -> Any:
        """Carry out a script of scripts.py. Raises LeaseLost where it says so."""
        if script not in self._scripts:
            self._scripts[script] = self.redis.register_script(script)
        told = await self.patiently(lambda: self._scripts[script](keys=keys, args=arguments))
        if told == b"fenced":
            raise LeaseLost("the lease ran out, and somebody else may have taken over")
        return told

    async def ask(self, command: str, *arguments: Any, **options: Any) -> Any:
        """Carry out one command."""
        return await self.patiently(lambda: getattr(self.redis, command)(*arguments, **options))

    async def patiently(self, ask: Callable[[], Awaitable[T]]) -> T:
        """Ask until Redis answers. Whatever is asked is harmless when it is carried out twice."""
        wait, told = FIRST_WAIT_S, False
        while True:
            try:
                return await asyncio.shield(asyncio.ensure_future(ask()))  # redis-py 8.1 swallows a CancelledError
            except (AuthenticationError, AuthorizationError) as error:
                raise UsageError(f"Redis does not let us in: {error}") from error
            except PASSING as error:
                self.waits += 1
                if not told and wait >= TOLD_S:
                    told = True
                    self._on_wait(f"waiting for Redis: {error}")
                await asyncio.sleep(wait)
                wait = min(2 * wait, LONGEST_WAIT_S)
            except RedisError as error:
                if str(error).startswith(FORGOTTEN):
                    raise LeaseLost("Redis has forgotten what it held") from error
                raise KoplampError(f"Redis: {error}") from error

    async def group(self, stream: str, group: str) -> None:
        """Make a stream and its group unless they are there."""
        with suppress(KoplampError):  # BUSYGROUP: it is
            await self.ask("xgroup_create", stream, group, id="0", mkstream=True)

    async def close(self) -> None:
        """Let the connections go."""
        await self.redis.aclose()


def fields(entry: Sequence[bytes]) -> tuple[str, bytes]:
    """The id and the message of an entry, of a flat list of fields."""
    told = dict(zip(entry[::2], entry[1::2], strict=True))
    return told[b"id"].decode(), told[b"message"]

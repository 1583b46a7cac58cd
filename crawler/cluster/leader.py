"""One writer at a time, the cluster's leader: by a lease that a thread renews, whatever a run is busy with."""

import threading
from collections.abc import Callable
from typing import Any, Self

from redis import Redis
from redis.exceptions import AuthenticationError, AuthorizationError, RedisError

from crawler.cluster.board import PASSING, PATIENCE_S, LeaseLost, name
from crawler.cluster.leases import boot_clock
from crawler.cluster.scripts import LEAVE, RENEW
from crawler.errors import KoplampError, UsageError

LEASE_S = 10.0
LOOK_S = 0.5  # how often a writer that waits looks whether it may lead


class Leader:
    """A writer that leads while the context lasts, or until `lost`. It waits for its turn, or until `ended`."""

    def __init__(self, url: str, writer: str, say: Callable[[str], None], ended: Callable[[], bool]) -> None:
        self._redis: Any = Redis.from_url(url, socket_timeout=PATIENCE_S)
        self._writer, self._say, self._ended = writer, say, ended
        self._done = threading.Event()
        self._renewing = threading.Thread(target=self._renew, daemon=True, name="leader")
        self.owner = ""
        self.lost = threading.Event()

    def __enter__(self) -> Self:
        told = ""
        while (hindrance := self._hindrance()) is not None:
            if self._ended():
                raise LeaseLost(hindrance)
            if hindrance != told:
                told = hindrance
                self._say(f"{hindrance}: this one waits")
            self._done.wait(LOOK_S)
        self._renewing.start()
        return self

    def _hindrance(self) -> str | None:
        """Why we do not lead yet; None: we do."""
        try:
            if not self.owner:
                self.owner = f"{self._writer}:{self._redis.incr(name('fence'))}"
            self._redis.set(name("leader"), self.owner, nx=True, px=round(1000 * LEASE_S))
            return None if self._redis.get(name("leader")) == self.owner.encode() else "another writer leads"
        except (AuthenticationError, AuthorizationError) as error:
            raise UsageError(f"Redis does not let us in: {error}") from error
        except PASSING as error:
            return f"Redis does not answer ({error})"
        except RedisError as error:
            raise KoplampError(f"Redis: {error}") from error

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._renewing.join()
        try:
            self._redis.eval(LEAVE, 1, name("leader"), self.owner, 1)
        except RedisError:
            return  # it runs out
        finally:
            self._redis.close()

    def _renew(self) -> None:
        until = boot_clock() + LEASE_S
        while not self._done.wait(LEASE_S / 6):
            asked_at = boot_clock()
            try:
                if not self._redis.eval(RENEW, 1, name("leader"), self.owner, round(1000 * LEASE_S)):
                    until = 0
                else:
                    until = asked_at + LEASE_S
            except RedisError:
                pass
            if boot_clock() > until:
                self.lost.set()
                return

"""What the questions of one job have cost in time -> whether another one may be sent.

A request has its own limit; but a feed may lead over redirects, ask for robots.txt and list five sitemaps, each of
which takes nearly that long. Waiting for a host's turn costs nothing: it is our own wish.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from crawler.polling.limits import FEED_S
from crawler.transport.errors import OutOfTime


class Budget:
    """The seconds of one job. Travels in the meta of its requests, along with redirects."""

    def __init__(self, seconds: float = FEED_S) -> None:
        self._seconds = seconds
        self._left = seconds

    def share(self, wished: float) -> float:
        """How long the next request may take. Raises OutOfTime when nothing is left."""
        if self._left <= 0:
            raise OutOfTime(f"no outcome within {self._seconds:g} s")
        return min(wished, self._left)

    @property
    def is_spent(self) -> bool:
        return self._left <= 0

    @contextmanager
    def spent(self) -> Iterator[None]:
        """Count what happens inside."""
        began = time.monotonic()
        try:
            yield
        finally:
            self._left -= time.monotonic() - began

"""Scrapy's queue of requests, in which a question that has begun goes on: the next hop of a redirect comes first.

Scrapy lets hosts take turns, so that each hop would wait until every other host had its turn: with two hundred feeds in
hand the fifth hop came after minutes, which no limit counts.
"""

from collections import deque
from typing import Any

from scrapy import Request
from scrapy.pqueues import DownloaderAwarePriorityQueue

from crawler.normal.urls import registrable_domain
from crawler.transport.slots import is_idle


class HopsFirst(DownloaderAwarePriorityQueue):
    """Hops to hosts that nothing is asked of; then the others in Scrapy's order, then hops that have to wait."""

    def __init__(self, *wired: Any, **options: Any) -> None:
        super().__init__(*wired, **options)
        self._hops: deque[Request] = deque()

    def push(self, request: Request) -> None:
        """Take a request in."""
        if request.meta.get("redirect_times"):
            self._hops.append(request)
        else:
            super().push(request)

    def pop(self) -> Request | None:
        """The next request, or None."""
        for request in self._hops:
            if is_idle(self.crawler, registrable_domain(request.url)):
                self._hops.remove(request)
                return request
        return super().pop() or (self._hops.popleft() if self._hops else None)

    def __len__(self) -> int:
        return super().__len__() + len(self._hops)

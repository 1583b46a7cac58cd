"""Scrapy's requests on their way out: hosts take turns, and a question that has begun goes on before others begin.

With hosts alone taking turns each hop of a redirect would wait until every other host had its turn: with two hundred
feeds in hand the fifth hop came after minutes, which no limit counts.
"""

from collections import deque
from typing import Self

from scrapy import Request
from scrapy.core.scheduler import BaseScheduler
from scrapy.crawler import Crawler

from crawler.normal.urls import registrable_domain
from crawler.polling.rota import Rota
from crawler.transport.slots import is_idle


class HopsFirst(BaseScheduler):
    """Hops to hosts that nothing is asked of; then the others, such hosts first; then hops that have to wait.

    In memory, and each request as often as it is told: the desk's queue knows what was asked. Scrapy's own scheduler
    looks at every host for every request.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._hops: deque[Request] = deque()
        self._others: Rota[Request] = Rota()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def has_pending_requests(self) -> bool:
        """Whether any is here."""
        return bool(self._hops or self._others)

    def enqueue_request(self, request: Request) -> bool:
        """Take a request in."""
        if request.meta.get("redirect_times"):
            self._hops.append(request)
        else:
            self._others.add(registrable_domain(request.url), request)
        return True

    def next_request(self) -> Request | None:
        """The next request, or None."""
        for request in self._hops:
            if self._is_idle(registrable_domain(request.url)):
                self._hops.remove(request)
                return request
        found = self._others.take(self._is_idle) or self._others.take(lambda _: True)
        if found is not None:
            return found[1]
        return self._hops.popleft() if self._hops else None

    def _is_idle(self, host: str) -> bool:
        return is_idle(self._crawler, host)

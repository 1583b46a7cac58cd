"""Scrapy's download slots: the rhythm of each host. Private names of Scrapy's downloader stand here only."""

from collections.abc import Callable, Coroutine
from time import monotonic
from typing import Any

from scrapy import Request
from scrapy.core.downloader import Downloader, Slot
from scrapy.crawler import Crawler
from twisted.internet.defer import Deferred
from twisted.python.failure import Failure

ASIDE = "aside"  # in meta: a middleware asks this while the request that it is about waits


class OneByOne(Downloader):
    """Scrapy's downloader, which counts a request from when it takes it out of its slot's queue.

    Its own counts one from when the request's task runs. Until then the slot looks free and hands over what else waits,
    without a pause all of it; behind it the requests stand in the connector's queue, where no refusal reaches them.
    """

    def needs_backout(self) -> bool:
        """Whether as many requests are under way as may be.

        Scrapy counts robots.txt beside the request that waits for it: the next hop of a redirect then finds its place
        taken, and waits until two others are done.
        """
        if not super().needs_backout():
            return False
        return self.total_concurrency <= sum(ASIDE not in one.meta for one in self.active)

    def _wait_for_download(self, slot: Slot, request: Request, queue_dfd: "Deferred[Any]") -> Coroutine[Any, Any, None]:
        slot.transferring.add(request)
        return super()._wait_for_download(slot, request, queue_dfd)


def slow_down(crawler: Crawler, host: str, seconds: float) -> None:
    """Leave at least `seconds` between two requests to a host for the rest of the run."""
    downloader = crawler.engine.downloader
    known = downloader.per_slot_settings.get(host, {}).get("delay", 0.0)
    seconds = max(seconds, known, downloader._delay)  # a Crawl-delay never makes us faster
    rhythm = {"delay": seconds, "concurrency": 1, "jitter": 0.0}
    downloader.per_slot_settings[host] = rhythm  # an idle slot is thrown away after 60 s and made anew from this
    if (slot := downloader.slots.get(host)) is not None:
        slot.delay, slot.concurrency, slot.jitter = seconds, 1, 0.0


def is_idle(crawler: Crawler, host: str) -> bool:
    """Whether nothing is being asked of a host, nor waits for its turn there."""
    slot = crawler.engine.downloader.slots.get(host)
    return slot is None or not slot.active


def hold(crawler: Crawler, request: Request, seconds: float) -> None:
    """Let a host's first request of this run wait: the pause after the last one of an earlier run has not ended."""
    _, slot = crawler.engine.downloader._get_slot(request)
    slot.lastseen = max(slot.lastseen, monotonic() + seconds - slot.delay * (1 - slot.jitter))


def pause_left(crawler: Crawler, host: str) -> float:
    """Seconds until a host may be asked again, counted from when its last request left: it may have waited for long."""
    downloader = crawler.engine.downloader
    slot = downloader.slots.get(host)
    pause = float(downloader.per_slot_settings.get(host, {}).get("delay", downloader._delay))
    return 0.0 if slot is None else slot.lastseen + pause - monotonic()


def refuse_waiting(crawler: Crawler, host: str, refusal: Callable[[Request], Exception | None]) -> None:
    """Let the requests that wait for their turn at a host fail, unless `refusal` gives no reason: they are past every
    middleware already."""
    slot = crawler.engine.downloader.slots.get(host)
    if slot is None:
        return
    for _ in range(len(slot.queue)):
        request, waiting = slot.queue.popleft()
        reason = refusal(request)
        if reason is None:
            slot.queue.append((request, waiting))
        else:
            waiting.errback(Failure(reason))


def release_all(crawler: Crawler) -> None:
    """Hand every waiting request to the download handler at once (which ends it, when the run is stopping)."""
    downloader: Any = crawler.engine.downloader
    for slot in tuple(downloader.slots.values()):
        slot.delay = 0.0
        if slot.latercall is not None:
            slot.latercall.cancel()
            slot.latercall = None
        downloader._process_queue(slot)

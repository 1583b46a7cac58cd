"""Scrapy's download slots: the rhythm of each host. Private names of Scrapy's downloader stand here only."""

from collections.abc import Callable
from time import monotonic
from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from twisted.python.failure import Failure


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

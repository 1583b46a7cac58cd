"""The next hop of a redirect does not wait until every other host had its turn."""

from types import SimpleNamespace
from typing import Any

from scrapy import Request
from scrapy.squeues import FifoMemoryQueue

from crawler.settings import SCHEDULER_PRIORITY_QUEUE
from crawler.transport.hops import HopsFirst


def queue(*busy: str) -> HopsFirst:
    """A queue beside a downloader that asks these hosts something."""
    slots = {host: SimpleNamespace(active={"a request"}) for host in busy}
    downloader = SimpleNamespace(slots=slots, get_slot_key=lambda request: request.url.split("/")[2])
    settings = SimpleNamespace(getint=lambda _: 0)
    crawler: Any = SimpleNamespace(engine=SimpleNamespace(downloader=downloader), settings=settings)
    return HopsFirst.from_crawler(crawler, FifoMemoryQueue, "")


def hosts(waiting: HopsFirst) -> list[str]:
    """The hosts in the order in which they are asked."""
    return [request.url.split("/")[2] for request in iter(waiting.pop, None) if request is not None]


def hop(host: str) -> Request:
    return Request(f"http://{host}/", meta={"redirect_times": 1})


def test_it_is_the_queue_of_the_crawl() -> None:
    assert f"{HopsFirst.__module__}.{HopsFirst.__name__}" == SCHEDULER_PRIORITY_QUEUE


def test_a_hop_comes_before_whoever_waited_longer() -> None:
    waiting = queue()
    for name in ("a", "b", "c"):
        waiting.push(Request(f"http://{name}.nl/"))
    waiting.push(hop("z.nl"))

    assert 4 == len(waiting)
    assert ["z.nl", "a.nl", "b.nl", "c.nl"] == hosts(waiting)
    assert 0 == len(waiting)


def test_a_hop_to_a_host_that_is_asked_something_lets_the_others_go_first() -> None:
    waiting = queue("z.nl")
    waiting.push(hop("z.nl"))
    waiting.push(hop("y.nl"))
    waiting.push(Request("http://a.nl/"))

    assert ["y.nl", "a.nl", "z.nl"] == hosts(waiting)

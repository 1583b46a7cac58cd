"""The next hop of a redirect does not wait until every other host had its turn."""

from types import SimpleNamespace
from typing import Any

from scrapy import Request

from crawler.spiders.news import NewsSpider
from crawler.transport.hops import HopsFirst


def queue(*busy: str) -> HopsFirst:
    """A queue beside a downloader that asks these hosts something."""
    slots = {host: SimpleNamespace(active={"a request"}) for host in busy}
    crawler: Any = SimpleNamespace(engine=SimpleNamespace(downloader=SimpleNamespace(slots=slots)))
    return HopsFirst.from_crawler(crawler)


def hosts(waiting: HopsFirst) -> list[str]:
    """The hosts in the order in which they are asked."""
    return [request.url.split("/")[2] for request in iter(waiting.next_request, None) if request is not None]


def hop(host: str) -> Request:
    return Request(f"http://{host}/", meta={"redirect_times": 1})


def test_it_is_the_queue_of_the_crawl() -> None:
    assert HopsFirst is NewsSpider.custom_settings["SCHEDULER"]


def test_a_hop_comes_before_whoever_waited_longer() -> None:
    waiting = queue()
    for name in ("a", "b", "c"):
        waiting.enqueue_request(Request(f"http://{name}.nl/"))
    waiting.enqueue_request(hop("z.nl"))

    assert waiting.has_pending_requests()
    assert ["z.nl", "a.nl", "b.nl", "c.nl"] == hosts(waiting)
    assert not waiting.has_pending_requests()


def test_hosts_take_turns_and_those_that_nothing_is_asked_of_come_first() -> None:
    waiting = queue("a.nl")
    for host in ("a.nl", "a.nl", "b.nl", "b.nl", "c.nl"):
        waiting.enqueue_request(Request(f"http://{host}/"))

    assert ["b.nl", "c.nl", "b.nl", "a.nl", "a.nl"] == hosts(waiting)


def test_a_hop_to_a_host_that_is_asked_something_lets_the_others_go_first() -> None:
    waiting = queue("z.nl")
    waiting.enqueue_request(hop("z.nl"))
    waiting.enqueue_request(hop("y.nl"))
    waiting.enqueue_request(Request("http://a.nl/"))

    assert ["y.nl", "a.nl", "z.nl"] == hosts(waiting)

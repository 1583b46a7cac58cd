"""What the middlewares decide without a network: whom robots.txt calls, and how slow a host may ask us to be."""

import asyncio
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from scrapy import Request
from scrapy.core.downloader import Slot
from scrapy.settings import Settings

from crawler.middlewares import Robots, product_token
from crawler.model import RobotsTxt
from crawler.transport.errors import RobotsRefused
from crawler.transport.slots import pause_left, slow_down

NOW = datetime(2025, 11, 19, 12, 0, tzinfo=UTC)
HOST = "kolibri.co.uk"


def crawler(delay: float = 1.0, slot: Slot | None = None) -> SimpleNamespace:
    downloader = SimpleNamespace(_delay=delay, per_slot_settings={}, slots={HOST: slot} if slot else {})
    return SimpleNamespace(engine=SimpleNamespace(downloader=downloader))


@pytest.mark.parametrize(
    ("user_agent", "token"),
    [
        ("Koplamp/1.0 (+https://kolibri.example; desk@kolibri.example)", "Koplamp"),
        ("koplamp", "koplamp"),
        ("My-News_Bot 2", "My-News_Bot"),
        ("Mozilla/5.0 (compatible; Koplamp)", "Mozilla"),
        ("42", "42"),
    ],
)
def test_robots_txt_calls_us_by_the_name_before_the_version(user_agent: str, token: str) -> None:
    assert token == product_token(user_agent)


@pytest.mark.parametrize(("pause", "asked", "kept"), [(1.0, 5.0, 5.0), (1.0, 0.2, 1.0), (60.0, 30.0, 60.0)])
def test_a_crawl_delay_only_slows(pause: float, asked: float, kept: float) -> None:
    slot = Slot(1, pause, 0.3)
    run = crawler(pause, slot)

    slow_down(run, HOST, asked)
    slow_down(run, HOST, 0.1)  # another origin of the host is quicker

    assert (kept, 1, 0.0) == (slot.delay, slot.concurrency, slot.jitter)
    assert {"delay": kept, "concurrency": 1, "jitter": 0.0} == run.engine.downloader.per_slot_settings[HOST]


def test_a_pause_is_counted_from_when_the_last_request_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.transport.slots.monotonic", lambda: 100.0)
    slot = Slot(1, 3.0, 0.0)
    slot.lastseen = 99.0
    run = crawler(0.5, slot)

    assert -0.5 == pause_left(run, HOST)
    slow_down(run, HOST, 3.0)
    slot.delay = 0.0  # the run is stopping
    assert 2.0 == pause_left(run, HOST)
    assert 0.0 == pause_left(run, "merel.example")


class Remembering:
    """Manners that know one robots.txt."""

    def __init__(self, text: str) -> None:
        self.text = text

    async def robots(self, origin: str) -> RobotsTxt:
        return RobotsTxt(origin, 200, self.text, NOW - timedelta(hours=23))


def obeying(text: str) -> SimpleNamespace:
    """A run that asked for a page of a host with this robots.txt."""
    run = crawler()
    run.settings = Settings({"ROBOTSTXT_OBEY": True, "USER_AGENT": "Koplamp/1.0 (+https://kolibri.example)"})
    run.spider = SimpleNamespace(manners=Remembering(text), clock=lambda: NOW)
    asyncio.run(Robots(run).process_request(Request(f"https://{HOST}/1")))
    return run


@pytest.mark.parametrize(
    ("written", "kept"),
    [("2", 2.0), ("2.5", 2.5), ("31", 30.0), ("86400", 30.0), ("0", None), ("nan", None), ("-3", None), ("soon", None)],
)
def test_a_crawl_delay_has_its_bound(written: str, kept: float | None) -> None:
    slots = obeying(f"User-agent: koplamp\nCrawl-delay: {written}\n").engine.downloader.per_slot_settings

    assert kept == slots.get(HOST, {}).get("delay")


def test_robots_txt_that_is_remembered_is_obeyed_without_asking() -> None:
    with pytest.raises(RobotsRefused):
        obeying("User-agent: *\nDisallow: /1\n")

"""What runs in the worker: the product's own readers, measured, and what it does with their results."""

import resource
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from protego import Protego

from crawler.article.facts import tdmrep
from crawler.feeds import discovery
from crawler.middlewares import product_token
from crawler.model import Article, Failure, FeedJob, Page
from crawler.polling.answers import Reply, explain, semantic_hash
from crawler.process import Circumstances, FeedReading, PageReading, parts, read_feed, read_page
from crawler.process.finishing import without_lines

AGENT = "Koplamp/1 (+https://kolibri.example/bot)"


@dataclass(frozen=True, slots=True)
class Measured:
    """A result, the CPU it took and the most memory its process ever held."""

    result: Any
    cpu_s: float
    peak_mib: float


def measured(function: Callable[..., Any], *arguments: object) -> Measured:
    before = _cpu_s()
    result = function(*arguments)
    return Measured(result, _cpu_s() - before, _peak_mib())


def _cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _peak_mib() -> float:
    status = Path("/proc/self/status").read_text("ascii", "replace")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def read_index(body: bytes, url: str, content_type: str, around: Circumstances) -> FeedReading | Failure:
    """A sitemap, and which of its parts would be asked."""
    reading = read_feed(body, url, content_type, around)
    if isinstance(reading, FeedReading):
        parts.index_of(FeedJob(around.feed, url), reading, around.now)
    return reading


def read_page_and_lines(asked: Page, draft: Article, around: Circumstances) -> PageReading:
    """A page, and its text without the line that it begins and the one that it ends with."""
    reading = read_page(asked, draft, around)
    if reading.article and reading.article.blocks:
        ends = {reading.article.blocks[0].text, reading.article.blocks[-1].text}
        without_lines(reading.article, ends)
    return reading


def read_robots(body: bytes, url: str, content_type: str, around: Circumstances) -> bool:
    """What the crawl does with a robots.txt."""
    told = Protego.parse(body.decode("utf-8-sig", "replace"))
    token = product_token(AGENT)
    told.crawl_delay(token)
    return bool(told.can_fetch(url, token))


def read_tdmrep(body: bytes, url: str, content_type: str, around: Circumstances) -> tuple[tuple[str, str], ...]:
    return tdmrep.read(body.decode("utf-8", "replace"), url)


def read_answer(body: bytes, url: str, content_type: str, around: Circumstances) -> tuple[str, ...]:
    """What the crawl itself looks for in an answer, outside of any worker."""
    now: datetime = around.now
    answer = explain(Reply(200, url, {"content-type": content_type}, body), now)
    return (str(answer.outcome), semantic_hash(body), *discovery.named_feeds(body.decode("latin-1"), url))

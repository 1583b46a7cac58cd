"""An empty directory -> a demo desk, crawled twice over real HTTP from the newsstand; nothing is left running."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crawler.crawl import Order, Watch, crawl
from crawler.demo.newsstand import Newsstand
from crawler.desk.paths import Desk
from crawler.errors import UsageError
from crawler.model import Run
from crawler.store.store import Store

MARK = ".koplamp-demo"  # only a directory with this file in it is ever cleared

SAMPLE = "alliantie Renault-Nissan"  # what the article shaped like the one that started all this is found by


@dataclass(frozen=True, slots=True)
class Tour:
    """What the demo did and what it found in the database afterwards."""

    first: Run
    second: Run
    sources: list[dict[str, Any]]
    missed: list[dict[str, Any]]
    edited: list[dict[str, Any]]
    sample: dict[str, Any] | None  # one article as it was stored


def make_desk(folder: Path) -> Desk:
    """A fresh demo desk. Raises UsageError if the directory holds anything but an earlier demo."""
    if folder.exists() and not (folder / MARK).exists() and any(folder.iterdir()):
        raise UsageError(f"{folder} is not empty and no earlier demo; name another directory: koplamp demo DIR")
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    (folder / MARK).touch()
    return Desk(folder.resolve())


def tour(desk: Desk, watch: Watch, between: Callable[[], None]) -> Tour:
    """Open the newsstand, crawl it, let a publisher edit an article, crawl again, and look at what is stored."""
    with Newsstand() as stand:
        desk.feeds_yaml.write_text(stand.feeds_yaml(), "utf-8")
        first = crawl(desk, Order(now=True, trigger="demo"), watch)
        between()
        stand.edit()
        second = crawl(desk, Order(now=True, trigger="demo"), watch)
    with Store(desk.news_db, desk.pages_db, write=False) as store:
        found = store.search(SAMPLE, 1)
        sample = store.article(found[0].url_hash) if found else None
        return Tour(first, second, store.source_rows(), store.missed_rows(), store.edited_rows(), sample)

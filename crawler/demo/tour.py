"""An empty directory -> a demo desk, crawled twice over real HTTP from the newsstand, and replayed; nothing is left
running."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from crawler import config
from crawler.crawl import Order, Watch, crawl, utc_now
from crawler.demo.newsstand import Newsstand
from crawler.desk.paths import Desk
from crawler.ending import asked, listened
from crawler.errors import StorageError, UsageError
from crawler.model import Run
from crawler.passes import replay
from crawler.passes.enrich import enrich
from crawler.store import questions
from crawler.store.replays import Change
from crawler.store.store import Store
from crawler.workers import Workers

MARK = ".koplamp-demo"  # only a directory with this file in it is ever cleared

MAKES = 8  # shown
SAMPLE = "alliantie Renault-Nissan"  # what the article shaped like the one that started all this is found by


@dataclass(frozen=True, slots=True)
class Tour:
    """What the demo did and what it found in the database afterwards."""

    first: Run
    second: Run
    replayed: replay.Tally
    sources: list[dict[str, Any]]
    missed: list[dict[str, Any]]
    edited: list[dict[str, Any]]
    makes: list[dict[str, Any]]
    told_by_several: list[dict[str, Any]]
    copied: list[dict[str, Any]]
    sample: dict[str, Any] | None  # one article as it was stored


def make_desk(folder: Path) -> Desk:
    """A fresh demo desk.

    Raises UsageError if the directory holds anything but an earlier demo, StorageError if it cannot be made.
    """
    try:
        return _made(folder)
    except OSError as error:
        where = f"{error.filename or folder}: {error.strerror}"
        raise StorageError(f"{where}; name a directory this user may write in: koplamp demo DIR") from error


def _made(folder: Path) -> Desk:
    if folder.exists() and not (folder / MARK).exists() and any(folder.iterdir()):
        raise UsageError(f"{folder} is not empty and no earlier demo; name another directory: koplamp demo DIR")
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    (folder / MARK).touch()
    return Desk(folder.resolve())


def tour(desk: Desk, watch: Watch, between: Callable[[], None]) -> Tour:
    """Open the newsstand, crawl it, let a publisher edit an article, crawl again, replay, look at what is stored.

    Raises SystemExit when a signal asks for the end.
    """
    return listened(lambda: _toured(desk, watch, between))


def _toured(desk: Desk, watch: Watch, between: Callable[[], None]) -> Tour:
    with Newsstand() as stand:
        desk.feeds_yaml.write_text(stand.feeds_yaml(), "utf-8")
        first = _crawled(desk, watch)
        between()
        stand.edit()
        second = _crawled(desk, watch)
    replayed = _replayed(desk)
    _leave_if_asked()
    with Store(desk.news_db, desk.pages_db, write=False) as store:
        found = store.search(SAMPLE, 1)
        sample = store.article(found[0].url_hash) if found else None
        return Tour(
            first,
            second,
            replayed,
            store.source_rows(),
            store.missed_rows(),
            store.edited_rows(),
            questions.make_rows(store.news, MAKES),
            questions.story_rows(store.news),
            questions.copy_rows(store.news),
            sample,
        )


def _crawled(desk: Desk, watch: Watch) -> Run:
    run = crawl(desk, Order(now=True, trigger="demo"), watch)
    _leave_if_asked()
    return run


def _leave_if_asked() -> None:
    """A crawl that a signal ended returns what it did until then; what comes after it must not begin."""
    if code := asked():
        raise SystemExit(code)


def _replayed(desk: Desk) -> replay.Tally:
    """Read the stored pages again, by now it is known which lines a site repeats; then enrich what that changed."""
    feeds = config.load(desk.feeds_yaml.read_text("utf-8"), desk.feeds_yaml.name)
    with Store(desk.news_db, desk.pages_db) as store, Workers() as workers:
        done = replay.replay(store, feeds, replay.Order(), Unseen(), utc_now, workers)
        enrich(store, utc_now)
        return done


class Unseen:
    """Nobody looks on: the tour tells what came of it."""

    def begun(self, total: int, resumed: datetime | None) -> None:
        """Nothing is shown."""

    def replayed(self, change: Change) -> None:
        """Nothing is shown."""

    def came(self, pages: int) -> None:
        """Nothing is shown."""

"""koplamp enrich."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from crawler.cli.options import Day, as_json, on_a_crawled_desk, print_json
from crawler.cli.words import counted
from crawler.desk.paths import Desk

if TYPE_CHECKING:
    from rich.progress import TaskID

    from crawler.passes.enrich import Enriched
    from crawler.store.store import Store


@click.command(
    epilog="\b\nExamples:\n  koplamp enrich                       what waits\n"
    "  koplamp enrich --since 2025-11-01    once more, for all that was first seen since then"
)
@click.option("--since", type=Day(), help="Once more, for articles since this day (UTC).")
@as_json
@on_a_crawled_desk
def enrich(desk: Desk, since: datetime | None, as_json: bool) -> None:
    """Find out what articles are about, which repeat which, and which event they tell.

    Every crawl ends with it, for a minute at most; this command does all that waits, such as every article after an
    update with other rules. Doing an article again changes nothing, and what analysts decided stays.
    """
    from crawler.desk.lock import held
    from crawler.ending import listened
    from crawler.store.store import Store

    with held(desk.lock), Store(desk.news_db, desk.pages_db) as store, _shown() as came:
        done, code = listened(lambda: _done(store, since, came))
    if as_json:
        print_json({"done": done.done, "left": done.left})
    else:
        _sum_up(done)
    sys.exit(code)


def _done(store: "Store", since: datetime | None, came: Callable[[str, int], None]) -> "tuple[Enriched, int]":
    from crawler.ending import asked
    from crawler.passes import enrich as passes

    if since is not None:
        passes.again(store, since)
    return passes.enrich(store, lambda: datetime.now(UTC), came=came), asked()


@contextmanager
def _shown() -> Iterator[Callable[[str, int], None]]:
    """On a terminal a line that counts; else nothing on the way."""
    if not sys.stderr.isatty():
        yield lambda *_: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}: {task.completed} articles"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        tasks: dict[str, TaskID] = {}

        def came(step: str, articles: int) -> None:
            if step not in tasks:
                tasks[step] = progress.add_task(step, total=None)
            progress.advance(tasks[step], articles)

        yield came


def _sum_up(done: "Enriched") -> None:
    steps = ", ".join(f"{name} {count}" for name, count in done.done.items())
    click.echo(f"{counted(done.articles, 'article')} enriched ({steps})")
    waiting = max(done.left.values(), default=0)
    if waiting:
        click.echo(f"{counted(waiting, 'article')} left: the next crawl or `koplamp enrich` goes on")


COMMANDS = (enrich,)

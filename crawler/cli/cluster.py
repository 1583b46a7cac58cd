"""koplamp worker, writer, dead: a cluster over Redis."""

import sys
from collections.abc import Callable
from dataclasses import asdict
from functools import wraps
from importlib.util import find_spec
from typing import Any, TypeVar

import click

from crawler.cli.options import as_json, on_a_made_desk, print_json, print_table
from crawler.cli.words import counted
from crawler.desk.paths import Desk
from crawler.errors import UsageError

T = TypeVar("T")

HERE = "redis://127.0.0.1:6379/0"


def over_redis(command: Callable[..., T]) -> Callable[..., T]:
    """Give a command the option --redis, and hand it the address as `url`."""

    @click.option("--redis", "url", metavar="URL", envvar="KOPLAMP_REDIS", default=HERE, show_default=True,
                  help="The cluster's Redis (else $KOPLAMP_REDIS).")  # fmt: skip
    @wraps(command)
    def run(*args: Any, **options: Any) -> T:
        if find_spec("redis") is None:
            raise UsageError("a cluster needs redis-py: pip install 'koplamp[cluster]'")
        return command(*args, **options)

    return run


@click.command(
    epilog="\b\nExample:\n  koplamp worker --redis rediss://:secret@10.0.0.5:6379/0\n\b\n"
    "docs/scaling.md tells how to set up a cluster."
)
@click.option("--verbose", is_flag=True, help="Print Scrapy's log.")
@over_redis
def worker(url: str, verbose: bool) -> None:
    """Ask feeds and pages for a cluster until told to stop.

    A worker needs no desk and no feeds.yaml: the writer hands out the work and says what it goes by. Environment
    variables that feeds.yaml names in headers or as a proxy must be set here.
    """
    from crawler.cli.crawling import set_up_logging
    from crawler.fleet import work

    set_up_logging(verbose)
    sys.exit(work(url, _say))


@click.command(
    epilog="\b\nExample:\n  koplamp writer --desk /srv/news --redis redis://:secret@10.0.0.5:6379/0\n\b\n"
    "docs/scaling.md tells how to set up a cluster."
)
@click.option("--once", is_flag=True, help="End after one run: for cron in place of `koplamp crawl`.")
@click.option("--verbose", is_flag=True, help="Print a line per feed also when not on a terminal.")
@over_redis
@on_a_made_desk
def writer(desk: Desk, url: str, once: bool, verbose: bool) -> None:
    """Hand out what is due on a desk to a cluster's workers, and store what they bring.

    It asks nobody itself. One writer leads a cluster; another one waits until it ends.
    """
    from crawler.cli import progress
    from crawler.cli.crawling import set_up_logging
    from crawler.desk.lock import held
    from crawler.fleet import write

    set_up_logging(verbose=False)
    with held(desk.lock), progress.fitting(verbose=verbose, json_lines=False) as watch:
        code = write(desk, url, watch, once=once)
    sys.exit(code)


@click.command(
    epilog="\b\nExamples:\n  koplamp dead\n  koplamp dead --requeue 1764403200000-0\n  koplamp dead --requeue all"
)
@click.option(
    "--requeue", multiple=True, metavar="ENTRY", help="Let this one (or: all) be asked again by the next run."
)
@as_json
@over_redis
def dead(url: str, requeue: tuple[str, ...], as_json: bool) -> None:
    """Show the jobs that a cluster has put aside, and why: nobody is handed them until they are let go."""
    from crawler.cluster.board import Board, client
    from crawler.cluster.dead import Aside, put_aside
    from crawler.cluster.dead import requeue as let_go
    from crawler.crawl import run_loop

    async def done() -> tuple[int, list[Aside]]:
        board = Board(client(url), _say)
        try:
            gone = await let_go(board, *(() if "all" in requeue else requeue)) if requeue else 0
            return gone, await put_aside(board)
        finally:
            await board.close()

    gone, left = run_loop(done())
    if requeue and not gone:
        raise UsageError("nothing of that name was put aside; `koplamp dead` lists what was")
    if as_json:
        print_json([asdict(one) for one in left])
        return
    if requeue:
        click.echo(f"{counted(gone, 'job')} let go: the next run asks again what is still due")
    print_table(counted(len(left), "job") + " put aside", ("entry", "job", "since", "why"),
                [(one.entry, one.job, f"{one.at:%Y-%m-%d %H:%M}", one.reason) for one in left])  # fmt: skip


def _say(notice: str) -> None:
    click.echo(f"koplamp: {notice}", err=True)


COMMANDS = (worker, writer, dead)

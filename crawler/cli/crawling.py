"""koplamp crawl, backfill."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

import click

from crawler.cli.options import Day, on_a_made_desk
from crawler.cli.words import counted
from crawler.desk.paths import Desk


@click.command(
    epilog="\b\nExamples:\n  koplamp crawl                      what is due\n"
    "  koplamp crawl --now                all feeds, whatever the schedule says\n"
    "  koplamp crawl --now autoblog-nl    this one\n\b\n"
    "Cron:\n  */15 * * * *  cd /srv/news && koplamp crawl"
)
@click.argument("feeds", nargs=-1, metavar="[FEED]...")
@click.option("--now", is_flag=True, help="Ask these feeds (or all) regardless of the schedule.")
@click.option("--verbose", is_flag=True, help="Print a line per feed also when not on a terminal, and Scrapy's log.")
@click.option("--processes", type=click.IntRange(1, 64), default=1, show_default=True,
              help="Ask in so many processes, each with its share of the hosts.")  # fmt: skip
@click.option("--json", "json_lines", is_flag=True, help="Print one JSON line per feed and one for the run.")
@on_a_made_desk
def crawl(desk: Desk, feeds: tuple[str, ...], now: bool, verbose: bool, processes: int, json_lines: bool) -> None:
    """Ask the feeds that are due, fetch what they list, store it.

    Overlapping starts are harmless: one runs, the others end with exit code 75.
    Off a terminal nothing is printed when all is well.
    """
    if feeds and not now:
        _asks_for_now(desk, feeds[0])
    with _alone(desk, quiet=not (now or verbose or json_lines or sys.stderr.isatty())):
        from crawler.cli import progress
        from crawler.crawl import Order
        from crawler.crawl import crawl as run

        set_up_logging(verbose)
        with progress.fitting(verbose=verbose, json_lines=json_lines, by_hand=now) as watch:
            order = Order(now, feeds, "now" if now or progress.on_a_terminal() else "cron")
            if processes == 1:
                done = run(desk, order, watch)
            else:
                from crawler.shares import Shares

                in_hand = processes * order.in_hand
                done = run(desk, replace(order, in_hand=in_hand), watch, ask=Shares(processes).ask)
            watch.finished(done)
    sys.exit(done.exit_code or 0)


@contextmanager
def _alone(desk: Desk, *, quiet: bool) -> Iterator[None]:
    """Hold the desk's lock. `quiet`: where another run does, end without a word, for cron starts them all the time."""
    from crawler.desk.lock import held
    from crawler.errors import AlreadyRunning

    try:
        with held(desk.lock):
            yield
    except AlreadyRunning as error:
        if quiet:
            sys.exit(error.exit_code)
        raise


def _asks_for_now(desk: Desk, name: str) -> None:
    """A name without --now is refused: the wrong name as such, the right one with what to write."""
    from crawler import config
    from crawler.desk.paths import read_feeds_yaml
    from crawler.desk.settings import near

    active = [feed.slug for feed in config.load(read_feeds_yaml(desk), desk.feeds_yaml.name).feeds if feed.enabled]
    if name not in active:
        raise click.UsageError(f"no enabled feed is called '{name}'; {near(name, active)}")
    raise click.UsageError(f"to ask {name} regardless of the schedule, write: koplamp crawl --now {name}")


@click.command(
    epilog="\b\nExample:\n  koplamp backfill autoblog-nl --since 2025-01-01\n\b\n"
    "What a run does not get to is asked by the next one, be it this command or cron's crawl."
)
@click.argument("feed")
@click.option("--since", type=Day(), required=True, help="The first day that is wanted.")
@click.option("--verbose", is_flag=True, help="Print a line per document also when not on a terminal.")
@on_a_made_desk
def backfill(desk: Desk, feed: str, since: datetime, verbose: bool) -> None:
    """Look for what FEED listed since a day and lists no more, and store it.

    Its older entries are looked for where feeds.yaml says (archive:), else on the further pages of a WordPress
    feed, else in the sitemaps that robots.txt names; as politely as in any crawl.
    """
    from crawler.desk.lock import held

    if since > datetime.now(UTC):
        raise click.UsageError(f"--since {since:%Y-%m-%d} lies in the future")
    with held(desk.lock):
        from crawler.cli import progress
        from crawler.crawl import Order
        from crawler.crawl import crawl as run
        from crawler.store.store import Store

        set_up_logging(verbose=False)
        with progress.fitting(verbose=verbose, json_lines=False, by_hand=True) as watch:
            done = run(desk, Order(True, (feed,), "backfill", since), watch)
            watch.finished(done)
        with Store(desk.news_db, desk.pages_db, write=False) as store:
            left = store.backfill_row(feed, since)
    if verbose or sys.stdout.isatty():
        waiting = f"{left['waiting']} waiting{' for the next crawl' if left['waiting'] else ''}"
        click.echo(
            f"{counted(left['asked'], 'document')} of older entries asked, {waiting}; "
            f"{counted(left['found'], 'article')} found, {counted(left['listed'], 'page')} still to be asked for"
        )
    sys.exit(done.exit_code or 0)


def set_up_logging(verbose: bool) -> None:
    """Scrapy's log goes to stderr when asked for, else nowhere: cron mails what is printed."""
    handler = logging.StreamHandler() if verbose else logging.NullHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.INFO if verbose else logging.CRITICAL, handlers=[handler], force=True)


COMMANDS = (crawl, backfill)

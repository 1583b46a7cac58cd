"""koplamp crawl, backfill, status."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import click

from crawler.cli.options import as_json, cut, on_a_desk, on_a_made_desk, print_json, print_table, width_left
from crawler.cli.words import counted
from crawler.desk.paths import Desk

NOT_LET_IN = frozenset({401, 403, 451})  # another 4xx is a refusal that does not say why
HEALTH = ("gone", "blocked", "failing", "moved", "empty", "late", "stale", "ok", "new", "off")  # worst first
UNITS = ((86400, "d"), (3600, "h"), (60, "min"))
WHY_CHARS = 70  # at least, on a terminal; a table that is too wide is folded
BEGAN = {"now": "by hand"}


@click.command(
    epilog="\b\nExamples:\n  koplamp crawl                      what is due\n"
    "  koplamp crawl --now                all feeds, whatever the schedule says\n"
    "  koplamp crawl --now autoblog-nl    this one\n\b\n"
    "Cron:\n  */15 * * * *  cd /srv/news && koplamp crawl"
)
@click.argument("feeds", nargs=-1, metavar="[FEED]...")
@click.option("--now", is_flag=True, help="Ask these feeds (or all) regardless of the schedule.")
@click.option("--verbose", is_flag=True, help="Print a line per feed also when not on a terminal, and Scrapy's log.")
@click.option("--json", "json_lines", is_flag=True, help="Print one JSON line per feed and one for the run.")
@on_a_desk
def crawl(desk: Desk, feeds: tuple[str, ...], now: bool, verbose: bool, json_lines: bool) -> None:
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
            done = run(desk, Order(now, feeds, "now" if now or progress.on_a_terminal() else "cron"), watch)
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
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), required=True, help="The first day that is wanted.")
@click.option("--verbose", is_flag=True, help="Print a line per document also when not on a terminal.")
@on_a_desk
def backfill(desk: Desk, feed: str, since: datetime, verbose: bool) -> None:
    """Look for what FEED listed since a day and lists no more, and store it.

    Its older entries are looked for where feeds.yaml says (archive:), else on the further pages of a WordPress
    feed, else in the sitemaps that robots.txt names; as politely as in any crawl.
    """
    from crawler.desk.lock import held

    first = since.replace(tzinfo=UTC)
    if first > datetime.now(UTC):
        raise click.UsageError(f"--since {since:%Y-%m-%d} lies in the future")
    with held(desk.lock):
        from crawler.cli import progress
        from crawler.crawl import Order
        from crawler.crawl import crawl as run
        from crawler.store.store import Store

        set_up_logging(verbose=False)
        with progress.fitting(verbose=verbose, json_lines=False, by_hand=True) as watch:
            done = run(desk, Order(True, (feed,), "backfill", first), watch)
            watch.finished(done)
        with Store(desk.news_db, desk.pages_db, write=False) as store:
            left = store.backfill_row(feed, first)
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


@click.command(epilog="\b\nExample:\n  koplamp status --desk /srv/news")
@as_json
@on_a_made_desk
def status(desk: Desk, as_json: bool) -> None:
    """Show each feed: how it is, what it last answered, when it is asked next; and the last run."""
    from crawler.cli.rules import alarms
    from crawler.desk.settings import reminders
    from crawler.store.store import Store

    with Store(desk.news_db, desk.pages_db, write=False) as store:
        feeds, run, counts = [_newcomer(row) for row in store.feed_rows()], store.last_run(), store.counts()
        lost = alarms(desk, store.rule_rows(datetime.now(UTC)), store.timezone)
    if as_json:
        print_json({"feeds": feeds, "last_run": run, "counts": counts, "rules": lost})
        return
    columns = ("feed", "state", "last answer", "asked", "next", "articles", "why")
    now = datetime.now(UTC)
    rows = [
        (
            str(row["slug"]),
            str(row["state"]),
            str(row["last_outcome"] or "-"),
            from_now(row["last_attempt_at"], now),
            _next(row, now),
            str(row["articles"]),
            why(row),
        )
        for row in sorted(feeds, key=lambda row: (HEALTH.index(row["state"]), row["slug"]))
    ]
    room = width_left(columns[:-1], [row[:-1] for row in rows])
    shown = [(*row[:-1], cut(row[-1], room and max(room, WHY_CHARS))) for row in rows]
    print_table(counted(len(rows), "feed"), columns, shown)
    if shown != rows:
        click.echo("The whole of every why: koplamp status --json")
    for line in (*lost, *reminders(desk)):
        click.echo(line, err=True)
    if sys.stdout.isatty():
        click.echo()
        click.echo(_last_run(run, counts, now))


def _newcomer(feed: dict[str, Any]) -> dict[str, Any]:
    """The feed's row; of one that was never asked nobody knows yet that it is well."""
    return {**feed, "state": "new"} if feed["state"] == "ok" and not feed["last_attempt_at"] else feed


def _next(feed: dict[str, Any], now: datetime) -> str:
    """When a feed is asked next; a dash for one that is not asked any more."""
    if feed["state"] == "off":
        return "-"
    at = feed["next_check_at"]
    return "due" if at is None or datetime.fromisoformat(at) <= now else from_now(at, now)


def why(feed: dict[str, Any]) -> str:
    """Why a feed is as it is, as far as its last answer or its row tells."""
    if feed["state"] == "moved" and feed["redirect_url"]:
        return f"write url: {feed['redirect_url']}"
    if feed["last_outcome"] == "blocked":
        status = feed["last_http_status"]
        who = "the publisher does not let us in" if status in NOT_LET_IN else "the server refuses the question"
        return f"HTTP {status}: {who}; asked once a day"
    if feed["state"] == "stale":
        return f"nothing new for {feed['days_silent']} days"
    return str(feed["last_error"] or "")


def from_now(instant: str | None, now: datetime) -> str:
    """An instant as people say it: 5 min ago, in 2 h, 3 d ago; a dash for none."""
    if not instant:
        return "-"
    seconds = round((datetime.fromisoformat(instant) - now).total_seconds())
    size, unit = next(((size, unit) for size, unit in UNITS if abs(seconds) >= size), (1, "s"))
    told = f"{abs(seconds) // size} {unit}"
    return f"in {told}" if seconds > 0 else f"{told} ago"


def _last_run(run: dict[str, Any] | None, counts: dict[str, int], now: datetime) -> str:
    stored = f"{counted(counts['articles'], 'article')} stored"
    if run is None:
        return f"No run yet; {stored}."
    began = BEGAN.get(run["trigger"], run["trigger"])
    return (
        f"Last run {from_now(run['started_at'], now)} ({began}): {counted(run['feeds_due'], 'feed')} due, "
        f"{counted(run['articles_new'], 'new article')}, {run['articles_changed']} changed, "
        f"{'not ended' if run['finished_at'] is None else 'exit ' + str(run['exit_code'])}; {stored}."
    )


COMMANDS = (crawl, backfill, status)

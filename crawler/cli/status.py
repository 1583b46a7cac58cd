"""koplamp status."""

import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from crawler.cli.options import as_json, cut, on_a_made_desk, print_json, print_table, width_left
from crawler.cli.words import counted
from crawler.desk.paths import Desk

if TYPE_CHECKING:
    from crawler.store.week import Day

UNITS = ((86400, "d"), (3600, "h"), (60, "min"))
WHY_CHARS = 70  # at least, on a terminal; a table that is too wide is folded
BEGAN = {"now": "by hand"}
BARS = "▁▂▃▄▅▆▇█"
COLUMNS = ("feed", "state", "last answer", "asked", "next", "since", "7 days", "articles", "why")


@click.command(epilog="\b\nExample:\n  koplamp status --desk /srv/news")
@as_json
@on_a_made_desk
def status(desk: Desk, as_json: bool) -> None:
    """Show each feed, the worst first: how it is, since when and why; what the last run and the last week brought.

    On a terminal it also says what to do about each that is not well.
    """
    from crawler.cli.rules import alarms
    from crawler.desk.settings import reminders
    from crawler.desk.watches import ailing
    from crawler.store import deliveries
    from crawler.store.store import Store
    from crawler.store.week import brought, week

    now = datetime.now(UTC)
    with Store(desk.news_db, desk.pages_db, write=False) as store:
        zone = ZoneInfo(store.timezone)
        channels = ailing(desk, deliveries.channels(store.news))
        feeds = _told(desk, store.feed_rows(), brought(store.news, now, zone))
        run, counts, days = store.last_run(), store.counts(), week(store.news, now, zone)
        lost = alarms(desk, store.rule_rows(now), store.timezone)
    if as_json:
        told = {"feeds": feeds, "last_run": run, "days": [asdict(one) for one in days], "counts": counts}
        print_json({**told, "rules": lost, "channels": channels})
        return
    _show_feeds(desk, feeds, now)
    for line in (*lost, *channels, *reminders(desk)):
        click.echo(line, err=True)
    if sys.stdout.isatty():
        click.echo()
        click.echo(_last_run(run, counts, now))
        if counts["candidates"]:
            names = counted(counts["candidates"], "name")
            click.echo(f"{names} beside a make that no list knows: `koplamp tag candidates` shows them")
        _show_week(days)


def _told(desk: Desk, rows: Sequence[dict[str, Any]], days: dict[str, tuple[int, ...]]) -> list[dict[str, Any]]:
    """The feeds, the worst first, each with what it brought, its place in feeds.yaml, why, and what to do."""
    from crawler.desk import reasons

    lines = reasons.lines(desk)
    feeds = []
    for row in map(_newcomer, rows):
        line = lines.get(row["slug"])
        more = {"new_by_day": days.get(row["slug"], ()), "line": line, "why": reasons.why(row)}
        feeds.append({**row, **more, "do": reasons.to_do(row)})
    return sorted(feeds, key=lambda row: (reasons.WORST_FIRST.index(row["state"]), row["slug"]))


def _show_feeds(desk: Desk, feeds: Sequence[dict[str, Any]], now: datetime) -> None:
    rows = [
        (
            str(row["slug"]),
            str(row["state"]),
            str(row["last_outcome"] or "-"),
            from_now(row["last_attempt_at"], now),
            _next(row, now),
            from_now(row["since_at"], now),
            spark(row["new_by_day"]),
            str(row["articles"]),
            _place(desk, row) + row["why"],
        )
        for row in feeds
    ]
    room = width_left(COLUMNS[:-1], [row[:-1] for row in rows])
    shown = [(*row[:-1], cut(row[-1], room and max(room, WHY_CHARS))) for row in rows]
    print_table(counted(len(rows), "feed"), COLUMNS, shown)
    if shown != rows:
        click.echo("The whole of every why: koplamp status --json")
    if sys.stdout.isatty() and any(row["do"] for row in feeds):
        click.echo("\nWhat to do")
        for row in feeds:
            if row["do"]:
                click.echo(f"  {_place(desk, row)}{row['slug']}: {row['do']}")


def _place(desk: Desk, feed: dict[str, Any]) -> str:
    """Where a feed that is not well stands, as editors jump to it."""
    return f"{desk.feeds_yaml.name}:{feed['line']}: " if feed["line"] and feed["do"] else ""


def _newcomer(feed: dict[str, Any]) -> dict[str, Any]:
    """The feed's row; of one that was never asked nobody knows yet that it is well."""
    return {**feed, "state": "new"} if feed["state"] == "ok" and not feed["last_attempt_at"] else feed


def _next(feed: dict[str, Any], now: datetime) -> str:
    """When a feed is asked next; a dash for one that is not asked any more."""
    if feed["state"] == "off":
        return "-"
    at = feed["next_check_at"]
    return "due" if at is None or datetime.fromisoformat(at) <= now else from_now(at, now)


def from_now(instant: str | None, now: datetime) -> str:
    """An instant as people say it: 5 min ago, in 2 h, 3 d ago; a dash for none."""
    if not instant:
        return "-"
    seconds = round((datetime.fromisoformat(instant) - now).total_seconds())
    size, unit = next(((size, unit) for size, unit in UNITS if abs(seconds) >= size), (1, "s"))
    told = f"{abs(seconds) // size} {unit}"
    return f"in {told}" if seconds > 0 else f"{told} ago"


def spark(figures: Sequence[int]) -> str:
    """Figures of days as bars with their sum behind them; where bars cannot be shown, the sum alone."""
    total = sum(figures)
    return f"{bars(figures)} {total}" if total and _shows_bars() else str(total)


def bars(figures: Sequence[int]) -> str:
    """A bar for each figure, the highest for the largest; what is not 0 is seen to be more than 0."""
    most = max(figures)
    return "".join(BARS[max(bool(one), round(one / most * (len(BARS) - 1)))] for one in figures)


def _shows_bars() -> bool:
    """Whether the output is a terminal that shows block characters."""
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb" and (sys.stdout.encoding or "").lower() == "utf-8"


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


def _show_week(days: Sequence["Day"]) -> None:
    """What seven days brought, today last."""
    said = {
        "new articles": [day.new for day in days],
        "questions to feeds": [day.asked for day in days],
        "of them failed": [day.failed for day in days],
        "runs": [day.runs for day in days],
        "of them broken": [day.broken for day in days],
    }
    click.echo("The last 7 days, today last:")
    for name, figures in said.items():
        told = spark(figures) if _shows_bars() else f"{' '.join(map(str, figures))} = {sum(figures)}"
        click.echo(f"  {name:<20}{told}")


COMMANDS = (status,)

"""koplamp replay."""

import hashlib
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from crawler.cli.options import Day, on_a_crawled_desk
from crawler.cli.words import counted
from crawler.desk.paths import Desk

if TYPE_CHECKING:
    from rich.progress import Progress

    from crawler.passes.replay import Tally
    from crawler.store.replays import Change
    from crawler.store.store import Store

NAMES = {"body": "text", "published_on": "date", "published_at": "time", "published_from": "date from"}
MOST_HOSTS = 10  # that a message lists
WIDTH = 100  # characters of a value that is not the text
COLOURS = {"-": "red", "+": "green", "~": "yellow"}


@click.command(
    epilog="\b\nExamples:\n  koplamp replay --dry-run                        what would change\n"
    "  koplamp replay --host autovisie.nl --dry-run    on one site\n"
    "  koplamp replay --since 2025-11-01               write it, newest pages first"
)
@click.option("--host", metavar="HOST", help="Only pages of this site: a host name or a registrable domain.")
@click.option("--since", type=Day(), help="Only pages that came on this day (UTC) or later.")
@click.option("--dry-run", is_flag=True, help="Show what would change, write nothing.")
@click.option("--verbose", is_flag=True, help="Print what changes also when not on a terminal.")
@click.option("--json", "json_lines", is_flag=True, help="Print one JSON line per article that changes.")
@on_a_crawled_desk
def replay(
    desk: Desk, host: str | None, since: datetime | None, dry_run: bool, verbose: bool, json_lines: bool
) -> None:
    """Run today's rules over the stored pages and show what they change in the articles, then write it.

    Articles whose page cannot be read any more keep what they have. Changed rules make no versions. Ended early, the
    same command goes on where it stopped; a second time it changes nothing. Off a terminal only one line is printed,
    with --dry-run or --verbose what changes.
    """
    from crawler.desk.lock import held

    with held(desk.lock):
        from crawler import config
        from crawler.desk.paths import read_feeds_yaml
        from crawler.desk.ruling import rules_of
        from crawler.passes.replay import Order
        from crawler.passes.replay import replay as run
        from crawler.store.store import Store
        from crawler.workers import Workers

        text = read_feeds_yaml(desk)
        feeds = config.load(text, desk.feeds_yaml.name)
        order = Order(
            host=_host(host) if host else None,
            since=since,
            dry_run=dry_run,
            feeds_sha256=hashlib.sha256(text.encode()).hexdigest(),
            rules=rules_of(desk).all_right(),
        )
        with (
            Store(desk.news_db, desk.pages_db, write=not dry_run) as store,
            Workers() as workers,
            _shown(verbose or dry_run, json_lines) as watch,
        ):
            if order.host:
                _known(order.host, store)
            done = run(store, feeds, order, watch, lambda: datetime.now(UTC), workers)
    _sum_up(done, order.host, dry_run=dry_run, json_lines=json_lines)


def _host(written: str) -> str:
    """A host as it is compared; an address is taken for its host."""
    name = written.strip().lower().split("://")[-1].split("/")[0]
    if not name:
        raise click.UsageError(f"--host {written!r} is no host; write one such as autovisie.nl")
    return name


def _known(host: str, store: "Store") -> None:
    """Say so, with the hosts there are, if no page is of this one."""
    from difflib import get_close_matches

    from crawler.store import replays

    hosts = replays.hosts(store.pages)
    if any(replays.is_of(f"https://{name}/", host) for name in hosts):
        return
    near = get_close_matches(host, hosts, n=1)
    hint = f"did you mean {near[0]}?" if near else f"there are pages of {_listed(hosts) or 'no host at all'}"
    raise click.UsageError(f"--host {host}: no page is stored of it; {hint}")


def _listed(hosts: tuple[str, ...]) -> str:
    more = f" and {len(hosts) - MOST_HOSTS} more" if len(hosts) > MOST_HOSTS else ""
    return f"{', '.join(hosts[:MOST_HOSTS])}{more}"


class Silent:
    """Off a terminal: nothing on the way."""

    def begun(self, total: int, resumed: datetime | None) -> None: ...

    def replayed(self, change: "Change") -> None: ...

    def came(self, pages: int) -> None: ...


class Lines(Silent):
    """Every article that changes, with what changes."""

    def begun(self, total: int, resumed: datetime | None) -> None:
        if resumed is not None:
            self.line(f"goes on with the replay of {resumed:%Y-%m-%d %H:%M} UTC: {counted(total, 'page')} left")

    def replayed(self, change: "Change") -> None:
        article = change.kept.article
        if change.article is None:
            self.line(f"left as it is: {article['url'] or change.kept.page.url}: {change.why}")
        if not change.differences:
            return
        self.line(f"{article['title'] or '(no title)'}", bold=True)
        self.line(f"  {article['url'] or change.kept.page.url}")
        for name, before, after in change.differences:
            self._difference(NAMES.get(name, name), before, after)

    def _difference(self, name: str, before: Any, after: Any) -> None:
        from crawler.passes import wording

        if name == "text":
            self.line(f"  {name}: {counted(len(before.split()), 'word')}, now {len(after.split())}")
            for told in wording.differences(before, after):
                self.line(f"    {told}", colour=COLOURS.get(told[0]))
        elif before and after and name in ("title", "lead"):
            self.line(f"  {name}: {wording.words(before, after)}")
        else:
            self.line(f"  {name}: {_told(before)} -> {_told(after)}")

    def line(self, text: str, *, bold: bool = False, colour: str | None = None) -> None:
        """Print one line."""
        click.secho(text, bold=bold, fg=colour)


class Live(Lines):
    """The same above a bar that moves."""

    def __init__(self, progress: "Progress") -> None:
        self._progress = progress
        self._task = progress.add_task("pages", total=0)

    def begun(self, total: int, resumed: datetime | None) -> None:
        super().begun(total, resumed)
        self._progress.update(self._task, total=total)

    def came(self, pages: int) -> None:
        self._progress.advance(self._task, pages)

    def line(self, text: str, *, bold: bool = False, colour: str | None = None) -> None:
        from rich.text import Text

        self._progress.console.print(Text(text, style=colour or ("bold" if bold else "")), soft_wrap=True)


class JsonLines(Silent):
    """One JSON object a line for each article that changes."""

    def replayed(self, change: "Change") -> None:
        if change.article is None:
            click.echo(json.dumps({"url": change.kept.article["url"], "left": change.why}))
        if change.differences:
            told = {NAMES.get(n, n): {"before": _plain(a), "after": _plain(b)} for n, a, b in change.differences}
            article = change.kept.article
            click.echo(json.dumps({"url": article["url"], "title": article["title"], "changes": told}, default=str))


@contextmanager
def _shown(lines: bool, json_lines: bool) -> Iterator[Silent]:
    """The display that fits where the output goes."""
    if json_lines:
        yield JsonLines()
    elif sys.stdout.isatty():
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(24), MofNCompleteColumn())
        console = Console(highlight=False)
        with Progress(*columns, TimeElapsedColumn(), console=console, transient=True) as progress:
            yield Live(progress)
    else:
        yield Lines() if lines else Silent()


def _sum_up(done: "Tally", host: str | None, *, dry_run: bool, json_lines: bool) -> None:
    if json_lines:
        names = ("pages", "changed", "unreadable", "shorter", "fields")
        click.echo(json.dumps({name: getattr(done, name) for name in names} | {"dry_run": dry_run}))
        return
    would = "would change" if dry_run else "changed"
    of = f" of {host}" if host else ""
    told = [f"{counted(done.pages, 'page')}{of} read, {counted(done.changed, 'article')} {would}"]
    if done.fields:
        fields = sorted(done.fields.items(), key=lambda found: (-found[1], found[0]))
        told[0] += f" ({', '.join(f'{NAMES.get(name, name)} {count}' for name, count in fields)})"
    if done.shorter:
        told.append(f"{counted(done.shorter, 'text')} lose more than half of their words")
    if done.unreadable:
        told.append(f"{done.unreadable} unreadable, left as they are")
    click.echo("; ".join(told))


def _plain(value: Any) -> Any:
    return value if isinstance(value, (str, int, float, type(None))) else str(value)


def _told(value: Any) -> str:
    text = "-" if value is None else " ".join(str(value).split()) or "-"
    return text if len(text) <= WIDTH else f"{text[:WIDTH]}…"


COMMANDS = (replay,)

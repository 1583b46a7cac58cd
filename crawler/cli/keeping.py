"""koplamp prune, forget."""

import re
from datetime import UTC, datetime, timedelta

import click

from crawler.cli.options import on_a_made_desk
from crawler.cli.words import counted
from crawler.desk.paths import Desk

DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}


class Age(click.ParamType[timedelta]):
    """A time as people write it: 90d, 12w, 18m, 2y -> a timedelta."""

    name = "age"

    def convert(self, value: str | timedelta, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        if isinstance(value, timedelta):
            return value
        written = re.fullmatch(r"([1-9][0-9]{0,3})([dwmy])", value)
        if written is None:
            self.fail(f"{value!r} is not a time; write 90d, 12w, 18m or 2y", param, ctx)
        return timedelta(days=int(written[1]) * DAYS[written[2]])


@click.command(epilog="\b\nExamples:\n  koplamp prune --older-than 2y --dry-run\n  koplamp prune --older-than 18m")
@click.option("--older-than", "age", type=Age(), required=True, help="Days, weeks, months or years: 90d, 12w, 18m, 2y.")
@click.option("--dry-run", is_flag=True, help="Only say how many articles would go.")
@on_a_made_desk
def prune(desk: Desk, age: timedelta, dry_run: bool) -> None:
    """Remove old articles that no feed lists any more. They do not come back: their addresses are remembered."""
    from crawler.desk.lock import held
    from crawler.store.store import Store

    now = datetime.now(UTC)
    before = now - age
    if dry_run:
        with Store(desk.news_db, desk.pages_db, write=False) as store:
            click.echo(
                f"{counted(store.prunable(before), 'article')} would go: older than {before:%Y-%m-%d}, listed nowhere"
            )
        return
    with held(desk.lock), Store(desk.news_db, desk.pages_db) as store:
        removed = store.prune(before, now)
    click.echo(f"{counted(removed, 'article')} removed, older than {before:%Y-%m-%d}")


@click.command(epilog="\b\nExample:\n  koplamp forget https://www.example.org/news/an-article")
@click.argument("url")
@on_a_made_desk
def forget(desk: Desk, url: str) -> None:
    """Remove the article at URL with its text, versions and page, and never collect it again."""
    from crawler.desk.addresses import typed
    from crawler.desk.lock import held
    from crawler.store.store import Store

    address = typed(url)
    with held(desk.lock), Store(desk.news_db, desk.pages_db) as store:
        was_stored = store.forget(address, datetime.now(UTC))
    told = "removed" if was_stored else "was not stored"
    click.echo(f"{address}: {told}; it will not be collected again")


COMMANDS = (prune, forget)

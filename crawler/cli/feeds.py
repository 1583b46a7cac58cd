"""koplamp feeds: the group, and what it tells without asking anybody: list, diff."""

from typing import TYPE_CHECKING

import click

from crawler.cli import feeds_checking, feeds_finding, feeds_opml
from crawler.cli.options import as_json, cut, on_a_made_desk, print_json, print_table, width_left
from crawler.cli.words import counted
from crawler.desk.paths import Desk

if TYPE_CHECKING:
    from crawler.model import Feed, Feeds


@click.group()
def feeds() -> None:
    """Keep feeds.yaml: find a site's feeds, add them, see how they answer."""


@click.command("list", epilog="\b\nExample:\n  koplamp feeds list --json")
@as_json
@on_a_made_desk
def list_(desk: Desk, as_json: bool) -> None:
    """Show the feeds of feeds.yaml, with the desk's defaults filled in."""
    known = _feeds(desk).feeds
    if as_json:
        print_json([_facts(feed) for feed in known])
        return
    columns = ("feed", "line", "kind", "language", "every", "asked", "source", "address")
    rows = [
        (
            feed.slug,
            str(feed.line),
            str(feed.kind),
            feed.language,
            _every(feed),
            "yes" if feed.enabled else "no",
            feed.source,
            feed.url,
        )
        for feed in known
    ]
    room = width_left(columns[:-1], [row[:-1] for row in rows])
    print_table(counted(len(rows), "feed"), columns, [(*row[:-1], cut(row[-1], room)) for row in rows])


@click.command(epilog="\b\nExample:\n  koplamp feeds diff --desk /srv/news")
@as_json
@on_a_made_desk
def diff(desk: Desk, as_json: bool) -> None:
    """Show what the next crawl will make of feeds.yaml: feeds that are new, changed, renamed or gone."""
    from crawler.desk.differing import differences
    from crawler.store.known_feeds import known_feeds
    from crawler.store.store import Store

    wanted = _feeds(desk)
    rows = []
    if desk.news_db.exists():
        with Store(desk.news_db, desk.pages_db, write=False) as store:
            rows = known_feeds(store.news)
    found = differences(wanted, rows)
    if as_json:
        print_json([{"slug": one.slug, "what": one.what, "line": one.line, "said": one.said} for one in found])
        return
    table = [(one.slug, one.what, str(one.line or "-"), one.said) for one in found]
    if table:
        print_table(counted(len(table), "difference"), ("feed", "what", "line", ""), table)
    else:
        click.echo("feeds.yaml and the database agree", err=True)


def _feeds(desk: Desk) -> "Feeds":
    from crawler import config
    from crawler.desk.paths import read_feeds_yaml

    return config.load(read_feeds_yaml(desk), desk.feeds_yaml.name)


def _every(feed: "Feed") -> str:
    return "auto" if feed.every_minutes is None else f"{feed.every_minutes}m"


def _facts(feed: "Feed") -> dict[str, object]:
    """What a program may want to know of a feed; headers by their names only."""
    return {
        "slug": feed.slug,
        "name": feed.name,
        "url": feed.url,
        "source": feed.source,
        "kind": feed.kind,
        "language": feed.language,
        "country": feed.country,
        "timezone": feed.timezone,
        "every": _every(feed),
        "enabled": feed.enabled,
        "follow": feed.follow,
        "rights": feed.rights,
        "headers": [name for name, _ in feed.headers],
        "line": feed.line,
    }


for command in (list_, *feeds_finding.COMMANDS, *feeds_checking.COMMANDS, diff, *feeds_opml.COMMANDS):
    feeds.add_command(command)

COMMANDS = (feeds,)

"""koplamp feeds check."""

import sys
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from crawler.cli.options import as_json, on_a_made_desk, print_json, print_table
from crawler.cli.words import counted
from crawler.desk.paths import Desk

if TYPE_CHECKING:
    from rich.status import Status

    from crawler.desk.checking import Checked
    from crawler.model import Feed, Feeds, Poll

NEEDS_A_PERSON = 3


@click.command(
    epilog="\b\nExamples:\n  koplamp feeds check                all that are asked\n"
    "  koplamp feeds check autoblog-nl    this one, also if it is switched off\n\b\n"
    "Exit codes: 0 all is well, 3 something needs a person, 69 nothing was reached."
)
@click.argument("names", nargs=-1, metavar="[FEED]...")
@as_json
@on_a_made_desk
def check(desk: Desk, names: tuple[str, ...], as_json: bool) -> None:
    """Ask feeds now, politely, and explain what they answer: what is missing, and what to do. Nothing is stored."""
    from crawler import config
    from crawler.cli.crawling import set_up_logging
    from crawler.cli.reading import hosts_of
    from crawler.desk.checking import State, checked
    from crawler.desk.paths import read_feeds_yaml
    from crawler.discovering.board import Known
    from crawler.discovering.check import ask_all

    set_up_logging(verbose=False)
    feeds = config.load(read_feeds_yaml(desk), desk.feeds_yaml.name)
    chosen = _chosen(feeds, names)
    with _shown(len(chosen)) as status:
        left = [len(chosen)]

        def came(_: "Poll") -> None:
            left[0] -= 1
            if status is not None:
                status.update(f"{counted(left[0], 'feed')} to come")

        polls = ask_all(Known(feeds, hosts_of(desk), own=chosen), chosen, came)
    now = datetime.now(UTC)
    found = [checked(poll, now, feeds.timezone) for poll in polls]
    if as_json:
        print_json([_facts(one) for one in found])
    else:
        _show(found, desk.feeds_yaml.name)
    if _is_offline(polls):
        click.echo("no feed could be reached: is this machine off the network?", err=True)
        sys.exit(69)
    sys.exit(NEEDS_A_PERSON if any(one.state is State.WRONG for one in found) else 0)


def _chosen(feeds: "Feeds", names: tuple[str, ...]) -> "tuple[Feed, ...]":
    """The feeds of these names, or all that are asked."""
    from crawler.desk.settings import near
    from crawler.errors import UsageError

    if not names:
        return tuple(feed for feed in feeds.feeds if feed.enabled)
    known = {feed.slug: feed for feed in feeds.feeds}
    for name in names:
        if name not in known:
            raise UsageError(f"no feed is called '{name}'; {near(name, tuple(known))}")
    return tuple(known[name] for name in dict.fromkeys(names))


def _is_offline(polls: "tuple[Poll, ...]") -> bool:
    from crawler.normal.urls import registrable_domain
    from crawler.polling.schedule import looks_offline

    return looks_offline([(registrable_domain(poll.job.url), poll.answer) for poll in polls])


def _shown(count: int) -> "AbstractContextManager[Status | None]":
    """On a terminal, how many are still to come."""
    if not sys.stderr.isatty():
        return nullcontext()
    from rich.console import Console

    return Console(stderr=True).status(f"{counted(count, 'feed')} to come")


def _show(found: "list[Checked]", name: str) -> None:
    """Worst first."""
    order = ("wrong", "note", "ok")
    rows = []
    for one in sorted(found, key=lambda one: (order.index(one.state), one.line)):
        told = "; ".join(one.said) + (f" -> {one.to_do}" if one.to_do else "")
        where = f"{name}:{one.line}"
        rows.append((one.slug, str(one.state), str(one.outcome), str(one.entries), one.newest or "-", where, told))
    columns = ("feed", "state", "answer", "entries", "newest", "where", "what is missing, what to do")
    print_table(counted(len(rows), "feed"), columns, rows)


def _facts(one: "Checked") -> dict[str, object]:
    return {
        "slug": one.slug,
        "line": one.line,
        "state": one.state,
        "outcome": one.outcome,
        "entries": one.entries,
        "newest": one.newest,
        "said": one.said,
        "to_do": one.to_do,
    }


COMMANDS = (check,)

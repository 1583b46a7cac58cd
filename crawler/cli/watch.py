"""koplamp watch: check, run, list."""

import os
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import click

from crawler.cli.options import as_json, cut, on_a_crawled_desk, on_a_made_desk, print_json, print_table, width_left
from crawler.cli.words import counted
from crawler.desk.paths import Desk

if TYPE_CHECKING:
    from crawler.model import Channel, Watch, Watches
    from crawler.store.store import Store
    from crawler.watching import Outcome

SHOWN = 3  # hits of a watch, the newest
Rows = list[dict[str, Any]]


@click.group()
def watch() -> None:
    """Be told of what watches.yaml or feeds.yaml looks for: saved searches, conditions on stories and makes."""


@watch.command(epilog="\b\nExamples:\n  koplamp watch check\n  koplamp watch check --days 30 --json")
@click.option("--days", type=click.IntRange(1, 3650), default=7, show_default=True, help="How far to look back.")
@as_json
@on_a_made_desk
def check(desk: Desk, days: int, as_json: bool) -> None:
    """Validate the watches and show what each watch would have found lately. Nothing is stored or sent.

    A watch of z_score shows the makes that rise now. Ends with 2 if there is a mistake.
    """
    from crawler.desk.watches import watches_of

    wanted, now = watches_of(desk), datetime.now(UTC)
    found = [_would_find(desk, one, now - timedelta(days=days)) for one in wanted.watches]
    notes = [*_notes(desk, wanted)]
    if as_json:
        print_json({"watches": found, "notes": notes})
        return
    if not wanted.watches:
        none = "has no watches" if desk.watches_yaml.exists() else "there is no such file"
        click.echo(f"nothing found: {desk.watches_yaml}: {none}; docs/operators.md says how to write one", err=True)
    for one in found:
        click.secho(f"{one['watch']}: {counted(one['hits'], 'hit')} in {counted(days, 'day')}", bold=True)
        click.echo(f"  {one['looks_for']} -> {', '.join(one['to'])}")
        for line in one["newest"]:
            click.echo(f"  {line}")
    for note in notes:
        click.echo(note, err=True)


def _would_find(desk: Desk, watch: "Watch", since: datetime) -> dict[str, Any]:
    hits, newest = 0, []
    if desk.news_db.exists():
        from crawler.passes.watch import would_find
        from crawler.store.store import Store
        from crawler.store.watches import glimpsed

        with Store(desk.news_db, desk.pages_db, write=False) as store:
            found = would_find(store.news, watch, since)
            articles = glimpsed(store.news, [one.article_id for one in found if one.article_id is not None])
        hits = len(found)
        newest = [f"{one['published_on'] or 'no date'} · {one['source']} · {one['title']}" for one in articles]
        newest = newest or [one.reason for one in found]
    facts = {"watch": watch.name, "line": watch.line, "looks_for": watch.conditions, "to": list(watch.to)}
    return {**facts, "hits": hits, "newest": newest[:SHOWN]}


def _notes(desk: Desk, wanted: "Watches") -> Sequence[str]:
    """What is no mistake and may be one: variables that are not set here, sources nobody collects, channels unused."""
    from crawler.config.watches_values import variables
    from crawler.desk.settings import feeds_or_defaults

    notes = [
        f"channel {one.name}: the environment variable {name} is not set here"
        for one in wanted.channels
        for name in variables(*one.secrets)
        if not os.environ.get(name)
    ]
    sources = {feed.source for feed in feeds_or_defaults(desk).feeds}
    for one in wanted.watches:
        notes += [f"watch {one.name}: no feed has the source {name}" for name in one.sources if name not in sources]
    used = {name for one in wanted.watches for name in one.to}
    notes += [f"channel {one.name}: no watch uses it" for one in wanted.channels if one.name not in used]
    return notes


@watch.command(epilog="\b\nExample:\n  koplamp watch run")
@as_json
@on_a_crawled_desk
def run(desk: Desk, as_json: bool) -> None:
    """Look at what is new and deliver all that waits, now.

    Every crawl ends with it, for seconds at most; this command takes the time it needs and waits for no next try. Ends
    with 3 if something could not be delivered.
    """
    from crawler.desk.lock import held
    from crawler.desk.settings import feeds_or_defaults
    from crawler.desk.watches import watches_of
    from crawler.ending import asked, listened
    from crawler.store.store import Store
    from crawler.watching import BY_HAND, Round, make

    def work() -> "tuple[Outcome, int]":
        with Store(desk.news_db, desk.pages_db) as store:
            return make(Round(desk, feeds, store, lambda: datetime.now(UTC), BY_HAND), wanted), asked()

    wanted, feeds = watches_of(desk), feeds_or_defaults(desk)
    with held(desk.lock):
        done, code = listened(work)
    if as_json:
        facts = {name: getattr(done, name) for name in ("articles", "hits", "delivered", "failed")}
        print_json(facts)
    else:
        looked = f"{counted(done.articles, 'article')} looked at, {counted(done.hits, 'hit')}"
        click.echo(f"{looked}, {counted(done.delivered, 'delivery', 'deliveries')} made")
        for line in done.failed:
            click.echo(f"channel {line}", err=True)
    sys.exit(code or (3 if done.failed else 0))


@watch.command("list", epilog="\b\nExample:\n  koplamp watch list --json")
@as_json
@on_a_made_desk
def list_(desk: Desk, as_json: bool) -> None:
    """Show the watches with their last hit, and the channels with what waits and what went wrong."""
    from crawler.desk.watches import watches_of
    from crawler.store.store import Store

    wanted = watches_of(desk)
    if desk.news_db.exists():
        with Store(desk.news_db, desk.pages_db, write=False) as store:
            watches, channels = _states(wanted, store)
    else:
        watches, channels = _states(wanted, None)
    if as_json:
        print_json({"watches": watches, "channels": channels})
        return
    if not watches and not channels:
        click.echo(f"nothing found: {desk.watches_yaml}: no watches there", err=True)
        return
    _show("watch", watches, ("watch", "hits", "last_hit_at", "to", "looks_for"))
    if sys.stdout.isatty():
        click.echo()
    _show("channel", channels, ("channel", "leads_to", "delivered_at", "waiting", "next_try_at", "last_error"))


def _states(wanted: "Watches", store: "Store | None") -> tuple[Rows, Rows]:
    from crawler.store import deliveries
    from crawler.store.watches import lately

    hits = lately(store.news) if store is not None else {}
    sent = deliveries.channels(store.news) if store is not None else {}
    watches = [_watch_facts(one, hits.get(one.name)) for one in wanted.watches]
    return watches, [_channel_facts(one, sent.get(one.name)) for one in wanted.channels]


def _watch_facts(one: "Watch", known: Mapping[str, Any] | None) -> dict[str, Any]:
    return {
        "watch": one.name,
        "line": one.line,
        "looks_for": one.conditions,
        "to": list(one.to),
        "hits": known["hits"] if known else 0,
        "last_hit_at": known["last_at"] if known else None,
    }


def _channel_facts(one: "Channel", known: Mapping[str, Any] | None) -> dict[str, Any]:
    facts = {"channel": one.name, "line": one.line, "kind": str(one.kind), "leads_to": one.whereto}
    names = ("waiting", "next_try_at", "given_up", "delivered_at", "last_error")
    return facts | {name: known[name] if known else 0 if name in ("waiting", "given_up") else None for name in names}


def _show(what: str, rows: Rows, columns: Sequence[str]) -> None:
    heads = [name.removesuffix("_at").replace("_", " ") for name in columns]
    cells = [[_cell(row[name]) for name in columns] for row in rows]
    room = width_left(heads[:-1], [row[:-1] for row in cells])
    print_table(counted(len(rows), what, f"{what}es" if what == "watch" else ""), heads, [
        [*row[:-1], cut(row[-1], room)] for row in cells
    ])  # fmt: skip


def _cell(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "-" if value is None else str(value)


COMMANDS = (watch,)

"""koplamp doctor, backup, restore."""

import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crawler.cli.options import as_json, crawled, on_a_made_desk, print_json
from crawler.cli.words import counted
from crawler.desk.paths import Desk

if TYPE_CHECKING:
    from crawler.desk.check import Check

COLOURS = {"ok": "green", "note": "yellow", "wrong": "red"}
NEEDS_A_PERSON = 3


@click.command(
    epilog="\b\nExamples:\n  koplamp doctor             is all well with this desk?\n"
    "  koplamp doctor --repair    mend what is damaged\n"
    "  koplamp doctor --rekey     which articles are one by today's rules of addresses?"
)
@click.option(
    "--repair", is_flag=True, help="Mend damaged databases first, as far as that goes; nothing is thrown away."
)
@click.option("--rekey", is_flag=True, help="Only this: hash every address by today's rules, show what is one now.")
@click.option("--merge", is_flag=True, help="With --rekey: make each such pair one article; the older text stays.")
@click.option("--verbose", is_flag=True, help="Print what is well also when not on a terminal.")
@as_json
@on_a_made_desk
def doctor(desk: Desk, repair: bool, rekey: bool, merge: bool, verbose: bool, as_json: bool) -> None:
    """Look whether everything is in order, and say what to do about what is not.

    Ends with 3 if something needs a person. Off a terminal only that is printed.
    """
    from crawler.desk.doctor import examine

    if merge and not rekey:
        raise click.UsageError("--merge goes with --rekey, which shows first what it would merge")
    if rekey:
        sys.exit(_rekeyed(desk, merge, as_json))

    done = _repaired(desk) if repair else []
    seen = examine(desk, datetime.now(UTC))
    if as_json:
        print_json({"repaired": done, "checks": [asdict(check) for check in seen]})
    else:
        for line in done:
            click.echo(line)
        for check in seen:
            if check.state == "wrong" or verbose or sys.stdout.isatty():
                _show(check)
    sys.exit(NEEDS_A_PERSON if any(check.state == "wrong" for check in seen) else 0)


def _rekeyed(desk: Desk, merge: bool, as_json: bool) -> int:
    """Print the pairs that are one by today's rules -> 3 if a person has to decide, else 0."""
    from crawler.desk.lock import held
    from crawler.store import rekeying
    from crawler.store.store import Store

    with held(crawled(desk).lock), Store(desk.news_db, desk.pages_db) as store:
        added = rekeying.rekey(store.news, datetime.now(UTC))
        found = rekeying.proposals(store.news)
        merged = sum(rekeying.merge(store.news, one) for one in found) if merge else 0
    if as_json:
        print_json({"added": added, "merged": merged, "proposed": [asdict(one) for one in found]})
        return NEEDS_A_PERSON if found and not merge else 0
    click.echo(f"{counted(added, 'address', 'addresses')} by a new hash")
    for one in found:
        click.echo(f"{'merged' if merge else 'one?'}: {one.title}")
        click.echo(f"  {one.older_id}  {one.older}\n  {one.younger_id}  {one.younger}")
    if found and not merge:
        pairs = counted(len(found), "pair")
        click.echo(f"{pairs} may be one article: `koplamp doctor --rekey --merge` keeps the older of each")
    return NEEDS_A_PERSON if found and not merge else 0


def _repaired(desk: Desk) -> list[str]:
    from crawler.desk.lock import held
    from crawler.desk.mending import repair

    with held(desk.lock):
        return list(repair(desk, datetime.now(UTC)))


def _show(check: "Check") -> None:
    click.echo(f"{click.style(f'{check.state:<6}', fg=COLOURS[check.state])}{check.name}: {check.said}")


@click.command(epilog="\b\nExample:\n  koplamp backup /srv/backups/news-2025-11-19.db")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@on_a_made_desk
def backup(desk: Desk, file: Path) -> None:
    """Write a whole copy of news.db into FILE, also while a crawl runs; only its owner can read it.

    Raw pages (pages.db) are not in it: they can be fetched again.
    """
    from crawler.store.copies import copy
    from crawler.store.schema import NEWS

    copy(desk.news_db, file, NEWS)
    if sys.stdout.isatty():
        click.echo(f"{file}: {file.stat().st_size / 1_000_000:.1f} MB; `koplamp restore {file}` puts it back")


@click.command(epilog="\b\nExample:\n  koplamp restore /srv/backups/news-2025-11-19.db")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@on_a_made_desk
def restore(desk: Desk, file: Path) -> None:
    """Put a copy that `koplamp backup` made in the place of news.db, which is kept beside it.

    What was forgotten or pruned since then stays so. Start `koplamp serve` anew afterwards.
    """
    from crawler.desk.lock import held
    from crawler.store.copies import put_back

    with held(desk.lock):
        kept = put_back(file, desk.news_db, datetime.now(UTC))
    if sys.stdout.isatty():
        click.echo(f"{desk.news_db} is that of {file} now" + (f"; the one before is {kept.name}" if kept else ""))


COMMANDS = (doctor, backup, restore)

"""koplamp boilerplate."""

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import click

from crawler.cli.options import as_json, cut, on_a_made_desk, print_json, print_table, width_left
from crawler.cli.words import counted
from crawler.desk.paths import Desk

if TYPE_CHECKING:
    from crawler.store.store import Store

MOST_NAMED = 10  # hosts or lines in a message


@click.command(
    epilog="\b\nExamples:\n  koplamp boilerplate autoweek.nl\n  koplamp boilerplate autoweek.nl --veto 'Mail ons'"
)
@click.argument("host", required=False)
@click.option("--veto", metavar="TEXT_OR_HASH", help="Keep this line in articles from now on.")
@click.option("--unveto", metavar="TEXT_OR_HASH", help="Drop it again.")
@as_json
@on_a_made_desk
def boilerplate(desk: Desk, host: str | None, veto: str | None, unveto: str | None, as_json: bool) -> None:
    """Show the lines that HOST repeats under its articles, which are therefore taken from their texts.

    A line is learned when three different articles carry it, to the letter or with another name or date in it (~).
    Without HOST: every host, and how many lines it repeats.
    Passages that three of its newest articles hold inside a paragraph are told too (-); they stay in the texts.
    A line is named by its hash, or by enough of its text to tell it from the others.
    """
    from crawler.desk.lock import held
    from crawler.errors import UsageError
    from crawler.store.store import Store

    if (veto or unveto) and (host is None or (veto and unveto)):
        raise UsageError("name a HOST, and either --veto or --unveto one of its lines")
    if veto or unveto:
        with held(desk.lock), Store(desk.news_db, desk.pages_db) as store:
            changed = _veto(store, _known(store, host or ""), veto or unveto or "", vetoed=veto is not None)
        _tell(changed, as_json)
        return
    with Store(desk.news_db, desk.pages_db, write=False) as store:
        if host is None:
            _show_hosts(store.line_hosts(), as_json)
        else:
            _show(store, _known(store, host), as_json)


def _known(store: "Store", host: str) -> str:
    """The host as the database calls it; UsageError if nothing is known of it."""
    from crawler.errors import UsageError
    from crawler.normal.urls import registrable_domain

    wanted = registrable_domain(host if "://" in host else f"http://{host}")
    known = [str(row["host"]) for row in store.line_hosts()]
    if wanted in known:
        return wanted
    if not known:
        raise UsageError(f"nothing is known of '{host}': no page was read on this desk yet")
    near = get_close_matches(host, known, 1)
    hint = f"did you mean '{near[0]}'? " if near else ""
    more = f" and {len(known) - MOST_NAMED} more" if len(known) > MOST_NAMED else ""
    raise UsageError(f"nothing is known of '{host}': {hint}Known: {', '.join(known[:MOST_NAMED])}{more}")


def _veto(store: "Store", host: str, said: str, *, vetoed: bool) -> dict[str, Any]:
    from crawler.errors import UsageError

    found = store.veto_line(host, said, vetoed=vetoed)
    if not found:
        raise UsageError(f"{host} repeats no line '{said}'; `koplamp boilerplate {host}` lists them")
    if len(found) > 1:
        told = "".join(f"\n  {row['line_hash']}  {cut(row['text'] or '', 80)}" for row in found[:MOST_NAMED])
        raise UsageError(f"{counted(len(found), 'line')} of {host} hold '{said}'; name one by its hash:{told}")
    return {"host": host, **found[0], "text": found[0]["text"] or said, "vetoed": int(vetoed)}


def _tell(changed: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print_json(changed)
        return
    told = "stays in articles from now on" if changed["vetoed"] else "is dropped where three articles carry it"
    click.echo(f"{changed['line_hash']} of {changed['host']} {told}: {cut(changed['text'], 80)}")


def _show(store: "Store", host: str, as_json: bool) -> None:
    from crawler.store.duplicates import repeated

    found = [*store.line_rows(host), *repeated(store.news, host)]
    if as_json:
        print_json(found)
        return
    if not found:
        click.echo(f"nothing found that three articles of {host} carry", err=True)
        return
    facts = [(row["line_hash"] or "-", str(row["pages"]), row["first_seen_at"][:10], _state(row)) for row in found]
    width = width_left(("hash", "articles", "since", "state"), facts)
    texts = [" ".join((row["text"] or "").split()) for row in found]
    shown = [(*cells, cut(text, width)) for cells, text in zip(facts, texts, strict=True)]
    print_table(f"Lines that {host} repeats", ("hash", "articles", "since", "state", "text"), shown)


def _state(row: dict[str, Any]) -> str:
    if row["line_hash"] is None:
        return "kept"
    return ("vetoed" if row["vetoed"] else "dropped") + ("~" if row["varies"] else "")


def _show_hosts(found: list[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        print_json(found)
        return
    if not found:
        click.echo("nothing found: no page was read on this desk yet", err=True)
        return
    names = ("host", "dropped", "vetoed", "lines")
    print_table("Lines that hosts repeat", names, [[str(row[name]) for name in names] for row in found])


COMMANDS = (boilerplate,)

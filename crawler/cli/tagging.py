"""koplamp tag."""

import getpass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from crawler.cli.options import as_json, on_a_crawled_desk, print_json, print_table
from crawler.cli.words import counted
from crawler.desk.paths import Desk

if TYPE_CHECKING:
    from crawler.store.store import Store

DECISIONS = {"model": "model", "no-model": "no model"}
MOST_NAMED = 20  # tags in a message


@click.group()
def tag() -> None:
    """Correct what articles are said to be about, and decide about names of models that nobody knows yet."""


@tag.command(epilog="\b\nExamples:\n  koplamp tag reject 4711 seat\n  koplamp tag reject 4711 seat/leon --by mara")
@click.argument("article")
@click.argument("name", metavar="TAG")
@click.option("--by", metavar="NAME", help="Who says so (else the user of this machine).")
@as_json
@on_a_crawled_desk
def reject(desk: Desk, article: str, name: str, by: str | None, as_json: bool) -> None:
    """Say that ARTICLE (its number or url_hash) is not about TAG: a make, model, topic or company.

    TAG is a slug (volkswagen/golf, recall), if need be with its kind (company:bolt), or a name. The tag stays rejected,
    whatever the rules find later. It counts in no view, and from the next crawl on in no trend.
    """
    _judge(desk, article, name, by or getpass.getuser(), as_json)


@tag.command(epilog="\b\nExample:\n  koplamp tag accept 4711 seat")
@click.argument("article")
@click.argument("name", metavar="TAG")
@as_json
@on_a_crawled_desk
def accept(desk: Desk, article: str, name: str, as_json: bool) -> None:
    """Take a rejection back: the rules decide about TAG of ARTICLE again."""
    _judge(desk, article, name, None, as_json)


@tag.command(epilog="\b\nExamples:\n  koplamp tag candidates\n  koplamp tag candidates --all")
@click.option("--all", "decided", is_flag=True, help="Those that were decided as well.")
@as_json
@on_a_crawled_desk
def candidates(desk: Desk, decided: bool, as_json: bool) -> None:
    """List names that three sources wrote beside a make within a week, and that the gazetteer lacks."""
    from crawler.store import candidates as known
    from crawler.store.store import Store

    with Store(desk.news_db, desk.pages_db, write=False) as store:
        found = known.proposed(store.news, decided=decided)
    if as_json:
        print_json(found)
        return
    if not found:
        click.echo("nothing found that three sources named within a week", err=True)
        return
    columns = ("make", "name", "sources", "articles", "since", "decided")
    rows = [
        (
            one["make"],
            one["name"],
            str(one["sources"]),
            str(one["articles"]),
            one["first_seen_at"][:10],
            one["decided"] or "-",
        )
        for one in found
    ]
    print_table(counted(len(rows), "unknown name"), columns, rows)


@tag.command(
    epilog="\b\nExamples:\n  koplamp tag decide 'Kia Syros' model\n  koplamp tag decide 'Opel Chefin' no-model"
)
@click.argument("name")
@click.argument("decision", type=click.Choice(list(DECISIONS)))
@as_json
@on_a_crawled_desk
def decide(desk: Desk, name: str, decision: str, as_json: bool) -> None:
    """Say of a candidate whether it is a model; it is never proposed again. Its make may stand before its NAME.

    A model is found in articles once it stands in the gazetteer that comes with the program.
    """
    from crawler.desk.lock import held
    from crawler.errors import UsageError
    from crawler.store import candidates as known
    from crawler.store.database import writing
    from crawler.store.store import Store

    with held(desk.lock), Store(desk.news_db, desk.pages_db) as store:
        found = known.named(store.news, name)
        if not found:
            raise UsageError(f"no candidate is called '{name}'; `koplamp tag candidates --all` lists them")
        if len(found) > 1:
            told = ", ".join(f"'{one['make']} {one['name']}'" for one in found)
            raise UsageError(f"'{name}' stands beside several makes; name one of {told}")
        with writing(store.news):
            known.decide(store.news, found[0]["id"], DECISIONS[decision], datetime.now(UTC))
    made = {"make": found[0]["make"], "name": found[0]["name"], "decided": DECISIONS[decision]}
    if as_json:
        print_json(made)
    else:
        click.echo(f"{made['make']} {made['name']}: {made['decided']}")


def _judge(desk: Desk, article: str, name: str, rejected_by: str | None, as_json: bool) -> None:
    from crawler.desk.lock import held
    from crawler.store import tags
    from crawler.store.database import writing
    from crawler.store.store import Store

    with held(desk.lock), Store(desk.news_db, desk.pages_db) as store:
        number, found = _meant(store, article, name)
        with writing(store.news):
            tags.judge(store.news, number, found, rejected_by)
    made = {"article_id": number, **found, "rejected_by": rejected_by}
    if as_json:
        print_json(made)
    elif rejected_by is None:
        click.echo(f"{found['kind']} {found['slug']} of article {number}: the rules decide again")
    else:
        click.echo(f"{found['kind']} {found['slug']} of article {number}: rejected by {rejected_by}")


def _meant(store: "Store", article: str, name: str) -> tuple[int, dict[str, Any]]:
    """The number of an article and the one tag of it that is meant; UsageError says what there is instead."""
    from crawler.errors import UsageError
    from crawler.store import tags

    number = tags.article_id(store.news, article)
    if number is None:
        raise UsageError(f"there is no article '{article}': give its number or its url_hash")
    carried = tags.carried(store.news, number)
    said = name.casefold()
    found = [one for one in carried if said in (one["slug"], f"{one['kind']}:{one['slug']}")] or [
        one for one in carried if said == one["name"].casefold()
    ]
    if len(found) == 1:
        return number, found[0]
    if found:
        told = ", ".join(f"{one['kind']}:{one['slug']}" for one in found)
        raise UsageError(f"article {number} has several tags called '{name}'; name one of {told}")
    told = ", ".join(one["slug"] for one in carried[:MOST_NAMED])
    raise UsageError(f"article {number} has no tag '{name}'; it has {told or 'none at all'}")


COMMANDS = (tag,)

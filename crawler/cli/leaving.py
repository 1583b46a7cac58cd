"""koplamp export, publish."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crawler.cli.options import as_long_as_it_is_read, on_a_made_desk
from crawler.cli.words import counted
from crawler.desk.paths import Desk

if TYPE_CHECKING:
    from crawler.store.answers import Question

FORMATS = ("csv", "jsonl", "parquet", "atom", "jsonfeed")


@click.command(
    epilog="\b\nExamples:\n  koplamp export latest --to latest.csv\n"
    "  koplamp export article_export --to articles.parquet\n"
    "  koplamp export search -p q='renault nissan' --to hits.jsonl      a ready question and its parameter\n"
    "  koplamp export --search 'laadpaal*' --to charging.atom           a feed of a search\n"
    "  koplamp export --sql 'select * from latest where language = :l' -p l=nl --to -"
)
@click.argument("name", metavar="[NAME]", required=False)
@click.option("--sql", help="Export what this SELECT brings.")
@click.option("--search", "words", metavar="WORDS", help="Export every article with these words, best first.")
@click.option("-p", "--param", "params", metavar="NAME=VALUE", multiple=True, help="A parameter's value; repeatable.")
@click.option("--to", metavar="FILE", required=True, help="The file to write; - is stdout.")
@click.option("--format", "format_", type=click.Choice(FORMATS), help="Else by the file's name; of stdout csv.")
@on_a_made_desk
def export(
    desk: Desk, name: str | None, to: str, format_: str | None, params: tuple[str, ...], **other: str | None
) -> None:
    """Write a view, a table or a ready question, whole, into a file. NAME says which.

    Nothing is left out but texts that their publishers reserve. The file is whole or as it was before. In CSV an
    apostrophe stands before what a spreadsheet would take for a formula; the other formats hold texts as they are. Atom
    and JSON Feed need columns title, url and one that says when, as `latest` has them.
    """
    from crawler.ending import listened
    from crawler.out.export import export as write
    from crawler.store.drafts import drop

    question = _question(name, other["sql"], other["words"], params)
    with as_long_as_it_is_read(sys.stdout):
        count = listened(lambda: write(desk.news_db, question, to, format_, datetime.now(UTC)), drop)
        if sys.stdout.isatty() and to != "-":
            click.echo(f"{to}: {counted(count, 'row')}")


def _question(name: str | None, sql: str | None, words: str | None, params: tuple[str, ...]) -> "Question":
    from crawler.errors import UsageError
    from crawler.store.answers import named, of_sql, search_for

    values = {}
    for param in params:
        key, equals, value = param.partition("=")
        if not equals or not key:
            raise UsageError(f"-p {param}: write -p NAME=VALUE")
        values[key.removeprefix(":")] = value
    if sum(one is not None for one in (name, sql, words)) != 1:
        raise UsageError("say what to export: a NAME, --sql or --search, one of them")
    if name is not None:
        return named(name, values)
    if sql is not None:
        return of_sql(sql, values)
    if values:
        raise UsageError("--search has no parameters")
    return search_for(words or "")


@click.command(
    epilog="\b\nExamples:\n  koplamp publish /srv/share/news.db\n"
    "  koplamp publish /srv/share/news.db --with-texts      for readers who may see the texts"
)
@click.argument("path", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--with-texts", "texts", is_flag=True, help="The texts of articles and of their earlier versions too.")
@click.option("--with-fetches", "fetches", is_flag=True, help="How feeds and sites were asked, and what came, too.")
@click.option("--with-pages", "pages", is_flag=True, help="The raw pages too, in a file of their own: NAME.pages.db.")
@on_a_made_desk
def publish(desk: Desk, path: Path, texts: bool, fetches: bool, pages: bool) -> None:
    """Write a copy of news.db for other users into PATH, also while a crawl runs; an earlier one is replaced.

    Everybody on this machine can read it, and whoever opens it finds a whole one at every moment. Texts and pages that
    their publishers reserve are never in it.
    """
    from crawler.ending import listened
    from crawler.out.publish import publish as write
    from crawler.store.drafts import drop
    from crawler.store.snapshot import With

    what = With(texts=texts, fetches=fetches, pages=pages)
    files = listened(lambda: write(desk.news_db, desk.pages_db, path, what, datetime.now(UTC)), drop)
    if sys.stdout.isatty():
        for file in files:
            click.echo(f"{file}: {file.stat().st_size / 1_000_000:.1f} MB")


COMMANDS = (export, publish)

"""koplamp demo."""

import json
import shutil
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crawler.cli.options import print_table
from crawler.cli.words import counted

if TYPE_CHECKING:
    from crawler.demo.tour import Tour


@click.command(epilog="\b\nExample:\n  koplamp demo /tmp/look-at-koplamp")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=Path("demo-desk"))
def demo(folder: Path) -> None:
    """Crawl five made-up publishers on this machine, twice, into a new desk in FOLDER.

    Everything is real but the news: feeds of four kinds, moved and missing pages, a dead feed, an article that is
    edited between the two runs. Then `koplamp replay` reads the stored pages again. Nothing leaves 127.0.0.1.
    """
    from crawler.cli import progress
    from crawler.cli.crawling import set_up_logging
    from crawler.demo.tour import make_desk, tour

    set_up_logging(verbose=False)
    desk = make_desk(folder)
    click.echo("Five made-up publishers open their sites on 127.0.0.1. First run:\n")
    with progress.fitting(verbose=True, json_lines=False) as watch:
        result = tour(desk, watch, between=lambda: click.echo("\nAn editor changes a headline. Second run:\n"))
    _show(result, folder)


def _show(result: "Tour", folder: Path) -> None:
    one, two = result.first, result.second
    click.echo()
    click.secho("What is in the database now", bold=True)
    columns = ("source", "languages", "articles", "first_on", "last_on")
    print_table("", columns, [[str(row[column]) for column in columns] for row in result.sources])
    with_text = sum(row["articles"] for row in result.sources)
    click.echo(f"\nRun 1 brought articles: {one.articles_new} listed, {with_text} with text.")
    click.echo(f"Run 2 brought {two.articles_new} new ones and {two.articles_changed} that was changed;", nl=False)
    click.echo(f" {two.feeds_unchanged} of {two.feeds_due} feeds had nothing new and cost one question each.")
    for row in result.edited:
        click.echo(f"  before  {row['title_before']}\n  now     {row['title_now']}")
    click.echo("The lines that a site repeats were taken from its first articles too by koplamp replay, which read")
    click.echo(f"{counted(result.replayed.pages, 'stored page')} again and changed {result.replayed.changed}.")
    _show_meaning(result)
    click.secho("\nListed, and not to be had", bold=True)
    for row in result.missed:
        click.echo(f"  {row['url']}: {row['stage_reason']}")
    if result.sample is not None:
        click.secho("\nOne article as it was stored", bold=True)
        _show_sample(result.sample)
    click.echo("\nThe five publishers have closed again: their addresses on 127.0.0.1 lead nowhere now.")
    click.secho("\nNow try", bold=True)
    for line in (
        f"{as_typed('koplamp')} search --desk {folder} renault nissan",
        f"{as_typed('koplamp')} status --desk {folder}",
        f"{as_typed('koplamp')} serve --desk {folder}",
        f"{as_typed('sqlite-utils')} {folder}/news.db 'select published_on, source, title from latest limit 5' --table",  # noqa: S608  # printed, not run
    ):
        click.echo(f"  {line}")


def _show_meaning(result: "Tour") -> None:
    click.secho("\nWhat it says", bold=True)
    makes = ", ".join(f"{row['name']} {row['articles']}" for row in result.makes)
    click.echo(textwrap.fill(f"makes, by articles: {makes}", 94, initial_indent="  ", subsequent_indent="    "))
    for row in result.told_by_several:
        click.echo(f"  told by {row['sources']} sources, first by {row['first_source']}: {row['title']}")
    for row in result.copied:
        click.echo(
            f"  {row['kind']}: {row['percent']:.0f} % of {row['source']}'s '{row['title']}' is {row['first_source']}'s"
        )


def as_typed(command: str) -> str:
    """How a command beside ours is started from here: by its name if it is on the PATH, else by its path."""
    beside = Path(sys.argv[0]).with_name(command)
    found = shutil.which(command)
    return command if found and beside.exists() and Path(found).samefile(beside) else str(beside)


def _show_sample(article: dict[str, Any]) -> None:
    for name in ("title", "published_on", "language", "lead"):
        click.echo(textwrap.fill(f"{name:<14}{article[name]}", 94, initial_indent="  ", subsequent_indent=" " * 16))
    click.echo()
    told = [block for block in json.loads(article["blocks"]) if block["text"] != article["lead"]]
    for block in told[:5]:
        text = block["text"] if block["kind"] != "h" else f"## {block['text']}"
        click.echo(textwrap.fill(text, 94, initial_indent="    ", subsequent_indent="    "))
    click.echo("    …")


COMMANDS = (demo,)

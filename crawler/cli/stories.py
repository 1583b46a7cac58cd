"""koplamp story list, show, split, merge, move."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import click

from crawler.cli.options import as_json, crawled, cut, on_a_made_desk, print_json, print_table, width_left
from crawler.cli.words import counted
from crawler.desk.paths import Desk

if TYPE_CHECKING:
    from crawler.passes.story_editing import By
    from crawler.store.database import Database

MOST = 500  # stories of one list
HEADS = ("story", "last", "articles", "sources", "title")
ARTICLE_HEADS = ("article", "published", "source", "language", "by", "title")


@click.group()
def story() -> None:
    """See which articles tell of one event, and correct it: what you decide is never undone.

    A story keeps its id: one that became part of another leads there.
    """


@story.command("list", epilog="\b\nExamples:\n  koplamp story list\n  koplamp story list --days 30 --least 5")
@click.option("--days", type=click.IntRange(1), default=4, show_default=True, help="Stories that went on since.")
@click.option("--least", type=click.IntRange(1), default=2, show_default=True, help="Of at least so many articles.")
@as_json
@on_a_made_desk
def list_(desk: Desk, days: int, least: int, as_json: bool) -> None:
    """List the stories of the last days, the newest first."""
    from crawler.store import story_edits

    with _reading(desk) as news:
        found = story_edits.stories(news, datetime.now(UTC) - timedelta(days=days), least, MOST)
    if as_json:
        print_json(found)
        return
    if not found:
        told = f"no event of the last {counted(days, 'day')} is told by {counted(least, 'article')}"
        click.echo(f"nothing found: {told}; --days 30 looks further back", err=True)
        return
    firsts = [
        (str(one["id"]), one["last_at"][:10], str(one["article_count"]), str(one["source_count"])) for one in found
    ]
    width = width_left(HEADS[:-1], firsts)
    print_table("", HEADS, [(*first, cut(one["title"], width)) for first, one in zip(firsts, found, strict=True)])


@story.command(epilog="\b\nExample:\n  koplamp story show 812")
@click.argument("number", metavar="STORY", type=int)
@as_json
@on_a_made_desk
def show(desk: Desk, number: int, as_json: bool) -> None:
    """Show the articles of STORY, the first one first, and what was decided about it by hand."""
    from crawler.passes.story_editing import known
    from crawler.store import story_edits

    with _reading(desk) as news:
        number = known(news, number)
        told = story_edits.story(news, number) or {}
        articles, edits = story_edits.articles(news, number), story_edits.edits_of(news, number)
    if as_json:
        print_json({**told, "articles": articles, "edits": edits})
        return
    sources, languages = counted(told["source_count"], "source"), counted(told["language_count"], "language")
    click.secho(f"Story {number}: {told['title']}", bold=True)
    click.echo(f"{counted(told['article_count'], 'article')} by {sources} in {languages}")
    firsts = [
        (str(one["id"]), one["sort_at"], one["source"], one["language"] or "-", "hand" if one["by_hand"] else "machine")
        for one in articles
    ]
    width = width_left(ARTICLE_HEADS[:-1], firsts)
    lines = [(*first, cut(one["title"] or "-", width)) for first, one in zip(firsts, articles, strict=True)]
    print_table("", ARTICLE_HEADS, lines)
    for edit in edits:
        what = f"{edit['op']} from {edit['story_id']} to {edit['other_id']}: {edit['articles']}"
        click.echo(f"{edit['at']} {edit['actor']}: {what}")


@story.command(epilog="\b\nExample:\n  koplamp story split 812 90411 90423    these two tell of another event")
@click.argument("number", metavar="STORY", type=int)
@click.argument("articles", metavar="ARTICLE...", type=int, nargs=-1, required=True)
@on_a_made_desk
def split(desk: Desk, number: int, articles: tuple[int, ...]) -> None:
    """Take articles out of STORY into a story of their own."""
    from crawler.passes import story_editing

    with _writing(desk) as (news, by):
        new = story_editing.split(news, number, articles, by)
    click.echo(f"story {new}: {counted(len(set(articles)), 'article')} that {_were(articles)} in story {number}")


@story.command(epilog="\b\nExample:\n  koplamp story merge 812 815    both are story 812 from now on")
@click.argument("number", metavar="STORY", type=int)
@click.argument("other", metavar="OTHER", type=int)
@on_a_made_desk
def merge(desk: Desk, number: int, other: int) -> None:
    """Make STORY and OTHER one; the id of OTHER leads to STORY from then on."""
    from crawler.passes import story_editing

    with _writing(desk) as (news, by):
        kept = story_editing.merge(news, number, other, by)
    click.echo(f"story {kept}: story {other} is part of it")


@story.command(epilog="\b\nExample:\n  koplamp story move 90411 --to 815")
@click.argument("articles", metavar="ARTICLE...", type=int, nargs=-1, required=True)
@click.option("--to", "number", metavar="STORY", type=int, required=True, help="The story that they belong to.")
@on_a_made_desk
def move(desk: Desk, articles: tuple[int, ...], number: int) -> None:
    """Put articles into another story."""
    from crawler.passes import story_editing

    with _writing(desk) as (news, by):
        kept = story_editing.move(news, articles, number, by)
    click.echo(f"story {kept}: {counted(len(set(articles)), 'article')} more")


def _were(articles: tuple[int, ...]) -> str:
    return "was" if len(set(articles)) == 1 else "were"


@contextmanager
def _reading(desk: Desk) -> "Iterator[Database]":
    from crawler.store.database import open_news

    news = open_news(desk.news_db, write=False)
    try:
        yield news
    finally:
        news.close()


@contextmanager
def _writing(desk: Desk) -> "Iterator[tuple[Database, By]]":
    """The desk's articles, to be changed while nobody else does, and who changes them."""
    from crawler.desk.lock import held
    from crawler.passes.story_editing import By
    from crawler.store.store import Store

    with held(crawled(desk).lock), Store(desk.news_db, desk.pages_db) as store:
        yield store.news, By(getpass.getuser(), datetime.now(UTC))


COMMANDS = (story,)

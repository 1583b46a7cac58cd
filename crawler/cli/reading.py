"""koplamp try, search."""

import sys
import textwrap
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from crawler.cli.options import as_json, on_a_desk, on_a_made_desk, print_json
from crawler.cli.words import counted
from crawler.desk.paths import Desk

if TYPE_CHECKING:
    from crawler.model import Article, HostState, Poll, Visit

WIDTH = 96


@click.command(
    "try",
    epilog="\b\nExamples:\n  koplamp try https://www.autoweek.nl/rss\n  koplamp try autoweek\n"
    "  koplamp try https://www.autoweek.nl/an-article --rule          what its site rule does\n"
    "  koplamp try https://www.autoweek.nl/an-article --save a-name   golden/a-name.html and .json",
)
@click.argument("url")
@click.option("--rule", "with_rule", is_flag=True, help="Show the page with its rule of rules.yaml, and without.")
@click.option(
    "--save", "name", metavar="[NAME]", is_flag=False, flag_value="", help="Save the page and what is read in it."
)
@click.option("--force", is_flag=True, help="With --save: overwrite a golden page of that name.")
@as_json
@on_a_desk
def try_(desk: Desk, url: str, with_rule: bool, name: str | None, force: bool, as_json: bool) -> None:
    """Ask URL (a feed or a page) and show what would be collected. Nothing is stored, except by --save.

    URL may also be the slug of a feed in feeds.yaml: it is then asked with its own settings. --save writes the page
    into golden/, for `koplamp rules --check`; what it holds belongs to its publisher.
    """
    from crawler.cli import rules
    from crawler.cli.crawling import set_up_logging
    from crawler.desk.ruling import rules_of
    from crawler.desk.settings import feeds_or_defaults
    from crawler.trial import try_address

    set_up_logging(verbose=False)
    feeds, written = feeds_or_defaults(desk), rules_of(desk).all_right()
    trial = try_address(url, feeds, hosts_of(desk), written)
    reached = bool(trial.visit.article if trial.visit else trial.poll and _wanted(trial.poll))
    if with_rule and trial.visit is not None and trial.visit.page is not None:
        reached = rules.show_preview(trial.visit, feeds, written, as_json)
    elif as_json:
        print_json({"feed": _poll_facts(trial.poll), "page": _visit_facts(trial.visit)})
    elif name is None or trial.visit is None or trial.visit.article is None:
        _show(trial.poll, trial.visit)
    if name is not None and trial.visit is not None:
        rules.save_golden(desk, trial.visit, feeds, written, name, force=force)
    sys.exit(0 if reached else 3)


def hosts_of(desk: Desk) -> "Mapping[str, HostState]":
    """What hosts asked for in earlier runs of this desk, if there were any."""
    from crawler.errors import StorageError
    from crawler.store.store import Store

    if not desk.news_db.exists():
        return {}
    try:
        with Store(desk.news_db, desk.pages_db, write=False) as store:
            return store.hosts(datetime.now(UTC))
    except StorageError as error:  # a trial needs no desk, so a damaged or older one is no hindrance
        click.echo(f"{error}\nThis trial does not know which sites asked to be left alone.", err=True)
        return {}


def _wanted(poll: "Poll") -> bool:
    """Whether the feed lists anything that would be collected."""
    from crawler.model import Stage

    return any(draft.stage is not Stage.DROPPED for draft in poll.drafts)


def _show(poll: "Poll | None", visit: "Visit | None") -> None:
    if poll is not None and poll.entries_seen:
        click.secho(f"A feed: {poll.title or '(no title)'}", bold=True)
        seen = counted(poll.entries_seen, "entry", "entries")
        newest = "; the newest:" if poll.drafts else ": there is nothing in it that could be collected"
        click.echo(f"{seen}, {len(poll.drafts)} different{newest}")
        if poll.answer.error:
            click.echo(f"  {poll.answer.outcome}: {poll.answer.error}")
        for draft in poll.drafts[:8]:
            day = draft.article.published.on if draft.article.published else "no date   "
            click.echo(f"  {day}  {draft.article.title}")
            click.echo(f"              {draft.fetch_url or '(no address)'}")
        click.echo()
    elif poll is not None and visit is None:
        click.echo(f"No answer to use: {poll.answer.outcome} ({poll.answer.error or 'nothing in it'})")
    elif poll is not None and poll.answer.error:
        click.echo(f"No feed: {poll.answer.error}\n")
    if visit is not None and visit.article is None:
        answer = visit.answer
        told = f"no page: {answer.error}" if answer.outcome == "fresh" else f"{answer.outcome} ({answer.error})"
        click.echo(f"{visit.job.url}: {told}")
    elif visit is not None and visit.article is not None:
        click.secho(f"The page {visit.job.url}", bold=True)
        _show_article(visit.article)


def _show_article(article: "Article") -> None:
    day = (
        f"{article.published.on} (from {article.published.source}: {article.published.raw})"
        if article.published
        else "none"
    )
    for name, value in (
        ("title", article.title),
        ("date", day),
        ("language", article.language or "unknown"),
        ("authors", ", ".join(article.authors) or "-"),
        ("keywords", ", ".join(article.keywords) or "-"),
        ("kind", str(article.kind)),
        ("image", _image(article)),
        ("access", {True: "free", False: "not free", None: "not stated"}[article.free_access]),
        ("rights", ", ".join(f"{name}: {word}" for name, word in article.rights) or "nothing stated"),
        ("lead", article.lead or "-"),
        ("text", _how(article)),
    ):
        click.echo(textwrap.fill(f"{name:<10}{value}", WIDTH, subsequent_indent=" " * 10))
    click.echo()
    for block in article.blocks:
        mark = {"h": "## ", "li": "- ", "quote": "> "}.get(block.kind, "")
        click.echo(textwrap.fill(mark + block.text, WIDTH, initial_indent="  ", subsequent_indent="  "))


def _image(article: "Article") -> str:
    credit = f"({article.image_credit})" if article.image_credit else None
    return " ".join(filter(None, (article.image_url, article.image_caption, credit))) or "-"


def _how(article: "Article") -> str:
    """How the text was found, and how surely it is whole."""
    if not article.blocks:
        return "none"
    sure = f", {article.quality:.0%} sure to be whole" if article.quality is not None else ""
    return f"{article.word_count} words by {dict(article.provenance).get('body') or article.body_method}{sure}"


def _poll_facts(poll: "Poll | None") -> object:
    if poll is None:
        return None
    entries = [{"url": draft.fetch_url, **_article_facts(draft.article)} for draft in poll.drafts]
    answer = poll.answer
    return {
        "url": poll.job.url,
        "outcome": answer.outcome,
        "error": answer.error,
        "title": poll.title,
        "entries": entries,
    }


def _visit_facts(visit: "Visit | None") -> object:
    if visit is None:
        return None
    facts = _article_facts(visit.article) | {"body": visit.article.body} if visit.article else None
    return {"url": visit.job.url, "outcome": visit.answer.outcome, "error": visit.answer.error, "article": facts}


def _article_facts(article: "Article") -> dict[str, object]:
    when = article.published
    return {
        "title": article.title,
        "published_on": when.on if when else None,
        "published_at": when.at if when else None,
        "published_from": when.source if when else None,
        "language": article.language,
        "authors": article.authors,
        "keywords": article.keywords,
        "kind": article.kind,
        "image_url": article.image_url,
        "image_caption": article.image_caption,
        "image_credit": article.image_credit,
        "free_access": article.free_access,
        "rights": dict(article.rights),
        "lead": article.lead,
        "body_method": article.body_method,
        "quality": article.quality,
        "word_count": article.word_count,
    }


@click.command(
    context_settings={"ignore_unknown_options": True},  # -tesla is a word to leave out
    epilog="""\b
Examples:
  koplamp search renault nissan
  koplamp search '"elektrische auto" OR laadpaal*' -tesla""",
)
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="How many to show.")
@as_json
@on_a_made_desk
def search(desk: Desk, words: tuple[str, ...], limit: int, as_json: bool) -> None:
    """Find articles, best first, with the words marked.

    "A phrase", prefix*, OR and -without are understood.
    """
    from crawler.errors import UsageError
    from crawler.store.search import expression
    from crawler.store.store import Store

    if expression(" ".join(words)) is None:
        raise UsageError("a search needs at least one word to look for")
    with Store(desk.news_db, desk.pages_db, write=False) as store:
        hits = store.search(" ".join(words), limit)
    if as_json:
        print_json([hit.facts() for hit in hits])
        return
    for hit in hits:
        click.secho(hit.title, bold=True)
        click.echo(f"  {hit.published_on or 'no date'} · {hit.source} · {hit.url or '(no address)'}")
        click.echo(textwrap.fill(_marked(hit.snippet), WIDTH, initial_indent="  ", subsequent_indent="  "))
    if not hits:
        click.echo(f"nothing found for {' '.join(words)}", err=True)


def _marked(snippet: str) -> str:
    """The snippet with its marks as bold on a terminal, as *stars* off it."""
    on, off = ("\x1b[1m", "\x1b[0m") if sys.stdout.isatty() else ("*", "*")
    return snippet.replace("\ue000", on).replace("\ue001", off)


COMMANDS = (try_, search)

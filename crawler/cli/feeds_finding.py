"""koplamp feeds discover, add."""

import sys
import textwrap
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from crawler.cli.options import as_json, cut, on_a_desk, on_a_made_desk, print_json
from crawler.cli.words import counted
from crawler.desk.paths import Desk

if TYPE_CHECKING:
    from crawler.discovering.search import Candidate, Found
    from crawler.model import Article, Feed, Feeds, Outcome, Visit

WIDTH = 96
TITLES = 3  # of a candidate
LINES = 3  # of an article's text
KINDS = {"rss": "a feed", "sitemap": "a sitemap", "list": "a list of links"}
NEEDS_A_PERSON = 3


@click.command(epilog="\b\nExample:\n  koplamp feeds discover autoblog.nl")
@click.argument("url")
@as_json
@on_a_desk
def discover(desk: Desk, url: str, as_json: bool) -> None:
    """Look for the feeds of a site: URL is its front page, or a section's.

    Feeds that the page names or links, sitemaps, the usual places and the page's own list of articles are each tried,
    with at most a dozen polite requests, and shown with their newest titles. Nothing is stored.
    """
    address = _address(url)
    feeds, found = _searched(desk, address, with_articles=False)
    if as_json:
        print_json(_facts(found))
    else:
        _show(found, feeds)
        if found.usable:
            asked = counted(found.requests, "request")
            click.echo(f"{asked}. `koplamp feeds add {found.usable[0].feed.url}` writes the first into feeds.yaml")
    sys.exit(_code(found))


@click.command(
    epilog="\b\nExamples:\n  koplamp feeds add autoblog.nl\n  koplamp feeds add https://www.autoweek.nl/rss --yes"
)
@click.argument("url")
@click.option("--yes", is_flag=True, help="Add the best that is found without asking.")
@on_a_made_desk
def add(desk: Desk, url: str, yes: bool) -> None:
    """Look for the feeds of a site, show what would be stored of the best one, and add it to feeds.yaml.

    URL is a front page or a feed. All that stands in feeds.yaml stays as it is.
    """
    from crawler.config.writing import NewFeed, block_of
    from crawler.desk.listing import append, entry, known_as

    address = _address(url)
    feeds, found = _searched(desk, address, with_articles=True)
    if not found.usable:
        _show(found, feeds)
        sys.exit(_code(found))
    best = found.usable[0]
    if (known := known_as(feeds, best.feed.url)) is not None:
        click.echo(f"{best.feed.url}\nis asked already: feed '{known.slug}', {desk.feeds_yaml}:{known.line}")
        return
    _preview(best, found)
    name = best.title or found.title
    new = NewFeed(entry(feeds, name, best.feed.url, _settings(best, found, feeds)))
    click.echo(f"\nTo be added to {desk.feeds_yaml}:\n\n{block_of(new)}")
    if "language" in new.settings:
        click.echo(
            f"Its dates without a zone are read as those of {best.feed.timezone}; else write timezone: below it.\n"
        )
    if not (yes or _agreed()):
        click.echo("nothing was added")
        return
    line = append(desk, [new]).feeds[-1].line
    click.echo(f"{desk.feeds_yaml}:{line}: '{new.settings['name']}' is added; the next crawl asks it")


def _address(url: str) -> str:
    """What was typed as an address to ask."""
    from crawler.desk.addresses import typed
    from crawler.errors import UsageError

    if not any(mark in url for mark in ".:"):
        raise UsageError(f"{url!a} is no address; write one such as autoblog.nl or https://www.autoblog.nl/feed")
    return typed(url if "://" in url else f"https://{url}")


def _searched(desk: Desk, address: str, *, with_articles: bool) -> "tuple[Feeds, Found]":
    from crawler.cli.crawling import set_up_logging
    from crawler.cli.reading import hosts_of
    from crawler.desk.listing import newcomer
    from crawler.desk.ruling import rules_of
    from crawler.desk.settings import feeds_or_defaults
    from crawler.discovering.board import Known
    from crawler.discovering.search import discover as search

    set_up_logging(verbose=False)
    feeds = feeds_or_defaults(desk)
    known = Known(feeds, hosts_of(desk), rules_of(desk).rules)
    if sys.stderr.isatty():
        click.echo(f"Looking at {address} ...", err=True)
    return feeds, search(known, newcomer(desk), address, with_articles=with_articles)


def _code(found: "Found") -> int:
    """0, or 69 if the site was not reached, else 3: somebody has to look."""
    from crawler.errors import NothingReached

    if found.usable:
        return 0
    return NothingReached.exit_code if found.answer.unconnected else NEEDS_A_PERSON


def _agreed() -> bool:
    from crawler.errors import UsageError

    try:
        return click.confirm("Add it?", default=True)
    except click.Abort as end:
        if sys.stdin.isatty() or isinstance(end.__context__, KeyboardInterrupt):
            raise
        raise UsageError("nobody is there to answer; write --yes where nobody is") from None


def _settings(best: "Candidate", found: "Found", feeds: "Feeds") -> dict[str, object]:
    """The keys it needs beside its name and address."""
    from crawler.config.code_words import LANGUAGES

    chosen = best.feed.selectors
    language = _language(best, found.read)
    names = ("container", "item", "link", "title", "date", "summary")
    return {
        "kind": str(best.feed.kind) if best.feed.kind != "rss" else "",
        "list": {name: value for name in names if (value := getattr(chosen, name))} if chosen else {},
        "language": language if language in LANGUAGES and language != best.feed.language else "",
    }


def _language(best: "Candidate", read: "Iterable[Visit]") -> str | None:
    """What most of its articles are written in; of read ones, if there are any."""
    pages = [visit.article.language for visit in read if visit.article and visit.article.language]
    listed = [draft.article.language for draft in best.drafts if draft.article.language]
    codes = pages or listed
    return max(dict.fromkeys(codes), key=codes.count, default=None)


# ---------------------------------------------------------------- shown


def _show(found: "Found", feeds: "Feeds") -> None:
    from crawler.desk.listing import known_as
    from crawler.discovering.search import A_USUAL_PLACE

    if not found.usable:
        click.echo(f"{found.url}: nothing was found that lists articles ({counted(found.requests, 'request')})")
        if str(found.answer.outcome) != "fresh":
            click.echo(f"  the page itself: {found.answer.outcome}: {found.answer.error or 'no answer'}")
        if str(found.answer.outcome) == "network" and found.url.startswith("https://"):
            click.echo(f"  a site without https is named in full: http://{found.url.removeprefix('https://')}")
    for one in found.usable:
        _heading(one, known_as(feeds, one.feed.url) if one.feed.kind != "list" else None)
        _titles(one)
    nothing = [one for one in found.in_vain if one.how == A_USUAL_PLACE and one.answer.outcome == "missing"]
    for one in found.in_vain:
        if one not in nothing:
            click.echo(f"  not usable: {one.feed.url} ({one.how}): {_why(one.answer.outcome, one.answer.error)}")
    if nothing:
        places = " ".join("/" + one.feed.url.split("/", 3)[-1] for one in nothing)
        click.echo(
            textwrap.fill(
                f"nothing at the usual places: {places}", WIDTH, initial_indent="  ", subsequent_indent="    "
            )
        )


def _heading(one: "Candidate", known: "Feed | None") -> None:
    kind = KINDS[one.feed.kind]
    parts = f" of {one.parts} parts" if one.parts else ""
    newest = f", the newest of {one.newest}" if one.newest else ""
    click.secho(one.feed.url, bold=True)
    click.echo(f"  {kind}{parts}; {one.how}; {counted(len(one.drafts), 'entry', 'entries')}{newest}")
    if known is not None:
        click.echo(f"  is asked already: feed '{known.slug}', line {known.line} of feeds.yaml")
    if one.feed.selectors is not None:
        chosen = one.feed.selectors
        named = ((name, getattr(chosen, name)) for name in ("container", "item", "link", "title", "date"))
        click.echo("  list: {" + ", ".join(f"{name}: {value}" for name, value in named if value) + "}")


def _titles(one: "Candidate") -> None:
    from crawler.discovering.search import newest_first

    for draft in newest_first(one.drafts)[:TITLES]:
        day = draft.article.published.on if draft.article.published else "no date   "
        click.echo(cut(f"    {day}  {draft.article.title or draft.fetch_url}", WIDTH))
    click.echo()


def _preview(best: "Candidate", found: "Found") -> None:
    """What would be stored: the newest articles as they were read, else what the feed says of them."""
    _heading(best, None)
    stored = [visit for visit in found.read if visit.article is not None]
    click.echo("\nWhat would be stored:" if stored else "\nIts newest entries:")
    for visit in stored:
        _article(visit.article)
    if not stored:
        _titles(best)
    for visit in found.read:
        if visit.article is None:
            click.echo(f"  {visit.job.url}: {_why(visit.answer.outcome, visit.answer.error)}")
        elif visit.unwanted or visit.reserved:
            click.echo(f"  {visit.job.url}: {visit.unwanted or visit.reserved}")
    others = [one.feed.url for one in found.usable[1:] if one.feed.kind != "list"]  # its address would find the best
    if others:
        click.echo("\nAlso found; `koplamp feeds add` with one of these takes it instead:")
        for address in others:
            click.echo(f"  {address}")


def _why(outcome: "Outcome", error: str | None) -> str:
    return f"{outcome}: {error}" if error else str(outcome)


def _article(article: "Article | None") -> None:
    if article is None:
        return
    day = article.published.on if article.published else "no date"
    makes = ", ".join(_makes(article))
    click.echo()
    click.secho(
        textwrap.fill(article.title or "(no title)", WIDTH, initial_indent="  ", subsequent_indent="  "), bold=True
    )
    told = (day, article.language or "language unknown", counted(article.word_count, "word"), makes)
    click.echo("  " + " · ".join(part for part in told if part))
    lines = textwrap.wrap(" ".join((article.body or article.lead or "no text").split()), WIDTH - 4)
    for line in lines[:LINES]:
        click.echo(f"    {line}")
    if len(lines) > LINES:
        click.echo("    …")


def _makes(article: "Article") -> list[str]:
    from crawler.model import TagKind, Told
    from crawler.tags.vehicles import tags

    return [tag.slug for tag in tags(Told(article.title, article.lead, article.body)) if tag.kind is TagKind.MAKE]


def _facts(found: "Found") -> dict[str, object]:
    return {
        "url": found.url,
        "title": found.title,
        "outcome": found.answer.outcome,
        "error": found.answer.error,
        "requests": found.requests,
        "usable": [_candidate_facts(one) | {"worth": one.worth.name.lower()} for one in found.usable],
        "in_vain": [_candidate_facts(one) for one in found.in_vain],
    }


def _candidate_facts(one: "Candidate") -> dict[str, object]:
    from crawler.discovering.search import newest_first

    chosen = one.feed.selectors
    names = ("container", "item", "link", "title", "date", "summary")
    return {
        "url": one.feed.url,
        "kind": one.feed.kind,
        "how": one.how,
        "outcome": one.answer.outcome,
        "error": one.answer.error,
        "title": one.title,
        "entries": len(one.drafts),
        "newest": one.newest,
        "titles": [draft.article.title or draft.fetch_url for draft in newest_first(one.drafts)[:TITLES]],
        "list": {name: value for name in names if (value := getattr(chosen, name))} if chosen else None,
    }


COMMANDS = (discover, add)

"""koplamp rules; and what koplamp try shows and saves for somebody who writes a rule."""

import sys
import textwrap
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from crawler.cli.options import as_json, on_a_made_desk, print_json, print_table
from crawler.cli.words import counted
from crawler.desk.paths import Desk

if TYPE_CHECKING:
    from crawler.desk.ruling import RuleState
    from crawler.model import Article, Feeds, SiteRule, Visit
    from crawler.passes.golden import Checked
    from crawler.passes.preview import Preview

WIDTH = 100
NOT_OURS = "What it holds belongs to its publisher: keep golden/ on this desk, and publish nothing of it."


@click.command(epilog="\b\nExamples:\n  koplamp rules\n  koplamp rules --check")
@click.option("--check", is_flag=True, help="Read every page in golden/ by today's rules and show what differs.")
@as_json
@on_a_made_desk
def rules(desk: Desk, check: bool, as_json: bool) -> None:
    """Show the site rules of rules.yaml: what each found in the last 7 days, and whether its site was redesigned.

    A rule that misses on more than half of at least five pages is marked REDESIGNED?. Ends with 3 if one is, or if
    --check finds a difference or a rule without a golden page.
    """
    from crawler.desk.ruling import REDESIGNED, rules_of
    from crawler.desk.settings import feeds_or_defaults
    from crawler.passes import golden

    written = rules_of(desk).all_right()
    feeds = feeds_or_defaults(desk)
    known = golden.covered(desk.golden)
    if check:
        found = golden.check(desk.golden, written, feeds.timezone)
        bare = [rule.name for rule in written if rule.name not in known]
        _show_checked(found, bare, as_json)
        sys.exit(3 if bare or any(one.differences for one in found) else 0)
    told = _states(desk, feeds, written)
    if as_json:
        print_json([_facts(one, known) for one in told])
    else:
        _show(desk, told, known)
    sys.exit(3 if any(one.state == REDESIGNED for one in told) else 0)


def _states(desk: Desk, feeds: "Feeds", written: "tuple[SiteRule, ...]") -> "tuple[RuleState, ...]":
    """How each rule does; on a desk that never crawled, none was ever used."""
    from crawler.desk.ruling import states
    from crawler.store.store import Store

    now, rows = datetime.now(UTC), []
    if desk.news_db.exists():
        with Store(desk.news_db, desk.pages_db, write=False) as store:
            rows = store.rule_rows(now)
    return states(written, rows, now, feeds.timezone)


def alarms(desk: Desk, rows: Sequence[dict[str, Any]], zone: str) -> list[str]:
    """A line for each rule whose site looks redesigned, from what was counted."""
    if not rows:
        return []
    from crawler.desk.ruling import REDESIGNED, rules_of, states

    told = states(rules_of(desk).rules, rows, datetime.now(UTC), zone)
    return [one.alarm for one in told if one.state == REDESIGNED]


def _facts(state: "RuleState", known: frozenset[str]) -> dict[str, object]:
    rule = state.rule
    return {
        "name": rule.name,
        "host": rule.host,
        "path": rule.path,
        "until": rule.until,
        "hits": state.hits,
        "misses": state.misses,
        "last_hit_on": state.last_hit_on,
        "state": state.state,
        "lost": state.lost,
        "golden": rule.name in known,
        "line": rule.line,
    }


def _show(desk: Desk, told: "tuple[RuleState, ...]", known: frozenset[str]) -> None:
    from crawler.desk.ruling import REDESIGNED

    if not told:
        none = "has no rules" if desk.rules_yaml.exists() else "there is no such file"
        click.echo(f"nothing found: {desk.rules_yaml}: {none}; docs/writing-rules.md says how to write one", err=True)
        return
    columns = ("rule", "host", "until", "hits", "misses", "state", "golden page")
    rows = [
        (
            one.rule.name,
            one.rule.host,
            str(one.rule.until or "-"),
            str(one.hits),
            str(one.misses),
            one.state,
            "yes" if one.rule.name in known else "none",
        )
        for one in told
    ]
    print_table(f"{counted(len(told), 'rule')}; hits and misses of the last 7 days", columns, rows)
    for one in told:
        if one.state == REDESIGNED:
            url = f"https://{one.rule.host}/..."
            if one.lost:
                click.echo(f"{one.rule.name}: finds no {', no '.join(one.lost)} any more", err=True)
            click.echo(f"{one.rule.name}: look at a page with `koplamp try {url} --rule`", err=True)


def _show_checked(found: "tuple[Checked, ...]", bare: list[str], as_json: bool) -> None:
    if as_json:
        pages = [{"page": one.name, "rule": one.rule, "differences": one.differences} for one in found]
        print_json({"pages": pages, "rules_without_page": bare})
        return
    for one in found:
        click.echo(f"{one.name}: {'differs' if one.differences else 'as expected'}")
        for line in one.differences:
            click.echo(textwrap.fill(line, WIDTH, initial_indent="  ", subsequent_indent="    "))
    for name in bare:
        click.echo(f"rule '{name}' has no golden page: koplamp try URL --save {name}")
    if not found and not bare:
        click.echo("nothing found: there are neither golden pages nor rules", err=True)


# ---------------------------------------------------------------- koplamp try --rule, --save


def show_preview(visit: "Visit", feeds: "Feeds", written: "tuple[SiteRule, ...]", as_json: bool) -> bool:
    """The page of a visit with its rule and without -> whether there is one, and it is a hit."""
    from crawler.article.hosts import of_host
    from crawler.errors import UsageError
    from crawler.passes.preview import preview
    from crawler.process import Circumstances

    if visit.page is None:
        return False
    own = of_host(written, visit.page.url_final)
    around = Circumstances(visit.job.feed, feeds.timezone, visit.page.fetched_at, rules=own)
    found = preview(visit.page, visit.job.draft, around)
    if isinstance(found, str):
        raise UsageError(f"{visit.job.url}: {found}")
    if as_json:
        print_json(_preview_facts(found))
    elif found.rule is None or found.use is None:
        others = f" ({', '.join(rule.name for rule in own)}: for another path or day)" if own else ""
        click.echo(f"No rule of rules.yaml holds for this page{others}. Without one:")
        _show_article("", found.plain)
    else:
        _show_preview(found, found.rule, hit=found.use.hit)
    return found.use is not None and found.use.hit


def _show_preview(found: "Preview", rule: "SiteRule", *, hit: bool) -> None:
    """Which rule holds, what its selectors find, and the page with the rule and without."""
    until = f", pages before {rule.until}" if rule.until else ""
    click.secho(f"Rule {rule.name} (rules.yaml, line {rule.line}) for {rule.host}{until}", bold=True)
    verdict = "a hit" if hit else "a miss: it finds too little, so the text is looked for as without a rule"
    click.echo(f"This page is {verdict}.\n")
    for one in found.found:
        first = f", {one.chars} characters: {one.first}" if one.count else ""
        line = f"{one.key:<8} {one.selector}: {one.count} found{first}"
        click.echo(_short(line, 2 * WIDTH))
    click.echo()
    _show_article("with the rule", found.ruled)
    _show_article("without", found.plain)
    lines = found.differences()
    click.echo("\nWhat the rule changes in the text:" if lines else "\nThe rule changes nothing in the text.")
    for line in lines:
        click.echo(textwrap.fill(line, WIDTH, initial_indent="  ", subsequent_indent="    "))


def _show_article(name: str, article: "Article") -> None:
    if name:
        click.secho(name, bold=True)
    for key, told in _article_facts(article).items():
        click.echo(_short(f"  {key:<8} {told or '-'}", WIDTH))


def _short(line: str, most: int) -> str:
    return line if len(line) <= most else f"{line[: most - 1]}…"


def _article_facts(article: "Article") -> dict[str, str]:
    """An article in a few lines."""
    when = article.published
    characters = sum(len(block.text) for block in article.blocks)
    return {
        "text": f"{counted(len(article.blocks), 'block')}, {characters} characters by {article.body_method}",
        "first": article.blocks[0].text if article.blocks else "",
        "last": article.blocks[-1].text if article.blocks else "",
        "title": article.title,
        "authors": ", ".join(article.authors),
        "date": (when.at or when.on) if when else "",
        "lead": article.lead,
    }


def _preview_facts(found: "Preview") -> dict[str, object]:
    return {
        "rule": found.rule.name if found.rule else None,
        "hit": found.use.hit if found.use else None,
        "found": [
            {"key": one.key, "selector": one.selector, "count": one.count, "first": one.first} for one in found.found
        ],
        "with": _article_facts(found.ruled),
        "without": _article_facts(found.plain),
        "differences": found.differences(),
    }


def save_golden(
    desk: Desk, visit: "Visit", feeds: "Feeds", written: "tuple[SiteRule, ...]", name: str, *, force: bool
) -> None:
    """Write the page of a visit and what today's rules read in it into golden/."""
    from crawler.article.facts import rights
    from crawler.config.values import slug
    from crawler.errors import UsageError
    from crawler.passes import golden

    if visit.page is None:
        raise UsageError(f"{visit.job.url}: {visit.answer.outcome} ({visit.answer.error}): there is no page to save")
    if visit.reserved is not None:
        raise UsageError(f"{visit.job.url}: {visit.reserved}: its page may not be kept")
    try:
        name = slug(name) if name else ""
    except ValueError as error:
        raise UsageError(f"--save: {error}") from error
    saved = golden.save(desk.golden, golden.Golden(name, visit.page, visit.job.feed, feeds.timezone), written, force)
    if visit.article is not None and (word := rights.reserved(visit.article.rights)):
        click.echo(f"Its publisher reserves this text ({word}): page and text are in golden/ all the same.", err=True)
    by = f"rule {saved.expected['rule']}" if saved.expected["rule"] else "no rule"
    blocks = counted(len(saved.expected["blocks"]), "block")
    click.echo(f"{desk.golden / saved.name}.html and .json: {blocks} by {by}.", err=True)
    click.echo(f"Read {saved.name}.json: that is what the page must say from now on. {NOT_OURS}", err=True)


COMMANDS = (rules,)

"""koplamp feeds import, export."""

import sys
from pathlib import Path

import click

from crawler.cli.options import on_a_made_desk
from crawler.cli.words import counted
from crawler.desk.paths import Desk


@click.command("import", epilog="\b\nExample:\n  koplamp feeds import subscriptions.opml")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@on_a_made_desk
def import_(desk: Desk, file: Path) -> None:
    """Add the feeds of an OPML file, as other readers export it, to feeds.yaml. Nobody is asked.

    Feeds that are there already are passed over; folders and what other readers write along are kept as a remark
    behind each feed, for `koplamp feeds export`.
    """
    from crawler import config
    from crawler.desk.exchange import imported
    from crawler.desk.listing import append, newcomer
    from crawler.desk.paths import read_feeds_yaml
    from crawler.errors import StorageError, UsageError
    from crawler.feeds import opml

    feeds = config.load(read_feeds_yaml(desk), desk.feeds_yaml.name)
    try:
        body = file.read_bytes()
    except OSError as error:
        raise StorageError(f"{file}: {error.strerror}") from error
    listed = opml.read(body)
    if listed is None:
        raise UsageError(f"{file}: this is no OPML; export the feeds of your reader as OPML, and import that file")
    found = imported(listed, feeds, newcomer(desk))
    if found.new:
        append(desk, found.new)
    for name, why in found.left_out:
        click.echo(f"left out: {name}: {why}")
    for name, who in found.known:
        click.echo(f"known already: {name}: feed {who}")
    if listed.is_cut:
        click.echo(f"{file} ends before its end (</opml> is missing): it may have listed more; export it again")
    for name, what in found.remarks:
        click.echo(f"not taken over: {name}: {what}")
    click.echo(
        f"{counted(len(found.new), 'feed')} added to {desk.feeds_yaml}, {len(found.known)} known already, "
        f"{len(found.left_out)} left out"
    )
    if found.new:
        click.echo("`koplamp feeds check` asks them and says which are ill")


@click.command(epilog="\b\nExamples:\n  koplamp feeds export feeds.opml\n  koplamp feeds export > feeds.opml")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
@on_a_made_desk
def export(desk: Desk, file: Path | None) -> None:
    """Write the feeds of feeds.yaml as OPML 2.0, for other readers, to FILE or to the screen.

    Keys that only Koplamp knows stand in a namespace of their own, so that `koplamp feeds import` finds them again.
    """
    from crawler import config
    from crawler.desk.exchange import exported
    from crawler.desk.paths import read_feeds_yaml
    from crawler.errors import StorageError
    from crawler.feeds import opml

    text = read_feeds_yaml(desk)
    outlines = exported(text, config.load(text, desk.feeds_yaml.name))
    body = opml.written(f"Feeds of {desk.folder.name}", outlines)
    if file is None:
        sys.stdout.buffer.write(body)
        return
    try:
        file.write_bytes(body)
    except OSError as error:
        raise StorageError(f"{file}: {error.strerror}") from error
    click.echo(f"{counted(len(outlines), 'feed')} written to {file}")


COMMANDS = (import_, export)

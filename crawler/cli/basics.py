"""koplamp init."""

from pathlib import Path

import click


@click.command(epilog="\b\nExample:\n  koplamp init my-desk")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=Path())
def init(folder: Path) -> None:
    """Make FOLDER (or the current directory) a desk: a feeds.yaml to edit, ready to crawl."""
    from crawler.desk.init import make

    desk = make(folder)
    click.echo(f"{desk.feeds_yaml} is ready: put your contact into defaults: user_agent, look through the feeds, then")
    click.echo(f"  koplamp crawl --desk {desk.folder}")


COMMANDS = (init,)

"""koplamp serve."""

import os
from pathlib import Path
from typing import Any

import click

from crawler.desk.paths import find_made


@click.command(
    epilog="\b\nExamples:\n  koplamp serve\n"
    "  koplamp serve --public --snapshot /srv/share/news.db --host-name nieuws.example      behind a proxy\n"
    "  koplamp serve --snapshot /srv/share/news.db --write-config /srv/share     for a Datasette of your own"
)
@click.option("--desk", "folder", metavar="DIR", help="The desk to work on (else $KOPLAMP_DESK, else here).")
@click.option("--port", type=click.IntRange(0, 65535), default=8001, show_default=True, help="0 takes a free one.")
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="Where to listen.")
@click.option(
    "--snapshot", type=click.Path(dir_okay=False, path_type=Path), help="Show what `koplamp publish` wrote there."
)
@click.option("--public", is_flag=True, help="For whoever comes: no SQL of theirs, no texts that are not published.")
@click.option("--host-name", "names", multiple=True, metavar="NAME", help="A name the site answers to; repeatable.")
@click.option("--base-url", default="/", metavar="PATH", help="The path below which a proxy shows it, as /nieuws/.")
@click.option(
    "--write-config",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Serve nothing: write metadata.yaml, datasette.yaml, settings.json and a plugin there.",
)
def serve(
    folder: str | None, port: int, host: str, snapshot: Path | None, write_config: Path | None, **facing: Any
) -> None:
    """Open the database in a browser: the news desk on 127.0.0.1, for this machine only. Ctrl-C ends it.

    With --snapshot it shows a published copy, always the newest, and needs no desk. With --public it is fit for others:
    it is only read, nobody may ask SQL of their own, and texts are shown only from a copy published --with-texts. It
    speaks plain HTTP: let a proxy do the rest.
    """
    from crawler.site.config_files import write
    from crawler.site.front import front
    from crawler.site.server import serve as run

    news_db = snapshot or find_made(folder, os.environ).news_db
    face = front(**facing)
    if write_config is None:
        run(news_db, host=host, port=port, front=face)
        return
    for file in write(write_config, news_db, face):
        click.echo(file)


COMMANDS = (serve,)

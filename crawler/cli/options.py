"""What several commands share: --desk, tables on a terminal, JSON off it."""

import json
import os
import sys
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, TypeVar

import click

from crawler.desk.paths import find

T = TypeVar("T")


def on_a_desk(command: Callable[..., T]) -> Callable[..., T]:
    """Give a command the option --desk and hand it the Desk as its first argument."""

    @click.option("--desk", "folder", metavar="DIR", help="The desk to work on (else $KOPLAMP_DESK, else here).")
    @wraps(command)
    def run(*args: Any, folder: str | None, **options: Any) -> T:
        return command(find(folder, os.environ), *args, **options)

    return run


as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")


def print_json(rows: object) -> None:
    """Print rows as JSON, readable on a terminal."""
    click.echo(json.dumps(rows, ensure_ascii=False, indent=2 if sys.stdout.isatty() else None, default=str))


def print_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows as a table on a terminal, as tab-separated lines off it."""
    if not sys.stdout.isatty():
        for row in rows:
            click.echo("\t".join(row))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title, title_justify="left", box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    Console().print(table)

"""What several commands share: --desk, tables on a terminal, JSON off it."""

import errno
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import wraps
from typing import Any, TextIO, TypeVar

import click

from crawler.desk.paths import Desk, find, find_made

T = TypeVar("T")

LEAST_WIDTH = 20  # of a text in a table


def on_a_desk(command: Callable[..., T]) -> Callable[..., T]:
    """Give a command the option --desk and hand it the Desk as its first argument."""
    return _with_desk(command, find)


def on_a_made_desk(command: Callable[..., T]) -> Callable[..., T]:
    """The same for a command that has nothing to do where no desk was made."""
    return _with_desk(command, find_made)


def on_a_crawled_desk(command: Callable[..., T]) -> Callable[..., T]:
    """The same for a command that writes to what a crawl has stored."""
    return _with_desk(command, lambda folder, environment: crawled(find_made(folder, environment)))


def crawled(desk: Desk) -> Desk:
    """The desk; raises StorageError where nothing was crawled yet."""
    from crawler.errors import StorageError

    if not desk.news_db.exists():
        raise StorageError(f"{desk.news_db}: no database here yet: run `koplamp crawl` first")
    return desk


def _with_desk(command: Callable[..., T], found: Callable[[str | None, Mapping[str, str]], Desk]) -> Callable[..., T]:
    @click.option("--desk", "folder", metavar="DIR", help="The desk to work on (else $KOPLAMP_DESK, else here).")
    @wraps(command)
    def run(*args: Any, folder: str | None, **options: Any) -> T:
        return command(found(folder, os.environ), *args, **options)

    return run


class Day(click.ParamType[datetime]):
    """A day as files are named by it: 2025-01-31 -> its first moment, in UTC."""

    name = "day"

    def convert(self, value: str | datetime, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            return datetime.strptime(value, "%Y-%m-%d").replace(tzinfo=UTC)
        except ValueError:
            self.fail(f"{value!r} is no day; write year, month and day, such as 2025-01-31", param, ctx)


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


def width_left(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> int | None:
    """What a terminal has left for the last column; None off a terminal, where nothing is cut."""
    if not sys.stdout.isatty():
        return None
    taken = sum(max(len(cell) for cell in column) + 2 for column in zip(heads, *rows, strict=True))
    return max(LEAST_WIDTH, shutil.get_terminal_size().columns - taken)


def cut(text: str, width: int | None) -> str:
    """The text, or as much of it as there is room for."""
    return text if width is None or len(text) <= width else text[: width - 1] + "…"


@contextmanager
def as_long_as_it_is_read(*streams: TextIO) -> Iterator[None]:
    """Print something. Once its reader has left, be it `head` or a terminal, what is printed goes nowhere."""
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.EPIPE, errno.EIO):
            raise
        for stream in streams:
            unheard(stream)


def unheard(stream: TextIO) -> None:
    """Let a stream lead nowhere from now on."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)

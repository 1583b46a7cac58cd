"""A question -> a file with its whole answer, in the format of the file's name or the one that was asked for."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import IO

from crawler.errors import UsageError
from crawler.out import atom, csv_rows, json_feed, json_lines, parquet
from crawler.out.files import STDOUT, in_order, listening, written
from crawler.store.answers import Answer, Question, ask

FORMATS: dict[str, Callable[[Answer, IO[bytes], datetime], int]] = {
    "csv": csv_rows.write,
    "jsonl": json_lines.write,
    "parquet": parquet.write,
    "atom": atom.write,
    "jsonfeed": json_feed.write,
}
SUFFIXES = {
    ".atom": "atom", ".csv": "csv", ".jsonfeed": "jsonfeed", ".jsonl": "jsonl", ".ndjson": "jsonl",
    ".parquet": "parquet", ".xml": "atom",
}  # fmt: skip


def export(news_db: Path, question: Question, to: str, format_: str | None, now: datetime) -> int:
    """Write the whole answer to a file -> how many rows. If that fails, what was there before is there still.

    Raises UsageError for a question or a name that cannot be, StorageError for a database or a disk that cannot.
    """
    write = FORMATS[format_ or _format_of(to)]
    with in_order(), ask(news_db, question) as answer, listening(answer.interrupt), written(to) as file:
        return write(answer, file, now)


def _format_of(to: str) -> str:
    if to == STDOUT:
        return "csv"
    suffix = Path(to).suffix.lower()
    if suffix not in SUFFIXES:
        raise UsageError(f"{to}: no format is known by this name; say which: --format {' | '.join(FORMATS)}")
    return SUFFIXES[suffix]

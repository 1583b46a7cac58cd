"""Rows -> Parquet (zstd), some megabytes at a time; columns of whole numbers, of numbers, or of texts.

SQLite knows a value's type, not a column's: so all rows are read twice, the first time to see what each column holds.
"""

import os
from collections.abc import Iterable, Iterator
from datetime import datetime
from importlib import import_module
from typing import IO, Any

from crawler.errors import UsageError
from crawler.out.cells import Cell, plain
from crawler.store.answers import Answer

MOST_ROWS, MOST_CHARS = 10_000, 4_000_000  # of one row group: it is held in memory
SHORT = 64  # characters: only of such columns the least and the greatest value is noted for each group
NONE, WHOLE, REAL, TEXT = range(4)

Row = list[Cell]


def write(answer: Answer, to: IO[bytes], _: datetime) -> int:
    """Write all rows -> how many. Raises UsageError if pyarrow is not installed, or `to` is a pipe."""
    if not to.seekable():
        raise UsageError("Parquet is no stream: name a file, --to FILE.parquet")
    arrow, parquet = _libraries()
    kinds, widths = _kinds(answer)
    types = {NONE: arrow.string(), WHOLE: arrow.int64(), REAL: arrow.float64(), TEXT: arrow.string()}
    schema = arrow.schema([(name, types[kind]) for name, kind in zip(answer.columns, kinds, strict=True)])
    short = [name for name, width in zip(answer.columns, widths, strict=True) if width <= SHORT]
    count = 0
    with parquet.ParquetWriter(to, schema, compression="zstd", use_dictionary=short, write_statistics=short) as writer:
        for rows in _groups(answer.rows()):
            columns = [arrow.array(_column(rows, at, kind), type=types[kind]) for at, kind in enumerate(kinds)]
            count += len(rows)
            rows.clear()  # one copy of them is enough
            writer.write_table(arrow.Table.from_arrays(columns, schema=schema))
            del columns
    return count


def _libraries() -> tuple[Any, Any]:
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")  # its own gives back less: 20 MiB
    try:
        return import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError as cause:
        raise UsageError("Parquet needs pyarrow, which is not installed: pip install 'koplamp[parquet]'") from cause


def _kinds(answer: Answer) -> tuple[list[int], list[int]]:
    """What each column holds, the widest that occurs, and how long its longest text is."""
    kinds, widths = [NONE] * len(answer.columns), [0] * len(answer.columns)
    for row in answer.rows():
        for at, value in enumerate(row):
            if value is not None:
                kinds[at] = max(kinds[at], _kind(value))
                widths[at] = max(widths[at], len(value) if isinstance(value, str) else 0)
    return kinds, widths


def _kind(value: object) -> int:
    return WHOLE if isinstance(value, int) else REAL if isinstance(value, float) else TEXT


def _column(rows: list[Row], at: int, kind: int) -> list[Cell]:
    if kind == TEXT:
        return [None if row[at] is None else str(row[at]) for row in rows]
    return [row[at] for row in rows]


def _groups(rows: Iterable[tuple[object, ...]]) -> Iterator[list[Row]]:
    """Rows in lists that fit into memory; whoever takes one empties it."""
    group: list[Row] = []
    chars = 0
    for row in rows:
        group.append(cells := [plain(value) for value in row])
        chars += sum(len(cell) for cell in cells if isinstance(cell, str))
        if len(group) >= MOST_ROWS or chars >= MOST_CHARS:
            yield group
            group, chars = [], 0
    if group:
        yield group

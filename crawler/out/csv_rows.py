"""Rows -> CSV for spreadsheets: RFC 4180, UTF-8, the names of the columns first, NULL as nothing, no formulas."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import IO

from crawler.out.cells import Cell, no_formula, plain
from crawler.store.answers import Answer


def write(answer: Answer, to: IO[bytes], _: datetime) -> int:
    """Write all rows -> how many."""
    text = io.TextIOWrapper(to, "utf-8", errors="replace", newline="")
    lines = csv.writer(text)
    count = 0
    try:
        lines.writerow(_harmless(answer.columns))
        for count, row in enumerate(answer.rows(), 1):  # noqa: B007  # wanted afterwards
            lines.writerow(_harmless(row))
    finally:
        text.detach()  # or else it closes what it was lent
    return count


def _harmless(row: Iterable[object]) -> Sequence[Cell]:
    return [no_formula(cell) if isinstance(cell, str) else cell for cell in map(plain, row)]

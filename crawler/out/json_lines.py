"""Rows -> JSON lines: an object a row, NULL as null, texts as they are."""

import json
from datetime import datetime
from typing import IO

from crawler.out.cells import plain
from crawler.store.answers import Answer


def write(answer: Answer, to: IO[bytes], _: datetime) -> int:
    """Write all rows -> how many."""
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    count = 0
    for count, row in enumerate(answer.rows(), 1):  # noqa: B007  # wanted afterwards
        line = encode(dict(zip(answer.columns, map(plain, row), strict=True)))
        to.write(line.encode("utf-8", "replace") + b"\n")
    return count

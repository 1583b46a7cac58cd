"""What the database holds -> what may stand in a file."""

import math
import re

OPEN, CLOSE = "\ue000", "\ue001"  # around a hit in a search; no stored text holds them
STARS = str.maketrans({OPEN: "*", CLOSE: "*"})

# What a spreadsheet takes for a formula, at the beginning of a cell (https://owasp.org/www-community/attacks/CSV_Injection);
# also within one, after what another country's spreadsheet takes for the end of a cell: ; where , is the decimal point.
FORMULA = re.compile(r"[\t\r\n]|\s*[=+\-@＝＋－＠]")
INNER = re.compile(r"([;\t\r\n][\s\"']*)(?=[=@＝＠]|[+\-＋－][\w(])")
NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?", re.ASCII)

Cell = str | int | float | None


def plain(value: object) -> Cell:
    """The value as a text or a number: bytes as hex digits, what is no number (inf) as None, hits between *stars*."""
    if isinstance(value, str):
        return value.translate(STARS) if OPEN in value or CLOSE in value else value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, bytes):
        return value.hex()
    return value if isinstance(value, int) else None


def no_formula(text: str) -> str:
    """A text that no spreadsheet carries out: an apostrophe stands before what it would take for a formula."""
    if FORMULA.match(text) and not NUMBER.fullmatch(text):
        text = f"'{text}"
    return INNER.sub(r"\1'", text)

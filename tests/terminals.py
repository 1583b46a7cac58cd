"""A command in this process, on a terminal that remembers what it was told."""

import io
import re
import sys

import pytest

from crawler.cli import main


class Terminal(io.TextIOWrapper):
    """What a command takes for a terminal."""

    def isatty(self) -> bool:
        return True


def printed(
    monkeypatch: pytest.MonkeyPatch, *words: str, columns: int = 200, term: str = "xterm", encoding: str = "utf-8"
) -> tuple[int, str]:
    """`koplamp WORDS` -> its exit code, and what one sees of its stdout."""
    seen = io.BytesIO()
    with monkeypatch.context() as here:
        here.setattr("sys.argv", ["koplamp", *words])
        here.setattr(sys, "stdout", Terminal(seen, encoding=encoding, errors="replace"))
        here.setenv("COLUMNS", str(columns))
        here.setenv("TERM", term)
        with pytest.raises(SystemExit) as end:
            main()
        sys.stdout.flush()
        text = seen.getvalue().decode(encoding)
    return int(end.value.code or 0), re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", text)

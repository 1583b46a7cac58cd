"""Lines on a terminal: those that stay, and below them a block that is drawn anew.

Four codes that every terminal of the last forty years knows are all it needs: up, to the start of the line, clear the
line, clear what is below. The cursor is never hidden, so a process that is killed leaves a terminal in order.
"""

import os
import shutil
import threading
import time
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Self, TextIO

import click

from crawler.cli.board import Line

TICK_S = 0.5  # between two drawings while nothing happens: the seconds go on
LEAST_S = 0.1  # between two drawings while much happens

Lines = Callable[[int, int], Sequence[Line]]  # width, height -> what is shown


class Block:
    """The block at the foot of a terminal. Several threads may use it."""

    def __init__(self, to: TextIO, lines: Lines, guarded: Callable[[Callable[[], None]], None]) -> None:
        self._to, self._lines, self._guarded = to, lines, guarded
        self._lock = threading.Lock()
        self._drawn = 0  # lines
        self._at = 0.0
        self._over = threading.Event()
        self._ticker = threading.Thread(target=self._tick, name="ticker", daemon=True)

    def __enter__(self) -> Self:
        self._ticker.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._ticker.join()
        self._print("")

    def above(self, text: str, *, bad: bool = False) -> None:
        """Print a line that stays, above the block."""
        self._print(_coloured(text, bad) + "\n", redraw=True)

    def changed(self) -> None:
        """Draw the block anew, unless that was done just now."""
        if time.monotonic() - self._at >= LEAST_S:
            self._print("", redraw=True)

    def _tick(self) -> None:
        while not self._over.wait(TICK_S):
            self._print("", redraw=True)

    def _print(self, text: str, *, redraw: bool = False) -> None:
        with self._lock:
            block = self._block() if redraw else ""
            up = f"\x1b[{self._drawn}A" if self._drawn else ""
            self._drawn, self._at = block.count("\n"), time.monotonic()
            said = f"{up}\r\x1b[J{text}{block}" if up or text or block else ""
            self._guarded(lambda: self._write(said))

    def _block(self) -> str:
        room = shutil.get_terminal_size()
        return "".join(_coloured(line.text, line.bad) + "\n" for line in self._lines(room.columns, room.lines))

    def _write(self, said: str) -> None:
        encoding = self._to.encoding or "ascii"
        self._to.write(said.encode(encoding, "replace").decode(encoding))
        self._to.flush()


def _coloured(text: str, bad: bool) -> str:
    return click.style(text, fg="yellow") if bad and not os.environ.get("NO_COLOR") else text


def can_redraw(to: TextIO) -> bool:
    """Whether this is a terminal that can go back up."""
    return to.isatty() and os.environ.get("TERM", "dumb") not in ("dumb", "unknown", "")

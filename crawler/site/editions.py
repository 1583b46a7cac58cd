"""A published copy and its site -> always the newest: `koplamp publish` puts another file in its place, and so do we.

Who is being answered keeps the file that was there when they asked; its connections are closed after the last of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from crawler.errors import StorageError
from crawler.site.door import App, Receive, Scope, Send

Close = Callable[[], None]
Make = Callable[[], tuple[App, Close]]
File = tuple[int, int, int]


@dataclass(slots=True)
class Edition:
    """A site over one file, and how many it is answering."""

    app: App
    close: Close
    readers: int = 0
    is_old: bool = False

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.readers += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self.readers -= 1
            self.leave()

    def leave(self) -> None:
        if self.is_old and not self.readers:
            self.close()


class Newest:
    """An ASGI app that asks the site `make` gives of `path`, and makes it again once another file is there.

    Where that one is gone again or cannot be read, the last one, still open, goes on.
    """

    def __init__(self, path: Path, make: Make) -> None:
        self._path, self._make = path, make
        self._file = _file(path)  # looked at before it is read: of two replacements in a row none is missed
        self._current = Edition(*make())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and (file := _file(self._path)) not in (None, self._file):
            self._file = file
            self._turn()
        await self._current.answer(scope, receive, send)

    def _turn(self) -> None:
        try:
            newer = Edition(*self._make())
        except StorageError:
            return
        before, self._current = self._current, newer
        before.is_old = True
        before.leave()


def _file(path: Path) -> File | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_mtime_ns

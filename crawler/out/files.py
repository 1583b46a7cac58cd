"""A file that is written whole or not at all: under another name beside it, to the disk, and only then renamed."""

import os
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from crawler.ending import asked, when_asked
from crawler.errors import StorageError, UsageError
from crawler.store.database import MAGIC, speaking
from crawler.store.drafts import draft_of, to_disk

STDOUT = "-"


@contextmanager
def written(name: str) -> Iterator[IO[bytes]]:
    """Something to write into; if that fails the file that was there stays. `-` is stdout, a pipe or device is written
    straight. Raises UsageError if the file cannot be there, StorageError if it cannot be written."""
    if name == STDOUT:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    path = Path(name).resolve()  # through a link: what it leads to is replaced, not the link
    if path.is_dir():
        raise UsageError(f"{name} is a folder: name a file in it")
    if not path.parent.is_dir():
        raise UsageError(f"{name}: there is no folder {path.parent}")
    if path.is_file() and _is_database(path):
        raise UsageError(f"{name} is a database: name another file")
    if path.exists() and not path.is_file():
        with speaking(name), path.open("wb") as to:
            yield to
        return
    with speaking(name), draft_of(path) as draft:
        with draft.open("wb") as to:
            yield to
        draft.chmod(_mode(path))
        to_disk(draft)
        os.replace(draft, path)
        to_disk(path.parent)


def _is_database(path: Path) -> bool:
    with speaking(path), path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def _mode(path: Path) -> int:
    """That of the file that is there, else what the umask leaves."""
    if path.exists():
        return stat.S_IMODE(path.stat().st_mode)
    mask = os.umask(0o077)
    os.umask(mask)
    return 0o666 & ~mask


@contextmanager
def in_order() -> Iterator[None]:
    """Where a signal is why something failed, it ends the process with its exit code, once all is tidied up."""
    try:
        yield
    except StorageError:
        if code := asked():
            raise SystemExit(code) from None
        raise


@contextmanager
def listening(stop: Callable[[], None]) -> Iterator[None]:
    """Let a signal call `stop`; where one came before there is something to stop, a StorageError says so."""
    if asked():
        raise StorageError("ended by a signal")
    with when_asked(stop):
        yield

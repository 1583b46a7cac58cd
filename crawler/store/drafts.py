"""A file under another name, made to last, and only then given its name: whoever sees the name sees a whole file."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_unfinished: set[Path] = set()
SIDES = ("-wal", "-shm", "-journal")  # what SQLite keeps beside a file that is open


@contextmanager
def draft_of(path: Path) -> Iterator[Path]:
    """An empty file beside `path`, its owner's alone whatever the umask; what is left of it in the end goes."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    _unfinished.add(draft)
    try:
        handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
        try:
            os.fchmod(handle, 0o600)
        finally:
            os.close(handle)
        yield draft
    finally:
        _remove(draft)
        _unfinished.discard(draft)


def drop() -> None:
    """Remove every draft of this process, which is about to be ended by force."""
    for draft in tuple(_unfinished):
        _remove(draft)


def _remove(draft: Path) -> None:
    for left in (draft, *(beside(draft, side) for side in SIDES)):
        left.unlink(missing_ok=True)


def beside(path: Path, side: str) -> Path:
    """The file that SQLite keeps beside another."""
    return path.with_name(path.name + side)


def to_disk(path: Path) -> None:
    """Wait until a file is on the disk: SQLite does not when it makes a copy."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

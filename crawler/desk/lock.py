"""One run at a time on a desk. The kernel frees the lock when its holder dies, however it dies."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from crawler.errors import AlreadyRunning, StorageError


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold the lock, or raise AlreadyRunning at once; StorageError if the file cannot be made."""
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StorageError(f"{path}: {error.strerror}; the desk must be a directory this user may write in") from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(handle, 32).decode("ascii", "replace").strip()
            raise AlreadyRunning(f"another run is at work on this desk (pid {holder or 'unknown'})") from None
        os.ftruncate(handle, 0)
        with suppress(OSError):  # on a full disk the lock holds as well, only nobody can read who has it
            os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(handle)

"""A folder -> how much its disk has left, and whether that is enough for a run."""

import os
from pathlib import Path

from crawler.errors import StorageError

MIB = 1 << 20
LEAST_MIB = 100  # the log beside a database may have 64 MiB, and 500 pages of a run take some 20, packed


def free_mib(folder: Path) -> int:
    """What this user may still write there. Raises StorageError if that cannot be told."""
    try:
        disk = os.statvfs(folder)
    except OSError as error:
        raise StorageError(f"{folder}: {error.strerror}: check who owns it, and whether its disk is there") from error
    return disk.f_bavail * disk.f_frsize // MIB


def enough_for_a_run(folder: Path) -> None:
    """Raise StorageError, before anything is asked or written, where a run would fill the disk."""
    if (left := free_mib(folder)) < LEAST_MIB:
        raise StorageError(
            f"{folder}: {left} MiB are left on this disk, and a run needs {LEAST_MIB}; make room and run again, "
            "nothing that was stored is lost"
        )

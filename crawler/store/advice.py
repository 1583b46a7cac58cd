"""What SQLite complains of -> what that means and what to do, in one line; and who holds a lock, where that shows."""

import os
import sqlite3
from pathlib import Path

DAMAGED = "run `koplamp doctor --repair`, or `koplamp restore` the last backup"
MALFORMED = "malformed"
ADVICE = (
    ("locked", "another program is writing to it and did not finish within 30 s; stop that program or try again later"),
    ("readonly", "it may not be written; check who owns the file and its folder"),
    ("unable to open", "it cannot be opened; check who owns the file and its folder"),
    ("full", "the disk is full; make room and run again, nothing that was stored is lost"),
    (MALFORMED, f"it is damaged; {DAMAGED}"),
    ("not a database", f"it is damaged or is no database; {DAMAGED}"),
    ("disk I/O", "the disk cannot be read or written; check its room and its health, nothing that was stored is lost"),
)
LOCKS = Path("/proc/locks")  # of Linux; elsewhere nobody is named
WAL_WRITE_LOCK = 120  # the byte of the -shm file that a writer locks: https://sqlite.org/walformat.html, 2.3


def advice(path: object, cause: sqlite3.Error) -> str:
    """What to do about an error of SQLite's; its own words where we know none better."""
    message = MALFORMED if is_damage(cause) else str(cause)
    if "locked" in message and (writer := writer_of(Path(str(path)))) is not None:
        return f"{writer} is writing to it and did not finish within 30 s; stop it or try again later"
    return next((said for sign, said in ADVICE if sign in message), message)


def is_damage(cause: sqlite3.Error) -> bool:
    """Whether a file itself is damaged: of VACUUM INTO only the code says so, the words are of the copy."""
    return getattr(cause, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_CORRUPT


def writer_of(path: Path, locks: Path = LOCKS) -> str | None:
    """Who writes to a database in this moment: `process 4711 (sqlite3)`; None: nobody, or it does not show.

    The kernel's list is read: opening the -shm file ourselves would, on closing it, let go of our own locks.
    """
    try:
        found = os.stat(f"{path}-shm")
        told = locks.read_text("ascii", "replace")
    except OSError:
        return None
    file = f"{os.major(found.st_dev):02x}:{os.minor(found.st_dev):02x}:{found.st_ino}"
    for words in (line.split() for line in told.splitlines()):
        if len(words) == 8 and words[3:4] == ["WRITE"] and words[5] == file and int(words[6]) == WAL_WRITE_LOCK:
            return None if int(words[4]) in (0, os.getpid()) else f"process {words[4]}{_name(words[4])}"
    return None


def _name(pid: str) -> str:
    try:
        return f" ({Path('/proc', pid, 'comm').read_text('ascii', 'replace').strip()})"
    except OSError:
        return ""

"""A sign of life after a good run: an address that is asked, or a file that the time is written into."""

import os
from datetime import datetime
from pathlib import Path

from crawler.errors import KoplampError
from crawler.out.files import written
from crawler.out.letters import Undelivered
from crawler.out.webhook import taken
from crawler.store.times import INSTANT, instant
from crawler.transport.calls import get
from crawler.transport.guard import Guard

OURS_BYTES = 64  # of a file that is there: enough to see that it holds a time and nothing else


def ask(url: str, agent: str, guard: Guard, seconds: float) -> None:
    """Ask the address; anything but a 2xx is Undelivered."""
    taken(lambda: get(url, {"User-Agent": agent}, guard, seconds))


def write(path: Path, now: datetime) -> None:
    """Write the time into the file; one that holds anything else is nobody's heartbeat, and Undelivered."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and not _is_ours(path):
            raise Undelivered("the file holds something else than a heartbeat; name another")
        with written(str(path)) as to:
            to.write(f"{instant(now)}\n".encode())
    except OSError as error:
        raise Undelivered(f"the file cannot be written: {error.strerror}") from error
    except KoplampError as error:
        raise Undelivered(f"the file cannot be written: {error}") from error


def _is_ours(path: Path) -> bool:
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        told = os.read(handle, OURS_BYTES).decode("ascii", "replace").strip()
    finally:
        os.close(handle)
    return not told or INSTANT.fullmatch(told) is not None

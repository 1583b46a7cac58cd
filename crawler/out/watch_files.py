"""Hits -> an Atom file that is replaced whole, or a file of JSON lines that grows.

A line is whole or not there: one of ours that was torn by a kill or a full disk is taken off before the next is
written, and what stands there already is not written again, so that each hit is one line.
"""

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from crawler.errors import KoplampError
from crawler.out.atom import write_entries
from crawler.out.entries import IDS
from crawler.out.files import written
from crawler.out.letters import Hit, Letter, Undelivered, entry, facts
from crawler.store.drafts import to_disk

BEGINS = b'{"id":"'  # a line of ours
PART_BYTES = 1 << 20  # of a file, read at once


def replace_atom(path: Path, channel: str, hits: Sequence[Hit], now: datetime) -> None:
    """Write the feed of a channel anew, these hits in it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with written(str(path)) as to:
            write_entries((f"{IDS}channel/{channel}", f"Koplamp: {channel}"), map(entry, hits), to, now)
    except OSError as error:
        raise Undelivered(f"the file cannot be written: {error.strerror}") from error
    except KoplampError as error:
        raise Undelivered(f"the file cannot be written: {error}") from error


def append_lines(path: Path, letter: Letter) -> None:
    """Add a line for each hit that has none yet, and wait until they are on the disk."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        is_new = not path.exists()
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NONBLOCK, 0o666)
        try:
            _append(handle, letter)
        finally:
            os.close(handle)
        if is_new:
            to_disk(path.parent)
    except OSError as error:
        raise Undelivered(f"the file cannot be written: {error.strerror}") from error


def _append(handle: int, letter: Letter) -> None:
    size = os.lseek(handle, 0, os.SEEK_END)
    last = _last_line(handle, size)
    end = size - len(last) if _is_torn(last) else size
    os.ftruncate(handle, end)
    known = _known(handle, {str(hit["key"]) for hit in letter.hits}) if letter.again else set()
    lead = b"\n" if last and end == size else b""  # only the end of its line is missing
    _write(handle, lead + b"".join(_lines(hit for hit in letter.hits if hit["key"] not in known)), end)
    os.fsync(handle)


def _last_line(handle: int, size: int) -> bytes:
    """What stands behind the last line end."""
    start = max(0, size - PART_BYTES)
    tail = os.pread(handle, size - start, start)
    last = tail[tail.rfind(b"\n") + 1 :]
    if start and len(last) == len(tail):
        raise Undelivered("what stands in the file are no lines of JSON; name another file")
    return last


def _is_torn(last: bytes) -> bool:
    """Whether it is a part of a line of ours; after a power cut a file may end in zeros."""
    came = last.rstrip(b"\0")
    return bool(last) and (BEGINS.startswith(came) or came.startswith(BEGINS)) and not _is_whole(last)


def _is_whole(line: bytes) -> bool:
    try:
        json.loads(line)
    except ValueError:
        return False
    return True


def _known(handle: int, keys: set[str]) -> set[str]:
    """Those of these hits that have a line: an attempt that nobody noted the end of may have been made days ago."""
    with open(handle, "rb", closefd=False) as file:
        file.seek(0)
        told = (line[len(BEGINS) :].partition(b'"')[0].decode("ascii", "replace") for line in file)
        return {key for key in told if key in keys}


def _lines(hits: Iterable[Hit]) -> Iterator[bytes]:
    for hit in hits:
        yield json.dumps(facts(hit), ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace") + b"\n"


def _write(handle: int, told: bytes, at: int) -> None:
    while told:
        count = os.pwrite(handle, told, at)
        told, at = told[count:], at + count

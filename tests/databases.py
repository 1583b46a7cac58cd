"""What tests do to databases: look whether they keep every promise, and damage them as disks do."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from crawler.errors import KoplampError
from crawler.store import promises, soundness
from crawler.store.database import open_news, open_pages

PAGE = 8192


def broken_promises(folder: Path) -> list[str]:
    """The promises that the databases in a folder break; a file that a test made unreadable is none of them."""
    found: list[promises.Broken] = []
    for name, opened in (("news.db", open_news), ("pages.db", open_pages)):
        try:
            db = opened(folder / name, write=False)
        except (KoplampError, OSError):
            continue
        try:
            if soundness.quick(db) is None:
                found += promises.broken_texts(db)
                found += promises.broken_news(db, datetime.now(UTC)) if name == "news.db" else ()
        finally:
            db.close()
    return [str(one) for one in found]


def page_that_holds(path: Path, words: bytes) -> int:
    """The number, from 0, of the first page of a file in which these bytes stand."""
    return path.read_bytes().index(words) // PAGE


def spoil_page(path: Path, number: int) -> None:
    """Overwrite a page with bytes that mean nothing."""
    with path.open("r+b") as file:
        file.seek(number * PAGE)
        file.write(b"\xff" * PAGE)


def fold_in(path: Path) -> None:
    """Bring everything from the log into the file itself."""
    db = sqlite3.connect(path)
    db.execute("pragma wal_checkpoint(truncate)").fetchall()
    db.close()

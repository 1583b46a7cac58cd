"""A desk's databases -> a snapshot that others may open: whole at every moment, also while it is replaced."""

import os
from datetime import datetime
from pathlib import Path

from crawler.errors import UsageError
from crawler.out.files import in_order, listening
from crawler.store import schema, snapshot
from crawler.store.database import speaking
from crawler.store.drafts import SIDES, beside, draft_of, to_disk
from crawler.store.snapshot import With

READABLE = 0o644  # by every user of this machine, whatever the umask


def publish(news_db: Path, pages_db: Path, to: Path, what: With, now: datetime) -> tuple[Path, ...]:
    """Publish news.db under the name `to`, in the place of an earlier snapshot -> the files that are there now.

    The first copy, with all that is not published, stays beside news.db and is its owner's alone. Raises UsageError
    if `to` cannot be, StorageError if a file cannot be read or written; then the earlier snapshot is there still.
    """
    to = to.resolve()
    pages = to.with_name(f"{to.stem}.pages{to.suffix}")
    if not to.parent.is_dir():
        raise UsageError(f"{to}: there is no folder {to.parent}")
    for path, shape in ((to, schema.NEWS), (pages, schema.PAGES)) if what.pages else ((to, schema.NEWS),):
        with speaking(path):
            snapshot.may_be_replaced(path, shape, (news_db, pages_db))
    with in_order(), speaking(to), draft_of(news_db) as draft, draft_of(to) as last:
        if not what.pages:
            snapshot.take_news(news_db, (draft, last), what, now, listening)
        else:
            with draft_of(pages_db) as pages_draft, draft_of(pages) as pages_last:
                snapshot.copy_pages(pages_db, pages_draft, listening)  # first: a page is kept before it is read
                snapshot.take_news(news_db, (draft, last), what, now, listening)
                snapshot.take_pages((pages_draft, pages_last), last, now, listening)
                _name(pages_last, pages)
        _name(last, to)
    return (to, pages) if what.pages else (to,)


def _name(last: Path, to: Path) -> None:
    last.chmod(READABLE)
    to_disk(last)
    for side in SIDES:  # of somebody who wrote into the earlier one: SQLite would take it for a part of the new one
        beside(to, side).unlink(missing_ok=True)
    os.replace(last, to)
    to_disk(to.parent)

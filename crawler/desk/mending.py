"""A damaged desk -> one that works again, and in words what was done. The caller holds the desk's lock.

Of news.db, first what costs nothing: indices are made anew from the rows. Only where rows are damaged it is saved into
a new file, and the damaged one kept beside it. pages.db holds what can be fetched again: it is put aside and made anew.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from crawler.desk.paths import Desk
from crawler.store import copies, database, schema, soundness
from crawler.store.drafts import draft_of, to_disk
from crawler.store.salvage import Saved, salvage
from crawler.store.soundness import Fault

LOST = frozenset({Fault.DAMAGED, Fault.FOREIGN, Fault.INDEX})


def repair(desk: Desk, now: datetime) -> Iterator[str]:
    """Mend what can be mended, a line for each thing done. Raises StorageError where nothing can be read any more."""
    if desk.news_db.exists():
        yield from _news(desk.news_db, now)
    if desk.pages_db.exists() and _faults(desk.pages_db, now, news=False) & LOST:
        aside = copies.put_aside(desk.pages_db, "damaged", now)
        database.open_pages(desk.pages_db).close()
        yield f"{desk.pages_db.name}: a new one; the damaged one is {aside.name}. What it held is fetched again"


def _news(path: Path, now: datetime) -> Iterator[str]:
    faults = _faults(path, now)
    if faults & {Fault.INDEX, Fault.SEARCH}:
        soundness.index_anew(path)
        faults = _faults(path, now)
        if not faults & {Fault.INDEX, Fault.SEARCH, Fault.DAMAGED}:
            yield f"{path.name}: its indices were made anew from the articles; nothing was lost"
    if faults & {Fault.INDEX, Fault.SEARCH, Fault.DAMAGED}:
        with database.speaking(path), draft_of(path) as draft:
            saved = salvage(path, draft)
            to_disk(draft)
            aside = copies.replace(path, draft, "damaged", now)
        yield f"{path.name}: {_told(saved)}; the damaged one is {aside.name if aside else 'gone'}"
        yield f"{path.name}: the next `koplamp crawl` reads all feeds anew and asks for texts that were lost"


def _faults(path: Path, now: datetime, *, news: bool = True) -> set[Fault]:
    shape = schema.NEWS if news else schema.PAGES
    return {found.fault for found in soundness.examine(path, shape, now, alone=True)}


def _told(saved: tuple[Saved, ...]) -> str:
    """How much was saved: of the articles, and how many rows of each table were lost."""
    articles = next((one.rows for one in saved if one.table == "articles"), 0)
    lost = [f"{one.lost} of {one.table}" for one in saved if one.lost]
    unsure = [one.table for one in saved if one.of is None]
    told = (
        f"{articles} articles were saved into a new file, lost were {', '.join(lost) or 'no rows that can be counted'}"
    )
    return told + (f"; of {', '.join(unsure)} nobody can tell" if unsure else "")

"""A desk that a test fills by telling articles."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlite_utils import Database

from crawler.model import Tag, TagKind
from crawler.passes import trends
from crawler.store import tags
from crawler.store.database import run, value, writing
from crawler.store.store import Store
from crawler.store.tags import Gazetteers
from tests.unit.store.store_makers import NOW, desk, draft, feed, on, poll, visit, words

SOURCES = ("autovisie", "autoweek", "autobild", "autocar")
TODAY = datetime.now(UTC).date()
KNOWN = Gazetteers(
    "test",
    [
        {"slug": "volvo", "name": "Volvo", "group_name": "Geely"},
        {"slug": "polestar", "name": "Polestar", "group_name": "Geely"},
        {"slug": "kia", "name": "Kia", "group_name": None},
    ],
    [
        {
            "slug": f"{make}/{name.lower()}",
            "make": make,
            "name": name,
            "label": f"{make.title()} {name}",
            "from_year": 2023,
            "to_year": None,
            "powertrain": "electric",
        }
        for make, name in (("volvo", "EX30"), ("volvo", "EX90"), ("kia", "EV3"))
    ],
    [{"slug": one, "name": one.title()} for one in ("recall", "test")],
    [],
)
KINDS = {
    one["slug"]: kind
    for kind, entries in (
        (TagKind.MAKE, KNOWN.makes),
        (TagKind.MODEL, KNOWN.models),
        (TagKind.TOPIC, KNOWN.topics),
    )
    for one in entries
}
Tell = Callable[..., int]


def ago(days: int) -> str:
    """The day so many days ago."""
    return (TODAY - timedelta(days)).isoformat()


@pytest.fixture
def news(store: Store) -> Database:
    """Four sources that are known for two years, and what there is to be named."""
    store.sync_feeds(desk(*(feed(slug) for slug in SOURCES)), NOW)
    with writing(store.news):
        tags.sync(store.news, KNOWN)
        run(store.news, "update feeds set added_at = ?", [f"{ago(730)}T08:00:00Z"])
    return store.news


@pytest.fixture
def tell(store: Store, news: Database) -> Tell:
    """An article of a source, so many days ago (None: it says no day), about these tags -> its id."""
    count = iter(range(10_000))

    def told(*slugs: str, days: int | None = 0, at: str = "", source: str = SOURCES[0], **facts: Any) -> int:
        number = next(count)
        url = f"https://{source}.example/{number}"
        when = None if days is None else on(ago(days), f"{ago(days)}T{at}Z" if at else None)
        said = words(facts.pop("title", f"Bericht {number}"), "Lead", f"Tekst {number}", published=when, **facts)
        [job] = store.save_poll(poll(draft(url, said), of=feed(source), asked_at=datetime.now(UTC)))[1]
        store.save_visit(visit(job, said, asked_at=datetime.now(UTC)))
        found = int(value(news, "select id from articles where fetch_url = ?", [url]))
        about = [Tag(KINDS[slug], slug, 1, True, 0.6, "name") for slug in slugs]
        with writing(news):
            tags.save(news, [found], tags.tellings(news, [found], 100), {found: about})
        return found

    return told


@pytest.fixture
def counted(news: Database) -> Callable[[], Any]:
    """Count all days; the connection as pages get it."""

    def count() -> Any:
        trends.roll_up(news)
        return news.conn

    return count


def tell_a_story(news: Database, *ids: int, title: str = "Een verhaal") -> int:
    """Make articles one story -> its id; the first of them had it first."""
    with writing(news):
        marks = ", ".join("?" * len(ids))
        run(
            news,
            "insert into stories(title, first_at, last_at, article_count, source_count, language_count, "
            "first_article_id) "
            "select ?, min(sort_at), max(sort_at), count(*), count(distinct source_id), 1, ? from articles "
            f"where id in ({marks})",
            [title, ids[0], *ids],
        )
        story = int(value(news, "select max(id) from stories"))
        run(news, f"update articles set story_id = ? where id in ({marks})", [story, *ids])
    return story

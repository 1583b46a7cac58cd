"""Whatever two feeds list and in whatever order they are asked: the real reading, deciding and storing, no socket.

What the first feed to list an article decides of its row, and nothing else does: first_feed_id and source_id (of the
feeds that want it), url and fetch_url (as that feed wrote them), and when it was seen: first_seen_at, last_seen_at, and
sort_at, which is never later than first sight. Ids follow the order of arrival.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from crawler import asking
from crawler.model import Feed, Feeds, Filter, Outcome
from crawler.polling.answers import Reply
from crawler.process import Circumstances, read_feed
from crawler.store.database import rows, value
from crawler.store.store import Store

NOW = datetime(2025, 11, 19, 12, 0, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
BOUNDED = settings(max_examples=25, deadline=None)
ZONE = "Europe/Amsterdam"

EMPTY: list[bytes] = []  # the two files of a new desk

FIRST_FEED_DECIDES = {
    "id",
    "first_feed_id",
    "source_id",
    "url",
    "fetch_url",
    "first_seen_at",
    "last_seen_at",
    "sort_at",
}
OF_THE_POLL = {"feeds", "fetches", "fetch_days"}  # a feed's own row, its question, its day
SIGHTINGS = """
select a.url_hash, f.slug, s.guid, s.entry_hash, s.position from sightings s
join articles a on a.id = s.article_id join feeds f on f.id = s.feed_id order by 1, 2"""
ADDRESSES = """
select u.url_hash, a.url_hash as article, u.how from article_urls u join articles a on a.id = u.article_id order by 1"""
NAMES = """
select a.url_hash, w.name, x.position from article_authors x join articles a on a.id = x.article_id
join authors w on w.id = x.author_id
union all select a.url_hash, k.name, y.position from article_keywords y join articles a on a.id = y.article_id
join keywords k on k.id = y.keyword_id order by 1, 2, 3"""
TEXTS = """
select a.url_hash, t.body, t.blocks from article_text t join articles a on a.id = t.article_id order by 1"""


@dataclass(frozen=True)
class Story:
    """An article as every feed that lists it tells it."""

    number: int
    title: str
    summary: str
    hours_old: int | None
    author: str
    category: str


WORDS = st.text("abc éü&<>\"'", max_size=30)
STORIES = st.lists(
    st.builds(
        Story,
        st.integers(1, 12),
        WORDS.map(lambda words: f"Koplamp {words}"),
        WORDS,
        st.none() | st.integers(0, 900),
        st.sampled_from(["", "Jan Jansen", "Zoë Zus"]),
        st.sampled_from(["", "Elektrisch", "Tests"]),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda story: story.number,
)
LINKS = (
    "https://kolibri.example/{n}",
    "http://www.kolibri.example/{n}?utm_source=rss",
    "https://kolibri.example/{n}#x",
)


def document(stories: Sequence[Story], link: str = LINKS[0], guid: str = "{n}", title: str = "Kolibri") -> bytes:
    """An RSS document."""
    return (
        f"<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>{title}</title>"
        f"{''.join(_item(story, link, guid) for story in stories)}</channel></rss>"
    ).encode()


def _item(story: Story, link: str, guid: str) -> str:
    when = f"{NOW - (story.hours_old or 0) * HOUR:%a, %d %b %Y %H:%M:%S} +0000"
    fields = {
        "title": story.title,
        "link": link.format(n=story.number),
        "guid isPermaLink='false'": guid.format(n=story.number),
        "description": story.summary,
        "pubDate": "" if story.hours_old is None else when,
        "author": story.author,
        "category": story.category,
    }
    return (
        f"<item>{''.join(f'<{tag}>{escape(text)}</{tag.split()[0]}>' for tag, text in fields.items() if text)}</item>"
    )


def feed(slug: str, **facts: object) -> Feed:
    made = Feed(slug, slug.title(), f"https://{slug}.example/feed", f"{slug}.example", pages_per_run=100)
    return replace(made, **facts)  # type: ignore[arg-type]


def _copies(folder: Path) -> tuple[Path, Path]:
    paths = folder / "news.db", folder / "pages.db"
    if not EMPTY:
        Store(*paths).close()
        EMPTY.extend(path.read_bytes() for path in paths)
    for path, content in zip(paths, EMPTY, strict=True):
        path.write_bytes(content)
    return paths


@contextmanager
def desk(*feeds: Feed) -> Iterator[tuple[Store, Feeds]]:
    """A desk of its own for each example: a copy of an empty one, which is quicker than making its tables."""
    with TemporaryDirectory() as folder, Store(*_copies(Path(folder))) as store:
        wanted = Feeds(feeds, "Koplamp", contact_is_ours=False, timezone=ZONE)
        store.sync_feeds(wanted, NOW)
        yield store, wanted


def ask(store: Store, wanted: Feeds, slug: str, body: bytes, now: datetime) -> Outcome:
    """One feed is asked and answers with this, on the way that the spider takes."""
    [job] = store.due(wanted, now, (slug,))
    reply = Reply(200, job.url, {"content-type": "application/rss+xml"}, body)
    poll = asking.answered(job, asking.ask(job, now), reply, now)
    if poll.answer.outcome is Outcome.FRESH:
        reading = read_feed(body, job.url, "application/rss+xml", Circumstances(job.feed, ZONE, now))
        poll = asking.read(poll, reading)
    store.save_poll(asking.settled(poll))
    return poll.answer.outcome


def tables(store: Store, without: frozenset[str] = frozenset()) -> dict[str, list[dict[str, object]]]:
    """Every row of every table but those of the poll itself."""
    names = [row["name"] for row in rows(store.news, "select name from sqlite_schema where type = 'table' order by 1")]
    return {
        name: [
            {column: found for column, found in row.items() if column not in without}
            for row in rows(store.news, f"select * from {name}")
        ]
        for name in names
        if name not in OF_THE_POLL
    }


# ---------------------------------------------------------------- twice the same


@BOUNDED
@given(STORIES, st.booleans(), st.sampled_from(["{}", "<!-- built at {} -->", "<lastBuildDate>{}</lastBuildDate>"]))
def test_the_same_content_twice_writes_nothing(stories: list[Story], follow: bool, stamp: str) -> None:
    """Nothing but the feed's own row, its fetch and its day, however the document is stamped."""
    with desk(feed("kolibri", follow=follow)) as (store, wanted):
        noon, later = (document(stories).replace(b"<item>", stamp.format(at).encode() + b"<item>", 1) for at in "12")
        later = later if "<" in stamp else noon
        assert Outcome.FRESH == ask(store, wanted, "kolibri", noon, NOW)
        before = tables(store)

        assert Outcome.UNCHANGED == ask(store, wanted, "kolibri", later, NOW + HOUR)
        assert before == tables(store)
        assert (2, 2) == (
            value(store.news, "select count(*) from fetches"),
            value(store.news, "select asked from fetch_days"),
        )


@BOUNDED
@given(STORIES, st.booleans())
def test_the_same_entries_in_another_document_are_only_seen_again(stories: list[Story], follow: bool) -> None:
    with desk(feed("kolibri", follow=follow)) as (store, wanted):
        ask(store, wanted, "kolibri", document(stories), NOW)
        seen = frozenset({"last_seen_at"})
        before = tables(store, seen)

        assert Outcome.FRESH == ask(store, wanted, "kolibri", document(stories, title="Kolibri Auto"), NOW + HOUR)
        assert before == tables(store, seen)
        assert 0 == value(store.news, "select sum(entries_new + entries_changed) from fetches where id = 2")


# ---------------------------------------------------------------- two feeds


def outcome_of(polls: Sequence[tuple[str, bytes]], *feeds: Feed) -> dict[str, object]:
    """What the rows say when feeds answer in this order, without what the first of them decides."""
    with desk(*feeds) as (store, wanted):
        for number, (slug, body) in enumerate(polls):
            ask(store, wanted, slug, body, NOW + number * MINUTE)
        articles = rows(store.news, "select * from articles order by url_hash")
        waiting = store.pages_waiting(wanted, NOW + HOUR)
        return {
            "articles": [{k: v for k, v in row.items() if k not in FIRST_FEED_DECIDES} for row in articles],
            "sightings": rows(store.news, SIGHTINGS),
            "addresses": rows(store.news, ADDRESSES),
            "names": rows(store.news, NAMES),
            "texts": rows(store.news, TEXTS),
            "waiting": sorted(job.url_hash for job in waiting),
            "seen": rows(
                store.news, "select f.slug, entries_seen from fetches join feeds f on f.id = feed_id order by 1"
            ),
        }


@BOUNDED
@given(STORIES, st.data(), st.sampled_from(LINKS), st.sampled_from(LINKS), st.booleans())
def test_the_order_of_two_feeds_does_not_matter(
    stories: list[Story],
    data: st.DataObject,
    one_link: str,
    other_link: str,
    strict: bool,
) -> None:
    """Also where one of them blocks what the other one wants."""
    chosen = [data.draw(st.lists(st.sampled_from(stories), unique=True, min_size=1)) for _ in range(2)]
    polls = [
        ("kolibri", document(chosen[0], one_link)),
        ("merel", document(chosen[1], other_link, "https://merel.example/?p={n}", "Merel")),
    ]
    block = (Filter("title", "[éü]"),) if strict else ()
    feeds = (feed("kolibri", block=block), feed("merel"))

    assert outcome_of(polls, *feeds) == outcome_of(polls[::-1], *feeds)


@BOUNDED
@given(STORIES, st.data())
def test_what_two_feeds_tell_twice_is_told_once(stories: list[Story], data: st.DataObject) -> None:
    """Asked again in any order, they add nothing."""
    polls = [("kolibri", document(stories)), ("merel", document(stories[::-1], LINKS[1], title="Merel"))]
    feeds = (feed("kolibri"), feed("merel"))
    more = data.draw(st.lists(st.sampled_from(polls), max_size=4))

    assert outcome_of(polls, *feeds) | {"seen": []} == outcome_of([*polls, *more], *feeds) | {"seen": []}

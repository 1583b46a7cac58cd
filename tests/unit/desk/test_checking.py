"""What a feed answered -> what its operator is told."""

from datetime import UTC, datetime

import pytest

from crawler.desk.checking import GOOD, PASSING, TO_DO, State, checked
from crawler.model import Answer, Article, Draft, Feed, FeedJob, Kind, Outcome, Poll, Stage, When

NOW = datetime(2025, 11, 19, 12, tzinfo=UTC)
FEED = Feed("krant", "Krant", "https://krant.nl/feed", "krant.nl", line=7)


def draft(number: int, title: str = "Een titel", on: str | None = "2025-11-18", url: bool = True) -> Draft:
    when = When(on, None, on, "day", "feed") if on else None
    address = f"https://krant.nl/{number}" if url else None
    article = Article(title, published=when)
    return Draft(f"{number:032x}", str(number), address, None, number, "", article, Stage.LISTED)


def poll(answer: Answer, *drafts: Draft, feed: Feed = FEED) -> Poll:
    return Poll(FeedJob(feed, feed.url), NOW, answer, drafts=drafts, entries_seen=len(drafts))


FRESH = Answer(Outcome.FRESH, 200)
FULL = tuple(draft(number) for number in range(10))
MOVED = Answer(Outcome.FRESH, 200, moved_to="https://elders.nl/feed")


@pytest.mark.parametrize(
    ("answer", "drafts", "state", "word"),
    [
        (FRESH, FULL, State.OK, ""),
        (FRESH, (*FULL, draft(11, title="")), State.OK, ""),
        (FRESH, tuple(draft(n, title="") for n in range(3)), State.NOTE, "none of its entries has a title"),
        (FRESH, (*FULL[:3], draft(4, on=None)), State.NOTE, "1 of 4 entries have no date"),
        (FRESH, tuple(draft(n, url=False) for n in range(3)), State.NOTE, "none of its entries has an address"),
        (FRESH, (draft(1, on="2025-01-01"),), State.WRONG, "322 days old"),
        (Answer(Outcome.FRESH, 200, "not well-formed, line 3"), FULL, State.NOTE, "line 3"),
        (MOVED, FULL, State.WRONG, "it has moved to https://elders.nl/feed for good"),
        (Answer(Outcome.FRESH, 200, moved_to="https://www.krant.nl/feed"), FULL, State.NOTE, "it has moved"),
        (Answer(Outcome.EMPTY, 200), (), State.WRONG, "HTTP 200"),
        (Answer(Outcome.NOT_A_FEED, 200, "the answer is an HTML page"), (), State.WRONG, "an HTML page"),
        (Answer(Outcome.SERVER_ERROR, 500, "HTTP 500"), (), State.NOTE, "HTTP 500"),
        (Answer(Outcome.NETWORK, error="no such name"), (), State.WRONG, "no such name"),
    ],
)
def test_how_a_feed_is(answer, drafts, state, word):
    found = checked(poll(answer, *drafts), NOW, "Europe/Amsterdam")

    assert state is found.state
    assert word in "; ".join(found.said)
    assert ("krant", 7, len(drafts)) == (found.slug, found.line, found.entries)


def test_a_feed_may_be_silent_for_as_long_as_it_says():
    patient = Feed("krant", "Krant", "https://krant.nl/feed", "krant.nl", stale_days=400)

    assert State.OK is checked(poll(FRESH, draft(1, on="2025-01-01"), feed=patient), NOW, "UTC").state


def test_a_plain_sitemap_has_neither_titles_nor_dates():
    plain = Feed("krant", "Krant", "https://krant.nl/sitemap.xml", "krant.nl", kind=Kind.SITEMAP)

    assert State.OK is checked(poll(FRESH, draft(1, title="", on=None), feed=plain), NOW, "UTC").state


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_has_something_to_do_or_is_well(outcome):
    found = checked(poll(Answer(outcome, None)), NOW, "UTC")

    assert (outcome in GOOD) is (outcome not in TO_DO)
    assert bool(found.to_do) is (outcome not in GOOD)
    assert (found.state is State.WRONG) is (outcome not in GOOD and outcome not in PASSING)

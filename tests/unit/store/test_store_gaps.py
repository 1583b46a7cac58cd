"""No overlap between two polls: the gap, the documents that may close it, and backfills."""

import time
from dataclasses import replace
from datetime import timedelta

import pytest

from crawler.model import Answer, ArchiveJob, Feed, Finding, Further, Kind, Outcome, RobotsTxt, When
from crawler.polling import rules
from crawler.store import gaps
from crawler.store.database import rows, run, value, writing
from crawler.store.store import Store
from tests.unit.store.store_makers import MINUTE, NOW, desk, draft, feed, on, poll, words

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LATER = NOW + 6 * HOUR
INSIDE = on("2025-11-19", "2025-11-19T10:00:00Z")
FRONT = "https://autovisie.example/feed"
PAGED = Further(f"{FRONT}?paged=2", "next")


def items(numbers, published=None):
    """Entries by number, newest first; each printed its date, or none."""
    dated = published.raw if published else None
    return tuple(
        draft(f"https://autovisie.example/{n}", words(f"Bericht nummer {n}", published=published), dated_raw=dated)
        for n in numbers
    )


def slid(store, further=(PAGED,), of=None, known=range(10, 0, -1), now=range(30, 20, -1)):
    """A feed whose window slid past everything known; -> the documents to ask."""
    of = of or feed()
    store.save_poll(poll(*items(known), of=of))
    _, asked = store.save_poll(poll(*items(now), of=of, asked_at=LATER, further=further))
    return [job for job in asked if isinstance(job, ArchiveJob)]


def finding(job, numbers=(), further=(), outcome=None, **facts):
    outcome = outcome or (Outcome.FRESH if numbers else Outcome.EMPTY)
    status = facts.pop("status", 200)
    drafts = items(numbers, facts.pop("published", None))
    known = {"drafts": drafts, "entries_seen": len(drafts), "further": further, "sha256": str(list(numbers))}
    return Finding(job, LATER + MINUTE, Answer(outcome, status), **(known | facts))


def found(store, job, *numbers, **facts):
    """Store what a document lists -> the documents to ask next."""
    _, asked = store.save_finding(finding(job, numbers, **facts))
    return [next_job for next_job in asked if isinstance(next_job, ArchiveJob)]


def depth_below(store, job):
    """How many documents deep a sitemap is followed that is an index of indexes without end."""
    for depth in range(1, 99):
        part = Further(f"https://autovisie.example/{depth + 1}.xml", "index")
        further = found(store, job, further=(part,), sha256=part.url)
        if not further:
            return depth
        [job] = further
    return None


def gap(store):
    [found] = rows(store.news, "select from_at, to_at, window_items, closed_by, articles_found from gaps")
    return tuple(found.values())


def robots(store, text, origin="https://autovisie.example"):
    store.keep_robots(RobotsTxt(origin, 200, text, NOW))


def stored(store):
    return value(store.news, "select count(*) from articles")


# ---------------------------------------------------------------- is it one?


def test_no_overlap_is_a_gap(store: Store) -> None:
    [job] = slid(store)

    assert ("2025-11-19T08:30:00Z", "2025-11-19T14:30:00Z", 10, None, 0) == gap(store)
    assert (PAGED.url, "paging", 1) == (job.url, job.how, job.page)


@pytest.mark.parametrize(
    ("known", "now"),
    [
        ((), range(30, 20, -1)),  # it was empty, or never read
        (range(10, 0, -1), range(19, 9, -1)),  # one entry is known
        (range(10, 0, -1), ()),
    ],
)
def test_what_is_no_evidence_is_no_gap(store: Store, known: range, now: range) -> None:
    assert [] == slid(store, known=known, now=now)
    assert 0 == value(store.news, "select count(*) from gaps")


def test_a_sitemap_is_no_window(store: Store) -> None:
    sitemap = feed(kind=Kind.SITEMAP)
    store.sync_feeds(desk(sitemap), NOW)

    assert [] == slid(store, of=sitemap)
    assert 0 == value(store.news, "select count(*) from gaps")


def test_an_entry_that_only_another_feed_knows_is_no_overlap(store: Store) -> None:
    store.sync_feeds(desk(feed(), feed("autoweek")), NOW)
    store.save_poll(poll(*items([30]), of=feed("autoweek")))

    assert 1 == len(slid(store))


def test_a_poll_in_between_that_found_nothing_new_makes_the_gap_smaller(store: Store) -> None:
    store.save_poll(poll(*items(range(10, 0, -1))))
    store.save_poll(poll(asked_at=NOW + 5 * HOUR))
    store.save_poll(poll(*items([30]), asked_at=LATER))

    assert "2025-11-19T13:30:00Z" == gap(store)[0]


def test_an_empty_document_in_between_hides_no_gap(store: Store) -> None:
    store.save_poll(poll(*items(range(10, 0, -1))))
    for hours, outcome in ((1, Outcome.UNCHANGED), (2, Outcome.EMPTY), (3, Outcome.UNCHANGED)):
        store.save_poll(poll(outcome=outcome, asked_at=NOW + hours * HOUR))
    store.save_poll(poll(*items(range(30, 20, -1)), asked_at=LATER))

    assert "2025-11-19T09:30:00Z" == gap(store)[0]
    assert 10 == value(store.news, "select window_items from feeds")


def test_half_a_document_is_no_window(store: Store) -> None:
    store.save_poll(poll(*items(range(10, 0, -1))))
    store.save_poll(poll(*items(range(30, 25, -1)), outcome=Outcome.PARTIAL, asked_at=NOW + HOUR))

    assert 0 == value(store.news, "select count(*) from gaps")
    assert 10 == value(store.news, "select window_items from feeds")

    store.save_poll(poll(*items(range(32, 22, -1)), asked_at=LATER))
    assert 0 == value(store.news, "select count(*) from gaps")


# ---------------------------------------------------------------- where is it looked for?


@pytest.mark.parametrize(
    ("facts", "further", "robots_txt", "asked"),
    [
        ({}, (PAGED,), "", [(PAGED.url, "paging")]),
        ({"archive": "paging"}, (), "", [(f"{FRONT}?paged=2", "paging")]),
        ({"archive": "none"}, (PAGED,), "Sitemap: https://autovisie.example/map.xml", []),
        ({}, (), "", []),
        (
            {},
            (),
            "Sitemap: https://autovisie.example/map.xml\nsitemap: https://autovisie.example/news-map.xml\n",
            [("https://autovisie.example/news-map.xml", "sitemap"), ("https://autovisie.example/map.xml", "sitemap")],
        ),
        ({}, (), "Sitemap: https://merel.example/map.xml\nSitemap: /map.xml\n", []),
        ({}, (Further("https://merel.example/?paged=2", "next"),), "", []),
        (
            {"archive": "https://autovisie.example/a.xml"},
            (PAGED,),
            "",
            [("https://autovisie.example/a.xml", "sitemap")],
        ),
        (
            {"archive": "https://autovisie.example/{year}/{month}/"},
            (PAGED,),
            "",
            [("https://autovisie.example/2025/11/", "list")],
        ),
    ],
)
def test_missed_entries_are_looked_for_where_the_site_says(
    store: Store, facts: dict[str, str], further: tuple[Further, ...], robots_txt: str, asked: list[tuple[str, str]]
) -> None:
    robots(store, robots_txt)

    assert asked == [(job.url, job.how) for job in slid(store, further, feed(**facts))]
    assert (None if asked else "none") == gap(store)[3]


# ---------------------------------------------------------------- how does it end?


def test_paging_closes_a_gap_when_a_known_entry_turns_up(store: Store) -> None:
    [second] = slid(store)
    [third] = found(store, second, *range(20, 10, -1))

    assert (f"{FRONT}?paged=3", "paging", 2) == (third.url, third.how, third.page)
    assert (None, 10) == gap(store)[3:]

    assert [] == found(store, third, *range(13, 3, -1))
    assert ("paging", 10) == gap(store)[3:]
    assert 30 == stored(store)


@pytest.mark.parametrize("published", [on("2025-11-01", "2025-11-01T08:00:00Z"), on("2025-11-19"), None])
def test_what_was_known_before_the_gap_closes_it_whatever_its_date(store: Store, published: object) -> None:
    [second] = slid(store)

    assert [] == found(store, second, *range(10, 0, -1), published=published)
    assert ("paging", 0) == gap(store)[3:]


def test_what_the_feed_lists_since_the_gap_does_not_close_it(store: Store) -> None:
    """A new entry came between the front and its second page: the last of the one is the first of the other."""
    [second] = slid(store)

    assert 1 == len(found(store, second, *range(21, 11, -1)))
    assert (None, 9) == gap(store)[3:]


def test_a_site_that_takes_every_page_for_its_front_is_asked_twice(store: Store) -> None:
    [second] = slid(store)
    [third] = found(store, second, *range(30, 20, -1))

    assert [] == found(store, third, *range(30, 20, -1))
    assert ("none", 0) == gap(store)[3:]


def test_a_document_names_its_next_page_itself(store: Store) -> None:
    [second] = slid(store, (Further("https://autovisie.example/page/2", "next"),))

    assert ["https://autovisie.example/page/3"] == [
        job.url for job in found(store, second, 20, further=(Further("https://autovisie.example/page/3", "next"),))
    ]
    assert [] == found(store, replace(second, id=second.id + 1, url="https://autovisie.example/page/3"), 19)
    assert ("none", 2) == gap(store)[3:]


def test_a_gap_is_worth_ten_documents(store: Store) -> None:
    [job], asked = slid(store, now=[1000]), 1
    while further := found(store, job, 900 - asked):
        [job], asked = further, asked + 1

    assert rules.GAP_PAGES == asked
    assert ("none", rules.GAP_PAGES) == gap(store)[3:]


@pytest.mark.parametrize("outcome", [Outcome.MISSING, Outcome.EMPTY, Outcome.NOT_A_FEED])
def test_without_such_pages_the_sitemaps_are_asked(store: Store, outcome: Outcome) -> None:
    robots(store, "Sitemap: https://autovisie.example/map.xml")
    [second] = slid(store)
    [sitemap] = found(store, second, outcome=outcome, sha256=None)

    assert ("https://autovisie.example/map.xml", "sitemap") == (sitemap.url, sitemap.how)
    assert [] == found(store, sitemap, *range(20, 10, -1), published=INSIDE)
    assert ("sitemap", 10) == gap(store)[3:]


def test_a_sitemap_index_closes_a_gap_when_all_its_parts_were_read(store: Store) -> None:
    robots(store, "Sitemap: https://autovisie.example/map.xml")
    parts = tuple(Further(f"https://autovisie.example/{n}.xml", "index", f"2025-11-{n}") for n in (10, 12, 11))
    [index] = slid(store, ())
    asked = found(store, index, further=parts)

    assert ["12", "11", "10"] == [job.url[-6:-4] for job in asked]  # what changed last first: a gap has its bound
    assert [[], [], []] == [
        found(store, job, number, published=INSIDE) for job, number in zip(asked, (20, 19, 18), strict=True)
    ]
    assert ("sitemap", 3) == gap(store)[3:]


@pytest.mark.parametrize(
    ("published", "closed_by", "found_of_it"),
    [
        (None, "none", 0),
        (on("2025-11-19", "2025-11-19T10:00:00Z"), "sitemap", 3),
        (on("2025-11-19"), "sitemap", 3),
        (on("2025-11-18", "2025-11-18T10:00:00Z"), "none", 3),  # before the gap: it may have been listed later
        (on("2025-11-01", "2025-11-01T10:00:00Z"), "none", 0),
        (on("2025-11-20", "2025-11-20T10:00:00Z"), "none", 0),
    ],
)
def test_of_a_sitemap_only_what_it_dates_within_the_gap_is_taken(
    store: Store, published: When | None, closed_by: str, found_of_it: int
) -> None:
    """It lists a site's every page: its tags, its privacy statement."""
    robots(store, "Sitemap: https://autovisie.example/map.xml")
    [job] = slid(store, ())
    found(store, job, 900, 901, 902, published=published)

    assert (closed_by, found_of_it) == gap(store)[3:]
    assert 20 + found_of_it == stored(store)


def test_a_sitemap_that_lists_what_the_feed_had_listed_before_covers_the_gap(store: Store) -> None:
    robots(store, "Sitemap: https://autovisie.example/map.xml")
    [job] = slid(store, ())
    found(store, job, 5)

    assert ("sitemap", 0) == gap(store)[3:]


def test_sitemaps_of_tags_and_authors_are_not_asked(store: Store) -> None:
    robots(store, "Sitemap: https://autovisie.example/map.xml")
    names = ("post-sitemap", "post_tag-sitemap", "category-sitemap2", "author-sitemap", "wp-sitemap-users-1", "vintage")
    [index] = slid(store, ())
    asked = found(store, index, further=tuple(Further(f"https://autovisie.example/{n}.xml", "index") for n in names))

    assert ["post-sitemap", "vintage"] == [job.url.rsplit("/", 1)[1].removesuffix(".xml") for job in asked]


@pytest.mark.parametrize("failed", range(3))
def test_a_sitemap_that_cannot_be_read_does_not_close_a_gap(store: Store, failed: int) -> None:
    robots(store, "Sitemap: https://autovisie.example/map.xml")
    parts = tuple(Further(f"https://autovisie.example/{n}.xml", "index") for n in range(3))
    [index] = slid(store, ())
    for number, job in enumerate(found(store, index, further=parts)):
        outcome = Outcome.MISSING if number == failed else Outcome.FRESH
        found(store, job, 20 - number, outcome=outcome)

    assert "none" == gap(store)[3]


def test_a_sitemap_of_which_only_the_first_entries_were_read_does_not_close_a_gap(store: Store) -> None:
    robots(store, "Sitemap: https://autovisie.example/map.xml")
    [job] = slid(store, ())
    found(store, job, 20, published=INSIDE, outcome=Outcome.PARTIAL)

    assert ("none", 1) == gap(store)[3:]


@pytest.mark.parametrize(("outcome", "closed_by"), [(Outcome.MISSING, "list"), (Outcome.BLOCKED, "none")])
def test_a_day_without_a_page_of_the_archive_was_a_day_without_articles(
    store: Store, outcome: Outcome, closed_by: str
) -> None:
    today, *others = slid(store, of=feed(archive="https://autovisie.example/{year}/{month}/{day}"))
    found(store, today, 20)
    for job in others:
        found(store, job, outcome=outcome, sha256=None)

    assert closed_by == gap(store)[3]


def test_an_index_of_indexes_of_sitemaps_is_followed_and_no_deeper(store: Store) -> None:
    robots(store, "Sitemap: https://autovisie.example/1.xml")
    [job] = slid(store, ())

    assert rules.SITEMAP_DEPTH == depth_below(store, job)


def test_entries_of_an_archive_are_found_and_not_listed_anew(store: Store) -> None:
    [second] = slid(store)
    found(store, second, *range(20, 10, -1), 5)

    [row] = rows(store.news, "select position, last_seen_at from sightings s where article_id = 1")
    assert (1, "2025-11-19T08:30:00Z") == tuple(row.values())
    assert 10 == value(store.news, "select count(*) from sightings where position is null")
    assert "2025-11-19T14:30:00Z" == value(store.news, "select last_read_at from feeds")


# ---------------------------------------------------------------- what goes wrong


def test_a_document_is_asked_again_after_a_passing_failure_but_not_for_ever(store: Store) -> None:
    [job] = slid(store)
    waits = []
    for _ in range(rules.ARCHIVE_ATTEMPTS):
        assert [] == found(store, job, outcome=Outcome.SERVER_ERROR, status=500, sha256=None)
        waits.append(value(store.news, "select not_before from archives where asked_at is null"))

    assert ["14:46:00", "15:01:00", "15:31:00", "16:31:00"] == [wait[11:19] for wait in waits[:-1]]
    assert (None, "none") == (waits[-1], gap(store)[3])


@pytest.mark.parametrize("outcome", [Outcome.BUSY, Outcome.SERVER_ERROR])
def test_a_document_that_was_never_asked_for_is_never_given_up(store: Store, outcome: Outcome) -> None:
    [job] = slid(store)
    for _ in range(3 * rules.ARCHIVE_ATTEMPTS):
        found(store, job, outcome=outcome, status=None, sha256=None)

    assert [(0, None)] == [tuple(r.values()) for r in rows(store.news, "select attempts, asked_at from archives")]


def test_a_busy_host_says_when_to_come_back(store: Store) -> None:
    [job] = slid(store)
    answer = Answer(Outcome.BUSY, 429, retry_after_s=7200)
    store.save_finding(replace(finding(job), answer=answer, sha256=None))

    assert [] == list(store.archives_waiting(desk(), LATER + 2 * HOUR, ("autovisie",)))
    assert [job.id] == [one.id for one in store.archives_waiting(desk(), LATER + 3 * HOUR, ("autovisie",))]


def test_what_a_killed_run_left_is_asked_by_the_next_and_stored_once(store: Store) -> None:
    [job] = slid(store)

    assert (job,) == store.archives_waiting(desk(), LATER, ("autovisie",))
    assert () == store.archives_waiting(desk(), LATER, ("autoweek",))
    assert 1 == len(found(store, job, 20))
    assert [] == found(store, job, 19)  # twice in hand: what the first one said is stored
    assert 21 == stored(store)
    assert (f"{FRONT}?paged=3",) == tuple(r.url for r in store.archives_waiting(desk(), NOW + DAY, ("autovisie",)))


def test_a_document_put_off_by_a_clock_that_stood_ahead_is_asked(store: Store) -> None:
    [job] = slid(store)
    store.save_finding(replace(finding(job, outcome=Outcome.TIMEOUT), asked_at=LATER + 400 * DAY))

    assert (job,) == store.archives_waiting(desk(), LATER, ("autovisie",))


def test_a_feed_that_is_switched_off_digs_no_further(store: Store) -> None:
    slid(store)
    store.sync_feeds(desk(feed(enabled=False)), LATER)

    assert () == store.archives_waiting(desk(feed(enabled=False)), LATER, ("autovisie",))


# ---------------------------------------------------------------- backfill

SINCE = NOW - 30 * DAY
RECENT, OLD = on("2025-11-01", "2025-11-01T08:00:00Z"), on("2025-10-01", "2025-10-01T08:00:00Z")


def backfill(store: Store, of: Feed | None = None) -> list[ArchiveJob]:
    of = of or feed()
    waiting = store.start_backfill(of, SINCE, NOW)
    jobs = list(store.archives_waiting(desk(of), NOW, (of.slug,)))
    assert waiting == len(jobs)
    return jobs


def test_a_backfill_begins_at_the_front_and_ends_before_its_time(store: Store) -> None:
    [front] = backfill(store)
    [second] = found(store, front, 50, published=RECENT, further=(PAGED,))
    [third] = found(store, second, 40, 39, published=RECENT)

    assert [(FRONT, "feed"), (PAGED.url, "paging")] == [(job.url, job.how) for job in (front, second)]
    assert [] == found(store, third, 30, 29, published=OLD)
    assert 3 == stored(store)
    assert 0 == value(store.news, "select count(*) from gaps")


def test_a_page_in_which_the_time_begins_is_the_last(store: Store) -> None:
    [front] = backfill(store)
    [second] = found(store, front, 50, published=RECENT, further=(PAGED,))
    last = replace(finding(second, (40,), published=RECENT), drafts=(*items([40], RECENT), *items([39], OLD)))

    assert () == tuple(job for job in store.save_finding(last)[1] if isinstance(job, ArchiveJob))
    assert 2 == stored(store)


def test_a_second_backfill_of_the_same_time_asks_nothing_again(store: Store) -> None:
    [front] = backfill(store)
    [second] = found(store, front, 50, published=RECENT, further=(PAGED,))
    found(store, second, 40, published=OLD)

    assert [] == backfill(store)


def test_a_backfill_of_an_earlier_time_is_another_one(store: Store) -> None:
    [front] = backfill(store)
    found(store, front)

    assert 1 == store.start_backfill(feed(), SINCE - DAY, NOW)


def test_a_backfill_of_a_known_archive_goes_there_at_once(store: Store) -> None:
    dated = feed(archive="https://autovisie.example/{year}/{month}/{day}")

    assert [f"https://autovisie.example/2025/11/{day}" for day in (19, 18, 17)] == [
        job.url for job in backfill(store, dated)[:3]
    ]
    assert 31 == len(backfill(store, dated))


def test_a_backfill_follows_indexes_as_deep_as_a_gap_does(store: Store) -> None:
    robots(store, "Sitemap: https://autovisie.example/1.xml")
    [front] = backfill(store)
    [job] = found(store, front, 50, published=RECENT)

    assert rules.SITEMAP_DEPTH == depth_below(store, job)


@pytest.mark.parametrize(("archive", "articles"), [("auto", 1), ("https://autovisie.example/1.xml", 2)])
def test_undated_addresses_are_taken_from_a_sitemap_that_the_operator_named(
    store: Store, archive: str, articles: int
) -> None:
    robots(store, "Sitemap: https://autovisie.example/1.xml")
    [job] = backfill(store, feed(archive=archive))
    if archive == "auto":
        [job] = found(store, job)
    listed = replace(finding(job, (40,), published=RECENT), drafts=(*items([40], RECENT), *items([39])))
    store.save_finding(listed)

    assert articles == stored(store)


def test_a_document_of_many_entries_is_stored_in_pieces(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gaps, "AT_ONCE", 4)
    [front] = backfill(store)
    pieces = gaps.in_pieces(finding(front, range(10), published=RECENT))
    for piece in pieces[:-1]:
        store.save_some(piece)
        store.save_some(piece)  # a run that was killed in between does it again
    store.save_finding(pieces[-1])

    assert [4, 4, 2] == [len(piece.drafts) for piece in pieces]
    assert 10 == stored(store)
    assert [(10, 10)] == [
        tuple(r.values())
        for r in rows(store.news, "select entries_seen, entries_new from archives where asked_at is not null")
    ]
    assert ((0, 0), ()) == ((store.save_some(pieces[0])[0].new, 0), store.save_some(pieces[0])[1])


def test_a_known_entry_does_not_end_a_backfill(store: Store) -> None:
    store.save_poll(poll(*items([50, 40])))
    [front] = backfill(store)
    [second] = found(store, front, 50, published=RECENT, further=(PAGED,))

    assert 1 == len(found(store, second, 40, 39, published=RECENT))


def test_a_feed_without_an_archive_has_nothing_to_fill_from(store: Store) -> None:
    assert [] == backfill(store, feed(archive="none"))


def test_a_feed_that_moved_is_filled_from_where_it_lives_now(store: Store) -> None:
    with writing(store.news):
        run(store.news, "update feeds set url_effective = 'https://autovisie.example/new'")

    assert ["https://autovisie.example/new"] == [job.url for job in backfill(store)]


def test_looking_for_what_waits_costs_each_feed_the_same(store: Store) -> None:
    """With 100,000 feeds a run asked nobody: it compared each with all others."""

    def seconds(feeds: int) -> float:
        many = desk(*(feed(f"f{number}", source="one") for number in range(feeds)))
        slugs = tuple(one.slug for one in many.feeds)
        looks = []
        for _ in range(3):
            began = time.process_time()
            store.archives_waiting(many, NOW, slugs, 10)
            looks.append(time.process_time() - began)
        return min(looks)

    assert seconds(20_000) < 40 * seconds(2_000)

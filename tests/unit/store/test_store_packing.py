"""Pages packed with another page of their feed: smaller, byte for byte the same, and gone when that page has to go."""

import random
from datetime import timedelta

import pytest

from crawler.store import packing, pages
from crawler.store.database import rows, value
from tests.unit.store.store_makers import NOW, draft, page, poll, visit, words

HOUR = timedelta(hours=1)
FRAME = random.Random(7).randbytes(40_000)  # what all pages of a site share, and nothing else packs


def fill(store, count, start=0, feed="autovisie"):
    for number in range(start, start + count):
        asked = store.save_poll(poll(draft(f"https://autovisie.example/{number}")))[1][0]
        body = FRAME + b"page %d" % number
        pages.save(store.pages, page(asked, body, fetched_at=NOW + number * HOUR), feed, words())


@pytest.fixture
def full(store):
    """Enough pages for a dictionary, and three that are packed with it."""
    fill(store, packing.ENOUGH + 1 + 3)
    return store


def sizes(store):
    return [row["size"] for row in rows(store.pages, "select length(body_zstd) as size from pages order by fetched_at")]


def test_pages_like_another_of_their_feed_are_packed_with_it(full):
    before, after = sizes(full)[: packing.ENOUGH + 1], sizes(full)[packing.ENOUGH + 1 :]

    assert min(before) > 30_000
    assert max(after) < 1_000
    assert 1 == value(full.pages, "select count(*) from dictionaries")


def test_every_page_comes_back_byte_for_byte(full):
    bodies = {pages.kept(full.pages, place[0])[0].body for place in pages.places(full.pages, None)}

    assert {FRAME + b"page %d" % number for number in range(packing.ENOUGH + 4)} == bodies


def test_a_page_unlike_all_others_is_packed_alone(full):
    asked = full.save_poll(poll(draft("https://autovisie.example/other")))[1][0]
    full.save_visit(visit(asked, page=page(asked, b"<p>other</p>", fetched_at=NOW + 20 * HOUR)))

    assert None is value(full.pages, "select dictionary_id from pages where url like '%other'")


def test_a_few_pages_or_those_of_other_feeds_make_no_dictionary(store):
    fill(store, packing.ENOUGH)
    fill(store, packing.ENOUGH, start=100, feed="autoweek")

    assert 0 == value(store.pages, "select count(*) from dictionaries")


def test_after_a_week_a_newer_page_takes_its_place(full):
    fill(full, packing.ENOUGH + 2, start=24 * 8)

    assert 2 == value(full.pages, "select count(*) from dictionaries")


def test_a_page_that_is_forgotten_is_in_no_dictionary_either(full):
    source = value(full.pages, "select url_hash from dictionaries")

    pages.forget(full.pages, source)

    assert (0, 0) == (
        value(full.pages, "select count(*) from dictionaries"),
        value(full.pages, "select count(*) from pages where dictionary_id is not null"),
    )
    kept = [pages.kept(full.pages, place[0])[0].body for place in pages.places(full.pages, None)]
    assert packing.ENOUGH + 3 == len(kept)
    assert all(body.startswith(FRAME) for body in kept)


def test_a_dictionary_goes_with_the_last_page_that_needs_it(full):
    full.prune_pages(NOW + 10 * HOUR)
    with_pages = value(full.pages, "select count(*) from dictionaries")
    full.prune_pages(NOW + 100 * HOUR)

    assert (1, 0) == (with_pages, value(full.pages, "select count(*) from dictionaries"))


def test_what_a_disk_damaged_is_an_empty_page(full):
    full.pages.execute("update pages set body_zstd = x'00' where dictionary_id is not null")

    bodies = [pages.kept(full.pages, place[0])[0].body for place in pages.places(full.pages, None)]

    assert 3 == bodies.count(b"")

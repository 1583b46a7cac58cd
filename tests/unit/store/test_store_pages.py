"""Raw pages are kept as they came."""

from datetime import timedelta

from crawler.store.database import row, rows, value
from tests.unit.store.store_makers import MINUTE, NOW, draft, page, poll, visit

BODY = "<html>Škoda € \x00</html>".encode() * 200 + b"\xff\xfe"


def job(store, number=1):
    return store.save_poll(poll(draft(f"https://autovisie.example/{number}")))[1][0]


def keep(store, asked, body=BODY, **facts):
    store.save_visit(visit(asked, page=page(asked, body, **facts)))


def test_a_page_comes_back_byte_for_byte(store):
    asked = job(store)
    sent = (("Content-Type", "text/html"), ("Set-Cookie", "secret=1"), ("ETag", '"x"'), ("X-Robots-Tag", "noindex"))
    keep(store, asked, headers=sent, url_final="https://autovisie.example/1/", status=203)
    kept = store.page(asked.url_hash)

    assert (BODY, NOW, 203) == (kept.body, kept.fetched_at, kept.status)
    assert (asked.url, "https://autovisie.example/1/") == (kept.url, kept.url_final)
    assert (("content-type", "text/html"), ("etag", '"x"'), ("x-robots-tag", "noindex")) == kept.headers
    assert value(store.pages, "select length(body_zstd) from pages") < len(BODY) / 10


def test_the_same_bytes_again_only_note_that_they_were_there(store):
    asked = job(store)
    keep(store, asked, headers=(("etag", "1"),))
    keep(store, asked, headers=(("etag", "2"),), fetched_at=NOW + MINUTE)

    assert [{"fetched_at": "2025-11-19T08:31:00Z", "headers": '{"etag": "1"}'}] == rows(
        store.pages, "select fetched_at, headers from pages"
    )


def test_other_bytes_take_the_place_of_the_old(store):
    asked = job(store)
    keep(store, asked)
    keep(store, asked, b"", fetched_at=NOW + MINUTE)

    assert (b"", 1) == (store.page(asked.url_hash).body, value(store.pages, "select count(*) from pages"))


def test_no_page_is_no_page(store):
    assert store.page("0" * 32) is None


def test_pages_are_pruned_by_the_day_they_last_came(store):
    for number, age in enumerate((40, 31, 29)):
        keep(store, job(store, number), fetched_at=NOW - timedelta(days=age))

    assert 2 == store.prune_pages(NOW - timedelta(days=30))
    assert {"fetched_at": "2025-10-21T08:30:00Z"} == row(store.pages, "select fetched_at from pages")

"""What a host repeats is learned from each article once, taken from texts from the third on, and can be vetoed."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from crawler.article.text.lines import key
from crawler.model import Block
from crawler.store import lines
from crawler.store.database import row, rows, value
from crawler.store.store import Store
from tests.unit.store.store_makers import MINUTE, NOW, draft, page, poll, visit, words

HOST = "autovisie.nl"
PROMO = "Rijd jij liever elektrisch? Bekijk hier ons aanbod van gebruikte auto's."


def story(number: int) -> str:
    return " ".join(f"woord{chr(97 + number)}{chr(97 + at)}" for at in range(20))


def read(store: Store, number: int, *, title: str = "", host: str = HOST, text: str = "", **facts: object) -> int:
    """A page is listed, if it was not, and read -> how many articles changed."""
    title, text = title or f"Kop {number}", text or f"{story(number)}\n\n{PROMO}"
    job = store.save_poll(poll(draft(f"https://{host}/{number}", words(title))))[1]
    known = store.news.execute("select url_hash from articles where fetch_url = ?", [f"https://{host}/{number}"])
    of = job[0] if job else jobs[known.fetchone()[0]]
    jobs[of.url_hash] = of
    return store.save_visit(visit(of, words(title, body=text), **facts)).changed


jobs: dict[str, object] = {}


@pytest.fixture(autouse=True)
def no_jobs() -> Iterator[None]:
    yield
    jobs.clear()


def body(store: Store, number: int, host: str = HOST) -> str:
    found = "select body from article_text t join articles a on a.id = t.article_id where fetch_url = ?"
    return str(value(store.news, found, [f"https://{host}/{number}"]))


def counted(store: Store, text: str = PROMO) -> int | None:
    return value(store.news, "select pages from host_lines where line_hash = ?", [key(text)])


def carriers(store: Store) -> list[int]:
    return [number for number in range(1, 9) if PROMO in body(store, number)]


def test_it_goes_from_the_third_article_on(store):
    for number in range(1, 5):
        read(store, number)

    third = row(store.news, "select * from articles where fetch_url like '%/3'")
    blocks = value(store.news, "select blocks from article_text where article_id = ?", [third["id"]])
    assert [1, 2] == carriers(store)
    assert (20, story(3)) == (third["word_count"], body(store, 3))
    assert PROMO not in blocks
    assert 4 == counted(store)
    assert [] == store.search("elektrisch")[2:]


def test_an_article_that_is_read_again_counts_once(store):
    for _ in range(5):
        read(store, 1)
    read(store, 2)
    read(store, 2, text=f"{story(2)} en meer\n\n{PROMO}")

    assert 2 == counted(store)
    assert [1, 2] == carriers(store)


def test_articles_of_one_title_count_once(store):
    for number in range(1, 6):
        read(store, number, title="Renault en Nissan" if number < 5 else "RENAULT EN NISSAN!")

    assert 1 == counted(store)
    assert [1, 2, 3, 4, 5] == carriers(store)


def test_each_host_learns_for_itself(store):
    for number in range(1, 4):
        read(store, number, host="www.autovisie.nl" if number == 2 else HOST)
        read(store, number, host="autoweek.nl")

    assert {HOST, "autoweek.nl"} == {row["host"] for row in store.line_hosts()}
    assert [3, 3] == [found["pages"] for found in rows(store.news, "select * from host_lines where pages > 1")]
    assert PROMO not in body(store, 3) + body(store, 3, "autoweek.nl")


def test_what_a_feed_carried_teaches_nothing(store):
    for number in range(1, 5):
        job = store.save_poll(poll(draft(f"https://{HOST}/{number}", words(f"Kop {number}"))))[1][0]
        said = words(f"Kop {number}", body=f"{story(number)}\n\n{PROMO}", body_method="feed")
        store.save_visit(visit(job, said))

    assert [] == store.line_hosts()


def test_a_line_learned_since_is_no_change_of_the_publisher(store):
    for number in range(1, 4):
        read(store, number)

    assert 0 == read(store, 1)
    assert (story(1), 1) == (
        body(store, 1),
        value(store.news, "select version from articles where fetch_url like '%/1'"),
    )
    assert 1 == read(store, 2, text=f"{story(2)} en meer\n\n{PROMO}")
    assert story(2) == value(store.news, "select body from article_versions")
    assert 1 == read(store, 3, title="Een andere kop")


def test_a_veto_brings_it_back_and_is_no_change_of_the_publisher_either(store):
    for number in range(1, 4):
        read(store, number)
    found = store.veto_line(HOST, PROMO)
    read(store, 4)

    assert [key(PROMO)] == [row["line_hash"] for row in found]
    assert [1, 2, 4] == carriers(store)
    assert 0 == read(store, 3)
    assert [1, 2, 3, 4] == carriers(store)

    store.veto_line(HOST, "liever elektrisch", vetoed=False)
    read(store, 5)
    assert [1, 2, 3, 4] == carriers(store)


def test_a_line_is_named_by_hash_text_or_a_part_that_only_it_has(store):
    other = "Bekijk hier ook onze podcast over auto's."
    for number in range(1, 4):
        read(store, number, text=f"{story(number)}\n\n{PROMO}\n\n{other}")

    assert 2 == len(store.veto_line(HOST, "bekijk hier"))
    assert [0, 0] == [found["vetoed"] for found in store.line_rows(HOST)]
    assert [] == store.veto_line(HOST, "staat er niet")
    for said in (key(other), other.upper(), "podcast"):
        assert [other] == [found["text"] for found in store.veto_line(HOST, said)]
    assert {PROMO: 0, other: 1} == {found["text"]: found["vetoed"] for found in store.line_rows(HOST)}


def test_a_veto_may_come_before_the_third_article(store):
    read(store, 1)
    store.veto_line(HOST, PROMO)
    for number in range(2, 5):
        read(store, number)

    assert [1, 2, 3, 4] == carriers(store)
    assert [(PROMO, 4, 1)] == [tuple(found[n] for n in ("text", "pages", "vetoed")) for found in store.line_rows(HOST)]


def test_the_text_of_a_line_that_one_article_carries_is_not_kept_twice(store):
    read(store, 1)

    assert [None, None] == [found["text"] for found in rows(store.news, "select text from host_lines")]


def test_lines_that_nobody_repeats_are_forgotten(store):
    read(store, 1)
    read(store, 2)
    read(store, 3, text=story(3), asked_at=NOW + timedelta(days=20))
    store.veto_line(HOST, story(1))
    store.forget_lines(NOW + timedelta(days=31))

    assert (2, 1, None, 1) == tuple(counted(store, text) for text in (PROMO, story(1), story(2), story(3)))

    store.forget_lines(NOW + timedelta(days=31, hours=1))  # once a day is enough
    store.forget_lines(NOW + timedelta(days=400))
    assert (None, 1) == tuple(counted(store, text) for text in (PROMO, story(1)))


def test_the_least_useful_lines_make_room(store, monkeypatch):
    monkeypatch.setattr(lines, "MOST_LINES", 5)
    monkeypatch.setattr(lines, "ROOM", 2)
    for number in range(1, 8):
        read(store, number, asked_at=NOW + number * MINUTE)

    assert 5 >= value(store.news, "select count(*) from host_lines")
    assert (7, 1, None) == tuple(counted(store, text) for text in (PROMO, story(7), story(1)))
    assert [1, 2] == carriers(store)


def test_a_replay_filters_and_learns_nothing(store):
    for number in range(1, 4):
        read(store, number)
    first = words("Kop 1", body=f"{story(1)}\n\n{PROMO}")
    now = lines.filtered(store.news, HOST, first)

    assert (story(1), (Block("p", story(1)),), 20) == (now.body, now.blocks, now.word_count)
    assert now.content_hash != first.content_hash
    assert first is lines.filtered(store.news, "autoweek.nl", first)
    assert 3 == counted(store)


def test_a_page_belongs_to_the_host_that_answered(store):
    for number in range(1, 4):
        job = store.save_poll(poll(draft(f"https://feedproxy.example/{number}", words(f"Kop {number}"))))[1][0]
        came = page(job, url_final=f"https://www.{HOST}/{number}")
        store.save_visit(visit(job, words(f"Kop {number}", body=f"{story(number)}\n\n{PROMO}"), page=came))

    assert [HOST] == [found["host"] for found in store.line_hosts()]

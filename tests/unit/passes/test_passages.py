"""A passage is learned from three different articles of one host, not from a story that is told again or taken over."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.model import Block
from crawler.passes import enrich_duplicates
from crawler.passes.enrich import enrich
from crawler.related.fingerprints import densest
from crawler.store.database import value
from crawler.store.store import Store
from tests.databases import broken_promises
from tests.unit.store.store_makers import NOW, desk, draft, poll, visit, words

HOST, OTHER = "autovisie.nl", "autoweek.nl"
LETTERS = "abcdefghijklmnoprstuvwz"


class Press:
    """Hosts that print articles of words nobody has seen before."""

    def __init__(self, store: Store, seed: int) -> None:
        self.store, self.random = store, random.Random(seed)
        self.texts: dict[str, str] = {}
        self.begin, self.end = self.sentence(20), self.sentence(20)
        while not densest(self.begin) and not densest(self.end):  # of four runs of words one is sampled
            self.begin = self.sentence(20)

    def word(self) -> str:
        return "".join(self.random.choices(LETTERS, k=self.random.randint(3, 9)))

    def sentence(self, count: int) -> str:
        return " ".join(self.word() for _ in range(count)).capitalize()

    def promo(self) -> str:
        return f"{self.begin} {self.word().capitalize()} {self.end.lower()}."

    def story(self) -> list[str]:
        return [f"{self.sentence(24)}." for _ in range(5)]

    def print(self, *said: str, host: str = HOST, title: str = "", method: str = "fast") -> str:
        """Print an article of these paragraphs, crawl it and enrich -> its address."""
        url, title = f"https://{host}/{len(self.texts)}", title or self.sentence(5)
        job = self.store.save_poll(poll(draft(url, words(title))))[1][0]
        found = words(title, body="\n\n".join(said), blocks=tuple(Block("p", one) for one in said), body_method=method)
        self.store.save_visit(visit(job, found))
        self.texts[url] = "\n\n".join(said)
        enrich(self.store, lambda: NOW, steps=[("duplicates", enrich_duplicates)])
        return url

    def body(self, url: str) -> str:
        found = "select body from article_text t join articles a on a.id = t.article_id where fetch_url = ?"
        return str(value(self.store.news, found, [url]))

    def is_whole(self, url: str) -> bool:
        return self.texts[url] == self.body(url)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "news.db", tmp_path / "pages.db") as opened:
        opened.sync_feeds(desk(), NOW)
        yield opened
    assert [] == broken_promises(tmp_path)


@pytest.fixture
def press(store: Store) -> Press:
    seed = random.randrange(2**32)
    print(f"seed {seed}")  # noqa: T201  # shown when the test fails
    return Press(store, seed)


def varied(store: Store, host: str = HOST) -> list[tuple[int, int]]:
    return [(row["pages"], row["vetoed"]) for row in store.line_rows(host) if row["varies"]]


def test_the_fourth_article_has_it_no_more_and_no_story_loses_a_sentence(press: Press) -> None:
    for number in range(1, 8):
        story, promo = press.story(), press.promo()
        url = press.print(*story[:2], promo, *story[2:])

        assert "\n\n".join(story if number > 3 else [*story[:2], promo, *story[2:]]) == press.body(url)
    assert [(7, 0)] == varied(press.store)


def test_a_veto_keeps_it_with_every_name(press: Press) -> None:
    for _ in range(3):
        press.print(*press.story(), press.promo())
    press.store.veto_line(HOST, press.begin)

    assert press.is_whole(press.print(*press.story(), press.promo()))
    assert [(4, 1)] == varied(press.store)
    press.store.veto_line(HOST, press.begin, vetoed=False)
    assert not press.is_whole(press.print(*press.story(), press.promo()))


def test_a_veto_of_one_of_them_that_came_before_holds_for_all(press: Press) -> None:
    promos = [press.promo() for _ in range(5)]
    press.print(*press.story(), promos[0])
    press.print(*press.story(), promos[1])
    press.store.veto_line(HOST, promos[1])

    assert all(press.is_whole(press.print(*press.story(), promo)) for promo in promos[2:])
    assert [(1, 5)] == [(vetoed, pages) for pages, vetoed in varied(press.store)]


def test_editions_of_one_report_teach_nothing(press: Press) -> None:
    story = press.story()
    urls = [press.print(*story, press.promo(), f"{press.sentence(12)}.") for _ in range(6)]

    assert all(press.begin in press.body(url) for url in urls)
    assert [] == varied(press.store)


def test_a_live_report_that_grows_teaches_nothing(press: Press) -> None:
    told = [press.promo(), *press.story()[:2]]
    for _ in range(6):
        told = [*told, f"{press.sentence(40)}."]
        press.print(*told)

    assert [] == varied(press.store)


def test_what_another_host_prints_as_well_is_agency_copy(press: Press) -> None:
    press.print(*press.story(), press.promo(), host=OTHER)
    urls = [press.print(*press.story(), press.promo()) for _ in range(5)]

    assert all(press.is_whole(url) for url in urls)
    assert [] == varied(press.store)


def test_a_host_that_reprints_agency_copy_learns_its_own_promo_only(press: Press) -> None:
    for number in range(6):
        story, promo = press.story(), press.promo()
        press.print(*story, host=OTHER)
        url = press.print(*story, promo)

        assert "\n\n".join(story if number > 2 else [*story, promo]) == press.body(url)
    assert [(6, 0)] == varied(press.store)


@pytest.mark.parametrize("facts", [{"title": "One title"}, {"method": "feed"}])
def test_one_title_and_what_feeds_carry_teach_nothing(press: Press, facts: dict[str, str]) -> None:
    assert all(press.is_whole(press.print(*press.story(), press.promo(), **facts)) for _ in range(5))
    assert [] == varied(press.store)


def test_a_passage_inside_a_paragraph_stays_with_its_story(press: Press) -> None:
    urls = [press.print(f"{press.sentence(9)}. {press.promo()}", *press.story()) for _ in range(5)]

    assert all(press.is_whole(url) for url in urls)
    assert [] == varied(press.store)


def test_enriching_again_changes_nothing(press: Press) -> None:
    for _ in range(4):
        press.print(*press.story(), press.promo())
    learned = press.store.line_rows(HOST)
    with press.store.news.conn:
        press.store.news.execute("insert into enrich_due select 'duplicates', 1, id from articles")
    enrich(press.store, lambda: NOW, steps=[("duplicates", enrich_duplicates)])

    assert learned == press.store.line_rows(HOST)

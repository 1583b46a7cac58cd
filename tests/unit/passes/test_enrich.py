"""What waits for a step of enrichment is done once, all or nothing, and again when words or rules change."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import pytest
from sqlite_utils import Database

from crawler.normal.editions import of_files
from crawler.passes import rules
from crawler.passes.enrich import AT_ONCE, STEPS, enrich
from crawler.store.articles import put_names
from crawler.store.database import rows, run
from crawler.store.store import Store
from tests.unit.store.store_makers import NOW, desk, draft, poll, visit, words


class Noting:
    """A step that remembers what it was handed, and that may fail."""

    def __init__(self, rules: str = "1", fails: bool = False) -> None:
        self.RULES, self.fails = rules, fails
        self.seen: list[list[int]] = []

    def work(self, news: Database, ids: Sequence[int], now: datetime) -> None:
        run(news, "update articles set story_score = 0.5 where id = ?", [ids[0]])
        if self.fails:
            raise ZeroDivisionError
        self.seen.append(list(ids))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "news.db", tmp_path / "pages.db") as opened:
        opened.sync_feeds(desk(), NOW)
        yield opened


def stored(store: Store, *urls: str, text: str = "A text of some words.") -> None:
    """Articles of these addresses, with their pages."""
    store.save_poll(poll(*(draft(url, words(url)) for url in urls)))
    for job in store.pages_waiting(desk(), NOW):
        store.save_visit(visit(job, words(job.url, body=f"{text} {job.url}")))


def enriched(store: Store, *steps: tuple[str, Noting], seconds: float | None = None) -> dict[str, int]:
    return enrich(store, lambda: NOW, seconds, steps=steps).done


def test_an_article_with_a_text_waits_for_every_step_once(store: Store) -> None:
    stored(store, "https://autovisie.example/1", "https://autovisie.example/2")
    tags, stories = Noting(), Noting()

    assert {"tags": 2, "stories": 2} == enriched(store, ("tags", tags), ("stories", stories))
    assert {"tags": 0, "stories": 0} == enriched(store, ("tags", tags), ("stories", stories))
    assert [[[2, 1]], [[1, 2]]] == [tags.seen, stories.seen], "what is new first; an event begins with its first"


def test_an_article_that_is_only_listed_waits_for_nothing(store: Store) -> None:
    store.save_poll(poll(draft("https://autovisie.example/1")))

    assert {"tags": 0} == enriched(store, ("tags", Noting()))


@pytest.mark.parametrize(
    ("sql", "again"),
    [
        ("update articles set title = 'Other'", 1),
        ("update articles set lead = 'Other'", 1),
        ("update articles set content_hash = 'other'", 1),
        ("update articles set published_on = '2025-11-20'", 1),
        ("update articles set last_seen_at = '2025-11-20T00:00:00Z'", 0),
        ("update articles set title = title", 0),
        ("update articles set stage = 'failed', stage_reason = 'gone'", 0),
    ],
)
def test_it_waits_again_when_its_words_change(store: Store, sql: str, again: int) -> None:
    stored(store, "https://autovisie.example/1")
    enriched(store, ("tags", Noting()))

    run(store.news, sql)

    assert {"tags": again} == enriched(store, ("tags", Noting()))


def test_other_rules_mean_every_article_again_and_only_for_that_step(store: Store) -> None:
    stored(store, "https://autovisie.example/1", "https://autovisie.example/2")
    enriched(store, ("tags", Noting()), ("stories", Noting()))

    done = enriched(store, ("tags", Noting("2")), ("stories", Noting()))

    assert {"tags": 2, "stories": 0} == done


def test_what_fails_half_way_leaves_nothing_and_waits_on(store: Store) -> None:
    stored(store, "https://autovisie.example/1")

    with pytest.raises(ZeroDivisionError):
        enriched(store, ("tags", Noting(fails=True)))

    assert [{"story_score": None}] == rows(store.news, "select story_score from articles")
    assert {"tags": 1} == enriched(store, ("tags", Noting()))


def test_many_are_done_a_hundred_at_a_time_and_time_is_kept(store: Store) -> None:
    for first in range(0, AT_ONCE + 20, 40):
        stored(store, *(f"https://autovisie.example/{n}" for n in range(first, first + 40)))
    tags = Noting()

    assert {"tags": 0} == enriched(store, ("tags", tags), seconds=0)
    assert {"tags": AT_ONCE + 20} == enriched(store, ("tags", tags))
    assert [AT_ONCE, 20] == [len(ids) for ids in tags.seen]


def test_a_removed_article_waits_for_nothing(store: Store) -> None:
    stored(store, "https://autovisie.example/1")

    run(store.news, "delete from articles")

    assert {"tags": 0} == enriched(store, ("tags", Noting()))


def test_what_is_new_comes_before_what_only_the_rules_made_wait(store: Store) -> None:
    stored(store, "https://autovisie.example/1", "https://autovisie.example/2")
    tags, stories = Noting(), Noting()
    enriched(store, ("tags", Noting("0")), ("stories", Noting("0")))
    stored(store, "https://autovisie.example/3")

    enriched(store, ("tags", tags), ("stories", stories))

    assert [[[3], [2, 1]], [[3], [1, 2]]] == [tags.seen, stories.seen]


def waits(store: Store) -> set[str]:
    return {str(found["step"]) for found in rows(store.news, "select step from enrich_due")}


def test_other_keywords_make_tags_wait_and_other_tags_the_story(store: Store) -> None:
    stored(store, "https://autovisie.example/1")
    enriched(store, ("tags", Noting()), ("duplicates", Noting()), ("stories", Noting()))
    put_names(store.news, "keyword", 1, ("Recall", "Golf"))
    first = waits(store)
    enriched(store, ("tags", Noting()))
    put_names(store.news, "keyword", 1, ("Recall", "Golf"))
    same = waits(store)

    run(store.news, "insert into topics(slug, name) values ('recall', 'Recall')")
    run(store.news, "insert into article_topics values (1, 1, null, 1, 0, 0.5, 'words', null)")
    tagged = waits(store)
    enriched(store, ("stories", Noting()))
    run(store.news, "update article_topics set rejected_by = 'mara'")

    assert ({"tags"}, set(), {"stories"}, {"stories"}) == (first, same, tagged, waits(store))


def test_other_code_of_a_step_is_other_rules() -> None:
    package = Path(rules.__file__).resolve().parents[1]

    assert all((package / place).exists() for place in ("tags", "related/fingerprints.py", "passes/enrich_stories.py"))
    assert of_files("tags") != of_files("tags", "related/terms.py") != of_files("related/terms.py")
    assert len({step.RULES for _, step in STEPS}) == len(STEPS)

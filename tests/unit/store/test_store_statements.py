"""What a feed said: kept and read back, or made out from the row of an article."""

from dataclasses import replace

import pytest

from crawler.model import Article, Block
from crawler.store import statements
from tests.unit.store.store_makers import on

FULL = Article(
    title="Renault",
    lead="Kort",
    body="Lang",
    blocks=(Block("p", "Lang"), Block("h", "Kop")),
    published=on("2025-11-19", "2025-11-19T07:00:00Z"),
    modified_at="2025-11-19T08:00:00Z",
    authors=("Zus", "Aap"),
    keywords=("b", "a"),
    image_url="https://autovisie.example/1.jpg",
    body_method="feed",
    provenance=(("title", "feed"), ("published", "feed published"), ("language", "text")),
    free_access=False,
    word_count=1,
)


@pytest.mark.parametrize("said", [FULL, Article(""), Article("Wörter \ud800 €")])
def test_it_comes_back_as_it_was(said):
    assert said == statements.read(statements.written(said))


def test_what_a_newer_program_wrote_is_left_out():
    assert Article("A") == statements.read('{"title": "A", "colour": "red"}')


def test_of_an_articles_row_the_feeds_words_are_those_that_it_is_written_of():
    page = {"title": "page h1", "lead": "page standfirst", "published": "feed published; page says 2025-11-12"}
    stored = replace(FULL, body_method="fast", provenance=tuple(page.items()), quality=0.9)

    said = statements.of_feed(stored)

    assert ("", (), None, None) == (said.lead, said.blocks, said.body_method, said.quality)
    assert FULL.published == said.published
    assert (("published", "feed published"),) == said.provenance
    assert FULL.lead == statements.of_feed(replace(stored, provenance=(("lead", "feed"),))).lead


def test_a_date_of_the_page_is_not_the_feeds():
    dated = replace(FULL, published=replace(on("2025-11-19"), source="jsonld"))

    assert None is statements.of_feed(dated).published


def test_a_text_that_came_with_the_feed_stays_the_feeds():
    assert (FULL.blocks, "feed") == (statements.of_feed(FULL).blocks, statements.of_feed(FULL).body_method)

"""Enriching the real texts twice changes nothing the second time (`python -m benchmarks.enrich_cost`)."""

from benchmarks import corpora, enrich_cost
from tests.pace import Pace

MOST_MS = 5.0  # of CPU an article is promised, on the machine in whose seconds tests/pace.py counts
MARGIN = 2  # of a timing in tests


def test_doing_every_article_again_changes_nothing_and_an_article_costs_no_more_than_promised(shared_data):
    with Pace() as took:
        found = enrich_cost.cost(corpora.articles(shared_data)[::3])

    assert () == found.changed
    assert 80 < found.articles
    assert found.all_ms / took.slow < MARGIN * MOST_MS

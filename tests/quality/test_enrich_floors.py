"""Enriching the real texts twice changes nothing the second time (`python -m benchmarks.enrich_cost`)."""

from benchmarks import corpora, enrich_cost


def test_doing_every_article_again_changes_nothing(shared_data):
    found = enrich_cost.cost(corpora.articles(shared_data)[::3])

    assert () == found.changed
    assert 80 < found.articles

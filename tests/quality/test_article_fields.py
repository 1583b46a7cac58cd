"""420 real news pages: title, day, authors and lead text are as right as these floors say, and no page raises.

Each floor lies a little under what was measured when it was written; the texts have theirs in test_text_floors.py.
Scored on `../shared/data/articles`, which is not part of the repository.
"""

import re
from collections import Counter
from statistics import fmean

import pytest

from benchmarks import scores
from tests.quality import gold
from tests.quality.conftest import Read

NAMES = re.compile(r"; |, ")


@pytest.fixture(scope="module")
def read(read_pages: list[Read]) -> list[Read]:
    return [one for one in read_pages if one.page.corpus == "articles"]


def share(verdicts: list[bool]) -> float:
    assert verdicts
    return sum(verdicts) / len(verdicts)


def test_every_page_is_read(read):
    assert 420 == len(read)


def test_titles_are_those_a_person_wrote_down(read):
    titled = [(one.article.title, one.page.gold["title"]) for one in read if one.page.gold.get("title")]

    assert 401 == len(titled)
    assert 0.87 <= share([gold.title_is_right(ours, theirs) for ours, theirs in titled]), "measured: 0.888"
    assert 0.84 <= share([scores.normalised(ours) == scores.normalised(theirs) for ours, theirs in titled]), "0.855"


def test_days_of_publication_are_right(read):
    dated = [one for one in read if one.page.instant is not None]
    verdicts = {id(one): _day(one) for one in dated}
    publishers = [verdicts[id(one)] for one in dated if one.page.source == "fundus"]

    assert 403 == len(dated)
    assert 0.91 <= share(list(verdicts.values())), "measured: 0.921"
    assert 0.98 <= share(publishers), "measured: 0.993"


def _day(one: Read) -> bool:
    when = one.article.published
    return when is not None and gold.day_is_right(one.page, when.at, when.on, when.raw)


def test_instants_of_news_publishers_are_right_to_the_second(read):
    zoned = [one for one in read if one.page.instant is not None and one.page.instant.tzinfo is not None]
    verdicts = [
        one.article.published is not None and gold.instant_is_right(one.page, one.article.published.at) for one in zoned
    ]

    assert 0.9 <= share(verdicts)


def test_a_date_says_where_it_stood(read):
    sources = Counter(one.article.published.source for one in read if one.article.published is not None)

    assert {"jsonld", "meta", "time", "text", "url", "htmldate"} >= set(sources)
    assert sources["jsonld"] > sources["text"]


def test_authors_are_found(read):
    found = {source: [] for source in ("fundus", "all")}
    for one in read:
        written = one.page.gold.get("authors") or one.page.gold.get("author")
        if written:
            names = NAMES.split(written) if isinstance(written, str) else written
            score = scores.sets(one.article.authors, names)
            found["all"].append(score)
            found["fundus"] += [score] if one.page.source == "fundus" else []

    assert (145, 336) == (len(found["fundus"]), len(found["all"]))
    assert 0.89 <= fmean(found["fundus"]), "measured: 0.908"
    assert 0.82 <= fmean(found["all"]), "measured: 0.835"


def test_every_text_says_how_sure_it_is(read):
    judged = [one.article.quality for one in read if one.article.blocks]

    assert None not in judged
    assert 0.6 < fmean(judged) <= 1.0


def test_sub_heads_are_kept_and_known_as_such(read):
    with_heads = [one for one in read if any(block.kind == "h" for block in one.article.blocks)]

    assert 150 <= len(with_heads)

"""Thirty days of cron over one desk: stories keep their ids, what people decide stays, once more changes nothing."""

import json
from datetime import timedelta

import pytest

from benchmarks import story_scores
from crawler.passes import enrich_stories, story_editing
from crawler.passes.story_editing import By
from crawler.store import stories
from crawler.store.database import row, rows, writing
from tests.databases import broken_promises

ALL = "select id, story_id, story_score, story_basis, story_edit_id from articles order by id"
TABLES = ("stories", "story_vectors", "story_terms", "term_articles", "story_edits", "stories_apart")


def everything(store):
    return [rows(store.news, ALL), *(rows(store.news, f"select * from {table} order by 1, 2") for table in TABLES)]


@pytest.fixture(scope="module")
def month(tmp_path_factory):
    """A month of the gold, met run by run: the store, its articles, and what each day's end looked like."""
    folder = tmp_path_factory.mktemp("month")
    gold = story_scores.gold()
    days = {}
    with story_scores.desk(folder, gold) as store:
        ids = []
        for batch in story_scores.batches(gold):
            ids += story_scores.meet(store, batch)
            days[batch[0].at.date()] = {found["id"]: found["story_id"] for found in rows(store.news, ALL)}
        yield store, gold, ids, days
    assert [] == broken_promises(folder)


def test_a_month_of_days_went_by(month):
    _, gold, ids, days = month

    assert 28 <= len(days) <= 31
    assert len(gold) == len(set(ids))


def test_an_article_stays_in_its_story_or_goes_where_its_id_leads(month):
    store, _, _, days = month
    last = {found["id"]: found["story_id"] for found in rows(store.news, ALL)}
    wrong = [
        (day, article)
        for day, told in days.items()
        for article, story in told.items()
        if stories.resolve(store.news, story) != last[article]
    ]

    assert [] == wrong


def test_what_is_counted_of_a_story_is_true(month):
    store, _, _, _ = month
    counted = rows(
        store.news,
        """select s.id, s.article_count = count(a.id) and s.source_count = count(distinct a.source_id)
          and s.language_count = count(distinct a.language) and s.first_at = min(a.sort_at)
          and s.last_at = max(a.sort_at) as kept
        from stories s join articles a on a.story_id = s.id group by s.id""",
    )

    assert {1} == {found["kept"] for found in counted}
    assert len(counted) == row(store.news, "select count(*) as n from stories where article_count > 0")["n"]


def test_each_story_is_found_by_its_terms_and_no_other_is(month):
    store, _, _, _ = month
    alive = {found["id"] for found in rows(store.news, "select id from stories where article_count > 0")}

    assert alive == {found["story_id"] for found in rows(store.news, "select story_id from story_terms")}
    assert alive == {found["story_id"] for found in rows(store.news, "select story_id from story_vectors")}


def test_doing_the_whole_month_again_changes_nothing(month):
    store, gold, ids, _ = month
    before = everything(store)
    with writing(store.news):
        enrich_stories.work(store.news, ids, gold[-1].at)

    assert before == everything(store)


def test_what_somebody_decided_outlives_a_month(tmp_path):
    gold = story_scores.gold()
    by = By("ada", gold[0].at)
    with story_scores.desk(tmp_path, gold) as store:
        met, early = [], gold[0].at + timedelta(days=5)
        batches = list(story_scores.batches(gold))
        for batch in (one for one in batches if one[-1].at < early):
            met += story_scores.meet(store, batch)
        big = row(store.news, "select id from stories order by article_count desc, id limit 1")["id"]
        of_big = [found["id"] for found in rows(store.news, "select id from articles where story_id = ?", [big])]
        new = story_editing.split(store.news, big, of_big[:2], by)
        for batch in (one for one in batches if one[-1].at >= early):
            met += story_scores.meet(store, batch)
        with writing(store.news):
            enrich_stories.work(store.news, met, gold[-1].at)

        left = {found["id"]: found["story_id"] for found in rows(store.news, ALL)}
        assert {new} == {left[one] for one in of_big[:2]}
        assert {big} == {left[one] for one in of_big[2:]}
        edits = rows(store.news, "select * from story_edits")
    assert [json.dumps(of_big[:2])] == [edit["articles"] for edit in edits]


# ---------------------------------------------------------------- the command


@pytest.fixture
def tychy(office):
    """A desk on which one event was told by four sources, and another one by one -> ids of their articles."""
    gold = [one for one in story_scores.gold() if one.event in ("stellantis-tychy-pause", "one-kia-ev5-price")]
    with story_scores.desk(office.desk.folder, gold) as store:
        return story_scores.meet(store, gold)


def test_the_latest_stories_are_listed_and_shown(tychy, koplamp):
    code, listed, _ = koplamp("story", "list", "--days", "10000", "--json")
    _, every, _ = koplamp("story", "list", "--days", "10000", "--least", "1")
    [found] = json.loads(listed)
    _, shown, _ = koplamp("story", "show", str(found["id"]), "--json")
    _, printed, _ = koplamp("story", "show", str(found["id"]))

    assert (0, 4, 4) == (code, found["article_count"], found["source_count"])
    assert 2 == len(every.splitlines())
    assert tychy[:4] == [one["id"] for one in json.loads(shown)["articles"]]
    assert "4 articles by 4 sources in 4 languages" in printed


def test_a_story_is_corrected_and_what_was_done_is_shown(tychy, koplamp):
    splits = koplamp("story", "split", "1", str(tychy[0]), str(tychy[3]))
    merges = koplamp("story", "merge", "1", "3")
    moves = koplamp("story", "move", str(tychy[4]), "--to", "3")
    _, shown, _ = koplamp("story", "show", "2", "--json")
    _, printed, _ = koplamp("story", "show", "1")

    assert (0, "story 3: 2 articles that were in story 1\n", "") == splits
    assert (0, "story 1: story 3 is part of it\n", "") == merges
    assert (0, "story 1: 1 article more\n", "") == moves
    assert 1 == json.loads(shown)["id"]
    assert ["split", "merge", "move"] == [one["op"] for one in json.loads(shown)["edits"]]
    assert "move from 2 to 1" in printed


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("show", "99"), "there is no story 99: `koplamp story list` shows"),
        (("split", "1", "99"), "there is no article 99"),
        (("merge", "1", "1"), "both are story 1 already"),
        (("move", "1", "--to", "99"), "there is no story 99"),
    ],
)
def test_a_mistake_says_what_to_do(tychy, koplamp, words, hint):
    code, _, said = koplamp("story", *words)

    assert 2 == code
    assert hint in said


def test_without_a_database_it_says_what_to_do(office, koplamp):
    office.feeds()
    code, _, said = koplamp("story", "list")

    assert 74 == code
    assert "run `koplamp crawl` first" in said

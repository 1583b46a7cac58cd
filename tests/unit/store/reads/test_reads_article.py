"""What a page says of an article."""

import json
from contextlib import closing
from datetime import UTC, datetime

import pytest

from crawler.model import Block
from crawler.store import snapshot
from crawler.store.database import connect, run, writing
from crawler.store.reads import article as reads
from crawler.store.reads.article import State, article
from crawler.store.reads.story import story
from crawler.store.veiled import veil
from tests.pace import Pace
from tests.unit.store.reads.conftest import tell_a_story

RESERVES = json.dumps({"tdm-reservation": "1"})


@pytest.fixture
def put(news):
    """Columns of an article -> other values."""

    def changed(at, **columns):
        with writing(news):
            run(
                news,
                f"update articles set {', '.join(f'{name} = ?' for name in columns)} where id = ?",
                [*columns.values(), at],
            )

    return changed


@pytest.fixture
def edit(news):
    """A version that an article had before."""

    def edited(at, version, title, body, lead="Lead", what="both"):
        line = (
            "insert into article_versions(article_id, version, seen_at, title, lead, body, content_hash, changed, "
            "what) values (?, ?, ?, ?, ?, ?, 'x', 0.25, ?)"
        )
        with writing(news):
            run(news, line, [at, version, f"2025-11-19T10:00:0{version}Z", title, lead, body, what])
            run(news, "update articles set version = ? where id = ?", [version + 1, at])

    return edited


def pair(news, one, other, first, lag=None, kind="syndicated"):
    """Text that two articles have in common: the later one, the earlier one, which was first, how much later."""
    with writing(news):
        values = [max(one, other), min(one, other), kind, first, lag]
        run(news, "insert into article_duplicates values (?, ?, ?, 0.9, 0.8, ?, ?)", values)


def test_there_is_none_on_an_empty_desk(news):
    assert article(news.conn, 1) is None


def test_an_article_alone_says_so_with_every_part(news, tell):
    at = tell("volvo", "volvo/ex30", "recall", at="08:00:00", title="Volvo roept terug", authors=("Tessa", "Jan"))
    found = article(news.conn, at)

    assert ("Volvo roept terug", "Lead", "Autovisie", "autovisie") == (
        found.facts.title, found.facts.lead, found.facts.source, found.facts.source_slug
    )  # fmt: skip
    assert (State.HERE, False) == (found.text.state, found.text.is_cut)
    assert found.text.blocks[0].kind == "p"
    assert ("Tessa", "Jan") == found.authors
    assert [("make", "volvo"), ("model", "volvo/ex30"), ("topic", "recall")] == [(t.kind, t.slug) for t in found.tags]
    assert [(1, 1, "name", None)] * 3 == [(t.mentions, t.in_title, t.rule, t.rejected_by) for t in found.tags]
    assert ((), None, (), None) == (found.versions, found.change, found.copies, found.story)
    assert [("autovisie", 1)] == [(one.slug, one.position) for one in found.listed]


@pytest.mark.breaks_promises
def test_a_dropped_article_never_shows(news, tell, put):
    at, other = tell(), tell(source="autoweek")
    tell_a_story(news, at, other)
    put(other, stage="dropped")

    assert article(news.conn, other) is None
    assert () == article(news.conn, at).story.beside


@pytest.mark.breaks_promises
@pytest.mark.parametrize(
    ("columns", "state"),
    [
        ({"stage": "listed", "word_count": 0}, State.WAITING),
        ({"stage": "failed", "stage_reason": "missing: HTTP 404", "word_count": 0}, State.FAILED),
        ({"stage_reason": "rights: its publisher states tdm-reservation", "word_count": 0}, State.RESERVED),
        ({"word_count": 0}, State.NONE),
        ({"word_count": 120}, State.CLOSED),
    ],
)
def test_why_there_is_no_text(news, tell, put, columns, state):
    at = tell()
    put(at, **columns)
    with writing(news):
        run(news, "update article_text set body = '', blocks = '[]' where article_id = ?", [at])

    assert (state, ()) == ((text := article(news.conn, at).text).state, text.blocks)


def test_a_text_without_blocks_is_read_by_its_paragraphs(news, tell):
    at = tell()
    with writing(news):
        run(news, "update article_text set body = ?, blocks = '[]' where article_id = ?", ["Een.\n\nTwee.", at])

    assert (Block("p", "Een."), Block("p", "Twee.")) == article(news.conn, at).text.blocks


def test_an_endless_text_is_cut_and_says_so(news, tell, monkeypatch):
    monkeypatch.setattr(reads, "MOST_CHARS", 10)
    at = tell()

    def reading(*texts):
        blocks = json.dumps([{"kind": "p", "text": text} for text in texts])
        with writing(news):
            run(news, "update article_text set body = 'x', blocks = ? where article_id = ?", [blocks, at])
        text = article(news.conn, at).text
        return [block.text for block in text.blocks], text.is_cut

    assert (["a" * 10], False) == reading("a" * 10)
    assert (["a" * 10], True) == reading("a" * 10, "b")
    assert (["a" * 8, "bb"], True) == reading("a" * 8, "bbb")


def test_reserved_texts_say_by_which_word(news, tell, put):
    at = tell()
    put(at, rights=RESERVES)

    assert "tdm-reservation" == article(news.conn, at).facts.reserved


def test_a_rejected_tag_says_who_rejected_it(news, tell):
    at = tell("volvo", "kia")
    with writing(news):
        run(
            news,
            "update article_makes set rejected_by = 'tessa' where make_id = (select id from makes where slug = 'kia')",
        )

    assert {"volvo": None, "kia": "tessa"} == {tag.slug: tag.rejected_by for tag in article(news.conn, at).tags}


def test_versions_and_the_change_that_was_asked_for(news, tell, edit):
    at = tell(title="Nu")
    edit(at, 1, "Eerst", "Tekst een")
    edit(at, 2, "Toen", "Tekst twee")
    newest, first, unknown = (article(news.conn, at, version) for version in (None, 1, 7))

    assert [(2, "Toen", "Nu"), (1, "Eerst", "Toen")] == [(v.version, v.title, v.next_title) for v in newest.versions]
    assert ("Tekst twee", "Nu") == (newest.change.before.body, newest.change.after.title)
    assert ("Tekst een", "Tekst twee") == (first.change.before.body, first.change.after.body)
    assert newest.change == unknown.change


def test_copies_on_either_side_with_their_direction(news, tell):
    one = tell(at="08:00:00")
    at = tell(at="09:00:00", source="autoweek")
    other = tell(at="10:00:00", source="autobild")
    pair(news, at, one, one, 60)
    pair(news, other, at, at, None, "quotes")
    found = article(news.conn, at)

    assert [(one, 0, 60, "syndicated"), (other, 1, None, "quotes")] == [
        (copy.id, copy.is_later, copy.lag_minutes, copy.kind) for copy in found.copies
    ]
    assert not found.more_copies


def test_many_copies_are_not_all_listed(news, tell, monkeypatch):
    monkeypatch.setattr(reads, "MOST_COPIES", 2)
    at = tell()
    for _ in range(3):
        pair(news, tell(), at, at)

    assert (2, True) == (len((found := article(news.conn, at)).copies), found.more_copies)


def test_its_story_and_who_else_tells_it(news, tell):
    at, other = tell(at="08:00:00"), tell(at="09:00:00", source="autoweek", title="Ook")
    number = tell_a_story(news, at, other, title="Samen")
    first, second = article(news.conn, at).story, article(news.conn, other).story

    assert (number, "Samen", 2, 2, 1) == (first.id, first.title, first.articles, first.sources, first.is_first)
    assert (["Ook"], [at], 0) == (
        [one.title for one in first.beside],
        [one.id for one in second.beside],
        second.is_first,
    )


@pytest.mark.parametrize("texts", [False, True])
def test_a_published_copy_has_what_may_be_shown(news, tell, put, edit, tmp_path, texts):
    at, reserved = tell("volvo"), tell(source="autoweek")
    put(reserved, rights=RESERVES)
    for one in (at, reserved):
        edit(one, 1, "Eerst", "Een tekst")
    pair(news, reserved, at, at, 5)
    number = tell_a_story(news, at, reserved)
    here = article(news.conn, at)
    told = story(news.conn, number)
    run(news, "vacuum into ?", [str(tmp_path / "copy.db")])
    with closing(connect(tmp_path / "copy.db", write=True)) as copy:
        snapshot.strip(copy, snapshot.With(texts=texts), datetime.now(UTC))
        there, hidden = article(copy.conn, at), article(copy.conn, reserved)

        assert told == story(copy.conn, number)
    assert (State.CLOSED, "tdm-reservation", None) == (
        hidden.text.state,
        hidden.facts.reserved,
        hidden.change.after.body,
    )
    assert (here.facts, here.tags, here.copies, here.versions) == (
        there.facts,
        there.tags,
        there.copies,
        there.versions,
    )
    assert texts == (here == there)
    assert (here.change.before if texts else None) == (there.change.before if there.change.before.body else None)


def test_where_texts_are_read_as_nothing_no_version_has_one(news, tell, edit):
    at = tell()
    edit(at, 1, "Eerst", "Een tekst")
    veil(news.conn)
    found = article(news.conn, at)

    assert (State.CLOSED, (), None, None) == (
        found.text.state, found.text.blocks, found.change.before.body, found.change.after.body
    )  # fmt: skip
    assert "Eerst" == found.change.before.title


def test_the_longest_text_is_read_in_no_time(news, tell):
    at = tell()
    blocks = json.dumps([{"kind": "p", "text": "woord " * 50}] * 5000)
    with writing(news):
        run(news, "update article_text set body = 'x', blocks = ? where article_id = ?", [blocks, at])

    with Pace() as took:
        assert article(news.conn, at).text.is_cut

    assert took.cpu_s < 0.5

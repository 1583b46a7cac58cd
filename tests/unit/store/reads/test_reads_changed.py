"""What was changed after publication, and what is no longer there."""

import pytest

from crawler.store.database import run, writing
from crawler.store.reads import changed
from crawler.store.reads.changed import changes
from tests.unit.store.reads.conftest import ago


@pytest.fixture
def edit(news):
    """What an article said before, and when that was seen to be changed."""

    def edited(at, before, days=0, what="title", version=1):
        with writing(news):
            run(
                news,
                "insert into article_versions(article_id, version, seen_at, title, body, content_hash, changed, what) "
                "values (?, ?, ?, ?, '', 'x', 0.25, ?)",
                [at, version, f"{ago(days)}T10:00:0{version}Z", before, what],
            )
            run(news, "update articles set version = ? where id = ?", [version + 1, at])

    return edited


def said(found):
    return [(one.before, one.after) for one in found.headlines]


def test_nothing_was_changed_on_an_empty_desk(news):
    found = changes(news.conn, 30)

    assert ((), False, (), (), ()) == (found.headlines, found.more, found.texts, found.gone, found.editors)


def test_headlines_before_and_after_the_newest_first(news, tell, edit):
    one, other = tell(title="Nu"), tell(title="Anders", source="autoweek")
    edit(one, "Eerst", days=3)
    edit(one, "Toen", days=2, version=2)
    edit(other, "Elders", days=1, what="both")
    found = changes(news.conn, 30)

    assert [("Elders", "Anders"), ("Toen", "Nu"), ("Eerst", "Toen")] == said(found)
    assert [("autovisie", 2, 0), ("autoweek", 1, 0)] == [(e.slug, e.headlines, e.texts) for e in found.editors]


def test_one_source_alone_and_a_source_that_is_not_there(news, tell, edit):
    edit(tell(title="Nu"), "Eerst")
    edit(tell(title="Anders", source="autoweek"), "Elders")

    assert ([("Elders", "Anders")], "Autoweek") == (
        said(found := changes(news.conn, 30, "autoweek")), found.source
    )  # fmt: skip
    assert ([], None) == (said(found := changes(news.conn, 30, "nobody")), found.source)


def test_what_was_changed_in_the_text_alone_stands_apart(news, tell, edit):
    edit(tell(title="Kop"), "Kop", what="text")
    found = changes(news.conn, 30)

    assert ([], [("Kop", 0.25)]) == (said(found), [(one.title, one.changed_share) for one in found.texts])


def test_articles_that_vanished(news, tell):
    one, old = tell(title="Weg"), tell(title="Lang weg")
    with writing(news):
        run(news, "update articles set gone_at = ? where id = ?", [f"{ago(2)}T10:00:00Z", one])
        run(news, "update articles set gone_at = ? where id = ?", [f"{ago(50)}T10:00:00Z", old])

    assert ["Weg"] == [one.title for one in changes(news.conn, 30).gone]


@pytest.mark.breaks_promises
def test_dropped_articles_never_show(news, tell, edit):
    at = tell(title="Nu")
    edit(at, "Eerst")
    with writing(news):
        run(news, "update articles set stage = 'dropped', gone_at = ? where id = ?", [f"{ago(0)}T10:00:00Z", at])
    found = changes(news.conn, 30)

    assert ((), (), ()) == (found.headlines, found.gone, found.editors)


def test_what_changed_after_the_last_article_counts(news, tell, edit):
    edit(tell(title="Nu", days=100), "Eerst", days=20)
    found = changes(news.conn, 7)

    assert (ago(20), [("Eerst", "Nu")]) == (found.span.until, said(found))


def test_there_is_another_page(news, tell, edit, monkeypatch):
    monkeypatch.setattr(changed, "A_PAGE", 2)
    for number in range(3):
        edit(tell(title=f"Nu {number}"), f"Eerst {number}", days=number)
    first, second = changes(news.conn, 30), changes(news.conn, 30, page=2)

    assert (["Eerst 0", "Eerst 1"], True) == ([one.before for one in first.headlines], first.more)
    assert (["Eerst 2"], False) == ([one.before for one in second.headlines], second.more)

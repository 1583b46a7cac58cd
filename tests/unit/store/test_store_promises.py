"""What every database keeps: each promise holds for what a crawl stores, and is seen when it is broken."""

import pytest

from crawler.store.database import rows
from crawler.store.promises import broken_news, broken_texts, is_link, is_markup, is_odd, is_unclean, is_unclean_json
from tests.unit.store.store_makers import NOW, draft, on, page, poll, visit, words


@pytest.fixture
def stored(store):
    said = words("Duurtest", "Lead.", "Tekst over een auto.", published=on("2025-11-19", "2025-11-19T08:00:00Z"))
    _, [job] = store.save_poll(poll(draft(article=words())))
    store.save_visit(visit(job, said, page=page(job)))
    return store


def broken(store) -> set[str]:
    return {f"{one.promise}: {one.place}" for one in (*broken_texts(store.news), *broken_news(store.news, NOW))}


def test_what_a_crawl_stores_keeps_every_promise(stored):
    assert set() == broken(stored)
    assert () == broken_texts(stored.pages)


@pytest.mark.breaks_promises
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("update articles set title = 'a' || char(0) || 'b'", "texts are clean: articles.title"),
        ("update articles set title = 'a' || char(27) || '[31m'", "texts are clean: articles.title"),
        ("update articles set lead = 'a' || char(133)", "texts are clean: articles.lead"),
        ("update articles set title = cast(x'41ff42' as text)", "texts are clean: articles.title"),
        ("update articles set section = cast(x'eda080' as text)", "texts are clean: articles.section"),
        (
            'update article_text set blocks = \'[{"kind":"p","text":"a\\u0000"}]\'',
            "texts are clean: article_text.blocks",
        ),
        ("update sources set name = 'a' || char(8)", "texts are clean: sources.name"),
        ("update feeds set url = 'javascript:alert(1)'", "links are http(s): feeds.url"),
        ("update article_urls set url = 'ftp://a.example/'", "links are http(s): article_urls.url"),
        (
            "update articles set published_on = '1994-12-31'",
            "days lie between 1995 and the day after tomorrow: published_on",
        ),
        (
            "update articles set published_on = '2025-11-23'",
            "days lie between 1995 and the day after tomorrow: published_on",
        ),
        (
            "update articles set published_at = '2025-11-21T08:30:01Z'",
            "days lie between 1995 and the day after tomorrow: published_at",
        ),
        (
            "update articles set modified_at = '2026-11-19T08:00:00Z'",
            "days lie between 1995 and the day after tomorrow: modified_at",
        ),
        ("update articles set title = '<script>alert(1)</script>'", "texts are no markup: articles.title"),
        ("update article_text set body = '<p>een</p><p>twee</p>'", "texts are no markup: article_text.body"),
        ('update article_text set blocks = \'[{"html":"<b>"}]\'', "blocks are a kind and a text: article_text.blocks"),
        ("delete from article_text", "every article has a text: articles"),
        ("delete from sightings", "every article was seen in a feed: articles"),
        ("update articles set stage = 'failed', stage_reason = null", "what failed says why: articles"),
    ],
)
def test_a_broken_promise_is_seen(stored, change, said):
    stored.news.execute("pragma foreign_keys = off")
    stored.news.execute(change)

    assert {said} == broken(stored)


@pytest.mark.breaks_promises
def test_of_a_broken_promise_the_rows_are_counted(stored):
    stored.news.execute("update articles set title = char(7)")
    [found] = broken_texts(stored.news)

    assert "texts are clean: 1 row of articles.title break that" == str(found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<script>alert(1)</script>", True),
        ("  <p>Een auto.</p>\n", True),
        ("<img src=x onerror=alert(1)>", True),
        ("Een <b>auto</b>, een <a href='x'>link</a></p> en nog een</p><p>stuk</p>", True),
        ("How <script> and <img onerror=...> tags make a page unsafe", False),
        ("<script> explained: what car makers put on their pages", False),
        ("The tag <script src='x.js'></script> is what it is about", False),
        ("An SUV at < 2,000 kg and > 500 hp", False),
        ("javascript: and onclick= are words too", False),
        ("", False),
    ],
)
def test_an_article_about_tags_is_no_markup(text, expected):
    assert expected == is_markup(text)


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        ("Škoda – 25 €\n\tnieuw".encode(), False),
        (b"a\r\nb", True),
        (b"a\x7f", True),
        (b"\xc2\x9b31m", True),
        (b"\xed\xa0\x80", True),
        (b"\xff", True),
        (None, False),
    ],
)
def test_bytes_of_a_text_are_judged(stored, expected):
    assert expected == is_unclean(stored)


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        (b'{"a": "\\u001b"}', True),
        (b'["\\ud800"]', True),
        (b'{"a\\u0000": 1}', True),
        (b'{"a": ["\\\\u0000", "\\n"]}', False),
        (b"no json", True),
        (None, False),
    ],
)
def test_escapes_in_json_hide_nothing(stored, expected):
    assert expected == is_unclean_json(stored)


def test_odd_blocks_are_told_from_ordinary_ones():
    assert not is_odd('[{"kind": "p", "text": "a < b"}]')
    assert is_odd('["text"]')


def test_every_column_that_holds_an_address_is_looked_at(store):
    asked = (
        "select t.name || '.' || c.name as it, c.name as name from pragma_table_list t, pragma_table_info(t.name) c "
        "where t.type = 'table' and c.name like '%url%'"
    )
    left_out = {row["it"] for row in rows(store.news, asked) if not is_link(row["name"])}

    assert {"url_hash"} == {name.partition(".")[2] for name in left_out}

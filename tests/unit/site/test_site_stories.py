"""The pages of an article and of a story, asked of the site in this process."""

import json
import re
from contextlib import closing
from datetime import UTC, datetime

import pytest

from crawler.site.front import Front
from crawler.store import snapshot
from crawler.store.database import connect, open_news, run, writing
from tests.unit.site.desks import HOSTILE, empty, hostile
from tests.unit.site.test_site_subjects import Asked, Page

RICH, PLAIN, RESERVED, WAITING, FAILED, BARE = 8, 7, 6, 5, 10, 9
PAGES = (*(f"/article/{at}" for at in (RICH, PLAIN, RESERVED, WAITING, FAILED, BARE)), "/story/8", "/story/12")
HERE = {"article": PAGES[0], "story": PAGES[-2]}
BLOCKS = [
    {"kind": "p", "text": f"Alinea. {HOSTILE}"},
    {"kind": "h", "text": f"Tussenkop {HOSTILE}"},
    {"kind": "li", "text": f"Eerste punt {HOSTILE}"},
    {"kind": "li", "text": "Tweede punt"},
    {"kind": "p", "text": "Ertussen"},
    {"kind": "li", "text": "Ander punt"},
    {"kind": "quote", "text": f"Citaat {HOSTILE}"},
    {"kind": "caption", "text": f"Bijschrift {HOSTILE}"},
    {"kind": "table", "text": f"Model | Prijs | Bereik\nEX30 | {HOSTILE} | 344 km\nEX90 | |"},
    {"kind": "table", "text": "Vermogen | 150 kW\nGewicht |"},
    {"kind": "unheard-of", "text": "Iets anders"},
]
BODY = f"Alinea. {HOSTILE}\n\nDrie kleine woorden bleven en dit niet.\n\nSlot dat bleef."
BEFORE = f"Alinea. {HOSTILE}\n\nDrie kleine woorden bleven en dat ook.\n\nSlot dat bleef."
SAID = "een tekst die alleen hier staat"
LACKING = {
    RESERVED: "stage_reason = 'rights: its publisher states noai', word_count = 0",
    WAITING: "stage = 'listed', published_at = null, published_precision = 'month'",
    FAILED: f"stage = 'failed', stage_reason = 'missing: HTTP 404 {HOSTILE.replace(chr(39), '')}'",
    BARE: "url = null, published_at = null, published_on = null, lead = null, title = '', language = null",
}
AROUND = (
    ("delete from article_topics where article_id = ?", [BARE]),
    ("delete from article_models where article_id = ?", [BARE]),
    ("delete from article_makes where article_id = ?", [BARE]),
    ("update article_versions set body = ? where article_id = ?", [BEFORE, RICH]),
    ("insert into authors(id, slug, name) values (1, 'a', ?)", [HOSTILE]),
    ("insert into article_authors values (?, 1, 1)", [RICH]),
    ("insert into keywords(id, slug, name) values (1, 'a', ?)", [HOSTILE]),
    ("insert into article_keywords values (?, 1, 1)", [RICH]),
    ("insert into companies values (1, 'bosch', ?, 'supplier')", [HOSTILE]),
    ("insert into article_companies values (1, ?, '2025-11-19', 3, 0, 0.4, ?, null)", [RICH, HOSTILE]),
    (
        "update article_topics set rule = 'title: ' || ?, rejected_by = ? where article_id = ?",
        [HOSTILE, HOSTILE, RICH],
    ),
    (
        "insert into article_urls values (?, 'javascript:alert(6)', ?, 'canonical', '2025-11-19T08:00:00Z')",
        ["e" * 32, RICH],
    ),
    ("update stories set merged_into = 8, article_count = 0, source_count = 0 where id = 16", []),
    ("update articles set story_id = null where story_id = 12", []),
)
EDITED = """
insert into story_edits(at, actor, op, story_id, other_id, articles)
values ('2025-11-19T08:00:00Z', ?, ?, ?, ?, '[1, 2]')"""


def furnish(path):
    """On a hostile desk, an article with everything and some that lack what can be lacked."""
    db = open_news(path)
    run(db, "pragma ignore_check_constraints = on")
    with writing(db):
        run(db, "update article_text set body = ?, blocks = ? where article_id = ?", [BODY, json.dumps(BLOCKS), RICH])
        run(
            db,
            "update articles set image_url = 'javascript:alert(5)', image_caption = :said, image_credit = :said, "
            "section = :said, published_raw = :said, published_from = 'feed', published_precision = 'second', "
            "free_access = 0, rights = :rights, provenance = :provenance, word_count = 12, volatile = 1, "
            "gone_at = '2025-11-19T08:00:00Z', kind = 'review', quality = 0.8, body_method = 'fast' where id = :id",
            {
                "said": HOSTILE,
                "id": RICH,
                "rights": json.dumps({"tdm-reservation": "1", "tdm-policy": "https://x.example/p", HOSTILE: HOSTILE}),
                "provenance": json.dumps({"title": HOSTILE, "published": f"feed published; page says {HOSTILE}"}),
            },
        )
        run(db, "update articles set url = 'javascript:alert(4)' where id = ?", [PLAIN])
        for at, columns in LACKING.items():
            run(db, f"update articles set {columns} where id = ?", [at])
        for statement, values in AROUND:
            run(db, statement, values)
        for op in ("split", "merge", "move"):
            for one, other in ((8, 12), (12, 8)):
                run(db, EDITED, [HOSTILE, op, one, other])
    db.close()
    return path


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    return Asked(furnish(hostile(tmp_path_factory.mktemp("stories") / "news.db", 20)))


@pytest.fixture(scope="module")
def public(ask):
    return Asked(ask.news_db, Front(public=True))


@pytest.fixture(scope="module")
def published(ask, tmp_path_factory):
    """What `koplamp publish` makes of the desk."""
    path = tmp_path_factory.mktemp("published") / "news.db"
    with closing(connect(ask.news_db, write=False)) as db:
        run(db, "vacuum into ?", [str(path)])
    with closing(connect(path, write=True)) as copy:
        snapshot.strip(copy, snapshot.With(), datetime.now(UTC))
    return Asked(path)


def words_of(html):
    """What a screen reader would make of a piece of a page."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def links(text):
    return [href for _, name, href in Page(text).attributes if name == "href"]


@pytest.mark.parametrize("query", ["", "?lang=nl", "?version=1&lang=en"])
@pytest.mark.parametrize("path", PAGES)
def test_hostile_texts_are_text(ask, public, published, path, query):
    for site in (ask, public, published):
        said = site(path + query)
        page = Page(said.text)

        assert (200, []) == (said.status_code, page.faults)
        assert not {"script", "img", "b", "iframe", "style", "mark"} & set(page.tags) - {"b"}
        assert [] == [one for one in page.attributes if one[1].startswith("on") or one[1] == "style"]
        assert [] == [one for one in links(said.text) if not re.match(r"/(?!/)|#|https?://", one)]
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in said.text
        assert [] == re.findall(r"\bNone\b|\bnan\b|\{\w+\}", said.text)


def test_links_out_say_that_we_do_not_vouch_for_them(ask):
    outside = re.findall(r'<a [^>]*href="https?://[^>]*>', ask(HERE["article"]).text)

    assert len(outside) == 2
    assert [] == [one for one in outside if 'rel="noopener nofollow"' not in one]


def test_the_original_comes_before_all_that_is_told_of_it(ask):
    said = ask(HERE["article"]).text

    assert said.index('class="button" href="https://x.example/"') < said.index('class="chip ') < said.index("<article")


def test_what_is_no_web_address_is_no_link(ask):
    assert "javascript:alert(4)" in ask(f"/article/{PLAIN}").text
    assert 'class="button"' not in ask(f"/article/{PLAIN}").text
    assert "The feed gave no address" in ask(f"/article/{BARE}").text


def test_every_kind_of_block_is_drawn_as_what_it_is(ask):
    said = ask(HERE["article"]).text
    text = said[said.index("<article") : said.index("</article>")]
    tags = re.findall(r"<(p|h2|ul|li|blockquote|thead|tbody|th|td)\b(?: scope=\"(\w+)\")?", text)

    assert ["h2", "ul", "li", "li", "p", "ul", "li", "blockquote"] == [tag for tag, _ in tags if tag != "td"][2:10]
    assert ["col"] * 3 + ["row"] * 4 == [scope for tag, scope in tags if tag == "th"]
    assert '<p class="caption">Bijschrift' in text
    assert "<p>Iets anders</p>" in text


def test_chips_lead_on_and_say_why_they_are_there(ask):
    said = ask(HERE["article"]).text
    described = dict(re.findall(r'href="([^"]+)" aria-describedby="([^"]+)"', said))
    why = {address: words_of(re.search(f'id="{name}">(.*?)</td>', said)[1]) for address, name in described.items()}

    assert "its name means nothing else; named once, also in the headline" == why["/make/renault"]
    assert why["/news/article_companies?company_id=1"].endswith("named 3 times")
    assert {"/make/renault", "/make/renault/5", "/news/article_companies?company_id=1"} == why.keys()
    assert re.search(r"the headline says .*taken out by ", words_of(said))
    assert "No make, model, topic or company was recognised" in ask(f"/article/{BARE}").text


@pytest.mark.parametrize(
    ("at", "sentence"),
    [
        (RICH, "Its publisher reserves this text (tdm-reservation)"),
        (RICH, "To be read in full only by who pays"),
        (RICH, "The page is not there any more"),
        (RICH, "the page itself says"),
        (RESERVED, "Its publisher reserves the text, and the desk respects that"),
        (WAITING, "Its page was not asked for yet"),
        (WAITING, "(only the month is known)"),
        (FAILED, "Its page could not be read, so there is no text: missing: HTTP 404"),
        (PLAIN, "no text of an article was found on it"),
        (PLAIN, "No author is named"),
        (BARE, "Without a headline"),
        (BARE, "Published no date is known"),
        (BARE, "It is in no story"),
        (BARE, "It was not changed, as far as was looked"),
        (BARE, "No other article has text in common with it"),
    ],
)
def test_what_is_missing_is_said(ask, at, sentence):
    said = words_of(ask(f"/article/{at}").text).replace(" )", ")").replace("( ", "(")

    assert sentence in said


def test_what_changed_is_told_in_words_too(ask):
    said = ask(HERE["article"]).text
    change = said[said.index('id="change"') :]

    assert "went: dat ook. end of change; came: dit niet. end of change;" in words_of(change)
    assert "Drie kleine woorden bleven en <del>" in change
    assert 2 == change.count("a paragraph that stayed")
    assert "no earlier version" not in said


@pytest.mark.parametrize("typed", ["7", "0", "-1", "x", "9" * 60, "%3Cscript%3E", "%00", "٣"])
def test_a_version_that_was_not_is_said_and_the_last_change_shown(ask, typed):
    said = ask(f"/article/{RICH}?version={typed}")

    assert 200 == said.status_code
    assert "There is no earlier version" in said.text
    assert 'id="change"' in said.text
    assert "<script" not in said.text


def test_copies_say_their_kind_direction_and_lag(ask):
    one, other = (words_of(ask(f"/article/{at}").text) for at in (RICH, PLAIN))

    assert "came out later: 5 minutes passages in common: 90% of the shorter text" in one
    assert "came out before: 5 minutes earlier passages in common" in other


@pytest.mark.parametrize("what", ["article", "story"])
@pytest.mark.parametrize("typed", ["0", "99", "-1", "x", "9" * 18, "9" * 400, "%3Cscript%3E", "%00", "%FF", "٣", "1.0"])
def test_what_is_not_there_is_said_kindly(ask, what, typed):
    said = ask(f"/{what}/{typed}")

    assert 404 == said.status_code
    assert f"There is no {what}" in said.text
    assert "<script" not in said.text


def test_an_empty_desk_has_no_article_and_no_story(tmp_path):
    nothing = Asked(empty(tmp_path / "news.db"))

    assert [404, 404] == [nothing(path).status_code for path in ("/article/1", "/story/1")]


def test_a_desk_with_one_article_shows_it(tmp_path):
    said = Asked(hostile(tmp_path / "news.db", 1))("/article/1")

    assert (200, []) == (said.status_code, Page(said.text).faults)


@pytest.mark.parametrize(("query", "to"), [("", "/story/8"), ("?lang=nl", "/story/8?lang=nl")])
def test_a_story_that_became_part_of_another_leads_there_for_good(ask, query, to):
    said = ask(f"/story/16{query}")

    assert (301, to) == (said.status_code, said.headers["location"])


def test_a_story_tells_who_was_first_and_shows_it_as_a_line(ask):
    said = ask(HERE["story"]).text
    marks = re.findall(r'<svg class="strip"[^>]*role="img" aria-label="[^"]+".*?</svg>', said)

    assert [1, 1, 1] == [mark.count("<rect") - 1 for mark in marks]
    assert "had it first:" in said
    assert "12 hours later" in said
    assert re.search(r'<table class="told">.*?<th scope="row"><a class="title" href="/article/8"', said, re.DOTALL)
    assert "Another story became part of it." in said


def test_what_people_decided_is_told_from_either_side(ask):
    here, there = (words_of(ask(path).text) for path in ("/story/8", "/story/12"))

    for said in (here, there):
        for sentence in (
            "part of this one (2 articles)",
            "made this story part of story",
            "here from story",
            "moved 2 articles to",
        ):
            assert sentence in said
        assert "made this story of it" in said
    assert "No article tells it any more" in there


def test_a_text_that_is_not_to_be_shown_is_not(ask, public, published):
    shown = ask(HERE["article"]).text

    assert "Tussenkop" in shown
    assert "dat ook." in shown
    for site in (public, published):
        said = site(HERE["article"]).text

        assert not re.search("Tussenkop|dat ook|dit niet", said)
        assert "so it is not shown here" in said
        assert "Earlier texts are not shown here" in said
        assert "<del>" in said


@pytest.mark.parametrize("path", PAGES)
def test_a_public_site_has_the_tables_behind_the_pages(ask, public, published, path):
    for site in (ask, public, published):
        tables = {href for href in links(site(f"{path}?lang=nl").text) if href.startswith("/news/")}

        assert tables
        assert {} == {href: status for href in tables if (status := site(href).status_code) != 200}


def test_every_address_honours_the_base(ask):
    below = Asked(ask.news_db, Front(base_url="/nieuws/"))
    linked = {href for path in PAGES for href in links(below(path).text)}

    assert len(linked) > 30
    assert set() == {href for href in linked if not re.match("/nieuws/|#|https://x.example/", href)}
    assert "/nieuws/story/8" == below("/story/16").headers["location"]

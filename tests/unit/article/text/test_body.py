"""A page or a fragment -> blocks."""

import pytest
from lxml.html import document_fromstring, tostring

from crawler.article.text import body
from crawler.model import Block

SENTENCE = "De nieuwe Dacia is breder, langer en volgens de importeur ook goedkoper dan zijn voorganger was. "
PAGE = f"""<html><body><nav><a href="/">Home</a> <a href="/auto">Auto</a></nav><article>
<h1>Dacia groeit</h1><p>{SENTENCE * 2}</p><h2>Prijzen</h2><p>{SENTENCE * 2}</p>
<ul><li>Benzine: vanaf 19.000 euro</li><li>Hybride: vanaf 23.000 euro</li></ul>
<blockquote><p>{SENTENCE}</p></blockquote>
<table><tr><th>Uitvoering</th><th>Prijs</th></tr><tr><td>Essential</td><td>19.000</td></tr></table>
<p>{SENTENCE * 2}</p></article><footer>Over ons</footer></body></html>"""

FRAGMENTS = [
    ("Een regel.\n\nEn nog een &amp; klaar.", [("p", "Een regel."), ("p", "En nog een & klaar.")]),
    ("2 < 3 en 4 > 3", [("p", "2 < 3 en 4 > 3")]),
    ("<p>Een</p><p>Twee <b>en</b> drie</p>", [("p", "Een"), ("p", "Twee en drie")]),
    ("Een<br><br />Twee<br>Drie", [("p", "Een"), ("p", "Twee"), ("p", "Drie")]),
    ("<h2>Kop</h2>Tekst<h4>Kop</h4>", [("h", "Kop"), ("p", "Tekst"), ("h", "Kop")]),
    ("<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>", [("li", "a"), ("li", "b"), ("li", "c")]),
    ("<blockquote><p>a</p><p>b</p></blockquote>c", [("quote", "a"), ("quote", "b"), ("p", "c")]),
    ("<figure><img src=x><figcaption>Foto</figcaption></figure><p>a</p>", [("caption", "Foto"), ("p", "a")]),
    ("<p>a<script>b</script><!-- c --><style>d</style> e</p>", [("p", "a e")]),
    ("<iframe>a</iframe><p>b</p><form><button>c</button></form>", [("p", "b")]),
    (
        "<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>c",
        [("table", "a | b\n1 | 2"), ("p", "c")],
    ),
    ("<table><tr><td><p>a</p><p>b</p></td></tr></table>", [("p", "a"), ("p", "b")]),
    ("<p>a", [("p", "a")]),
    ("</p></div>a", [("p", "a")]),
    ("<p>&nbsp;</p>", []),
    ("", []),
    ("<", [("p", "<")]),
    ("<![CDATA[x", []),
    ("<p>a\x00\ud800b</p>", [("p", "ab")]),
]


@pytest.mark.parametrize(("html", "blocks"), FRAGMENTS)
def test_a_feeds_own_text(html, blocks):
    assert [Block(*block) for block in blocks] == list(body.from_fragment(html))


def test_a_page_keeps_its_heads_lists_quotes_and_tables_in_order():
    blocks = body.extract(document_fromstring(PAGE), "https://krant.example/dacia")
    kinds = [block.kind for block in blocks]

    assert ["h", "p", "h", "p", "li", "li", "quote", "table", "p"] == kinds
    assert Block("h", "Prijzen") in blocks
    assert "Uitvoering | Prijs\nEssential | 19.000" == blocks[7].text


def test_navigation_and_footer_are_left_out():
    text = " ".join(block.text for block in body.extract(document_fromstring(PAGE), "https://krant.example/dacia"))

    assert "Home" not in text
    assert "Over ons" not in text


def test_the_tree_stays_as_it_is():
    tree = document_fromstring(PAGE)
    before = tostring(tree)
    body.extract(tree, "https://krant.example/dacia")

    assert before == tostring(tree)


def test_a_second_page_does_not_depend_on_the_first():
    assert body.extract(document_fromstring(PAGE), "") == body.extract(document_fromstring(PAGE), "")


def test_a_page_without_an_article_has_next_to_no_text():
    assert 50 > sum(
        len(block.text) for block in body.extract(document_fromstring("<p>Zo leeg</p>"), "https://a.example")
    )


@pytest.mark.parametrize("html", ["<p>x</p>", "<div>" * 3000 + "x", "<table>" * 500, "<br>" * 5000, "<li>" * 5000])
def test_any_tree_will_do(html):
    assert isinstance(body.extract(document_fromstring(html), "not an address"), tuple)
    assert isinstance(body.from_fragment(html), tuple)


STORY_OF_THREE = "".join(f"<p>{SENTENCE}{number}</p>" for number in range(3))
CARS = [f"<h3>Auto {number}</h3><p>Kost {number}.990 euro.</p>" for number in range(4)]
IN_THE_MIDST = {
    "slides": "".join(f'<div class="slide"><figure><img src="x"></figure>{car}</div>' for car in CARS),
    "slides within": f'<div class="slides"><ul class="slides-in"><li class="slide">{"".join(CARS)}</li></ul></div>',
    "slides with links": '<div class="slide"><h3><a href="/m">Auto 0</a></h3><p>Kost 0.990 euro.</p></div>',
    "a quote": '<aside class="pullquote"><blockquote>Mensen Kost 0.990 euro.</blockquote></aside>',
    "a sidebar": f'<div class="content-sidebar"><p>Kost 0.990 euro. {SENTENCE}</p></div>',
}


def eased(inside: str) -> str:
    page = document_fromstring(f"<html><body><main><article>{inside}</article></main></body></html>")
    body.ease(page)
    return " ".join(block.text for block in body.extract(page, "https://krant.example/1", fast=True))


@pytest.mark.parametrize("inside", IN_THE_MIDST.values(), ids=IN_THE_MIDST)
def test_what_stands_between_paragraphs_is_read_whatever_it_is_called(inside):
    assert "Kost 0.990 euro." in eased(f"<h1>Dacia</h1><p>{SENTENCE * 3}</p>{inside}<p>{SENTENCE * 3}</p>")


def test_a_first_paragraph_called_a_teaser_is_read():
    assert "Groter dan gedacht." in eased(f'<h1>Dacia</h1><p class="teaser">Groter dan gedacht.</p>{STORY_OF_THREE}')


def test_slides_that_lead_to_other_articles_are_left_out():
    head = '<h3><a href="/a">De goedkoopste elektrische auto van dit jaar komt uit Spanje</a></h3>'
    slides = f'<div class="slide">{head}<p>Kort.</p></div>'

    assert "goedkoopste" not in eased(f"<h1>Dacia</h1><p>{SENTENCE * 3}</p>{slides * 3}<p>{SENTENCE * 3}</p>")


def test_a_sidebar_behind_the_story_is_left_out():
    assert "Over ons" not in eased(
        f'<h1>Dacia</h1>{STORY_OF_THREE}<div class="content-sidebar"><p>Over ons. {SENTENCE}</p></div>'
    )

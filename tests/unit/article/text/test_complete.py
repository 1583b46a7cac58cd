"""The blocks an engine found -> the same with what it overlooked, in the document's order."""

import pytest
from lxml.html import document_fromstring

from crawler.article.text.complete import completed
from crawler.model import Block
from tests.pace import Pace

LONG = "Deze alinea is lang genoeg om bij het verhaal over de nieuwe elektrische auto te horen, zo blijkt. Nummer {}."
P = [LONG.format(number) for number in range(10)]


def complete(inside: str, found: list[str]) -> list[str]:
    tree = document_fromstring(f"<html><body>{inside}</body></html>")
    return [block.text for block in completed(tuple(Block("p", text) for text in found), tree)]


def chunks(paragraphs: list[str], name: str = "body__chunk") -> str:
    return "".join(f'<div class="grid"><div class="{name}"><p>{text}</p></div></div>' for text in paragraphs)


def test_chunks_that_look_like_what_was_found_are_put_back_in_order():
    assert P == complete(chunks(P), P[:4] + P[7:])


def test_paragraphs_that_look_otherwise_are_left_out():
    assert P[:6] == complete(chunks(P[:6]) + chunks(P[6:], "teaser__text"), P[:6])


def test_a_little_that_was_left_out_was_left_out_on_purpose():
    assert P[:9] == complete(chunks(P), P[:9])


def test_a_paragraph_of_links_is_not_put_back():
    linked = "".join(
        f'<div class="grid"><div class="body__chunk"><p><a href="/">{text}</a></p></div></div>' for text in P[4:]
    )

    assert P[:4] == complete(chunks(P[:4]) + linked, P[:4])


def test_heads_and_lists_between_paragraphs_are_put_back():
    prices = "<ul><li>Vanaf 24.990 euro</li><li>Later meer</li></ul>"
    inside = f"<main><p>{P[0]}</p><h2>De prijzen</h2>{prices}<p>{P[1]}</p></main>"

    assert [P[0], "De prijzen", "Vanaf 24.990 euro", "Later meer", P[1]] == complete(inside, [P[0], P[1]])


def test_what_stands_before_and_behind_is_left_alone():
    inside = f"<main><h2>Rubriek</h2><p>{P[0]}</p><p>{P[1]}</p><ul><li>Over ons</li></ul></main>"

    assert [P[0], P[1]] == complete(inside, [P[0], P[1]])


def test_the_kind_of_a_block_that_is_put_back_is_its_own():
    tree = document_fromstring(
        f"<main><p>{P[0]}</p><h3>Prijs</h3><blockquote>Mooi, zei hij.</blockquote><p>{P[1]}</p></main>"
    )

    found = completed((Block("p", P[0]), Block("p", P[1])), tree)

    assert ["p", "h", "quote", "p"] == [block.kind for block in found]


def test_a_paragraph_cut_by_line_breaks_is_not_missing():
    tree = document_fromstring(f"<main><p>{P[0]}<br>{P[1]}</p><p>{P[2]}</p></main>")
    found = (Block("p", P[0]), Block("p", P[1]), Block("p", P[2]))

    assert found == completed(found, tree)


def test_a_head_whose_words_stand_in_a_sentence_too_is_put_back():
    inside = f"<main><p>{P[0]}</p><h2>Nieuwe elektrische auto</h2><p>{P[1]}</p></main>"

    assert [P[0], "Nieuwe elektrische auto", P[1]] == complete(inside, [P[0], P[1]])


def test_heads_of_chunks_that_are_put_back_come_with_them():
    first, second, third = (
        f'<div class="chunk">{inside}</div>'
        for inside in (
            f"<p>{P[0]}</p><p>{P[1]}</p>",
            f"<h2>De prijs</h2><p>{P[2]}</p><p>{P[3]}</p>",
            f"<p>{P[4]}</p><h2>De levertijd</h2><p>{P[5]}</p>",
        )
    )

    assert [P[0], P[1], "De prijs", P[2], P[3], P[4], "De levertijd", P[5]] == complete(
        first + second + third, [P[0], P[1]]
    )


def test_a_box_of_facts_among_paragraphs_is_put_back_and_one_that_leads_elsewhere_is_not():
    facts = "<aside><h3>Op een rij</h3><ul><li>Lengte: 4,49 meter</li><li>Prijs: 43.900 euro</li></ul></aside>"
    others = '<aside><h3>Verder</h3><ul><li>Kia EV3 <a href="/kia">getest</a> door ons</li><li>Bpm</li></ul></aside>'

    assert [P[0], "Op een rij", "Lengte: 4,49 meter", "Prijs: 43.900 euro", P[1], P[2]] == complete(
        f"<main><p>{P[0]}</p>{facts}<p>{P[1]}</p>{others}<p>{P[2]}</p></main>", P[:3]
    )


def test_nothing_found_is_nothing_completed():
    assert [] == complete(chunks(P), [])


@pytest.mark.parametrize("found", [30_000, 15_000])
def test_a_page_of_many_paragraphs_takes_no_minutes(found):
    inside = "".join(f"<li>Regel nummer {number} van de tekst.</li><p>Alinea {number}.</p>" for number in range(30_000))
    tree = document_fromstring(f"<html><body>{inside}</body></html>")
    blocks = tuple(Block("p", f"Alinea {number}.") for number in range(found))

    with Pace() as took:
        assert 2 * found - 1 == len(completed(blocks, tree))

    assert 2.5 > took.cpu_s


def test_on_such_a_page_what_line_breaks_cut_is_not_missing():
    lines = [(f"Regel {number} van de tekst.", f"En nog {number} van die.") for number in range(15_000)]
    others = "".join(f"<aside><p>Van een ander: {number}</p></aside>" for number in range(5000))
    tree = document_fromstring(others + "<div>" + "".join(f"<p>{one}<br>{other}</p>" for one, other in lines))
    blocks = tuple(Block("p", text) for both in lines for text in both)

    assert blocks == completed(blocks, tree)


def test_the_entries_of_a_long_list_are_weighed_once():
    entries = "".join(f"<li>Regel nummer {number} van de lijst.</li>" for number in range(10_000))
    tree = document_fromstring(f"<main><p>{P[0]}</p><ul>{entries}</ul><p>{P[1]}</p></main>")

    with Pace() as took:
        assert 10_002 == len(completed((Block("p", P[0]), Block("p", P[1])), tree))

    assert 3.0 > took.cpu_s

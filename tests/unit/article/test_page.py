"""Bytes -> a tree, whatever they say they are."""

import pytest

from crawler.article import page

TEXT = "<!DOCTYPE html><html><head>{}<title>Citroën ë-C3</title></head><body><p>Prijs: € 23.000</p></body></html>"


def title(body: bytes, content_type: str = "text/html") -> str | None:
    tree = page.parse(body, content_type)
    return None if tree is None else tree.findtext(".//title")


CHARSETS = [
    # how it is written, what the head says, what the server says
    ("utf-8", "", "text/html"),
    ("utf-8", "<meta charset='iso-8859-1'>", "text/html; charset=latin-1"),  # valid UTF-8 beats both
    ("utf_8_sig", "", "text/html"),
    ("utf-16", "", "text/html"),
    ("cp1252", "<meta charset=iso-8859-1>", "text/html"),
    ("cp1252", "", "text/html; charset=ISO-8859-1"),
    ("cp1252", '<meta http-equiv="Content-Type" content="text/html; charset=windows-1252">', "text/html"),
    ("iso8859_15", "<meta charset='iso-8859-15'>", ""),
    ("cp1252", "<meta charset=undefined>", "text/html; charset=unicode_escape"),
]


@pytest.mark.parametrize(("codec", "head", "content_type"), CHARSETS)
def test_the_bytes_decide_the_character_set(codec, head, content_type):
    assert "Citroën ë-C3" == title(TEXT.format(head).encode(codec), content_type)


def test_text_of_no_declared_charset_is_guessed_from_its_letters():
    russian = "<html><title>Новости</title><p>Новая модель автомобиля представлена в Москве сегодня утром</p></html>"

    assert "Новости" == title(russian.encode("cp1251"), "text/html")


def test_a_broken_letter_does_not_spoil_the_others():
    body = TEXT.format("<meta charset=utf-8>").encode().replace(b"Prijs", b"Pr\xffijs " + "ëïöü".encode() * 10)

    assert "Citroën ë-C3" == title(body)


NO_PAGE = [
    b"",
    b"  \n ",
    b"%PDF-1.7 <html>",
    b"\x89PNG\r\n\x1a\n<html>",
    b"GIF89a<html><body>",
    b"\xff\xd8\xff\xe0<html>",
    b'{"html": "<p>x</p>"}',
    b'[{"a": "<p>x</p>"}]',
    b"<?xml version='1.0'?><rss version='2.0'><channel><title>x</title></channel></rss>",
    b"<feed xmlns='http://www.w3.org/2005/Atom'><title>x</title></feed>",
    b"<urlset><url><loc>https://a.example</loc></url></urlset>",
    b"Plain words, 2 < 3 and no tags.",
    bytes(range(256)),
    b"\x00" * 1000,
]


@pytest.mark.parametrize("body", NO_PAGE)
def test_what_is_no_page_is_none(body):
    assert None is page.parse(body, "text/html")


def test_xhtml_with_a_declaration_is_a_page():
    assert "x" == title(
        b'<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><title>x</title></html>'
    )


def test_null_bytes_and_controls_are_taken_out():
    assert "ab" == title(b"<html><title>a\x00\x0b\x7fb</title></html>")


def test_a_very_deep_page_is_cut_not_crashed():
    tree = page.parse(b"<html><body>" + b"<div>" * 100_000 + b"x</body></html>", "text/html")

    assert 300 > max(sum(1 for _ in element.iterancestors()) for element in tree.iter())

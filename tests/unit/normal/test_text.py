"""Texts from strangers: what passes the gate, one line of it, and plain text out of HTML."""

import time
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from crawler.normal import text
from crawler.normal.text import gate, one_line, plain

GATED = [
    ("Renault en Nissan", "Renault en Nissan"),
    ("een\r\ntwee\rdrie\n\tvier", "een\ntwee\ndrie\n\tvier"),
    ("een\u2028twee\u2029drie\x0bvier\x0cvijf", "een\ntwee\ndrie\nvier\nvijf"),
    ("Cite\u0301 \u212bngstro\u0308m", "Cité Ångström"),
    ("een\x00twee", "eentwee"),
    ("\x1b[31mrood\x1b[0m", "[31mrood[0m"),
    ("a\x01\x08\x0e\x1f\x7fb", "ab"),
    ("\x80 25.000 en \x91zo\x92", "€ 25.000 en ‘zo’"),
    ("a\x81\x8d\x8f\x90\x9db", "ab"),
    ("a\ud800b\udfffc", "abc"),
    ("auto \ud83d\ude97", "auto 🚗"),
    ("\ufffe\uffff\ufdd0\ufdef\U0001ffff\U0010fffe!", "!"),
    ("a\u202eb\u202ac\u2066d\u2069", "abcd"),
    ("\ufeffSport\u00adwagen", "Sportwagen"),
    ("a\ufff9b\ufffc", "ab"),
    # what must stay
    ("a\u00a0b", "a\u00a0b"),
    ("\u200fעברית\u200e", "\u200fעברית\u200e"),
    ("می\u200cخواهم", "می\u200cخواهم"),
    ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
    ("\ufffd", "\ufffd"),
    ("日本の車", "日本の車"),
    ("", ""),
]


@pytest.mark.parametrize(("written", "stored"), GATED)
def test_the_gate_lets_text_through_and_nothing_else(written, stored):
    assert stored == gate(written)


def test_the_gate_keeps_thirty_marks_on_a_letter_and_no_more():
    assert "e" + "\u0316" * 30 == gate("e" + "\u0316" * 31)
    assert 31 == len(gate("e" + "\u0344" * 500))


def test_the_gate_takes_out_nothing_that_can_be_printed():
    printable = "".join(char for char in map(chr, range(0x110000)) if char.isprintable() and char != "\ufffc")
    without, with_control = gate(printable), gate("\a" + printable)

    assert without == with_control, "the short way and the long way agree"
    assert "" == gate("\ufffc")


@pytest.mark.parametrize("shorten", [gate, one_line, plain])
def test_no_text_is_longer_than_asked(shorten):
    assert "Renau" == shorten("Renault", 5)


ONE_LINE = [
    ("  Renault \n en\tNissan  ", "Renault en Nissan"),
    ("Renault\u00a0en\u2003Nissan\u200b", "Renault en Nissan"),
    ("\u200bRenault\u200ben\u3000Nissan", "Renault en Nissan"),
    ("\u2028\r\n", ""),
    ("", ""),
]


@pytest.mark.parametrize(("written", "line"), ONE_LINE)
def test_one_line_has_single_blanks_and_none_at_its_ends(written, line):
    assert line == one_line(written)


def test_a_line_cut_short_does_not_end_in_a_blank():
    assert "Renault" == one_line("Renault en Nissan", 8)


PLAIN = [
    # text that is no HTML
    ("Audi & BMW < 3", "Audi & BMW < 3"),
    ("5 < 6 > 2", "5 < 6 > 2"),
    ("1<2 en 3>2", "1<2 en 3>2"),
    ("prijs <25.000 euro", "prijs <25.000 euro"),
    ("I <3 my car", "I <3 my car"),
    ("Mail <jan@example.org> of <redactie>", "Mail <jan@example.org> of <redactie>"),
    ("R&D, AT&T, Q&A", "R&D, AT&T, Q&A"),
    ("prijs <a en meer", "prijs <a en meer"),
    ("een\ntwee\n\n\n\ndrie  vier ", "een\ntwee\n\ndrie vier"),
    ("", ""),
    # paragraphs, lines, cells
    ("<p>Een</p><p>Twee</p>", "Een\n\nTwee"),
    ("<p>Een</p>\n\n  <p>Twee</p>", "Een\n\nTwee"),
    ("Een<br>twee<br/><br />drie", "Een\ntwee\n\ndrie"),
    ("<h2>Kop</h2>Tekst<div><div>Blok</div></div>", "Kop\n\nTekst\n\nBlok"),
    ("<ul>\n<li>een</li>\n<li>twee</li>\n</ul>na", "een\ntwee\n\nna"),
    ("<table><tr><td>Prijs</td><td>€ 5</td></tr><tr><td>Pk</td><td>90</td></tr></table>", "Prijs € 5\nPk 90"),
    ("<p>een\n  regel</p>", "een regel"),
    ("<b>vet</b> <i>schuin</i>, m<sup>2</sup>", "vet schuin, m2"),
    ("<P>Groot</P>", "Groot"),
    ("<p>onaf", "onaf"),
    ("a</p>b", "a\n\nb"),
    # characters
    ("<p>Citro&euml;n &amp; &#8364; 5 &#x20AC;</p>", "Citroën & € 5 €"),
    ("don&#146;t", "don’t"),
    ("&nbsp;Audi&nbsp;A4&nbsp;", "Audi A4"),
    ("&#99999999999;&#xFFFFFFFFFFFF;&#55296;", "\ufffd\ufffd\ufffd"),
    ("&#" + "9" * 5000 + ";", "\ufffd"),
    # what is not text
    ("voor<script>var a = '<p>';</script>na", "voorna"),
    ("<style>p {}</style>na", "na"),
    ("<p>een<!-- twee -->drie</p>", "eendrie"),
    ("<noscript><img src=x></noscript><iframe src=y></iframe>na", "na"),
    ("<iframe src='x'/>na", "na"),
    ("<svg><title>icoon</title><path/></svg>na", "na"),
    ("<svg>zonder eind", "zonder eind"),
    ("<script>zonder eind", ""),
    ("<?xml version='1.0' encoding='latin-1'?><!DOCTYPE html><p>na</p>", "na"),
    ("<![CDATA[ 5 < 6 ]]>", "5 < 6"),
    # attributes
    ('<img alt="a > b" src=x>na', "na"),
    ('<a href="x" title="<b>nee</b>">ja</a>', "ja"),
    ("<p it's>ja</p> it's", "ja\n\nit's"),
    ('tekst <a href="https://example.org/afgeb', "tekst"),
    # escaped once too often, read a second time and not a third
    ("Audi &amp;amp; BMW", "Audi & BMW"),
    ("&lt;p&gt;Hallo &lt;b&gt;wereld&lt;/b&gt;&lt;/p&gt;", "Hallo wereld"),
    ("<p>&lt;script&gt;alert(1)&lt;/script&gt;na</p>", "na"),
    ("&amp;amp;amp;amp;", "&amp;amp;"),
    ("5 &lt; 6", "5 < 6"),
    # the gate
    ("<p>a\x00b\ud800c e\u0301\u202e</p>", "abc é"),
]


@pytest.mark.parametrize(("html", "text"), PLAIN)
def test_reads_the_text_of_a_fragment(html, text):
    assert text == plain(html)


def test_the_feeds_own_paragraphs_stay_apart():
    html = "<p>Renault en Nissan spreken.</p><h3>Alliantie</h3><p>Zwaar weer.<br>Nog wel.</p><p>&nbsp;</p>"

    assert "Renault en Nissan spreken.\n\nAlliantie\n\nZwaar weer.\nNog wel." == plain(html)


# ---------------------------------------------------------------- any input

WORDS = """
    <p> </p> <br> <b </ < > <a ="x" ='y' <script> </script> <svg> </svg> <!-- --> <![CDATA[ ]]> <?xml <!x & &amp; &lt;
    &gt; &lt;p&gt; &#146; &#0; &#xD800; &#99999999; é \u0301 \u0344 \u0316 \ud83d \ude97 \u200b \u2028 \x80 \x9b \x00
    \u202e \uac00 \u11a8
"""
TEXTS = st.one_of(
    st.text(alphabet=st.characters(codec=None), max_size=80),
    st.lists(st.sampled_from([*WORDS.split(), " ", "\n", "\r", "\xa0"]), max_size=20).map("".join),
)


@settings(max_examples=400, deadline=None)
@given(TEXTS)
@example("e" + "\u0344" * 40)
@example("e\u2060\u0301")
def test_once_through_the_gate_is_enough(written):
    stored = gate(written)

    assert stored == gate(stored)
    assert unicodedata.is_normalized("NFC", stored)
    assert not any(unicodedata.category(char) in ("Cc", "Cs") and char not in "\n\t" for char in stored)
    assert stored == stored.encode("utf-8").decode("utf-8")
    assert one_line(written) == one_line(one_line(written))
    assert gate(written, 5) == gate(gate(written, 5), 5)
    assert 5 >= max(len(gate(written, 5)), len(one_line(written, 5)), len(plain(written, 5)))


@settings(max_examples=400, deadline=None)
@given(TEXTS)
@example("0<P>\x08")
@example("0<P>&shy;")
@example("0<br>&#129;")
@example("0<br>&#8203;<p>")
def test_any_text_becomes_plain_text_that_passes_the_gate(written):
    text = plain(written)

    assert text == gate(text) == text.strip(" \n")
    assert "\n\n\n" not in text


HOSTILE = {
    "deep": ("<div>", "eind"),
    "mis-nested": ("<b><i>", "</b></i>eind"),
    "attributes": ("a='1' ", ">eind"),
    "open tags": ("<a", "eind<b>"),
    "open quotes": ('<a ="', "eind"),
    "two kinds of quotes": ("<a =\"''\" ='", "><b>eind"),
    "equals": ("= ", "><b>eind"),
    "less than": ("<", "<b>eind"),
    "ampersands": ("&", "<b>eind"),
    "references": ("&#99999999", "<b>eind"),
    "comments": ("<!--", "eind"),
    "closed comments": ("<!--x-->", "eind"),
    "scripts": ("<script>", "eind"),
    "svg": ("<svg>", "eind"),
    "half-closed svg": ("<svg></svg", "eind"),
    "cdata": ("<![CDATA[", "eind"),
    "instructions": ("<?x", "<b>eind"),
    "lines": ("<br>", "eind"),
    "blanks": (" <b> ", "eind"),
    "line ends": ("\n ", "<b>eind"),
    "marks": ("\u0301\u0316", "eind"),
    "marks apart": ("\u0316\u200d\u0301", "eind"),
    "surrogates": ("\ud83d", "eind"),
    "escaped": ("&lt;a =&quot;", "eind"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_time_grows_no_faster_than_the_text(kind):
    piece, end = HOSTILE[kind]

    def cost(length: int) -> float:
        text = "<p " + piece * (length // len(piece)) + end
        start = time.process_time()
        plain(text)
        gate(text)
        one_line(text)
        return time.process_time() - start

    cost(10_000)
    short, long = min(cost(10_000) for _ in range(3)), cost(160_000)

    assert long < 80 * short + 0.05, "sixteen times the length, eighty times the time"


def test_real_descriptions_become_readable(shared_data):
    feedparser = pytest.importorskip("feedparser")
    feed = feedparser.parse((shared_data / "nl" / "autoweek-2026-09-21.rebuilt.rss").read_bytes())
    texts = [plain(entry.get("summary") or entry.title) for entry in feed.entries]

    assert len(texts) > 10
    assert [] == [text for text in texts if not text or "<" in text or "&" in text.replace(" & ", " ")]


def test_the_short_way_through_the_gate_is_for_what_the_long_one_leaves_alone():
    short = [chr(code) for code in range(0x110000) if text._PLAIN.fullmatch(chr(code))]
    pairs = "".join(one + other for one in short[::7] for other in short[::5])

    assert len(short) > 700
    assert unicodedata.is_normalized("NFC", pairs)
    assert "".join(short) == text._wanted(text._BREAKS.sub("\n", "".join(short)))

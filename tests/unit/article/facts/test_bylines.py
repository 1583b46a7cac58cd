"""Where a page names its authors -> clean names."""

import pytest
from lxml.html import document_fromstring

from crawler.article.facts import bylines

SITE = ("De Krant", "krant.example")


def read(body: str = "", stated: tuple[str, ...] = (), metas: tuple[str, ...] = ()) -> tuple[str, ...]:
    return bylines.read(document_fromstring(f"<html><body><p>x</p>{body}</body></html>"), stated, metas, SITE)


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("Jan de Vries", ("Jan de Vries",)),
        ("Door Jan de Vries", ("Jan de Vries",)),
        ("Von Jana Müller und Kai Ost", ("Jana Müller", "Kai Ost")),
        ("By Jane Doe, John Roe", ("Jane Doe", "John Roe")),
        ("Doe, Jane", ("Doe, Jane",)),
        ("Felix Schröder, dpa", ("Felix Schröder", "dpa")),
        ("Jan de Vries | 19-11-2025", ("Jan de Vries",)),
        ("Jan de Vries 19.11.2025, 08:30 Uhr", ("Jan de Vries",)),
        ("Jane Doe November 19, 2025", ("Jane Doe",)),
        ("Jan de Vries (jan@krant.example)", ("Jan de Vries",)),
        ("Written by Jane Doe Senior Editor", ("Jane Doe",)),
        ("https://krant.example/auteur/jan", ()),
        ("@jan", ()),
        ("admin", ()),
        ("5 min read", ()),
        ("Foto: ANP", ()),
        ("Design Award", ()),
        ("By Design Awards", ()),
        ("Anna Award-Smit", ("Anna Award-Smit",)),
        ("ANP", ("ANP",)),
        ("De Krant - Jan Smit", ("Jan Smit",)),
        ("Updated by Jan Smit", ()),
        ("Medically reviewed by Jan Smit", ()),
        ("신현주 기자", ("신현주",)),
        ("Jan Smit, jan-smit, iStock", ("Jan Smit, jan-smit, iStock",)),
        ("Jan Smit; jan-smit; iStock", ("Jan Smit",)),
        ("Jan de Vries, redacteur auto", ("Jan de Vries",)),
        ("Jan de Vries, redactie auto en Kai Ost, correspondent Berlijn", ("Jan de Vries", "Kai Ost")),
        ("Jana Müller, Redakteurin Auto", ("Jana Müller",)),
        ("Jeanne Dupont, journaliste automobile", ("Jeanne Dupont",)),
        ("Jane Doe, Senior Editor", ("Jane Doe",)),
        ("Jane Doe, motoring correspondent, John Roe", ("Jane Doe", "John Roe")),
        ("Jan Smit, Piet Redakter", ("Jan Smit", "Piet Redakter")),
        ("Ad op den Camp", ("Ad op den Camp",)),
        ("Jan Smit op 19 november", ("Jan Smit",)),
        ("", ()),
    ],
)
def test_names_are_cleaned(written, names):
    assert names == read(metas=(written,))


BYLINES = {
    "a link to the author": ('<a rel="author" href="/x">Jan Smit</a>', ("Jan Smit",)),
    "a class": ('<span class="article__byline">Door <b>Jan Smit</b></span>', ("Jan Smit",)),
    "links in a class": (
        '<div class="author">von <a href="/autor/a">An Ost</a> <a href="/autor/k">Kai West</a> Redakteur</div>',
        ("An Ost", "Kai West"),
    ),
    "names in an element each": (
        '<div class="article-byline"><span>Jan Smit</span><span>An van Oost</span><span>Kai West</span></div>',
        ("Jan Smit", "An van Oost", "Kai West"),
    ),
    "a link with a portrait": (
        '<div class="byline"><a href="/auteur/jan"><b>Jan Smit</b><i>Jan Smit rijdt al veertig jaar en schrijft '
        "over auto's van vroeger en van nu</i></a></div>",
        ("Jan Smit",),
    ),
    "a link to a page called by the name": ('<p><a href="/profil/207/Jan_Smit">Jan Smit</a></p>', ("Jan Smit",)),
    "not a link to sign in": ('<p><a href="/profile/login">Member Login</a></p>', ()),
    "a short line": ("<p>Door <strong>Jan Smit</strong> | 19 november 2025</p>", ("Jan Smit",)),
    "a short line with a colon": ("<p>19 november 2025 | Door: Jan Smit</p>", ("Jan Smit",)),
    "what a page hands its scripts": (
        '<script type="application/json">{"article": {"author": {"id": 7, "name": "Jan Smit"}}}</script>',
        ("Jan Smit",),
    ),
    "not a biography": ('<div class="author-bio">Jan Smit schrijft over auto\'s</div>', ()),
    "not a commenter": ('<div class="comments"><span class="author">Piet</span></div>', ()),
    "not a sentence": (
        "<p>Door de regen reed Jan Smit naar huis en daar stond zijn auto nog steeds te wachten.</p>",
        (),
    ),
}


@pytest.mark.parametrize("what", BYLINES)
def test_visible_bylines(what):
    body, names = BYLINES[what]

    assert names == read(body)


@pytest.mark.parametrize(
    "name",
    [
        "Piet van den Berg",
        "Jan van der Meer",
        "Lars den Hartog",
        "Joost van de Wall",
        "Marie-Claire ter Braak",
        "Truus ten Have",
        "Ad op den Camp",
        "Kees in 't Veld",
        "Gerard van 't Hof",
        "Gerard van ’t Hof",
        "Piet van het Hof",
        "Karl-Theodor zu Guttenberg",
        "Anna von der Leyen",
        "Max zum Felde",
        "Luca della Valle",
        "Ana da Silva",
        "João dos Santos",
        "Jean d'Ormesson",
        "Elsa de la Cruz",
    ],
)
@pytest.mark.parametrize(
    "line", ["Door {}", "19-11-2025 | Von {}", "By: {} - 19-11-2025", "Par {}, publié le 19-11-2025"]
)
def test_a_spoken_name_is_read_whole(line, name):
    assert (name,) == read(f"<p>{line.format(name)}</p>")


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Door Jan Smit op zaterdag 19 november", ("Jan Smit",)),
        ("Von Jan Smit am 19.11.2025", ("Jan Smit",)),
        ("By Jane Doe Nov 19, 2025", ("Jane Doe",)),
        ("By Jane Doe 4 hours ago", ("Jane Doe",)),
        ("By Jane Doe, motoring correspondent", ("Jane Doe",)),
        ("By Jane Doe for De Krant", ("Jane Doe",)),
        ("By Jane Doe, John Roe and Kai West", ("Jane Doe", "John Roe", "Kai West")),
        ("Von Jana Müller und Kai Ost", ("Jana Müller", "Kai Ost")),
        ("Von Jana Müller (dpa)", ("Jana Müller",)),
        ("Autorin: Jana Müller leitet das Büro in Tunis", ("Jana Müller",)),
        ("Door Elon Musk gesteund, en dat kost Tesla klanten.", ()),
        ("Door Elon Musk en Donald Trump gesteund, en dat kost klanten.", ()),
        ("Door Elon Musk, die zelf niet kwam opdagen, werd er niets gezegd.", ()),
        ("By Elon Musk in the car", ()),
        ("Door Elon Musk: zo wordt Tesla groot", ()),
        ("Door Elon Musk (54) opgerichte bedrijven", ()),
        ("Door Elon Musk auto verkocht", ()),
        ("Door Jan van de", ()),
    ],
)
def test_a_line_is_a_byline_only_if_it_is_no_more_than_that(line, names):
    assert names == read(f"<p>{line}</p>")


def test_the_sites_own_name_counts_only_where_nobody_else_is_named():
    assert ("Jan Smit",) == read('<a rel="author">Jan Smit</a>', stated=("De Krant",))
    assert ("De Krant",) == read(stated=("De Krant",))


def test_what_is_stated_goes_before_what_is_shown():
    assert ("An Ost",) == read('<a rel="author">Jan Smit</a>', stated=("An Ost",), metas=("Kai West",))


@pytest.mark.parametrize("weak", ["jan_smit", "dekrant.example", "Krant Media GmbH", "Redactie Auto"])
def test_handles_sites_and_bodies_count_only_where_nobody_else_is_named(weak):
    assert ("Jan Smit",) == read('<a rel="author">Jan Smit</a>', stated=(weak,))
    assert (weak,) == read(stated=(weak,))


def test_an_agency_counts_as_somebody():
    assert ("ANP",) == read('<a rel="author">Jan Smit</a>', stated=("ANP",))

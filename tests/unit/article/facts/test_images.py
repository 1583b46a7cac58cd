"""A page -> its lead image, with caption and credit."""

import pytest
from lxml.html import document_fromstring

from crawler.article.facts import metadata
from crawler.article.facts.images import Image

URL = "https://krant.example/auto/kia"
OG = '<meta property="og:image" content="/img/kia-ev3-geel-1200x675.jpg">'


def image(head: str = "", body: str = "") -> Image:
    page = f"<html><head><title>Kia EV3 rijdt ver</title>{head}</head><body>{body}</body></html>"
    return metadata.read(document_fromstring(page), URL).image


def ld(node: str) -> str:
    return f'<script type="application/ld+json">{{"@type": "NewsArticle", "image": {node}}}</script>'


def figure(name: str, caption: str) -> str:
    return f'<figure><img src="/x/{name}"><figcaption>{caption}</figcaption></figure>'


H1 = "<h1>Kia EV3 rijdt ver</h1>"
SHOWN = {
    "as json-ld states": (
        ld('{"url": "/a.jpg", "caption": "De EV3", "creditText": "Foto: Jan Smit"}'),
        "",
        ("De EV3", "Jan Smit"),
    ),
    "a creator": (ld('[{"url": "/a.jpg", "creator": {"name": "Jan Smit"}}]'), "", (None, "Jan Smit")),
    "the figure of that file, in another size": (
        OG,
        H1
        + figure("ander-plaatje.jpg", "Iets anders")
        + "<p>x</p>" * 50
        + figure("kia-ev3-geel-300x200.jpg", "De EV3"),
        ("De EV3", None),
    ),
    "else the figure below the headline": ("", H1 + figure("1.jpg", "De EV3 (Foto: Kia)"), ("De EV3", "Kia")),
    "no figure far below": ("", H1 + "<p>x</p>" * 50 + figure("1.jpg", "Iets anders"), (None, None)),
    "no figure of another image, where this one stands alone": (
        OG,
        H1 + '<img src="/x/kia-ev3-geel.jpg">' + figure("ander-plaatje.jpg", "Iets anders"),
        (None, None),
    ),
    "a line called caption under an image without a figure": (
        OG,
        H1 + '<div><img src="/x/kia-ev3-geel.jpg"></div><p class="hero__caption">De EV3. Foto: Jan Smit</p>',
        ("De EV3.", "Jan Smit"),
    ),
    "an element that begins like a credit": (
        OG,
        figure("kia-ev3-geel.jpg", "De EV3. <span>Beeld Jan Smit</span>"),
        ("De EV3.", "Jan Smit"),
    ),
    "no figure of other articles": ("", H1 + f'<div class="related">{figure("1.jpg", "Iets")}</div>', (None, None)),
    "no portrait of the author": ("", H1 + figure("1.jpg", "Door Jan Smit"), (None, None)),
    "an element for the credit": (
        OG,
        figure("kia-ev3-geel.jpg", 'De EV3. <span class="credit">© Jan Smit/ANP</span>'),
        ("De EV3.", "Jan Smit/ANP"),
    ),
    "no caption that repeats the headline": (ld('{"url": "/a.jpg", "caption": "Kia EV3 rijdt ver"}'), "", (None, None)),
}


@pytest.mark.parametrize("what", SHOWN)
def test_caption_and_credit(what):
    head, body, said = SHOWN[what]
    found = image(head, body)

    assert said == (found.caption, found.credit)


@pytest.mark.parametrize(
    ("written", "caption", "credit"),
    [
        ("Foto: ANP", None, "ANP"),
        ("© Kia", None, "Kia"),
        ("De EV3. Foto: Jan Smit", "De EV3.", "Jan Smit"),
        ("Der EV3. (Bild: T. Költzsch/Golem.de)", "Der EV3.", "T. Költzsch/Golem.de"),
        ("Der EV3. (Symbolfoto: dpa)", "Der EV3.", "dpa"),
        ("The EV3 © Jane Doe", "The EV3", "Jane Doe"),
        ("Een foto van de EV3", "Een foto van de EV3", None),
        ("De bron van alle kwaad: de EV3", "De bron van alle kwaad: de EV3", None),
    ],
)
def test_a_caption_is_parted_from_its_credit(written, caption, credit):
    found = image(OG, figure("kia-ev3-geel.jpg", written))

    assert (caption, credit) == (found.caption, found.credit)


def test_its_address_is_the_first_that_is_one():
    assert "https://krant.example/b.jpg" == image('<meta property="og:image" content="data:x">' + ld('["/b.jpg"]')).url

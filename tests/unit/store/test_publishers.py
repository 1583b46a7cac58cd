"""Names of feeds -> names of sources."""

import pytest

from crawler.model import Feed
from crawler.store.publishers import names


def feed(name: str, source: str) -> Feed:
    return Feed(slug=name, name=name, url=f"https://{source}/feed", source=source)


@pytest.mark.parametrize(
    ("feeds", "name"),
    [
        (("Autoblog",), "Autoblog"),
        (("De Bougie", "De Bougie: elektrisch"), "De Bougie"),
        (("NOS – Formule 1", "NOS – economie"), "NOS"),
        (("The Verge - Transportation",), "The Verge"),
        (("Elektroauto-News",), "Elektroauto-News"),
        (("Nieuws", "Tests"), "a.example"),
    ],
)
def test_a_source_is_called_what_its_feeds_begin_with(feeds, name):
    assert {"a.example": name} == names(feed(one, "a.example") for one in feeds)


def test_two_sources_are_never_called_the_same():
    assert {"a.example": "a.example", "b.example": "b.example", "c.example": "Auto"} == names(
        [feed("Nieuws", "a.example"), feed("Nieuws: tests", "b.example"), feed("Auto", "c.example")]
    )

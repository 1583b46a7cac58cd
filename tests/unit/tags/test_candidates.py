"""A name right behind a make that nobody knows may be a model; words of the trade and of headlines are none."""

import pytest

from crawler.model import Told
from crawler.tags import candidates, vehicles


def found(title="", lead=""):
    return [(one.make, one.name) for one in candidates.find(vehicles.read(Told(title, lead, "")))]


@pytest.mark.parametrize(
    ("lead", "names"),
    [
        ("De nieuwe Kia Zonnebries komt eraan.", [("kia", "Zonnebries")]),
        ("De Kia Zonnebries en nog eens de Kia Zonnebries.", [("kia", "Zonnebries")]),
        ("Toyota stelt de Toyota Vuurpijl 77 voor.", [("toyota", "Vuurpijl 77")]),
        ("Volvo EX999 gezien", [("volvo", "EX999")]),
        ("De Volkswagen Golf rijdt.", []),
        ("Das Volkswagen Werk steht still, der BMW Vorstand schweigt.", []),
        ("Volvo levert 500 auto's, Kia 300.", []),
        ("Die Volvo-Zonnebries", []),
        ("Volvo. Zonnebries is mooi.", []),
        ("De Kia ZONNEBRIES", []),
        ("Audi Zonnebries-rijders", []),
        ("The BMW Zonnebries's owner", []),
        ("volvo zonnebries", []),
        ("Volkswagen Topman waarschuwt, BMW Welt feiert, Hyundai Metaplant bouwt.", []),
    ],
)
def test_what_may_be_a_model(lead, names):
    assert names == found(lead=lead)


def test_a_headline_in_capitals_proves_nothing():
    assert [] == found("Kia Zonnebries Arrives With Longer Range")
    assert [("kia", "Z99")] == found("Kia Z99 Arrives With Longer Range")
    assert [("kia", "Zonnebries")] == found("Kia Zonnebries arrives with longer range")

"""What is one passage but for a name or a date, and what a story says anew."""

import pytest

from crawler.article.text.passages import repeats, template

PROMO = (
    "Rijd jij binnenkort liever elektrisch? Bekijk dan samen met {} van onze redactie het ruime aanbod van gebruikte "
    "auto's, en maak voor {} een afspraak voor een proefrit."
)
KNOWN = PROMO.format("Sanne de Vries", "1 mei")
NOT_YET = "Wanneer de {} naar Nederland komt en wat hij dan precies gaat kosten is nu nog niet bekend."
SOLD = (
    "In september werden er volgens de brancheorganisaties in heel Nederland 31.400 nieuwe personenauto's op kenteken "
    "gezet, {} meer dan in dezelfde maand van het jaar ervoor."
)


@pytest.mark.parametrize(
    ("said", "is_same"),
    [
        (KNOWN, True),
        (PROMO.format("Jan-Willem van der Meer", "vrijdag 12 november").upper(), True),
        (PROMO.format("Bo", "31 mei"), True),
        (f"{KNOWN} De fabrikant stopt ermee.", False),  # a sentence of its own
        (f"De fabrikant stopt ermee. {KNOWN}", False),
        (KNOWN.replace("Rijd jij binnenkort liever elektrisch?", "Renault stopt in Douai."), False),
        (KNOWN.replace("een proefrit", "een proefrit van 90 km"), False),  # what it says is in the measure
        (KNOWN.replace("Sanne de Vries", "de man die al dertig jaar de directeur is"), False),
        ("Rijd jij binnenkort liever elektrisch?", False),
        (" ".join([KNOWN] * 2), False),
        ("", False),
    ],
)
def test_a_passage_is_the_same_with_another_name_or_date(said: str, is_same: bool) -> None:
    assert is_same == repeats(said, template(KNOWN) or "")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (NOT_YET.format("Renault 4"), NOT_YET.format("Volvo EX30")),
        (SOLD.format("3,1 procent"), SOLD.format("5,2 procent")),
        (SOLD.format("1.200"), SOLD.format("300")[:-1] + " van 2023."),
    ],
)
def test_phrases_that_are_news_each_time_are_none(one: str, other: str) -> None:
    known = template(other)
    assert known is None or not repeats(one, known)


@pytest.mark.parametrize("text", ["", "word " * 15, "word " * 61])
def test_what_is_too_short_or_no_line_has_no_template(text: str) -> None:
    assert template(text) is None

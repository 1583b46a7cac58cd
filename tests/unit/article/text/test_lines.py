"""What a line is, when two are the same, and what may be dropped."""

import pytest

from crawler.article.text.lines import key, keyed, title_key, without
from crawler.model import Block

PROMO = "Rijd jij liever elektrisch? Bekijk hier ons aanbod van gebruikte auto's."
STORY = "De nieuwe Renault komt in het voorjaar naar Nederland, zegt de importeur, en hij wordt duurder dan verwacht."
MORE = (
    "Een versie met een grotere accu volgt een jaar later; wat die kost is nog niet bekend, maar goedkoop is hij niet."
)


def blocks(*texts: str) -> tuple[Block, ...]:
    """`p:text` or a text, which is a paragraph."""
    kinds = ("p:", "h:", "li:", "quote:", "table:", "caption:")
    return tuple(Block(*text.split(":", 1)) if text.startswith(kinds) else Block("p", text) for text in texts)


@pytest.mark.parametrize(
    ("one", "other", "are_same"),
    [
        ("Bekijk hier ons aanbod", "BEKIJK  hier: ons aanbod!", True),
        ("Bekijk hier ons aanbod", "Bekijk daar ons aanbod", False),
        ("Nog 12 dagen korting op ons blad en de app", "Nog 3 dagen korting op ons blad en de app", True),
        ("Al 12.345 lezers gingen je voor, lees ook mee", "Al 9.800 lezers gingen je voor, lees ook mee", True),
        ("Topsnelheid: 150 km/h", "Topsnelheid: 180 km/h", False),  # the number is what it says
        ("0-60 mph in 5.2 seconds, top speed 155 mph", "0-60 mph in 4.1 seconds, top speed 180 mph", False),
        (
            "De gecombineerde actieradius bedraagt volgens de fabrikant 410 kilometer.",
            "De gecombineerde actieradius bedraagt volgens de fabrikant 430 kilometer.",
            False,
        ),
        (
            "De nieuwe auto is vanaf nu bij de dealer te bestellen voor 39.990 euro.",
            "De nieuwe auto is vanaf nu bij de dealer te bestellen voor 41.990 euro.",
            False,
        ),
        (
            "The new estate car goes on sale today and starts at £25,000 in the UK",
            "The new estate car goes on sale today and starts at £31,000 in the UK",
            False,
        ),
        ("Straße und Auto", "STRASSE UND AUTO", True),
        ("Le café d'à côté", "Le cafe d'a cote", False),
    ],
)
def test_lines_are_the_same_but_for_case_signs_and_numbers(one: str, other: str, are_same: bool) -> None:
    assert are_same == (key(one) == key(other))


@pytest.mark.parametrize(
    ("text", "is_line"),
    [
        ("Our ruling", False),
        ("Ons oordeel: koop", True),
        ("woord " * 60, True),
        ("woord " * 61, False),
        ("a b " + "c" * 200_000, False),
        ("", False),
        ("— … !", False),
    ],
)
def test_a_line_has_three_to_sixty_words(text: str, is_line: bool) -> None:
    assert is_line == (key(text) is not None)


def test_titles_of_any_length_are_compared() -> None:
    assert title_key("Test!") == title_key("test")
    assert title_key("Test 1") != title_key("Test 2")


def test_tables_and_quotes_are_no_lines_and_a_line_counts_once() -> None:
    found = keyed(blocks(STORY, f"table:{PROMO}", f"quote:{PROMO}", f"li:{MORE}", f"h:{MORE}"))

    assert {key(STORY): STORY, key(MORE): MORE} == found


@pytest.mark.parametrize(
    ("texts", "left"),
    [
        ((STORY, PROMO, MORE), (STORY, MORE)),  # wherever it stands
        ((PROMO, STORY, f"li:{PROMO}", MORE, f"caption:{PROMO}"), (STORY, MORE)),
        ((STORY, f"quote:{PROMO}", f"table:{PROMO}"), (STORY, f"quote:{PROMO}", f"table:{PROMO}")),
        ((STORY, MORE, "h:Zelf rijden", PROMO), (STORY, MORE)),  # the head that stood over it
        ((STORY, "h:Zelf rijden", PROMO, MORE), (STORY, "h:Zelf rijden", MORE)),
        ((PROMO,), (PROMO,)),  # nothing would be left
        (("Kort nieuws vandaag.", PROMO), ("Kort nieuws vandaag.", PROMO)),  # or too little
        ((STORY, MORE), (STORY, MORE)),
        ((), ()),
    ],
)
def test_what_is_dropped(texts: tuple[str, ...], left: tuple[str, ...]) -> None:
    assert blocks(*left) == without(blocks(*texts), {key(PROMO) or ""})


def test_a_story_told_again_is_no_clutter() -> None:
    told = blocks(STORY, MORE, "Vandaag meldt de fabrikant dat het niet doorgaat.")

    assert told is without(told, {key(STORY) or "", key(MORE) or ""})


def test_a_sub_head_in_the_midst_of_a_test_drive_is_not_clutter() -> None:
    head = "Prijzen en uitvoeringen per model"
    told = blocks(STORY, MORE, STORY, f"h:{head}", MORE, STORY, MORE, STORY)
    last = blocks(STORY, MORE, STORY, MORE, f"h:{head}")

    assert told == without(told, {key(head)})
    assert last[:-1] == without(last, {key(head)})

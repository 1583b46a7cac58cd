"""What stands at the top and at the end of an article and is no part of it; the same words in its midst stay."""

import pytest

from crawler.article.text.edges import pays, trimmed
from crawler.model import Block

STORY = tuple(
    Block("p", f"Zin {word} van het verhaal over de nieuwe auto.") for word in ("een", "twee", "drie", "vier")
)
LONG = STORY * 4
AUTHORS = ("Jan de Vries", "Anna Smit")


def read(blocks: tuple[Block, ...], title: str = "Renault 5 rijdt verder") -> tuple[Block, ...]:
    return trimmed(blocks, title, AUTHORS)


@pytest.mark.parametrize(
    "line",
    [
        "Bron: ANP",
        "Quelle: ntv.de",
        "SOURCE: News agencies",
        "(Reporting by Ann Jones, editing by Tom Lee.)",
        "Fox News' Ann Jones contributed to this report.",
        "mit dpa",
        "(ANP)",
        "Tags: Renault, elektrisch, test",
        "Schlagwörter: Elektroauto",
        "Heb je een tip? Mail de redactie.",
        "Volg onze verslaggever op @jandevries.",
        "Email Ann Jones at ann@paper.example.",
        "Jan de Vries",
        "Anna Smit schrijft over auto's en vervoer.",
        "© 2025 Asfaltpost",
        "Copyright Asfaltpost. Alle rechten voorbehouden.",
        "19 november 2025",
    ],
)
def test_at_the_end_it_goes_and_in_the_midst_it_stays(line):
    block = Block("p", line)

    assert LONG == read((*LONG, block))
    assert (*LONG, block, *LONG) == read((*LONG, block, *LONG))


@pytest.mark.parametrize(
    "line",
    [
        "Door Marie-Claire ter Braak - 12 november 2025",
        "Von Anna von der Heide und Jan ten Brink",
        "Door Jan de Vries",
        "Anna Smit",
        "19 november 2025, 08:30",
        "Leestijd: 3 minuten",
        "Tempo de leitura: 2 minutos",
    ],
)
def test_at_the_top_it_goes(line):
    assert LONG == read((Block("p", line), *LONG))


@pytest.mark.parametrize(
    "line",
    [
        "Bronnen bij de fabriek zeggen dat de productie in maart begint.",
        "De quelle van het probleem is nog niet gevonden.",
        "Jan de Vries, de baas van Renault Nederland, noemt het een doorbraak.",
        "Het mailadres van de dealer was verkeerd, zegt de klant.",
        "Sources say that the factory closes.",
        "Met Reuters was niets afgesproken, zegt de woordvoerder.",
        "De tags waren nog niet gedrukt.",
        "Sources close to the company say the plant will be closed by the end of 2027.",
        "Agencies for road safety welcomed the move by the government on Monday.",
        "Source code for the autopilot was copied by the engineer, the court heard.",
        "Sources: the factory in the north could be sold by spring next year.",
        "In a post on Twitter, Musk said Tesla could reach two million deliveries this year.",
        "Auf Instagram schreiben Fans, dass ihnen das alte Modell besser gefiel.",
        "Betroffene Halter erreichen den Hersteller unter rueckruf@opel.example.",
        "Copyright infringement is what Ferrari accuses the tuner of, says the court.",
        "Marktintroductie: 15 maart 2026",
        "Premiere: 12 januari 2026",
    ],
)
def test_a_sentence_at_the_end_stays(line):
    assert (*LONG, Block("p", line)) == read((*LONG, Block("p", line)))


def test_the_headline_with_its_kicker_glued_on_is_an_echo():
    assert LONG == read((Block("h", "TestRenault 5 rijdt verder"), *LONG))


def test_a_head_at_the_end_has_no_text():
    assert LONG == read((*LONG, Block("h", "Meer nieuws")))


def test_tables_are_never_touched():
    table = Block("table", "Bron: | ANP\nTags: | Renault")

    assert (*LONG, table) == read((*LONG, table))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("We may earn a commission when you buy through our links.", True),
        ("Dit artikel bevat affiliate-links.", True),
        ("Wir erhalten eine Provision, wenn Sie über unsere Links kaufen.", True),
        ("Als u via deze link koopt, krijgen wij een kleine commissie.", True),
        ("The European Commission will receive the final proposal in March.", False),
        ("Het voorstel van de Europese Commissie bevat een uitzondering voor auto's op e-fuels.", False),
        ("De Europese Commissie wil dat autofabrikanten drie jaar extra krijgen.", False),
        ("Verkäufer erhalten ab März eine höhere Provision.", False),
        ("Dealers earn a smaller commission on every electric car.", False),
        ("The dealer's commission was 300 euros.", False),
        ("De provincie ontvangt subsidie.", False),
    ],
)
def test_who_earns_by_links_says_so(line, expected):
    assert expected == pays(line)


def test_the_dates_of_a_list_or_a_chronology_are_the_story():
    agenda = tuple(
        Block("li", day) for day in ("Brussel, 9 januari 2026", "Genève, 2 maart 2026", "Parijs, 1 mei 2026")
    )
    heads = (Block("h", "1 januari 2026"), STORY[0], Block("h", "1 juli 2026"), STORY[1])

    assert (*LONG, *agenda) == read((*LONG, *agenda))
    assert (*STORY[:2], *heads) == read((*STORY[:2], *heads))


def test_a_clock_within_a_live_blog_stays():
    posts = (Block("p", STORY[0].text * 2), Block("p", "15:10 uur"), STORY[1])

    assert posts == read(posts)

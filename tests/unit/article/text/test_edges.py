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
        "Reporting by Ann Jones in Washington and Tom de Lee in Paris; Editing by Kim O'Neill",
        "With additional reporting by the Associated Press.",
        "Source: company press release",
        "Bron: ANP/Belga, De Tijd",
        "Categorie: Nieuws, Elektrisch",
        "Contact: persdienst@kolibri.example",
        "Do you have news for our desk? Mail tips@paper.example.",
        "Follow Ann Jones on Twitter.",
        "Volg ons op YouTube voor meer.",
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
        "Vanaf 3 februari 2026 te koop",
        "Ab 3. Februar 2026 bestellbar",
        "Available from 3 February 2026",
        "Leverbaar sinds 3 februari 2026",
    ],
)
def test_a_day_on_which_something_begins_is_no_dateline(line):
    assert (Block("p", line), *LONG) == read((Block("p", line), *LONG))


@pytest.mark.parametrize("line", ["Amsterdam, 3 februari 2026", "Nieuws 3 februari 2026", "Gent – 3 februari 2026"])
def test_a_dateline_goes_at_the_top(line):
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
        "Heb je een Kolibri uit 2019? Mail dan naar terugroep@kolibri.example met het kenteken.",
        "Owners can stop driving. Email recall@kolibri.example with the number of the car.",
        "Contact Kolibri at recall@maker.example before you drive.",
        "Do you own one? The maker answers at @kolibricares.",
        "Volg vanaf 8 december de onthulling live op YouTube, om 20.00 uur.",
        "Follow the race on YouTube from 8 pm.",
        "Folgen Sie der Premiere der Kolibri auf YouTube.",
        "Folgen Sie Vos nicht, sagt sie auf Instagram.",
        "Folgen wird ein Modell, das Kunden auf Instagram gezeigt wurde.",
        "Writing by hand is what Vos does.",
        "With reporting by Reuters it became clear that the plant closes.",
        "Editing by the driver is not possible.",
        "Bron: de Leie, waar het bedrijf ontstond.",
        "Source: the river that gave the make its name.",
        "Categorie: B-segment",
        "Kategorie: Kleinwagen",
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
        ("Car Paper may earn a commission from the links on this page.", True),
        ("(*) Affiliate links", True),
        ("Dieser Artikel enthält Affiliate-Links.", True),
        ("Cet article contient des liens : nous touchons une commission.", True),
        ('Links marked with "*" are affiliate links.', True),
        ("Wenn du über einen Link kaufst, erhält Autoblad eine Provision.", True),
        ("Recibimos una comisión por cada enlace.", True),
        ("As an Amazon affiliate we earn from qualifying purchases.", True),
        ("The European Commission wants large companies to buy only electric cars from 2030.", False),
        ("The European Commission and its partners agreed on Wednesday to delay the rules for vans.", False),
        ("De Europese Commissie wil dat bedrijven vanaf 2030 alleen nog elektrische auto's kopen.", False),
        ("Dealers earn a commission on every car that customers buy online.", False),
        ("Händler bekommen künftig eine feste Provision, wenn Kunden im Netz kaufen.", False),
        ("La Commission européenne veut encadrer l'achat d'électricité ; le lien est clair.", False),
        ("Tesla may offer an affiliate scheme to owners, it said.", False),
        ("“We earn a commission when customers buy online,” the dealer said.", False),
        ("We earn a commission on each car that people buy, said the dealer.", False),
        ("Kolibri stopt met affiliate-links voor eigenaren die een vriend aanbrengen.", False),
        ("We get fewer cars to buy since the Commission made its rules stricter.", False),
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

"""Blocks as extracted -> blocks without clutter; what may be a sentence of the story stays."""

import pytest
from lxml.html import document_fromstring

from crawler.article.facts import metadata
from crawler.article.text import body, clean
from crawler.model import Block

STORY = (
    Block("p", "De eerste zin van het verhaal over de nieuwe auto van Renault."),
    Block("p", "De tweede zin van het verhaal over de nieuwe auto van Renault."),
)
TITLE = "Renault 5 rijdt verder dan beloofd"

CLUTTER = [
    # language, kind, line
    ("nl", "p", "Artikel gaat verder na de advertentie"),
    ("nl", "p", "Gerelateerd nieuws"),
    ("nl", "p", "Volg Autonieuws op WhatsApp en mis niets"),
    ("de", "p", "Hier geht's zur Bildergalerie"),
    ("de", "p", "Jetzt bei WhatsApp folgen"),
    ("en", "p", "Most popular"),
    ("nl", "p", "Deel dit: Share App Mail Tweet"),
    ("nl", "p", "date 2025-11-19 Deel dit: Share App Mail Tweet"),
    ("nl", "p", "Deel dit artikel via WhatsApp, Facebook of X"),
    ("nl", "p", "Facebook Twitter LinkedIn WhatsApp"),
    ("nl", "p", "Lees ook: Dit zijn de goedkoopste elektrische auto's"),
    ("nl", "p", "LEES OOK – Test: Kia EV3"),
    ("nl", "h", "Lees verder onder de advertentie"),
    ("nl", "p", "Advertentie"),
    ("nl", "p", "Meld je aan voor onze nieuwsbrief en mis niets!"),
    ("nl", "p", "Foto: Renault"),
    ("nl", "caption", "Beeld: ANP / Jan Smit"),
    ("nl", "p", "https://krant.example/renault-5"),
    ("nl", "p", "redactie@krant.example"),
    ("nl", "p", "Volg ons op Instagram"),
    ("nl", "p", "12 reacties"),
    ("de", "p", "5 Kommentare"),
    ("de", "p", "Artikel teilen"),
    ("de", "p", "Mehr zum Thema"),
    ("de", "p", "Lesen Sie auch: So weit fährt der Renault"),
    ("de", "p", "Newsletter kostenlos abonnieren"),
    ("de", "p", "Externer Inhalt nicht verfügbar"),
    ("en", "p", "MORE: Renault cuts prices"),
    ("en", "p", "Share this on Facebook"),
    ("en", "p", "Noel Celis/AFP via Getty Images"),
    ("en", "p", "© 2025 The Paper. All rights reserved."),
    ("fr", "p", "Partager sur Facebook"),
    ("fr", "p", "À lire aussi : la Renault 5 à l'essai"),
    ("es", "p", "Lee también: prueba del Renault 5"),
    ("it", "p", "Leggi anche: la prova della Renault 5"),
    ("nl", "p", "Reageer op dit artikel"),
    ("nl", "p", "Tekst gaat verder onder de foto"),
    ("nl", "p", "Tekst & foto's: Jan de Vries"),
    ("nl", "p", "–– EINDE PERSBERICHT ––"),
    ("de", "p", "Kommentare (12)"),
    ("de", "p", "Folgen Sie uns auf Google News"),
    ("de", "p", "Text und Fotos: Max Mustermann"),
    ("en", "p", "Article continues below"),
    ("en", "p", "Your browser does not support the video tag."),
    ("en", "p", "Subscribe to our YouTube channel!"),
    ("fr", "p", "Suivez l'actualité auto sur Google News"),
    ("nl", "p", "Tekst gaat verder onder de advertentie."),
    ("nl", "p", "Lees verder onder de foto"),
    ("fr", "p", "La suite de votre contenu après cette annonce"),
    ("de", "p", "Der Artikel geht nach der Anzeige weiter"),
    ("nl", "p", "Volg ons!"),
    ("nl", "p", "Volg ons ook op social media."),
    ("en", "p", "Follow us on Twitter and Facebook for more."),
    ("en", "p", "Get the latest stories straight to your inbox"),
    ("nl", "p", "Schrijf je in voor onze nieuwsbrief, dan mis je geen enkele test."),
    ("nl", "p", "Foto: De Telegraaf"),
    ("nl", "p", "Foto: archief"),
    ("nl", "p", "Foto's: Volkswagen AG, Audi AG en Jan van der Meer"),
    ("en", "p", "Photo: courtesy of Ford"),
    ("en", "p", "Photos: Michael Simari / Car and Driver"),
    ("de", "p", "Bild: picture alliance/dpa"),
    ("de", "p", "Foto: dahancoo / Pixabay (Symbolbild)"),
    ("de", "p", "Quelle: IMAGO"),
    (None, "p", "Deel dit: Share App Mail Tweet"),
    ("xx", "p", "Mehr zum Thema"),
]

STAYS = [
    ("nl", "p", "Lees ook goed de kleine lettertjes voordat u tekent bij de dealer."),
    ("nl", "p", "Bekijk ook altijd de onderhoudshistorie voordat je een tweedehands auto koopt."),
    ("nl", "p", "Zie ook: de nieuwe wet verbiedt het gebruik van de telefoon op de fiets."),
    ("nl", "p", "Het voorstel van de Europese Commissie bevat een uitzondering voor auto's op e-fuels."),
    ("nl", "h", "Tesla werkt aan zijn imago"),
    ("nl", "h", "Deel 2"),
    ("nl", "h", "Reacties"),
    ("nl", "h", "Video: zo rijdt de nieuwe Golf GTI"),
    ("en", "p", "Read also the small print before you sign for a lease car."),
    ("en", "p", "Related: the recall also covers 4,000 vans that were built in Turkey."),
    ("en", "p", "Function over form is the motto of the new Dacia Duster."),
    ("en", "p", "Owners receive a newsletter of the authority with every recall of their make."),
    ("en", "p", "Subscribers of the YouTube channel saw the car first, the maker said on Monday."),
    ("en", "p", "The browser can now play video in the new infotainment system of the car."),
    ("en", "p", "Your browser can now play video in the infotainment system of the car."),
    ("en", "p", "Follow us on the road from Oslo to Nordkapp in an electric van."),
    ("en", "h", "Comments"),
    ("de", "p", "Kunden können sich kostenlos im Newsletter der Behörde informieren."),
    ("de", "h", "Zur Person"),
    ("nl", "p", "Deel dit met je buurman, zei hij."),
    ("nl", "p", "Facebook en Twitter kopen auto's van Renault."),
    ("nl", "h", "Facebook"),
    ("nl", "p", "Lees je dit boek, dan weet je alles van Renault."),
    ("nl", "p", "Meer vermogen dan ooit"),
    ("nl", "p", "Foto: zo ziet de nieuwe Renault 5 eruit als hij straks bij de dealer staat."),
    ("nl", "p", "De nieuwsbrief van Renault bevat veel cijfers."),
    ("nl", "p", "Door de file kwam Jan te laat op zijn werk."),
    ("nl", "p", "Op 19 november 2025 onthulde Renault de auto."),
    ("nl", "li", "1.0 TCe: 91 pk"),
    ("nl", "p", "2025"),
    ("nl", "h", "Alliantie Renault-Nissan"),
    ("de", "p", "Mehr zum Thema Reichweite sagte der Sprecher nicht, aber der Preis steht fest."),
    ("en", "p", "More than 300 km of range"),
    ("en", "p", "Related companies own Renault."),
    ("en", "table", "Share | 20 %\nPrint | 3 %"),
    ("en", "p", "The car's browser does not support video while driving."),
    ("en", "p", "Google News was the first to say so."),
    ("en", "p", "Press contact between the tyre and the road matters."),
    ("de", "h", "Text und Bild"),
    ("de", "h", "Teilen?"),
    ("en", "p", "Video: the car does not brake for the dummy"),
    ("nl", "p", "Beeld: de camera kijkt 200 meter vooruit"),
    ("de", "p", "Bilder: Die Kamera schaut 200 Meter weit"),
    ("en", "p", "Image: Kolibri needs a new one"),
    ("nl", "p", "Foto's: die maakt de auto zelf"),
    ("en", "p", "Video: Kolibri shows off new estate"),
    ("fr", "p", "Vidéo : la Kolibri franchit un gué"),
    ("nl", "p", "Analyse: Tesla poetst zijn imago"),
    ("nl", "p", "Volg ons maar, riep de testrijder."),
    ("en", "p", "Follow us if you dare, she said."),
    ("nl", "p", "Schrijf je in voor de proefrit kan vanaf maandag, zegt het merk in zijn nieuwsbrief."),
    ("en", "p", "Sign up before May, says the maker in the newsletter that its owners receive."),
    ("nl", "p", "Lees verder onder de motorkap: daar ligt een driecilinder."),
    ("fr", "p", "La suite de votre voyage se calcule toute seule."),
    ("en", "p", "Story continues after the war, when the family builds its first van."),
    ("en", "p", "Your browser cannot play video while the car is moving, says the dashboard of the Kolibri."),
    ("en", "p", "Get the app, and it arrives in your inbox: the invoice for every charge of the month."),
    ("nl", "p", "Ontvang je de factuur niet in je inbox, dan staat die ook in de app."),
    ("nl", "p", "Volg vanaf 8 december de onthulling live op YouTube, om 20.00 uur."),
    ("en", "p", "Follow the race live on YouTube."),
    ("de", "p", "Folgen Sie der Premiere am 8. Dezember auf YouTube."),
    ("en", "p", "The European Commission wants large companies to buy only electric cars from 2030."),
    ("nl", "p", "Notes to editors, it said, were banned."),
]


@pytest.mark.parametrize(("language", "kind", "line"), CLUTTER)
def test_clutter_goes(language, kind, line):
    blocks = (STORY[0], Block(kind, line), STORY[1])

    assert STORY == clean.clean(blocks, TITLE, language)


@pytest.mark.parametrize(("language", "kind", "line"), STAYS)
def test_the_story_stays(language, kind, line):
    blocks = (*STORY, Block(kind, line), *STORY)

    assert blocks == clean.clean(blocks, TITLE, language, ("Jan de Vries",))


@pytest.mark.parametrize(
    "echo",
    [
        Block("h", "Renault 5 rijdt verder dan beloofd"),
        Block("p", "Renault 5 rijdt verder dan beloofd!"),
        Block("h", "Test Renault 5 rijdt verder dan beloofd"),
        Block("h", "Renault 5 rijdt veel verder dan eerder beloofd"),
    ],
)
def test_the_title_is_not_said_again(echo):
    assert STORY == clean.clean((echo, *STORY), TITLE, "nl")


def test_a_sub_head_that_repeats_words_of_the_title_stays():
    blocks = (STORY[0], Block("h", "Verder dan beloofd"), STORY[1])

    assert blocks == clean.clean(blocks, TITLE, "nl")


@pytest.mark.parametrize(
    "line",
    [
        "19 november 2025",
        "19-11-2025, 08:30 uur",
        "Gepubliceerd op 19-11-2025 om 08:30",
        "Door Jan de Vries",
        "Leestijd 3 min",
    ],
)
def test_dates_and_bylines_go_at_the_top(line):
    assert STORY * 5 == clean.clean((Block("p", line), *STORY * 5), TITLE, "nl")


def test_a_date_in_the_middle_stays():
    blocks = (*STORY * 5, Block("p", "19 november 2025"), *STORY * 5)

    assert blocks == clean.clean(blocks, TITLE, "nl")


def test_a_list_of_other_articles_goes_with_its_head():
    others = (Block("h", "Lees meer"), Block("li", "Kia EV3 getest"), Block("li", "Goedkoop elektrisch rijden"))

    assert STORY == clean.clean((STORY[0], *others, STORY[1]), TITLE, "nl")


def test_a_head_at_the_end_goes():
    assert STORY == clean.clean((*STORY, Block("h", "Reageer")), TITLE, "nl")


def test_nothing_in_nothing_out():
    assert () == clean.clean((), "", None)


# The shape of the page a poor scraper spoiled: date and share bar in one line, the headline again, sub-heads.
PAGE = """<html lang="nl"><head>
<title>Twee merken praten weer over samenwerking | Autoblad</title>
<meta property="og:site_name" content="Autoblad"></head><body><header><a href="/">Autoblad</a></header><main><article>
<div class="meta"><span>date 2025-11-19</span> <span>Deel dit:</span>
<a>Share</a> <a>App</a> <a>Mail</a> <a>Tweet</a></div>
<h1>Twee merken praten weer over samenwerking</h1>
<p>Twee autobouwers die al jaren ruzie hebben, zitten volgens ingewijden opnieuw met elkaar om de tafel. Het gaat om
gedeelde fabrieken en om een nieuwe kleine auto voor Europa.</p>
<h2>De alliantie</h2>
<p>De twee werken al een kwart eeuw samen, maar de liefde bekoelde toen de topman van het ene merk in het land van het
andere werd opgepakt. Sindsdien gingen de partners steeds vaker hun eigen weg, met eigen modellen en eigen motoren.</p>
<h2>Zwaar weer</h2>
<p>Het ene merk verkoopt te weinig auto's in Amerika en China en moet fabrieken sluiten. Het andere zoekt juist ruimte
om meer te bouwen, en heeft techniek voor kleine elektrische auto's in huis.</p>
<p>Lees ook: dit zijn de best verkochte auto's van het jaar</p>
<p>Een woordvoerder wil er niets over zeggen, maar ontkent de gesprekken ook niet. Voor het einde van het jaar
verwachten kenners een eerste aankondiging.</p></article></main></body></html>"""


def test_a_spoiled_page_comes_out_clean():
    tree = document_fromstring(PAGE)
    found = metadata.read(tree, "https://autoblad.example/nieuws/samenwerking")
    blocks = clean.clean(body.extract(tree, "https://autoblad.example/nieuws/samenwerking"), found.title, "nl")

    assert "Twee merken praten weer over samenwerking" == found.title
    assert ("2025-11-19", "text") in found.published
    assert ["p", "h", "p", "h", "p", "p"] == [block.kind for block in blocks]
    assert ["De alliantie", "Zwaar weer"] == [block.text for block in blocks if block.kind == "h"]
    assert blocks[0].text.startswith("Twee autobouwers")
    assert blocks[-1].text.endswith("aankondiging.")


def test_what_a_press_release_says_to_editors_goes_with_its_head():
    notes = (Block("p", "Noot voor de redactie (niet voor publicatie):"), Block("p", "Bel Jan de Vries, 0113-555 019."))

    assert STORY == clean.clean((*STORY, *notes), TITLE, "nl")


@pytest.mark.parametrize(
    "head",
    [
        "Note to editors",
        "NOTES TO EDITORS:",
        "Note to editors (not for publication)",
        "Noot voor de redactie – niet voor publicatie",
        "Perscontact: Jan de Vries, 0113-555 019",
    ],
)
def test_below_a_label_for_editors_the_release_has_ended(head):
    notes = (Block("p", head), Block("p", "Bel Jan de Vries, 0113-555 019."))

    assert STORY == clean.clean((*STORY, *notes), TITLE, "nl")


@pytest.mark.parametrize(
    "line",
    [
        "Notes to editors, it said, were banned.",
        "Note to editors – a phrase that the maker avoids – is gone as well.",
        "Press contact (between the teams) is forbidden on race days.",
    ],
)
def test_a_sentence_about_editors_ends_nothing(line):
    blocks = (*STORY, Block("p", line), *STORY)

    assert blocks == clean.clean(blocks, TITLE, "nl")


def test_the_box_about_the_author_goes_with_its_head_and_a_head_of_that_name_in_the_story_stays():
    box = (Block("h", "Over de auteur"), Block("p", "Jan Jansen schrijft sinds 2016 over auto's."))
    novel = (Block("h", "Over de auteur"), *STORY, *STORY, *STORY)

    assert STORY == clean.clean((*STORY, *box), TITLE, "nl")
    assert novel == clean.clean(novel, TITLE, "nl")

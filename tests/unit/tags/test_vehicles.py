"""Which names in an article mean a car, and by which rule."""

import pytest

from crawler.model import TagKind, Told
from crawler.tags import gazetteer, vehicles


def rules(text: str, title: str = "") -> dict[str, str]:
    """The ids found, each with its rule."""
    return {tag.slug: tag.rule for tag in vehicles.tags(Told(title, "", text))}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Audi baut um.", {"audi": "name"}),
        ("Der neue Seat Leon", {"seat": "with-its-model", "seat/leon": "make-before"}),
        ("De Model Y van Tesla", {"tesla": "name", "tesla/model-y": "make-behind"}),
        ("Nieuwe Tiguan gezien", {"volkswagen": "by-its-model", "volkswagen/tiguan": "own-name"}),
        ("Opel Astra, Corsa en meer", {"opel": "name", "opel/astra": "make-before", "opel/corsa": "in-list"}),
        ("DAF en Scania botsen", {"daf": "name", "scania": "name"}),
        ("Ferrari voor Lotus en Audi", {"ferrari": "name", "lotus": "in-list", "audi": "name"}),
        ("Jaguar bouwt elektrische auto's", {"jaguar": "context"}),
        ("Een zwarte Golf met kenteken uit Gent", {"volkswagen": "by-its-model", "volkswagen/golf": "context"}),
        ("De EX30 is een kleine auto", {"volvo": "by-its-model", "volvo/ex30": "among-cars"}),
    ],
)
def test_a_tag_says_what_made_it_certain(text, expected):
    assert expected == rules(text)


@pytest.mark.parametrize(
    "text",
    [
        "Louis Renault was born in Paris.",
        "Nikola Tesla en Henry Ford",
        "The novel by John M. Ford",
        "Die Porsche-Arena ist voll.",
        "Enzo-Ferrari-Straße gesperrt",
        "Osann Isofix Ferrari, 134 Euro",
        "Ein Magnet mit 3 Tesla",
        "Troops in jeeps",
        "Er kocht mit Gas in der Opelstraße.",
    ],
)
def test_persons_streets_units_and_things_are_no_makes(text):
    assert {} == rules(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Peugeot roept de 308 en de 3008 terug", {"peugeot", "peugeot/308", "peugeot/3008"}),
        ("Peugeot roept 308 auto's terug", {"peugeot"}),
        ("Peugeot: 208 km, 308.000 euro, € 508", {"peugeot"}),
        ("Renault 5 procent duurder", {"renault"}),
        ("BMW 700 extra banen", {"bmw"}),
        ("Fiat 500 000 voitures", {"fiat"}),
        ("Audi A3 knalt op vangrail van de A4 bij Schiphol", {"audi", "audi/a3"}),
        ("Audi zet in Q3 minder om", {"audi"}),
        ("Audi vernieuwt de Q3", {"audi", "audi/q3"}),
        ("In 2008 kwam de crisis, Peugeot overleefde", {"peugeot"}),
        ("Toyota GR86: 86 Stück", {"toyota", "toyota/gr86"}),
    ],
)
def test_a_number_is_a_model_only_where_it_can_be(text, found):
    assert found == set(rules(text))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("From Santa Fe to Tucson in a Hyundai Santa Fe", {"hyundai", "hyundai/santa-fe"}),
        ("Seat verkauft in Toledo und Ibiza weniger Autos", {"seat"}),
        ("Seat verkauft den Toledo nicht mehr", {"seat", "seat/toledo"}),
    ],
)
def test_a_place_is_a_place_behind_a_preposition(text, found):
    assert found == set(rules(text))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Alfa Romeo presents two cars. Giulia Quadrifoglio and Stelvio lead.",
            {"alfa-romeo/giulia", "alfa-romeo/stelvio"},
        ),
        ("Renault baut um. Zoe Intens ab 30.000 Euro.", {"renault/zoe"}),
        ("Opel: Corsa, Adam Rocks und Astra", {"opel/corsa", "opel/adam", "opel/astra"}),
        ("Opel: Corsa, Adam Müller und Astra", {"opel/corsa", "opel/astra"}),
        ("Nissan verliert Silvia Weber", set()),
    ],
)
def test_a_given_name_before_a_second_name_is_a_person_and_before_a_trim_a_car(text, found):
    assert found == {name for name in rules(text) if "/" in name}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Der Honda e Advance im Test", {"honda", "honda/e"}),
        ("Honda e Nissan trattano", {"honda", "nissan"}),
        ("Lancia y Fiat cierran un acuerdo sobre coches", {"lancia", "fiat"}),
    ],
)
def test_a_last_letter_before_another_make_is_an_and(text, found):
    assert found == set(rules(text))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ford builds a Sierra again", {"ford", "ford/sierra"}),
        ("Ford cerca ingegneri a Torino e a Milano", {"ford"}),
        ("Seat réunit les vendeurs à Altea", {"seat"}),
    ],
)
def test_a_place_behind_a_is_one_where_a_means_to(text, found):
    assert found == set(rules(text))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Tesla's taxis have crashed in Austin, Texas, where the carmaker lives. Austin is hot.", {"tesla"}),
        ("A driver from Lincoln, Nebraska, lost his car", set()),
        ("A rusty Austin, a car without an engine, found in a barn", {"austin"}),
        ("The Lincoln Navigator is shown. In Lincoln nobody drives one. Lincoln sells it.", {"lincoln"}),
        ("Ram Charan took his car home. Ram drove it himself.", set()),
        ("Ram brings back its V8 pickup", {"ram"}),
        ("Holden Caulfield stole a car", set()),
        ("The Dodge family moved to Ram Road", set()),
        ("Drivers dodge holes in the road. Dodge, weave and hope: cars suffer.", set()),
        ("Dodge recalls 20,000 vehicles", {"dodge"}),
        ("Mini crossover from Toyota: the mini car goes on", {"toyota"}),
    ],
)
def test_a_make_named_like_a_town_a_person_or_a_word_may_be_just_that(text, found):
    assert found == {name for name in rules(text) if "/" not in name}


@pytest.mark.parametrize(
    "text",
    [
        "Peugeot 504 emplois supprimés",
        "Renault 5 usines",
        "Renault 5 nouvelles usines",
        "Audi 100 engineers hired",
        "Citroën : DS 4 concessions ferment",
        "Peugeot plant 308 zusätzliche Stellen",
        "Audi's Q2 results were weak",
        "Lexus? Es war einmal.",
        "Op Ibiza is een Seat-dealer geopend",
        "Honda sponsort het Jazz Festival",
    ],
)
def test_beside_its_make_a_name_may_still_count_or_measure_or_mean_another_thing(text):
    assert [] == [name for name in rules(text) if "/" in name]


@pytest.mark.parametrize(
    ("text", "model"),
    [
        ("Elle roulait en C3 sans permis", "citroen/c3"),
        ("Il était au volant d'une 208 volée", "peugeot/208"),
        ("De man reed in een A3 zonder kenteken", "audi/a3"),
        ("Er fuhr einen A6 gegen die Leitplanke", "audi/a6"),
        ("She drove a Focus into the river", "ford/focus"),
        ("He drove a hard bargain on the A4", None),
        ("She drove a 500 mile detour", None),
    ],
)
def test_what_somebody_drives_is_a_car(text, model):
    assert model == next((name for name, rule in rules(text).items() if rule == "driven"), None)


def test_a_stolen_car_and_the_make_of_a_tuner_are_known():
    assert "renault/scenic" in rules("Un Scénic volé retrouvé à Lyon")
    assert "mercedes-benz/amg-gt" in rules("Mercedes-AMG GT XX rijdt een etmaal lang")


def test_small_letters_count_where_all_is_small():
    assert {"bmw", "bmw/x3"} == set(rules("bmw x3 gets a cheaper engine"))
    assert {} == rules("Much audi and a golf, said He.")


def test_capitals_prove_nothing_where_all_is_capitals():
    assert {"volkswagen", "volkswagen/golf"} == set(rules("Volkswagen rekent door.", title="GOLF WORDT DUURDER"))
    assert {} == rules("Tiger Woods wins.", title="GOLF STAR CRASHES HIS CAR AGAIN")


def test_the_longest_name_wins():
    found = set(rules("Land Rover: Range Rover Sport"))

    assert {"land-rover", "land-rover/range-rover-sport"} == found


def test_a_model_of_two_makes_is_the_one_that_is_named():
    assert "vauxhall/corsa" in rules("The Corsa is Vauxhall's best seller.")
    assert "opel/corsa" in rules("Een oude Corsa met lekke band en verlopen apk")
    assert "cupra/leon" in rules("Cupra Leon")


def test_a_model_of_two_makes_is_the_one_found_already():
    found = rules("De Duster kost 22.000 euro.", title="Dacia Duster, Renault Captur en Kia Stonic vergeleken")

    assert "dacia/duster" in found
    assert "renault/duster" not in found


def test_a_name_ends_with_its_line_unless_the_line_is_broken_in_it():
    assert rules("Puma steigt.", title="Börse: Ford").get("ford/puma") != "make-before"
    assert "make-before" == rules("een Alfa\nRomeo Giulia")["alfa-romeo/giulia"]


def test_a_wave_of_something_at_a_makers_is_no_car():
    assert {"ford"} == set(rules("", title="Golf van ontslagen bij Ford"))


@pytest.mark.parametrize(
    "text",
    ["Volkswagen's first ID.3", "Die Marke Smart wächst", "Fiat schrapt banen", "Lotus schließt sein Werk in Hethel"],
)
def test_words_of_trade_prove_a_maker(text):
    assert rules(text)


def test_mentions_title_and_score_say_how_much_it_is_about():
    told = Told("Golf duurder", "De VW Golf kost meer.", "Volkswagen verhoogt. De Golf en de Polo. Ook Skoda wacht.")
    found = {tag.slug: tag for tag in vehicles.tags(told)}

    assert (3, True) == (found["volkswagen/golf"].mentions, found["volkswagen/golf"].in_title)
    assert (1, False) == (found["volkswagen/polo"].mentions, found["volkswagen/polo"].in_title)
    assert 5 == found["volkswagen"].mentions  # VW, Volkswagen, and Golf, Golf, Polo that stand without it
    assert 1 > found["volkswagen/golf"].score > found["volkswagen/polo"].score > 0


def test_makes_come_first_and_every_model_brings_its_make():
    found = vehicles.tags(Told("", "", "Tiguan, Qashqai en T-Roc: SUV's van VW en Nissan"))
    kinds = [tag.kind for tag in found]

    assert sorted(kinds, key=lambda kind: kind is TagKind.MODEL) == kinds
    assert {tag.slug.partition("/")[0] for tag in found if tag.kind is TagKind.MODEL} <= {
        tag.slug for tag in found if tag.kind is TagKind.MAKE
    }


def test_a_reading_tells_where_each_name_stands():
    reading = vehicles.read(Told("Tesla", "", "De Tesla Model 3"))

    assert [("Tesla", "tesla", None), ("Tesla", "tesla", None), ("Model 3", "tesla", "tesla/model-3")] == [
        (reading.text[one.start : one.end], one.make, one.model) for one in reading.named
    ]
    assert "Tesla" == reading.text[: reading.title_end]


def test_a_very_long_text_is_read_to_its_limit():
    reading = vehicles.read(Told("", "", "x " * vehicles.READ_CHARS + "Audi"))

    assert vehicles.READ_CHARS == len(reading.text)
    assert () == reading.named


@pytest.mark.parametrize("text", ["", " ", "\n\n", "Audi", "Ford Ford", "'s Golf", "-Mini-", "#1", "€500 Fiat 500 €"])
def test_any_text_is_read(text):
    known = {one.slug for one in (*gazetteer.makes(), *gazetteer.models())}

    assert {tag.slug for tag in vehicles.tags(Told(text, text, text))} <= known

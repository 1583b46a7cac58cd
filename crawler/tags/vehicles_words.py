"""Words around the name of a car that prove it one, or prove the contrary. Folded: small letters, no accents."""

# Within eight words of an ambiguous name: it is a car, or its maker. nl, de, en, fr, it, es.
CONTEXT = frozenset({
    "4x4", "achterbank", "achterwielaandrijving", "actieradius", "all-wheel", "allrad", "allradantrieb", "apk",
    "auto", "autobauer", "autobauers", "autobouwer", "autodealer", "autofabrikant", "autofahrer", "autohandler",
    "autohaus", "autohersteller", "automaker", "automakers", "automerk", "automobiel", "automobielen", "automobile",
    "automobiles", "automobilist", "automobiliste", "automobilisten", "autonomie", "autorijder", "autos",
    "autosport", "bagagliaio", "baureihe", "bedrijfswagen", "beifahrer", "benzina", "benzine", "berlina", "berline",
    "bestelauto", "bestelbus", "bestelwagen", "bestuurder", "bestuurders", "bhp", "bijtelling", "bolide", "bonnet",
    "botsing", "botst", "botste", "bpm", "bumper", "cabrio", "cabriolet", "camion", "camions", "car", "carmaker",
    "carmakers", "carrosserie", "cars", "casa-automobilistica", "chassis", "cilinder", "cilinders", "citadine",
    "coche", "coches", "concept-car", "conceptcar", "concesionario", "concession", "concessionnaire", "conducteur",
    "conducteurs", "conductor", "conductrice", "constructeur", "constructeurs", "convertible", "coupe", "coureur",
    "coureurs", "crasht", "crashte", "crossover", "cylindres", "dauertest", "dealerschap", "dealership",
    "dealerships", "decapotable", "dieplader", "diesel", "drivetrain", "driving", "e-auto", "e-autos", "ecurie",
    "electrico", "electricos", "electrified", "electrique", "electriques", "elektroauto", "elektroautos",
    "elettrica", "elettriche", "erlkonig", "escuderia", "essai", "estate", "ev", "evs", "facelift", "fahrbericht",
    "fahrer", "fahrerin", "fahrzeug", "fahrzeuge", "felgen", "formule-1", "four-wheel", "front-wheel",
    "fuoristrada", "gasolina", "gearbox", "gebrauchtwagen", "gecrasht", "gelandewagen", "gestohlene", "gestohlener",
    "getriebe", "gezinsauto", "hatch", "hatchback", "heckklappe", "hibrido", "horsepower", "hubraum", "hybride",
    "hybrides", "hypercar", "ibrida", "ibrido", "immatricolazioni", "immatriculations", "insassen", "inzittenden",
    "kenteken", "kleinwagen", "knalde", "knalt", "kofferbak", "kofferraum", "kollidiert", "kombi", "kompaktwagen",
    "kracht", "krachte", "kw", "kwh", "laadpaal", "ladeleistung", "ladestation", "leaseauto", "lenkerin",
    "lieferwagen", "limo", "limousine", "listino", "litre", "lkw", "macchina", "macchine", "maletero",
    "matriculaciones", "microhibrido", "mileage", "minicar", "minivan", "mittelklasse", "model-year", "modelljahr",
    "monospace", "motorhaube", "motorist", "motorists", "motorkap", "motorsport", "mpg", "mph", "mpv", "nascar",
    "neuwagen", "neuzulassungen", "oberklasse", "occasion", "occasions", "odometer", "off-roader", "oldtimer",
    "personenauto", "petrol", "pick-up", "pickup", "pickups", "pk", "pkw", "plug-in", "powertrain", "prallt",
    "prallte", "raceteam", "ramde", "rammt", "rammte", "ramt", "rear-wheel", "registrations", "reichweite",
    "rennfahrer", "rennstall", "restomod", "restylee", "richiamo", "rijbewijs", "rijimpressie", "rijtest",
    "roadster", "robotaxi", "robotaxis", "roulait", "roule", "ruckruf", "ruckrufe", "saloon", "scuderia", "sedan",
    "showroom", "snelladen", "sportwagen", "stadsauto", "stationwagen", "stationwagon", "supercar", "supercars",
    "suv", "suvs", "tailgate", "terreinwagen", "teruggeroepen", "terugroepactie", "test-drive", "testrijder",
    "todoterreno", "total-loss", "trekhaak", "tuner", "turbodiesel", "typegoedkeuring", "unfall", "unfallwagen",
    "utilitaire", "utilitaires", "utilitaria", "v10", "v12", "v6", "v8", "vangrail", "vehicle", "vehicles",
    "vehicule", "vehiculo", "vehiculos", "verbrenner", "versnellingsbak", "vettura", "vetture",
    "vierwielaandrijving", "voertuig", "voertuigen", "voiture", "voitures", "vole", "volee", "volees", "voles",
    "voorwielaandrijving", "vrachtauto", "vrachtwagen", "vrachtwagens", "wagen", "wagens", "wegligging",
    "wheelbase", "windscreen", "windshield", "youngtimer", "zulassungen",
})  # fmt: skip

# The same, at the end of a longer word.
CONTEXT_ENDS = (
    "auto", "autos", "wagen", "wagens", "fahrzeug", "fahrzeuge", "fahrzeugen", "fahrer", "rijder", "rijders",
    "motor", "motoren", "bestuurder", "dealer", "dealers", "fabrikant", "hersteller", "bouwer", "antrieb",
    "aandrijving", "zylinder", "cilinder", "leasing", "wheeler",
)  # fmt: skip

# The same, of more than one word.
CONTEXT_PHRASES = (
    "concept car", "total loss", "test drive", "company car", "formule 1", "formel 1", "formula 1", "formula one",
    "roule en", "roulait en", "km/u", "km/h", "reed in", "rijdt in", "zero emission", "plug-in",
    "auto van het jaar", "auto des jahres",
)  # fmt: skip

# The same, where it is a maker; too common to prove a car.
MAKER_CONTEXT = frozenset({
    "aandeel", "aandelen", "absatz", "aktie", "aktien", "arbeiders", "arbeiter", "banen", "batterie", "baureihen",
    "baut", "boss", "bouwt", "brand", "brands", "builds", "chauffeur", "concept", "crashed", "crashes", "dealer",
    "dealernetwerk", "dealers", "dealership", "dipendenti", "driver", "drivers", "electric", "elektrische",
    "engine", "engines", "fabbrica", "fabrica", "fabriek", "fabrieken", "factories", "factory", "fahrt", "formula",
    "fuhr", "gamma", "gestohlen", "handlernetz", "huelga", "importeur", "importeurs", "jobs", "lavoratori",
    "leasing", "lenker", "lineup", "lorries", "lorry", "marca", "marke", "marken", "marktaandeel", "marktanteil",
    "marque", "marques", "medewerkers", "merk", "merken", "mitarbeiter", "modeles", "modell", "modelle", "modellen",
    "moteur", "moteurs", "motor", "motore", "motoren", "motores", "motori", "nm", "operai", "ouvriers", "parked",
    "pilot", "pilota", "pilote", "piloto", "plant", "podium", "pole", "produceert", "produceren", "productie",
    "production", "produktion", "produziert", "prototype", "ps", "qualifying", "racer", "racing", "rally", "recall",
    "recalled", "recalls", "reed", "rennen", "rijdt", "salaries", "sales", "sciopero", "sells", "showrooms", "sold",
    "stabilimento", "steering", "stellen", "stromer", "torque", "trabajadores", "transporter", "truck", "trucks",
    "usine", "usines", "vans", "vendite", "ventas", "ventes", "verkaufe", "verkaufen", "verkauft", "verkoop",
    "verkoopt", "verkopen", "werk", "werknemers", "werkstatt", "workers",
})  # fmt: skip

MAKER_ENDS = (
    "fabriek", "fabrieken", "werk", "produktion", "productie", "zentrale", "dealers", "handler", "aktie",
)  # fmt: skip

# Directly before or behind a make.
BRANDS = frozenset({
    "automarke", "automerk", "brand", "marca", "marke", "marque", "merk",
})  # fmt: skip

# Behind the hyphen of a compound: "Golf-rijder" is one, "Polo-Shirt" is none.
COMPOUNDS = frozenset({
    "aandeel", "absatz", "aktie", "aktien", "autohaus", "baas", "besitzer", "bestuurder", "bestuurders", "boss",
    "built", "bumper", "ceo", "chef", "chefin", "club", "concern", "dealer", "dealers", "dealership", "driver",
    "drivers", "eigenaar", "eigenaars", "eigenaren", "engined", "fabriek", "fabrieken", "fahrer", "fahrerin",
    "fahrern", "fahrers", "fan", "fans", "garage", "halter", "handler", "handlern", "importeur", "konzern",
    "konzerns", "maker", "model", "modell", "modelle", "modellen", "motor", "motoren", "mutter", "niederlassung",
    "occasion", "owner", "owners", "plant", "plug-in", "powered", "productie", "produktion", "rijder", "rijders",
    "rijdster", "tochter", "topman", "treffen", "verkoop", "werk", "werke", "werken",
})  # fmt: skip

# Directly behind the name of a make: the thing is named after it, and no car.
THINGS = frozenset({
    "airport", "allee", "arena", "avenue", "biathlon", "boulevard", "bridge", "broek", "building", "child",
    "cologne", "concert", "concours", "cup-winnaar", "deodorant", "electric-shaver", "festival", "foundation",
    "golf-turnier", "heavy", "hill", "hospital", "ibu", "island", "jeans", "kindersitz", "kindersitze",
    "kinderstoel", "kinderzitje", "kliniek", "klinik", "lane", "marathon", "museum", "music", "parfum", "platz",
    "plein", "road", "rue", "shaver", "shirt", "sneaker", "sneakers", "square", "stade", "stadion", "stadium",
    "steel", "stichting", "stiftung", "straat", "strasse", "street", "tennis", "theater", "theatre", "toernooi",
    "tower", "turnier", "weg", "weltcup", "wereldbeker", "world-cup", "worldcup",
})  # fmt: skip

# Up to two words before it: a seat for children in the colours of a maker.
THINGS_AHEAD = frozenset({
    "autostoeltje", "babyschale", "isofix", "kindersitz", "kinderzitje", "siege-auto",
})  # fmt: skip

# Words that may stand between a make and its model.
BETWEEN = frozenset({
    "all-new", "alte", "alten", "amg", "ancienne", "car", "cars", "classic", "compacte", "das", "de", "der", "die",
    "eerste", "el", "electric", "electrico", "elektrische", "elektrischen", "elektrischer", "elettrica",
    "facelifted", "future", "gazoo", "gebrauchte", "gebruikte", "gr", "grote", "gti", "het", "hybrid", "il", "jcw",
    "klassieke", "klassische", "kleine", "la", "latest", "le", "les", "m", "n", "neue", "neuem", "neuen", "neuer",
    "neues", "new", "nieuw", "nieuwe", "nouveau", "nouvelle", "nouvelles", "nueva", "nuevo", "nuova", "nuovo",
    "old", "original", "originele", "oude", "petite", "rs", "s", "the", "type-r", "upcoming", "updated", "used",
    "vernieuwde", "volledig",
})  # fmt: skip

# Between a model and the make behind it: "Model Y van Tesla".
OF = frozenset({
    "by", "d'", "da", "de", "del", "dell", "della", "der", "des", "di", "du", "from", "van", "vom", "von",
})  # fmt: skip

# A text that says so is German: its nouns have capitals. One that says so is French, Italian or Spanish: "a" is "to".
GERMAN = (" der ", " und ", " mit ", " einen ", " eine ", " nicht ", " auf ", " vom ", " zum ", " im ")
ROMANCE = (" che ", " con ", " del ", " di ", " e ", " el ", " il ", " les ", " un ", " una ", " une ", " uno ")

# Between two names of a list.
LINKS = frozenset({
    "a", "ainsi", "al", "als", "an", "and", "auch", "bis", "contra", "contre", "das", "de", "dem", "den", "der",
    "des", "die", "du", "e", "ed", "een", "ein", "eine", "einen", "el", "en", "et", "evenals", "gegen", "het", "i",
    "il", "l'", "la", "las", "le", "les", "lo", "los", "maar", "naast", "nach", "neue", "new", "nieuwe", "nouvelle",
    "o", "oder", "of", "ook", "or", "ou", "plus", "que", "samt", "sowie", "tegen", "the", "tot", "u", "un", "una",
    "und", "une", "van", "versus", "von", "vs", "wie", "with", "y", "zowel",
})  # fmt: skip

# Before a name: it is a thing one can point at, a car and no road, sum or person.
POINTERS = frozenset({
    "a", "all-new", "alte", "alten", "an", "au", "beide", "ce", "cette", "das", "de", "dem", "den", "der", "des",
    "deux", "die", "drei", "drie", "du", "een", "eerste", "ein", "eine", "einem", "einen", "einer", "eines", "el",
    "electric", "elektrische", "elektrischen", "elektrischer", "erste", "ersten", "first", "gebruikte", "geen",
    "haar", "her", "het", "his", "hun", "ihr", "ihre", "ihrem", "il", "kein", "keine", "l'", "la", "las", "latest",
    "le", "les", "lo", "los", "ma", "mein", "meine", "mijn", "mon", "my", "nachste", "nachsten", "neue", "neuem",
    "neuen", "neuer", "neues", "new", "next", "nieuwe", "nieuwste", "no", "nouveau", "nouvelle", "nueva", "nuevo",
    "nuova", "nuovo", "old", "oude", "our", "prochaine", "sa", "sein", "seine", "seinem", "son", "that", "the",
    "their", "this", "three", "trois", "twee", "two", "un", "una", "une", "uno", "used", "volgende", "your", "zijn",
    "zwei",
})  # fmt: skip

# Before the name of a place.
TO_PLACES = frozenset({
    "across", "at", "auf", "aus", "bei", "bij", "depuis", "desde", "downtown", "from", "hacia", "in", "naar",
    "nach", "near", "northern", "op", "outside", "southern", "te", "through", "to", "uit", "vers", "via",
})  # fmt: skip

# Before and behind a quarter of a year: in Q3, the Q3 results.
QUARTERS_AHEAD = frozenset({
    "bis", "during", "for", "fur", "im", "in", "last", "over", "per", "seit", "since", "sinds", "this", "tot",
    "until",
})  # fmt: skip

QUARTERS_BEHIND = frozenset({
    "cijfers", "deliveries", "earnings", "ergebnis", "omzet", "profit", "report", "resultaten", "resultats",
    "results", "revenue", "sales", "umsatz", "winst", "zahlen",
})  # fmt: skip

# Near a letter and a figure: they are a road.
ROADS = frozenset({
    "afrit", "afsluiting", "anschlussstelle", "ausfahrt", "autobahn", "autobahndreieck", "autobahnkreuz",
    "autopista", "autoroute", "autosnelweg", "autostrada", "autovia", "bouchon", "bouchons", "bundesautobahn",
    "carriageway", "casello", "eastbound", "file", "files", "hectometerpaal", "junction", "knooppunt", "lay-by",
    "motorway", "northbound", "oprit", "peage", "raststatte", "richting", "rijksweg", "rocade", "slip-road",
    "snelweg", "southbound", "sperrung", "stau", "staus", "vangrail", "vluchtstrook", "vollsperrung", "westbound",
})  # fmt: skip

# Directly before a road, and behind it.
ROAD_AHEAD = (
    "op de", "langs de", "auf der", "an der", "on the", "along the", "off the", "sur l'", "sulla", "en la", "op",
    "on", "auf", "autosnelweg",
)  # fmt: skip

ROAD_BEHIND = frozenset({
    "bei", "between", "bij", "dicht", "entre", "in", "near", "richting", "richtung", "ter", "tot", "towards",
    "tussen", "vers", "weer", "zwischen",
})  # fmt: skip

# Beside a sheet of paper.
PAPER = frozenset({
    "blatt", "blatter", "bogen", "din", "feuille", "feuilles", "formaat", "format", "paper", "papier", "papieren",
    "sheet", "sheets", "vel", "vellen",
})  # fmt: skip

# Directly behind a number, or behind one of `MORE`: so many of them there are.
COUNTED = frozenset({
    "aanmeldingen", "aanvragen", "acties", "actionnaires", "agencies", "agenten", "agents", "amendes", "anhanger",
    "anmeldungen", "antrage", "apprentices", "arbeiter", "arbeitnehmer", "arbeitnehmern", "arbeitskrafte",
    "arbeitsplatzen", "autohauser", "autohausern", "bateaux", "batterijen", "bestellingen", "bestellungen",
    "bestuurders", "betriebe", "betriebsrate", "bezoekers", "bijeenkomsten", "bornes", "buyers", "camions",
    "cargadores", "centros", "chargers", "chauffeurs", "chercheurs", "clientes", "clienti", "clients", "colonnine",
    "commandes", "concesionarios", "concessionari", "concessions", "conducteurs", "constructeurs", "contracten",
    "contrats", "dealerships", "delegues", "demonstranten", "designers", "dipendenti", "directeurs",
    "distributeurs", "dossiers", "eigenaars", "eigenaren", "elektriciens", "empleados", "empleos", "emplois",
    "employes", "empresas", "engineers", "entreprises", "entwickler", "equipes", "exemplaires", "fabbriche",
    "fabricants", "fabricas", "fabrieken", "fabriken", "factories", "families", "familles", "filialen", "filiales",
    "firmen", "fournisseurs", "garages", "garanties", "gebruikers", "gemeenten", "gemeinden", "geschafte",
    "gewerkschafter", "gezinnen", "habitants", "handelaren", "handlern", "haushalte", "households", "huishoudens",
    "importateurs", "ingegneri", "ingenieri", "ingenieros", "ingenieure", "ingenieuren", "ingenieurs",
    "interimaires", "interims", "investors", "inzittenden", "jeunes", "journalisten", "journalistes", "journalists",
    "kameras", "kandidaten", "kantoren", "laadpalen", "laadstations", "ladepunkte", "ladepunkten", "lavoratori",
    "lawyers", "leden", "lehrlinge", "leiharbeiter", "licences", "licenties", "lieferanten", "lignes", "locaties",
    "locations", "magasins", "maisons", "managers", "marchi", "marques", "mecaniciens", "mechanics", "merken",
    "modeles", "modellen", "modelli", "modelos", "moteurs", "motoren", "motores", "motori", "nieuwelingen",
    "officers", "onderdelen", "operai", "ordinateurs", "ouvriers", "partenaires", "partners", "pezzi", "pieces",
    "pilotes", "plaintes", "planners", "plants", "plekken", "policiers", "politieauto's", "pompiers", "postes",
    "posti", "produits", "produkte", "produkten", "projects", "projets", "puestos", "punti", "puntos",
    "reclamations", "reclameborden", "reparateurs", "representants", "roboter", "robots", "salaries", "salespeople",
    "scientists", "sedi", "sensoren", "shareholders", "shops", "showrooms", "sites", "societes", "soldats",
    "sollicitanten", "sous-traitants", "stagiaires", "standorte", "standorten", "startups", "stations", "steden",
    "stores", "straten", "studenten", "suppliers", "syndicats", "teams", "technici", "technicians", "techniciens",
    "techniker", "trabajadores", "unidades", "universities", "usines", "utilisateurs", "vacatures", "vakmensen",
    "vehicules", "vehiculos", "veicoli", "vendeurs", "vergaderingen", "verkaufer", "verkooppunten", "verkopers",
    "vestigingen", "vetture", "victimes", "victims", "visitors", "vrachtwagens", "vrijwilligers", "wagens",
    "warehouses", "werke", "werknemers", "werkstatten", "werkzeuge", "winkels", "women", "workers", "workshops",
    "zulieferer", "zulieferern",
})  # fmt: skip

# How such words end that have no other meaning.
COUNTED_ENDS = (
    "arbeiders", "arbeiter", "arbeitern", "medewerkers", "mitarbeiter", "platze", "platzen", "wagens", "werkers",
    "workers",
)  # fmt: skip

MORE = frozenset({
    "aanvullende", "additional", "altri", "andere", "anderen", "autres", "bestaande", "existing", "extra",
    "further", "laatste", "local", "more", "neue", "neuen", "neuer", "new", "nieuwe", "nouveaux", "nouvelles",
    "nuevas", "nuevos", "nuove", "nuovi", "other", "overige", "vaste", "verdere", "weitere", "weiteren",
    "zusatzliche",
})  # fmt: skip

# Before a name: somebody drives it. Expressions.
DRIVEN = (
    r"roul(?:e|ait|aient|ant) en",
    r"(?:au volant|a bord|aux commandes) d'une?",
    r"au volant de (?:sa|son|leur|la)",
    r"(?:rijdt|reed|rijden|reden|rijd) in (?:een|zijn|haar|hun|mijn)",
    r"achter het stuur van (?:een|zijn|haar)",
    r"am steuer (?:eines|einer|seines|seiner|ihres|ihrer)",
    r"(?:fahrt|fuhr|fahren|fuhren) (?:einen|seinen|ihren)",
    r"(?:driving|drove|drives|drive) (?:a|an|his|her|their|my)",
    r"(?:behind|at) the wheel of (?:a|an|his|her|their)",
    r"alla guida (?:di una?|della)",
    r"al volante (?:di una?|della|de una?|de su)",
)

# Behind a name that people bear as well: a headline or a firm goes on, no surname.
NO_NAMES = frozenset({
    "after", "again", "amid", "and", "announces", "april", "are", "as", "asia", "at", "august", "auto",
    "automotive", "backs", "becomes", "bets", "brings", "builds", "but", "buys", "by", "cabrio", "cars", "ceo",
    "chassis", "claims", "classic", "club", "combi", "company", "concept", "confirms", "corporation", "could",
    "coupe", "cuts", "december", "deutschland", "drops", "during", "dynamics", "e-tech", "edition", "electric",
    "ends", "europa", "europe", "ev", "expands", "february", "financial", "for", "formula", "france", "from",
    "gets", "gives", "goes", "gp", "group", "has", "hatchback", "heavy", "heritage", "hires", "holding", "hybrid",
    "in", "inc", "india", "international", "is", "italia", "italy", "january", "joins", "july", "june", "just",
    "launches", "leads", "limited", "loses", "ltd", "made", "magazine", "makes", "march", "may", "models", "motor",
    "motors", "moves", "nederland", "new", "november", "october", "of", "offers", "on", "opens", "or", "overtakes",
    "owners", "plans", "plug-in", "posts", "prices", "professional", "promaster", "promises", "pulls", "puts",
    "racing", "raises", "rampage", "recalls", "reports", "returns", "revealed", "reveals", "revives", "rocks",
    "says", "sees", "sells", "september", "series", "service", "shows", "special", "spider", "sport", "sports",
    "spyder", "stays", "stops", "sues", "takes", "targets", "team", "teases", "tells", "tests", "the", "to",
    "trucks", "tungsten", "turbo", "ubernimmt", "uk", "unveils", "us", "usa", "van", "vans", "wants", "warns",
    "was", "when", "will", "wins", "with", "works",
})  # fmt: skip

# Behind the name of a town.
STATES = frozenset({
    "alabama", "alaska", "arizona", "arkansas", "california", "colorado", "connecticut", "delaware", "devon",
    "england", "florida", "georgia", "idaho", "illinois", "indiana", "iowa", "kansas", "kentucky", "louisiana",
    "maine", "maryland", "massachusetts", "michigan", "minnesota", "mississippi", "missouri", "montana", "nebraska",
    "nevada", "ohio", "oklahoma", "oregon", "pennsylvania", "tennessee", "texas", "utah", "vermont", "virginia",
    "washington", "wisconsin", "wyoming",
})  # fmt: skip

# Behind a number: it counts or measures.
UNITS = frozenset({
    "affiches", "annees", "anni", "anos", "ans", "aout", "april", "arbeiders", "arbeitsplatze", "august",
    "augustus", "auto's", "autos", "avril", "banen", "besitzer", "bhp", "billion", "cars", "cc", "ccm", "ch",
    "chevaux", "chili", "cilinders", "cm", "countries", "customers", "cv", "dagen", "days", "dealers", "december",
    "decembre", "deelnemers", "degrees", "deuren", "deurs", "dezember", "dias", "dollar", "dollars", "doors",
    "drivers", "duizend", "eenheden", "eigenaren", "einheiten", "employees", "eur", "euro", "euros", "exemplare",
    "exemplaren", "fahrer", "fahrzeuge", "fahrzeugen", "februar", "februari", "february", "fevrier", "filialen",
    "fois", "frank", "franken", "g", "gange", "gangen", "gb", "giorni", "grad", "graden", "gram", "handler",
    "heures", "horas", "hours", "hp", "jaar", "jahre", "jahren", "januar", "januari", "january", "janvier", "jobs",
    "jours", "juillet", "juin", "juli", "july", "june", "juni", "keer", "kg", "kilo", "kilometer", "kilometers",
    "kilometre", "kilometres", "kilos", "klanten", "km", "km/h", "km/u", "kmh", "kopers", "kunden", "kw", "kwh",
    "l", "laadpalen", "laadpunten", "ladepunkte", "ladesaulen", "landen", "lander", "leden", "liter", "liters",
    "litres", "litri", "lits", "m", "maanden", "maart", "mah", "mai", "mal", "mannen", "march", "mars", "marz",
    "may", "mb", "medewerkers", "mei", "menschen", "mensen", "meses", "mesi", "meter", "meters", "metre", "metres",
    "mile", "miles", "miliardi", "milioni", "miljard", "miljoen", "mille", "milliard", "milliarden", "milliards",
    "milliers", "million", "millionen", "millions", "millones", "minuten", "minutes", "minuut", "mio",
    "mitarbeiter", "mitarbeitern", "mitglieder", "mm", "modeles", "modelle", "modellen", "models", "mois", "monate",
    "monaten", "months", "mph", "mrd", "nm", "november", "novembre", "october", "octobre", "oktober", "ore",
    "ouvriers", "owners", "pays", "people", "per", "percent", "personen", "personnes", "persons", "pk", "plaatsen",
    "platze", "plekken", "points", "pond", "portes", "pounds", "pourcent", "procent", "prozent", "ps", "punkte",
    "punten", "rijders", "seats", "seconden", "seconds", "sekunden", "semaines", "semanas", "september",
    "septembre", "settimane", "sitze", "sitzen", "stars", "stellen", "sterne", "sterren", "stuck", "stuks", "tage",
    "tagen", "tausend", "tb", "teilnehmer", "times", "ton", "tonnen", "tonnes", "turen", "uhr", "units", "uur",
    "vehicles", "voitures", "volt", "volunteers", "wagens", "watt", "weeks", "weken", "werknemers", "winkels",
    "wochen", "years", "yen", "zitplaatsen", "zits", "zylinder",
})  # fmt: skip

# After a number and before a unit these say that the unit is another number's.
LITTLE = (
    LINKS
    | POINTERS
    | TO_PLACES
    | frozenset({
        "ab", "auf", "avec", "con", "dan", "for", "fur", "is", "ist", "met", "mit", "on", "op", "par", "per",
        "pour", "than", "vanaf", "voor",
    })
)  # fmt: skip

# Titles and offices before a name: President Ford.
TITLES = frozenset({
    "acteur", "actor", "actress", "alcalde", "amtsrichter", "burgemeester", "burgermeister", "coach", "dr", "frau",
    "herr", "madame", "maire", "mayor", "meneer", "mevrouw", "minister", "monsieur", "mr", "mrs", "ms", "prasident",
    "premier", "president", "presidenten", "presidents", "prof", "professor", "regisseur", "richter",
    "schauspieler", "senator", "sheriff", "sindaco", "sir", "trainer",
})  # fmt: skip

TITLES_OF_SEVERAL = frozenset({
    "actors", "ministers", "prasidenten", "presidenten", "presidents", "schauspieler",
})  # fmt: skip

MONEY = frozenset({
    "$", "£", "€",
})  # fmt: skip

# Given names: "Henry Ford" founded what he did not drive.
GIVEN = frozenset({
    "aaron", "abigail", "adam", "adolf", "agnes", "akio", "alain", "albert", "alberto", "alejandro", "alessandro",
    "alex", "alexander", "alexandre", "alfred", "alfredo", "ali", "alice", "aline", "allan", "allen", "amanda",
    "amy", "ana", "andre", "andrea", "andreas", "andrew", "angela", "angelo", "anja", "anke", "ann", "anna", "anne",
    "annette", "anthony", "antje", "antoine", "antonia", "antonio", "armand", "arthur", "audrey", "august", "axel",
    "barbara", "bart", "bas", "beatrice", "beatriz", "ben", "benjamin", "beppe", "bernard", "bernd", "bernhard",
    "bertha", "betty", "bill", "birgit", "blasey", "bob", "brad", "bram", "brandon", "brett", "brian", "brigitte",
    "britta", "bruno", "camille", "carl", "carla", "carlo", "carlos", "carmen", "carol", "carole", "caroline",
    "catherine", "cedric", "celine", "charles", "charlotte", "chiara", "chloe", "chris", "christian", "christina",
    "christine", "christoph", "christopher", "claire", "claude", "claudia", "claudio", "claus", "colin", "corinne",
    "craig", "cristina", "daan", "daniel", "daniele", "david", "davide", "dean", "debbie", "delphine", "dennis",
    "derek", "detlef", "didier", "diego", "dieter", "dino", "dirk", "donald", "doug", "drew", "duncan", "dylan",
    "eckhard", "edsel", "eduardo", "edward", "edwin", "elena", "elisa", "elisabeth", "elizabeth", "elodie",
    "elvira", "emil", "emile", "emily", "emma", "enrico", "enzo", "eric", "erik", "ernst", "erwin", "esther",
    "ethan", "ettore", "eva", "fabio", "fabrice", "faith", "federico", "felix", "femke", "ferdinand", "fernando",
    "ferruccio", "filippo", "fiona", "florence", "florian", "francesca", "francesco", "francis", "francisca",
    "franco", "francois", "frank", "franz", "fred", "frederic", "friedrich", "frits", "fritz", "gabi", "gabriel",
    "gareth", "gary", "gavin", "geoff", "georg", "george", "georges", "gerald", "gerard", "gerd", "gerda",
    "gerhard", "gianni", "gijs", "gilles", "giorgia", "giorgio", "giovanni", "gisela", "giulia", "giulio",
    "giuseppe", "glenn", "gonzalo", "gordon", "gottfried", "gottlieb", "grace", "graham", "greg", "gregoire",
    "guido", "guillaume", "gunnar", "gunther", "hannah", "hans", "harald", "harrison", "harry", "hartmut", "heike",
    "heiko", "hein", "heinrich", "heinz", "helen", "helene", "helmut", "henk", "henri", "henry", "herbert",
    "hermann", "hilde", "holger", "horst", "hugh", "hugo", "ian", "ichiro", "ignacio", "ilse", "inge", "ingo",
    "ingrid", "isabel", "isabella", "isabelle", "ivan", "jaap", "jack", "jackie", "jacob", "jacqueline", "jacques",
    "jake", "james", "jan", "jane", "janneke", "jason", "javier", "jean", "jeff", "jeffrey", "jennifer", "jens",
    "jeremy", "jeroen", "jerome", "jerry", "jesse", "jessica", "jim", "jimmy", "joachim", "joan", "joaquin",
    "jochen", "joe", "joel", "johan", "johann", "johannes", "john", "jon", "jonas", "jonathan", "joost", "jordan",
    "jorg", "jorge", "joris", "jose", "josef", "joseph", "juan", "julia", "julian", "julien", "juliette", "julio",
    "jurgen", "justin", "karel", "karen", "karim", "karin", "karl", "kate", "katharina", "katherine", "katie",
    "katrin", "kees", "keith", "kelly", "ken", "kevin", "kim", "kirk", "klaas", "klara", "klaus", "koen", "konrad",
    "kurt", "kyle", "larry", "lars", "laura", "lauren", "laurent", "lea", "lee", "leen", "leo", "leon", "leonard",
    "leonardo", "lewis", "liam", "lily", "linda", "lisa", "lita", "lola", "lorenzo", "lotte", "louis", "louise",
    "luc", "luca", "lucas", "lucia", "luciano", "luigi", "luis", "luisa", "lukas", "luke", "maaike", "maarten",
    "madison", "maik", "malcolm", "manfred", "manolo", "manon", "manuel", "marc", "marco", "marcus", "mareike",
    "margaret", "maria", "mariano", "marieke", "marijke", "mario", "marion", "marius", "mark", "markus", "marleen",
    "martha", "martin", "marvin", "mary", "mathias", "mathieu", "mathilde", "matt", "matteo", "matthew", "matthias",
    "maurice", "mauro", "max", "maxime", "megan", "mehdi", "melissa", "melvin", "michael", "michel", "michelle",
    "mieke", "miguel", "mike", "mitch", "mohamed", "monica", "monika", "moritz", "nadine", "nancy", "nathalie",
    "nathan", "neal", "neil", "neville", "nicholas", "nick", "nicola", "nicolas", "nicole", "niels", "nigel",
    "nikola", "nils", "noah", "norbert", "norman", "olaf", "oliver", "olivia", "olivier", "omar", "orson", "oscar",
    "oskar", "otto", "owen", "pablo", "paco", "paolo", "pascal", "pat", "patricia", "patrick", "paul", "paula",
    "pauline", "pedro", "percy", "peter", "petra", "philip", "philipp", "philippe", "piero", "pierre", "piet",
    "pieter", "pietro", "pilar", "pim", "quentin", "rachel", "rafael", "raffaele", "rainer", "ralf", "ralph",
    "ramon", "randy", "raul", "ray", "rebecca", "regis", "reinhard", "remi", "rianne", "riccardo", "richard", "rik",
    "rob", "robert", "roberta", "roberto", "rodney", "roger", "roland", "rolf", "roman", "ron", "ronald", "rory",
    "rosa", "rosario", "ross", "ruben", "rudi", "rudolf", "rupert", "russell", "ruth", "ruud", "ryan", "sabine",
    "sally", "salvatore", "sam", "samuel", "sander", "sandra", "sandrine", "sanne", "santiago", "sara", "sarah",
    "sascha", "scott", "sean", "sebastian", "sebastien", "sergio", "shane", "sidney", "silke", "silvia", "silvio",
    "simon", "simone", "sjaak", "sjoerd", "sofie", "soichiro", "sophia", "sophie", "stanley", "stefan", "stefania",
    "stefano", "steffen", "steffi", "stephan", "stephanie", "stephen", "steve", "steven", "stuart", "sue", "susan",
    "susanne", "susi", "suzanne", "sven", "sylvia", "taylor", "ted", "teresa", "terry", "theo", "thierry", "thomas",
    "thorsten", "tim", "timothy", "tina", "tineke", "tjeerd", "tobias", "toby", "tom", "ton", "tony", "toon",
    "torsten", "trevor", "tyler", "uli", "ulrich", "ursula", "usain", "ute", "uwe", "valentina", "valerie", "vera",
    "vernon", "veronique", "victor", "victoria", "vincent", "vincenzo", "volker", "walter", "warren", "wayne",
    "wendy", "werner", "wessel", "wilhelm", "will", "willem", "william", "willie", "wilson", "wim", "winston",
    "wolf", "wolfgang", "wouter", "xavier", "yannick", "yves", "yvonne", "zoe",
})  # fmt: skip

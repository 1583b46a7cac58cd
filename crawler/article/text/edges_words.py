"""Words by which a line at the top or the end of an article is known as no part of it; small letters, alphabetical.

All languages together: each needs more than one word, or the right place, to count.
"""

# Between the names of a byline
BETWEEN_NAMES = ("and", "e", "en", "et", "und", "y")

# Who helped to make the article: such a line begins with these
CREDITED = (
    "additional reporting",
    "editing by",
    "reporting by",
    "with additional reporting",
    "with reporting by",
    "with reports from",
    "writing by",
)
# Where it comes from: a colon follows, and no sentence
SOURCES = (
    "agencies",
    "bron",
    "bronnen",
    "bronvermelding",
    "faktencheck",
    "fonte",
    "fuente",
    "kilde",
    "kilder",
    "källa",
    "quelle",
    "quellen",
    "redaktion",
    "source",
    "sources",
)
HELPED = (
    "contributed reporting",
    "contributed to this article",
    "contributed to this report",
    "contributed to this story",
)
AGENCIES = ("afp", "anp", "ansa", "apa", "belga", "dpa", "efe", "reuters", "sda", "sid")
BEFORE_AGENCIES = ("avec", "con", "met", "mit", "mit material von", "with")

# What it is filed under
FILED = (
    "categories",
    "category",
    "categorie",
    "categorieën",
    "etiquetas",
    "filed under",
    "kategorie",
    "kategorien",
    "mots-clés",
    "posted in",
    "schlagwörter",
    "schlagworte",
    "tag",
    "tags",
    "temas",
    "themen",
    "topics",
    "trefwoorden",
)

# How long it takes to read: begins with these and holds a figure
READING_TIME = (
    "leestijd",
    "lesedauer",
    "lesezeit",
    "reading time",
    "temps de lecture",
    "tempo de leitura",
    "tempo di lettura",
    "tiempo de lectura",
)

# To write to the authors, to tell them something: such a line begins with these and holds an address
CONTACTS = (
    "contact",
    "contacteer",
    "do you",
    "email",
    "e-mail",
    "feedback",
    "get in touch",
    "got a",
    "have a",
    "heb je",
    "kontakt",
    "mail",
    "reach",
    "schreiben sie",
    "send",
    "senden sie",
    "stuur",
    "tip",
    "write to",
)
# To follow them: begins with these and holds a name beginning with @ or a network's
FOLLOWS = (
    "abonneer",
    "abonniere",
    "folg",
    "folge",
    "folgen",
    "folgt",
    "follow",
    "seguici",
    "seguir",
    "siga",
    "subscribe",
    "suivez",
    "síguenos",
    "volg",
)
NETWORKS = (
    "bluesky",
    "facebook",
    "instagram",
    "linkedin",
    "mastodon",
    "threads",
    "tiktok",
    "twitter",
    "whatsapp",
    "x",
    "youtube",
)

# To take part, whatever follows
ASKS = (
    "click here to subscribe",
    "did you like this article",
    "dieser artikel hat ihnen gefallen",
    "dites-le en commentaire",
    "dites-nous en commentaire",
    "do you have a story",
    "fehler entdeckt?",
    "fout gezien?",
    "get in touch with our news team",
    "hat dir der artikel gefallen",
    "hat dir dieser artikel gefallen",
    "hat ihnen der artikel gefallen",
    "hat ihnen dieser artikel gefallen",
    "have a tip?",
    "have your say in the comments",
    "heb je een tip",
    "heeft u een tip",
    "ihre meinung ist uns wichtig",
    "laat het ons weten in de reacties",
    "laat het weten in de reacties",
    "let us know in the comments",
    "like this story?",
    "reach the reporter",
    "schreiben sie es in die kommentare",
    "sound off in the comments",
    "spotted a mistake?",
    "tell us in the comments",
    "vond je dit artikel",
    "was denken sie? schreiben sie",
    "wat vind jij? laat het weten",
    "what do you think? let us know",
    "would you like to comment on this article",
)

# That a link pays the publisher: one of the first alone, or one of each of the others, all whole words
AFFILIATE = ("affiliate", "affiliatelinks", "affiliate-link", "affiliate-links", "partnerlinks")
PAYS = ("commissie", "commission", "comisión", "commissione", "provision")
THROUGH = (
    *("buy", "buys", "bought", "enlace", "enlaces", "gekauft", "kauf", "kaufen", "koopt", "kopen", "lien", "liens"),
    *("link", "links", "partner", "partners", "purchase", "purchases"),
)
# A sentence that holds one of AFFILIATE says so only beside one of these
CONTAINS = (
    *("bevat", "bevatten", "contain", "contains", "contient", "earn", "enthalten", "enthält", "includes", "may"),
    *("receive", "verdienen", "affiliate-link", "affiliate-links"),
)

# An author's box says what its author does
DOES = (
    "a",
    "an",
    "arbeitet",
    "covers",
    "covered",
    "est",
    "has",
    "heeft",
    "is",
    "ist",
    "schreibt",
    "schrijft",
    "works",
    "writes",
    "was",
)

RESERVED = (
    "all rights reserved",
    "alle rechte vorbehalten",
    "alle rechten voorbehouden",
    "reproduction interdite",
    "todos los derechos reservados",
    "tous droits réservés",
    "tutti i diritti riservati",
    "무단 전재",
    "무단전재",
)

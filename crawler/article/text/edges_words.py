"""Words by which a line at the top or the end of an article is known as no part of it; small letters, alphabetical.

All languages together: each needs more than one word, or the right place, to count.
"""

# Who helped to make the article, and where it comes from: such a line begins with these, or holds one of HELPED
CREDITED = (
    "additional reporting",
    "agencies",
    "bron",
    "bronnen",
    "bronvermelding",
    "editing by",
    "faktencheck",
    "fonte",
    "fuente",
    "kilde",
    "kilder",
    "källa",
    "quelle",
    "quellen",
    "redaktion",
    "reporting by",
    "source",
    "sources",
    "with reporting by",
    "with reports from",
    "writing by",
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

# To write to the authors, to follow them, to tell them something: with an address or a name beginning with @
CONTACTS = (
    "contact",
    "contacteer",
    "email",
    "e-mail",
    "erreichen",
    "feedback",
    "follow",
    "folgen",
    "folgt",
    "get in touch",
    "kontakt",
    "mail",
    "mailen",
    "reach",
    "reached",
    "schreiben",
    "send",
    "senden",
    "stuur",
    "tip",
    "volg",
    "write to",
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

# That a link pays the publisher: one word of each
PAYS = ("affiliate", "commissie", "commission", "comisión", "commissione", "provision")
EARNED = (
    "contain",
    "contient",
    "bevat",
    "earn",
    "enthalten",
    "enthält",
    "erhalten",
    "get a",
    "krijgen",
    "ontvangen",
    "percevoir",
    "receive",
    "recibir",
    "ricevere",
    "toucher",
    "verdien",
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

"""Words by which a line at the top or the end of an article is known as no part of it; small letters, alphabetical.

All languages together: each needs more than one word, or the right place, to count.
"""

# Between the names of a byline
BETWEEN_NAMES = ("and", "e", "en", "et", "und", "y")

# Who helped to make the article: such a line begins with these, and names follow
CREDITED = (
    "additional reporting",
    "editing by",
    "reporting by",
    "with additional reporting",
    "with reporting by",
    "with reports from",
    "writing by",
)
# Where it comes from: a colon follows, then names or a few words
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
# In small letters between the names of people, agencies and makers of pictures
BESIDE_NAMES = frozenset(
    (
        *("additional", "agencies", "agency", "archief", "archiv", "archive", "archives", "at", "by", "compiled"),
        *("contributions", "courtesy", "door", "editing", "eigen", "file", "for", "foto", "from", "fotos", "handout"),
        *("hersteller", "in", "mit", "met", "newsroom", "of", "par", "persfoto", "photo", "press", "presse", "privat"),
        *("promo", "reporting", "supplied", "the", "through", "via", "with", "writing"),
    )
)
BEFORE_AGENCIES = ("avec", "con", "met", "mit", "mit material von", "with")

# What it is filed under; of one entry after FILED_OR_CLASS a car's data say the same: "Categorie: B-segment"
FILED_OR_CLASS = ("categorie", "category", "kategorie", "tag")
FILED = (
    "categories",
    "categorieën",
    "etiquetas",
    "filed under",
    "kategorien",
    "mots-clés",
    "posted in",
    "schlagwörter",
    "schlagworte",
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

# To write to the authors, to tell them something: such a line begins with these, and holds an address and a word that
# makes it ours (US, DESK) or a person whose address it is; a recall gives an address as well
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
# Where the one who is written to is a paper's
DESK = frozenset(
    (
        *("auteur", "author", "autor", "autorin", "correspondent", "desk", "editor", "editors", "hinweis", "hinweise"),
        *("journalist", "newsroom", "nieuwstip", "redactie", "redaktion", "reporter", "rédaction", "tip", "tips"),
        *("verslaggever", "writer"),
    )
)
# The paper speaks of itself
US = frozenset(
    (
        *("me", "mij", "mir", "nos", "nosotros", "notre", "nous", "nuestra", "nuestras", "nuestro", "nuestros", "ons"),
        *("onze", "our", "ours", "uns", "unser", "unsere", "unserem", "unseren", "unserer", "us", "we", "wij", "wir"),
    )
)
# To follow them: begins with these and holds a name beginning with @ or a network's; US, DESK, NEWS or a name tell whom
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
# Between being told to follow and whom
BEFORE_WHOM = frozenset(
    ("also", "auch", "auf", "aussi", "bei", "je", "jetzt", "now", "nu", "on", "ook", "op", "sie", "to")
)
# What a paper sends to those who follow it
NEWS = frozenset(
    (
        *("actualité", "actualités", "articles", "artikelen", "best", "beste", "briefing", "daily", "dagelijks"),
        *("headlines", "infos", "l'actualité", "l’actualité", "nachrichten", "neuigkeiten", "news", "newsletter"),
        *("newsletters", "nieuws", "nieuwsbrief", "noticias", "reviews", "stories", "täglich", "updates", "verhalen"),
        *("wekelijks", "weekly", "wöchentlich"),
    )
)
# What happens at an hour is followed for itself: "Follow the unveiling live on YouTube"
AT_AN_HOUR = frozenset(("direct", "directo", "live", "livestream", "rechtstreeks"))
# After a comma or the end of a quotation, within two words: somebody of the story says so
SAYS = (
    *("a dit", "adds", "aldus", "announced", "antwoordt", "assure", "belooft", "concludeert", "dice", "dijo"),
    *("dit-elle", "dit-il", "déclare", "erklärt", "explained", "explains", "explique", "heißt es", "laut", "luidt"),
    *("meint", "meldt", "promises", "reports", "rief", "riep", "roept", "sagt", "sagte", "said", "says", "schreef"),
    *("schreibt", "schrijft", "selon", "stelt", "told", "verklaart", "verspricht", "volgens", "wrote", "zegt", "zei"),
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

# That a link pays the publisher: such a link on this page, or a payment to us through a link; all whole words
AFFILIATE = ("affiliate", "affiliatelinks", "affiliate-link", "affiliate-links", "partnerlinks")
# Not with a capital, as the European one has; a German noun has one always
PAYS = ("commissie", "commission", "comisión", "commissione", "Provision", "commissions", "Provisionen")
WE_EARN = (
    "cobramos",
    "ganamos",
    "gagnons",
    "guadagniamo",
    "percevons",
    "recevons",
    "recibimos",
    "riceviamo",
    "touchons",
)
EARN = frozenset(
    (
        *(
            "bekommen",
            "earn",
            "earns",
            "erhalten",
            "erhält",
            "get",
            "gets",
            "krijgen",
            "krijgt",
            "obtener",
            "ontvangen",
        ),
        *("ontvangt", "paid", "percevoir", "receive", "receives", "recevoir", "recibir", "verdienen", "verdient"),
        *WE_EARN,
    )
)
THROUGH = (
    *("buy", "buys", "bought", "enlace", "enlaces", "gekauft", "kauf", "kaufen", "koopt", "kopen", "lien", "liens"),
    *("link", "links", "partner", "partners", "purchase", "purchases"),
)
# A link that its reader follows: one of each
LINKS = frozenset(("enlace", "enlaces", "lien", "liens", "link", "links"))
YOU = frozenset(("du", "ihr", "je", "jij", "u", "uw", "vous", "you", "your"))
# This page, or its links: one of each, side by side
THIS = (
    *("ce", "ces", "cet", "cette", "deze", "diese", "diesem", "diesen", "dieser", "dit", "esta", "este", "estos"),
    *("questi", "questo", "these", "this"),
)
PAGE = (
    *("article", "articles", "articolo", "artikel", "artikels", "artículo", "beitrag", "bericht", "enlaces", "lien"),
    *("liens", "link", "links", "page", "pagina", "página", "post", "review", "seite", "site", "story", "text"),
    *("verhaal", "website"),
)
# A label that holds one of AFFILIATE says so beside one of these
CONTAINS = ("bevat", "bevatten", "contain", "contains", "contient", "enthalten", "enthält", "includes")

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

# Before a day on which something begins, beside a day on which something can be bought: news, not a dateline
BEGINS = frozenset(
    (
        *("ab", "available", "bestellbar", "bis", "depuis", "disponible", "erhältlich", "from", "leverbaar", "seit"),
        *("since", "sinds", "start", "tot", "until", "vanaf", "verkrijgbaar", "verkoopstart"),
    )
)

"""Words in a class or an id that say an element is not the story; whole words, in small letters, by what they mark.

A name is cut at every sign that is no letter and where a small letter meets a capital one: `articleShareBar` is
article, share, bar. Two words with a hyphen must follow each other.
"""

# Words that also name what an article is about; they count only where all other parts of the name are PARTS
AMBIGUOUS = (
    *("abo", "ad", "ads", "bio", "comment", "comments", "credit", "credits", "deel", "delen", "popular", "social"),
    *("subscription", "teaser", "teasers"),
)
# What pieces of a page are called whatever they hold
PARTS = frozenset(
    (
        *(
            "actions",
            "area",
            "article",
            "articles",
            "aside",
            "author",
            "bar",
            "block",
            "blocks",
            "body",
            "bottom",
            "box",
        ),
        *("btn", "button", "buttons", "card", "cards", "col", "component", "container", "content", "core", "count"),
        *("desktop", "elementor", "embed", "entry", "feed", "footer", "form", "group", "head", "header", "heading"),
        *("holder", "icon", "icons", "image", "img", "inline", "inner", "item", "items", "label", "left", "link"),
        *("links", "list", "main", "media", "menu", "meta", "mobile", "module", "nav", "network", "networks", "news"),
        *("outer", "page", "panel", "photo", "picture", "plugin", "post", "posts", "right", "row", "section", "side"),
        *("sidebar", "single", "site", "slot", "stories", "story", "template", "text", "title", "toolbar", "tools"),
        *("top", "unit", "video", "videos", "view", "widget", "widgets", "wrap", "wrapper"),
    )
)
# A word behind one of these, or before one of AFTER, says the opposite, or is a thing of the story
BEFORE = frozenset(
    ("after", "auto", "before", "car", "free", "has", "is", "market", "no", "non", "not", "with", "without")
)
AFTER = frozenset(("free", "off"))

SHARES = (
    "addthis",
    "addtoany",
    "a2a",
    "deel",
    "delen",
    "follow",
    "partage",
    "partager",
    "share",
    "sharebar",
    "sharebuttons",
    "sharedaddy",
    "sharer",
    "shares",
    "sharethis",
    "sharing",
    "social",
    "socialmedia",
    "socials",
    "sociable",
    "teilen",
)
LEADS_AWAY = (
    "also-read",
    "entity-links",
    "further-reading",
    "gerelateerd",
    "inline-related",
    "jp-relatedposts",
    "lees-ook",
    "leesook",
    "lire-aussi",
    "mehr-zum",
    "more-from",
    "more-like",
    "more-on",
    "more-stories",
    "most-popular",
    "most-read",
    "outbrain",
    "popular",
    "read-also",
    "read-more",
    "readmore",
    "read-next",
    "recirc",
    "recirculation",
    "recommendation",
    "recommendations",
    "recommended",
    "related",
    "related-articles",
    "related-content",
    "related-news",
    "related-posts",
    "relatedposts",
    "see-also",
    "taboola",
    "teaser",
    "teasers",
    "trending",
    "verwandt",
    "verwandte-artikel",
    "weiterlesen",
    "yarpp",
    "zergnet",
)
ASKS = (
    "abo",
    "call-to-action",
    "cta",
    "donate",
    "donation",
    "mailchimp",
    "mc4wp",
    "newsletter",
    "newsletters",
    "nieuwsbrief",
    "optin",
    "promo",
    "promobox",
    "promos",
    "promotion",
    "signup",
    "subscribe",
    "subscription",
)
SELLS = (
    "ad",
    "ads",
    "adsense",
    "advert",
    "advertentie",
    "advertisement",
    "advertising",
    "advertorial",
    "affiliate",
    "anzeige",
    "sponsor",
    "sponsored",
    "werbung",
)
# How a box of a partner begins below its head
OFFERS = (
    *("aangeboden door", "gesponsord door", "notre partenaire", "nuestro socio", "onze partner", "our partner"),
    *("offert par", "präsentiert von", "presented by", "proposé par", "sponsored by", "sponsorisé par"),
    *("unser partner", "unsere partnerin"),
)
# What a head asks that sells something; before a question mark
NEEDS = (
    *("auf der suche", "besoin", "brauchen", "brauchst", "cherchez", "looking for", "need", "necesitas?", "nodig"),
    *("op zoek", "recherchez"),
)
# How a line of few words begins that leads up to a list of other articles
PROMPTS = (
    *(
        "aanbevolen",
        "alles over",
        "auch interessant",
        "bekijk ook",
        "das könnte",
        "dossier",
        "empfehlungen",
        "en savoir",
    ),
    *("further reading", "gerelateerd", "in dit artikel", "in this article", "in diesem artikel", "inhalt", "inhoud"),
    *(
        "inhaltsverzeichnis",
        "keep reading",
        "latest",
        "laatste",
        "lees",
        "lesen",
        "lire",
        "sur le même",
        "lies",
        "links",
    ),
    *("meer", "mehr", "meest gelezen", "meistgelesen", "more", "most popular", "most read", "neueste", "ook op", "ook"),
    *(
        "passend dazu",
        "plus d",
        "populair",
        "read",
        "recent",
        "recommended",
        "related",
        "see also",
        "siehe",
        "sommaire",
    ),
    *("table of", "tags", "themen", "trending", "verwandte", "voir", "weitere", "weiterlesen", "you may", "zie", "zum"),
    *("à lire", "articles", "artikelen", "onze", "unsere", "our", "nos"),
)
TELLS_OF_AUTHORS = (
    "about-author",
    "about-the-author",
    "author-bio",
    "author-box",
    "author-card",
    "author-info",
    "authorbio",
    "authorbox",
    "bio",
    "byline",
    "post-author",
)
ABOVE_HEADLINES = (
    "ankeiler",
    "dachzeile",
    "eyebrow",
    "kicker",
    "overline",
    "spitzmarke",
    "surtitre",
    "topline",
)
UNDER_PICTURES = (
    "bildunterschrift",
    "caption",
    "captions",
    "copyright",
    "credit",
    "credits",
    "figcaption",
    "photo-credit",
    "wp-caption-text",
)
FURNITURE = (
    "breadcrumb",
    "breadcrumbs",
    "comment",
    "commenting",
    "commentaires",
    "comments",
    "cookie",
    "correction-form",
    "disqus",
    "kommentar",
    "kommentare",
    "leserkommentare",
    "pagination",
    "post-meta",
    "print-only",
    "reactie",
    "reacties",
    "sidebar",
    "skip-link",
    "tag-list",
    "taglist",
    "tags",
    "toc",
)
# What only the managers of consent are called
CONSENT = ("cmpbox", "cmplz", "cookiebot", "cybot", "didomi", "onetrust", "sp-message", "truste", "usercentrics")

HIDDEN = (
    "popover",
    "popup",
    "rollover-block",
    "screen-reader-text",
    "sr-only",
    "tooltip",
    "visually-hidden",
    "visuallyhidden",
)

NOT_THE_STORY = (
    *HIDDEN,
    *SHARES,
    *LEADS_AWAY,
    *ASKS,
    *SELLS,
    *TELLS_OF_AUTHORS,
    *ABOVE_HEADLINES,
    *UNDER_PICTURES,
    *FURNITURE,
    *CONSENT,
)
# No box of a story is called by these
PLAIN = frozenset(
    (
        *("about-author", "about-the-author", "author-bio", "author-box", "author-card", "authorbio", "authorbox"),
        *("comments", "gerelateerd", "jp-relatedposts", "mailchimp", "mc4wp", "newsletter", "newsletters"),
        *("nieuwsbrief", "related-articles", "related-content", "related-news", "related-posts", "relatedposts"),
        *("signup", "verwandte-artikel", "yarpp"),
    )
)

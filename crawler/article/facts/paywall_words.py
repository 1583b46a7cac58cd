"""Words of what stands before a text that is to be paid for. All in small letters."""

# In a class or an id, between hyphens or at its ends
CALLED = (
    "abo-wall",
    "abowall",
    "locked-content",
    "metered-wall",
    "pay-wall",
    "paywall",
    "paywalled",
    "piano-offer",
    "plus-wall",
    "premium-content",
    "premium-wall",
    "regwall",
    "subscriber-only",
    "subscribers-only",
    "subscription-wall",
    "tp-container-inner",
)

# In what the page shows
SAID = (
    # nl
    "alleen voor abonnees",
    "dit artikel is exclusief voor",
    "exclusief voor abonnees",
    "lees verder met een abonnement",
    "om verder te lezen",
    "word abonnee om",
    # de
    "abonnieren, um weiterzulesen",
    "artikel freischalten",
    "diesen artikel weiterlesen",
    "exklusiv für abonnenten",
    "jetzt weiterlesen mit",
    "mit plus weiterlesen",
    "nur für abonnenten",
    "um den artikel weiterzulesen",
    "weiterlesen mit",
    # en
    "already a subscriber",
    "exclusive to subscribers",
    "for subscribers only",
    "only available to subscribers",
    "subscribe to continue",
    "subscribe to read",
    "this article is for subscribers",
    "to continue reading",
    # fr
    "abonnez-vous pour lire",
    "article réservé",
    "déjà abonné",
    "la suite est réservée",
    "pour lire la suite",
    "réservé aux abonnés",
    # it
    "abbonati per continuare",
    "abbonati per leggere",
    "per continuare a leggere",
    "riservato agli abbonati",
    "sei già abbonato",
    # es
    "exclusivo para suscriptores",
    "para seguir leyendo",
    "solo para suscriptores",
    "suscríbete para",
    "sólo para suscriptores",
    "ya eres suscriptor",
)

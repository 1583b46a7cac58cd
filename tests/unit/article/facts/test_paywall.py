"""A page -> whether something on it asks for money before the text goes on."""

import pytest
from lxml.html import document_fromstring

from crawler.article.facts import paywall


@pytest.mark.parametrize(
    ("body", "marked"),
    [
        ("<p>Kia onthult de EV2.</p>", False),
        ('<div class="article__paywall">x</div>', True),
        ('<div id="subscriber_only">x</div>', True),
        ('<div class="wallpaper premium-contents">x</div>', False),
        ("<p>Dit artikel is  alleen\nvoor abonnees.</p>", True),
        ("<p>Jetzt weiterlesen mit Plus</p>", True),
        ("<p>Subscribe to continue</p>", True),
        ("<p>Cet article est réservé aux abonnés</p>", True),
        ("<p>Contenuto riservato agli abbonati</p>", True),
        ("<p>Contenido exclusivo para suscriptores</p>", True),
        ("<script>var x = 'subscribe to continue'</script>", False),
        (f"<p>{'De krant schreef over wie subscribe to read zegt. ' * 10}</p>", False),
    ],
)
def test_marks_of_a_paywall(body, marked):
    assert marked is paywall.is_marked(document_fromstring(f"<html><body>{body}</body></html>"))

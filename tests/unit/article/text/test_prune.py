"""A page -> the same without what is called, or behaves, like something else than the story."""

import pytest
from lxml.html import document_fromstring

from crawler.article.text.prune import pruned, unboxed

SENTENCE = "De Renault 5 reed in de test 410 kilometer op één lading, verder dan de fabriek belooft. "
STORY = "".join(f"<p>{SENTENCE}{number}</p>" for number in range(12))


def text_of(inside: str, title: str = "", **attributes: str) -> str:
    body = " ".join(f'{name}="{value}"' for name, value in attributes.items())
    page = document_fromstring(f"<html><head><title>Krant</title></head><body {body}>{inside}</body></html>")
    return " ".join(pruned(page, title).text_content().split())


@pytest.mark.parametrize(
    "clutter",
    [
        '<div class="sharedaddy">CLUTTER</div>',
        '<div class="articleShareBar">CLUTTER</div>',
        '<div class="c-share__list">CLUTTER</div>',
        '<ul id="social-links"><li>CLUTTER</li></ul>',
        '<aside class="lees-ook"><p>CLUTTER</p></aside>',
        '<section class="newsletter-signup">CLUTTER</section>',
        '<div class="author-bio"><p>CLUTTER</p></div>',
        '<p class="wp-caption-text">CLUTTER</p>',
        "<figure><figcaption>CLUTTER</figcaption></figure>",
        '<div class="ad">CLUTTER</div>',
        "<script>CLUTTER</script><noscript>CLUTTER</noscript><nav>CLUTTER</nav>",
        '<p>Ook: <a href="/x">CLUTTER, dit zijn de goedkoopste elektrische auto\'s van dit jaar</a></p>',
        '<ul><li>Test: <a href="/a">CLUTTER, de Kia EV3</a></li><li>Test: <a href="/b">de Opel Frontera</a></li></ul>',
        '<span class="screen-reader-text">CLUTTER</span>',
        '<div id="reacties"><p>CLUTTER</p></div>',
        '<section class="leserkommentare"><p>CLUTTER</p></section>',
        '<div class="article-comments"><p>CLUTTER</p></div>',
        '<div class="teaser-list"><p>CLUTTER</p></div>',
        "<div><div><h4>CLUTTER: vignet nodig?</h4><p>Onze partner Vignet Direct regelt het meteen.</p></div></div>",
        '<div><h4>CLUTTER</h4><p>Onze partner Vignet Direct regelt het. <a href="/x">Bestel nu</a></p></div>',
        '<div><h4>CLUTTER</h4><p>Unser Partner hilft sofort.</p><p><a href="/x">Jetzt bestellen</a></p></div>',
        '<p>Lees meer:</p><ul><li><a href="/a">CLUTTER, de EV3</a></li><li><a href="/b">de Opel Frontera</a></li></ul>',
        '<div><h3><a href="/ev3">CLUTTER, de beste auto voor gezinnen</a></h3></div>',
        '<p><strong><a href="/ev3">CLUTTER, de beste auto voor gezinnen</a></strong></p>',
        "<div><h4>CLUTTER</h4><div>Sponsored by Kolibri Leasing</div></div>",
    ],
)
def test_what_is_not_the_story_goes(clutter):
    assert "CLUTTER" not in text_of(f"<article>{STORY}{clutter}{STORY}</article>")


@pytest.mark.parametrize(
    "piece",
    [
        '<h2 id="h-comment-recharger-sa-voiture">STAYS</h2>',
        '<h2 id="auto-delen-in-de-stad">STAYS: auto delen in de stad</h2>',
        '<section id="auto-abo"><h2>Auto-Abo</h2><p>STAYS</p></section>',
        '<section id="leasing-social-en-2026"><h2>Le leasing social en 2026</h2><p>STAYS</p></section>',
        '<div class="market-share"><p>STAYS</p></div>',
        '<div class="no-ads"><p>STAYS</p></div>',
        '<div class="ad-free"><p>STAYS</p></div>',
        '<p class="article__teaser">STAYS</p>',
        "<h3><button>STAYS</button></h3>",
        f'<h2><a href="/ev3">STAYS: de beste auto voor gezinnen met twee kinderen</a></h2><p>{SENTENCE}</p>',
        "<p>De vijf zuinigste auto's van dit jaar zijn:</p>"
        '<ol><li><a href="/a">STAYS Tesla Model 3</a>, 13,2 kWh</li><li><a href="/b">Hyundai Ioniq</a>, 14,3</li></ol>',
        '<p class="adres">STAYS</p>',
        f"<section><h3>STAYS</h3><p>Onze partner in de test was Jan. {SENTENCE * 3}</p></section>",
        '<div><h3>STAYS</h3><p>Stil en zuinig. <a rel="sponsored" href="/x">Bij de winkel</a></p></div>',
        "<div><h3>STAYS</h3><p>De fabriek en onze partner meten anders.</p></div>",
        '<div><h3>STAYS</h3><p>"Onze partner Halla zit er al, en de haven ligt om de hoek."</p></div>',
        "<div class=para><h3>STAYS</h3><p>Our partner for the cells is Halla, said the chairman.</p></div>",
        '<div><h3>STAYS</h3><p>Our partner <a href="/h">Halla</a> makes the cells, said the chairman.</p></div>',
        "<section><h2>STAYS</h2><p>Presented by Ann Vos in Paris, this study has four seats.</p></section>",
        "<div><h3>STAYS</h3><p><b>Notre partenaire</b> Halla livre les cellules, explique Ann Vos.</p></div>",
        '<h2><a href="/m">STAYS Mistral Break 1.6</a></h2><figure><img src="x"></figure>',
        '<h2><a href="/m">STAYS Mistral Break 1.6</a></h2><p>Vanaf 27.990 euro.</p>',
        '<h2><a href="/m">STAYS Mistral Break 1.6</a></h2><ul><li>Prijs: 27.990 euro</li></ul>',
        '<section><h3><a href="/m">STAYS Mistral Break 1.6</a></h3><p>Vanaf 27.990 euro.</p></section>',
        '<p><strong><a href="/m">STAYS Mistral Break 1.6</a></strong></p><p>Vanaf 27.990 euro.</p>',
        '<p>Dit zijn ze:</p><ul><li><a href="/a">STAYS Tesla</a></li><li><a href="/b">Hyundai Ioniq</a></li></ul>',
        '<p class="promotie">STAYS</p>',
        '<div class="loading">STAYS</div>',
        '<p>Dat zei <a class="promo" href="/x">STAYS</a> gisteren in Parijs.</p>',
        '<p>Dat zei <span class="cta"><a class="cta" href="/x">STAYS</a></span> gisteren in Parijs.</p>',
        '<p><a href="/x">STAYS, zo heet de nieuwe fabriek in het noorden van Frankrijk.</a></p>',
        "<ul><li>STAYS</li><li>tweede</li></ul>",
        '<ul><li><a href="/a">STAYS</a> is de goedkoopste auto die we tot nu toe hebben gereden</li>'
        '<li><a href="/b">Opel</a> volgt op korte afstand met een groter accupakket en meer ruimte</li></ul>',
    ],
)
def test_the_story_stays(piece):
    assert "STAYS" in text_of(f"<article>{STORY}{piece}{STORY}</article>")


def test_a_name_that_holds_the_story_means_something_else_here():
    paragraphs = "".join(f'<div class="sidebar-grid__content"><p>{SENTENCE}{number}</p></div>' for number in range(12))

    assert 12 == text_of(f'<div class="sidebar-grid">{paragraphs}</div>').count("410 kilometer")


SHORT = "".join(f"<p>{SENTENCE}{number}</p>" for number in range(3))
BOXES = [
    '<div class="newsletter-box"><h3>Mis niets</h3><p>CLUTTER: elke vrijdag autonieuws in je mailbox.</p></div>',
    '<div class="author-box"><p>CLUTTER: Jan de Vries schrijft over auto\'s en rijdt in een oude Bora.</p></div>',
    '<div class="related-posts"><h3>Verder</h3><h4>CLUTTER</h4><p>De bus zakt met tweeduizend euro in prijs.</p></div>',
    f'<div id="onetrust-consent-sdk"><p>CLUTTER: wij gebruiken cookies. {SENTENCE * 5}</p></div>',
    f'<div id="CybotCookiebotDialog"><p>CLUTTER: wij gebruiken cookies. {SENTENCE * 5}</p></div>',
]


@pytest.mark.parametrize("box", BOXES)
def test_a_box_that_is_plainly_named_goes_from_short_news_too(box):
    assert "CLUTTER" not in text_of(SHORT + box)
    assert "410 kilometer" in text_of(SHORT + box)


@pytest.mark.parametrize("box", BOXES)
def test_it_goes_where_nothing_else_is_cut_as_well(box):
    read = unboxed(document_fromstring(f'<html><body><div class="teaser">{SHORT}</div>{box}</body></html>'))

    assert "CLUTTER" not in read.text_content()
    assert "410 kilometer" in read.text_content()


def test_short_news_that_stands_in_such_a_box_stays():
    assert 3 == text_of(f'<div class="newsletter">{SHORT}</div><p>Colofon</p>').count("410 kilometer")


def test_a_page_without_paragraphs_is_weighed_by_all_its_text():
    story = "".join(f'<div class="comment">{SENTENCE}{number}</div>' for number in range(12))

    assert 12 == text_of(story).count("410 kilometer")


def test_the_article_that_shows_the_title_excludes_those_beside_it():
    other = f"<article><h1>Iets heel anders</h1>{STORY.replace('Renault', 'Lada')}</article>"

    read = text_of(f"<article><h1>Renault 5 rijdt verder</h1>{STORY}</article>{other}", "Renault 5 rijdt verder")

    assert "Renault" in read
    assert "Lada" not in read


def test_the_columns_beside_the_headline_of_a_page_laid_out_by_a_table_go():
    menu, verdict = '<td><a href="/markt">Markt</a><br>Vandaag vijftig jaar terug</td>', "<td><p>Zuinig.</p></td>"

    read = text_of(f"<table><tr>{menu}<td><h1>Renault 5</h1>{STORY}</td>{verdict}</tr></table>")

    assert "Renault" in read
    assert "Zuinig" in read
    assert "Markt" not in read


def test_the_posts_of_a_live_blog_are_within_its_article():
    posts = "".join(f"<article><h2>Bericht {number}</h2><p>{SENTENCE}</p></article>" for number in range(5))

    assert 5 == text_of(f"<article><h1>Live: de beurs</h1>{posts}</article>", "Live: de beurs").count("410 kilometer")


def test_the_tree_itself_is_left_as_it_is():
    page = document_fromstring(f'<html><body>{STORY}<div class="share">Deel dit</div><script>1</script></body></html>')

    pruned(page)

    assert "Deel dit" in page.text_content()
    assert page.find(".//script") is not None


def test_a_page_without_a_body_is_no_error():
    page = document_fromstring("<html><frameset><frame src='a.html'></frameset></html>")

    assert pruned(page) is not None

"""A page -> what it says of itself."""

from datetime import UTC, datetime

import pytest
from lxml.html import document_fromstring

from crawler.article.facts import metadata

URL = "https://www.krant.example/auto/renault-5.html"
NOTHING = "<html><head></head><body><p>x</p></body></html>"


def read(head: str = "", body: str = "<p>x</p>", url: str = URL, attributes: str = "") -> metadata.Metadata:
    return metadata.read(document_fromstring(f"<html {attributes}><head>{head}</head><body>{body}</body></html>"), url)


def meta(name: str, content: str) -> str:
    return f'<meta property="{name}" content="{content}">'


def ld(written: str) -> str:
    return f'<script type="application/ld+json">{written}</script>'


def test_a_stated_day_that_is_still_to_come_leaves_the_search_open_for_one_that_is_shown():
    page = document_fromstring(
        "<html><head>"
        + ld('{"@type": "NewsArticle", "headline": "Een kop", "datePublished": "2026-11-12T08:00:00+01:00"}')
        + "</head><body><h1>Een kop</h1><p>Gepubliceerd op 12 november 2025</p></body></html>"
    )
    shown = ("12 november 2025", "text")

    assert shown in metadata.read(page, URL, now=datetime(2025, 11, 19, tzinfo=UTC)).published
    assert shown not in metadata.read(page, URL, now=datetime(2026, 11, 12, tzinfo=UTC)).published
    assert shown not in metadata.read(page, URL).published


def test_a_page_that_says_nothing_is_not_made_to():
    found = read()

    assert ("", "", "", "") == (found.title, found.title_from, found.description, found.ld_body)
    assert () == found.authors == found.published == found.modified == found.keywords == found.language == found.rights
    assert "news" == found.kind
    assert {None} == {
        found.section,
        found.image.url,
        found.image.caption,
        found.image.credit,
        found.canonical_url,
        found.amp_url,
        found.free_access,
    }


def test_an_ordinary_article_is_read_whole():
    found = read(
        "<title>Renault 5 getest | De Krant</title><link rel=canonical href='/auto/renault-5'>"
        "<link rel=amphtml href='/amp/auto/renault-5'>"
        + meta("og:title", "Renault 5 getest")
        + meta("og:site_name", "De Krant")
        + meta("og:description", "Een lead &amp; meer")
        + meta("og:locale", "nl_NL")
        + meta("og:image", "/foto.jpg")
        + meta("article:tag", "Renault")
        + meta("article:tag", "Elektrisch")
        + meta("article:section", "Auto")
        + ld(
            '{"@type": "NewsArticle", "headline": "Renault 5 getest", "datePublished": "2025-11-19T08:30:00+01:00", '
            '"dateModified": "2025-11-20T08:30:00+01:00", "author": {"@type": "Person", "name": "Door Jan de Vries"}, '
            '"isAccessibleForFree": "False", "keywords": ["renault", "Test"], "inLanguage": "nl", '
            '"articleBody": "Tekst."}'
        ),
        "<h1>Renault 5 getest</h1>",
        attributes="lang=nl-NL",
    )

    assert ("Renault 5 getest", "h1") == (found.title, found.title_from)
    assert "Een lead & meer" == found.description
    assert ("Jan de Vries",) == found.authors
    assert ("2025-11-19T08:30:00+01:00", "jsonld") == found.published[0]
    assert (("2025-11-20T08:30:00+01:00", "jsonld"),) == found.modified
    assert ("Auto", ("renault", "Test", "Elektrisch")) == (found.section, found.keywords)
    assert "https://www.krant.example/foto.jpg" == found.image.url
    assert "https://www.krant.example/auto/renault-5" == found.canonical_url
    assert "https://www.krant.example/amp/auto/renault-5" == found.amp_url
    assert (("nl-NL", "html"), ("nl_NL", "og"), ("nl", "jsonld")) == found.language
    assert (False, "Tekst.") == (found.free_access, found.ld_body)


TITLES = {
    "the site's name goes": (
        "<title>Kia EV3 - De Krant</title>" + meta("og:site_name", "De Krant"),
        "",
        "Kia EV3",
        "title",
    ),
    "the site's domain goes": ("<title>Kia EV3 | krant.example</title>", "", "Kia EV3", "title"),
    "a dash of the title stays": ("<title>Kia EV3 - de test</title>", "", "Kia EV3 - de test", "title"),
    "the headline the reader sees": (
        "<title>Kia EV3: prijs en bereik 2025</title>" + meta("og:title", "Kia EV3: prijs en bereik"),
        "<h1>Kia EV3 rijdt verder dan beloofd</h1>",
        "Kia EV3 rijdt verder dan beloofd",
        "h1",
    ),
    "two against one": (
        meta("og:title", "Kia EV3 rijdt ver") + ld('{"@type": "Article", "headline": "Kia EV3 rijdt ver"}'),
        "<h1>Kia EV3 rijdt heel ver, zegt Kia</h1>",
        "Kia EV3 rijdt ver",
        "jsonld",
    ),
    "not the logo": (
        meta("og:title", "Kia EV3 rijdt ver"),
        "<h1><a href='/'>De Krant</a></h1><h2>Kia EV3 rijdt ver</h2>",
        "Kia EV3 rijdt ver",
        "h1",
    ),
    "not the kicker": (
        meta("og:title", "Kia EV3 rijdt ver"),
        "<h1><span>Test</span> <span>Kia EV3 rijdt ver</span></h1>",
        "Kia EV3 rijdt ver",
        "h1",
    ),
    "not the site's name alone": ("<title>De Krant</title>" + meta("og:site_name", "De Krant"), "", "", ""),
    "not the site's name alone, as it is shown": (
        "<title>Krant</title>" + meta("og:title", "De Krant | Krant.example") + meta("og:site_name", "De Krant"),
        "<h1>De Krant</h1>",
        "",
        "",
    ),
    "the headline below the site's name": (
        "<title>Kia EV3 rijdt ver | De Krant</title>" + meta("og:site_name", "De Krant"),
        "<h1>De Krant</h1><h2>Kia EV3 rijdt ver</h2>",
        "Kia EV3 rijdt ver",
        "h1",
    ),
    "the headline that a site calls itself by": (
        meta("og:site_name", "Kia EV3 rijdt veel verder dan was beloofd"),
        "<h1>Kia EV3 rijdt veel verder dan was beloofd</h1>",
        "Kia EV3 rijdt veel verder dan was beloofd",
        "h1",
    ),
    "the maker's name that the heading shows too": (
        "<title>Krant | EX30 krijgt update</title>",
        "<h1>Krant | EX30 krijgt update</h1>",
        "Krant | EX30 krijgt update",
        "h1",
    ),
    "the maker's name before a colon": (
        meta("og:title", "Tesla: omzet daalt - Tesla") + meta("og:site_name", "Tesla"),
        "<h1>Tesla: omzet daalt</h1>",
        "Tesla: omzet daalt",
        "h1",
    ),
    "not the site's name before it, which no heading shows": (
        "<title>De Krant | Kia EV3 rijdt ver</title>" + meta("og:site_name", "De Krant"),
        "<h1>Kia EV3 rijdt ver</h1>",
        "Kia EV3 rijdt ver",
        "h1",
    ),
    "no style sheet": ("", "<h1><style>.a{color:red}</style>Kia EV3</h1>", "Kia EV3", "h1"),
}


@pytest.mark.parametrize("what", TITLES)
def test_the_title(what):
    head, body, title, source = TITLES[what]
    found = read(head, body)

    assert (title, source) == (found.title, found.title_from)


H1 = "<h1>Kia EV3 rijdt ver</h1>"
DATES = {
    "json-ld goes first": (
        ld('{"@type": "Article", "datePublished": "2025-11-19"}') + meta("article:published_time", "2025-11-18"),
        H1,
        [("2025-11-19", "jsonld"), ("2025-11-18", "meta")],
    ),
    "not a clock that was never set": (
        ld('{"@type": "Article", "datePublished": "1970-01-01T00:00:00Z", "dateCreated": "0001-01-01T00:00:00"}')
        + meta("article:published_time", "-0001-11-30T00:00:00+00:00"),
        H1 + "<time datetime=2025-11-19>19 november</time>",
        [("2025-11-19", "time"), ("19 november", "time")],
    ),
    "a clock that was never set, but another": (
        ld('{"@type": "Article", "datePublished": "01/01/1970"}') + meta("article:published_time", "2025-11-19"),
        H1,
        [("2025-11-19", "meta")],
    ),
    "what the page hands its scripts, for want of a clock that was set": (
        ld('{"@type": "Article", "datePublished": "1970-01-01"}'),
        H1 + r'<script>window.x = "{\"datePublished\":\"2025-11-19T08:30:00Z\"}"</script>',
        [("2025-11-19T08:30:00Z", "meta")],
    ),
    "what is shown where the year is out of reach": (
        ld('{"@type": "Article", "datePublished": "2999-01-01"}'),
        H1 + "<p>Door Jan | 19 november 2025 | Auto</p>",
        [("2999-01-01", "jsonld"), ("19 november 2025", "text")],
    ),
    "time elements behind what is stated, which may lie in the future": (
        ld('{"@type": "Article", "datePublished": "2027-01-01"}'),
        H1
        + "<time datetime='2025-11-19'></time><time class='updated' datetime='2025-11-20'></time>"
        + "<aside><time datetime='2025-11-01'></time></aside>",
        [("2027-01-01", "jsonld"), ("2025-11-19", "time")],
    ),
    "a meta": ('<meta name="parsely-pub-date" content="2025-11-19T08:00Z">', H1, [("2025-11-19T08:00Z", "meta")]),
    "a time element": ("", H1 + "<time datetime='2025-11-19 08:30'>gisteren</time>", [("2025-11-19 08:30", "time")]),
    "a time element's text": (
        "",
        H1 + "<time>19 november 2025, 08:30 uur</time>",
        [("19 november 2025, 08:30 uur", "time")],
    ),
    "a microdata item": (
        '<meta name="date" content="2020-01-01">',
        H1 + '<span itemprop="datePublished" content="2025-11-19">gisteren</span>',
        [("2025-11-19", "time"), ("2020-01-01", "meta")],
    ),
    "a class": (
        "",
        H1 + '<div class="entry-date">Gepubliceerd op 19-11-2025 om 08:30</div>',
        [("19-11-2025 om 08:30", "time")],
    ),
    "text below the headline": ("", H1 + "<p>Door Jan | 19 november 2025 | Auto</p>", [("19 november 2025", "text")]),
    "text that says so, at the end": (
        "",
        H1 + "<p>x</p>" * 100 + "<p>Geplaatst op 19 november 2025</p>",
        [("19 november 2025", "text")],
    ),
    "not a date in the story": (
        "",
        H1 + "<p>x</p>" * 100 + "<p>Op 1 mei 2019 gebeurde er iets groots met Kia in Breda.</p>",
        [],
    ),
    "not a date of other articles": (
        "",
        H1 + '<aside class="related"><time datetime="2024-01-01">x</time><p>1 mei 2023</p></aside>',
        [],
    ),
    "not the date of a change": (
        "",
        H1
        + "<time datetime='2025-11-19'></time>"
        + "<span class='updated-at'>Bijgewerkt: <time datetime='2025-11-25'></time></span>",
        [("2025-11-19", "time")],
    ),
    "the date of a change, for want of another": ("", H1 + "<p>Bijgewerkt: 25-11-2025</p>", [("25-11-2025", "text")]),
    "htmldate's guess, for want of any": (
        '<meta property="article:modified_time" content="2025-11-19">',
        H1,
        [("2025-11-19", "htmldate")],
    ),
    "what the page hands its scripts": (
        "",
        H1 + r'<script>window.x = "{\"datePublished\":\"2025-11-19T08:30:00Z\"}"</script>',
        [("2025-11-19T08:30:00Z", "meta")],
    ),
}


MORE = "<p>De Kolibri rijdt nog altijd, en volgens Ann Vos komt er in het voorjaar een nieuwe, ook met stekker.</p>"
IN_A_SENTENCE = (
    "<p>Kolibri kwam op 12 mei 1998 met de eerste Estate, en die was een groot succes in heel Europa.</p>",
    "<p>Op 3 februari 2024 begon de bouw van de fabriek waar straks de accu's vandaan komen.</p>",
    "<p>Op 3 februari 2024 begon de bouw.</p>",
    "<p>Op <b>3 februari 2024</b> begon de bouw van de fabriek in Gent, waar de accu's vandaan komen.</p>",
    "<p>Op <a href='/x'><b>3 februari 2024</b></a> begon de bouw.</p>",
    "<p>De <i>Estate</i> stond op 3 februari 2024 <b>voor het eerst</b> op een beurs, in Brussel nog wel.</p>",
    "<div>De Estate stond op 3 februari 2024 voor het eerst op een beurs, in Brussel.<br>Daarna in Parijs.</div>",
    "<p>On 12 May 1998 Kolibri launched its first estate, and it became a success all over Europe.</p>",
    "<p>On Tuesday, May 12, 1998, Kolibri launched its first estate, and it became a success all over.</p>",
    "<p>Le 12 mai 1998, Kolibri a présenté son premier break, qui est devenu un grand succès partout.</p>",
    "<p>Am 12. Mai 1998 kam der erste Kombi von Kolibri auf den Markt, und er wurde ein großer Erfolg.</p>",
    "<p>Der Kombi war am 12.05.1998 zum ersten Mal zu sehen.</p>",
    "<p>The first estate was shown on 12 May 1998.</p>",
)


@pytest.mark.parametrize("line", IN_A_SENTENCE)
def test_a_date_in_a_sentence_is_not_the_day_of_publication(line):
    assert () == read("", H1 + line + MORE).published


PRINTED = {
    "<p>Door Jan van Dam op 3 februari 2024</p>": "3 februari 2024",
    "<p>Gepubliceerd op 3 februari 2024 in de rubriek nieuws, en daarna nog eens nagelezen door de redactie.</p>": (
        "3 februari 2024"
    ),
    "<p>Stand: 3. Februar 2024, und damit gültig, bis die nächste Liste der Preise erscheint.</p>": "3. Februar 2024",
    "<p>By Ann Vos on 3 February 2024 in the news of the week, which comes every Saturday morning to readers</p>": (
        "3 February 2024"
    ),
    "<p>Par Jean Dupont le 3 mars 2024 à 10h15, avec les photos de notre correspondant à Genève.</p>": (
        "3 mars 2024 à 10h15"
    ),
    "<p>Paris, le 3 mars 2024 – Kolibri présente son nouveau break, qui arrive au printemps prochain.</p>": (
        "3 mars 2024"
    ),
    "<p>3 mars 2024. Kolibri présente son nouveau break, qui arrive au printemps prochain en Europe.</p>": (
        "3 mars 2024"
    ),
    "<p><span>Jan van Dam</span><span>3 februari 2024</span><span>leestijd 3 minuten</span></p>": "3 februari 2024",
    "<div>Nieuws | 3 februari 2024<br>De Estate stond voor het eerst op een beurs, in Brussel nog wel.</div>": (
        "3 februari 2024"
    ),
}


@pytest.mark.parametrize("line", PRINTED)
def test_a_date_that_is_set_off_or_introduced_is_the_day_of_publication(line):
    assert PRINTED[line] == read("", H1 + line + MORE).published[0][0]


@pytest.mark.parametrize("what", DATES)
def test_the_dates_of_publication(what):
    head, body, dates = DATES[what]

    assert dates == list(read(head, body).published)


def test_a_change_is_no_publication():
    found = read(
        meta("article:modified_time", "2025-11-25"), H1 + "<p>Bijgewerkt: 24-11-2025</p><time>19-11-2025</time>"
    )

    assert (("19-11-2025", "time"),) == found.published
    assert (("2025-11-25", "meta"), ("24-11-2025", "text")) == found.modified


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("/2025/11/19/kia-ev3", "2025-11-19"),
        ("/nieuws/2025-11-19-kia", "2025-11-19"),
        ("/nieuws/20251119/kia", "2025-11-19"),
        ("/2025/1/9/kia", "2025-01-09"),
        ("/meldingen/19-11-2025", "2025-11-19"),
        ("/2025/11/kia", None),
        ("/web/20131110121040/kia", None),
        ("/artikel/120251119/kia", None),
        ("/2025/13/41/kia", None),
    ],
)
def test_a_day_in_the_address(path, day):
    assert ((day, "url"),) * bool(day) == read(url=f"https://krant.example{path}").published


@pytest.mark.parametrize(
    ("node", "free"),
    [
        ('"isAccessibleForFree": true', True),
        ('"isAccessibleForFree": "False"', False),
        ('"isAccessibleForFree": true, "hasPart": {"isAccessibleForFree": false}', False),
        ('"hasPart": [{"isAccessibleForFree": "http://schema.org/False"}]', False),
        ('"headline": "x"', None),
    ],
)
def test_whether_reading_is_free(node, free):
    assert free is read(ld(f'{{"@type": "Article", {node}}}')).free_access


def test_a_list_of_everything_is_no_keywords():
    everything = ", ".join(f"woord{number}" for number in range(30))

    assert ("EV", "Kia") == read(
        f'<meta name=news_keywords content="EV; Kia"><meta name=keywords content="{everything}">'
    ).keywords


@pytest.mark.parametrize("address", ["", "no address", "https://[", "https://a.example:99999/", "javascript:x"])
def test_any_address_will_do(address):
    assert "x" == metadata.read(document_fromstring("<title>x</title>"), address).title


def test_an_organisation_is_an_author_only_where_no_person_is():
    page = ld('{"@type": "Article", "author": {"@type": "NewsMediaOrganization", "name": "Autoredactie Noord"}}')

    assert ("Autoredactie Noord",) == read(page).authors
    assert ("Jan Smit",) == read(page, '<a rel="author">Jan Smit</a>').authors


def test_a_meta_of_the_sites_own_making_names_the_author():
    assert ("Jan Smit",) == read('<meta name="krant.byline" content="Door Jan Smit">').authors


def test_the_kind_is_that_of_the_node_about_the_article():
    assert "liveblog" == read(ld('{"@type": ["NewsArticle", "LiveBlogPosting"], "headline": "Kia onthult EV2"}')).kind

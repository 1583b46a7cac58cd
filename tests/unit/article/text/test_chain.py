"""A page -> its text: which way finds it, the standfirst apart, why there is none."""

import json

import pytest
from lxml.html import document_fromstring

from crawler.article.facts import metadata
from crawler.article.text import chain, embedded, lead, walls
from crawler.model import Block

URL = "https://krant.example/auto/renault-5-rijdt-verder"
TITLE = "Renault 5 rijdt verder dan beloofd"
SENTENCE = "De Renault 5 reed in onze test {} kilometer op één lading, en dat is verder dan de fabriek zelf belooft."
P = [SENTENCE.format(number) for number in range(380, 392)]
STORY = "".join(f"<p>{text}</p>" for text in P)


def read(inside: str, head: str = "") -> chain.Text:
    tree = document_fromstring(f"<html lang=nl><head><title>{TITLE}</title>{head}</head><body>{inside}</body></html>")
    found = metadata.read(tree, URL)
    return chain.read(tree, chain.Around(found, URL, found.title, "nl"))


def wall(title: str, headline: str, head: str = "", announced: str = "", characters: int = 300) -> str | None:
    tree = document_fromstring(
        f"<head><title>{title}</title>{head}</head><h1>{headline}</h1><h2>Meer</h2><p>{P[0]}</p>"
    )
    return walls.before(tree, characters, (headline, announced), URL)


def described(text: str) -> str:
    return f'<meta name="description" content="{text}">'


def test_an_ordinary_page_is_read_in_the_fast_way():
    text = read(f"<main><article><h1>{TITLE}</h1>{STORY}</article></main>")

    assert P == [block.text for block in text.blocks]
    assert ("fast", None) == (text.method, text.reason)
    assert 1.0 == text.quality


def test_a_short_text_is_less_sure():
    assert 0.3 > read(f"<main><h1>{TITLE}</h1><p>{P[0]}</p><p>{P[1]}</p></main>").quality


def test_a_page_that_only_hands_its_scripts_the_text_is_read_from_there():
    state = {
        "props": {
            "pageProps": {
                "article": {"title": TITLE, "body": [{"type": "p", "text": f"<p>{text}</p>"} for text in P]},
                "related": [{"text": "Lada bouwt een nieuwe auto, en die komt pas over een jaar op de markt. " * 3}],
            }
        }
    }
    text = read(
        f'<div id="__next"></div><script type="application/json" id="__NEXT_DATA__">{json.dumps(state)}</script>'
    )

    assert P == [block.text for block in text.blocks]
    assert "json" == text.method


def test_the_text_in_json_ld_stands_in_for_a_missing_one():
    node = {"@type": "NewsArticle", "headline": TITLE, "articleBody": "\n\n".join(P)}
    text = read("<div></div>", f'<script type="application/ld+json">{json.dumps(node)}</script>')

    assert "jsonld" == text.method
    assert P[0] in text.blocks[0].text


def test_a_page_without_a_text_says_so():
    text = read("<main><h1>Foto</h1></main>")

    assert ((), None, "no text found in the page") == (text.blocks, text.method, text.reason)


@pytest.mark.parametrize(
    "title",
    [
        "Pagina niet gevonden",
        "404 - Page not found",
        "Artikel nicht gefunden",
        "Artikel niet gevonden",
        "Cet article n’est plus disponible",
        "De pagina die u zoekt bestaat niet meer",
        "Deze pagina is verwijderd - Krant",
        "Die Seite existiert nicht mehr",
        "Error 404: Not found",
        "La page que vous recherchez n'existe pas",
        "This article is no longer available | Krant",
        "404 | Zeitung",
        "Krant | Oeps! Deze pagina bestaat niet",
        "Seite nicht gefunden | Zeitung",
    ],
)
def test_a_page_that_is_not_there_is_told_although_it_was_answered_well(title):
    assert "the page says that it does not exist" == wall(title, title)
    assert wall(title, title, characters=5000) is None
    assert "the page says that it does not exist" == wall("Krant", title), "or by its headline alone"


@pytest.mark.parametrize(
    "title",
    [
        "404 kilometer op een lading",
        "404 km range: the new Kia",
        "La page que vous lisez: l'histoire de Renault",
        "Not found in any barn",
        "Not found in Europe: the pickup",
        "Page not found: why dealers' websites fail",
        "Peugeot 404 – een icoon",
    ],
)
def test_a_car_of_that_number_is_there(title):
    assert wall(f"{title} | Krant", title) is None


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        ("DPG Media Privacy Gate", ""),
        ("Krant", "Mit Werbung weiterlesen"),
        ("Krant", "Wij en onze partners hebben uw toestemming nodig"),
        ("Krant Privacy Gate", "Wij gebruiken cookies"),
        ("Privacy-instellingen | Het laatste nieuws van de Krant", ""),
        ("Uw privacy is belangrijk voor ons", "Uw privacy is belangrijk voor ons"),
        ("Zeitung: Wir brauchen Ihre Zustimmung", ""),
    ],
)
def test_a_wall_of_consent_is_told(title, headline):
    assert "a wall that asks for consent stands before the page" == wall(title, headline)


@pytest.mark.parametrize(
    "title",
    [
        "Cookie-instellingen: waarom de dealer ze zo verstopt",
        "Deze cookies bakt de autodealer",
        "Tesla past privacy-instellingen van camera aan",
        "Tesla past privacy-instellingen aan",
        "Wij gebruiken cookies als wisselgeld, zegt dealer",
    ],
)
def test_a_story_about_cookies_is_no_wall(title):
    assert wall(f"{title} | Krant", title) is None


def test_a_head_of_a_dialog_makes_no_wall():
    text = read(
        f"<main><article><h1>{TITLE}</h1><p>{P[0]}</p><p>{P[1]}</p><p>{P[2]}</p></article></main>"
        "<div class='modal'><h2>Cookie-instellingen</h2><p>Kies welke cookies wij mogen plaatsen.</p></div>"
    )

    assert (P[:3], False) == ([block.text for block in text.blocks][:3], text.is_wall)


@pytest.mark.parametrize(
    ("head", "announced"),
    [
        ('<meta property="og:type" content="article">', ""),
        ('<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Page not found"}</script>', ""),
        ("", "Page not found"),
    ],
)
def test_an_article_of_that_name_is_one(head, announced):
    assert wall("Page not found | Krant", "Page not found", head, announced) is None
    assert wall("Page not found | Krant", "Page not found", head.replace("rticle", ""), "A recall") is not None


class TestLead:
    STANDFIRST = "Wij reden de kleine elektrische Renault een week lang door Nederland en België, met een meetapparaat."

    def part(self, inside: str, description: str, blocks: tuple[Block, ...] | None = None):
        tree = document_fromstring(f"<html><body>{inside}</body></html>")
        return lead.parted(tuple(Block("p", text) for text in P) if blocks is None else blocks, description, tree)

    def test_a_first_head_that_says_what_the_page_describes_is_the_lead(self):
        blocks = (Block("h", self.STANDFIRST), Block("p", P[0]))

        found, rest = self.part("", self.STANDFIRST.replace("kleine ", ""), blocks)

        assert (self.STANDFIRST, "page") == (found.text, found.source)
        assert (Block("p", P[0]),) == rest

    def test_a_description_that_was_cut_is_whole_where_the_page_shows_it(self):
        found, rest = self.part(f'<p class="intro">{self.STANDFIRST}</p>{STORY}', self.STANDFIRST[:60] + "…")

        assert (self.STANDFIRST, "page") == (found.text, found.source)
        assert len(P) == len(rest)

    def test_a_description_that_repeats_the_text_is_only_the_heads(self):
        found, rest = self.part(STORY, P[0])

        assert (P[0], "meta") == (found.text, found.source)
        assert len(P) == len(rest)

    @pytest.mark.parametrize(
        "shown",
        [
            '<header><p class="article__intro">{}</p></header><div>{}</div>',
            '<div class="field--name-chapo"><p>{}</p></div><div>{}</div>',
            '<p class="Head_lead__x"><span>{}</span></p><div>{}</div>',
            '<p itemprop="description">{}</p><div>{}</div>',
        ],
    )
    def test_a_first_paragraph_that_is_called_a_standfirst_is_told_once(self, shown):
        blocks = tuple(Block("p", text) for text in (self.STANDFIRST, *P))

        found, rest = self.part(shown.format(self.STANDFIRST, STORY), self.STANDFIRST, blocks)

        assert (self.STANDFIRST, "page", blocks[1:]) == (found.text, found.source, rest)

    @pytest.mark.parametrize(
        "shown",
        [
            "<header><p>{}</p></header><div>{}</div>",
            '<div class="intro"><p>{}</p>{}</div>',
            '<div><p class="intro">{}</p>{}</div>',
        ],
    )
    def test_a_first_paragraph_among_the_others_or_without_that_name_stays(self, shown):
        blocks = tuple(Block("p", text) for text in (self.STANDFIRST, *P))

        found, rest = self.part(shown.format(self.STANDFIRST, STORY), self.STANDFIRST, blocks)

        assert (self.STANDFIRST, "meta", blocks) == (found.text, found.source, rest)

    def test_a_standfirst_that_is_all_there_is_stays(self):
        page = f'<p class="intro">{self.STANDFIRST}</p>'

        assert 1 == len(self.part(page, self.STANDFIRST, (Block("p", self.STANDFIRST),))[1])

    def test_a_page_without_a_description_has_no_lead(self):
        found, _ = self.part(STORY, "")

        assert ("", "") == (found.text, found.source)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "{",
        "[]",
        '{"text": 1}',
        '{"body": "kort"}',
        "[" * 5000,
        json.dumps({"text": "a" * 500}),
        json.dumps({"q": P}),
    ],
)
def test_json_without_prose_is_no_article(written):
    tree = document_fromstring(f'<html><body><script type="application/json">{written:<450}</script></body></html>')

    assert () == embedded.read(tree)


@pytest.mark.parametrize(
    ("inside", "kind", "said"),
    [
        (
            '<figure class="wp-block-pullquote"><blockquote><p>Wij bouwen geen pick-up.</p></blockquote></figure>',
            "quote",
            "Wij bouwen geen pick-up.",
        ),
        (
            "<table><tr><th>Motor</th><th>Type</th></tr><tr><td>Accu</td>"
            "<td><ul><li>WLTP 500 km</li><li>82 kWh</li></ul></td></tr></table>",
            "table",
            "Motor | Type\nAccu | WLTP 500 km; 82 kWh",
        ),
    ],
)
def test_a_quote_in_a_figure_and_a_list_in_a_cell_are_kept(inside, kind, said):
    text = read(f"<main><article><h1>{TITLE}</h1>{STORY}{inside}{STORY.replace('De ', 'Die ')}</article></main>")

    assert [(kind, said)] == [(block.kind, block.text) for block in text.blocks if block.kind != "p"]


def test_a_post_of_somebody_else_in_a_figure_is_no_quote():
    post = '<figure><blockquote class="twitter-tweet"><p>Onze nieuwe auto is er!</p></blockquote></figure>'
    text = read(f"<main><article><h1>{TITLE}</h1>{STORY}{post}{STORY.replace('De ', 'Die ')}</article></main>")

    assert {"p"} == {block.kind for block in text.blocks}

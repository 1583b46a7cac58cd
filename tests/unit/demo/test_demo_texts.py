"""What the newsstand prints: sixty articles of our own, in four languages, and what is expected of each."""

import gzip
import json
import re
from collections import Counter, defaultdict

import pytest
from lxml import html

from crawler.demo import shelf
from crawler.demo.markup import Dress, paragraphs, pieces, sentences, sub_heads, visible
from crawler.demo.markup import html as drawn
from crawler.model import Stage

STORIES = [story for publisher in shelf.load() for story in publisher.stories]
READABLE = [story for story in STORIES if story.readable]
ABSENT = {"missing", "intern"}


@pytest.fixture(scope="module")
def pages(stand, ask):
    """url -> what the server sends for it, as an HTML tree."""
    return {one.url: html.document_fromstring(ask(one.url).body) for one in stand.expected() if not one.reason}


def test_sixty_articles_of_five_publishers_in_four_languages(stand):
    rows = [one for one in stand.expected() if one.stage is Stage.EXTRACTED]

    assert 60 == len(rows) == len(READABLE)
    assert {"nl": 24, "de": 12, "en": 12, "fr": 12} == Counter(one.language for one in rows)
    assert {12} == set(Counter(one.publisher for one in rows).values())
    assert 62 == stand.expected_total


def test_articles_have_the_length_of_articles():
    lengths = {story.slug: len(f"{story.lead} {story.body}".split()) for story in READABLE}

    assert {} == {slug: words for slug, words in lengths.items() if not 150 <= words <= 400}
    assert all(3 <= len(paragraphs(story.body)) <= 12 for story in READABLE)


def test_a_third_has_sub_heads_and_some_have_lists_quotes_and_tables():
    kinds = Counter(kind for story in READABLE for kind in {piece.kind for piece in pieces(story.body)})

    assert kinds["h"] >= 20
    assert min(kinds["list"], kinds["quote"], kinds["table"]) >= 6


def test_days_lie_between_october_and_november_2025(stand):
    days = sorted(one.published_on for one in stand.expected())

    assert ("2025-10-02", "2025-11-20") == (days[0], days[-1])
    assert len(set(days)) > 30


def test_no_sentence_stands_in_two_articles_but_in_the_press_release():
    seen = defaultdict(list)
    for story in READABLE:
        for text in (story.lead, *paragraphs(story.body)):
            for sentence in sentences(text):
                seen[sentence.casefold()].append(story)
    twice = {text: stories for text, stories in seen.items() if len(stories) > 1}

    assert {"dacia-spring"} == {story.release for stories in twice.values() for story in stories}
    assert 10 <= len(twice)
    assert len(seen) > 800


def test_no_headline_author_and_number_are_shared_by_accident():
    titles = Counter(story.title for story in STORIES)

    assert 62 == len(titles)
    for publisher in shelf.load():
        assert 1 == max(Counter(story.number for story in publisher.stories).values())
        assert 1 == max(Counter(story.slug for story in publisher.stories).values())
    writers = [{story.author for story in publisher.stories} for publisher in shelf.load()]
    assert not set.intersection(*writers)


def test_one_event_is_told_by_three_publishers_in_three_languages(stand):
    told = [one for one in stand.expected() if one.event == "id7-recall"]

    assert {"nl", "de", "en"} == {one.language for one in told}
    assert 3 == len({one.publisher for one in told})
    assert all("Volkswagen" in one.keywords and "ID.7" in one.title for one in told)


def test_a_press_release_is_printed_nearly_word_for_word_by_two(stand):
    one, other = (set(one.paragraphs) for one in stand.expected() if one.release)

    assert 4 == len(one & other)
    assert (1, 1) == (len(one - other), len(other - one))


def test_a_second_edition_changes_exactly_one_story():
    before = shelf.load()
    after = [publisher.second_edition() for publisher in before]
    changed = [
        (old, new)
        for first, second in zip(before, after, strict=True)
        for old, new in zip(first.stories, second.stories, strict=True)
        if old != new
    ]

    ((old, new),) = changed
    differing = set(paragraphs(old.body)) ^ set(paragraphs(new.body))
    assert old.title != new.title
    assert 2 == len(differing), "one paragraph went, one came"


# ---------------------------------------------------------------- the article like the user's sample


def test_the_sample_article_is_dressed_as_the_sample_was(stand, pages):
    (sample,) = (one for one in stand.expected() if "renault-en-nissan" in one.url)
    page = pages[sample.url]
    seen = " ".join(page.text_content().split())

    assert ("2025-11-19", None, "nl") == (sample.published_on, sample.published_at, sample.language)
    assert 3 == len(sample.sub_heads)
    assert f"2025-11-19 Deel dit: Share App Mail Tweet {sample.title}" in seen
    assert "Beeld NissanNu te zien: in de film" in seen, "the promo is glued behind a caption"
    assert "Lancia" not in " ".join((sample.title, sample.lead, *sample.paragraphs)), "only the promo names it"


def test_the_promo_stands_word_for_word_on_three_pages(pages):
    promos = [
        paragraph.text_content()
        for page in pages.values()
        for paragraph in page.iter("p")
        if "Lancia Delta" in paragraph.text_content()
    ]

    assert 3 == len(promos)
    assert 1 == len(set(promos))


def test_one_page_says_its_date_in_its_text_only(stand, pages):
    (undated,) = (url for url in pages if "stoeptegelladers" in url)
    source = html.tostring(pages[undated], encoding="unicode")

    assert "19 november 2025, 14:32" in pages[undated].text_content()
    assert "2025-11-19" not in source
    assert [] == [word for word in ("ld+json", "<time", "published_time") if word in source]


# ---------------------------------------------------------------- pages


def test_pages_say_what_is_expected_of_them(stand, pages):
    for one in stand.expected():
        if one.reason:
            continue
        page = pages[one.url]
        seen = visible(html.tostring(page, encoding="unicode"))

        assert [one.title] == [" ".join(head.text_content().split()) for head in page.iter("h1")]
        assert one.url == page.xpath("string(//link[@rel='canonical']/@href)")
        assert one.lead == page.xpath("string(//meta[@name='description']/@content)")
        for text in (one.lead, one.author, one.first, one.last, *one.sub_heads, *one.paragraphs):
            assert text in seen
        assert set(one.sub_heads) <= {head.text_content() for head in page.iter("h2")}
        assert one.language == page.get("lang", "")[:2]


def test_what_never_belongs_to_an_article_stands_on_its_page_and_not_in_its_text(stand, pages):
    for one in stand.expected():
        own = " ".join((one.title, one.lead, *one.sub_heads, *one.paragraphs))

        assert [] == [phrase for phrase in one.never if phrase in own]
        assert one.reason or len(one.never) >= 3


def test_publishers_differ_in_what_their_heads_tell(pages):
    source = {url: html.tostring(page, encoding="unicode") for url, page in pages.items()}
    counts = Counter(
        word
        for text in source.values()
        for word in ("ld+json", "articleBody", "itemprop", "amphtml", "og:title", "article:published_time", "<time")
        if word in text
    )

    assert 11 + 12 + 12 == counts["ld+json"]
    assert {"articleBody": 24, "itemprop": 12, "amphtml": 12} == {
        word: counts[word] for word in ("articleBody", "itemprop", "amphtml")
    }  # the French microdata names its text articleBody as well
    assert 36 == counts["<time"]
    assert all(60 > counts[word] > 30 for word in ("og:title", "article:published_time"))


def test_a_teasing_article_body_breaks_off(pages):
    (page,) = (page for url, page in pages.items() if "opel-manta" in url)
    (teaser,) = (one.text for one in page.iter("script") if "articleBody" in (one.text or ""))

    told = json.loads(teaser)["articleBody"]
    assert re.fullmatch(r"Der Fuchsschwanz war noch dran\..{50,150} \.\.\.", told)


def test_pages_differ_in_the_boxes_between_paragraphs(stand, pages):
    with_box = {url for url, page in pages.items() if "Bougie-brief" in page.text_content()}
    with_link = {url for url, page in pages.items() if page.xpath("//strong[starts-with(., 'Lees ook')]")}

    assert 6 == len([url for url in with_link if url.startswith(stand.addresses["de-bougie"])])
    assert 6 == len(with_box)
    assert not with_box & with_link


def test_every_page_says_in_its_foot_that_it_is_invented(pages):
    words = ("verzonnen", "erfunden", "made up for a demonstration", "inventés")

    assert [] == [url for url, page in pages.items() if not any(word in page.text_content()[-700:] for word in words)]


def test_pages_that_are_gone_have_no_text_to_expect(stand):
    absent = [one for one in stand.expected() if one.reason]

    assert 2 == len(absent) == len([story for story in STORIES if story.answer in ABSENT])
    assert all((Stage.FAILED, (), "", "") == (one.stage, one.paragraphs, one.first, one.last) for one in absent)
    assert all(one.title and one.lead and one.published_at for one in absent)


def test_pictures_are_drawn(stand, ask):
    said = ask(f"{stand.addresses['joint-de-culasse']}img/citroen-ds-soixante-dix-ans-paris.svg")

    assert "image/svg+xml" == said.headers["Content-Type"]
    assert said.body.startswith(b"<svg ")


def test_two_stands_print_the_same(stand, ask):
    twin = type(stand)(0.0)
    with twin:
        bases = zip(stand.addresses.values(), twin.addresses.values(), strict=True)
        for ours, theirs in bases:
            for one in (url for url in (x.url for x in stand.expected()) if url.startswith(ours)):
                mine, other = ask(one).body, ask(one.replace(ours, theirs)).body

                assert mine.replace(ours.encode(), b"/") == other.replace(theirs.encode(), b"/")


# ---------------------------------------------------------------- the notation


@pytest.mark.parametrize(
    ("written", "kind", "page"),
    [
        ("Two lines\nof text.", "p", "<p>Two lines\nof text.</p>"),
        ("## A head", "h", "<h2>A head</h2>"),
        ("> Said.", "quote", "<blockquote><p>Said.</p></blockquote>"),
        ("- one\n- two", "list", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>"),
        ("| a | b |\n| 1 | 2 |", "table",
         "<table>\n<tr><th>a</th><th>b</th></tr>\n<tr><td>1</td><td>2</td></tr>\n</table>"),
        ("A < B & [C](/c)", "p", '<p>A &lt; B &amp; <a href="/c">C</a></p>'),
        ("-5 degrees", "p", "<p>-5 degrees</p>"),
    ],
)  # fmt: skip
def test_notation(written, kind, page):
    assert [kind] == [piece.kind for piece in pieces(written)]
    assert page == drawn(written)


def test_a_promo_stands_on_pages_and_not_in_feeds():
    written = "A.\n\n!promo Caption :: Credit\n\nB."

    assert "<p>A.</p>\n<p>B.</p>" == drawn(written)
    assert (
        '<p>A.</p>\n<figure><img src="/x.svg" alt=""><figcaption>Caption Credit</figcaption></figure><p>Buy!</p>\n'
        "<p>B.</p>\nBOX" == drawn(written, Dress("/x.svg", "Buy!", "BOX"))
    )
    assert ("A.", "B.") == paragraphs(written)
    assert () == sub_heads(written)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("One. Two! Three?", ("One.", "Two!", "Three?")),
        ("‘Is dat een Mazda?’ vraagt hij. Nee.", ("‘Is dat een Mazda?’ vraagt hij.", "Nee.")),
        ("Het kost 18.000 euro. „Viel!“ Genug.", ("Het kost 18.000 euro.", "„Viel!“", "Genug.")),
    ],
)
def test_sentences(text, parts):
    assert parts == sentences(text)


def test_a_word_no_table_knows_is_a_fault_of_the_file():
    with pytest.raises(ValueError, match="Channel knows no colour"):
        shelf._known(shelf.Channel, {"slug": "x", "colour": "red"})


def test_a_packed_page_is_the_page(stand, ask):
    (url,) = (one.url for one in stand.expected() if "opel-manta" in one.url)

    assert ask(url).body == gzip.decompress(ask(url, Accept_Encoding="gzip").body)

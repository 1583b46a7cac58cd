"""What `keep` and `block` say of an article, before its page was asked for and after it was read."""

from dataclasses import replace

import pytest

from crawler.article.wanted import unwanted
from crawler.model import Article, Feed, Filter

URL = "https://www.example.org/nieuws/renault-5"
FEED = Feed(slug="a", name="A", url="https://www.example.org/feed", source="example.org")
READ = Article(
    title="Renault 5 rijdt elektrisch",
    lead="De kleine Fransman is terug.",
    body="Hij kost 24.990 euro.\n\nEn hij komt in mei.",
    language="nl",
    authors=("Jan de Vries", "Redactie"),
    keywords=("Elektrisch", "Hatchback"),
    section="Nieuws",
    provenance=(("title", "feed"), ("language", "html")),
)
TOLD = replace(  # what a feed tells that gives a title and a summary
    READ,
    body="",
    authors=(),
    keywords=(),
    section=None,
    provenance=(("title", "feed"), ("language", "feeds.yaml")),
)


def feed(*, keep=(), block=()):
    return replace(FEED, keep=tuple(Filter(*one) for one in keep), block=tuple(Filter(*one) for one in block))


BLOCKED = [
    ("title", "ELEKTRISCH", "block title: ELEKTRISCH"),
    ("title", "^elektrisch", None),
    ("url", "/nieuws/", "block url: /nieuws/"),
    ("text", "fransman", "block text: fransman"),  # the lead
    ("text", "in mei", "block text: in mei"),  # the body
    ("text", "elektrisch", None),  # the title only
    ("author", "^redactie$", "block author: ^redactie$"),
    ("author", "de vries redactie", None),  # each by itself
    ("category", "hatch", "block category: hatch"),
    ("category", "^nieuws$", "block category: ^nieuws$"),  # the section
    ("language", "^(de|nl)$", "block language: ^(de|nl)$"),
    ("language", "NL", "block language: NL"),
    ("language", "de", None),
]


@pytest.mark.parametrize(("field", "pattern", "reason"), BLOCKED)
def test_what_fits_a_block_is_not_wanted(field, pattern, reason):
    assert reason == unwanted(READ, URL, feed(block=[(field, pattern)]), complete=True)


@pytest.mark.parametrize(("field", "pattern", "reason"), BLOCKED)
def test_what_fits_a_keep_is_all_that_is_wanted(field, pattern, reason):
    dropped = unwanted(READ, URL, feed(keep=[(field, pattern)]), complete=True)

    assert (None if reason else f"keep {field}: does not fit {pattern}") == dropped


def test_without_conditions_everything_is_wanted():
    assert None is unwanted(Article(title=""), None, FEED, complete=True)


@pytest.mark.parametrize(
    ("keep", "block", "reason"),
    [
        ([("title", "renault"), ("title", "peugeot")], [], None),
        ([("title", "opel"), ("title", "peugeot")], [], "keep: none of 2 conditions fits"),
        ([("title", "renault")], [("author", "redactie")], "block author: redactie"),
        ([("title", "opel")], [("author", "redactie")], "block author: redactie"),
        ([("title", "opel")], [("author", "anp")], "keep title: does not fit opel"),
        ([], [("title", "opel"), ("title", "renault"), ("url", "renault")], "block title: renault"),
    ],
)
def test_one_condition_of_a_list_is_enough_and_block_goes_first(keep, block, reason):
    assert reason == unwanted(READ, URL, feed(keep=keep, block=block), complete=True)


# keep, what the feed told, the reason before the page was read, the reason if nothing more is to be learned
EARLY = [
    ([("author", "de vries")], TOLD, None, "keep author: does not fit de vries"),
    ([("category", "elektrisch")], TOLD, None, "keep category: does not fit elektrisch"),
    ([("text", "in mei")], TOLD, None, "keep text: does not fit in mei"),  # a lead is not the text
    ([("text", "in juni")], replace(TOLD, body="In mei."), *["keep text: does not fit in juni"] * 2),
    ([("text", "fransman")], TOLD, None, None),
    ([("language", "de")], TOLD, None, "keep language: does not fit de"),  # assumed, the page may say otherwise
    ([("language", "de")], replace(TOLD, language=None), None, "keep language: does not fit de"),
    ([("language", "de")], replace(TOLD, provenance=(("language", "feed"),)), *["keep language: does not fit de"] * 2),
    ([("category", "suv")], replace(TOLD, keywords=("Elektrisch",)), *["keep category: does not fit suv"] * 2),
    ([("title", "opel")], TOLD, *["keep title: does not fit opel"] * 2),
    ([("title", "opel")], replace(TOLD, title=""), None, "keep title: does not fit opel"),
    ([("url", "/test/")], TOLD, *["keep url: does not fit /test/"] * 2),
    ([("title", "opel"), ("author", "de vries")], TOLD, None, "keep: none of 2 conditions fits"),
    ([("title", "opel"), ("url", "/test/")], TOLD, *["keep: none of 2 conditions fits"] * 2),
]


@pytest.mark.parametrize(("keep", "told", "early", "late"), EARLY)
def test_unknown_is_not_unwanted_until_the_page_was_read(keep, told, early, late):
    assert early == unwanted(told, URL, feed(keep=keep), complete=False)
    assert late == unwanted(told, URL, feed(keep=keep), complete=True)


@pytest.mark.parametrize(
    ("block", "told", "reason"),
    [
        (("title", "renault"), TOLD, "block title: renault"),
        (("text", "fransman"), TOLD, "block text: fransman"),
        (("author", "redactie"), TOLD, None),
        (("language", "nl"), TOLD, None),  # assumed
        (("language", "nl"), replace(TOLD, provenance=(("language", "feed"),)), "block language: nl"),
    ],
)
def test_a_block_drops_before_the_page_is_asked_for_what_the_feed_tells(block, told, reason):
    assert reason == unwanted(told, URL, feed(block=[block]), complete=False)


def test_an_entry_without_an_address_has_none_to_fit():
    assert None is unwanted(READ, None, feed(block=[("url", ".")]), complete=True)
    assert None is unwanted(READ, None, feed(keep=[("url", ".")]), complete=False)
    assert "keep url: does not fit ." == unwanted(READ, None, feed(keep=[("url", ".")]), complete=True)


def test_a_reason_is_one_line_of_at_most_300_characters():
    reason = unwanted(READ, URL, feed(block=[("title", "renault|" + "x" * 490)]), complete=True)

    assert 300 == len(reason)
    assert "block title: renault|xxx" == reason[:24]

"""Whatever an article says: what it means is found without an error, in bounds, and in a time that grows as it does."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.model import TagKind, Told
from crawler.passes import enrich_tags
from crawler.related.fingerprints import FEWEST_WORDS, fingerprint, shared_passage, text_of
from crawler.related.terms import Glimpse, terms

PIECES = st.sampled_from(
    ["Volkswagen", "Golf", "208", "Ka", "Seat", "Renault 5", "recall", "terugroepactie", "€ 29.995", "Stellantis", "ë",
     "ID.", "Kia Zonnebries", "\n\n", ".", "'s", "-", "de", "Škoda", "VW-", "ΑΒΓ", "汽车", "\u0301", "\u200d", "İ", "ﬁ"]
)  # fmt: skip
ANY = st.lists(PIECES | st.text(max_size=12), max_size=60).map(" ".join)
SHORT = settings(max_examples=200, deadline=None, database=None, derandomize=True)
LARGE = 200_000


@SHORT
@given(ANY, ANY, ANY, st.sampled_from([None, "nl", "de", "xx"]), st.lists(ANY, max_size=3))
def test_any_article_has_tags_in_bounds(title, lead, body, language, keywords):
    told = Told(title, lead, body, language, title[:20], tuple(keywords), f"https://kolibri.example/{lead[:30]}")

    found, names = enrich_tags.read(told)

    assert len({(tag.kind, tag.slug) for tag in found}) == len(found)
    assert all(0 <= tag.score <= 1 and tag.mentions >= 0 and tag.rule for tag in found)
    makes = {tag.slug for tag in found if tag.kind is TagKind.MAKE}
    assert {tag.slug.partition("/")[0] for tag in found if tag.kind is TagKind.MODEL} <= makes
    assert all(one.name.strip() for one in names)


@SHORT
@given(ANY, ANY, ANY)
def test_any_text_has_a_fingerprint_that_is_like_itself(lead, body, other):
    mark = fingerprint(text_of(lead, body))

    assert mark is None or mark.words >= FEWEST_WORDS
    assert mark == fingerprint(text_of(lead, body))
    for h in sorted(mark.hashes)[:2] if mark else ():
        assert shared_passage(text_of(lead, body), text_of(lead, body), h)
        shared_passage(text_of(lead, body), other, h)


@SHORT
@given(ANY, ANY, ANY)
def test_any_article_has_terms_of_some_weight(title, lead, body):
    weights = terms(Glimpse(title, f"{lead} {body}", "nl", ("make/volkswagen",)))

    assert all(weight > 0 for weight in weights.values())


@pytest.mark.parametrize("piece", ["Golf ", "Seat ", "208 ", "a", "Volkswagen Golf GTI-", "&", "1.", "VW", "recall "])
def test_a_text_of_ten_times_the_length_takes_no_hundred_times_as_long(piece):
    def seconds(length: int) -> float:
        told = Told("Test", "", (piece * length)[:length])
        began = time.process_time()
        enrich_tags.read(told)
        fingerprint(told.body)
        return time.process_time() - began

    seconds(100)
    short = min(seconds(LARGE // 10) for _ in range(3))

    assert any(seconds(LARGE) < 60 * max(short, 0.005) for _ in range(3))  # once is enough: the machine may be busy

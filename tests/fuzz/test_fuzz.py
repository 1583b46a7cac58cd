"""1,000 mutated documents through the workers of the crawl: nothing raises, nothing overruns, every promise holds.

`make fuzz` does the same with 100,000, goes on where it was ended, and keeps what went wrong in build/fuzz/.
"""

import asyncio
from dataclasses import replace
from random import Random

import pytest

from crawler.model import Article, Block, Draft, Failure, Further, Stage, When
from crawler.normal import urls
from crawler.process import FeedReading, PageReading
from crawler.workers import Bounds, Workers
from tests.fuzz import corpus, mutations
from tests.fuzz.__main__ import MOST_MIB, Campaign, run
from tests.fuzz.campaign import Figures, Found, batches, judged
from tests.fuzz.documents import READERS, SHARES, document
from tests.fuzz.promises import broken
from tests.fuzz.smaller import smaller

PLAIN = "<?xml version='1.0' encoding='utf-8'?><a n='12'><b>Zoë</b> rijdt <c>7 km</c></a>".encode()
SEED, DOCUMENTS = 20261128, 3000

pytestmark = pytest.mark.timeout(900)  # on a machine that does much else; alone it takes about a minute


@pytest.fixture(scope="module")
def ours():
    return corpus.ours()


def raises(body, *_):
    """A reader that chokes on one byte."""
    if b"\x07" in body:
        raise ValueError("bell")
    return Failure("no feed")


def spins(*_):
    while True:
        pass


def lies(*_):
    return PageReading(Article("\x1b[31m"))


# ---------------------------------------------------------------- the documents


async def figures_of(whole, documents):
    figures = Figures()
    with Workers() as pool:
        async for _ in batches(pool, whole, SEED, figures, documents):
            pass
    return figures


def test_whatever_the_bytes_are_a_worker_says_what_they_are():
    figures = asyncio.run(figures_of(corpus.everything(), DOCUMENTS))

    assert [] == [str(found) for found in figures.found]
    assert DOCUMENTS == figures.done
    assert MOST_MIB > figures.peak_mib
    assert DOCUMENTS / 3 < figures.read, "mutations that leave nothing to be read try only the first lines of a reader"


def test_a_number_always_makes_the_same_document(ours):
    made = [document(ours, 7, number) for number in range(60)]

    assert made[::-1] == [document(corpus.ours(), 7, number) for number in reversed(range(60))]
    assert 50 < len({one.body for one in made})
    assert {one.body for one in made}.isdisjoint(document(ours, 8, number).body for number in range(60))


def test_all_readers_and_all_mutations_have_their_turn(ours):
    lanes = {document(ours, SEED, number).lane for number in range(400)}

    assert set(SHARES) == lanes == set(READERS)
    for mutation in mutations.MUTATIONS:
        changed = {mutation(Random(n), PLAIN, b"<other>x</other>")[: mutations.ROOM] for n in range(10)}
        assert {PLAIN} != changed, mutation.__name__


def test_our_own_documents_are_always_there(ours):
    assert dict.fromkeys(corpus.LANES, True) == {lane: bool(own) for lane, (own, _) in ours.lanes.items()}
    assert 150 < len(ours.seeds)


# ---------------------------------------------------------------- what is found


@pytest.mark.parametrize(
    ("reader", "what", "reason"),
    [
        (raises, "error", "ValueError: ValueError('bell')"),
        (spins, "overrun", "took more than 1 s of CPU"),
        (lies, "promise", r"PageReading.article.title does not pass the gate: '\x1b[31m'"),
    ],
)
def test_what_goes_wrong_is_found_with_its_number(ours, monkeypatch, reader, what, reason):
    monkeypatch.setitem(READERS, "feed", reader)
    made = next(one for one in (document(ours, 1, n) for n in range(100)) if one.lane == "feed")
    made = replace(made, body=b"a\x07b")

    with Workers(processes=1, bounds=Bounds(cpu_s=1)) as pool:
        verdict = asyncio.run(judged(pool, made))

    assert (Found(made.number, "feed", made.seed, what, reason),) == verdict.found


def test_a_document_that_goes_wrong_is_made_smaller(ours, monkeypatch):
    monkeypatch.setitem(READERS, "feed", raises)
    made = next(one for one in (document(ours, 1, n) for n in range(100)) if one.lane == "feed")
    made = replace(made, body=b"<rss>" * 40 + b"\x07" + b"</rss>" * 40)

    async def story():
        with Workers(processes=1) as pool:
            [found] = (await judged(pool, made)).found
            return await smaller(pool, made, found)

    assert b"\x07" == asyncio.run(story()).body


NOWHERE = "https://kolibri.example/"
KEY = urls.url_key(NOWHERE)
GOOD = Draft(urls.url_hash(KEY), KEY, NOWHERE, None, 1, "", Article("Een auto"), Stage.LISTED)
THEN = When("2026-11-20", "2026-11-20T08:00:00Z", "gisteren", "minute", "feed")
BROKEN = [
    (Article("a\x00"), "gate"),
    (Article("a\ud800"), "gate"),
    (Article("cafe\u0301"), "gate"),
    (Article("a" * 501), "501 characters"),
    (Article("a", kind="opinion"), "kind"),
    (Article("a", quality=float("nan")), "quality"),
    (Article("a", image_url="javascript:alert(1)"), "address"),
    (Article("a", canonical_url="https://a.nl/" + "a" * 2048), "address"),
    (Article("a", language="dutch"), "language"),
    (Article("a", modified_at="2027-01-01T00:00:00Z"), "2027"),
    (Article("a", modified_at="2026-11-20T08:00:00"), "2026-11-20T08:00:00"),
    (Article("a", authors=("Jan", "")), "nothing"),
    (Article("a", blocks=(Block("div", "a"),)), "kind"),
    (Article("a", blocks=(Block("p", " "),)), "empty"),
    (Article("a", published=replace(THEN, on="1994-12-31", at=None)), "1994"),
    (Article("a", published=replace(THEN, on="2026-11-26", at=None)), "2026-11-26"),
    (Article("a", published=replace(THEN, on="2026-11-10")), "2026-11-10 and"),
    (Article("a", published=replace(THEN, precision="year")), "precision"),
    (replace(GOOD, url_hash="0" * 32), "another key"),
    (replace(GOOD, aliases=(("0" * 32, NOWHERE, "amp"),)), "something else"),
    (Further("ftp://a.nl/", "next"), "address"),
    (Failure("a\nb"), "clean line"),
    (FeedReading("", (GOOD, GOOD), 2, 0, None, cut_short=False), "two drafts"),
    (FeedReading("", (), 2, 0, None, cut_short=False), "make 2"),
    (FeedReading("", (), 0, 0, "a\x1bb", cut_short=False), "clean line"),
]


@pytest.mark.parametrize(("result", "words"), BROKEN)
def test_a_broken_promise_is_seen(ours, result, words):
    faults = list(broken(document(ours, 1, 1), result))

    assert any(words in fault for fault in faults), faults


def test_what_keeps_its_promises_is_left_alone(ours):
    article = Article("Een auto", published=THEN, blocks=(Block("p", "Tekst."),), body="Tekst.", word_count=1)

    assert [] == list(
        broken(document(ours, 1, 1), FeedReading("", (replace(GOOD, article=article),), 1, 0, None, False))
    )


# ---------------------------------------------------------------- ended and gone on with


def test_a_campaign_goes_on_where_it_was_ended(ours, tmp_path, capsys):
    campaign = Campaign(ours, 3, tmp_path / "seed-3")
    assert 40 == asyncio.run(run(campaign, 40)).done

    again = asyncio.run(run(campaign, 60))

    assert 60 == again.done
    assert "from 40" in capsys.readouterr().out
    assert Figures.of(again.as_json()) == again
    assert Figures() == Campaign(corpus.Corpus(ours.seeds[1:]), 3, tmp_path / "seed-3").resumed()

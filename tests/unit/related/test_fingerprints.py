"""A text leaves the same sample of its runs of words wherever it stands."""

import random
import time

import pytest

from crawler.related.fingerprints import FEWEST_WORDS, MOST_CHARS, fingerprint, shared_passage, text_of

CHANCE = random.Random(6)


def drawn(count: int, chance: random.Random = CHANCE) -> str:
    return " ".join("".join(chance.choices("abcdefghijklmnop", k=7)) for _ in range(count))


def hashes(text: str) -> frozenset[int]:
    mark = fingerprint(text)
    assert mark is not None
    return mark.hashes


@pytest.mark.parametrize(("words", "every"), [(20, 4), (300, 4), (301, 8), (600, 8), (601, 16), (5000, 16)])
def test_a_longer_text_is_sampled_sparser(words, every):
    text = drawn(words)
    mark = fingerprint(text)

    assert mark is not None
    assert (words, every) == (mark.words, mark.every)
    assert all(h % every == 0 and -(2**63) <= h < 2**63 for h in mark.hashes)
    assert words < 1000 or 0.7 < len(mark.hashes) * every / words < 1.3


def test_samples_nest():
    lead = drawn(250)
    short, long = fingerprint(lead), fingerprint(f"{lead} {drawn(800)}")

    assert short is not None
    assert long is not None
    assert short.sample(16) < short.sample(8) < short.hashes
    assert short.sample(16) <= long.hashes


@pytest.mark.parametrize("count", [0, 1, FEWEST_WORDS - 1])
def test_a_few_words_have_no_fingerprint(count):
    assert fingerprint(drawn(count)) is None


def test_case_signs_and_white_space_make_no_difference():
    text = "Renault en Nissan spreken, zo meldt de krant, opnieuw over een nauwe samenwerking: wie betaalt er wat? " * 2

    assert fingerprint(text) == fingerprint(text.upper().replace(",", " -").replace(" ", "\n\u2009"))
    assert fingerprint(text) != fingerprint(text.replace("krant", "bode"))


def test_the_order_of_words_is_part_of_the_text():
    parts = drawn(200).split()

    assert not hashes(" ".join(parts)) & hashes(" ".join(reversed(parts)))


def test_a_script_without_blanks_is_read_sign_by_sign():
    japanese = "日産自動車は新型の電気自動車を来年の春に発売すると発表した。価格は未定である。"
    mark = fingerprint(japanese)

    assert mark is not None
    assert 30 < mark.words < 40
    assert mark.hashes & hashes(f"速報です。{japanese}詳しくは後ほどお伝えします。")


LEAD = "Renault and Nissan talk again about working together"


@pytest.mark.parametrize(
    ("lead", "body", "expected"),
    [
        (LEAD, f"{LEAD}. Nobody knows why.", "body"),
        (f"{LEAD[:-8]} to...", f"{LEAD}. Nobody knows why.", "body"),
        (LEAD.upper(), f"“{LEAD}.” Nobody knows why.", "body"),
        (LEAD, "Nobody knows why.", "both"),
        (LEAD, "", "both"),
        ("", "Nobody knows why.", "body"),
        ("...", "Nobody knows why.", "body"),
        ("", "", "body"),
    ],
)
def test_a_lead_counts_where_the_body_does_not_begin_with_it(lead, body, expected):
    assert {"body": body, "both": f"{lead}\n{body}"}[expected] == text_of(lead, body)


def test_half_a_character_is_no_error():
    assert fingerprint("\ud800 é \x00 " + drawn(30)) is not None


def test_no_more_than_the_first_part_of_a_huge_text_is_read():
    text = drawn(30_000)
    assert len(text) > MOST_CHARS

    assert fingerprint(text) == fingerprint(text[:MOST_CHARS])
    assert MOST_CHARS == len(text_of(drawn(30_000), text)) == len(text_of("", text))


def test_the_passage_around_a_shingle_is_found_in_both():
    promo = f"Read {drawn(12)}, says our shop."
    one, other = f"{drawn(40)}. {promo} {drawn(9)}", f"{drawn(3)}: {promo.upper()} {drawn(50)}"
    [shingle, *_] = hashes(f"{promo} {drawn(20)}") & hashes(one) & hashes(other)

    assert promo[:-1] == shared_passage(one, other, shingle)
    assert "" == shared_passage(one, drawn(40), shingle) == shared_passage("", other, shingle)


@pytest.mark.parametrize("piece", ["a ", "word ", "日", "a.", "\u0301", "é1 "])
def test_time_grows_no_faster_than_the_text(piece):
    def cost(length: int) -> float:
        text = (piece * length)[:length]
        started = time.process_time()
        fingerprint(text)
        text_of(text, text)
        return time.process_time() - started

    cost(1000)
    short, long = min(cost(20_000) for _ in range(3)), min(cost(160_000) for _ in range(3))

    assert long < 40 * short + 0.05, "eight times the length, forty times the time"

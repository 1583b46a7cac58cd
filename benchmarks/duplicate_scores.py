"""Texts edited the ten ways in which a release returns as somebody else's article -> how many are found again.

Every edit is mechanical and drawn from a seed, so that two runs judge the same texts. `false_pairs` counts the pairs
among texts that have nothing to do with each other. Figures: `python -m benchmarks.duplicate_scores`.
"""

import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from benchmarks import corpora
from crawler.related.duplicates import MOST_HOLDERS, Likeness, Match, compare
from crawler.related.fingerprints import Fingerprint, fingerprint, text_of

RELEASES = Path(__file__).resolve().parents[1] / "tests/golden/duplicates/releases.yaml"
SHORT_CHARS = 900  # of the short texts under a long footer, the hardest case
FEWEST_WORDS = 100  # of a body that is edited: a fifth of it has to be a text
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”»']?\s+")
_SYLLABLES = ["ba", "de", "fi", "go", "ku", "la", "me", "ni", "po", "ru", "sa", "te", "vi", "wo", "zu"]


@dataclass(frozen=True, slots=True)
class Words:
    """A text, and the words of another hand that its edits need."""

    name: str
    text: str
    lead: str  # somebody else's
    boilerplate: str
    own: str  # sentences of the one who prints it


@dataclass(frozen=True, slots=True)
class Told:
    """An article as it is compared."""

    lead: str
    body: str


Edit = Callable[[Words, random.Random], Told]


def releases(path: Path = RELEASES) -> list[Words]:
    """The twelve releases, each with the words of its language."""
    gold: dict[str, Any] = YAML(typ="safe").load(path.read_text("utf-8"))
    return [
        Words(
            one["id"],
            "\n".join(one["paragraphs"]),
            one["other_lead"],
            gold["boilerplate"][one["language"]],
            gold["own_text"][one["language"]],
        )
        for one in gold["releases"]
    ]


def bodies(data: Path = corpora.DATA, release: Words | None = None) -> list[Words]:
    """The texts of the real pages, each once, with the words of a release beside them."""
    beside = release or releases()[0]
    found: dict[str, Words] = {}
    for page in (*corpora.articles(data), *corpora.aeb(data)):
        text = page.gold.get("body") or ""
        found.setdefault(text, Words(page.name, text, beside.lead, beside.boilerplate, beside.own))
    return [one for text, one in found.items() if text]


# ---------------------------------------------------------------- the ten edits


def _changed(share: float) -> Edit:
    def edit(words: Words, chance: random.Random) -> Told:
        parts = re.split(r"(\s+)", words.text)  # words at even places
        places = range(0, len(parts), 2)
        for at in chance.sample(places, round(share * len(places))):
            parts[at] = "".join(chance.choices(_SYLLABLES, k=3))
        return Told("", "".join(parts))

    return edit


def _inside_own_text(words: Words, chance: random.Random) -> Told:
    """Own words before and behind it: three tenths of the whole, or as much as there is."""
    wanted = len(words.text.split()) * 3 // 7
    own = (words.own.split() * (wanted // max(1, len(words.own.split())) + 1))[:wanted]
    half = len(own) // 2
    return Told("", "\n".join((" ".join(own[:half]), words.text, " ".join(own[half:]))))


def _cut(share: float) -> Edit:
    def edit(words: Words, chance: random.Random) -> Told:
        parts = words.text.split()
        return Told("", " ".join(parts[: round(share * len(parts))]))

    return edit


def _reordered(words: Words, chance: random.Random) -> Told:
    sentences = _SENTENCE_END.split(words.text)
    chance.shuffle(sentences)
    return Told("", " ".join(sentences))


EDITS: dict[str, Edit] = {
    "new title only": lambda words, chance: Told("", words.text),
    "3 % of words changed": _changed(0.03),
    "8 % of words changed": _changed(0.08),
    "15 % of words changed": _changed(0.15),
    "boilerplate added": lambda words, chance: Told("", f"{words.text}\n{words.boilerplate}"),
    "new lead": lambda words, chance: Told(words.lead, words.text),
    "inside 30 % own text": _inside_own_text,
    "cut to 50 %": _cut(0.5),
    "cut to a lead of 20 %": _cut(0.2),
    "sentences reordered": _reordered,
}


# ---------------------------------------------------------------- what is found


def printed(told: Told) -> Fingerprint | None:
    """The fingerprint of an article."""
    return fingerprint(text_of(told.lead, told.body))


def found(edit: str, texts: Sequence[Words], seed: int = 6) -> dict[str, Match | None]:
    """Each text beside its edited self at another source -> the match, by the text's name."""
    chance = random.Random(seed)
    matches: dict[str, Match | None] = {}
    for words in texts:
        one, other = printed(Told("", words.text)), printed(EDITS[edit](words, chance))
        matches[words.name] = compare(one, other, frozenset(), same_source=False) if one and other else None
    return matches


def false_pairs(texts: Iterable[str]) -> list[tuple[int, int, Match]]:
    """The pairs found among texts, each at a source of its own, by their places."""
    marked = [(at, mark) for at, text in enumerate(texts) if (mark := fingerprint(text)) is not None]
    common = common_of(mark for _, mark in marked)
    return list(_pairs(marked, common))


def common_of(marks: Iterable[Fingerprint]) -> frozenset[int]:
    """The hashes that too many of these articles hold."""
    holders = Counter(h for mark in marks for h in mark.hashes)
    return frozenset(h for h, count in holders.items() if count > MOST_HOLDERS)


def _pairs(marked: Sequence[tuple[int, Fingerprint]], common: frozenset[int]) -> Iterator[tuple[int, int, Match]]:
    for (one_at, one), (other_at, other) in combinations(marked, 2):
        if match := compare(one, other, common, same_source=False):
            yield one_at, other_at, match


def main() -> None:
    """Print recall of the ten edits on releases and real bodies, and the false pairs."""
    say = sys.stdout.write
    ours, real = releases(), bodies()
    long_enough = [one for one in real if len(one.text.split()) >= FEWEST_WORDS]
    say(f"{'edit':24}{'releases':>10}{'bodies':>10}  kinds among the bodies\n")
    for edit in EDITS:
        by_releases = [match for seed in range(20) for match in found(edit, ours, seed).values()]
        by_bodies = list(found(edit, long_enough).values())
        kinds = Counter(str(match.kind) for match in by_bodies if match)
        told = ", ".join(f"{kind} {kinds[kind]}" for kind in Likeness if kinds[kind])
        say(f"{edit:24}{_share(by_releases):10.3f}{_share(by_bodies):10.3f}  {told}\n")
    texts = [one.text for one in real]
    for name, shown in (
        ("as they are", texts),
        ("with a footer of 600 characters", [f"{text}\n{ours[0].boilerplate}" for text in texts]),
        (
            "900 characters of them, with that footer",
            [f"{text[:SHORT_CHARS]}\n{ours[0].boilerplate}" for text in texts],
        ),
    ):
        pairs = false_pairs(shown)
        among = len(shown) * (len(shown) - 1) // 2
        say(f"{len(pairs)} pairs among {among} ({1e5 * len(pairs) / among:.2f} in 100,000): bodies {name}\n")
    say(f"{_milliseconds(texts):.3f} ms CPU a fingerprint of 3,000 characters\n")


def _share(matches: Sequence[Match | None]) -> float:
    return sum(match is not None for match in matches) / len(matches)


def _milliseconds(texts: Sequence[str]) -> float:
    started = time.process_time()
    for text in texts:
        fingerprint(text)
    return 1000 * 3000 * (time.process_time() - started) / sum(map(len, texts))


if __name__ == "__main__":
    main()

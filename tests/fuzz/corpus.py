"""The documents that are mutated: always our own, and the real ones where they lie beside the repository.

A seed has a lane, which says what kind of reader its document is for: feed, sitemap, page, robots, tdmrep.
"""

import gzip
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from random import Random

from benchmarks import corpora
from crawler.demo import resources, shelf
from crawler.demo.looks import Site
from tests.fuzz import seed_words

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "golden"
NEWSSTAND = "https://kolibri.example"
LANES = ("feed", "sitemap", "page", "robots", "tdmrep")
LONGEST = 128 * 1024  # bytes; real documents above that are cut, so that one in the mean costs little
REAL = "real/"
MAKERS = ("corpus.py", "documents.py", "hostile_words.py", "mutations.py")  # a change there makes other documents
REAL_SHARE = 0.4  # of the documents of a lane that has both: ours are small, and odd in more ways


@dataclass(frozen=True, slots=True)
class Seed:
    """One document; what comes from a file is read when it is wanted."""

    lane: str
    name: str
    written: bytes = b""
    file: Path | None = None

    @property
    def body(self) -> bytes:
        return (_content(self.file) if self.file else self.written)[:LONGEST]


@lru_cache(maxsize=100)
def _content(file: Path) -> bytes:
    raw = file.read_bytes()
    return gzip.decompress(raw) if file.suffix == ".gz" else raw


@dataclass(frozen=True)
class Corpus:
    """Seeds; the same files make the same corpus, in the same order."""

    seeds: tuple[Seed, ...]

    @cached_property
    def lanes(self) -> dict[str, tuple[tuple[Seed, ...], tuple[Seed, ...]]]:
        """Of each lane our seeds and the real ones."""
        return {lane: (self._of(lane, real=False), self._of(lane, real=True)) for lane in LANES}

    def _of(self, lane: str, *, real: bool) -> tuple[Seed, ...]:
        return tuple(one for one in self.seeds if one.lane == lane and one.name.startswith(REAL) == real)

    def pick(self, chance: Random, lane: str) -> Seed:
        ours, real = self.lanes[lane]
        return chance.choice(real if real and chance.random() < REAL_SHARE else ours)

    @cached_property
    def fingerprint(self) -> str:
        """Document N of seed S is the same wherever this is."""
        digest = hashlib.sha256()
        for name in MAKERS:
            digest.update(Path(__file__).with_name(name).read_bytes())
        for seed in self.seeds:
            raw = seed.file.read_bytes() if seed.file else seed.written
            digest.update(f"{seed.lane} {seed.name} {len(raw)}\n".encode() + raw)
        return digest.hexdigest()[:16]


def ours() -> Corpus:
    """Without what belongs to publishers."""
    return Corpus((*_golden(), *_newsstand(), *_written()))


def everything() -> Corpus:
    """Ours, and the real feeds and pages if they are here."""
    return Corpus((*ours().seeds, *_real())) if corpora.DATA.is_dir() else ours()


def _golden() -> Iterator[Seed]:
    for lane, folder in (("feed", "feeds"), ("page", "pages"), ("feed", "crashers")):
        for file in sorted((GOLDEN / folder).glob("[0-9]*")):
            if not file.name.endswith(".expected.json"):
                yield Seed("page" if file.suffix == ".html" else lane, f"{folder}/{file.name}", file=file)


def _newsstand() -> Iterator[Seed]:
    for publisher in shelf.load():
        feeds = {channel.path for channel in publisher.channels}
        for path, answer in sorted(resources.resources(Site(publisher, NEWSSTAND), slow_s=0.0).items()):
            if path in feeds or answer.content_type.startswith("text/html"):
                yield Seed("feed" if path in feeds else "page", f"{publisher.slug}{path}", answer.body)


def _written() -> Iterator[Seed]:
    for lane, documents in seed_words.WRITTEN.items():
        for number, text in enumerate(documents):
            yield Seed(lane, f"{lane} {number}", text.encode())


def _real() -> Iterator[Seed]:
    for file in sorted((corpora.DATA / "feeds").iterdir()):
        if file.name != "MANIFEST.json":
            yield Seed("feed", f"{REAL}{file.name}", file=file)
    for page in (*corpora.aeb(), *corpora.articles()):
        yield Seed("page", f"{REAL}{page.corpus}/{page.name}", file=page.file)

"""Which names of cars are ordinary words: learned from text that is not about cars, not by hand.

    python -m benchmarks.vehicle_words LIST

LIST holds one word of any language a line, a tab, and how common it is on the Zipf scale (log10 of its share, plus 9;
the lists of the package wordfreq for nl, de, en, fr, it and es were used). A part of a name is ambiguous where it is
in the list, or in one of the pages of ../shared/data/articles that are not about cars; from `COMMON` on it has a plus.
Writes crawler/tags/data/ambiguous.txt: parts of names only, nothing of the texts.
"""

import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from benchmarks.vehicle_scores import Labelled, labelled
from crawler.tags.gazetteer import AMBIGUOUS, gazetteer, printed_names
from crawler.tags.gazetteer_names import fold

COMMON = 5.0  # a hundred times in a million words
RARE = 2.3  # below that a list holds the cars themselves

HEAD = """# Parts of names of cars that are words, places or people as well, folded; a plus: very common.
# Learned by benchmarks/vehicle_words.py from pages that are not about cars and from lists of common words.
"""
_PART = re.compile(r"[a-z]{2,}")


def parts(names: Iterable[str]) -> set[str]:
    """The words names are made of, folded."""
    return {part for name in names for part in _PART.findall(fold(name))}


def in_pages(pages: Iterable[Labelled], wanted: set[str]) -> set[str]:
    """Those that stand in pages that are not about cars, but where a page is labelled with a car of that name."""
    found: set[str] = set()
    for page in pages:
        if not page.automotive:
            meant = parts(name.replace("/", " ") for name in page.expected | page.either)
            found |= (wanted & parts([page.text])) - meant
    return found


def in_list(lines: Iterable[str], wanted: set[str]) -> Mapping[str, float]:
    """Those that stand in a list of words, and how common they are."""
    found: dict[str, float] = {}
    for line in lines:
        word, _, zipf = line.partition("\t")
        if (folded := fold(word)) in wanted and float(zipf) >= RARE:
            found[folded] = max(float(zipf), found.get(folded, 0.0))
    return found


def main(path: Path) -> None:
    wanted = parts(printed_names())
    listed = in_list(path.read_text("utf-8").splitlines(), wanted)
    both = sorted(in_pages(labelled(), wanted) | set(listed))
    AMBIGUOUS.write_text(HEAD + "".join(f"{one}{'+' * (listed.get(one, 0.0) >= COMMON)}\n" for one in both), "utf-8")
    gazetteer.cache_clear()


if __name__ == "__main__":
    main(Path(sys.argv[1]))

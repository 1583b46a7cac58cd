"""How right makes, topics, duplicates, stories and addresses are, and what finding them costs.

python -m benchmarks.meaning

Each part also runs alone (vehicle_scores, topic_scores, duplicate_scores, story_scores, url_scores, enrich_cost; and
duplicate_lookup, which makes a million articles first). Floors that the tests hold stand in tests/quality.
"""

from collections.abc import Sequence

from benchmarks import corpora, duplicate_scores, enrich_cost, story_scores, topic_scores, url_scores, vehicle_scores
from benchmarks.vehicle_scores import Labelled


def main() -> None:
    """Print everything."""
    has_data = corpora.DATA.is_dir()
    _head("Addresses")
    url_scores.main()
    _head("Makes and models")
    _vehicles("sentences", vehicle_scores.sentences())
    if has_data:
        pages = vehicle_scores.labelled()
        _vehicles("automotive pages", [one for one in pages if one.automotive])
        others = [one for one in pages if not one.automotive]
        print(f"other pages: {vehicle_scores.false_a_page(pages):.3f} false tags a page, of {len(others)}")
        print(f"{vehicle_scores.ms_per_3_kb(pages):.2f} ms CPU for 3,000 characters")
    _head("Topics and companies")
    for half in "ab":
        print("\n".join(topic_scores.lines(half)))
    if has_data:
        _head("Duplicates")
        duplicate_scores.main()
    _head("Stories")
    story_scores.main(story_scores.GOLD)
    if has_data:
        _head("All of it")
        enrich_cost.main()


def _head(name: str) -> None:
    print(f"\n{name}\n{'-' * len(name)}")


def _vehicles(what: str, texts: Sequence[Labelled]) -> None:
    for half in "ab":
        of_half = [one for one in texts if one.half == half]
        found = vehicle_scores.score(of_half)
        print(f"{what}, half {half}: {len(of_half)}, precision {found.precision:.3f}, recall {found.recall:.3f}")


if __name__ == "__main__":
    main()

"""Tables that a benchmark writes into a paper by itself, between two marks that name it."""

from collections.abc import Iterable, Sequence
from pathlib import Path

DOCS = Path(__file__).resolve().parents[1] / "docs"


def put(paper: Path, name: str, text: str) -> None:
    """Put `text` where the paper has what benchmarks.NAME wrote before. Raises ValueError where no such place is."""
    begin, end = f"<!-- {name}: written by benchmarks.{name} -->", f"<!-- /{name} -->"
    before, found, rest = paper.read_text("utf-8").partition(begin)
    _, closed, after = rest.partition(end)
    if not (found and closed):
        raise ValueError(f"{paper}: nothing stands between {begin} and {end}")
    paper.write_text(f"{before}{begin}\n{text}\n{end}{after}", "utf-8")


def table(heads: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """Markdown; all columns but the first are numbers."""
    ruler = ["---", *["---:"] * (len(heads) - 1)]
    return "\n".join(f"| {' | '.join(line)} |" for line in (heads, ruler, *lines))

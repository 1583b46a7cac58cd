"""Tables that a benchmark prints, or writes into a paper by itself, between two marks that name it."""

from argparse import ArgumentParser
from collections.abc import Iterable, Sequence
from pathlib import Path

DOCS = Path(__file__).resolve().parents[1] / "docs"


def asked(about: str | None, *, feeds: int, entries: int, rounds: int) -> ArgumentParser:
    """The options of a benchmark of whole crawls, with what each is where nothing is said."""
    parser = ArgumentParser(description=about.splitlines()[0] if about else None)
    for name, usual in (("--feeds", feeds), ("--entries", entries), ("--rounds", rounds)):
        parser.add_argument(name, type=int, default=usual)
    parser.add_argument("--docs", action="store_true", help="put the table into docs/performance.md")
    return parser


def tell(name: str, text: str, *, to_docs: bool) -> None:
    """Print what benchmarks.NAME found, or put it into docs/performance.md."""
    if to_docs:
        put(DOCS / "performance.md", name, text)
    else:
        print(text)


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

"""The real pages beside the repository, each with what a person wrote down of it.

`../shared/data/aeb`: the 181 pages of the article-extraction-benchmark. `../shared/data/articles`: 420 news pages.
"""

import gzip
import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parents[1].parent / "shared" / "data"


@dataclass(frozen=True, slots=True)
class Page:
    """One page. `gold` may hold body, title, authors, date, with and without (pieces of text)."""

    corpus: str  # aeb, articles
    name: str
    file: Path
    url: str
    source: str
    host: str
    gold: dict[str, Any]
    title_html: str = ""  # what stands in the page's own <title>

    @property
    def html(self) -> bytes:
        return gzip.decompress(self.file.read_bytes())

    @property
    def instant(self) -> datetime | None:
        """The gold date, with its zone where it has one; None: none, or one of the three that are no date."""
        written = str(self.gold.get("date"))
        if len(written) == 10:
            written = written.replace(".", "-")  # one of them is 2022-01.26
        try:
            return datetime.fromisoformat(written)
        except ValueError:
            return None

    @property
    def half(self) -> int:
        """0 or 1, by the host: rules tuned on one half must hold on the other."""
        return hashlib.md5(self.host.encode(), usedforsecurity=False).digest()[-1] % 2


def aeb(data: Path = DATA) -> list[Page]:
    """All 181, with bodies only."""
    truth = json.loads((data / "aeb" / "ground-truth.json").read_text("utf-8"))
    return [
        Page("aeb", name, data / "aeb" / "html" / f"{name}.html.gz", known["url"], "aeb", "", _body(known))
        for name, known in truth.items()
    ]


def _body(known: dict[str, str]) -> dict[str, str]:
    return {"body": known["articleBody"]}


def articles(data: Path = DATA) -> list[Page]:
    """All 420. The file is read by line feeds: one record holds a U+2028."""
    folder = data / "articles"
    records = map(json.loads, filter(None, (folder / "GOLD.jsonl").read_text("utf-8").split("\n")))
    return [
        Page(
            "articles",
            r["pack_file"],
            folder / r["pack_file"],
            r["url"].strip(),
            r["source"],
            r["host"],
            r["gold"],
            r.get("title_html") or "",
        )
        for r in records
    ]


def fingerprint(pages: list[Page]) -> str:
    """16 hex digits of the SHA-256 over all pages and their gold: a figure belongs to one state of a corpus."""
    digest = hashlib.sha256()
    for page in sorted(pages, key=lambda one: one.name):
        digest.update(page.name.encode() + b"\0" + hashlib.sha256(page.html).digest())
        digest.update(json.dumps(page.gold, sort_keys=True, ensure_ascii=False).encode())
    return digest.hexdigest()[:16]

"""The demo desk -> the pages a reader of it sees, by name; the one list for tests and pictures."""

import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

KOPLAMP = Path(sys.executable).with_name("koplamp")
WIDTHS = (360, 1600)
THEMES = ("light", "dark")
LANGUAGES = ("en", "nl")

# Name -> path; {words} come from the database by the queries below.
PAGES = {
    "home": "/",
    "search": "/search?q=accu",
    "facet": "/search?q=accu&make=renault",
    "no-hits": "/search?q=zweefmobiel",
    "article": "/article/{article}",
    "story": "/story/{story}",
    "make": "/make/renault",
    "model": "/make/renault/5",
    "topic": "/topic/ev",
    "source": "/source/asfaltpost",
    "trends": "/trends",
    "health": "/health",
    "changed": "/changed",
    "tables": "/news",
    "table": "/news/latest?_size=10",
    "row": "/news/articles/{article}",
    "question": "/news/search?q=accu",
    "nothing": "/nowhere",
}
WORDS = {
    "article": "select article_id from article_versions where what = 'both' order by article_id limit 1",
    "story": "select id from stories where merged_into is null order by article_count desc, id limit 1",
}


def paths(desk: Path) -> dict[str, str]:
    """Each page's address on this desk."""
    with closing(sqlite3.connect(desk / "news.db")) as db:
        words = {name: db.execute(sql).fetchone()[0] for name, sql in WORDS.items()}
    return {name: path.format_map(words) for name, path in PAGES.items()}


@contextmanager
def served(desk: Path, *options: str) -> Iterator[str]:
    """The address of `koplamp serve` over a desk, ended afterwards."""
    command = [KOPLAMP, "serve", "--desk", desk, "--port", "0", *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        address = re.fullmatch(r"http://127\.0\.0\.1:\d+/\n", process.stdout.readline())
        assert address, "the first line is the address"
        yield address[0].strip()
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()

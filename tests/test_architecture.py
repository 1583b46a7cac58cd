"""The walls of docs/architecture.md: a broken one fails the build, and each guard is shown an offence it must see."""

import re
from pathlib import Path

import pytest

from tests import guards
from tests.guards import Source

ROOT = Path(__file__).resolve().parents[1]
PAPERS = ("README.md", "CONTRIBUTING.md", "DECISIONS.md", "CHANGELOG.md", "docs")
TEXTS = (".py", ".md", ".toml", ".yaml", ".yml", ".cfg", ".sql", ".html", ".css", ".txt", ".json", ".xml", "")
LONG = "x = 1\n" * 401
TALL = "def tall():\n" + "    x = 1\n" * 50


def of_the_demo(tree):
    return guards.demo_strings(tree, {"De Nokkenas", "nokkenas"})


# guard, an offending tree, what the fault must say
OFFENCES = [
    (guards.layers, {"crawler/normal/urls.py": "import crawler.store\n"}, "crawler/normal/urls.py:1"),
    (
        guards.layers,
        {"crawler/model.py": "from crawler.errors import KoplampError\n"},
        "'model' may not import 'errors'",
    ),
    (guards.layers, {"crawler/desk/init.py": "def f():\n    from crawler import crawl\n"}, "crawler/desk/init.py:2"),
    (guards.layers, {"crawler/out/csv.py": "from ..passes import enrich\n"}, "'out' may not import 'passes'"),
    (guards.layers, {"crawler/site/server.py": "from crawler import demo\n"}, "'site' may not import 'demo'"),
    (guards.layers, {"crawler/__init__.py": "from crawler.model import Feed\n"}, "crawler/__init__.py:1"),
    (guards.layers, {"crawler/desk/x.py": "import_module('crawler.cli')\n"}, "'desk' may not import 'cli'"),
    (guards.layers, {"crawler/utils.py": ""}, "'utils' stands in no layer"),
    (
        guards.purity,
        {"crawler/feeds/rss.py": "def f():\n    import sqlite3\n"},
        "rss.py:2: a pure room imports sqlite3",
    ),
    (guards.purity, {"crawler/article/text/body.py": "from scrapy import Request\n"}, "imports scrapy.Request"),
    (guards.purity, {"crawler/normal/text.py": "import logging\n"}, "imports logging"),
    (guards.purity, {"crawler/feeds/rss.py": "from crawler.article import page\n"}, "'feeds' imports 'article'"),
    (guards.purity, {"crawler/normal/dates.py": "import datetime\ndatetime.datetime.now()\n"}, "dates.py:2"),
    (guards.purity, {"crawler/process.py": "from datetime import date\nx = date.today()\n"}, "asks the clock"),
    (guards.worker_holds_no_database, {"crawler/spiders/news.py": "import crawler.store.local\n"}, "spiders -> store"),
    (
        guards.worker_holds_no_database,
        {"crawler/spiders/news.py": "from crawler import out\n", "crawler/out/csv.py": "from crawler import store\n"},
        "spiders -> out -> store",
    ),
    (guards.one_library_one_room, {"crawler/feeds/atom.py": "import feedparser\n"}, "feedparser belongs to"),
    (guards.one_library_one_room, {"crawler/desk/x.py": "from sqlite_utils import Database\n"}, "crawler/store/"),
    (guards.one_library_one_room, {"crawler/article/meta.py": "def f():\n    import dateparser.search\n"}, "meta.py:2"),
    (
        guards.cycles,
        {"crawler/out/a.py": "from crawler.out import b\n", "crawler/out/b.py": "def f():\n    import crawler.out.a\n"},
        "crawler.out.b",
    ),
    (guards.sizes, {"crawler/out/csv.py": LONG}, "401 lines"),
    (guards.sizes, {"crawler/out/csv.py": TALL}, "tall has 51 lines"),
    (
        guards.sizes,
        {"crawler/out/csv.py": "class A:\n    def f(self, a, b, c, d, /, e, f, *, g): ...\n"},
        "7 arguments",
    ),
    (guards.broad_excepts, {"crawler/out/csv.py": "try:\n    x = 1\nexcept:\n    x = 2\n"}, "csv.py:3: a bare except"),
    (guards.broad_excepts, {"a.py": "try:\n    x = 1\nexcept (OSError, Exception):\n    x = 2\n"}, "catches Exception"),
    (guards.broad_excepts, {"a.py": "with contextlib.suppress(BaseException):\n    x = 1\n"}, "catches BaseException"),
    (guards.unfinished, {"a.py": "def f():\n    raise NotImplementedError('later')\n"}, "a.py:2"),
    (guards.unfinished, {"a.py": "x = 1  # TO" + "DO: the rest\n"}, "a.py:1"),
    (guards.stubs, {"a.py": "class Store:\n    def save(self, row):\n        '''Save.'''\n"}, "save does nothing"),
    (guards.asks_whether_it_is_tested, {"a.py": "if 'pytest' in sys.modules:\n    x = 'pytest'\n"}, "a.py:1"),
    (guards.asks_whether_it_is_tested, {"a.py": "from unittest import mock\n"}, "imports unittest.mock"),
    (guards.machine_paths, {"a.py": "HOME = '/ro" + "ot/.config'\n"}, "a.py:1"),
    (guards.machine_paths, {"Makefile": "pip install --index" + "-url x\n"}, "Makefile:1"),
    (of_the_demo, {"crawler/article/host_words.py": "HOSTS = {'nokkenas.example'}\n"}, "host_words.py:1"),
    (of_the_demo, {"crawler/article/lines.toml": "lines = ['Lees verder op de nokkenas']\n"}, "lines.toml:1"),
]


def planted(folder: Path, files: dict[str, str]) -> tuple[Source, ...]:
    """These files, written to disk and read back as a guard reads the repository."""
    for path, text in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return guards.sources(folder, ".", suffixes=(".py", ".toml", ""))


@pytest.mark.parametrize(("guard", "files", "fault"), OFFENCES)
def test_each_guard_sees_an_offence(guard, files, fault, tmp_path):
    faults = "\n".join(guard(planted(tmp_path, files)))

    assert fault in faults


# What must stay allowed, or people work around the guard.
DOWN = {
    "crawler/demo/stand.py": "from crawler import site\n",
    "crawler/desk/init.py": "from crawler.store import local\n",
    "crawler/feeds/rss.py": "from crawler.feeds import links\nfrom crawler.normal import urls\n",
}
ROOM_IN_ORDER = {
    "crawler/out/__init__.py": "from crawler.out import csv\n",
    "crawler/out/csv.py": "from crawler.out import rows\n",
    "crawler/out/rows.py": "import csv\n",
}
FINE = [
    (guards.layers, DOWN),
    (guards.cycles, ROOM_IN_ORDER),
    (
        guards.purity,
        {"crawler/polling/schedule.py": "from datetime import datetime\ndef f(now: datetime): return now\n"},
    ),
    (guards.sizes, {"crawler/tags/make_words.py": LONG, "tests/unit/test_store.py": LONG}),
    (guards.stubs, {"a.py": "class Sink(Protocol):\n    def save(self, row): ...\n"}),
    (guards.stubs, {"a.py": "@click.group()\ndef feeds():\n    '''Feeds.'''\n"}),
    (guards.broad_excepts, {"a.py": "try:\n    x = 1\nexcept (OSError, ValueError):\n    x = 2\n"}),
    (guards.broad_excepts, {"a.py": "try:\n    x = 1\nexcept BaseException:\n    x = 2\n    raise\n"}),
    (guards.machine_paths, {"a.py": "URL = 'http://a.example/wo" + "rk/x'\n", "Makefile": "uv --no-emit-index-url\n"}),
    (of_the_demo, {"crawler/demo/stand.py": "NAME = 'De Nokkenas'\n", "crawler/tags/x.py": "NAME = 'nokkenassen'\n"}),
]


@pytest.mark.parametrize(("guard", "files"), FINE)
def test_guards_leave_good_code_alone(guard, files, tmp_path):
    assert [] == list(guard(planted(tmp_path, files)))


# ---------------------------------------------------------------- the repository itself

WALLS = [guards.layers, guards.purity, guards.worker_holds_no_database, guards.one_library_one_room, guards.cycles]


@pytest.mark.parametrize(
    "guard", [*WALLS, guards.stubs, guards.asks_whether_it_is_tested], ids=lambda guard: guard.__name__
)
def test_walls_of_the_product_stand(guard):
    product = guards.sources(ROOT, "crawler")

    assert [] == list(guard(product))
    assert len(product) > 30, "the guard looked at the real tree"


@pytest.mark.parametrize(
    "guard", [guards.sizes, guards.broad_excepts, guards.unfinished], ids=lambda guard: guard.__name__
)
def test_all_code_fits_a_screen_and_is_finished(guard):
    assert [] == list(guard(guards.sources(ROOT, "crawler", "benchmarks", "tests")))


def test_nothing_names_the_machine_it_was_written_on():
    rooms = (
        "crawler",
        "tests",
        "benchmarks",
        ".ci",
        "Makefile",
        "pyproject.toml",
        "requirements.lock",
        "feeds.yaml",
        "scrapy.cfg",
    )
    here = {f"{place}/" for place in (ROOT, Path.home()) if len(place.parts) > 1}

    assert [] == list(guards.machine_paths(guards.sources(ROOT, *rooms, *PAPERS, suffixes=TEXTS), here))


def test_no_rule_is_made_to_measure_for_the_demo():
    words = guards.demo_words(guards.sources(ROOT, "crawler/demo", suffixes=(".toml",)))

    assert [] == list(guards.demo_strings(guards.sources(ROOT, "crawler", suffixes=TEXTS), words))
    assert len(words) > 20, "the demo has publishers, titles and authors"


def test_the_lock_names_no_address():
    lock = (ROOT / "requirements.lock").read_text("utf-8")

    assert None is re.search(r"://|-url\b|find-links|^-", lock, re.MULTILINE)


def test_every_room_stands_in_the_plan():
    plan = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    rooms = {source.room for source in guards.sources(ROOT, "crawler") if source.room}

    assert [] == sorted(
        room for room in rooms if not re.search(rf"^ *{room}(/|\.py)|\b{room}\.py\b", plan, re.MULTILINE)
    )

"""A new operator's first days, from docs/operators.md alone: what it shows is what is printed.

Five publishers of the demo, each on a loopback address of its own; four of them fall ill, each in its own way.
"""

import json
import re
import shlex
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.request import urlopen

import pytest
from aiohttp import web

from crawler.crawl import utc_now
from crawler.demo.newsstand import Newsstand
from crawler.desk.paths import Desk
from tests.flow.conftest import Call, Clock, Office
from tests.flow.origin import Said, Site
from tests.terminals import printed

PAPER = Path(__file__).resolve().parents[2] / "docs" / "operators.md"
SECTION = "## The first days, by example"
NAMES = {  # of the demo's publishers -> in the paper
    "asfaltpost": "https://asfaltpost.example",
    "camshaft-courier": "https://camshaft.example",
    "de-bougie": "https://bougie.example",
    "joint-de-culasse": "https://culasse.example",
    "kolbenblatt": "https://kolbenblatt.example",
}
NEW_PLACE = "https://kolbenblatt-neu.example"
PASSING = (  # what is another thing each time
    (r"\bin \d+ (?:min|h|s)\b", "in N"),
    (r"\b\d+ (?:s|min) ago", "N ago"),
    (r"\d{4}-\d\d-\d\d", "DATE"),
    (r"[ \t─━]+", " "),
)


class Street(Newsstand):
    """The newsstand of the demo, where publishers fall ill."""

    def __init__(self, moved_to: str) -> None:
        super().__init__(slow_s=0)
        self.is_ill = self.goes_on = False
        self._moved_to = moved_to

    async def _answer(self, slug: str, request: web.BaseRequest) -> web.Response:
        if self.is_ill and slug == "joint-de-culasse":
            return web.Response(status=403)
        if self.is_ill and slug == "asfaltpost" and request.path == "/atom.xml":
            return web.Response(status=404)
        if self.is_ill and slug == "kolbenblatt" and request.path == "/rss.xml":
            return web.Response(status=301, headers={"Location": f"{self._moved_to}/rss.xml"})
        if not self.goes_on and slug == "camshaft-courier" and request.path == "/feeds/news.json":
            feed = json.loads((await super()._answer(slug, request)).body)
            return web.json_response({**feed, "items": feed["items"][1:]})  # the newest is still to come
        return await super()._answer(slug, request)


def blocks() -> list[list[tuple[str, str]]]:
    """The console blocks of the section: each command with what the paper shows behind it."""
    section = PAPER.read_text("utf-8").partition(f"{SECTION}\n")[2].partition("\n## ")[0]
    found = re.findall(r"^```console\n(.*?)^```", section, re.MULTILINE | re.DOTALL)
    return [[one for one in _commands(block) if one[0].startswith("koplamp")] for block in found]


def _commands(block: str) -> Iterator[tuple[str, str]]:
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, shown = part.partition("\n")
        yield re.sub(r"\s+#.*", "", command), shown


def plain(text: str) -> list[str]:
    """The lines without what is another thing each time."""
    for sign, name in PASSING:
        text = re.sub(sign, name, text)
    return [line.strip() for line in text.splitlines() if line.strip()]


def is_shown(shown: str, printed_: str) -> bool:
    """Whether the paper shows what was printed; a line that is only … stands for any number of lines."""
    pattern = "\n".join(r".*" if line == "…" else re.escape(line) for line in plain(shown))
    return re.fullmatch(pattern, "\n".join(plain(printed_)), re.DOTALL) is not None


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.chdir(tmp_path)
    return Office(Desk(tmp_path / "my-desk"))


def test_the_paper_shows_what_a_new_operator_sees(
    office: Office, koplamp: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Site("127.0.0.2") as neu, Street(neu.url) as street:
        with urlopen(f"{street.addresses['kolbenblatt']}rss.xml") as answer:
            neu.say("/rss.xml", Said(answer.read(), headers={"Content-Type": "application/rss+xml"}))
        places = {street.addresses[slug].rstrip("/"): name for slug, name in NAMES.items()} | {neu.url: NEW_PLACE}

        def follow(block: list[tuple[str, str]]) -> None:
            for command, shown in block:
                said = as_in_the_paper(typed(command))
                assert is_shown(shown, said), f"$ {command}\n{said}"

        def typed(command: str) -> str:
            for here, name in places.items():
                command = command.replace(name, here)
            words = shlex.split(command)[1:]
            if words[0] == "status":
                return printed(monkeypatch, *words, columns=200)[1]
            code, out, err = koplamp(*words)
            assert (3 if words[0] == "doctor" and "wrong" in out else 0) == code, out + err
            return out + err

        def as_in_the_paper(said: str) -> str:
            for here, name in places.items():
                said = said.replace(here, name)
            return said.replace(str(office.desk.folder.parent), "/srv")

        start, add, look, mended = blocks()
        follow(start)
        head = street.feeds_yaml().partition("feeds:")[0].replace("[127.0.0.1]", "[127.0.0.1, 127.0.0.2]")
        office.desk.feeds_yaml.write_text(f"{head}  stale_after: 7d\nfeeds: []\n")
        follow(add)

        office.clock = Clock(utc_now() - timedelta(days=10))
        office.crawl()
        street.is_ill = True
        office.clock = Clock(utc_now() - timedelta(days=8))
        office.crawl()
        street.goes_on = True
        follow(look)

        edited = office.desk.feeds_yaml.read_text()
        edited = edited.replace(f"{street.addresses['kolbenblatt']}rss.xml", f"{neu.url}/rss.xml")
        edited = edited.replace("/index.rdf\n", "/index.rdf\n    enabled: false\n")
        office.desk.feeds_yaml.write_text(edited)
        follow(mended)


def test_another_line_than_the_paper_shows_is_noticed() -> None:
    assert is_shown("a  2 s ago\n…\nb in 4 h\n", "a 1 s ago\nx\ny\nb   in 3 min\n")
    assert is_shown("", "")
    for printed_ in ("a 1 s ago\nx\nc in 3 min", "a 1 s ago\nx\nb in 3 min\nz", ""):
        assert not is_shown("a  2 s ago\n…\nb in 4 h\n", printed_)

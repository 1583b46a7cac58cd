"""The examples of README.md and docs/operators.md, word for word, on one desk.

The sites they name are publishers of the demo on this machine, and /srv is a folder of the test's; no other word
changes.
"""

import io
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from crawler.cli import main
from crawler.crawl import Order, crawl
from crawler.demo.newsstand import Newsstand
from crawler.desk.paths import Desk
from tests.flow.conftest import Onlooker
from tests.flow.test_operator import SECTION
from tests.test_docs import ROOT, blocks, commands

README = (ROOT / "README.md").read_text("utf-8")
OPERATORS = (ROOT / "docs" / "operators.md").read_text("utf-8")
ELSEWHERE = {  # what an example begins with -> why it is not run here
    "make": "installs Koplamp first, and .ci/run does it",
    "koplamp serve": "takes port 8001, which may be somebody's; tests/flow/test_serving.py runs it on a free one",
}
HEAD = """\
  private_hosts: [127.0.0.1]
  pause: 0s
feeds:
"""
MORE = "  - {{name: Autoblog NL, url: '{url}'}}\n"
RULES = "rules: [{{name: autoweek, host: '{host}', title: h1}}]\n"
OPML = '<opml version="2.0"><body><outline type="rss" text="Kolbenblatt" xmlUrl="{url}"/></body></opml>\n'
CODES = {"koplamp feeds check": 3, "koplamp feeds check autoblog-nl": 3}  # what is news to the demo was of 2025
SAYS = {  # what an example begins with -> a part of what it says; all others are done without a word
    "init": "is ready",
    "feeds add": "/atom.xml",
    "status": "autoweek\tok\t",
    "try https://www.autoweek.nl/rss": "12 different; the newest:",
    "try https://www.autoweek.nl/an-article --rule": "This page is a hit.",
    "search": "nothing found for renault OR nissan",
    "boilerplate": "Laatste versnelling",
    "rules": "autoweek\t",
    "replay": "pages",
    "feeds discover": "a feed; the page names it; 13 entries",
    "feeds check": "its newest entry is",
    "feeds diff": "feeds.yaml",
    "feeds list": '"slug": "autoweek"',
    "feeds import": "feed added",
    "feeds export": "written to feeds.opml",
    "enrich": "article",
    "watch check": "recalls: ",
    "watch list": "talked-about",
    "watch run": "looked at",
    "prune": "0 articles would go",
    "story list": "nothing found: no event of the last 4 days is told by 2 articles",
    "forget": "removed; it will not be collected again",
}


def examples() -> list[str]:
    """Each once; the first days are lived in test_operator.py."""
    begin, _, rest = OPERATORS.partition(f"{SECTION}\n")
    in_sentences = re.findall(r"`(koplamp [^`]+)`", README)
    return [*dict.fromkeys([*commands(README), *in_sentences, *commands(begin + rest.partition("\n## ")[2])])]


def why_not(command: str) -> str | None:
    """Why an example is not run here."""
    return next((why for begin, why in ELSEWHERE.items() if re.match(rf"{begin}\b", command)), None)


@dataclass(frozen=True)
class Place:
    """A folder with the desk of README.md in it, and where the names of the papers lead."""

    folder: Path
    leads_to: dict[str, str]

    def of_here(self, text: str) -> str:
        """The text of a paper, its names leading somewhere."""
        for name, place in self.leads_to.items():
            text = text.replace(name, place)
        return text


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """The feeds of README.md, crawled once."""
    folder = tmp_path_factory.mktemp("papers")
    for name in ("my-desk", "srv/share", "srv/backups"):
        (folder / name).mkdir(parents=True)
    with Newsstand(slow_s=0) as stand:
        autoweek, autocar, autoblog = (stand.addresses[one] for one in ("de-bougie", "camshaft-courier", "asfaltpost"))
        article = next(one.url for one in stand.expected() if one.url.startswith(autoweek) and one.followed)
        made = Place(
            folder,
            {
                "https://www.autoweek.nl/rss": f"{autoweek}feed/",
                "https://www.autocar.co.uk/rss": f"{autocar}feed.json",
                "https://www.autoweek.nl/an-article": article,
                "autoweek.nl": autoweek.removeprefix("http://").rstrip("/"),
                "autoblog.nl": autoblog,
                "/srv/": f"{folder}/srv/",
            },
        )
        desk = Desk(folder / "my-desk")
        [feeds, *_] = [block for block in blocks(README, "yaml") if "feeds:" in block]
        [watches] = [block for block in blocks(OPERATORS, "yaml") if "watches:" in block]
        desk.feeds_yaml.write_text(
            made.of_here(feeds).replace("feeds:\n", HEAD) + MORE.format(url=f"{autoweek}feed/elektrisch/")
        )
        desk.rules_yaml.write_text(RULES.format(host=made.of_here("autoweek.nl")))
        desk.watches_yaml.write_text(watches)
        (folder / "subscriptions.opml").write_text(OPML.format(url=f"{stand.addresses['kolbenblatt']}rss.xml"))
        crawl(desk, Order(now=True, trigger="test"), Onlooker())
        yield made


@pytest.mark.parametrize("example", [one for one in examples() if why_not(one) is None])
def test_an_example_does_what_its_paper_says(
    example: str, place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path if example.startswith("koplamp init") else place.folder)
    monkeypatch.setenv("KOPLAMP_DESK", str(place.folder / "my-desk"))
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    monkeypatch.setattr("sys.argv", shlex.split(place.of_here(example)))
    with pytest.raises(SystemExit) as end:
        main()
    said = capfd.readouterr()

    assert CODES.get(example, 0) == (end.value.code or 0), said
    says = next((part for begin, part in SAYS.items() if example.startswith(f"koplamp {begin}")), None)
    assert says in said.out + said.err if says else ("", "") == (said.out, said.err)


def test_every_reason_not_to_run_an_example_is_needed() -> None:
    reasons = {why_not(one) for one in examples()}

    assert {*ELSEWHERE.values()} == reasons - {None}
    assert None is why_not("koplamp server")

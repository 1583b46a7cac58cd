"""The papers, tried: every command in them runs here or names the test that runs it; every link leads somewhere."""

import json
import os
import re
import shlex
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import click
import pytest

from crawler import config
from crawler.cli import cli
from crawler.config.rules import read_rules
from crawler.desk.reasons import WORST_FIRST
from crawler.model import Outcome

ROOT = Path(__file__).resolve().parents[1]
PAPERS = [
    "README.md",
    "CONTRIBUTING.md",
    "DECISIONS.md",
    "CHANGELOG.md",
    *sorted(f"docs/{p.name}" for p in ROOT.glob("docs/*.md")),
]
KOPLAMP = Path(sys.executable).with_name("koplamp")
HERE = "runs here, on a demo desk"

# What a command line of the papers begins with -> the test that runs it. The first that fits counts.
RUN_BY = {
    "koplamp --help": HERE,
    "koplamp --version": HERE,
    "koplamp init": HERE,
    "koplamp status": HERE,
    "koplamp watch": "tests/flow/test_watches.py",
    "koplamp search": HERE,
    "koplamp demo": "tests/test_package.py::test_the_wheel_runs_the_demo_from_an_empty_directory",
    "koplamp worker": "tests/cluster/test_cluster.py",
    "koplamp writer": "tests/cluster/test_cluster.py",
    "koplamp dead": "tests/cluster/test_cluster.py",
    "koplamp crawl": "tests/flow/test_process.py",
    "koplamp enrich": "tests/flow/test_enriching.py",
    "koplamp export": "tests/flow/test_export.py::test_a_view_a_search_and_sql_become_files",
    "koplamp publish": "tests/flow/test_export.py",
    "koplamp feeds": "tests/flow/test_feeds_commands.py",
    "koplamp story": "tests/flow/test_stories.py",
    "koplamp tag": "tests/flow/test_tagging.py",
    "koplamp backfill": "tests/flow/test_commands.py::test_backfill_twice_asks_no_document_twice",
    "koplamp replay": "tests/flow/test_replay.py::test_a_dry_run_shows_what_changes_and_writes_nothing",
    "koplamp doctor": "tests/flow/test_recovery.py::test_doctor_tells_everything_as_json",
    "koplamp backup": "tests/flow/test_recovery.py",
    "koplamp restore": "tests/flow/test_recovery.py",
    "koplamp prune": "tests/flow/test_commands.py::test_prune_says_first_and_removes_then",
    "koplamp forget": "tests/flow/test_commands.py::test_forget_takes_any_address_of_an_article",
    "koplamp boilerplate": "tests/flow/test_lines.py::test_an_operator_sees_what_was_learned_and_takes_a_line_back",
    "koplamp try https://www.dwarslager.example/nieuws/zuinige-estate": "tests/flow/test_written_rules.py",
    "koplamp rules": "tests/flow/test_written_rules.py",
    "koplamp try": "tests/flow/test_process.py",
    "koplamp serve --public": "tests/flow/test_serving.py",
    "koplamp serve --snapshot": "tests/flow/test_serving.py",
    "koplamp serve": "tests/unit/site/test_site.py::test_every_page_answers_and_asks_for_nothing_from_elsewhere",
    "make demo": "tests/test_package.py::test_the_wheel_runs_the_demo_from_an_empty_directory",
    "make test": ".ci/run",
    "make check": ".ci/run",
    "make crawl": "tests/flow/test_process.py",
    "make serve": "tests/unit/site/test_site.py::test_every_page_answers_and_asks_for_nothing_from_elsewhere",
    "make bench": "benchmarks/README.md",
    "make docs": "tests/test_docs.py",
    "make lock": "tests/test_package.py::test_the_lock_holds_every_dependency",
    "make": "Makefile",
}


def commands(paper: str) -> Iterator[str]:
    """The koplamp and make lines of a paper's ```console and ```sh blocks, without prompt and comment."""
    for block in blocks(paper, "console|sh"):
        prompted = any(line.startswith("$ ") for line in block.splitlines())
        for line in block.replace("\\\n", " ").splitlines():
            if prompted and not line.startswith("$ "):
                continue  # what the command answered
            for part in re.split(r"&&|\|\||;|\|", re.sub(r"(^|\s)#.*", "", line.removeprefix("$ "))):
                words = shlex.split(part)
                while words and re.fullmatch(r"[A-Z_]+=\S*|uv|run|\.venv/bin/", words[0]):
                    words.pop(0)
                if words and words[0].rpartition("/")[2] in ("koplamp", "make"):
                    yield shlex.join([words[0].rpartition("/")[2], *words[1:]])


def blocks(paper: str, language: str) -> list[str]:
    """The fenced blocks of a paper in one language."""
    return re.findall(rf"^```(?:{language})\n(.*?)^```", paper, re.MULTILINE | re.DOTALL)


def blocks_of_the_papers(language: str) -> list[str]:
    """Such blocks of all papers."""
    return [block for paper in PAPERS for block in blocks((ROOT / paper).read_text("utf-8"), language)]


def prover(command: str) -> str | None:
    """Who runs this command."""
    return next((proof for begin, proof in RUN_BY.items() if re.match(rf"{re.escape(begin)}(\s|$)", command)), None)


def of_the_papers() -> list[str]:
    """Every command of all papers, once."""
    return sorted({command for paper in PAPERS for command in commands((ROOT / paper).read_text("utf-8"))})


def on_desk(command: str, desk: Path) -> list[str]:
    """The words of a command with its desk replaced by one that is here."""
    return [
        str(KOPLAMP),
        *shlex.split(re.sub(r"--desk[ =]\S+", "", command))[1:],
        *(["--desk", str(desk)] * ("--desk" in command)),
    ]


@pytest.mark.parametrize("command", of_the_papers())
def test_every_command_in_the_papers_is_run_by_a_test(command):
    proof = prover(command)

    assert proof, f"no test runs: {command}"
    if proof != HERE:
        file, _, name = proof.partition("::")
        assert not name or f"def {name}(" in (ROOT / file).read_text("utf-8"), f"{proof} is no test"
        assert (ROOT / file).is_file(), f"{proof}, which is to run `{command}`, is not there"
    if command.startswith("make"):
        targets = [word for word in shlex.split(command)[1:] if "=" not in word]
        makefile = (ROOT / "Makefile").read_text("utf-8")
        assert [] == [target for target in targets if not re.search(rf"^{target}:", makefile, re.MULTILINE)]


@pytest.mark.parametrize("command", [one for one in of_the_papers() if prover(one) == HERE])
def test_commands_of_the_papers_run_on_a_desk(command, demo_desk, tmp_path):
    run = subprocess.run(
        on_desk(command, demo_desk),
        cwd=tmp_path,
        env={**os.environ, "KOPLAMP_DESK": str(demo_desk)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert 0 == run.returncode, run.stderr
    assert run.stdout.strip() or "nothing found" in run.stderr


@pytest.mark.parametrize(
    "sql", [one for block in blocks_of_the_papers("sql") for one in block.split(";") if one.strip()]
)
def test_queries_of_the_papers_find_something_in_the_demo(sql, demo_desk):
    with closing(sqlite3.connect(demo_desk / "news.db")) as db:
        assert db.execute(sql).fetchall()


@pytest.mark.parametrize("sql", blocks_of_the_papers("sqlite"))
def test_queries_that_may_find_nothing_run_on_the_demo(sql, demo_desk):
    with closing(sqlite3.connect(demo_desk / "news.db")) as db:
        assert db.execute(sql).description


@pytest.mark.parametrize(
    "text", [block for block in blocks_of_the_papers("yaml") if re.search("^feeds:", block, re.MULTILINE)]
)
def test_examples_of_feeds_yaml_are_valid(text):
    assert config.load(text).feeds


@pytest.mark.parametrize(
    "text", [block for block in blocks_of_the_papers("yaml") if re.search("^rules:", block, re.MULTILINE)]
)
def test_examples_of_rules_yaml_are_valid(text):
    assert read_rules(text).all_right()


@pytest.mark.parametrize("text", [block for block in blocks_of_the_papers("yaml") if "watches:" in block])
def test_examples_of_watches_yaml_find_what_the_paper_says(text, demo_desk, tmp_path):
    for name in ("feeds.yaml", "news.db", "pages.db"):
        (tmp_path / name).symlink_to(demo_desk / name)
    (tmp_path / "watches.yaml").write_text(text, "utf-8")
    command = [KOPLAMP, "watch", "check", "--days", "3650", "--desk", tmp_path]
    run = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)

    [console] = [one for one in blocks_of_the_papers("console") if "koplamp watch check --days 3650" in one]
    said = console.partition("--days 3650\n")[2].partition("$ ")[0]
    assert said == run.stdout


def every_command(group: click.Group, name: str) -> Iterator[tuple[str, click.Command]]:
    """All commands below a group, by what a user types."""
    for word, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from every_command(command, f"{name} {word}")
        else:
            yield f"{name} {word}", command


@pytest.mark.parametrize(("name", "command"), [*every_command(cli, "koplamp")])
def test_the_help_of_every_command_shows_an_example_of_it(name, command):
    epilog = command.epilog or ""

    assert "Example" in epilog
    assert name in epilog
    assert (command.help or "").strip().endswith((".", ")")), "the help is a sentence"


def test_every_outcome_and_state_is_explained_to_operators():
    text = (ROOT / "docs" / "operators.md").read_text("utf-8")
    outcomes, states = (
        re.findall(r"^\| `(\w+)` \|", part, re.MULTILINE) for part in text.split("## How a feed is")[:2]
    )

    assert [str(outcome) for outcome in Outcome] == outcomes
    assert set(WORST_FIRST) == set(states)


PARTS = {"Under defaults:": "Defaults", "Of a feed": "FeedWritten", "limits:": "LimitsWritten", "list:": "ListWritten"}


def rows_of_keys(part: str) -> list[str]:
    """The rows of a table of keys, from the descriptions that editors show."""
    keys = json.loads(config.json_schema())["$defs"][PARTS[part]]["properties"]
    return [f"| `{key}:` | {facts['description'].replace('|', chr(92) + '|')} |" for key, facts in keys.items()]


@pytest.mark.parametrize("part", PARTS)
def test_every_key_is_explained_to_operators_as_editors_show_it(part):
    text = (ROOT / "docs" / "operators.md").read_text("utf-8").partition("## Every key of feeds.yaml\n")[2]
    told = re.search(rf"^\| {re.escape(part)} \|.*?\n\|---\|---\|\n((?:\|.*\n)+)", text, re.MULTILINE)

    assert rows_of_keys(part) == told[1].splitlines()


@pytest.mark.parametrize("paper", PAPERS)
def test_links_lead_somewhere(paper):
    text = (ROOT / paper).read_text("utf-8")

    assert [] == list(dead_links(text, ROOT / paper))


def dead_links(text: str, paper: Path) -> Iterator[str]:
    """Links of a paper to files or headings that do not exist; addresses on the web are left alone."""
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        file, _, heading = link.partition("#")
        there = paper.parent / file if file else paper
        if re.match(r"[a-z]+:", link):
            continue
        if not there.exists() or (heading and heading not in headings(there.read_text("utf-8"))):
            yield link


def headings(paper: str) -> set[str]:
    """The anchors of a paper's headings, as code hosts make them."""
    titles = re.findall(r"^#+ (.*)$", paper, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).strip().replace(" ", "-") for title in titles}


def test_the_changelog_tells_of_this_version():
    version = re.search(r'^version = "(.*)"$', (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE)[1]
    titles = re.findall(r"^## (.*)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)

    assert titles[0].startswith((version, "Unreleased"))


# ---------------------------------------------------------------- the reading itself

PAPER = """
Not this: `koplamp nothing`.
```console
$ cd desk && KOPLAMP_DESK=. koplamp crawl --now   # at once
koplamp says something
$ .venv/bin/koplamp search 'grote accu' | head
```
```yaml
make: nothing
```
```sh
make PYTHON=python3.12 \\
  test
git status
```
[good](Makefile) [bad](docs/nothing.md) [web](https://example.org/) [worse](README.md#no-such-heading) [self](#title)
# Title
"""


def test_commands_are_found_and_nothing_else():
    found = ["koplamp crawl --now", "koplamp search 'grote accu'", "make PYTHON=python3.12 test"]

    assert found == list(commands(PAPER))


def test_a_command_that_nobody_runs_is_noticed():
    assert None is prover("koplamp fly")
    assert None is prover("koplamp searching x")
    assert HERE == prover("koplamp search x")


def test_dead_links_are_noticed(tmp_path):
    paper = tmp_path / "README.md"
    paper.write_text(PAPER, "utf-8")
    (tmp_path / "Makefile").touch()

    assert ["docs/nothing.md", "README.md#no-such-heading"] == list(dead_links(PAPER, paper))

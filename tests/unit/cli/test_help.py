"""`--help` of every command answers at once: it loads click and our own command line, and nothing else."""

import json
import subprocess
import sys
from collections.abc import Iterator

import click

from crawler.cli import cli

ASK_ALL = """
import contextlib, io, json, sys

def asked(words):
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.suppress(SystemExit):
        cli.main([*words, "--help"], prog_name="koplamp", standalone_mode=False)
    return said.getvalue()

from crawler.cli import cli
said = {" ".join(words): asked(words) for words in json.loads(sys.argv[1])}
print(json.dumps({"said": said, "loaded": sorted(sys.modules)}))
"""
LIGHT = {"click", "crawler", "sitecustomize"}  # of what is not Python's own
OURS = ("crawler.cli", "crawler.desk.paths", "crawler.errors")


def every_command(group: click.Group, *words: str) -> Iterator[tuple[str, ...]]:
    """The words of all commands and groups."""
    yield words
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from every_command(command, *words, name)
        else:
            yield (*words, name)


def test_help_of_every_command_loads_nothing_heavy():
    commands = [*every_command(cli)]
    run = [sys.executable, "-c", ASK_ALL, json.dumps(commands)]
    told = json.loads(subprocess.run(run, capture_output=True, text=True, timeout=60, check=True).stdout)

    foreign = {name.split(".")[0] for name in told["loaded"]} - set(sys.stdlib_module_names) - LIGHT
    assert [] == [name for name in foreign if not name.startswith("_")], "what begins so, Python loads as it starts"
    ours = [name for name in told["loaded"] if name.startswith("crawler.") and not name.startswith(OURS)]
    assert ["crawler.desk"] == ours
    for words in commands:
        assert told["said"][" ".join(words)].startswith(" ".join(("Usage: koplamp", *words)))
    assert len(commands) > 40

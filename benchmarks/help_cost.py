"""What `koplamp COMMAND --help` costs: `python -m benchmarks.help_cost [ROUNDS]`.

Each command in a process of its own, as a shell starts it; CPU milliseconds, the middle of ROUNDS (5), Python's own
start among them. That no command loads more than it needs is asserted by tests/unit/cli/test_help.py.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import click

from crawler.cli import cli

ROUNDS = 5
KOPLAMP = Path(sys.executable).with_name("koplamp")


def main() -> None:
    """Measure every command and print the costliest, the middle one, and Python alone."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    costs = {" ".join(words): cost([KOPLAMP, *words, "--help"], rounds) for words in every_command(cli)}
    worst = max(costs, key=costs.__getitem__)
    print(f"{len(costs)} commands: {median(costs.values()):.0f} ms, the middle one")
    print(f"the costliest, koplamp {worst}: {costs[worst]:.0f} ms")
    print(f"python -c pass: {cost([sys.executable, '-c', 'pass'], rounds):.0f} ms")


def every_command(group: click.Group, *words: str) -> Iterator[tuple[str, ...]]:
    """The words of all commands and groups."""
    yield words
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from every_command(command, *words, name)
        else:
            yield (*words, name)


def cost(command: list[str | Path], rounds: int) -> float:
    """CPU milliseconds of a command, the middle of so many rounds."""
    return median(_once(command) for _ in range(rounds))


def _once(command: list[str | Path]) -> float:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, command
    return (used.ru_utime + used.ru_stime) * 1000


if __name__ == "__main__":
    main()

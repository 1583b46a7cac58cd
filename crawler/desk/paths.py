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


def read_feeds_yaml(desk: Desk) -> str:
    """The text of the desk's feeds.yaml. Raises ConfigError if it cannot be read."""
    try:
        return desk.feeds_yaml.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise ConfigError((f"{desk.feeds_yaml}: not found; make a desk here with `koplamp init`",)) from None
    except UnicodeDecodeError as error:
        raise ConfigError((f"{desk.feeds_yaml}: not UTF-8 (byte {error.start}); save it as UTF-8",)) from error
    except OSError as error:
        raise ConfigError((f"{desk.feeds_yaml}: {error.strerror}",)) from error

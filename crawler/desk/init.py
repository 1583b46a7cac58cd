"""An empty directory -> a desk: the feeds.yaml we ship, and a .gitignore for what a desk makes."""

import stat
from pathlib import Path

from crawler.desk.paths import Desk
from crawler.errors import StorageError, UsageError
from crawler.store.drafts import draft_of, to_disk

SHIPPED = "feeds.yaml"
SCHEMA = "crawler/config/feeds.schema.json"  # as feeds.yaml names it where the package lies beside it
IGNORED = "news.db*\npages.db*\nkoplamp.lock\nout/\n"


def make(folder: Path) -> Desk:
    """Make `folder` a desk.

    Raises UsageError if it is one already (nothing is overwritten), StorageError if it cannot be made.
    """
    try:
        return _made(folder)
    except OSError as error:
        where = f"{error.filename or folder}: {error.strerror}"
        raise StorageError(f"{where}; a desk must be a directory this user may write in") from error


def _made(folder: Path) -> Desk:
    desk = Desk(folder.resolve())
    if desk.feeds_yaml.exists():
        raise UsageError(f"{desk.feeds_yaml} exists already; edit it, or name another directory")
    if not folder.exists():
        folder.mkdir(mode=0o700, parents=True)  # raw pages will stand in it
    package = Path(__file__).resolve().parents[1]
    schema = (package.parent / SCHEMA).as_uri()  # an editor knows the keys wherever the desk is
    ignore = folder / ".gitignore"
    if not ignore.exists():
        ignore.write_text(IGNORED, "utf-8")
    with draft_of(desk.feeds_yaml) as draft:  # what is half a desk would be taken for one
        draft.write_text(_shipped(package).read_text("utf-8").replace(SCHEMA, schema), "utf-8")
        draft.chmod(stat.S_IMODE(ignore.stat().st_mode))
        to_disk(draft)
        draft.replace(desk.feeds_yaml)
    return desk


def _shipped(package: Path) -> Path:
    inside = package / SHIPPED  # in a wheel
    return inside if inside.exists() else package.parent / SHIPPED

"""An empty directory -> a desk: the feeds.yaml we ship, and a .gitignore for what a desk makes."""

from pathlib import Path

from crawler.desk.paths import Desk
from crawler.errors import UsageError

SHIPPED = "feeds.yaml"
IGNORED = "news.db*\npages.db*\nkoplamp.lock\nout/\n"


def make(folder: Path) -> Desk:
    """Make `folder` a desk. Raises UsageError if it is one already: nothing is overwritten."""
    desk = Desk(folder.resolve())
    if desk.feeds_yaml.exists():
        raise UsageError(f"{desk.feeds_yaml} exists already; edit it, or name another directory")
    folder.mkdir(parents=True, exist_ok=True)
    desk.feeds_yaml.write_text(_shipped().read_text("utf-8"), "utf-8")
    ignore = folder / ".gitignore"
    if not ignore.exists():
        ignore.write_text(IGNORED, "utf-8")
    return desk


def _shipped() -> Path:
    package = Path(__file__).resolve().parents[1]
    inside = package / SHIPPED  # in a wheel
    return inside if inside.exists() else package.parent / SHIPPED

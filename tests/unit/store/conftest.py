"""A desk's two files in an empty folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.store.store import Store
from tests.unit.store.store_makers import NOW, desk


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A Store on new files that knows one feed, `autovisie`."""
    with Store(tmp_path / "news.db", tmp_path / "pages.db") as opened:
        opened.sync_feeds(desk(), NOW)
        yield opened

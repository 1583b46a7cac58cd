"""A desk's two files in an empty folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.store.store import Store
from tests.databases import broken_promises
from tests.unit.store.store_makers import NOW, desk


@pytest.fixture
def store(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Store]:
    """A Store on new files that knows one feed, `autovisie`. In the end it keeps every promise, unless it is marked."""
    with Store(tmp_path / "news.db", tmp_path / "pages.db") as opened:
        opened.sync_feeds(desk(), NOW)
        yield opened

    if request.node.get_closest_marker("breaks_promises") is None:
        assert [] == broken_promises(tmp_path)

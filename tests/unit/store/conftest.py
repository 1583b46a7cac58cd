"""A desk's two files in an empty folder."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.store.store import Store
from tests.databases import broken_promises
from tests.unit.store.store_makers import NOW, desk


@pytest.fixture(scope="session")
def empty_desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with both files as they are made, to be copied: making them takes half the time of a test."""
    folder = tmp_path_factory.mktemp("empty")
    Store(folder / "news.db", folder / "pages.db").close()
    return folder


@pytest.fixture
def store(tmp_path: Path, empty_desk: Path, request: pytest.FixtureRequest) -> Iterator[Store]:
    """A Store on new files that knows one feed, `autovisie`. In the end it keeps every promise, unless it is marked."""
    shutil.copytree(empty_desk, tmp_path, dirs_exist_ok=True)
    with Store(tmp_path / "news.db", tmp_path / "pages.db") as opened:
        opened.sync_feeds(desk(), NOW)
        yield opened

    if request.node.get_closest_marker("breaks_promises") is None:
        assert [] == broken_promises(tmp_path)

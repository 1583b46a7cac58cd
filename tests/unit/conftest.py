"""A filled desk for whoever asks questions of one: made once a process, never written."""

from datetime import UTC, datetime, timedelta

import pytest

from benchmarks import big_desk

BIG = 1500  # articles
LAST_DAY = (datetime.now(UTC) + timedelta(hours=2)).date()  # today, for views and questions ask SQLite's clock


@pytest.fixture(scope="session")
def big_news(tmp_path_factory):
    """Path of a news.db with 1500 made-up articles over the two years before today."""
    path = tmp_path_factory.mktemp("big") / "news.db"
    big_desk.main(path, BIG, LAST_DAY)
    return path

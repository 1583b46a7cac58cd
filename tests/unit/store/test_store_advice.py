"""Who keeps a database from being written is named, as far as the system tells."""

import os
import sqlite3
import subprocess
import sys

import pytest

from crawler.errors import StorageError
from crawler.store.advice import writer_of
from crawler.store.database import open_news, run, writing

WRITER = """
import sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("begin immediate")
print("ready", flush=True)
sys.stdin.read()
"""


def test_a_program_that_keeps_the_database_locked_is_named(tmp_path):
    path = tmp_path / "news.db"
    news = open_news(path)
    words = [sys.executable, "-c", WRITER, str(path)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        other.stdout.readline()
        news.execute("pragma busy_timeout = 50")
        with pytest.raises(StorageError, match=f"process {other.pid} \\(.+\\) is writing to it"), writing(news):
            run(news, "insert into notices values ('late', 'x')")
        other.communicate()
    news.close()


def test_our_own_lock_is_nobody_elses(tmp_path):
    news = open_news(tmp_path / "news.db")
    with writing(news):
        assert None is writer_of(tmp_path / "news.db")
    news.close()


def test_where_the_system_lists_no_locks_nobody_is_named(tmp_path):
    path = tmp_path / "news.db"
    sqlite3.connect(path).close()
    (tmp_path / "news.db-shm").touch()
    (tmp_path / "odd").write_text(f"1: POSIX ADVISORY WRITE {os.getppid()} aa:bb:1 120 120\nnonsense\n\n")

    assert None is writer_of(path, tmp_path / "nowhere")
    assert None is writer_of(path, tmp_path / "odd")

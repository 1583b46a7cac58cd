"""What pages read stands in a published snapshot too, and as much as on the desk itself."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime

from crawler.store import snapshot
from crawler.store.database import connect, run, writing
from crawler.store.reads.changed import changes
from crawler.store.reads.health import health
from crawler.store.reads.make import make, model
from crawler.store.reads.source import source
from crawler.store.reads.topic import topic
from crawler.store.reads.trends import trends
from tests.unit.store.reads.conftest import ago, tell_a_story


def everything(db: sqlite3.Connection) -> list[object]:
    return [
        make(db, "volvo", 30), model(db, "volvo/ex30", 30), topic(db, "recall", 30), source(db, "autovisie", 30),
        trends(db, 30), changes(db, 30), health(db),
    ]  # fmt: skip


def test_a_snapshot_says_what_its_desk_said(news, tell, counted, tmp_path):
    ids = [tell("volvo", "volvo/ex30", "recall", at="08:00:00", source=one) for one in ("autovisie", "autoweek")]
    tell_a_story(news, *ids)
    with writing(news):
        run(news, "update articles set gone_at = ? where id = ?", [f"{ago(0)}T10:00:00Z", ids[1]])
    before = everything(counted())
    run(news, "vacuum into ?", [str(tmp_path / "copy.db")])
    with closing(connect(tmp_path / "copy.db", write=True)) as copy:
        snapshot.strip(copy, snapshot.With(), datetime.now(UTC))
        after = everything(copy.conn)

    assert before == after

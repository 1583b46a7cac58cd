"""A cluster of processes, and all that befalls one: nothing lost, nothing stored twice, no host asked by two."""

import json
import signal
import subprocess

import pytest

from benchmarks.cluster_stand import KOPLAMP, befall, stand
from benchmarks.origin import Shelf
from benchmarks.redis_server import BINARY
from crawler.cluster.board import name
from tests.cluster.conftest import NO_REDIS
from tests.databases import broken_promises

pytestmark = pytest.mark.skipif(BINARY is None, reason=NO_REDIS)

FEEDS, ENTRIES, HOSTS = 450, 1, 24
PAGES_OF = 100  # every such feed is followed


def test_whatever_dies_nothing_is_lost_and_nothing_stored_twice(tmp_path):
    shelf = Shelf(FEEDS, ENTRIES, HOSTS, delay_s=0.2)
    with stand(tmp_path, shelf, follow=PAGES_OF) as cluster:
        came = befall(cluster, FEEDS, ENTRIES)

    assert (0, FEEDS, 0, 0) == (came.exit_code, came.polled, came.missing, came.left)
    assert (0, 0) == (came.twice, came.met)
    assert came.noticed, "the paused worker saw that others had taken over"
    assert (128 + signal.SIGTERM,) * 2 == came.stopped
    assert [] == broken_promises(tmp_path)


def test_ctrl_c_ends_a_writer_and_a_worker_at_work(tmp_path):
    with stand(tmp_path, Shelf(FEEDS, ENTRIES, HOSTS, delay_s=0.2)) as cluster:
        at_work = *cluster.workers(1), cluster.start("writer")
        cluster.until(lambda: cluster.polls() > 0)
        for child in at_work:
            child.signal(signal.SIGINT)
        ended = [child.ended(5) for child in at_work]

    assert [128 + signal.SIGINT] * 2 == ended
    assert [] == broken_promises(tmp_path)


def test_jobs_put_aside_are_shown_and_let_go(tmp_path):
    with stand(tmp_path, Shelf(2, 1, 2), follow=0) as cluster:
        at = {"id": "feed feed1", "message": b'{"version":1}', "reason": "it ended 5 writers"}
        entry = cluster.redis.client.xadd(name("dead"), at, "1764403200000-0").decode()
        cluster.redis.client.hset(name("aside"), "feed feed1", entry)

        def dead(*words):
            command = [KOPLAMP, "dead", "--redis", cluster.redis.url, *words]
            return subprocess.run(command, capture_output=True, text=True, check=False)

        shown, as_json = dead(), json.loads(dead("--json").stdout)
        wrong, let_go, after = dead("--requeue", "7-0"), dead("--requeue", "all"), dead()

    assert f"{entry}\tfeed feed1\t2025-11-29 08:00\tit ended 5 writers\n" == shown.stdout
    assert [("feed feed1", {"version": 1})] == [(one["job"], one["message"]) for one in as_json]
    assert (2, "koplamp: nothing of that name was put aside; `koplamp dead` lists what was\n") == (
        wrong.returncode,
        wrong.stderr,
    )
    assert "1 job let go: the next run asks again what is still due\n" == let_go.stdout
    assert "" == after.stdout

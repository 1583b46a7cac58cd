"""A cluster on this machine: what two workers gain over one, and what is lost when everything breaks at once.

python -m benchmarks.cluster            both: some five minutes
python -m benchmarks.cluster speed 5    five alternations of one and two workers
python -m benchmarks.cluster faults     3,000 feeds, three workers, all that may befall them
"""

import signal
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.cluster_stand import befall, stand
from benchmarks.origin import Shelf
from crawler.cluster.board import name

FEEDS, HOSTS, ENTRIES = 3000, 200, 1
DELAY_S = 0.2  # of every answer


@dataclass(frozen=True, slots=True)
class Crawl:
    """A crawl of all feeds, from the first job handed out to the last poll stored."""

    wall_s: float
    workers_cpu_s: float
    writer_cpu_s: float
    redis_mib: float


def crawled(workers: int) -> Crawl:
    """What a crawl with nothing new costs with so many workers that have done one before."""
    with (
        tempfile.TemporaryDirectory() as folder,
        stand(Path(folder), Shelf(FEEDS, ENTRIES, HOSTS), seconds=5) as cluster,
    ):
        ours = cluster.workers(workers)
        first = cluster.start("writer", "--once")
        cluster.until(lambda: cluster.polls() >= FEEDS and not cluster.redis.client.hlen(name("open")), 300)
        first.signal(signal.SIGTERM)  # what it would tidy up now is not what is measured
        first.ended()
        cluster.origin.delay(DELAY_S)
        cluster.all_due()
        before = sum(worker.cpu_s() for worker in ours)
        writer = cluster.start("writer", "--once")
        cluster.until(lambda: bool(cluster.redis.client.hlen(name("open"))))
        began, started = time.monotonic(), writer.cpu_s()
        cluster.until(lambda: cluster.polls() >= 2 * FEEDS, 300)
        wall_s = time.monotonic() - began
        used, written = sum(worker.cpu_s() for worker in ours) - before, writer.cpu_s() - started
        peak = cluster.redis.client.info("memory")["used_memory_peak"] / (1 << 20)
    return Crawl(wall_s, used, written, peak)


def speed(rounds: int) -> None:
    """One worker and two in turns."""
    print(
        f"{FEEDS} feeds with nothing new on {HOSTS} hosts, answers {1000 * DELAY_S:.0f} ms late, 16 in flight a worker"
    )
    print("workers   wall s   workers' CPU ms a feed   writer's CPU ms a feed   Redis peak MiB")
    runs: dict[int, list[Crawl]] = {1: [], 2: []}
    for _ in range(rounds):
        for workers, found in runs.items():
            found.append(one := crawled(workers))
            print(f"{workers:7}   {_row(one)}", flush=True)
    middle = {workers: _median(found) for workers, found in runs.items()}
    for workers, one in middle.items():
        print(f"{workers:7}   {_row(one)}   median")
    one, two = middle[1], middle[2]
    print(f"wall {two.wall_s / one.wall_s:.2f} x, workers' CPU {two.workers_cpu_s / one.workers_cpu_s:.2f} x")


def faults() -> None:
    """Everything happens to a cluster of three."""
    began = time.monotonic()
    with (
        tempfile.TemporaryDirectory() as folder,
        stand(Path(folder), Shelf(FEEDS, ENTRIES, HOSTS, DELAY_S), seconds=2, follow=100) as cluster,
    ):
        came = befall(cluster, FEEDS, ENTRIES)
    print(
        f"{came.polled} of {FEEDS} feeds polled, {came.missing} articles lost, {came.twice} stored twice, "
        f"{came.unsettled} committed and not settled when the writer was killed, {came.met} questions to a host that "
        f"was being asked, {came.left} left in Redis; {time.monotonic() - began:.0f} s"
    )


def _median(found: list[Crawl]) -> Crawl:
    return Crawl(*(median(getattr(one, what) for one in found) for what in Crawl.__slots__))


def _row(one: Crawl) -> str:
    workers, writer = (1000 * cpu / FEEDS for cpu in (one.workers_cpu_s, one.writer_cpu_s))
    return f"{one.wall_s:6.1f}   {workers:22.2f}   {writer:22.2f}   {one.redis_mib:14.1f}"


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))  # all that was started ends with us
    what, *more = sys.argv[1:] or ["all"]
    if what in ("speed", "all"):
        speed(int(more[0]) if more else 3)
    if what in ("faults", "all"):
        faults()

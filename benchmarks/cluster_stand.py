"""A whole cluster on this machine: an origin, a redis-server, a desk, workers and a writer as processes."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.origin import Origin, Shelf, origin
from benchmarks.redis_server import RedisServer
from crawler import config
from crawler.cluster.board import SHARDS, name
from crawler.cluster.messages import written
from crawler.fleet import terms
from crawler.workers import CPU_FIELDS

KOPLAMP = Path(sys.executable).with_name("koplamp")
HEAD = """\
defaults:
  user_agent: Koplamp cluster (+http://127.0.0.1/; test@koplamp.invalid)
  pause: 0s
  limits:
    seconds: {seconds}
  private_hosts: [{hosts}]
feeds:
"""
FEED = """\
  - name: feed{n}
    slug: feed{n}
    url: {url}
    language: en
    follow: {follow}
"""
# Polls that came before their feed was due again, so that they were stored twice or asked twice.
TWICE = """
select count(*) from fetches a join fetches b on b.feed_id = a.feed_id and b.id > a.id
where b.fetched_at < a.next_check_at"""
POLLED = "select count(distinct feed_id), count(distinct feed_id) filter (where outcome = 'fresh') from fetches"
STORED = "select slug from feeds where last_attempt_at is not null"


@dataclass(frozen=True, slots=True)
class Child:
    """A process of the cluster, and what it prints."""

    process: "subprocess.Popen[bytes]"
    log: Path

    def signal(self, number: int) -> None:
        self.process.send_signal(number)

    def ended(self, seconds: float = 60) -> int:
        """Its exit code, once it has ended."""
        return self.process.wait(seconds)

    def cpu_s(self) -> float:
        """What it has used so far, with the processes in which it reads."""
        ours, mine = 0.0, {self.process.pid}
        for stat in sorted(Path("/proc").glob("[0-9]*/stat"), key=lambda path: int(path.parent.name)):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:
                continue  # it has ended
            if int(stat.parent.name) in mine or int(fields[1]) in mine:
                mine.add(int(stat.parent.name))
                ours += sum(map(int, fields[CPU_FIELDS]))
        return ours / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Stand:
    """The parts of a cluster. Every `follow`th feed's pages are asked for as well."""

    folder: Path
    origin: Origin
    redis: RedisServer

    def start(self, *words: str) -> Child:
        """`koplamp WORDS` on this desk and this Redis; it is ended with the stand at the latest."""
        log = self.folder / f"{words[0]}-{time.monotonic_ns()}.log"
        environment = os.environ | {"KOPLAMP_REDIS": self.redis.url, "KOPLAMP_DESK": str(self.folder)}
        with log.open("wb") as told:
            process = subprocess.Popen([KOPLAMP, *words], env=environment, stdout=told, stderr=told)
        child = Child(process, log)
        _children.append(child)
        return child

    def workers(self, number: int) -> list[Child]:
        """So many workers, each with its share of the hosts."""
        feeds = config.load((self.folder / "feeds.yaml").read_text("utf-8"), "feeds.yaml")
        self.redis.client.set(name("terms"), written(terms(feeds, ())))
        found = [self.start("worker") for _ in range(number)]
        least = SHARDS // number
        self.until(lambda: len(shares := self.shares()) == number and min(shares) >= least - number)
        return found

    def shares(self) -> list[int]:
        """How many shards each holder has, largest first."""
        holders = self.redis.client.mget([name("lease", shard) for shard in range(SHARDS)])
        owners = [holder for holder in holders if holder not in (None, b"resting")]
        return sorted((owners.count(owner) for owner in set(owners)), reverse=True)

    def asked(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of news.db; none while it is not there."""
        with closing(sqlite3.connect(f"file:{self.folder / 'news.db'}?mode=ro", uri=True)) as news:
            return news.execute(sql).fetchall()

    def all_due(self) -> None:
        """Every feed's time has come."""
        with closing(sqlite3.connect(self.folder / "news.db")) as news:
            news.execute("update feeds set next_check_at = '2001-01-01T00:00:00Z'")
            news.commit()

    def polls(self) -> int:
        """How many polls are stored."""
        try:
            [(count,)] = self.asked("select count(*) from fetches")
        except sqlite3.OperationalError:
            return 0
        return int(count)

    def kill_unsettled(self, writer: Child) -> int:
        """Kill a writer when it has committed results and not settled them, if it can be caught so -> how many."""
        redis = self.redis.client
        while True:
            redis.client_pause(60_000, all=False)
            time.sleep(0.2)
            unsettled = {job for job, state in redis.hgetall(name("open")).items() if state == b"answered"}
            stored = {f"feed {slug}".encode() for (slug,) in self.asked(STORED)}
            if unsettled & stored or not redis.hlen(name("open")):
                writer.signal(signal.SIGKILL)
                writer.ended()
                redis.client_unpause()
                return len(unsettled & stored)
            redis.client_unpause()
            time.sleep(0.3)  # they take up their work

    def until(self, holds: Callable[[], bool], seconds: float = 60) -> None:
        """Wait until this holds."""
        end = time.monotonic() + seconds
        while not holds():
            if time.monotonic() > end:
                told = "\n".join(child.log.read_text("utf-8", "replace")[-1000:] for child in _children)
                raise TimeoutError(f"not within {seconds} s; {self.polls()} polls stored\n{told}")
            time.sleep(0.02)


_children: list[Child] = []


@contextmanager
def stand(folder: Path, shelf: Shelf, *, seconds: int = 1, follow: int = 0) -> Iterator[Stand]:
    """A desk with all feeds of the shelf, its origin and its Redis; whatever was started ends with the block."""
    with origin(shelf) as served, RedisServer(folder) as redis:
        hosts = ", ".join(f"127.0.1.{n + 1}" for n in range(shelf.hosts))
        feeds = "".join(
            FEED.format(n=n, url=url, follow=str(bool(follow) and n % follow == 0).lower())
            for n, url in enumerate(served.urls())
        )
        (folder / "feeds.yaml").write_text(HEAD.format(seconds=seconds, hosts=hosts) + feeds)
        try:
            yield Stand(folder, served, redis)
        finally:
            for child in _children:
                if child.process.poll() is None:
                    child.signal(signal.SIGCONT)
                    child.process.kill()
                    child.process.wait()
            _children.clear()


@dataclass(frozen=True, slots=True)
class Befallen:
    """How a cluster ended to which everything happened."""

    exit_code: int  # of the writer that ended it
    unsettled: int  # results that the other had committed and not settled when it was killed
    polled: int  # feeds
    twice: int  # polls stored before their feed was due again
    missing: int  # articles of feeds that answered
    met: int  # questions to a host that came while another one was open
    left: int  # open jobs and results in Redis
    noticed: bool  # the paused worker found that its leases were over
    stopped: tuple[int, ...]  # exit codes of the workers that were told to end


def befall(cluster: Stand, feeds: int, entries: int) -> Befallen:
    """A crawl with three workers: one is killed, one paused past its lease, Redis crashes and comes back, the writer is
    killed between commit and settling."""
    killed, paused, lasting = cluster.workers(3)
    writer = cluster.start("writer")
    cluster.until(lambda: cluster.polls() > 0.1 * feeds)
    killed.signal(signal.SIGKILL)
    cluster.until(lambda: cluster.polls() > 0.2 * feeds)
    paused.signal(signal.SIGSTOP)
    before = cluster.polls()
    cluster.until(lambda: cluster.polls() > before + 0.2 * feeds and len(cluster.shares()) == 1)
    paused.signal(signal.SIGCONT)
    cluster.until(lambda: len(cluster.shares()) == 2)
    cluster.redis.crash()
    cluster.redis.start()
    cluster.until(lambda: cluster.polls() > 0.5 * feeds)
    unsettled = cluster.kill_unsettled(writer)
    code = cluster.start("writer", "--once").ended(300)
    for worker in (paused, lasting):
        worker.signal(signal.SIGTERM)
    stopped = (paused.ended(), lasting.ended())
    [(polled, fresh)] = cluster.asked(POLLED)
    [(twice,)], [(stored,)] = cluster.asked(TWICE), cluster.asked("select count(*) from articles")
    redis, log = cluster.redis.client, paused.log.read_text("utf-8", "replace")
    left = redis.hlen(name("open")) + redis.xlen(name("results"))
    noticed = "a lease of this worker" in log or "could not renew" in log or "the lease ran out" in log
    missing, met = fresh * entries - stored, len(cluster.origin.met())
    return Befallen(code, unsettled, polled, twice, missing, met, left, noticed, stopped)

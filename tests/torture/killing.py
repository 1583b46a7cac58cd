"""A desk is crawled again and again and each run is killed at a moment that chance chooses; then one is left alone.

Killed("seed", 25, folder).whole() -> Figures
"""

import fcntl
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.sessions import of_session
from tests.torture import sound
from tests.torture.stand import Stand

KOPLAMP = [sys.executable, "-m", "crawler"]
ROOT = Path(__file__).parents[2]
LEFT_S = 10.0  # a process that is still there then was left behind
LONGEST_S = 120.0
FEEDS = 3
WAITING = "select 1 from articles where stage = 'listed' limit 1"
ENDED, FULL = "after the end", "the next run"


@dataclass
class Figures:
    """What came of it."""

    kills: int = 0
    signals: int = 0
    announced: int = 0
    lost: list[str] = field(default_factory=list)
    torn: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)  # after a signal
    phases: Counter[str] = field(default_factory=Counter)
    slowest_orphan_s: float = 0.0
    slowest_end_s: float = 0.0  # after a signal

    def add(self, other: "Figures") -> None:
        self.kills += other.kills
        self.signals += other.signals
        self.announced += other.announced
        self.lost += other.lost
        self.torn += other.torn
        self.late += other.late
        self.phases += other.phases
        self.slowest_orphan_s = max(self.slowest_orphan_s, other.slowest_orphan_s)
        self.slowest_end_s = max(self.slowest_end_s, other.slowest_end_s)

    def __str__(self) -> str:
        phases = ", ".join(f"{name} {count}" for name, count in self.phases.most_common())
        return (
            f"{self.kills} kills, {self.announced} announced, {len(self.lost)} lost, {len(self.torn)} torn; "
            f"{self.signals} signals, {len(self.late)} ended late or wrong, the slowest after "
            f"{self.slowest_end_s:.2f} s; "
            f"the last worker was gone after {self.slowest_orphan_s:.2f} s; phases: {phases}"
        )


class Killed:
    """One desk and its stand."""

    def __init__(self, seed: str, kills: int, folder: Path) -> None:
        self._seed, self._kills, self._chance = seed, kills, random.Random(seed)
        self._desk, self._fresh = folder / "killed", folder / "undisturbed"
        self._figures = Figures()

    def whole(self) -> Figures:
        """Kill so many runs, then let one end, and compare."""
        with Stand(self._seed) as stand:
            for folder in (self._desk, self._fresh):
                folder.mkdir(parents=True)
                (folder / "feeds.yaml").write_text(stand.feeds_yaml())
            while self._figures.kills < self._kills:
                self._one(stand)
                stand.publish()
            stand.most_s = 0.0
            for folder in (self._desk, self._fresh):
                self._undisturbed(folder)
            self._compare(stand)
        return self._figures

    def _one(self, stand: Stand) -> None:
        known = sound.articles(self._desk)
        before = max((row["id"] for row in sound.read(self._desk, "select id from runs")), default=0)
        asked = len(stand.asked())
        said = self._desk.with_name("said.jsonl")
        with said.open("w") as out, started(self._desk, out, "crawl", "--now", "--json") as run:
            self._wait(run, stand, asked)
            seen = sound.articles(self._desk) if self._chance.random() < 0.3 else known
            alive = run.poll() is None
            os.killpg(run.pid, signal.SIGKILL) if self._chance.random() < 0.4 else run.kill()
            run.wait()
            left_s = gone_after(run.pid)
        if not alive:
            self._figures.phases[ENDED] += 1
            return
        figures, where = self._figures, f"seed {self._seed}, kill {self._figures.kills}"
        figures.kills += 1
        figures.slowest_orphan_s = max(figures.slowest_orphan_s, left_s)
        figures.phases[self._phase(before, stand.asked()[asked:])] += 1
        figures.announced += sound.announced(said.read_text())
        figures.torn += [
            f"{where}: {fault}" for fault in (*sound.faults(self._desk, stand), *_left(self._desk, left_s))
        ]
        gone = sound.lost(self._desk, said.read_text(), before)
        stored = sound.articles(self._desk)
        gone += [f"seen and lost: {url}" for url, (_, stage, _) in seen.items() if _is_less(stage, stored.get(url))]
        figures.lost += [f"{where}: {one}" for one in gone]

    def _wait(self, run: subprocess.Popen[bytes], stand: Stand, asked: int) -> None:
        """Until the moment has come: while it starts or asks, when it has begun to store, or when all is stored."""
        how = self._chance.choices(("starting", "asking", "storing", "ending"), (2, 2, 5, 2))[0]
        wanted = asked + self._chance.randint(1, 12)
        said = self._desk.with_name("said.jsonl")
        come = {
            "starting": lambda: True,
            "asking": lambda: len(stand.asked()) >= wanted,
            "storing": lambda: said.stat().st_size > 0,  # from then on there is something to store all the time
            "ending": lambda: said.read_text().count("\n") >= FEEDS and not sound.read(self._desk, WAITING),
        }[how]
        while run.poll() is None and not come():
            time.sleep(0.01)
        time.sleep(self._chance.uniform(0.0, {"starting": 1.6, "asking": 0.25, "storing": 0.8, "ending": 0.3}[how]))

    def _phase(self, before: int, asked: list[str]) -> str:
        """How far the run had come."""
        if not (self._desk / "news.db").exists():
            return "before there is a database"
        runs = sound.read(self._desk, "select finished_at from runs where id > ?", before)
        if not runs:
            return "opening" if any(self._desk.glob("koplamp.lock")) else "starting"
        if runs[0]["finished_at"]:
            return "closing"
        if not asked:
            return "before the first question"
        if not any(path.startswith("/news/") for path in asked):
            return "polls"
        return "pages" if sound.read(self._desk, WAITING) else "ending"

    def _undisturbed(self, folder: Path) -> None:
        with started(folder, subprocess.PIPE, "crawl", "--now") as run:
            out, err = run.communicate(timeout=LONGEST_S)
        if (run.returncode, out, err) != (0, b"", b""):
            self._figures.torn.append(f"seed {self._seed}: {FULL} on {folder.name}: {run.returncode} {out!r} {err!r}")

    def _compare(self, stand: Stand) -> None:
        ours, theirs = sound.articles(self._desk), sound.articles(self._fresh)
        differ = sorted(url for url in ours.keys() | theirs.keys() if ours.get(url) != theirs.get(url))
        self._figures.torn += [
            f"seed {self._seed}: {url}: {ours.get(url)} where an undisturbed crawl has {theirs.get(url)}"
            for url in differ
        ]
        everything = set().union(*(stand.listed(f"feed-{n}", stand.edition) for n in range(FEEDS)))
        if set(theirs) != everything or {stage for _, stage, _ in theirs.values()} != {"extracted"}:
            self._figures.torn.append(f"seed {self._seed}: the undisturbed crawl is not whole")
        drafts = [str(found) for pattern in sound.DRAFTS for found in self._desk.glob(pattern)]
        self._figures.torn += [f"seed {self._seed}: left over: {found}" for found in drafts]
        self._figures.torn += [f"seed {self._seed}: {FULL}: {fault}" for fault in sound.faults(self._desk, stand)]


def started(desk: Path, out: object, *arguments: str) -> subprocess.Popen[bytes]:
    """`koplamp ARGUMENTS` on a desk, as cron would start it, in a session of its own."""
    return subprocess.Popen(
        [*KOPLAMP, *arguments],
        cwd=ROOT,
        env=os.environ | {"KOPLAMP_DESK": str(desk)},
        stdin=subprocess.DEVNULL,
        stdout=out,  # type: ignore[call-overload]
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def gone_after(session: int) -> float:
    """Seconds until no process of a session is left; LEFT_S if some stay, which are then ended."""
    began = time.monotonic()
    while left := of_session(session):
        if time.monotonic() - began > LEFT_S:
            for pid in left:
                os.kill(pid, signal.SIGKILL)
            return LEFT_S
        time.sleep(0.02)
    return time.monotonic() - began


def _left(desk: Path, left_s: float) -> list[str]:
    told = ["a process was left behind"] if left_s >= LEFT_S else []
    if (desk / "koplamp.lock").exists():
        with (desk / "koplamp.lock").open() as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                told.append("the lock is held")
    return told


def _is_less(stage: str, now: tuple[str, str, str] | None) -> bool:
    return now is None or (stage == "extracted" and now[1] != "extracted")

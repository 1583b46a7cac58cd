"""Commands at work on a desk -> SIGTERM, SIGINT or SIGHUP at a random moment; every one has to end within five seconds.

Chance chooses the moment, the signal, and whether only the command gets it or its whole group, as from Ctrl-C.
"""

import os
import random
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from tests.flow.origin import Site, feed_of, page_of
from tests.torture import sound
from tests.torture.killing import ENDED, LEFT_S, Figures, gone_after, started
from tests.torture.stand import HEAD, Stand

MOST_S = 5.0
SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
PYTHON_UP_S = 0.1  # before that the interpreter itself is starting, and Ctrl-C is none of ours

Story = Callable[["Signalled", Stand], None]


class Signalled:
    """One desk, its stand, and signals for what works on it, story after story."""

    def __init__(self, seed: str, signals: int, folder: Path, first: int = 0) -> None:
        self._seed, self._signals, self._first = seed, signals, first
        self._chance = random.Random(seed)
        self._folder, self._desk = folder, folder / "signalled"
        self._figures = Figures()

    def whole(self) -> Figures:
        """Send so many signals, then let one run end."""
        with Stand(self._seed) as stand:
            self._desk.mkdir(parents=True)
            (self._desk / "feeds.yaml").write_text(stand.feeds_yaml())
            while self._figures.signals < self._signals:
                STORIES[(self._first + self._figures.signals) % len(STORIES)](self, stand)
                stand.publish()
            with started(self._desk, subprocess.PIPE, "crawl", "--now") as run:
                said = run.communicate(timeout=120)
            if (run.returncode, *said) != (0, b"", b""):
                self._figures.torn.append(f"{self._seed}: the next run: {run.returncode} {said!r}")
            self._figures.torn += [f"{self._seed}: {fault}" for fault in sound.faults(self._desk, stand)]
        return self._figures

    # ------------------------------------------------------------ stories

    def starting(self, stand: Stand) -> None:
        """In the first moments: imports, the lock, the database."""
        self._sent("starting", stand, lambda run: time.sleep(self._chance.uniform(PYTHON_UP_S, 1.5)), "crawl", "--now")

    def asking(self, stand: Stand) -> None:
        """Among its questions."""
        self._sent("asking", stand, self._after_questions(stand, self._chance.randint(1, 14)), "crawl", "--now")

    def ending(self, stand: Stand) -> None:
        """When all is asked: settled, pruned, folded in."""
        self._sent("ending", stand, self._when_quiet(stand), "crawl", "--now", "--json")

    def locked(self, stand: Stand) -> None:
        """While somebody else holds the database, and SQLite waits for it."""

        def moment(run: subprocess.Popen[bytes]) -> None:
            self._after_questions(stand, 2)(run)
            locks.execute("begin immediate")
            time.sleep(self._chance.uniform(0.3, 1.0))

        with started(self._desk, subprocess.PIPE, "crawl", "--now") as first:
            first.communicate(timeout=120)
        stand.publish()
        with closing(sqlite3.connect(self._desk / "news.db", isolation_level=None, timeout=30)) as locks:
            self._sent("locked", stand, moment, "crawl", "--now")

    def costly(self, stand: Stand) -> None:
        """While the workers are at a page that takes them seconds."""
        with _costly_desk(self._folder / f"costly-{self._figures.signals}") as (desk, site):

            def moment(run: subprocess.Popen[bytes]) -> None:
                while run.poll() is None and "/page" not in site.paths():
                    time.sleep(0.01)
                time.sleep(self._chance.uniform(0.2, 1.0))

            self._sent("costly", stand, moment, "crawl", "--now", desk=desk)

    def backfill(self, stand: Stand) -> None:
        """Among older entries."""
        moment = self._after_questions(stand, self._chance.randint(1, 6))
        self._sent("backfill", stand, moment, "backfill", "feed-0", "--since", "2025-01-01")

    def replay(self, stand: Stand) -> None:
        """While stored pages are read again."""
        with started(self._desk, subprocess.PIPE, "crawl", "--now") as first:
            first.communicate(timeout=120)
        self._sent("replay", stand, lambda run: time.sleep(self._chance.uniform(0.3, 2.0)), "replay")

    def trying(self, stand: Stand) -> None:
        """While one address is tried."""
        moment = self._after_questions(stand, self._chance.randint(1, 2))
        self._sent("try", stand, moment, "try", "feed-1")

    def demo(self, stand: Stand) -> None:
        """In a demo."""
        folder = str(self._folder / f"demo-{self._figures.signals}")
        self._sent("demo", stand, lambda run: time.sleep(self._chance.uniform(0.5, 5.0)), "demo", folder)

    def serve(self, stand: Stand) -> None:
        """While a desk is served."""
        with started(self._desk, subprocess.PIPE, "crawl", "--now") as first:
            first.communicate(timeout=120)
        moment = lambda run: time.sleep(self._chance.uniform(0.3, 4.0))  # noqa: E731
        self._sent("serve", stand, moment, "serve", "--port", "0")

    # ------------------------------------------------------------ how it is done

    def _sent(
        self,
        story: str,
        stand: Stand,
        moment: Callable[[subprocess.Popen[bytes]], None],
        *command: str,
        desk: Path | None = None,
    ) -> None:
        number = self._chance.choice(SIGNALS)
        to_all = self._chance.random() < 0.5
        with started(desk or self._desk, subprocess.PIPE, *command) as run:
            moment(run)
            alive, began = run.poll() is None, time.monotonic()
            with suppress(ProcessLookupError):
                os.killpg(run.pid, number) if to_all else run.send_signal(number)
            try:
                run.wait(timeout=30)
            except subprocess.TimeoutExpired:
                run.kill()
            took_s = time.monotonic() - began
            left_s = gone_after(run.pid)
            out, err = run.communicate()
        self._figures.signals += 1
        if not alive:
            self._figures.phases[ENDED] += 1
            return
        self._figures.phases[story] += 1
        self._figures.slowest_end_s = max(self._figures.slowest_end_s, took_s)
        self._figures.slowest_orphan_s = max(self._figures.slowest_orphan_s, left_s)
        where = f"{self._seed}, signal {self._figures.signals}: {story}, {number.name}{' to all' if to_all else ''}"
        faults = _faults(run.returncode, number, out + err, story)
        if took_s > MOST_S or left_s >= LEFT_S:
            faults.append(f"ended after {took_s:.1f} s, its workers {left_s:.1f} s later")
        self._figures.late += [f"{where}: {fault}" for fault in faults]
        self._figures.torn += [f"{where}: {fault}" for fault in sound.faults(self._desk, stand)]

    def _after_questions(self, stand: Stand, count: int) -> Callable[[subprocess.Popen[bytes]], None]:
        before = len(stand.asked())

        def moment(run: subprocess.Popen[bytes]) -> None:
            while run.poll() is None and len(stand.asked()) < before + count:
                time.sleep(0.005)
            time.sleep(self._chance.uniform(0.0, 0.2))

        return moment

    def _when_quiet(self, stand: Stand) -> Callable[[subprocess.Popen[bytes]], None]:
        before = len(stand.asked())

        def moment(run: subprocess.Popen[bytes]) -> None:
            came, since = before, time.monotonic()
            while run.poll() is None and (came < before + 4 or time.monotonic() - since < 0.2):
                if len(stand.asked()) != came:
                    came, since = len(stand.asked()), time.monotonic()
                time.sleep(0.005)
            time.sleep(self._chance.uniform(0.0, 0.2))

        return moment


def _faults(code: int, number: signal.Signals, said: bytes, story: str) -> list[str]:
    is_told = story == "replay" and b" pages read, " in said  # its last words: it had ended just before
    over = is_told or story == "demo" or (story == "serve" and number == signal.SIGINT)  # a demo may have, too
    ours = {128 + number, -number} | ({0} if over else set())
    faults = [] if code in ours else [f"exit {code}"]
    return [*faults, *([f"it said {said[-600:]!r}"] if b"Traceback" in said or b"Warning" in said else [])]


@contextmanager
def _costly_desk(folder: Path) -> Iterator[tuple[Path, Site]]:
    """A desk with one feed and pages that keep a worker busy for seconds."""
    folder.mkdir()
    with Site() as site:
        site.say("/feed.xml", feed_of(("Long", "/page"), ("Longer", "/page-2")))
        heavy = page_of("Long", *(f"A line of {n} words <b>and</b> <i>more</i>, of many." for n in range(40_000)))
        for path in ("/page", "/page-2"):
            site.say(path, heavy)
        listed = f"  - name: costly\n    slug: costly\n    url: {site.url}/feed.xml\n    language: en\n"
        (folder / "feeds.yaml").write_text(f"{HEAD}feeds:\n{listed}")
        yield folder, site


STORIES: tuple[Story, ...] = (
    Signalled.starting,
    Signalled.asking,
    Signalled.ending,
    Signalled.locked,
    Signalled.costly,
    Signalled.starting,
    Signalled.backfill,
    Signalled.replay,
    Signalled.trying,
    Signalled.demo,
    Signalled.serve,
    Signalled.asking,
)

"""make torture: a thousand runs killed at random moments, and a hundred signals; seeded, and resumed where it stopped.

What a desk came to is a line of build/torture-SEED.jsonl; a desk that stands there is not done again.
"""

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from functools import partial
from pathlib import Path

from tests.hearing import listen
from tests.torture.killing import ROOT, Figures, Killed
from tests.torture.signalling import Signalled

PER_DESK = 25
AT_ONCE = 2
SHOWN_EVERY = 50


def main() -> int:
    """Run what is asked for and is not done yet -> 1 if anything was lost, torn or slow."""
    parser = argparse.ArgumentParser(prog="make torture ARGS=...", description=__doc__)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--signals", type=int, default=100)
    parser.add_argument("--seed", default="koplamp")
    asked = parser.parse_args()
    listen()
    kept = ROOT / "build" / f"torture-{asked.seed}.jsonl"
    kept.parent.mkdir(exist_ok=True)
    total = Figures()
    shown = 0
    for figures in _all(kept, dict(_works(asked.seed, asked.kills, asked.signals))):
        total.add(figures)
        if (total.kills + total.signals) // SHOWN_EVERY > shown:
            shown = (total.kills + total.signals) // SHOWN_EVERY
            print(total, flush=True)
    print(f"torture, seed {asked.seed}: {total}")
    for fault in (*total.lost, *total.torn, *total.late):
        print(f"  {fault}")
    return 1 if total.lost or total.torn or total.late else 0


def _works(seed: str, kills: int, signals: int) -> Iterator[tuple[str, Callable[[Path], Figures]]]:
    for n in range(0, kills, PER_DESK):
        name, many = f"{seed}-kills-{n}", min(PER_DESK, kills - n)
        yield f"{name}-{many}", partial(_killed, name, many)
    for n in range(0, signals, PER_DESK):
        name, many = f"{seed}-signals-{n}", min(PER_DESK, signals - n)
        yield f"{name}-{many}", partial(_signalled, name, many, n)


def _killed(name: str, many: int, folder: Path) -> Figures:
    return Killed(name, many, folder).whole()


def _signalled(name: str, many: int, first: int, folder: Path) -> Figures:
    return Signalled(name, many, folder, first).whole()


def _all(kept: Path, works: dict[str, Callable[[Path], Figures]]) -> Iterator[Figures]:
    """What each piece of work came to: those of earlier times first."""
    done = dict(map(json.loads, kept.read_text().splitlines())) if kept.exists() else {}
    for name in works.keys() & done.keys():
        yield Figures(**done[name] | {"phases": Counter(done[name]["phases"])})
    with (
        tempfile.TemporaryDirectory(prefix="koplamp-torture-") as folder,
        ThreadPoolExecutor(AT_ONCE) as threads,
        kept.open("a") as log,
    ):
        new = {threads.submit(work, Path(folder) / name): name for name, work in works.items() if name not in done}
        for future in as_completed(new):
            figures = future.result()
            log.write(json.dumps([new[future], vars(figures)]) + "\n")
            log.flush()
            yield figures


if __name__ == "__main__":
    sys.exit(main())

"""A command -> what it cost as a whole, with every process it started, whoever they belonged to in the end.

Linux only. The command runs below a process of its own, to which all come that lose their parent: none goes uncounted.
"""

import ctypes
import json
import os
import re
import resource
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36  # of prctl.h
EVERY_S = 0.25  # how often memory is looked at
PSS = re.compile(r"^Pss:\s+(\d+) kB$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of CPU and of the clock; `pss_mib`: the most that all held together, shared pages counted once."""

    cpu_s: float
    wall_s: float
    pss_mib: float


class Failed(Exception):
    """The command did not end well; what it said."""


def cost_of(argv: Sequence[str | Path], timeout_s: float = 1200) -> Cost:
    """Run a command to the end of its last process. Raises Failed unless it ends with 0."""
    us = [sys.executable, "-m", "benchmarks.whole", *map(str, argv)]
    done = subprocess.run(us, capture_output=True, text=True, timeout=timeout_s, check=False)
    if done.returncode:
        raise Failed(f"{argv[0]} ended with {done.returncode}: {done.stderr[-2000:]}")
    return Cost(**json.loads(done.stdout.splitlines()[-1]))


def main() -> None:
    """What `cost_of` starts: run the command, tell its cost on the last line."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    began = time.monotonic()
    process = subprocess.Popen(sys.argv[1:], stdout=sys.stderr)
    over = threading.Event()
    samples: list[float] = []
    scale = threading.Thread(target=_weigh, args=(samples, over))
    scale.start()
    code = process.wait()
    wall = time.monotonic() - began
    over.set()
    scale.join()
    with suppress(ChildProcessError):
        while True:
            os.wait()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(json.dumps(asdict(Cost(used.ru_utime + used.ru_stime, wall, max(samples, default=0.0)))))
    sys.exit(code)


def _weigh(samples: list[float], over: threading.Event) -> None:
    while not over.wait(EVERY_S):
        samples.append(sum(map(_pss_mib, _descendants(os.getpid()))))


def _descendants(of: int) -> Iterator[int]:
    children = defaultdict(list)
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parent = int(stat.read_text("utf-8", "replace").rpartition(")")[2].split()[1])
            children[parent].append(int(stat.parent.name))
    waiting = list(children[of])
    while waiting:
        pid = waiting.pop()
        waiting += children[pid]
        yield pid


def _pss_mib(pid: int) -> float:
    with suppress(OSError):
        found = PSS.search(Path(f"/proc/{pid}/smaps_rollup").read_text("ascii"))
        return int(found[1]) / 1024 if found else 0.0
    return 0.0


if __name__ == "__main__":
    main()

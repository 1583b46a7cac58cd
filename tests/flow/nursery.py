"""Commands started at little cost: a process that has loaded what they load makes a copy of itself for each."""

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Self

NURSERY = """
import json, os, signal, sys, time
import crawler.crawl, crawler.discovering.search, crawler.fleet, crawler.passes.replay, crawler.site.server
from crawler.__main__ import main

ended, alive = {}, set()

def gone(*_):
    for child in tuple(alive):
        if (found := os.waitpid(child, os.WNOHANG))[0]:
            alive.discard(child)
            ended[child] = (os.waitstatus_to_exitcode(found[1]), time.monotonic())

for told in sys.stdin:
    words, out = json.loads(told)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    if (child := os.fork()) == 0:
        handle = os.open(out, os.O_CREAT | os.O_WRONLY)
        os.dup2(handle, 1)
        os.dup2(handle, 2)
        sys.argv[1:] = words
        main()
    alive.add(child)
    signal.signal(signal.SIGCHLD, gone)
    gone()
    print(child, flush=True)
while alive:
    time.sleep(0.05)
print(json.dumps(ended))
"""


class Nursery:
    """Starts commands and tells how each ended."""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-c", NURSERY],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        return self

    def start(self, words: list[str], out: Path) -> int:
        """`koplamp WORDS` -> its process id; what it prints goes to `out`."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([words, str(out)]) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def ended(self) -> dict[int, tuple[int, float]]:
        """Each process's exit code, and when it ended by the monotonic clock."""
        told = json.loads(self._process.communicate(timeout=60)[0])
        return {int(child): (code, at) for child, (code, at) in told.items()}

    def __exit__(self, *_: object) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

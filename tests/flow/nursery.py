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
import json, os, selectors, sys, time
import crawler.crawl, crawler.discovering.search, crawler.fleet, crawler.passes.replay, crawler.site.server
from crawler.__main__ import main

def start(words, out):
    if (child := os.fork()) == 0:
        handle = os.open(out, os.O_CREAT | os.O_WRONLY)
        os.dup2(handle, 1)
        os.dup2(handle, 2)
        sys.argv[1:] = words
        main()
    return child

ended, heard = {}, b""
waiting = selectors.DefaultSelector()
waiting.register(0, selectors.EVENT_READ)
while waiting.get_map():
    for key, _ in waiting.select():
        if child := key.data:
            waiting.unregister(key.fd)
            os.close(key.fd)
            ended[child] = (os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), time.monotonic())
        elif piece := os.read(0, 65536):
            *lines, heard = (heard + piece).split(b"\\n")
            for line in lines:
                child = start(*json.loads(line))
                waiting.register(os.pidfd_open(child), selectors.EVENT_READ, child)
                print(child, flush=True)
        else:
            waiting.unregister(0)
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

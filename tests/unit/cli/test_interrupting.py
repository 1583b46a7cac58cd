"""What a signal raises may come out of a command as another error; its end is the signal's all the same."""

import signal
import subprocess
import sys

import pytest

COMMAND = """
import os, signal
from crawler.cli.interrupting import interruptible

with interruptible():
    try:
        os.kill(os.getpid(), signal.{name})
        signal.pause()
    except BaseException as heard:
        raise RuntimeError("as an import says that was broken off") from heard
"""


@pytest.mark.parametrize(("name", "code"), [("SIGINT", -signal.SIGINT), ("SIGTERM", 143), ("SIGHUP", 129)])
def test_another_error_in_the_place_of_the_signals_is_its_end_as_well(name, code):
    done = subprocess.run([sys.executable, "-c", COMMAND.format(name=name)], capture_output=True, timeout=30)
    assert code == done.returncode

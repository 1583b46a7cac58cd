"""A signal while a command works -> its end within seconds: in order (an exception), else by force; exit code 128+n.

Python hears a signal only between two of its own instructions: not while SQLite waits for a lock or makes a copy. So a
thread of its own learns of it too. Who takes the signals over (`ending.listened`, the site's server) sees to the end
itself.
"""

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

CTRL_C = 128 + signal.SIGINT
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
STOP_S = 3  # as in crawler.ending, which takes too long to load for every command


@contextmanager
def interruptible() -> Iterator[None]:
    """Have SIGINT end the block with KeyboardInterrupt, SIGTERM and SIGHUP with SystemExit.

    What is ignored stays so (nohup). Beside the main thread: nothing.
    """
    ours = [number for number in SIGNALS if signal.getsignal(number) is not signal.SIG_IGN]
    if not ours or threading.current_thread() is not threading.main_thread():
        yield
        return
    told, tell = os.pipe()
    os.set_blocking(tell, False)
    heard = _Heard()
    before = {number: signal.signal(number, heard) for number in ours}
    woken = signal.set_wakeup_fd(tell, warn_on_full_buffer=False)
    threading.Thread(target=_force, args=(told, heard), daemon=True).start()
    try:
        yield
    except Exception as error:
        if heard.end is None:
            raise
        raise heard.end from error  # what a signal raises may come out as another error: of an import, of a callback
    finally:
        signal.set_wakeup_fd(woken)
        for number, handler in before.items():
            signal.signal(number, handler)
        os.close(tell)


class _Heard:
    """The handler: the first signal raises, a second ends the process at once."""

    def __init__(self) -> None:
        self.end: BaseException | None = None  # what was raised

    def __call__(self, number: int, frame: FrameType | None) -> None:
        if self.end is not None:
            _end(number)
        self.end = KeyboardInterrupt() if number == signal.SIGINT else SystemExit(128 + number)
        raise self.end


def _force(told: int, heard: _Heard) -> None:
    """End the process some time after a signal, if the command has not come to its end by then."""
    with os.fdopen(told, "rb", buffering=0) as signals:
        while number := signals.read(1):
            if signal.getsignal(number[0]) is heard:
                break
        else:
            return
        time.sleep(STOP_S)
    _end(number[0])


def _end(number: int) -> None:
    from crawler.store.drafts import drop

    drop()
    os._exit(128 + number)

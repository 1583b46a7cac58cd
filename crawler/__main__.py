"""`koplamp`, and python -m crawler: what a process does before it knows what it is asked to do."""

import atexit
import gc
import os
import signal

ALLOCATIONS = 50_000  # between two looks of the garbage collector; with Python's 700 it takes a tenth of a crawl


def main() -> None:
    """The command line. Until there is something to put in order, Ctrl-C ends us at once and without a word."""
    gc.set_threshold(ALLOCATIONS, 20, 20)
    atexit.register(gc.freeze)  # else it looks through all that ends with the process anyway, for 0.3 s
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, lambda *_: os._exit(128 + signal.SIGINT))
    from crawler.cli import main as command

    command()


if __name__ == "__main__":
    main()

"""`koplamp`, and python -m crawler: what a process does before it knows what it is asked to do."""

import os
import signal


def main() -> None:
    """The command line. Until there is something to put in order, Ctrl-C ends us at once and without a word."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, lambda *_: os._exit(128 + signal.SIGINT))
    from crawler.cli import main as command

    command()


if __name__ == "__main__":
    main()

"""A shell's background jobs ignore SIGINT, those of nohup SIGHUP; whatever tests start would inherit it."""

import signal


def listen() -> None:
    """Hear both as a process in the foreground does."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
        signal.signal(signal.SIGHUP, signal.SIG_DFL)

"""A log record -> one that a terminal may show: no control characters of strangers, no secrets of ours."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager

from crawler.transport.secrets import Redactor

# C0 but tab and line break, DEL and C1; line and paragraph separators; marks that turn the direction of writing.
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def printable(text: str) -> str:
    """The text with everything a terminal would act on written out."""
    return UNSEEN.sub(lambda found: ascii(found[0])[1:-1], text)


class Discreet(logging.Filter):
    """Writes a record out, with its traceback, and leaves in it what may be shown."""

    def __init__(self, redactor: Redactor) -> None:
        super().__init__()
        self._redactor = redactor

    def filter(self, record: logging.LogRecord) -> bool:
        told = printable(self._redactor.text(record.getMessage()))
        record.msg, record.args = told.replace("\n", "\\n"), ()
        if record.exc_info:
            written = logging.Formatter().formatException(record.exc_info)
            record.exc_text, record.exc_info = printable(self._redactor.text(written)), None
        return True


@contextmanager
def discreet(redactor: Redactor) -> Iterator[None]:
    """All that is logged meanwhile, by whomever, goes through the filter."""
    quiet, handlers = Discreet(redactor), tuple(logging.getLogger().handlers)
    for handler in handlers:
        handler.addFilter(quiet)
    try:
        yield
    finally:
        for handler in handlers:
            handler.removeFilter(quiet)

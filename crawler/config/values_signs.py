"""The heartbeat and the metrics of feeds.yaml: where a run leaves a sign of life, and how that may be written.

An address is never shown in a message: whoever knows it can send the sign instead of us.
"""

import re
from pathlib import PurePosixPath

from crawler.config import values
from crawler.config.places import shown
from crawler.config.watches_values import VARIABLE

METRICS = ".prom"  # what the textfile collector of node_exporter reads
_SCHEME = re.compile(r"https?://", re.IGNORECASE)


def heartbeat(text: str) -> str:
    """An address, in which secrets stand as ${NAME}, or a file."""
    if is_address(text):
        if not VARIABLE.fullmatch(text):
            values.url(VARIABLE.sub("x", text))
        return text
    if "://" in text or "$" in text:
        raise ValueError("write an address with http:// or https://, in which ${NAME} stands for a secret, or a file")
    return _file(text)


def metrics(text: str) -> str:
    """A file, by its ending, so that no other is overwritten by a slip."""
    if PurePosixPath(text).suffix != METRICS:
        raise ValueError(f"{shown(text)} must be a file whose name ends in {METRICS}")
    return _file(text)


def is_address(text: str) -> bool:
    """Whether a heartbeat goes to an address rather than to a file."""
    return bool(_SCHEME.match(text) or VARIABLE.fullmatch(text))


def _file(text: str) -> str:
    if not text.isprintable() or not PurePosixPath(text).name or text.endswith("/"):
        raise ValueError(f"{shown(text)} is no file; write its path, whole or as seen from the desk")
    if text.startswith("~"):
        raise ValueError(f"{shown(text)} means no home here; write the whole path, or one seen from the desk")
    return text

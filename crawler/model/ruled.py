"""What an operator wrote in rules.yaml, checked and translated, and what became of a rule on one page."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pick:
    """A selector: the elements it finds, or an attribute of theirs."""

    css: str  # as written, without its @attribute
    xpath: str  # the same, as lxml reads it
    attribute: str | None = None  # None: the element's text

    def __str__(self) -> str:
        return f"{self.css}@{self.attribute}" if self.attribute else self.css


@dataclass(frozen=True, slots=True)
class SiteRule:
    """How the pages of one host are read: where their text stands, and what the page gets wrong of itself."""

    name: str
    host: str  # a host or registrable domain, perhaps with a port; those below it as well
    path: str | None = None  # a regular expression, searched for in the path; None: any
    until: dt.date | None = None  # holds for pages published before that day; None: for ever
    body: tuple[Pick, ...] = ()  # elements whose blocks are the text; (): the chain looks for it
    drop: tuple[Pick, ...] = ()  # removed first
    title: tuple[Pick, ...] = ()
    authors: tuple[Pick, ...] = ()
    date: tuple[Pick, ...] = ()
    lead: tuple[Pick, ...] = ()
    line: int = 0  # in rules.yaml, for messages


@dataclass(frozen=True, slots=True)
class RuleUse:
    """A rule that was tried on a page, and whether it found there what it is for."""

    name: str
    hit: bool
    fields: tuple[tuple[str, bool], ...] = ()  # title, authors, date, lead, where it has them: whether each was found

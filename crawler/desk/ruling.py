"""A desk's rules.yaml and what was counted of its rules -> how each of them does."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from crawler.config.rules import RulesRead, read_rules
from crawler.desk.paths import Desk, read_rules_yaml
from crawler.errors import ConfigError
from crawler.model import SiteRule

ENOUGH = 5  # pages: with fewer nothing can be said
HALF = 0.5  # of the pages: more misses, and the site was redesigned
FIELDS = ("title", "authors", "date", "lead")  # what a rule has a selector for beside the text
OK, OVER, NEVER, REDESIGNED = "ok", "over", "never used", "REDESIGNED?"


@dataclass(frozen=True, slots=True)
class RuleState:
    """How a rule does: what it found in the last 7 days."""

    rule: SiteRule
    hits: int
    misses: int
    last_hit_on: str | None
    state: str  # ok; over: its `until` has passed; never used; REDESIGNED?
    lost: tuple[str, ...] = ()  # title, authors, date, lead: what it found nothing of, where it found the text

    @property
    def alarm(self) -> str:
        """The line that tells an operator of a redesign."""
        pages = self.hits + self.misses
        if self.lost:
            return (
                f"rule '{self.rule.name}' finds the text but no {', no '.join(self.lost)} any more on pages of "
                f"{self.rule.host}: was the site redesigned? `koplamp rules` shows more"
            )
        return (
            f"rule '{self.rule.name}' found its text on {self.hits} of {pages} pages of {self.rule.host} in 7 days: "
            f"was the site redesigned? `koplamp rules` shows more"
        )


def rules_of(desk: Desk) -> RulesRead:
    """The rules of a desk, and what is wrong with those that cannot be used. No file, no rules; raises nothing."""
    try:
        return read_rules(read_rules_yaml(desk), desk.rules_yaml.name)
    except ConfigError as error:
        return RulesRead(faults=error.faults)


def states(
    rules: Iterable[SiteRule], counted: Iterable[Mapping[str, Any]], now: datetime, zone: str
) -> tuple[RuleState, ...]:
    """Each rule with what store.rule_hits counted of it."""
    known = {row["rule"]: row for row in counted}
    today = now.astimezone(ZoneInfo(zone)).date()
    found = []
    for rule in rules:
        row = known.get(rule.name)
        if row is None:
            found.append(RuleState(rule, 0, 0, None, OVER if rule.until and rule.until <= today else NEVER))
            continue
        is_over, is_lost = rule.until is not None and rule.until <= today, _is_lost(rule, row)
        lost = () if is_over or is_lost else _lost(rule, known)
        state = OVER if is_over else REDESIGNED if is_lost or lost else OK
        found.append(RuleState(rule, row["hits"], row["misses"], row["last_hit_on"], state, lost))
    return tuple(found)


def _is_lost(rule: SiteRule, row: Mapping[str, Any]) -> bool:
    """Whether it misses too much, also on the last day it was tried: the day after it was mended all is well.

    A rule without `body` may well find nothing on many pages; only when it finds nothing at all it is lost.
    """
    hits, misses = int(row["hits"]), int(row["misses"])
    if hits + misses < ENOUGH or row["last_misses"] <= row["last_hits"]:
        return False
    return misses > HALF * (hits + misses) if rule.body else hits == 0


def _lost(rule: SiteRule, known: Mapping[str, Mapping[str, Any]]) -> tuple[str, ...]:
    """The selectors that find nothing on enough pages: in all days, or on the last one. Some pages name no author."""
    found = []
    for name in FIELDS:
        row = known.get(f"{rule.name}/{name}") if getattr(rule, name) else None
        counts = (("hits", "misses"), ("last_hits", "last_misses"))
        if row and any(row[misses] >= ENOUGH and not row[hits] for hits, misses in counts):
            found.append(name)
    return tuple(found)

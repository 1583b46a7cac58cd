"""What an operator writes in rules.yaml -> the rules, each selector translated; every fault is one line.

A rule with a fault is none. A crawl does without it, other commands end; so both are handed back.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from cssselect import HTMLTranslator
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from crawler.config.parts import as_text, found_by, name_of, named, unknown, what, without_value
from crawler.config.places import Fault, Node, shown
from crawler.config.reading import read
from crawler.config.rule_words import FILE_SHAPE, RULE_KEYS, RULE_SHAPE
from crawler.config.rules_schema import RulesFile, RuleWritten
from crawler.config.rules_values import parted
from crawler.config.values import did_you_mean
from crawler.errors import ConfigError
from crawler.model import Pick, SiteRule

SELECTORS = ("body", "drop", "title", "authors", "date", "lead")
_LAST = 1 << 30  # a line behind every other


@dataclass(frozen=True, slots=True)
class RulesRead:
    """The rules that can be used, in the order they were written, and what is wrong with the others."""

    rules: tuple[SiteRule, ...] = ()
    faults: tuple[str, ...] = ()

    def all_right(self) -> tuple[SiteRule, ...]:
        """The rules. Raises ConfigError with every fault if there is one."""
        if self.faults:
            raise ConfigError(self.faults)
        return self.rules


def read_rules(text: str, name: str = "rules.yaml") -> RulesRead:
    """The rules of one file; `name` is what messages call it. An empty file has none. Raises nothing.

    Faults are ordered by place, each a line `rules.yaml:4:5: rule 'kolibri': unknown key 'text'; did you mean 'body'?`.
    Only a fault of YAML's own grammar takes all rules along.
    """
    written = read(text, name)
    faults = set(written.faults)
    nodes: list[Node] = []
    if written.root is not None and written.root.value is not None:
        faults.update(_of_file(written.root))
        nodes = _listed(written.root)
    read_so_far = [_checked(node, index, faults) for index, node in enumerate(nodes)]
    faults.update(_across(nodes, read_so_far))
    lines = [*(node.place.line for node in nodes), _LAST]
    usable = tuple(
        _rule(rule, start)
        for rule, (start, end) in zip(read_so_far, pairwise(lines), strict=True)
        if rule is not None and not any(start <= fault.place.line < end for fault in faults)
    )
    return RulesRead(usable, tuple(f"{name}:{fault}" for fault in sorted(faults)))


def _of_file(root: Node) -> Iterator[Fault]:
    """What is wrong outside of the rules."""
    if not isinstance(root.value, dict):
        yield Fault(root.place, f"{FILE_SHAPE}; here stands something else")
        return
    for key, place in root.keys.items():
        if key not in RulesFile.model_fields:
            hint = did_you_mean(key, RulesFile.model_fields)
            home = "; it belongs into a rule" if key in RuleWritten.model_fields else f"; {FILE_SHAPE}"
            yield Fault(place, f"unknown key {shown(key)}{hint or home}")
    listed = root.children.get("rules")
    if listed is not None and listed.value is not None and not isinstance(listed.value, list):
        yield Fault(listed.place, "rules is no list; write each rule as '- name: ...' below it")


def _listed(root: Node) -> list[Node]:
    listed = root.children.get("rules")
    return list(listed.items()) if listed is not None and isinstance(listed.value, list) else []


def _checked(node: Node, index: int, faults: set[Fault]) -> RuleWritten | None:
    """One rule as it was written; its faults are added."""
    who = name_of(node, "rule", index)
    faults.update(without_value(node, who))
    try:
        rule = RuleWritten.model_validate(node.value)
    except ValidationError as error:
        faults.update(Fault(place, f"{who}: {_sentence(one, at)}") for place, one, at in found_by(error, node))
        return None
    if not any(getattr(rule, key) for key in SELECTORS):
        faults.add(Fault(node.place, f"{who}: this rule does nothing; write body: or one of {named(SELECTORS[1:])}"))
    return rule


def _across(nodes: list[Node], rules: list[RuleWritten | None]) -> Iterator[Fault]:
    """Names that stand twice, and rules that another one always goes before."""
    names: dict[str, int] = {}
    holds: dict[tuple[object, ...], int] = {}
    for index, (node, rule) in enumerate(zip(nodes, rules, strict=True)):
        written = node.children.get("name")
        if written is not None and isinstance(written.value, str):
            earlier = names.setdefault(written.value, written.place.line)
            if earlier != written.place.line:
                yield Fault(
                    written.place,
                    f"{name_of(node, 'rule', index)}: this name is taken by the rule in line {earlier}; write another",
                )
        if rule is not None:
            earlier = holds.setdefault((rule.host, rule.path, rule.until), node.place.line)
            if earlier != node.place.line:
                yield Fault(
                    node.place,
                    f"{name_of(node, 'rule', index)}: the rule in line {earlier} holds for the same pages; give the"
                    " older one an until:, or one of them a path:",
                )


def _sentence(error: ErrorDetails, node: Node) -> str:
    path, kind = error["loc"], error["type"]
    key = next((step for step in path if isinstance(step, str)), "")
    if kind == "extra_forbidden":
        return unknown(key, RuleWritten, RULE_KEYS)
    if kind == "missing":
        return f"key '{key}' is missing; {RULE_SHAPE}"
    if node.value is None and not node.raw:
        return f"{key} has no value; write one, or take the line out" if key else RULE_SHAPE
    if kind == "value_error":
        said = str(error.get("ctx", {})["error"])
        return said if key in ("name", "host", "until") else f"{key} {said}"
    if kind in ("model_type", "model_attributes_type"):
        return f"{RULE_SHAPE}; here stands {what(node)}"
    if isinstance(node.value, dict | list):
        wanted = "a CSS selector, or a list of them" if key in SELECTORS else "one text"
        return f"{key} is {what(node)}; write {wanted}"
    return as_text(key, node.raw)


def _rule(written: RuleWritten, line: int) -> SiteRule:
    picks = {key: tuple(_pick(one) for one in getattr(written, key) or ()) for key in SELECTORS}
    return SiteRule(written.name, written.host, written.path, written.until, line=line, **picks)


def _pick(text: str) -> Pick:
    css, attribute = parted(text)
    return Pick(css, HTMLTranslator().css_to_xpath(css), attribute)

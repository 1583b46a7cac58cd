"""A page -> what axe-core finds on it that keeps somebody out, one line each."""

import json
from collections.abc import Iterator

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

KEEP_OUT = ("serious", "critical")
RULES = {
    "resultTypes": ["violations"],
    "preload": False,  # it would fetch every sheet again, for rules that are not among these
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
}


def violations(page: Page) -> list[str]:
    """What the rules of WCAG 2.2, A and AA, say of the page as it is now."""
    page.evaluate(f"window.axe || (0, eval)({json.dumps(AXE_SCRIPT)})")
    found = page.evaluate("rules => axe.run(document, rules)", RULES)
    return [line for one in found["violations"] if one["impact"] in KEEP_OUT for line in _lines(one)]


def _lines(violation: dict) -> Iterator[str]:
    for node in violation["nodes"]:
        yield f"{violation['id']}: {' '.join(map(str, node['target']))}: {node['html'][:120]}"

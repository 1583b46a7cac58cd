"""A page -> what of it cannot be reached with the Tab key, and what does not show that it was."""

from playwright.sync_api import Page

# What a reader can act on, as it is shown now; which of it got the focus; and which of that did not show it, by an
# outline or by a shadow, border or background that it has not otherwise.
BEGIN = """() => {
  const shape = e => { const s = getComputedStyle(e); return [s.boxShadow, s.borderColor, s.backgroundColor].join() };
  const ringed = e => { const s = getComputedStyle(e); return s.outlineStyle !== 'none' && s.outlineWidth !== '0px' };
  const acts = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]';
  const all = [...document.querySelectorAll(acts)].filter(e =>
    e.tabIndex >= 0 && !e.disabled && e.checkVisibility({visibilityProperty: true}));
  const before = new Map(all.map(e => [e, shape(e)]));
  window.walked = {all, reached: new Set(), unseen: new Set()};
  document.addEventListener('focusin', ({target: e}) => {
    walked.reached.add(e);
    if (!ringed(e) && shape(e) === before.get(e)) walked.unseen.add(e);
  });
  return all.length;
}"""
SHORT = "e => e.outerHTML.replace(/\\s+/g, ' ').slice(0, 120)"
LEFT = f"() => walked.all.filter(e => !walked.reached.has(e)).map({SHORT})"
UNSEEN = f"() => [...walked.unseen].map({SHORT})"
SPARE = 8  # presses more than there are things: a region that scrolls is a stop too


def walked(page: Page) -> tuple[list[str], list[str]]:
    """What Tab did not reach from the top of the page, and what it reached without a sign."""
    count = page.evaluate(BEGIN)
    for _ in range(count + SPARE):
        page.keyboard.down("Tab")
    page.keyboard.up("Tab")
    return page.evaluate(LEFT), page.evaluate(UNSEEN)

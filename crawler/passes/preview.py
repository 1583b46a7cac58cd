"""A page and the rules of a desk -> the page read with them and without, and what each selector of its rule finds."""

import asyncio
from dataclasses import dataclass, replace

from crawler.article import page as pages
from crawler.article.siterules import Finding, findings
from crawler.model import Article, Failure, Page, RuleUse, SiteRule
from crawler.passes import wording
from crawler.process import Circumstances, PageReading, read_page
from crawler.workers import Workers

MOST_LINES = 12  # of how the two texts differ


@dataclass(frozen=True, slots=True)
class Preview:
    """What a rule makes of a page; `rule` is None where no rule holds for it."""

    rule: SiteRule | None
    use: RuleUse | None
    found: tuple[Finding, ...]
    ruled: Article  # with the rule
    plain: Article  # without

    def differences(self) -> tuple[str, ...]:
        """How the rule changes the text, in lines for people."""
        return wording.differences(self.plain.body, self.ruled.body, MOST_LINES)


def preview(asked: Page, draft: Article, around: Circumstances) -> Preview | str:
    """The page read twice; a line that says why it cannot be read."""
    return asyncio.run(_preview(asked, draft, around))


async def _preview(asked: Page, draft: Article, around: Circumstances) -> Preview | str:
    with Workers() as workers:
        ruled, plain = await asyncio.gather(
            *(workers.call(read_page, asked, draft, one) for one in (around, replace(around, rules=())))
        )
        if (why := _unreadable(ruled) or _unreadable(plain)) is not None:
            return why
        use = ruled.rule if isinstance(ruled, PageReading) else None
        rule = next((one for one in around.rules if use and one.name == use.name), None)
        found = await workers.call(found_by, asked, rule) if rule else ()
    told = () if isinstance(found, Failure) else found
    return Preview(rule, use, told, _article(ruled), _article(plain))


def found_by(asked: Page, rule: SiteRule) -> tuple[Finding, ...]:
    """What each selector of a rule finds on a page."""
    tree = pages.parse(asked.body, dict(asked.headers).get("content-type", ""))
    return () if tree is None else findings(rule, tree)


def _unreadable(reading: PageReading | Failure) -> str | None:
    if isinstance(reading, Failure):
        return reading.reason
    return None if reading.article is not None else reading.reason or "the page says nothing"


def _article(reading: PageReading | Failure) -> Article:
    found = reading.article if isinstance(reading, PageReading) else None
    return found or Article("")

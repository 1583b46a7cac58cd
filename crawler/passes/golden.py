"""The golden pages of a desk: a page as it came, and what is to be read in it -> written, and read again by the rules.

golden/NAME.html holds the bytes as they came, golden/NAME.json the address, the headers, and what is expected.
"""

import asyncio
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from crawler.article.hosts import of_host
from crawler.config.values import slug_of
from crawler.errors import StorageError, UsageError
from crawler.model import Article, Failure, Feed, Page, SiteRule
from crawler.passes import wording
from crawler.process import Circumstances, PageReading, read_page
from crawler.store.pages import HEADERS, VALIDATORS
from crawler.store.times import INSTANT, instant, moment
from crawler.workers import Workers

FIELDS = ("rule", "title", "authors", "date", "lead", "blocks")
_PAIR = re.compile(r'\[\n\s+("(?:h|p|li|quote|table|caption)"),\n\s+(".*")\n\s+\]')


@dataclass(frozen=True, slots=True)
class Golden:
    """A page and what a person says is in it."""

    name: str
    page: Page
    feed: Feed  # its language and time zone
    timezone: str  # the desk's
    expected: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Checked:
    """What a golden page came to: what differs, in lines for people; none if all is as expected."""

    name: str
    rule: str | None
    differences: tuple[str, ...]


def _expected(golden: Golden, rules: tuple[SiteRule, ...]) -> dict[str, Any]:
    """What these rules read in a page. Raises UsageError if that is nothing."""
    reading = _readings([golden], rules)[0]
    if isinstance(reading, Failure):
        raise UsageError(f"{golden.page.url}: {reading.reason}: there is nothing to save")
    if reading.reason or reading.article is None:
        raise UsageError(f"{golden.page.url}: {reading.reason}: there is nothing to save")
    return _told(reading)


def save(folder: Path, golden: Golden, rules: tuple[SiteRule, ...], force: bool = False) -> Golden:
    """Write a page and what these rules read in it; without a name it is called by its rule, else by its address.

    Raises UsageError if nothing can be read in it, or if the name is taken and may not be overwritten.
    """
    expected = _expected(golden, rules)
    name = golden.name or expected["rule"] or slug_of(golden.page.url_final.split("://", 1)[-1].split("?")[0]) or "page"
    golden = replace(golden, name=name, expected=expected)
    html, told = folder / f"{golden.name}.html", folder / f"{golden.name}.json"
    if not force and (taken := next((file for file in (html, told) if file.exists()), None)):
        raise UsageError(f"{taken} exists already; choose another name, or write it anew with --force")
    page, needed = golden.page, {*HEADERS} - VALIDATORS
    facts = {
        "url": page.url_final,
        "fetched_at": instant(page.fetched_at),
        "headers": {name: text for name, text in page.headers if name.lower() in needed},
        "language": golden.feed.language,
        "timezone": golden.feed.timezone,
        "expected": expected,
    }
    written = _PAIR.sub(r"[\1, \2]", json.dumps(facts, ensure_ascii=False, indent=2))  # a block on one line
    try:
        folder.mkdir(parents=True, exist_ok=True)
        html.write_bytes(page.body)
        told.write_text(f"{written}\n", "utf-8")
    except OSError as error:
        raise StorageError(f"{folder}: {error.strerror}") from error
    return golden


def check(folder: Path, rules: tuple[SiteRule, ...], timezone: str) -> tuple[Checked, ...]:
    """Each golden page of a folder, read by these rules; one that cannot be read differs."""
    found = [_loaded(file, timezone) for file in sorted(folder.glob("*.json"))]
    goldens = [one for one in found if isinstance(one, Golden)]
    readings = dict(zip([one.name for one in goldens], _readings(goldens, rules), strict=True))
    return tuple(one if isinstance(one, Checked) else _checked(one, readings[one.name]) for one in found)


def covered(folder: Path) -> frozenset[str]:
    """The names of the rules that have a golden page."""
    found = (_loaded(file, "UTC") for file in folder.glob("*.json"))
    return frozenset(str(one.expected.get("rule")) for one in found if isinstance(one, Golden))


def differences(expected: Mapping[str, Any], read: Mapping[str, Any]) -> tuple[str, ...]:
    """How a reading differs from what is expected, in lines for people."""
    told: list[str] = []
    for name in FIELDS:
        before, after = expected.get(name), read.get(name)
        if before == after:
            continue
        if name == "blocks":
            lines = wording.differences(_text(before), _text(after))
            told += [f"text: {len(before or ())} blocks, now {len(after or ())}", *(f"  {line}" for line in lines)]
        else:
            told.append(f"{name}: {_shown(before)}, now {_shown(after)}")
    return tuple(told)


def _checked(golden: Golden, reading: PageReading | Failure) -> Checked:
    rule = golden.expected.get("rule")
    if isinstance(reading, Failure) or reading.article is None:
        return Checked(golden.name, rule, (reading.reason or "no article found in it",))
    return Checked(golden.name, rule, differences(golden.expected, _told(reading)))


def _told(reading: PageReading) -> dict[str, Any]:
    article = reading.article or Article("")
    when = article.published
    return {
        "rule": reading.rule.name if reading.rule and reading.rule.hit else None,
        "title": article.title,
        "authors": list(article.authors),
        "date": when and (when.at or when.on),
        "lead": article.lead,
        "blocks": [[block.kind, block.text] for block in article.blocks],
    }


def _readings(goldens: Sequence[Golden], rules: tuple[SiteRule, ...]) -> list[PageReading | Failure]:
    return asyncio.run(_read_all(goldens, rules)) if goldens else []


async def _read_all(goldens: Sequence[Golden], rules: tuple[SiteRule, ...]) -> list[PageReading | Failure]:
    """In killable workers: the pages are from strangers."""
    with Workers() as workers:
        return await asyncio.gather(
            *(workers.call(read_page, one.page, Article(""), _around(one, rules)) for one in goldens)
        )


def _around(golden: Golden, rules: Iterable[SiteRule]) -> Circumstances:
    own = of_host(rules, golden.page.url_final)
    return Circumstances(golden.feed, golden.timezone, golden.page.fetched_at, rules=own)


def _loaded(file: Path, timezone: str) -> Golden | Checked:
    """A golden page from its two files; what is wrong with them if it cannot be used."""
    try:
        facts = json.loads(file.read_text("utf-8"))
        body = file.with_suffix(".html").read_bytes()
        url, fetched_at, headers = facts["url"], facts["fetched_at"], tuple(facts["headers"].items())
        feed = Feed("golden", "golden", url, "golden", language=facts["language"], timezone=facts["timezone"])
        expected = facts["expected"]
        if not (INSTANT.fullmatch(fetched_at) and isinstance(expected, dict)):
            raise ValueError("fetched_at or expected")
    except OSError as error:
        return Checked(file.stem, None, (f"{error.filename}: {error.strerror}",))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        return Checked(file.stem, None, (f"{file.name} is not as `koplamp try --save` writes it: {error}",))
    page = Page("0" * 32, url, url, 200, headers, body, moment(fetched_at))
    return Golden(file.stem, page, feed, timezone, expected)


def _text(blocks: Any) -> str:
    """Blocks as lines, the kind of those that are no paragraph in front."""
    pairs = [pair for pair in blocks or () if isinstance(pair, list) and len(pair) == 2]
    return "\n".join(str(text) if kind == "p" else f"[{kind}] {text}" for kind, text in pairs)


def _shown(value: Any) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")
    return f"'{text if len(text) <= 200 else text[:199] + '…'}'" if text else "nothing"

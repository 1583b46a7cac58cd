"""The path of one page: bytes -> tree -> Metadata, Text -> Article -> wanted?"""

from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from lxml.html import HtmlElement

from crawler.article import page, siterules
from crawler.article.facts import metadata, paywall, rights, tdmrep
from crawler.article.facts.metadata import Metadata
from crawler.article.text import body as article_body
from crawler.article.text import chain
from crawler.article.text.lead import Lead
from crawler.article.wanted import unwanted
from crawler.model import RESERVED, Article, Feed, Page, When
from crawler.normal import dates, text, urls
from crawler.normal.fronts import is_above, is_front_page
from crawler.process.around import place
from crawler.process.finishing import LEAD_CHARS, TITLE_CHARS, aliases, finished, later, worded
from crawler.process.readings import Circumstances, PageReading

FEW_WORDS = 200  # above that a text is probably whole, whatever else is on its page


def read_page(asked: Page, draft: Article, around: Circumstances) -> PageReading:
    """A raw page and what its feed said of it -> the article: the page's own words, the feed's where it has none."""
    content_type = dict(asked.headers).get("content-type", "")
    tree = page.parse(asked.body, content_type)
    if tree is None:
        return _unread(asked, draft, around, "not an HTML page")
    if is_front_page(asked.url_final) and not is_front_page(asked.url):
        return _unread(asked, draft, around, "the address leads to the site's front page")
    found = metadata.read(tree, asked.url_final, asked.headers, around.now)
    found = replace(found, rights=rights.completed(found.rights, tdmrep.read(around.tdmrep, asked.url_final)))
    reserved = _reserved(found.rights, around.feed)
    ruled = _ruled(asked, tree, found, draft, around)
    found = siterules.before(ruled, found) if ruled else found
    if found.canonical_url and is_above(found.canonical_url, asked.url_final):
        found = replace(found, canonical_url=None)
    title = text.one_line(found.title or draft.title, TITLE_CHARS)
    spoken = found.language[0][0] if found.language else around.feed.language
    light = chain.Around(found, asked.url_final, title, spoken, draft.title)
    said, use = siterules.read(ruled, tree, light)
    if said.is_wall:
        return PageReading(None, reason=said.reason, reserved=reserved, rule=use)
    article = replace(_merged(found, draft, around), title=title, blocks=said.blocks, body_method=said.method)
    article = _with_lead(replace(article, quality=said.quality), said.lead, draft)
    short = said.method != siterules.RULE and article_body.length(said.blocks) < max(chain.FEW, len(draft.body) // 2)
    if short and draft.blocks:
        article = replace(article, blocks=draft.blocks, body_method="feed")
    if reserved:
        article = replace(article, blocks=(), body_method=None, quality=None)
    article = siterules.credited(article, ruled) if ruled else article
    declared = (*found.language, (around.feed.language, "feeds.yaml"))
    reason = reserved or (None if article.blocks else said.reason)
    read = _with_access(finished(article, declared), tree)
    against = unwanted(read, asked.url_final, around.feed, complete=True)
    return PageReading(read, _addresses(asked, found), reason, against, reserved, use)


def _ruled(
    asked: Page, tree: HtmlElement, found: Metadata, draft: Article, around: Circumstances
) -> siterules.Stated | None:
    """What the site rule for this page and its day says, if there is one."""
    if not around.rules:
        return None
    codes = tuple(code for code, _ in found.language)
    when = draft.published or _first_date(found.published, codes, around)
    day = when.on if when else asked.fetched_at.astimezone(ZoneInfo(around.desk_timezone)).date().isoformat()
    rule = siterules.chosen(around.rules, asked.url_final, day)
    return siterules.stated(rule, tree) if rule else None


def _unread(asked: Page, draft: Article, around: Circumstances, reason: str) -> PageReading:
    """An answer that is not the article's page says nothing of it, but its header may reserve what the feed carried."""
    stated = rights.completed(rights.answered(asked.headers), tdmrep.read(around.tdmrep, asked.url_final))
    reserved = _reserved(stated, around.feed)
    if reserved is None:
        return PageReading(None, reason=reason)
    said = worded(replace(draft, blocks=(), body_method=None, quality=None, rights=stated))
    return PageReading(said, reason=reserved, reserved=reserved)


def _reserved(stated: rights.Rights, feed: Feed) -> str | None:
    """Why the text may not be kept, if its publisher reserves it and the feed is to respect that."""
    word = rights.reserved(stated) if feed.rights == "respect" else None
    return f"{RESERVED} {word}" if word else None


def _with_lead(article: Article, lead: Lead, draft: Article) -> Article:
    """The standfirst as the page tells it, else the feed's summary."""
    chosen = lead if lead.text else Lead(draft.lead, "feed")
    sources = (*article.provenance, *((("lead", chosen.source),) if chosen.text else ()))
    return replace(article, lead=text.one_line(chosen.text, LEAD_CHARS), provenance=sources)


def _merged(found: Metadata, draft: Article, around: Circumstances) -> Article:
    """The page's facts completed by the feed's; a feed's date goes before a page's, a site rule's before both.

    A date that an earlier reading of the page gave holds only where this one gives none.
    """
    codes = tuple(code for code, _ in found.language)
    own = _first_date(found.published, codes, around)
    by_feed = draft.published if draft.published and draft.published.source == "feed" else None
    is_own = own is not None and (by_feed is None or own.source == siterules.RULE)
    published = own if is_own else draft.published
    modified = _first_date(found.modified, codes, around)
    modified_at = later(modified, published)
    sources = {field: where for field, where in draft.provenance if field != "free_access"}
    if found.title:
        sources["title"] = found.title_from or "page"
    if published and is_own:
        sources["published"] = published.source
    elif published and own and _contradict(published, own):
        sources["published"] = f"{sources.get('published', 'feed').partition(';')[0]}; page says {own.on}"
    if modified and modified_at:
        sources["modified"] = modified.source
    return replace(
        draft,
        published=published,
        modified_at=modified_at or draft.modified_at,
        authors=found.authors or draft.authors,
        keywords=tuple(dict.fromkeys((*found.keywords, *draft.keywords))),
        section=found.section,
        image_url=found.image.url or draft.image_url,
        image_caption=found.image.caption,
        image_credit=found.image.credit,
        kind=found.kind,
        free_access=found.free_access,
        rights=found.rights,
        canonical_url=found.canonical_url,
        provenance=tuple(sources.items()),
    )


def _contradict(one: When, other: When) -> bool:
    """More than a day apart, which no time zone explains; of a month only the month is known."""
    if "month" in (one.precision, other.precision):
        return one.on[:7] != other.on[:7]
    return abs(date.fromisoformat(one.on) - date.fromisoformat(other.on)) > timedelta(days=1)


def _with_access(article: Article, tree: HtmlElement) -> Article:
    """Where the page does not say whether it is free: it is not, if it is short and something on it asks for money."""
    if article.free_access is not None or article.word_count > FEW_WORDS or not paywall.is_marked(tree):
        return article
    return replace(article, free_access=False, provenance=(*article.provenance, ("free_access", "paywall on the page")))


def _first_date(candidates: tuple[tuple[str, str], ...], codes: tuple[str, ...], around: Circumstances) -> When | None:
    """The first candidate (raw, source) that reads as a date."""
    for raw, source in candidates:
        if (when := dates.read(raw, place(around, codes, source))) is not None:
            return when
    return None


def _addresses(asked: Page, found: Metadata) -> tuple[tuple[str, str, str], ...]:
    """Other addresses of the page; one that it claims counts only on the same site and not where a section begins."""
    told = [(asked.url_final, "redirect")]
    for address, how in ((found.canonical_url, "canonical"), (found.amp_url, "amp")):
        if address and urls.same_site(address, asked.url_final) and not is_above(address, asked.url_final):
            told.append((address, how))
    return aliases(urls.url_key(asked.url), tuple(told))

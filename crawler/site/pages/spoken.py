"""Words that the desk stores, and numbers of minutes -> what a reader makes of them."""

from crawler.model.listed import Block
from crawler.site.clock import Clock
from crawler.site.wording import Words

ROWS, CELLS = "\n", " | "  # in a block of a table
PLACES = ("title", "lead", "text", "section", "keyword")  # of a topic's word


def late(words: Words, minutes: int) -> str:
    """How much later, roughly: 40 minutes, 3 hours, 5 days."""
    t = words.t
    if minutes < 1:
        return t("source.at_once")
    if minutes == 1:
        return t("source.minute")
    if minutes < 120:
        return t("source.minutes", n=minutes)
    if minutes < 2880:
        return t("source.hours", n=round(minutes / 60))
    return t("source.days", n=words.number(round(minutes / 1440)))


def date_of(clock: Clock, on: str | None, at: str | None, precision: str | None) -> str:
    """When something was published, as exactly as is known."""
    words = clock.words
    if at is not None:
        return clock.when(at)
    if on is None:
        return words.t("article.no_date")
    if precision == "month":
        return words.t("article.month_only", month=words.day(on).partition(" ")[2])
    return words.t("article.day_only", day=words.day(on))


def rule(words: Words, said: str) -> str:
    """By which rule a name was taken for a make, model, topic or company."""
    t = words.t
    place, colon, word = said.partition(": ")
    if colon and place in PLACES:
        return _said_in(words, place, word)
    told = {
        "name": t("article.rule_name"),
        "make-before": t("article.rule_make_before"),
        "make-behind": t("article.rule_make_behind"),
        "with-its-model": t("article.rule_with_its_model"),
        "with-its-models": t("article.rule_with_its_model"),
        "by-its-model": t("article.rule_by_its_model"),
        "own-name": t("article.rule_own_name"),
        "in-list": t("article.rule_in_list"),
        "named-before": t("article.rule_named_before"),
        "compound": t("article.rule_compound"),
        "brand": t("article.rule_brand"),
        "among-cars": t("article.rule_among_cars"),
        "context": t("article.rule_context"),
        "make-in-text": t("article.rule_make_in_text"),
        "driven": t("article.rule_driven"),
        "name, in a text about cars": t("article.rule_company_cars"),
        "name, beside words of the trade": t("article.rule_company_trade"),
    }
    return told.get(said) or t("article.rule_other", rule=said)


def _said_in(words: Words, place: str, word: str) -> str:
    t = words.t
    return {
        "title": t("article.said_title", word=word),
        "lead": t("article.said_lead", word=word),
        "text": t("article.said_text", word=word),
        "section": t("article.said_section", word=word),
        "keyword": t("article.said_keyword", word=word),
    }[place]


def origin(words: Words, said: str) -> str:
    """Where a field's value came from."""
    t = words.t
    first, page_says, day = said.partition("; page says ")
    told = {
        "jsonld": t("article.from_jsonld"),
        "json": t("article.from_json"),
        "meta": t("article.from_meta"),
        "og": t("article.from_social"),
        "twitter": t("article.from_social"),
        "h1": t("article.from_h1"),
        "title": t("article.from_title"),
        "page": t("article.from_page"),
        "html": t("article.from_html"),
        "time": t("article.from_time"),
        "text": t("article.from_text"),
        "url": t("article.from_url"),
        "htmldate": t("article.from_guess"),
        "model": t("article.from_model"),
        "feed": t("article.from_feed"),
        "feed published": t("article.from_feed_published"),
        "feed updated": t("article.from_feed_updated"),
        "feeds.yaml": t("article.from_settings"),
        "paywall on the page": t("article.from_paywall"),
    }
    name = first.removeprefix("rule ")
    known = told.get(first) or (
        t("article.from_rule", name=name) if name != first else t("article.from_other", said=first)
    )
    return t("article.from_but", origin=known, day=day) if page_says else known


def method(words: Words, said: str | None) -> str:
    """How the text was found on its page."""
    t = words.t
    told = {
        "fast": t("article.by_page"),
        "careful": t("article.by_page"),
        "whole": t("article.by_page"),
        "json": t("article.from_json"),
        "jsonld": t("article.from_jsonld"),
        "feed": t("article.from_feed"),
        "rule": t("article.by_rule"),
    }
    return told.get(said or "") or t("article.from_other", said=said or "")


def pieces(blocks: tuple[Block, ...]) -> list[tuple[str, list[str] | list[list[str]]]]:
    """Blocks as they are drawn: (kind, texts), the points of a list together, the rows of a table with their cells."""
    made: list[tuple[str, list[str] | list[list[str]]]] = []
    points: list[str] = []
    for block in blocks:
        if block.kind != "li":
            points = []
        elif points:
            points.append(block.text)
            continue
        else:
            points = [block.text]
        if block.kind == "table":
            made.append(("table", _rows(block.text)))
        else:
            made.append((block.kind, points or [block.text]))
    return made


def _rows(text: str) -> list[list[str]]:
    """Rows of as many cells each."""
    rows = [[cell.strip() for cell in f" {row} ".split(CELLS)] for row in text.split(ROWS)]
    wide = max(map(len, rows))
    return [row + [""] * (wide - len(row)) for row in rows]

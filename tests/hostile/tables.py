"""All rows: the good feeds first, so that they have the first addresses, then what is hostile."""

from tests.hostile import table_a, table_b_answers, table_b_sizes, table_c, table_c_kinds, table_d, table_e, table_h
from tests.hostile.endpoint import HTML, Asked, Endpoint, Serve, ok
from tests.hostile.payloads import PARAGRAPHS, item, page, rss

GOOD_ARTICLES = 5
_FRESH, _READ = frozenset({"fresh"}), frozenset({"extracted"})


def _story(number: int) -> Serve:
    return ok(page(f"<p>This is about good car {number}.</p>{PARAGRAPHS}", f"Good car {number}"), HTML)


def _listing(asked: Asked) -> bytes:
    return rss(*(item(f"Good car {n}", f"/page/{n}", f"<guid>{asked.here}/{n}</guid>") for n in range(GOOD_ARTICLES)))


_PAGES = {f"/page/{number}": _story(number) for number in range(GOOD_ARTICLES)}
GOOD = tuple(
    Endpoint(f"good-{number}", "G", ok(_listing), _FRESH, _PAGES, "follow: true", pages=_READ) for number in range(3)
)
# What takes seconds of processor time to read, or to be given up: only in the whole run.
COSTLY = frozenset({
    "c-ampersand-flood", "c-authors-50k", "c-categories-100k", "c-deep-200k", "c-deep-open", "c-description-7-mib",
    "c-description-html-7-mib", "c-enclosures-50k", "c-entity-flood", "c-items-100k", "c-items-30k",
    "c-less-than-flood", "c-links-50k", "c-quotes", "c-tables-in-cdata", "c-unclosed-30k", "d-attributes-20k",
    "d-attributes-300k", "d-attributes-50k", "d-attributes-same", "d-br-1m", "d-br-2m", "d-br-40k", "d-cells",
    "d-custom-elements", "d-digits", "d-empty-p", "d-entities", "d-forms", "d-headings", "d-images-50k",
    "d-jsonld-body-5-mib", "d-jsonld-graph-50k", "d-less-than", "d-links-16k", "d-links-150k", "d-list-items",
    "d-meta-50k", "d-mis-nested", "d-mis-nested-a", "d-mis-nested-tables", "d-one-blank", "d-one-digit", "d-one-dot",
    "d-one-han", "d-one-line", "d-one-line-feed", "d-one-mark", "d-one-word", "d-p-200k", "d-p-20k", "d-quotes",
    "d-references", "d-scripts", "d-styles", "d-svg", "d-time-elements", "d-title-7-mib", "h-list-selects-all",
    "h-sitemap-50k", "h-sitemap-gzip-300-mib", "h-sitemap-gzip-50-mib", "h-sitemap-index-50k",
})  # fmt: skip
HOSTILE = (
    *table_a.ENDPOINTS,
    *table_b_sizes.ENDPOINTS,
    *table_b_answers.ENDPOINTS,
    *table_c.ENDPOINTS,
    *table_c_kinds.ENDPOINTS,
    *table_d.ENDPOINTS,
    *table_e.ENDPOINTS,
    *table_h.ENDPOINTS,
)

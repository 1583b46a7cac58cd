"""Datasette's settings, as measured: `python -m benchmarks.site_pages` prints pages with them and without them."""

from crawler.site.front import Front

ROWS = 50  # a page: more is slower than it is useful
SETTINGS: dict[str, object] = {
    "allow_download": False,  # a file that is being written cannot be copied byte by byte
    "default_page_size": ROWS,
    "facet_time_limit_ms": 1000,
    "max_csv_mb": 0,  # at a limit Datasette ends the file in its middle, with a sentence as its last row
    "max_returned_rows": 1000,
    "sql_time_limit_ms": 2000,  # above facet_time_limit_ms, or that one is ignored
    "suggest_facets": False,  # twenty times the cost of the page itself at 100,000 articles
    "truncate_cells_html": 300,
}
PUBLIC: dict[str, object] = {
    "allow_csv_stream": False,  # whole tables keep a thread busy for minutes; `koplamp export` makes files of them
    "allow_facet": False,  # those of the metadata stay; of another column each costs a scan
    "default_allow_sql": False,
    "default_cache_ttl": 60,  # seconds; a proxy may answer meanwhile
    "sql_time_limit_ms": 1500,
}


def settings(front: Front) -> dict[str, object]:
    """Those that differ from Datasette's own."""
    return SETTINGS | (PUBLIC if front.public else {}) | {"base_url": front.base_url}

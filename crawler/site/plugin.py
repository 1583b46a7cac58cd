"""What Datasette learns from us: the SQL function news_query, and how a hit is marked on a page."""

from typing import Any

from datasette import hookimpl
from markupsafe import Markup, escape

from crawler.store.search import expression

OPEN, CLOSE = "\ue000", "\ue001"  # around a hit; no stored text holds them


@hookimpl
def prepare_connection(conn: Any) -> None:
    """`match news_query(:q)`: what somebody typed, as FTS5 can read it; '""' finds nothing."""
    conn.create_function("news_query", 1, _news_query, deterministic=True)


def _news_query(typed: object) -> str:
    return (expression(str(typed)) if typed is not None else None) or '""'


@hookimpl
def render_cell(value: object) -> Markup | None:
    """A snippet with its hits marked, everything in it escaped first; None leaves a cell to Datasette."""
    if not isinstance(value, str) or OPEN not in value:
        return None
    return escape(value).replace(OPEN, Markup("<mark>")).replace(CLOSE, Markup("</mark>"))

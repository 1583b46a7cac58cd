"""What Datasette's own pages learn from us, in 0.65 and in 1.0: a search that never fails, its marks, closed tables."""

from typing import Any

from datasette import hookimpl
from markupsafe import Markup, escape

from crawler.site.front import NEWS
from crawler.site.metadata import SHOWN
from crawler.store.search import expression
from crawler.store.veiled import veil

OPEN, CLOSE = "\ue000", "\ue001"  # around a hit; no stored text holds them


@hookimpl
def prepare_connection(conn: Any, database: str, datasette: Any) -> None:
    """`match news_query(:q)`: what somebody typed, as FTS5 can read it; '""' finds nothing.

    A public site over a desk's own database reads no text.
    """
    conn.create_function("news_query", 1, _news_query, deterministic=True)
    if database == NEWS and _rules(datasette).get("veiled"):
        veil(conn)


@hookimpl
def permission_allowed(datasette: Any, action: str, resource: Any) -> bool | None:
    """Of a public site the tables that are named, and no others, whoever made them; None leaves it to Datasette."""
    only = _rules(datasette).get("only")
    if action != "view-table" or only is None or resource[1] in only:
        return None
    return False


@hookimpl
def render_cell(value: object) -> Markup | None:
    """A snippet with its hits marked; None leaves a cell to Datasette."""
    return marked(value) if isinstance(value, str) and OPEN in value else None


def marked(said: str) -> Markup:
    """A text whose hits are marked, everything in it escaped first; also one that was cut off within a hit."""
    open_ones = said.count(OPEN) - said.count(CLOSE)
    return escape(said + CLOSE * open_ones).replace(OPEN, Markup("<mark>")).replace(CLOSE, Markup("</mark>"))


def seen_tables(datasette: Any) -> frozenset[str]:
    """Tables that have words and are open: what a row may link to."""
    only = _rules(datasette).get("only")
    return frozenset(SHOWN if only is None else SHOWN.keys() & set(only))


def _rules(datasette: Any) -> dict[str, Any]:
    return datasette.plugin_config("koplamp") or {}


def _news_query(typed: object) -> str:
    return (expression(str(typed)) if typed is not None else None) or '""'

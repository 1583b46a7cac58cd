"""What Datasette learns from us: the pages of the news desk, what is beside its tables, and what went wrong."""

from typing import Any

from datasette import hookimpl
from datasette.facets import ArrayFacet, DateFacet

from crawler.site.desk import View, frame_of
from crawler.site.facets import FixedFacets
from crawler.site.front import NEWS
from crawler.site.kept import Kept
from crawler.site.pages import ROUTES
from crawler.site.rows import answer_rows, in_front, table_rows
from crawler.site.tables import permission_allowed, prepare_connection, seen_tables
from crawler.site.trouble import told

__all__ = [
    "extra_template_vars", "get_metadata", "handle_exception", "permission_allowed", "prepare_connection",
    "register_facet_classes", "register_routes",
]  # fmt: skip


@hookimpl
def register_routes() -> list[tuple[str, View]]:
    """The news desk's own pages, before Datasette's."""
    return list(ROUTES)


@hookimpl
def get_metadata(datasette: Any, key: str | None, table: str | None) -> dict[str, Any]:
    """What we say of the database and its tables.

    Where tables are asked for and none is named, it is for who may see one: Datasette then copies all it is told of
    each, a dozen times for a page, and so it is told no more than that.
    """
    database = datasette.databases.get(NEWS)
    if not isinstance(database, Kept):
        return {}
    return database.rights if key == "tables" and table is None else database.told


@hookimpl
def register_facet_classes() -> list[type]:
    """Datasette's own, but for the one of columns."""
    return [FixedFacets, DateFacet, ArrayFacet]


@hookimpl
def handle_exception(datasette: Any, request: Any, exception: Exception) -> Any:
    """What went wrong, as a page."""
    return told(datasette, request, exception)


@hookimpl
def extra_template_vars(template: str | None, request: Any, datasette: Any) -> dict[str, Any]:
    """What the frame around Datasette's own pages needs; our pages bring it themselves."""
    if request is None or (template or "").startswith("koplamp/"):
        return {}
    rows = {"answer_rows": answer_rows, "in_front": in_front, "table_rows": table_rows}
    return {"house": frame_of(datasette, request).helpers(), "seen_tables": seen_tables(datasette), **rows}

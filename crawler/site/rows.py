"""Rows as Datasette hands them to a template -> their cells as HTML.

A template looks at each value of each cell several times and awaits each look: with a thousand cells on a page, that
was half of what the page cost.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from datasette.utils import to_css_class
from markupsafe import Markup, escape

from crawler.site.tables import OPEN, marked

Facts = Mapping[str, Any]

CELL = '<td class="{name} type-{type}" data-name="{column}">{value}</td>'
NAMED = '<td class="{name}" data-name="{column}">{value}</td>'


def table_rows(rows: Iterable[Iterable[Facts]], front: Sequence[str] = ()) -> Markup:
    """Rows of a table, the columns of `front` before the others."""
    return _rows("".join(map(_cell, in_front(row, front, "column"))) for row in rows)


def in_front(found: Iterable[Facts], front: Sequence[str], name: str = "name") -> list[Facts]:
    """Cells or columns in the order of a page."""
    place = {column: at for at, column in enumerate(front)}
    return sorted(found, key=lambda one: place.get(one[name], len(place)))


def answer_rows(columns: Sequence[str], rows: Iterable[Iterable[object]]) -> Markup:
    """Rows that a question brought, hits marked; a hook for that would be asked about each cell of each table."""
    names = [(_class(column), escape(column)) for column in columns]
    return _rows(
        "".join(
            NAMED.format(name=name, column=column, value=_shown(value))
            for (name, column), value in zip(names, row, strict=True)
        )
        for row in rows
    )


def _shown(value: object) -> Markup:
    return marked(value) if type(value) is str and OPEN in value else escape(value)


def _rows(rows: Iterable[str]) -> Markup:
    return Markup("".join(f"<tr>{cells}</tr>\n" for cells in rows))  # noqa: S704  # every value was escaped


def _cell(cell: Facts) -> str:
    column, kind = cell["column"], escape(cell["value_type"])
    return CELL.format(name=_class(column), type=kind, column=escape(column), value=escape(cell["value"]))


@lru_cache(1000)  # an address may name columns as it likes
def _class(column: str) -> Markup:
    return escape(f"col-{to_css_class(column)}")

"""The facets that a table always shows, all of them counted in one reading of its rows; Datasette reads them for each.

What an address asks for besides (`_facet=`) is counted column by column: two columns together may have as many values
as there are rows.
"""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from datasette.database import QueryInterrupted
from datasette.facets import ColumnFacet
from datasette.utils import escape_sqlite, path_with_added_args, path_with_removed_args

from crawler.site.kept import Kept

Facts = dict[str, Any]
Counts = list[tuple[Any, int]]

COMMON = re.compile(r'"language" = :p\d+')  # of so many rows that SQLite must not look up each: an index says all
KINDS = {int: 0, float: 0, str: 1, bytes: 2}  # as SQLite sorts them


class FixedFacets(ColumnFacet):  # type: ignore[misc]
    """Facets by the values of columns."""

    async def facet_results(self) -> tuple[list[Facts], list[str]]:
        """Each column with its values, those of most rows first; and the columns for which there was no time."""
        fixed = {_column(one["config"]): None for one in self.get_configs() if one["source"] == "metadata"}
        asked = {_column(one["config"]): None for one in self.get_configs() if _column(one["config"]) not in fixed}
        found, late = [], []
        for columns in (list(fixed), *([column] for column in asked)):
            try:
                for column, counts in zip(columns, await self._counted(columns), strict=True):
                    found.append(await self._facet(column, counts, is_fixed=column in fixed))
            except QueryInterrupted:
                late += columns
        return found, late

    async def _counted(self, columns: list[str]) -> list[Counts]:
        """The values of each column and their rows, one more than are shown."""
        most = self.get_facet_size() + 1
        if not columns:
            return []
        names = ", ".join(map(escape_sqlite, columns))
        rows_of = COMMON.sub(r"likelihood(\g<0>, 0.9)", self.sql)
        sql = f"select {names}, count(*) from ({rows_of}) group by {names}"  # noqa: S608
        if len(columns) == 1:
            sql += f" having {names} is not null order by 2 desc, 1 limit {most}"
        database = self.ds.get_database(self.database)
        ask = database.count if isinstance(database, Kept) else database.execute
        rows = (await ask(sql, self.params, custom_time_limit=self.ds.setting("facet_time_limit_ms"))).rows
        return [_most(((row[at], row[-1]) for row in rows), most) for at in range(len(columns))]

    async def _facet(self, column: str, counts: Counts, *, is_fixed: bool) -> Facts:
        size = self.get_facet_size()
        values = [value for value, _ in counts[:size]]
        labels = await self.ds.expand_foreign_keys(self.database, self.table, column, values) if self.table else {}
        return {
            "name": column,
            "type": self.type,
            "hideable": not is_fixed,
            "toggle_url": self.ds.urls.path(path_with_removed_args(self.request, {"_facet": column})),
            "results": [
                {"value": value, "label": labels.get((column, value), value), "count": count}
                | self._link(f"{column}__exact" if column.startswith("_") else column, value)
                for value, count in counts[:size]
            ],
            "truncated": len(counts) > size,
        }

    def _link(self, name: str, value: object) -> Facts:
        """To the rows with this value; from them, to all."""
        selected = (name, str(value)) in self.get_querystring_pairs()
        change = path_with_removed_args if selected else path_with_added_args
        path = self.ds.urls.path(change(self.request, {name: str(value)}))
        return {"toggle_url": self.ds.absolute_url(self.request, path), "selected": selected}


def _column(config: Facts) -> str:
    return str(config.get("column") or config["simple"])


def _most(counted: Iterable[tuple[Any, int]], most: int) -> Counts:
    """The values of most rows, the smaller value first where they are even."""
    sums: Counter[Any] = Counter()
    for value, count in counted:
        if value is not None:
            sums[value] += count
    return sorted(sums.items(), key=lambda one: (-one[1], KINDS[type(one[0])], one[0]))[:most]

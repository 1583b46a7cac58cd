"""The database under Datasette's pages: what one page asks again and again is answered from memory.

Datasette 0.65 has neither a setting nor a hook for this. It asks the schema forty questions for a page and four hundred
for the page of the database, each on a thread; it counts, at every click, what nobody changed since; and to count texts
it reads them all, which no time limit ends.
"""

import re
import threading
import time
from collections.abc import Awaitable, Callable, Hashable, Mapping
from typing import Any, TypeVar

from datasette.app import Datasette
from datasette.database import Database, Results

from crawler.site.front import NEWS

T = TypeVar("T")

SCHEMA_VERSION = "PRAGMA schema_version"  # Datasette asks it at the beginning of each request for a page of its own
NAME = "select name from sqlite_master "  # asked for every permission
COUNT = "select count(*) from "
WHOLE = re.compile(r"select count\(\*\) from \[?(\w+)\]? *")
WIDE = re.compile(r"select (?P<columns>.+?) (?P<rows>from articles where .+)(?P<order>order by .+?)( limit \d+)")
VIEW = re.compile(r"select [^()]+? from (\w+) ")
KEPT = 100  # rows of a view at most; asked for by their number, as no question of somebody's own is
MOST = 1000  # answers that are kept: addresses may ask for more than there is
LONGEST = 60.0  # seconds: some of what is counted hangs on the hour


def _asked_once(name: str) -> Callable[..., Awaitable[Any]]:
    """A question about the schema."""
    question = getattr(Database, name)

    async def answer(self: "Kept", *about: str) -> Any:
        return await self.of_schema((name, *about), lambda: question(self, *about))

    return answer


class Kept(Database):  # type: ignore[misc]
    """`told`: what Datasette shows of it, as metadata. `counted`: table or view -> what has as many rows and is read
    faster. Answers about the schema hold until it changes, counts and pages of views until anything does, a minute at
    most."""

    def __init__(
        self, datasette: Datasette, path: str, *, is_mutable: bool, told: dict[str, Any], counted: Mapping[str, str]
    ) -> None:
        super().__init__(datasette, path, is_mutable=is_mutable)
        threads = 0 if is_mutable else datasette.setting("num_sql_threads") or 1
        self._opened = [super(Kept, self).connect() for _ in range(threads)]
        self._counted = counted
        self.told = {"databases": {NEWS: told}}
        ruled = {name: of for name, of in told["tables"].items() if "allow" in of}
        self.rights = {"databases": {NEWS: told | {"tables": ruled}}}
        self._version: int | None = None
        self._schema: dict[Hashable, Any] = {}
        self._counts: dict[Hashable, tuple[int, float, Any]] = {}
        self._changes = 0  # seen, by whichever connection
        self._lock = threading.Lock()
        self._seen = threading.local()

    get_all_foreign_keys = _asked_once("get_all_foreign_keys")
    foreign_keys_for_table = _asked_once("foreign_keys_for_table")
    fts_table = _asked_once("fts_table")
    get_table_definition = _asked_once("get_table_definition")
    hidden_table_names = _asked_once("hidden_table_names")
    label_column_for_table = _asked_once("label_column_for_table")
    primary_keys = _asked_once("primary_keys")
    table_column_details = _asked_once("table_column_details")
    table_columns = _asked_once("table_columns")
    table_exists = _asked_once("table_exists")
    table_names = _asked_once("table_names")
    view_names = _asked_once("view_names")

    def connect(self, write: bool = False) -> Any:
        """A connection for a thread that starts. To a copy all were made at once: another file may lie there by now, or
        none, and SQLite would make an empty one."""
        return self._opened.pop() if self._opened else super().connect(write)

    async def of_schema(self, key: Hashable, ask: Callable[[], Awaitable[T]]) -> T:
        """An answer that holds for as long as the schema does."""
        schema = self._schema
        if key not in schema:
            found = await ask()
            if len(schema) >= MOST:
                return found
            schema[key] = found
        kept: T = schema[key]
        return kept

    async def of_rows(self, key: Hashable, ask: Callable[[], Awaitable[T]]) -> T:
        """An answer that holds until something is written."""
        changes = await self.execute_fn(self._look)
        at, until, kept = self._counts.get(key, (-1, 0.0, None))
        if at == changes and time.monotonic() < until:
            return kept  # type: ignore[no-any-return]
        found = await ask()
        if len(self._counts) >= MOST:
            self._counts.clear()
        self._counts[key] = changes, time.monotonic() + LONGEST, found
        return found

    def _look(self, connection: Any) -> int:
        """How many changes were seen. What another connection wrote, each of ours sees for itself: if none sees any, an
        answer that one of them found is right for all."""
        [version] = connection.execute("pragma data_version").fetchone()
        with self._lock:
            if version != getattr(self._seen, "version", None):
                self._seen.version = version
                self._changes += 1
            return self._changes

    async def execute(self, sql: str, params: Any = None, **how: Any) -> Results:
        """Rows; of those that Datasette itself asks for, names, counts and pages of views from memory."""
        if sql == SCHEMA_VERSION:
            return await self._schema_version()
        if sql.startswith(NAME):
            return await self.of_schema((sql, _bound(params)), lambda: self._rows(sql, params, how))
        if sql.startswith(COUNT) and not how.get("truncate"):  # what somebody wrote is asked for with it
            return await self.count(sql, params, **how)
        if (how.get("page_size") or MOST) <= KEPT and (read := VIEW.match(sql)) and read[1] in await self.view_names():
            return await self.of_rows((sql, _bound(params)), lambda: self._rows(sql, params, how))
        return await self._rows(await self._sorting_less(sql), params, how)

    async def _rows(self, sql: str, params: Any, how: Mapping[str, Any]) -> Results:
        return await super().execute(sql, params, **how)

    async def _schema_version(self) -> Results:
        found = await self._rows(SCHEMA_VERSION, None, {})
        if (version := found.first()[0]) != self._version:
            self._version = version
            self._schema = {}  # another one: who is asking now puts what they hear into the old
        return found

    async def count(self, sql: str, params: Any = None, **how: Any) -> Results:
        """What a statement that counts says."""
        whole = WHOLE.fullmatch(sql)
        asked = self._statement(whole[1]) if whole else sql
        return await self.of_rows((asked, _bound(params)), lambda: self._rows(asked, params, how))

    async def _sorting_less(self, sql: str) -> str:
        """A page of whole articles, sorted, as one that sorts their numbers; SQLite would drag all columns along."""
        found = WIDE.fullmatch(sql)
        if found is None or found["columns"] != ", ".join(await self.table_columns("articles")):
            return sql
        columns, rows, order, most = found.groups()
        return f"select {columns} from articles where id in (select id {rows}{order}{most}) {order}"  # noqa: S608

    def _statement(self, table: str) -> str:
        return COUNT + self._counted.get(table, table)

    async def table_counts(self, limit: int = 10) -> dict[str, int | None]:
        """Rows of each table that is shown, in one go on one thread; of the others nobody asks."""
        hidden = set(await self.hidden_table_names())
        names = await self.table_names()
        shown = [name for name in names if name not in hidden]

        def counted(connection: Any) -> dict[str, int]:
            return {name: connection.execute(self._statement(name)).fetchone()[0] for name in shown}

        found: dict[str, int] = await self.of_rows(tuple(shown), lambda: self.execute_fn(counted))
        return dict.fromkeys(names) | found


def _bound(params: Any) -> Hashable:
    return tuple(sorted(params.items())) if isinstance(params, Mapping) else tuple(params or ())

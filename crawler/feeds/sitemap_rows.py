"""The tags and texts of a sitemap, one after the other -> its rows."""

from dataclasses import dataclass

from crawler.normal.older import certainly_older

_MOST_ROWS = 50_000  # what sitemaps.org allows one file to list
_TOO_MANY = 200_000
_TOO_DEEP = 250  # libxml2's own limit for trees is 256
_LONGEST = 5000  # characters of one text; no address is longer
_DEEPEST = 10  # urlset, url, news, publication, language: what lies deeper is nobody's

# where a field stands: its parent's name and its own; media have a title, a loc and a publication_date too
_FIELDS = {
    "image/loc": "image",
    "news/keywords": "keywords",
    "news/publication_date": "published",
    "news/title": "title",
    "publication/language": "language",
    "sitemap/lastmod": "lastmod",
    "sitemap/loc": "address",
    "url/lastmod": "lastmod",
    "url/loc": "address",
}
_ROWS = {"url", "sitemap"}


@dataclass(frozen=True, slots=True)
class Row:
    """What a sitemap says of one address."""

    address: str
    title: str = ""
    published: str = ""
    lastmod: str = ""
    language: str = ""
    keywords: str = ""
    image: str = ""

    @property
    def date(self) -> str:
        return self.published or self.lastmod


class Rows:
    """What the parser calls with each tag it reads. Rows are kept, newest first, and nothing else."""

    def __init__(self, newer_than: str | None, *, is_index: bool) -> None:
        self.parts: list[Row] = []
        self.stopped = ""  # why reading ended before the end
        self.seen = 0  # rows with an address
        self._entries: list[Row] = []
        self._newer_than = newer_than
        self._is_index = is_index
        self._is_news = False
        self._depth = 0
        self._path: list[str] = []
        self._fields: dict[str, str] = {}
        self._text: list[str] | None = None  # of the field that is open
        self._size = 0

    @property
    def version(self) -> str:
        return "sitemapindex" if self._is_index else "newssitemap" if self._is_news else "sitemap"

    @property
    def is_enough(self) -> bool:
        """Whether to stop reading, and why. libxml2 takes quadratic time over tags that are opened and opened."""
        if self._depth > _TOO_DEEP:
            self.stopped = f"nested deeper than {_TOO_DEEP} levels"
        elif self.seen > _TOO_MANY:
            self.stopped = f"more than {_TOO_MANY} addresses"
        return self.stopped != ""

    def newest(self) -> list[Row]:
        """Newest first by publication, else by change; those without a date behind, as listed."""
        return sorted(self._entries, key=_when, reverse=True)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            return
        name = tag.rpartition("}")[2].rpartition(":")[2].lower()
        if name in _ROWS:  # the one before was never closed
            self._close()
        self._is_news = self._is_news or name == "news"
        self._text = [] if self._path and f"{self._path[-1]}/{name}" in _FIELDS else None
        self._size = 0
        self._path.append(name)

    def data(self, text: str) -> None:
        if self._text is not None and self._size <= _LONGEST:
            self._text.append(text)
            self._size += len(text)

    def end(self, tag: str) -> None:
        self._depth -= 1
        if self._depth >= _DEEPEST or not self._path:
            return
        name = self._path.pop()
        if self._text is not None:
            self._keep(name, "".join(self._text).strip()[:_LONGEST])
        if name in _ROWS:
            self._close()

    def close(self) -> None:
        self._close()

    def _keep(self, name: str, text: str) -> None:
        self._text = None
        if text and self._path:
            self._fields.setdefault(_FIELDS[f"{self._path[-1]}/{name}"], text)

    def _close(self) -> None:
        """A row is complete: keep it if it has an address and may be new enough."""
        fields, self._fields = self._fields, {}
        if "address" not in fields:
            return
        self.seen += 1
        row = Row(**fields)
        if self._is_index:
            self.parts += [row] if len(self.parts) < _MOST_ROWS else []
            return
        if self._newer_than and row.date and certainly_older(row.date, self._newer_than):
            return
        self._entries.append(row)
        if len(self._entries) >= 2 * _MOST_ROWS:  # the newest may stand at the end
            self._entries = self.newest()[:_MOST_ROWS]


def _when(row: Row) -> str:
    """ISO dates are in order as texts, as far as a list needs it; another date is none."""
    return row.date if row.date[:4].isdigit() else ""

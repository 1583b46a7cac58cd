"""What somebody typed -> articles, best first, with the words marked; never a syntax error.

Understood: "a phrase", prefix*, OR between two terms, -without. Everything else is a word that must be there.
"""

import re
from dataclasses import asdict, dataclass

from sqlite_utils import Database

from crawler.store.database import clean_text, rows

MOST_TERMS = 32  # more is no question
MOST_CHARS = 1000
SNIPPET_WORDS = 24
TERM = re.compile(r'(?P<minus>-?)(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))(?P<star>\*?)')

# A hit in a title says more than one in a lead, and that more than one in a text.
SEARCH = """
select a.id as article_id, a.url_hash, a.url, a.title, s.name as source, a.published_on, a.first_seen_at, a.language,
  a.stage,
  snippet(articles_fts, -1, char(57344), char(57345), ' … ', :words) as snippet, bm25(articles_fts, 10.0, 4.0,
  1.0) as rank
from articles_fts join articles a on a.id = articles_fts.rowid join sources s on s.id = a.source_id
where articles_fts match :match and a.stage <> 'dropped'
order by rank, a.id desc limit :limit"""


@dataclass(frozen=True, slots=True)
class SearchHit:
    """An article that was found. In `snippet` each hit stands between U+E000 and U+E001, which no stored text holds."""

    article_id: int
    url_hash: str
    url: str | None
    title: str
    source: str
    published_on: str | None
    first_seen_at: str
    language: str | None
    stage: str
    snippet: str
    rank: float  # bm25: the smaller the better

    def facts(self) -> dict[str, object]:
        """The hit by column name, the marks as they are."""
        return asdict(self)


def search(db: Database, query: str, limit: int = 20) -> list[SearchHit]:
    """The best `limit` articles for a query; an empty or meaningless one finds nothing."""
    match = expression(query)
    if match is None:
        return []
    values = {"match": match, "limit": max(limit, 0), "words": SNIPPET_WORDS}
    return [SearchHit(**found) for found in rows(db, SEARCH, values)]


def expression(query: str) -> str | None:
    """The query in FTS5's language, every word quoted; None if nothing in it can be searched for.

    `a b OR c -d` becomes `("a" AND ("b" OR "c")) NOT ("d")`.
    """
    wanted: list[list[str]] = []
    unwanted: list[str] = []
    either = False
    for term in list(TERM.finditer(clean_text(query)[:MOST_CHARS]))[:MOST_TERMS]:
        if term["word"] == "OR" and not term["minus"]:
            either = bool(wanted)
            continue
        quoted = _quoted(term)
        if quoted is None:
            continue
        if term["minus"]:
            unwanted.append(quoted)
        elif either:
            wanted[-1].append(quoted)
        else:
            wanted.append([quoted])
        either = False
    if not wanted:
        return None
    must = " AND ".join(f"({' OR '.join(group)})" for group in wanted)
    return f"({must}) NOT ({' OR '.join(unwanted)})" if unwanted else must


def _quoted(term: re.Match[str]) -> str | None:
    words = term["phrase"] if term["phrase"] is not None else term["word"]
    star = bool(term["star"]) or words.endswith("*")
    if not any(char.isalnum() for char in words):
        return None
    return f'"{words.rstrip("*")}"{" *" if star else ""}'

"""The questions that stand ready on the site: a name, a sentence, the SQL with its parameters.

Questions that need no parameter are views of the database (latest, feed_health, changed_headlines ...): as views they
can also be filtered, sorted and taken away as a file, and a query of the same name would hide them.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Query:
    """A ready question at /news/NAME."""

    name: str
    title: str
    sentence: str
    sql: str

    def facts(self) -> dict[str, object]:
        """The question in Datasette's words."""
        return {"title": self.title, "description": self.sentence, "sql": self.sql, "hide_sql": True}


# A hit in a title says more than one in a lead, and that more than one in a text: the weights of `koplamp search`.
SEARCH = """
select a.title, snippet(articles_fts, -1, char(57344), char(57345), ' … ', 24) as found, s.name as source,
  a.published_on, a.language, a.url, a.id
from articles_fts join articles a on a.id = articles_fts.rowid join sources s on s.id = a.source_id
where articles_fts match news_query(:q) and a.stage <> 'dropped'
order by bm25(articles_fts, 10.0, 4.0, 1.0), a.id desc
limit 100
""".strip()

NEW_TODAY = """
select a.first_seen_at, s.name as source, a.title, a.lead, a.language, a.published_on, a.url, a.id
from articles a join sources s on s.id = a.source_id
where a.first_seen_at >= date('now') and a.stage = 'extracted'
order by a.id desc
""".strip()

QUERIES = (
    Query(
        "search",
        "Search",
        'Best first, at most 100, the words marked. Understood: "a phrase", prefix*, OR between two words, -without.',
        SEARCH,
    ),
    Query("new_today", "New today", "Articles first seen since midnight UTC, newest first.", NEW_TODAY),
)

"""The questions that stand ready: a name, a title, a sentence, the SQL with its parameters.

Questions that need no parameter are views of the database (latest, feed_health, changed_headlines ...): as views they
can also be filtered, sorted and taken away as a file, and a query of the same name would hide them.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Query:
    """A ready question: /news/NAME on the site, `koplamp export NAME` as a file."""

    name: str
    title: str
    sentence: str
    sql: str


# What of a hit is shown, between marks that no stored text holds.
FOUND = "snippet(articles_fts, -1, char(57344), char(57345), ' … ', 24)"

# A hit in a title says more than one in a lead, and that more than one in a text: the weights of `koplamp search`.
SEARCH = f"""
select a.title, {FOUND} as found, s.name as source,
  a.published_on, a.language, a.url, a.id
from articles_fts join articles a on a.id = articles_fts.rowid join sources s on s.id = a.source_id
where articles_fts match news_query(:q) and a.stage <> 'dropped'
order by bm25(articles_fts, 10.0, 4.0, 1.0), a.id desc
limit 100
""".strip()  # noqa: S608  # all of it stands here

# The same without a limit and with what a feed says of an entry: `koplamp export --search`.
EVERY_HIT = f"""
select a.title, {FOUND} as found, s.name as source,
  a.published_on, a.published_at, a.language, a.lead, a.url, a.image_url, a.first_seen_at, a.sort_at, a.url_hash, a.id
from articles_fts join articles a on a.id = articles_fts.rowid join sources s on s.id = a.source_id
where articles_fts match news_query(:q) and a.stage <> 'dropped'
order by bm25(articles_fts, 10.0, 4.0, 1.0), a.id desc
""".strip()  # noqa: S608

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

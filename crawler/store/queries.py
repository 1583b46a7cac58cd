"""The questions that stand ready: a name, a title, a sentence, the SQL with its parameters.

Questions that need no parameter are views of the database (latest, feed_health, changed_headlines ...): as views they
can also be filtered, sorted and taken away as a file, and a query of the same name would hide them.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files

BLOCK = re.compile(
    r"^-- (?P<name>\w+): (?P<title>[^\n]*)\n-- (?P<sentence>[^\n]*)\n-- (?P<examples>(?:\w+=[^\n=]*)+)\n"
    r"(?P<sql>[^;]+;)$",
    re.MULTILINE,
)
EXAMPLE = re.compile(r"(\w+)=(.*?)(?=\s\w+=|$)")
IF_GIVEN = re.compile(r" +-- if given$", re.MULTILINE)
DAYS = re.compile(r"'-' \|\| (\d+) \|\| ' days'")
LEFT_OUT = re.compile(r"^.* -- if given\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Query:
    """A ready question: /news/NAME on the site, `koplamp export NAME` as a file.

    `examples`: parameter -> a value it may have; `told`: the SQL with these, for papers.
    """

    name: str
    title: str
    sentence: str
    sql: str
    examples: Mapping[str, str] = field(default_factory=dict)
    told: str = ""


def read_queries(text: str) -> Iterator[Query]:
    """The text of queries.sql -> its questions."""
    for found in BLOCK.finditer(text):
        examples = dict(EXAMPLE.findall(found["examples"]))
        sql = IF_GIVEN.sub("", found["sql"]).removesuffix(";")
        told = LEFT_OUT.sub("", found["sql"])
        for name, value in examples.items():
            number = value.isdecimal()
            sql = sql.replace(f":{name}", f"coalesce(nullif(:{name}, ''), {value})") if number else sql
            told = told.replace(f":{name}", value if number else f"'{value}'")
        yield Query(found["name"], found["title"], found["sentence"], sql, examples, DAYS.sub(r"'-\1 days'", told))


# What of a hit is shown, between marks that no stored text holds; where the text may not be read it is NULL.
FOUND = "snippet(articles_fts, -1, char(57344), char(57345), ' … ', 24)"

# A hit in a title says more than one in a lead, and that more than one in a text: the weights of `koplamp search`.
SEARCH = f"""
select a.title, coalesce({FOUND}, a.lead) as found, s.name as source,
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
where a.first_seen_at >= date('now') and +a.stage = 'extracted'
order by a.first_seen_at desc, a.id desc
""".strip()

QUERIES = (
    Query(
        "search",
        "Search",
        'Best first, at most 100, the words marked. Understood: "a phrase", prefix*, OR between two words, -without.',
        SEARCH,
        {"q": "renault nissan"},
    ),
    Query("new_today", "New today", "Articles first seen since midnight UTC, newest first.", NEW_TODAY),
    *read_queries(files(__package__).joinpath("queries.sql").read_text(encoding="utf-8")),
)

# The twenty questions that analysts ask (docs/analysts.md) -> the ready questions and views that answer them.
ANSWERS: dict[int, tuple[str, ...]] = {
    1: ("new_since", "new_today"),
    2: ("search",),
    3: ("articles_by_day", "articles_per_day"),
    4: ("makes_covered", "makes_rising"),
    5: ("model_over_time", "make_over_time", "makes_per_day"),
    6: ("topics_of_makes",),
    7: ("big_stories",),
    8: ("first_with_the_story", "lag_per_source"),
    9: ("copied_text",),
    10: ("changed_headlines",),
    11: ("vanished",),
    12: ("share_of_voice",),
    13: ("more_than_others",),
    14: ("printed_releases",),
    15: ("recalls",),
    16: ("prices",),
    17: ("by_author",),
    18: ("silent_feeds", "source_volume"),
    19: ("missed",),
    20: ("article_export",),
}

"""Words and filters -> articles, ranked, with the words marked; and what else these articles have in common.

The newest count: with words alone the newest 1,000 articles that hold them are ranked, with filters those among the
newest 8,000 articles that the filters let through. So a page costs the same on any desk, and says when there is more.
"""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from crawler.store.reads.asking import EARLIEST, LATEST_DAY, Row, rows
from crawler.store.reads.listed import Listed, Named, listed
from crawler.store.reads.tagged import UNDATED, recent
from crawler.store.search import SNIPPET_WORDS, expression

MOST = 1000  # articles that are ranked
LOOKED_AT = 8000  # articles that the filters let through
PAGE = 20
MOST_BESIDE = 8

# ---------------------------------------------------------------- what can be chosen
CHOICES = {
    "make": "select id, slug, name from makes order by name collate nocase",
    "topic": "select id, slug, name from topics order by name collate nocase",
    "source": "select id, slug, name from sources order by name collate nocase",
}
MODELS = """
select n.id, n.slug, n.label as name from models n join makes m on m.id = n.make_id
where m.slug = :make order by n.label collate nocase"""
MODEL = """
select n.id, n.slug, n.label as name, m.slug as make from models n join makes m on m.id = n.make_id
where n.slug = :slug"""
# One look into the index for each language, not one for each article.
LANGUAGES = """
with recursive known(language) as (
  select min(language) from articles
  union all
  select (select min(a.language) from articles a where a.language > k.language) from known k
  where k.language is not null)
select language from known where language is not null"""

# ---------------------------------------------------------------- what the filters let through, the newest first
_DATED = "a.published_on between :since and :until and "
_FITTING = """
select a.id from articles a
where {source}{dated}+a.stage = 'extracted' and (:language is null or +a.language = :language)
order by a.published_on desc limit :most"""
FITTING = {
    f"{of} {when}": _FITTING.format(source=source, dated=dated)
    for of, source in (("all", ""), ("source", "a.source_id = :source and "))
    for when, dated in (("ever", ""), ("days", _DATED))
}

# ---------------------------------------------------------------- which of those hold the words
_ALSO = """a.stage = 'extracted'
  and (:language is null or a.language = :language) and (:source is null or a.source_id = :source)
  and (:topic is null or exists (select 1 from article_topics o
    where o.topic_id = :topic and o.article_id = a.id and o.rejected_by is null))"""
_WITH_WORDS = """
select a.id, bm25(articles_fts, 10.0, 4.0, 1.0) as rank, a.sort_at
from articles_fts f cross join articles a on a.id = f.rowid
where articles_fts match :match and f.rowid between :low and :high and {also}
order by f.rowid desc limit :most"""
WITH_WORDS = _WITH_WORDS.format(also="a.stage = 'extracted'")
_AMONG = """+f.rowid in (select value from json_each(:ids)) and {also}"""
WITH_WORDS_AMONG = _WITH_WORDS.format(also=_AMONG.format(also=_ALSO))
_WITHOUT_WORDS = """
select a.id, 0 as rank, a.sort_at from json_each(:ids) j cross join articles a on a.id = j.value
where {also} limit :most"""
WITHOUT_WORDS = _WITHOUT_WORDS.format(also=_ALSO)
ON_DAY = "select published_on as on_day from articles where id = :id"
MARKS = """
select f.rowid as id, highlight(articles_fts, 0, char(57344), char(57345)) as title,
  snippet(articles_fts, 1, char(57344), char(57345), ' … ', :words) as lead,
  snippet(articles_fts, 2, char(57344), char(57345), ' … ', :words) as body
from articles_fts f
where articles_fts match :match and f.rowid between :low and :high
  and +f.rowid in (select value from json_each(:ids))"""

# ---------------------------------------------------------------- what they have in common
_BESIDE = """
select n.slug, n.name, count(*) as articles from json_each(:ids) j
cross join article_{of}s t on t.article_id = j.value cross join {of}s n on n.id = t.{of}_id
where t.rejected_by is null group by t.{of}_id order by articles desc, n.name limit :most"""
BESIDE = {
    "make": _BESIDE.format(of="make"),
    "topic": _BESIDE.format(of="topic"),
    "source": """
select s.slug, s.name, count(*) as articles from json_each(:ids) j
cross join articles a on a.id = j.value cross join sources s on s.id = a.source_id
group by a.source_id order by articles desc, s.name limit :most""",
    "language": """
select a.language as slug, a.language as name, count(*) as articles from json_each(:ids) j
cross join articles a on a.id = j.value
where a.language is not null group by a.language order by articles desc, a.language limit :most""",
}
FILTERS = ("make", "model", "topic", "source", "language")


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody looks for; '' is no filter. Days are `2025-11-19`, `page` begins at 1."""

    words: str = ""
    make: str = ""
    model: str = ""
    topic: str = ""
    source: str = ""
    language: str = ""
    since: str = ""
    until: str = ""
    newest_first: bool = False
    page: int = 1


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that was found. In the texts each hit stands between U+E000 and U+E001, which no stored text holds."""

    article: Listed
    title: str
    snippet: str


@dataclass(frozen=True, slots=True)
class Beside:
    """A filter that would leave so many of the articles that were found."""

    slug: str
    name: str
    articles: int


@dataclass(frozen=True, slots=True)
class Choices:
    """What each filter can be set to; models only where a make is chosen."""

    make: tuple[Named, ...]
    model: tuple[Named, ...]
    topic: tuple[Named, ...]
    source: tuple[Named, ...]
    language: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """An answer. `asked` is what was looked for in the end; a filter that is not there was left out, see `unknown`.

    `found` is exact unless `is_more`; `looked_since` is the day back to which was looked, '' if all the way.
    """

    asked: Asked
    unknown: tuple[tuple[str, str], ...]  # filter, what was typed
    choices: Choices
    is_searchable: bool  # False: words were typed, and nothing in them can be searched for
    found: int
    is_more: bool
    looked_since: str
    pages: int
    hits: tuple[Hit, ...]
    beside: dict[str, tuple[Beside, ...]]


@dataclass(frozen=True, slots=True)
class _Fitting:
    """Ids of what the filters let through, and whether there is more of it."""

    ids: list[int]
    is_more: bool


def search(db: sqlite3.Connection, typed: Asked) -> Found:
    """One page of what fits."""
    asked, unknown, choices, numbers = _known(db, typed)
    match = expression(asked.words)
    is_searchable = bool(match) or not asked.words
    fitting = _fitting(db, asked, numbers)
    candidates = _candidates(db, match, fitting, numbers) if is_searchable else []
    ordered = sorted(candidates, key=lambda one: (one["sort_at"], one["id"]), reverse=True)
    if match and not asked.newest_first:
        ordered.sort(key=lambda one: one["rank"])
    pages = max(1, -(-len(ordered) // PAGE))
    asked = replace(asked, page=min(asked.page, pages))
    ids = [one["id"] for one in ordered]
    looked_since = _looked_since(db, fitting, len(ids))
    return Found(
        asked, unknown, choices, is_searchable, len(ids), len(ids) >= MOST or bool(looked_since), looked_since,
        pages, _hits(db, match, ids[(asked.page - 1) * PAGE : asked.page * PAGE]), _beside(db, asked, ids),
    )  # fmt: skip


def _known(db: sqlite3.Connection, typed: Asked) -> tuple[Asked, tuple[tuple[str, str], ...], Choices, Row]:
    """What was asked without what is not there, that, what can be chosen, and the numbers of what was."""
    found = {name: rows(db, sql) for name, sql in CHOICES.items()}
    model = rows(db, MODEL, {"slug": typed.model})
    make = model[0]["make"] if model else typed.make
    found["model"] = rows(db, MODELS, {"make": make}) or model
    found["language"] = [{"id": one["language"], "slug": one["language"], "name": one["language"]}
                         for one in rows(db, LANGUAGES)]  # fmt: skip
    asked = replace(typed, make=make)
    by_slug = {name: {one["slug"]: one["id"] for one in found[name]} for name in FILTERS}
    unknown = tuple((name, slug) for name in FILTERS if (slug := getattr(asked, name)) and slug not in by_slug[name])
    left_out: dict[str, Any] = {name: "" for name, _ in unknown}
    asked = replace(asked, **left_out)
    numbers = {name: by_slug[name].get(getattr(asked, name)) for name in FILTERS}
    choices = Choices(*(tuple(Named(one["slug"], one["name"]) for one in found[name]) for name in FILTERS))
    return asked, unknown, choices, numbers


def _fitting(db: sqlite3.Connection, asked: Asked, numbers: Row) -> _Fitting | None:
    """The newest that the filters let through; None: there are words, and no filter."""
    dated = bool(asked.since or asked.until)
    if asked.words and not dated and not any(numbers.values()):
        return None
    values = numbers | {"since": asked.since or EARLIEST, "until": asked.until or LATEST_DAY, "most": LOOKED_AT}
    tag = next((name for name in ("model", "make", "topic") if numbers[name]), None)
    if tag is None:
        of = "source" if numbers["source"] else "all"
        found = rows(db, FITTING[f"{of} {'days' if dated else 'ever'}"], values)
        return _Fitting([one["id"] for one in found], len(found) >= LOOKED_AT)
    values |= {"kind": tag, "id": numbers[tag]}
    found = recent(db, values)
    if not dated:
        found += rows(db, UNDATED[tag], values)
    return _Fitting([one["id"] for one in found], len(found) >= LOOKED_AT)


def _candidates(db: sqlite3.Connection, match: str | None, fitting: _Fitting | None, numbers: Row) -> list[Row]:
    """Those that hold the words, of what the filters let through."""
    values = numbers | {"match": match, "low": 0, "high": 2**62, "most": MOST}
    if fitting is None:
        return rows(db, WITH_WORDS, values)
    if not fitting.ids:
        return []
    values |= {"ids": json.dumps(fitting.ids), "low": min(fitting.ids), "high": max(fitting.ids)}
    return rows(db, WITH_WORDS_AMONG if match else WITHOUT_WORDS, values)


def _looked_since(db: sqlite3.Connection, fitting: _Fitting | None, found: int) -> str:
    """The day of the oldest article that was looked at, where older ones were not."""
    if fitting is None or not fitting.is_more or found >= MOST:
        return ""
    return str(rows(db, ON_DAY, {"id": fitting.ids[-1]})[0]["on_day"] or "")


def _hits(db: sqlite3.Connection, match: str | None, ids: Sequence[int]) -> tuple[Hit, ...]:
    marks: dict[int, Row] = {}
    if match and ids:
        values = {"match": match, "ids": json.dumps(list(ids)), "low": min(ids), "high": max(ids)}
        marks = {one["id"]: one for one in rows(db, MARKS, values | {"words": SNIPPET_WORDS})}
    return tuple(_hit(one, marks.get(one.id, {})) for one in listed(db, ids))


def _hit(article: Listed, marks: Row) -> Hit:
    """With the words in their text, else in their lead; else the lead as it is."""
    texts = [text for name in ("body", "lead") if "\ue000" in (text := marks.get(name) or "")]
    return Hit(article, marks.get("title") or article.title, texts[0] if texts else article.lead)


def _beside(db: sqlite3.Connection, asked: Asked, ids: list[int]) -> dict[str, tuple[Beside, ...]]:
    """For each filter that is not set, what the articles would be parted into."""
    values = {"ids": json.dumps(ids), "most": MOST_BESIDE}
    return {
        name: tuple(Beside(**one) for one in rows(db, sql, values))
        for name, sql in BESIDE.items()
        if not getattr(asked, name)
    }

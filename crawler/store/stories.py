"""Stories as they are stored: what their articles tell together, which lie near an article, what is counted of them.

All that is known stands in these tables, and a question reads only what it needs: an article finds its story by way of
`story_terms`, in which a story stands under its heaviest terms and the day of its last article.
"""

import heapq
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache
from itertools import islice

from sqlite_utils import Database

from crawler.related.meaning import Meaning, packed, unpacked
from crawler.related.stories import ASKED, SPAN, WINDOW, Told, keys
from crawler.related.subjects import KINDS, Subjects
from crawler.related.terms import MOST_CHARS, Glimpse
from crawler.store.database import Row, clean_texts, row, rows, run, run_each, tuples, value
from crawler.store.times import instant

as_json = json.JSONEncoder(ensure_ascii=False).encode  # made once: `dumps` makes one each time

MOST_WITH_TERM = 200  # stories that are looked at for a term, the newest: what more have says little
NEAR = 10  # stories that an article is compared with: those with which it shares the most
MUCH = 0.4  # score of a tag that stands in the lead, or twice further down
ALL = ""  # the term under which all articles are counted
EDITION = "edition:"

ARTICLES = f"""
select a.id, a.title, a.lead, substr(t.body, 1, {MOST_CHARS}) as body, a.language, a.sort_at, a.source_id, a.stage,
  a.story_id, a.story_score, a.story_basis, a.story_edit_id
from articles a join article_text t on t.article_id = a.id
where a.id in (select value from json_each(?)) and a.stage = 'extracted' order by a.sort_at, a.id"""  # noqa: S608  # a figure of ours
TAGS = """
select article_id, 'make/' || slug as tag, in_title, score from article_makes join makes on makes.id = make_id
where rejected_by is null and article_id in (select value from json_each(:ids))
union all select article_id, 'model/' || slug, in_title, score from article_models join models on models.id = model_id
where rejected_by is null and article_id in (select value from json_each(:ids))
union all select article_id, 'topic/' || slug, in_title, score from article_topics join topics on topics.id = topic_id
where rejected_by is null and article_id in (select value from json_each(:ids))
union all select article_id, 'company/' || slug, in_title and kind <> 'other', score
from article_companies join companies on companies.id = company_id
where rejected_by is null and article_id in (select value from json_each(:ids))
order by 1, 2"""
PAIRED = """
select value from json_each(:ids) where exists (select 1 from article_duplicates where article_id = value)
union select value from json_each(:ids) where exists (select 1 from article_duplicates where other_id = value)"""
ORIGINAL = """
select a.story_id from (
  select iif(article_id = :id, other_id, article_id) as id, containment, first_id from article_duplicates
  where (article_id = :id or other_id = :id) and kind in ('exact', 'syndicated', 'revision')) d
join articles a on a.id = d.id and a.stage = 'extracted' and a.story_id is not null
order by d.containment desc, d.first_id, a.id limit 1"""
COUNTED = "select term, articles from term_articles where term in (select value from json_each(?))"
COUNT = """
insert into term_articles(term, articles) select key, value from json_each(?) where true
on conflict(term) do update set articles = articles + excluded.articles"""
WITH_TERMS = f"""
select value as term, (select json_group_array(story_id) from (
  select story_id from story_terms where term = value and last_on between :since and :until
  order by last_on desc, story_id desc limit {MOST_WITH_TERM})) as ids
from json_each(:terms)"""  # noqa: S608  # a figure of ours
STORIES = """
select s.id, s.first_at, s.last_at, v.languages, v.terms, v.titles, v.texts, v.meaning_model, v.meaning
from stories s join story_vectors v on v.story_id = s.id where s.id in (select value from json_each(?))"""
OPEN = """
insert into stories(title, language, first_at, last_at, article_count, source_count, language_count, first_article_id)
select title, language, sort_at, sort_at, 1, 1, language is not null, id from articles where id = ?"""
KEEP_VECTOR = """
insert into story_vectors(story_id, last_on, languages, terms, titles, texts, meaning_model, meaning)
values (:id, :last_on, :languages, :terms, :titles, :texts, :meaning_model, :meaning)
on conflict(story_id) do update set last_on = excluded.last_on, languages = excluded.languages, terms = excluded.terms,
  titles = excluded.titles, texts = excluded.texts, meaning_model = excluded.meaning_model,
  meaning = excluded.meaning"""
FIND_BY = "insert into story_terms(term, last_on, story_id) select value, :on, :story from json_each(:terms)"
FIND_NO_MORE_BY = """
delete from story_terms where story_id = :story and last_on = :on and term in (select value from json_each(:terms))"""
KEEP_TIMES = """
update stories set first_at = :first, last_at = :last where id = :id and (first_at <> :first or last_at <> :last)"""
PUT = "update articles set story_id = :story, story_score = :score, story_basis = :basis where id = :id"
SUMMED = """
select story_id as id, count(*) as article_count, count(distinct source_id) as source_count,
  count(distinct language) as language_count, min(sort_at) as first_at, max(sort_at) as last_at,
  (select id from articles f where f.story_id = a.story_id order by sort_at, id limit 1) as first_article_id
from articles a where story_id in (select value from json_each(?)) group by story_id"""
MEMBERS = "select id from articles where story_id = ? order by sort_at desc, id desc limit ?"
NAMES = """
select s.value as story, (select json_group_array(id) from (
  select id from articles where story_id = s.value
  order by coalesce(language in (select value from json_each(:languages)), 0) desc, sort_at desc, id desc
  limit :most)) as ids
from json_each(:stories) s"""
DESCRIBE = """
update stories set title = :title, language = :language, first_at = :first_at, last_at = :last_at,
  article_count = :article_count, source_count = :source_count, language_count = :language_count,
  first_article_id = :first_article_id
where id = :id and (title, first_at, last_at, article_count, source_count, language_count)
  is not (:title, :first_at, :last_at, :article_count, :source_count, :language_count)
  or id = :id and (language is not :language or first_article_id is not :first_article_id)"""
APART = """
select story_id, other_id from stories_apart
where story_id in (select value from json_each(:ids)) or other_id in (select value from json_each(:ids))"""


@dataclass(frozen=True, slots=True)
class Member:
    """An article as stories are made of it."""

    id: int
    glimpse: Glimpse
    at: datetime
    story_id: int | None
    score: float | None  # how like its story it was then
    basis: str | None  # by which rules and words it was put there
    by_hand: bool  # somebody put it there


@dataclass(frozen=True, slots=True)
class Name:
    """What a story is called, and in which language."""

    title: str
    language: str | None


def members(news: Database, ids: Collection[int]) -> list[Member]:
    """Those of these articles that were read, in the order in which they came out."""
    listed = json.dumps(list(ids))
    tags: dict[int, list[Row]] = {}
    for found in rows(news, TAGS, {"ids": listed}):
        tags.setdefault(found["article_id"], []).append(found)
    return [_member(found, tags.get(found["id"], ())) for found in rows(news, ARTICLES, [listed])]


def members_of(news: Database, story: int, most: int) -> list[Member]:
    """The newest articles of a story, oldest first."""
    return members(news, [found["id"] for found in rows(news, MEMBERS, [story, most])])


def paired(news: Database, ids: Collection[int]) -> set[int]:
    """Those of these articles that repeat another, or are repeated."""
    return {at for (at,) in tuples(news, PAIRED, {"ids": json.dumps(list(ids))})}


def original(news: Database, article: int) -> int | None:
    """The story of the article that this one repeats word for word, or that repeats it."""
    found = row(news, ORIGINAL, {"id": article})
    return found["story_id"] if found else None


# ---------------------------------------------------------------- how rare terms are


def edition(news: Database) -> str | None:
    """By which rules terms were counted so far."""
    found = value(news, "select term from term_articles where term glob 'edition:*'")
    return None if found is None else str(found).removeprefix(EDITION)


def count_anew(news: Database, edition: str) -> None:
    """Forget how often terms stand where: other rules make other terms."""
    run(news, "delete from term_articles")
    run(news, "insert into term_articles(term, articles) values (?, 0)", [EDITION + edition])


def articles_with(news: Database, terms: Iterable[str]) -> dict[str, float]:
    """In how many articles each of these terms stands."""
    return dict(tuples(news, COUNTED, [json.dumps(clean_texts(terms))]))


def count(news: Database, terms: Mapping[str, int]) -> None:
    """So many more articles with each term."""
    counted = dict(zip(clean_texts(terms), terms.values(), strict=True))
    run(news, COUNT, [json.dumps(counted, ensure_ascii=False, sort_keys=True)])


# ---------------------------------------------------------------- stories


def near(news: Database, told: Told) -> dict[int, Told]:
    """The stories of about that time that share the most with an article or a story."""
    since, until = _day(told.first_at - WINDOW), _day(told.last_at + WINDOW + SPAN)
    asked = dict(islice(told.keys.items(), ASKED))
    weights = dict(zip(clean_texts(asked), asked.values(), strict=True))
    shared: dict[int, float] = {}
    for term, ids in tuples(news, WITH_TERMS, {"terms": json.dumps([*weights]), "since": since, "until": until}):
        weight = weights[term]
        for story in json.loads(ids):
            shared[story] = shared.get(story, 0.0) + weight
    return stories(news, heapq.nsmallest(NEAR, shared, key=lambda story: (-shared[story], story)))


def stories(news: Database, ids: Collection[int]) -> dict[int, Told]:
    """What these stories tell; those without articles tell nothing."""
    found = tuples(news, STORIES, [json.dumps(list(ids))]) if ids else []
    return {one[0]: _told(one[1:3], one[3], one[4], one[5:7], one[7:]) for one in found}


def open_story(news: Database, article: int, told: Told | None = None) -> int:
    """A new story that begins with an article, and tells what it does where that is known -> its id."""
    story = int(run(news, OPEN, [article]).lastrowid or 0)
    if told is not None:
        _keep_vector(news, story, told)
        _find_by(news, story, told.last_at, told.keys)
    return story


def keep(news: Database, story: int, told: Told) -> None:
    """Store what a story tells, and the terms by which it is found."""
    before = row(news, "select last_on, terms from story_vectors where story_id = ?", [story])
    old = set(keys(json.loads(before["terms"]))) if before else set()
    new = set(clean_texts(told.keys))
    _keep_vector(news, story, told)
    stays = old & new if before and before["last_on"] == _day(told.last_at) else set()
    if before:
        gone = json.dumps(sorted(old - stays))
        run(news, FIND_NO_MORE_BY, {"story": story, "on": before["last_on"], "terms": gone})
    _find_by(news, story, told.last_at, new - stays)
    run(news, KEEP_TIMES, {"id": story, "first": told.first_at, "last": told.last_at})


def _keep_vector(news: Database, story: int, told: Told) -> None:
    parts = {"terms": told.vector, "titles": told.subjects.titles, "texts": told.subjects.texts}
    written = {name: as_json(part) for name, part in parts.items()}
    languages = " ".join(sorted(told.languages))
    meant = {
        "meaning_model": told.meaning and told.meaning.model,
        "meaning": told.meaning and packed(told.meaning.vector, "i"),
    }
    last_on = _day(told.last_at)
    run(news, KEEP_VECTOR, {"id": story, "last_on": last_on, "languages": languages, **written, **meant})


def _find_by(news: Database, story: int, last_at: datetime, terms: Iterable[str]) -> None:
    listed = json.dumps(sorted(clean_texts(terms)))
    run(news, FIND_BY, {"story": story, "on": _day(last_at), "terms": listed})


def put(news: Database, article: int, story: int, score: float | None, basis: str) -> None:
    """An article belongs to a story from now on; `basis` says by which rules and words."""
    run(news, PUT, {"id": article, "story": story, "score": score, "basis": basis})


def take_out(news: Database, article: int) -> None:
    """An article belongs to no story for the moment."""
    run(news, "update articles set story_id = null, story_score = null where id = ?", [article])


def merge_into(news: Database, story: int, other: int) -> None:
    """All articles of `other` belong to `story` now, and its id leads there."""
    run(news, "update articles set story_id = ? where story_id = ?", [story, other])
    run(news, "update stories set merged_into = ? where id = ? or merged_into = ?", [story, other, other])
    forget(news, other)
    inherit_apart(news, story, other)


def forget(news: Database, story: int) -> None:
    """A story without articles tells nothing, and is found by nothing (a trigger sees to it)."""
    sql = "update stories set article_count = 0, source_count = 0, language_count = 0 where id = ?"
    run(news, sql, [story])


def describe(news: Database, names: Mapping[int, Name]) -> None:
    """Name these stories, and count their articles, sources and languages."""
    counted = rows(news, SUMMED, [json.dumps(list(names))])
    run_each(news, DESCRIBE, [found | asdict(names[found["id"]]) for found in counted])


def could_name(
    news: Database, stories: Collection[int], languages: Sequence[str], most: int
) -> dict[int, tuple[int, ...]]:
    """The newest articles by one of whose titles a story may be called, those in one of these languages first."""
    values = {"stories": json.dumps(list(stories)), "languages": json.dumps(languages), "most": most}
    return {found["story"]: tuple(json.loads(found["ids"])) for found in rows(news, NAMES, values)}


def apart(news: Database, ids: Collection[int]) -> set[tuple[int, int]]:
    """The pairs of stories, the lower id first, that somebody parted, as far as one of these is in them."""
    return {(found["story_id"], found["other_id"]) for found in rows(news, APART, {"ids": json.dumps(list(ids))})}


def inherit_apart(news: Database, story: int, other: int) -> None:
    """What somebody parted from `other` is apart from `story`."""
    for found in rows(news, "select * from stories_apart where ? in (story_id, other_id)", [other]):
        third = found["other_id"] if found["story_id"] == other else found["story_id"]
        if third != story:
            part(news, story, third, found["edit_id"])
    run(news, "delete from stories_apart where ? in (story_id, other_id)", [other])


def part(news: Database, story: int, other: int, edit: int) -> None:
    """The machine never makes these two one."""
    sql = "insert or ignore into stories_apart(story_id, other_id, edit_id) values (?, ?, ?)"
    run(news, sql, [min(story, other), max(story, other), edit])


def resolve(news: Database, story: int) -> int | None:
    """The id under which a story lives on, whatever it was merged into; None: there never was one."""
    found = value(news, "select coalesce(merged_into, id) from stories where id = ?", [story])
    return None if found is None else int(found)


def _member(found: Row, tags: Sequence[Row]) -> Member:
    lead, body = found["lead"] or "", found["body"]
    text = body if body.startswith(lead) else f"{lead} {body}"
    return Member(
        found["id"],
        Glimpse(
            found["title"] or "",
            text,
            found["language"],
            tuple(tag["tag"] for tag in tags),
            frozenset(tag["tag"] for tag in tags if tag["in_title"] and _kind(tag) in KINDS),
            frozenset(tag["tag"] for tag in tags if tag["score"] >= MUCH and _kind(tag) in KINDS),
        ),
        datetime.fromisoformat(found["sort_at"]),
        found["story_id"],
        found["story_score"],
        found["story_basis"],
        found["story_edit_id"] is not None,
    )


@lru_cache(maxsize=1000)  # a batch meets the stories of its days again and again
def _told(
    times: tuple[str, str],
    languages: str,
    terms: str,
    subjects: tuple[str, str],
    meant: tuple[str | None, bytes | None],
) -> Told:
    first_at, last_at = map(datetime.fromisoformat, times)
    titles, texts = map(json.loads, subjects)
    model, vector = meant
    return Told(
        json.loads(terms),
        frozenset(languages.split()),
        first_at,
        last_at,
        Subjects(titles, texts),
        Meaning(model, unpacked(vector, "i")) if model and vector else None,
    )


def _kind(tag: Row) -> str:
    return str(tag["tag"].partition("/")[0])


def _day(at: datetime) -> str:
    return instant(at)[:10]

"""What articles are about: the tables of makes, models, topics and companies, and which articles carry which.

Tags follow the rules: what they find again differently replaces what stood there, what they find no more goes. What an
analyst rejected stays, rejected, whatever the rules say. Where nothing changed nothing is written.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from crawler.model import Tag, TagKind, Told
from crawler.store.database import Row, clean_text, row, rows, run, run_each, value

SYNCED = "gazetteers_sha256"
HASH_CHARS = 32

_TELLING = """
select a.id, a.title, coalesce(a.lead, '') as lead, substr(t.body, 1, :most) as body, a.language, a.section, a.url,
  a.source_id, a.published_on, a.first_seen_at,
  (select json_group_array(name) from (select k.name from article_keywords y join keywords k on k.id = y.keyword_id
    where y.article_id = a.id order by y.position)) as keywords
from articles a join article_text t on t.article_id = a.id
where a.id in (select value from json_each(:ids)) and a.stage = 'extracted'"""

_NOTE = """
insert into about(name, value) values (?, ?) on conflict(name) do update set value = excluded.value"""


@dataclass(frozen=True, slots=True)
class Tagging:
    """An article's words, and what its tags need to know besides."""

    told: Told
    source_id: int
    published_on: str | None
    first_seen_at: str


@dataclass(frozen=True, slots=True)
class Gazetteers:
    """What there is to be named, as rows: dicts by the columns of the tables."""

    version: str  # changes with their data
    makes: Sequence[Mapping[str, object]]  # slug, name, group_name
    models: Sequence[Mapping[str, object]]  # slug, make (its slug), name, label, from_year, to_year, powertrain
    topics: Sequence[Mapping[str, object]]  # slug, name
    companies: Sequence[Mapping[str, object]]  # slug, name, kind


@dataclass(frozen=True, slots=True)
class _Table:
    """The statements of one kind of tag."""

    names: str  # the table of what is named
    of: str
    upsert: str
    stored: str
    write: str
    delete: str
    reject: str


_UPSERT = """
insert into {names}({columns}) values ({values}) on conflict(slug) do update set {renewed} where {changed}"""
_STORED = """
select {of}_id as tag_id, article_id, published_on, mentions, in_title, score, rule, rejected_by
from article_{names} where article_id in (select value from json_each(?))"""
_WRITE = """
insert into article_{names}({of}_id, article_id, published_on, mentions, in_title, score, rule)
values (:tag, :article, :day, :mentions, :in_title, :score, :rule)
on conflict({of}_id, article_id) do update set published_on = excluded.published_on, mentions = excluded.mentions,
  in_title = excluded.in_title, score = excluded.score, rule = excluded.rule"""
_DELETE = "delete from article_{names} where {of}_id = ? and article_id = ?"
_JUDGE = """
update article_{names} set rejected_by = :actor where article_id = :article
  and {of}_id = (select id from {names} where slug = :slug) and rejected_by is not :actor"""
_NUMBERS = "select slug, id from {names} where slug in (select value from json_each(?))"
_CARRIED = """
select n.slug, n.name, t.mentions, t.in_title, t.score, t.rule, t.rejected_by
from article_{names} t join {names} n on n.id = t.{of}_id where t.article_id = ?"""


def _table(names: str, of: str, columns: Mapping[str, str]) -> _Table:
    """The statements for a table, and the columns that its gazetteer fills, each with its expression."""
    filled = {"slug": ":slug", **columns}
    parts = {
        "columns": ", ".join(filled),
        "values": ", ".join(filled.values()),
        "renewed": ", ".join(f"{name} = excluded.{name}" for name in columns),
        "changed": " or ".join(f"{names}.{name} is not excluded.{name}" for name in columns),
    }
    made = (one.format(names=names, of=of, **parts) for one in (_UPSERT, _STORED, _WRITE, _DELETE, _JUDGE))
    return _Table(names, of, *made)


TABLES = {
    TagKind.MAKE: _table("makes", "make", {"name": ":name", "group_name": ":group_name"}),
    TagKind.MODEL: _table(
        "models",
        "model",
        {
            "make_id": "(select id from makes where slug = :make)",
            **{one: f":{one}" for one in ("name", "label", "from_year", "to_year", "powertrain")},
        },
    ),
    TagKind.TOPIC: _table("topics", "topic", {"name": ":name"}),
    TagKind.COMPANY: _table("companies", "company", {"name": ":name", "kind": ":kind"}),
}


# ---------------------------------------------------------------- what there is to be named


def sync(db: Database, known: Gazetteers) -> None:
    """Bring the tables up to the gazetteers, if these changed. What left them keeps its row and its number.

    The caller holds the write lock.
    """
    if value(db, "select value from about where name = ?", [SYNCED]) == known.version:
        return
    for kind, entries in (
        (TagKind.MAKE, known.makes),
        (TagKind.MODEL, known.models),
        (TagKind.TOPIC, known.topics),
        (TagKind.COMPANY, known.companies),
    ):
        run_each(db, TABLES[kind].upsert, list(entries))
    run(db, _NOTE, [SYNCED, known.version])


def numbers(db: Database, kind: TagKind, slugs: Iterable[str]) -> dict[str, int]:
    """Slug -> number, of these makes, models, topics or companies."""
    asked = [json.dumps(sorted(set(slugs)))]
    return {found["slug"]: found["id"] for found in rows(db, _NUMBERS.format(names=TABLES[kind].names), asked)}


# ---------------------------------------------------------------- what articles carry


def tellings(db: Database, ids: Sequence[int], most: int) -> dict[int, Tagging]:
    """The words of these articles, at most so many characters of text each; those that were not read have none."""
    return {
        found["id"]: Tagging(
            Told(
                found["title"],
                found["lead"],
                found["body"],
                found["language"],
                found["section"],
                tuple(json.loads(found["keywords"])),
                found["url"],
            ),
            found["source_id"],
            found["published_on"],
            found["first_seen_at"],
        )
        for found in rows(db, _TELLING, {"ids": json.dumps(list(ids)), "most": most})
    }


def save(db: Database, ids: Sequence[int], known: Mapping[int, Tagging], found: Mapping[int, Iterable[Tag]]) -> None:
    """Make these articles carry these tags and no others; the caller holds the write lock."""
    for kind, table in TABLES.items():
        stored = {(one["tag_id"], one["article_id"]): one for one in rows(db, table.stored, [json.dumps(list(ids))])}
        slugs = numbers(db, kind, (tag.slug for tags in found.values() for tag in tags if tag.kind is kind))
        wanted = {
            (slugs[tag.slug], at): _facts(tag, slugs[tag.slug], at, known[at].published_on)
            for at, tags in found.items()
            for tag in tags
            if tag.kind is kind
        }
        for key, one in stored.items():
            if key not in wanted and one["rejected_by"] is not None:
                wanted[key] = _kept(one, known[key[1]].published_on if key[1] in known else one["published_on"])
        run_each(db, table.delete, [key for key in stored if key not in wanted])
        run_each(db, table.write, [facts for key, facts in wanted.items() if not _same(stored.get(key), facts)])


def _facts(tag: Tag, number: int, article: int, day: str | None) -> Row:
    return {
        "tag": number,
        "article": article,
        "day": day,
        "mentions": tag.mentions,
        "in_title": int(tag.in_title),
        "score": tag.score,
        "rule": clean_text(tag.rule),
    }


def _kept(one: Row, day: str | None) -> Row:
    """What was rejected stays as it is, on the article's day."""
    facts = {name: one[name] for name in ("mentions", "in_title", "score", "rule")}
    return {"tag": one["tag_id"], "article": one["article_id"], "day": day, **facts}


def _same(stored: Row | None, facts: Row) -> bool:
    return (
        stored is not None
        and stored["published_on"] == facts["day"]
        and all(stored[name] == facts[name] for name in ("mentions", "in_title", "score", "rule"))
    )


# ---------------------------------------------------------------- what analysts say of it


def article_id(db: Database, said: str) -> int | None:
    """The article of this number or url_hash; None: there is none."""
    column = "id" if said.isdecimal() and len(said) < HASH_CHARS else "url_hash"
    found = row(db, f"select id from articles where {column} = ?", [said])  # noqa: S608
    return None if found is None else int(found["id"])


def carried(db: Database, article: int) -> list[Row]:
    """All tags of an article, the surest first: `kind`, `slug`, `name`, and what is known of each."""
    found: list[Row] = []
    for kind, table in TABLES.items():
        asked = _CARRIED.format(names=table.names, of=table.of)
        found += [{"kind": str(kind), **one} for one in rows(db, asked, [article])]
    return sorted(found, key=lambda one: (-one["score"], one["slug"]))


def judge(db: Database, article: int, tag: Row, rejected_by: str | None) -> None:
    """Reject a tag of an article for good, or (None) take that back: it is then looked at by the rules once more.

    A make takes its models with it. The caller holds the write lock.
    """
    meant = [tag]
    if tag["kind"] == TagKind.MAKE:
        own = f"{tag['slug']}/"
        meant += [one for one in carried(db, article) if one["kind"] == TagKind.MODEL and one["slug"].startswith(own)]
    for one in meant:
        named = {"article": article, "slug": one["slug"], "actor": rejected_by}
        run(db, TABLES[TagKind(one["kind"])].reject, named)
    if rejected_by is None:
        run(db, "insert or ignore into enrich_due(step, article_id) values ('tags', ?)", [article])

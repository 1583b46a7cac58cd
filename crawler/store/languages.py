"""In which languages stored articles are, and who says so."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from crawler.normal.language import Language
from crawler.store.database import json_object, rows, run

MODEL = "model"  # no declaration: what it said is asked again
SPOKEN = """
select a.id, a.title, coalesce(nullif(substr(t.body, 1, :most), ''), a.lead, '') as words, a.language,
  a.provenance,
  (select json_group_array(f.language) from sightings s join feeds f on f.id = s.feed_id
    where s.article_id = a.id and f.language is not null) as feeds
from articles a join article_text t on t.article_id = a.id
where a.id in (select value from json_each(:ids)) and a.stage = 'extracted'"""
SAVE = """
update articles set language = :code, provenance = :provenance where id = :id"""


@dataclass(frozen=True, slots=True)
class Spoken:
    """How an article begins, and what is declared about its language: codes and who says so, the best first."""

    id: int
    title: str
    words: str
    language: str | None
    declared: tuple[tuple[str, str], ...]
    provenance: dict[str, str]


def spoken(db: Database, ids: Sequence[int], most: int) -> list[Spoken]:
    """These articles, with at most so many characters of text each."""
    return [
        _spoken(**found | {"provenance": json.loads(found["provenance"]), "feeds": json.loads(found["feeds"])})
        for found in rows(db, SPOKEN, {"ids": json.dumps(list(ids)), "most": most})
    ]


def _spoken(*, feeds: list[str], language: str | None, provenance: dict[str, str], **facts: Any) -> Spoken:
    source = provenance.get("language", MODEL)
    own = ((language, source),) if language and source != MODEL else ()
    declared = (*own, *((code, "feeds.yaml") for code in feeds))
    return Spoken(language=language, declared=declared, provenance=provenance, **facts)


def save(db: Database, article: Spoken, found: Language) -> None:
    """An article is in this language. The caller holds the write lock."""
    others = {name: said for name, said in article.provenance.items() if not name.startswith("language")}
    told = json_object((*others.items(), *found.provenance))
    run(db, SAVE, {"id": article.id, "code": found.code, "provenance": told})

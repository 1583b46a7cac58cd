"""What a model takes articles to mean, as it is stored: once an article, by one model, for one text."""

import json
from collections.abc import Mapping

from sqlite_utils import Database

from crawler.related.meaning import packed, unpacked
from crawler.store.database import rows, run_each

KNOWN = """
select v.article_id, v.vector from json_each(:said) j
join article_vectors v on v.article_id = cast(j.key as integer) and v.text_hash = j.value where v.model = :model"""
KEEP = """
insert into article_vectors(article_id, model, text_hash, vector) values (:id, :model, :hash, :vector)
on conflict(article_id) do update set model = excluded.model, text_hash = excluded.text_hash,
  vector = excluded.vector"""


def known(news: Database, model: str, said: Mapping[int, str]) -> dict[int, tuple[int, ...]]:
    """The vectors of those of these articles (id -> hash of its text) that this model has read."""
    found = rows(news, KNOWN, {"said": json.dumps(said), "model": model})
    return {row["article_id"]: unpacked(row["vector"], "b") for row in found}


def keep(news: Database, model: str, read: Mapping[int, tuple[str, tuple[int, ...]]]) -> None:
    """Store what the model made of these articles: hash of the text, vector."""
    run_each(
        news,
        KEEP,
        [
            {"id": at, "model": model, "hash": digest, "vector": packed(vector, "b")}
            for at, (digest, vector) in read.items()
        ],
    )

"""An Article -> its row, text, authors and keywords; a new text -> the old one kept as a version.

Every function here runs inside a transaction of its caller.
"""

import json
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any, Self

from sqlite_utils import Database

from crawler.model import RESERVED, Article, Block, Draft, Stage
from crawler.store.database import Row, clean_text, json_object, row, rows, run
from crawler.store.times import known, known_instant, sort_at

STORED_NAMES = """
select n.slug from article_{kind}s x join {kind}s n on n.id = x.{kind}_id where x.article_id = ? order by x.position"""
MOST_NAMES = 50  # authors or keywords of one article: a page that lists more is stuffing
MOST_CHANGES = 24  # a text that changes more often is a counter or a live blog: volatile, and gets no more versions
MOST_CHARS = 1000  # of a title or name
MOST_BODY = 1_000_000  # characters: ten novels
MOST_BLOCKS = 2_000_000  # characters of JSON; what does not fit is left out block by block, so that it stays JSON
DATE_COLUMNS = ("published_at", "published_on", "published_raw", "published_from", "published_precision")

INSERT = """
insert into articles(url_hash, url, fetch_url, source_id, first_feed_id, title, lead, published_at, published_on,
  published_raw,
  published_from, published_precision, sort_at, modified_at, first_seen_at, last_seen_at, language, section,
  word_count, image_url, image_caption, image_credit, kind, rights,
  free_access, stage, stage_reason, content_hash, provenance, body_method, quality, rules_version)
values (:url_hash, :url, :fetch_url, :source_id, :feed_id, :title, :lead, :published_at, :published_on,
  :published_raw,
  :published_from, :published_precision, :sort_at, :modified_at, :seen_at, :seen_at, :language, :section,
  :word_count, :image_url, :image_caption, :image_credit, :kind, :rights,
  :free_access, :stage, :stage_reason, :content_hash, :provenance, :body_method, :quality, :rules_version)"""

UPDATE = """
update articles set url = :url, title = :title, lead = :lead, published_at = :published_at,
  published_on = :published_on,
  published_raw = :published_raw, published_from = :published_from, published_precision = :published_precision,
  sort_at = :sort_at,
  modified_at = :modified_at, language = :language, section = :section,
  word_count = :word_count,
  image_url = :image_url, image_caption = :image_caption, image_credit = :image_credit, kind = :kind, rights = :rights,
  free_access = :free_access, stage = :stage, stage_reason = :stage_reason,
  content_hash = :content_hash, version = :version, provenance = :provenance, body_method = :body_method,
  quality = :quality, rules_version = :rules_version, volatile = max(volatile, :volatile)
where id = :id"""

FIND = """
select a.*, t.body, t.blocks, f.follow as owner_follows
from articles a join article_text t on t.article_id = a.id join feeds f on f.id = a.first_feed_id
where a.id = coalesce((select id from articles where url_hash = :hash),
  (select article_id from article_urls where url_hash = :hash))"""


@dataclass(frozen=True, slots=True)
class Look:
    """When an article was looked at, and by which version of the rules.

    `ours`: what differs is our doing, because the rules are other ones, and no version by its publisher.
    """

    at: str
    rules_version: int
    ours: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """What a reader reads: two of them differ, or the article did not change."""

    title: str
    lead: str | None
    body: str

    @classmethod
    def of(cls, article: Article) -> Self:
        """As they will be stored, so that they can be compared with what is stored."""
        title, lead, body = (clean_text(text) for text in (article.title, article.lead, article.body))
        return cls(title[:MOST_CHARS], lead or None, body[:MOST_BODY])

    def everything(self) -> list[str]:
        """All words, in order."""
        return f"{self.title} {self.lead or ''} {self.body}".split()


def find(db: Database, url_hash: str) -> Row | None:
    """The article that an address leads to, with its text; by its own hash or by an alias."""
    return row(db, FIND, {"hash": url_hash})


def insert(db: Database, draft: Draft, feed: Row, look: Look) -> int:
    """A new article, its text (always a row, even an empty one), names and addresses -> its id."""
    article = draft.article
    address = web(draft.fetch_url)
    stage = Stage.EXTRACTED if draft.stage is Stage.LISTED and address is None else draft.stage
    values = _facts(article) | _dates(article, None, look.at)
    values |= {"url_hash": draft.url_hash, "url": address, "fetch_url": address, "stage": stage, "seen_at": look.at}
    values |= {"stage_reason": draft.stage_reason[:300] if draft.stage_reason else None}
    values |= {"source_id": feed["source_id"], "feed_id": feed["id"], "rules_version": look.rules_version}
    article_id = int(run(db, INSERT, values).lastrowid or 0)
    _put_text(db, article_id, article)
    put_names(db, "author", article_id, article.authors)
    put_names(db, "keyword", article_id, article.keywords)
    if address:
        add_address(db, article_id, (draft.url_hash, address, "feed"), look.at)
    return article_id


def rewrite(db: Database, before: Row, article: Article, look: Look, stage: Stage = Stage.EXTRACTED) -> bool:
    """Make an article say what `article` says; True if it said something else before and that is now a version.

    A first extraction is no version: what a feed announced is not what a page said. A date is never replaced by
    nothing, nor a title by an empty one.
    """
    article_id, old = before["id"], Words(before["title"], before["lead"], before["body"])
    new = Words.of(_titled(article, before))
    is_other = before["content_hash"] != article.content_hash and new != old
    changed = before["stage"] == Stage.EXTRACTED and is_other and not look.ours
    if changed:
        _keep_version(db, before, old, new, look.at)
    values = as_stored(before, article) | {"id": article_id, "stage": stage, "stage_reason": None}
    values |= {"rules_version": look.rules_version, "version": before["version"] + changed}
    values |= {"volatile": changed and before["version"] >= MOST_CHANGES}
    if new != old or before["blocks"] != blocks_text(article.blocks):
        # The text goes and comes back, so that the search index is written once and not for each half.
        run(db, "delete from article_text where article_id = ?", [article_id])
        run(db, UPDATE, values)
        _put_text(db, article_id, article)
    else:
        run(db, UPDATE, values)
    put_names(db, "author", article_id, article.authors)
    put_names(db, "keyword", article_id, article.keywords)
    return changed


def as_stored(before: Row, article: Article) -> dict[str, Any]:
    """The columns that `rewrite` would make an article say; what it does not tell and the row does stays."""
    told = _facts(article) | _dates(article, before, before["first_seen_at"])
    told["title"] = Words.of(_titled(article, before)).title
    told["modified_at"] = told["modified_at"] or before["modified_at"]
    told["url"] = web(article.canonical_url) or before["url"]
    return told


def says_less(before: Row, article: Article) -> bool:
    """Whether a text must not take the place of the stored one: it is the feed's, and that was read from the page."""
    from_page = before["stage"] == Stage.EXTRACTED and before["body_method"] not in (None, "feed")
    return from_page and article.body_method in (None, "feed")


def is_reserved(stored: Row) -> bool:
    """Whether its publisher reserves the text, so that it was read and is not kept."""
    return stored["stage"] == Stage.EXTRACTED and (stored["stage_reason"] or "").startswith(RESERVED)


def _titled(article: Article, before: Row) -> Article:
    return article if article.title else replace(article, title=before["title"])


def add_address(db: Database, article_id: int, alias: tuple[str, str, str], seen_at: str) -> None:
    """Remember that an address (url_hash, url, how) leads to this article; the first to say so stays right."""
    run(
        db,
        "insert into article_urls(url_hash, url, article_id, how, first_seen_at) values (?, ?, ?, ?, ?) "
        "on conflict(url_hash) do nothing",
        [alias[0], alias[1], article_id, alias[2], seen_at],
    )


def web(address: str | None) -> str | None:
    """An address that may stand in the database: http or https."""
    return address if address and re.match(r"https?://.", address) else None


def blocks_text(blocks: tuple[Block, ...]) -> str:
    """Blocks as the JSON text they are stored as."""
    pieces: list[str] = []
    room = MOST_BLOCKS
    for block in blocks:
        piece = json.dumps({"kind": block.kind, "text": clean_text(block.text)}, ensure_ascii=False)
        room -= len(piece) + 2
        if room < 0:
            break
        pieces.append(piece)
    return f"[{', '.join(pieces)}]"


def share_changed(before: list[str], after: list[str]) -> float:
    """The share of words that two texts do not have in common, 0 to 1, whatever their order; linear in their length."""
    both = len(before) + len(after)
    if both == 0:
        return 0.0
    common = (Counter(before) & Counter(after)).total()
    return round(1 - 2 * common / both, 4)


def slug(name: str) -> str:
    """A name as it is compared: folded, without accents and punctuation; '' if nothing is left."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return "-".join(re.findall(r"[^\W_]+", plain))


def by_slug(names: tuple[str, ...]) -> dict[str, str]:
    """Names as they are stored, each once, by slug."""
    wanted: dict[str, str] = {}
    for name in names[:MOST_NAMES]:
        short = name[:MOST_CHARS].strip()
        if short and (key := slug(short)):
            wanted.setdefault(key, short)
    return wanted


def put_names(db: Database, kind: str, article_id: int, names: tuple[str, ...]) -> None:
    """Write the authors or keywords of an article, in order; none means that none are known, and changes nothing."""
    wanted = by_slug(names)
    known = rows(db, STORED_NAMES.format(kind=kind), [article_id])
    if not wanted or list(wanted) == [one["slug"] for one in known]:
        return
    run(db, f"delete from article_{kind}s where article_id = ?", [article_id])  # noqa: S608  # our own two words
    for position, (key, name) in enumerate(wanted.items(), 1):
        run(db, f"insert into {kind}s(slug, name) values (?, ?) on conflict(slug) do nothing", [key, name])  # noqa: S608
        run(
            db,
            f"insert into article_{kind}s(article_id, {kind}_id, position) select ?, id, ? from {kind}s where slug = ? "  # noqa: S608
            "on conflict do nothing",
            [article_id, position, key],
        )


def _put_text(db: Database, article_id: int, article: Article) -> None:
    values = [article_id, article.body[:MOST_BODY], blocks_text(article.blocks)]
    run(db, "insert into article_text(article_id, body, blocks) values (?, ?, ?)", values)


def _keep_version(db: Database, before: Row, old: Words, new: Words, seen_at: str) -> None:
    if before["version"] > MOST_CHANGES:
        return
    title, text = old.title != new.title, (old.lead, old.body) != (new.lead, new.body)
    run(
        db,
        "insert into article_versions(article_id, version, seen_at, title, lead, body, content_hash, changed, what) "
        "values (:id, :version, :seen_at, :title, :lead, :body, :content_hash, :changed, :what)",
        {
            **{name: before[name] for name in ("id", "version", "title", "lead", "body", "content_hash")},
            "seen_at": seen_at,
            "changed": share_changed(old.everything(), new.everything()),
            "what": "both" if title and text else "title" if title else "text",
        },
    )


def _facts(article: Article) -> dict[str, Any]:
    """The columns that say what an article says, dates apart."""
    return {
        "title": article.title[:MOST_CHARS],
        "lead": article.lead or None,
        "language": article.language,
        "section": _short(article.section),
        "word_count": article.word_count,
        "image_url": web(article.image_url),
        "image_caption": _short(article.image_caption),
        "image_credit": _short(article.image_credit),
        "kind": article.kind,
        "free_access": article.free_access,
        "rights": json_object(article.rights) if article.rights else None,
        "content_hash": article.content_hash,
        "provenance": json_object(article.provenance),
        "body_method": article.body_method,
        "quality": article.quality,
        "modified_at": known_instant(article.modified_at),
    }


def _short(text: str | None) -> str | None:
    return text[:MOST_CHARS] if text else None


def _dates(article: Article, before: Row | None, first_seen_at: str) -> dict[str, Any]:
    """The columns of the publication date; what was known before stays when the article tells none."""
    when = known(article.published)
    if when is None and before is not None:
        return {name: before[name] for name in (*DATE_COLUMNS, "sort_at")}
    values = (when.at, when.on, when.raw[:100], when.source, when.precision) if when else (None,) * 5
    return dict(zip(DATE_COLUMNS, values, strict=True)) | {"sort_at": sort_at(when, first_seen_at)}

"""A desk whose every text is hostile, and one that holds nothing, as files for the site."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlite_utils import Database

from crawler.passes import trends
from crawler.store import tags
from crawler.store.database import open_news, run, value, writing
from crawler.store.tags import Gazetteers

NOW = datetime.now(UTC).replace(microsecond=0)
SCRIPT = "<script>alert(1)</script>"
MARKED = "\ue000mark\ue001"
HOSTILE = (
    f"""{SCRIPT}<img src=x onerror=alert(2)>"' onmouseover='alert(3)' {MARKED} {{{{ 7*7 }}}} javascript:alert(4)"""
)
SOURCES = ("autovisie", "autoweek", "autobild", "autocar")
OUTCOMES = ("fresh", "blocked", "timeout", "gone")
FEED = """
insert into feeds(id, source_id, slug, name, kind, url, every_minutes, follow, active, added_at, next_check_at,
  last_attempt_at, last_success_at, last_new_item_at, last_outcome, last_http_status, last_error, fail_score,
  window_items, failing_since_at, gone_first_seen_at)
values (:id, :id, :slug, :name, 'rss', :url, 30, 1, 1, :old, :now, :now, :old, :old, :outcome, 403, :name, 3,
  20, :old, :old)
"""
ARTICLE = """
insert into articles(id, url_hash, url, fetch_url, source_id, first_feed_id, title, lead, published_at, published_on,
  sort_at, first_seen_at, last_seen_at, language, stage, content_hash, rules_version, gone_at)
values (:id, :hash, 'https://x.example/', 'https://x.example/', :source, :source, :title, :title, :at, :day, :at, :at,
  :at, :language, 'extracted', :id, 1, :gone)"""


def ago(days: float) -> str:
    return (NOW - timedelta(days)).strftime("%Y-%m-%dT%H:%M:%SZ")


def empty(path: Path) -> Path:
    """A desk on which no crawl has been."""
    open_news(path).close()
    return path


def hostile(path: Path, articles: int = 60) -> Path:
    """Four sources that tell of one make, model and topic, copy each other and change their headlines."""
    known = Gazetteers(
        "test",
        [{"slug": "renault", "name": HOSTILE, "group_name": HOSTILE}],
        [{"slug": "renault/5", "make": "renault", "name": "5", "label": HOSTILE, "from_year": 2024, "to_year": None,
          "powertrain": "electric"}],
        [{"slug": "recall", "name": HOSTILE}, {"slug": "odd", "name": HOSTILE}],
        [],
    )  # fmt: skip
    db = open_news(path)
    with writing(db):
        tags.sync(db, known)
        for number, slug in enumerate(SOURCES, 1):
            run(db, "insert into sources(id, slug, name) values (?, ?, ?)", [number, slug, f"{slug} {HOSTILE}"])
            feed = {"id": number, "slug": slug, "name": HOSTILE, "url": f"https://{slug}.example/", "now": ago(0)}
            run(db, FEED, feed | {"old": ago(90), "outcome": OUTCOMES[number - 1]})
        run(db, "insert into gaps(feed_id, from_at, to_at, window_items) values (1, ?, ?, 9)", [ago(2), ago(1)])
        for number in range(1, articles + 1):
            _tell(db, number)
    trends.roll_up(db)
    with writing(db):  # what no statement of ours would store, since it passes the gate
        db.conn.execute("update articles set title = ?, lead = ?", [HOSTILE, HOSTILE])
    db.close()
    return path


def _tell(db: Database, number: int) -> None:
    at = ago(number / 2)
    facts = {
        "id": number,
        "hash": f"{number:032x}",
        "source": number % 4 + 1,
        "title": HOSTILE,
        "at": at,
        "day": at[:10],
    }
    run(db, ARTICLE, facts | {"language": '"><b>' if number % 2 else None, "gone": ago(0) if number % 9 == 0 else None})
    run(db, "insert into article_text(article_id, body) values (?, '')", [number])
    for of in ("make", "model", "topic"):
        thing = value(db, f"select min(id) from {of}s")
        line = f"insert into article_{of}s values (?, ?, ?, 1, 1, 0.7, 'name', null)"
        run(db, line, [thing, number, at[:10]])
    if number == 7:
        run(db, "insert into article_topics select max(id), 7, ?, 1, 1, 0.7, 'words', null from topics", [at[:10]])
    if number % 4 == 0:
        _join(db, number, at)


def _join(db: Database, number: int, at: str) -> None:
    """The last four are a story, two of them have text in common, and one changed its headline."""
    run(
        db,
        "insert into stories(id, title, first_at, last_at, article_count, source_count, language_count, "
        "first_article_id) values (?, ?, ?, ?, 4, 4, 1, ?)",
        [number, HOSTILE, at, at, number],
    )
    run(db, "update articles set story_id = ? where id > ? and id <= ?", [number, number - 4, number])
    run(db, "insert into article_duplicates values (?, ?, 'quotes', 0.9, 0.8, ?, 5)", [number, number - 1, number])
    run(
        db,
        "insert into article_versions(article_id, version, seen_at, title, lead, body, content_hash, changed, what) "
        "values (?, 1, ?, ?, '', '', 'x', 0.3, 'both')",
        [number, at, f"Eerst {HOSTILE}"],
    )

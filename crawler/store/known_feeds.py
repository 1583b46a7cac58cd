"""What the database knows of feeds.yaml, as it was when it was last synced."""

from sqlite_utils import Database

from crawler.store.database import Row, rows

KNOWN = """
select f.slug, f.name, f.kind, f.url, s.slug as source, f.language, f.every_minutes, f.follow, f.pages_per_run,
  f.active, f.stale_days, f.settings_sha256
from feeds f join sources s on s.id = f.source_id
order by f.id"""


def known_feeds(news: Database) -> list[Row]:
    """A row for each feed that ever stood in feeds.yaml."""
    return rows(news, KNOWN)

"""newspaper4k, as its README says: every entry of every feed, one after the other. peer_newspaper.py DATABASE FILE."""

import sqlite3
import sys
from pathlib import Path

import feedparser
import newspaper


def main() -> None:
    """One crawl."""
    db = sqlite3.connect(sys.argv[1])
    db.execute("create table if not exists entries (url text primary key, title text, published, authors, text)")
    for address in Path(sys.argv[2]).read_text().split():
        for entry in feedparser.parse(address).entries:
            article = newspaper.article(entry.link, fetch_images=False)
            found = (article.url, article.title, article.publish_date, ", ".join(article.authors), article.text)
            db.execute("insert or ignore into entries values (?, ?, ?, ?, ?)", found)
    db.commit()


if __name__ == "__main__":
    main()

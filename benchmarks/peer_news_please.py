"""news-please, its library mode as its README says: every entry of every feed. peer_news_please.py DATABASE FILE."""

import sqlite3
import sys
from pathlib import Path

import feedparser
from newsplease import NewsPlease


def main() -> None:
    """One crawl."""
    db = sqlite3.connect(sys.argv[1])
    db.execute("create table if not exists entries (url text primary key, title text, published, authors, text)")
    for address in Path(sys.argv[2]).read_text().split():
        for entry in feedparser.parse(address).entries:
            article = NewsPlease.from_url(entry.link)
            found = (entry.link, article.title, str(article.date_publish), ", ".join(article.authors), article.maintext)
            db.execute("insert or ignore into entries values (?, ?, ?, ?, ?)", found)
    db.commit()


if __name__ == "__main__":
    main()

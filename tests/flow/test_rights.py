"""What publishers reserve is written down, and kept or not as the desk is told."""

import sqlite3

from tests.flow.conftest import Office, feed_line
from tests.flow.origin import STORY, Said, Site, feed_of, page_of


def test_a_reserved_text_is_kept_or_not_as_each_feed_is_told(office: Office, site: Site) -> None:
    for path, title in (("/estate", "New estate"), ("/van", "New van")):
        site.say(f"{path}.xml", feed_of((title, path)))
        site.say(path, Said(page_of(title, *STORY), headers={"TDM-Reservation": "1", "X-Robots-Tag": "noarchive"}))
    office.feeds(
        feed_line("kolibri", f"{site.url}/estate.xml"),
        feed_line("mistral", f"{site.url}/van.xml", rights="respect"),
    )

    office.crawl()

    told = "select title, stage, stage_reason, word_count > 0 as has_text, rights from articles order by title"
    stated = '{"tdm-reservation": "1", "robots": "noarchive"}'
    why = "rights: its publisher states tdm-reservation"
    assert [
        {"title": "New estate", "stage": "extracted", "stage_reason": None, "has_text": 1, "rights": stated},
        {"title": "New van", "stage": "failed", "stage_reason": why, "has_text": 0, "rights": stated},
    ] == office.rows(told)
    pages = sqlite3.connect(office.desk.pages_db)
    assert [(f"{site.url}/estate",)] == pages.execute("select url from pages").fetchall()
    pages.close()
    assert [f"{site.url}/van"] == office.column("select url from articles where title = 'New van'")

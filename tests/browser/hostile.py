"""A desk whose every text would take over the page that shows it, if a page let it."""

from datetime import UTC, datetime
from pathlib import Path

from crawler.model import Answer, Article, Block, Draft, Feed, FeedJob, Feeds, Outcome, Poll, Stage, When
from crawler.normal.urls import url_hash, url_key
from crawler.store.database import open_news, run, writing
from crawler.store.store import Store
from tests.unit.site import desks

NOW = datetime.now(UTC)
# A way out of quotes, of a title and of a text area, a script, an image that fails, a template.
EVIL = (
    """" onmouseover="document.body.id='hurt'" x="' onfocus='hurt' x='></title></textarea></script>"""
    """<script>document.body.id='hurt'</script><x-hurt>hurt</x-hurt><img src=x onerror="document.body.id='hurt'">"""
    "{{ 7*7 }} <svg/onload=hurt()> &lt;x-hurt&gt; ]]> --> "
)
MARKED = "\ue000forged\ue001"  # what stands around a hit on its way from the index to the page
SCRIPT_URL = "javascript:document.body.id='hurt'"
LINK = f"https://x.example/{EVIL}"  # a script's address no column takes
FEED = Feed("kwaadblad", f"Kwaadblad {EVIL}", "http://127.0.0.1:9/rss", "kwaadblad", follow=False)
FEEDS = Feeds((FEED,), "Koplamp (+mailto:desk@example.org)", contact_is_ours=True, timezone="Europe/Amsterdam")

# What no statement of ours would store, since it passes the gate.
SPOILT = """
update articles set title = :evil, lead = :evil, published_raw = :evil, section = :evil, stage_reason = :evil,
  url = :link, image_url = :link, image_caption = :evil, image_credit = :evil,
  rights = json_object(:evil, :evil, 'license', :url), provenance = json_object('title', :evil, 'lead', :url);
update article_versions set title = 'Eerst ' || :evil, lead = :evil, body = :evil;
update sources set name = slug || ' ' || :evil;
update feeds set name = :evil, title = :evil, last_error = :evil;
update stories set title = :evil;
update makes set name = :evil, group_name = :evil where id in (select make_id from article_makes);
update models set name = :evil, label = :evil where id in (select model_id from article_models);
update topics set name = :evil;
"""
TOLD = """
insert into article_text(article_id, body, blocks) values (:id, :evil, json_array(
  json_object('kind', 'h', 'text', :evil), json_object('kind', 'p', 'text', :evil),
  json_object('kind', 'quote', 'text', :evil), json_object('kind', 'li', 'text', :evil),
  json_object('kind', 'caption', 'text', :evil), json_object('kind', 'table', 'text', 'a | b' || char(10) || :evil)))
  on conflict(article_id) do update set body = excluded.body, blocks = excluded.blocks;
insert or ignore into authors(id, slug, name) values (666, 'kwaad', :evil);
insert into article_authors(article_id, author_id, position) values (:id, 666, 9);
insert or ignore into keywords(id, slug, name) values (666, 'kwaad', :evil);
insert into article_keywords(article_id, keyword_id, position) values (:id, 666, 9);
insert or ignore into companies(id, slug, name, kind) values (666, 'kwaad', :evil, 'supplier');
insert into article_companies values (666, :id, date('now'), 1, 1, 0.7, 'name', :evil);
insert into article_urls(url_hash, url, article_id, how, first_seen_at)
  values (printf('%032x', 666000 + :id), :url, :id, 'feed', :at);
insert into sightings(article_id, feed_id, guid, entry_hash, position, first_seen_at, last_seen_at)
  values (:id, 1, :evil, 'x', 1, :at, :at);
insert into story_edits(at, actor, op, story_id, other_id, articles) values (:at, :evil, 'move', 4, 8, '[4]');
"""
TOLD_OF = (3, 4)  # two of a story


def desk(folder: Path) -> Path:
    """Its folder. The last article came through the gate, as a crawl brings it; the others were put past it."""
    news_db = desks.hostile(folder / "news.db", 12)
    facts = {"evil": EVIL, "url": SCRIPT_URL, "link": LINK, "at": desks.ago(0)}
    db = open_news(news_db)
    with writing(db):
        for statement in filter(str.strip, SPOILT.split(";\n")):
            run(db, statement, facts)
        for number in TOLD_OF:
            for statement in filter(str.strip, TOLD.split(";\n")):
                run(db, statement, facts | {"id": number})
    db.close()
    _crawl(news_db)
    return folder


def _crawl(news_db: Path) -> None:
    text = EVIL + MARKED
    key = url_key("https://kwaadblad.example/1")
    article = Article(
        text, text, text, published=When("2025-11-19", None, text, "day", "feed"), language="nl", authors=(text,),
        keywords=(text,), content_hash="kwaad", word_count=9, blocks=(Block("p", text),),
    )  # fmt: skip
    draft = Draft(url_hash(key), key, key, "kwaad", 1, "kwaad", article, Stage.EXTRACTED)
    with Store(news_db, news_db.with_name("pages.db")) as store:
        store.sync_feeds(FEEDS, NOW)
        store.start_run("test", "0", NOW)
        store.save_poll(Poll(FeedJob(FEED, FEED.url), NOW, Answer(Outcome.FRESH, 200), drafts=(draft,), entries_seen=1))

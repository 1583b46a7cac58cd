"""A Visit -> the article with its text, or why it has none, in one transaction.

Pages go to their own file first, in a commit of its own: a run that dies in between leaves a page nobody points at,
never an article that claims a page that is not there.
"""

import json
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from crawler.article.facts import rights, tdmrep
from crawler.model import RESERVED, Article, Outcome, Stage, Stored, Visit
from crawler.normal.urls import registrable_domain, same_site, url_hash, url_key
from crawler.store import articles, feeds, hosts, lines, looks, quarantine, rule_hits
from crawler.store.articles import Look
from crawler.store.database import Row, run, value, writing
from crawler.store.leases import postpone, put_off, settle
from crawler.store.merging import OWN_WORD, absorb, is_ones_own
from crawler.store.times import instant

READABLE = frozenset({Outcome.FRESH, Outcome.UNCHANGED, Outcome.PARTIAL})  # a page came
PASSING = frozenset({Outcome.TIMEOUT, Outcome.NETWORK, Outcome.BUSY, Outcome.SERVER_ERROR})  # worth another try
UNASKED = frozenset({Outcome.BUSY, Outcome.SERVER_ERROR})  # without a status: a refusal of ours, nothing was sent
VANISHED = frozenset({Outcome.MISSING, Outcome.GONE})  # 404 and 410: of a stored article that is news
ENOUGH_WORDS = 100  # a feed's text below that is a teaser

TURNED_AWAY = """
update sightings set turned_away_at = :at
where article_id = :id and feed_id = (select id from feeds where slug = :slug)"""
GIVE_UP = """
update articles set stage = iif(body_method = 'feed' and word_count >= :enough, 'extracted', 'failed'),
  stage_reason = :reason
where id = :id and stage <> 'extracted'"""


def save(db: Database, visit: Visit, rules_version: int) -> Stored:
    """Store what became of a page that was asked for. An article that is gone or not wanted any more stays as it is."""
    with writing(db):
        rule_hits.count(db, visit, ZoneInfo(feeds.timezone(db)))
        article = articles.find(db, visit.job.url_hash)
        if article is None or article["stage"] == Stage.DROPPED:
            settle(db, visit.job.url_hash)
            return Stored()
        run(db, "update articles set http_status = ? where id = ?", [visit.answer.http_status, article["id"]])
        _quarantined(db, visit, rules_version)
        if visit.answer.outcome not in READABLE:
            _failed(db, article, visit)
            return Stored()
        return Stored(changed=int(_read(db, article, visit, rules_version)))


def _quarantined(db: Database, visit: Visit, rules_version: int) -> None:
    """A page that cost too much is not read again as it is; one that could be read has nothing to do with that."""
    if visit.answer.outcome in READABLE:
        quarantine.let_go(db, visit.job.url_hash)
        return
    page, reason = visit.page, visit.answer.error or ""
    if visit.answer.outcome is Outcome.TOO_COSTLY and page and quarantine.digest(page.body) != visit.job.costly_sha256:
        quarantine.keep(db, visit.job.url_hash, page.body, reason, rules_version, visit.asked_at)


def may_keep_page(visit: Visit) -> bool:
    """Whether its feed keeps pages, and this one if it respects rights: of what was not read nobody knows them."""
    feed = visit.job.feed
    return feed.keep_pages > 0 and (visit.article is not None or feed.rights != "respect")


def is_forgotten(db: Database, visit: Visit) -> bool:
    """Whether this page, by one of its addresses, is that of an article that may not come back."""
    hashes = json.dumps([visit.job.url_hash, *(found for found, _, _ in _believed(visit))])
    dead = "select 1 from tombstones where url_hash in (select value from json_each(?)) limit 1"
    return value(db, dead, [hashes]) is not None


def _failed(db: Database, article: Row, visit: Visit) -> None:
    """No page: try again later if the reason may pass, else say why. A text that is stored stays."""
    pause = timedelta(seconds=visit.answer.retry_after_s or 0)
    if visit.answer.outcome in VANISHED and article["stage"] == Stage.EXTRACTED:
        run(db, "update articles set gone_at = coalesce(gone_at, ?) where id = ?", [visit.asked_at, article["id"]])
    if visit.job.is_look:
        _not_looked_at(db, article, visit, pause)
        return
    if visit.answer.outcome in UNASKED and visit.answer.http_status is None:
        put_off(db, article["url_hash"], visit.asked_at, pause)
        return
    if visit.answer.outcome in PASSING and postpone(db, article["url_hash"], visit.asked_at, pause):
        return
    _give_up(db, article, visit, ": ".join(filter(None, (str(visit.answer.outcome), visit.answer.error))))


def _not_looked_at(db: Database, article: Row, visit: Visit, pause: timedelta) -> None:
    """No page for another look: whatever the reason, the next look comes in its time; what was not sent is put off."""
    if visit.answer.outcome in UNASKED and visit.answer.http_status is None:
        looks.put_off(db, article["id"], visit.asked_at + looks.wait(pause))
    else:
        looks.done(db, article["id"], visit.asked_at)


def _give_up(db: Database, article: Row, visit: Visit, reason: str) -> None:
    """No text from the page: the one its feed carried is the article's, unless it is a teaser or reserved."""
    settle(db, article["url_hash"])
    if article["stage"] == Stage.EXTRACTED:
        return
    stated = _stated(db, visit) if visit.article is None else ()  # else it was weighed against what the page says
    word = rights.reserved(stated)
    why = visit.reserved or (f"{RESERVED} {word}" if word else None)
    if why and article["body"]:
        said = replace(visit.job.draft, body="", blocks=(), body_method=None, quality=None, word_count=0)
        look = Look(instant(visit.asked_at), article["rules_version"], ours=True)
        reserve(db, article, replace(said, rights=stated or said.rights), why, look)
        return
    run(db, GIVE_UP, {"reason": reason[:300], "id": article["id"], "enough": ENOUGH_WORDS})


def _stated(db: Database, visit: Visit) -> rights.Rights:
    """What the origin's tdmrep.json, as it was last known, says of a page that did not come, if its feed is to respect
    that."""
    url = visit.job.url
    told = hosts.tdmrep(db, "/".join(url.split("/", 3)[:3])) if visit.job.feed.rights == "respect" else None
    return tdmrep.read(told.text, url) if told else ()


def _read(db: Database, article: Row, visit: Visit, rules_version: int) -> bool:
    """A page came: note its addresses, which may show that we have its article, then its text; True if that changed."""
    is_ours = articles.is_reserved(article) or _cannot_tell(article, visit, rules_version)
    look = Look(instant(visit.asked_at), rules_version, ours=is_ours)
    if visit.job.is_look:
        looks.done(db, article["id"], visit.asked_at)
    if is_forgotten(db, visit):
        _drop(db, article, "forgotten under another address", "")
        return False
    if looks.is_worse(article, visit) or _is_as_before(article, visit):
        _leave(db, article, visit)
        return False
    refused = [alias for alias in _believed(visit) if not is_ones_own(db, article, visit.article, alias)]
    visit = _without(visit, refused)
    for alias in _believed(visit):
        merged = absorb(db, article, alias, look.at)
        if merged is not None:
            article = merged
    settle(db, visit.job.url_hash)
    settle(db, article["url_hash"])
    if article["url_hash"] != visit.job.url_hash and not _lacks_text(article):
        return False  # this was another way to an article that has its text already
    found = visit.article
    if visit.unwanted is not None and article["stage"] != Stage.EXTRACTED:
        _drop(db, article, visit.unwanted[:300], found.title if found else article["title"])
        run(db, TURNED_AWAY, {"id": article["id"], "slug": visit.job.feed.slug, "at": look.at})
        return False
    if found is not None and visit.reserved is not None:
        _is_there(db, article)
        reserve(db, article, _own(found, visit), visit.reserved, look)
        return False
    if found is not None and found.body:
        return _text(db, article, visit, _own(found, visit), look)
    _without_text(db, article, visit, look)
    return False


def _without_text(db: Database, article: Row, visit: Visit, look: Look) -> None:
    """What else the page says is kept; a text that is stored stays."""
    found = visit.article
    if found is not None and article["stage"] != Stage.EXTRACTED:
        kept = replace(_own(found, visit), lead=found.lead or article["lead"] or "")
        articles.rewrite(db, article, kept, look, Stage.FAILED)
    _give_up(db, article, visit, visit.answer.error or "no text")


def _is_as_before(article: Row, visit: Visit) -> bool:
    return visit.answer.outcome is Outcome.UNCHANGED and article["stage"] == Stage.EXTRACTED


def _leave(db: Database, article: Row, visit: Visit) -> None:
    """The text that is stored stays; the page is there, and perhaps it is to be paid for now."""
    settle(db, article["url_hash"])
    is_strange = visit.article is not None and looks.is_strange(article, visit.article)
    if not looks.is_led_away(visit) and not is_strange:
        _is_there(db, article)
    if visit.article is not None and visit.article.free_access is False:
        run(db, "update articles set free_access = 0 where id = ?", [article["id"]])


def _is_there(db: Database, article: Row) -> None:
    run(db, "update articles set gone_at = null where id = ? and gone_at is not null", [article["id"]])


def _lacks_text(article: Row) -> bool:
    return article["stage"] != Stage.EXTRACTED or articles.is_reserved(article)


def _cannot_tell(article: Row, visit: Visit, rules_version: int) -> bool:
    """Whether a change may be one of our rules: the clock made us look, and other rules made the text."""
    return visit.job.is_look and article["rules_version"] != rules_version


def _text(db: Database, article: Row, visit: Visit, found: Article, look: Look) -> bool:
    """Store a text, and plan when its page is looked at again."""
    _is_there(db, article)
    changed = _reword(db, article, found, registrable_domain(_final(visit)), look)
    if _lacks_text(article) and found.body_method != "feed":
        looks.begin(db, article, visit)
    if changed and article["version"] >= articles.MOST_CHANGES:
        looks.end(db, article["id"])  # it never stands still
    return changed


def reserve(db: Database, article: Row, said: Article, reason: str, look: Look) -> None:
    """Its publisher reserves the text: title, lead and link stay, and no text of before either."""
    kept = replace(said, lead=said.lead or article["lead"] or "")
    articles.rewrite(db, article, kept, replace(look, ours=True))
    run(db, "delete from article_versions where article_id = ?", [article["id"]])
    run(db, "update articles set stage_reason = ? where id = ?", [reason[:300], article["id"]])


def _reword(db: Database, article: Row, found: Article, host: str, look: Look) -> bool:
    """Store a text without what its host repeats. A line that was learned since is no change of the publisher's."""
    lines.learn(db, host, article, found, look.at)
    kept = lines.filtered(db, host, found)
    return articles.rewrite(db, lines.as_now(db, host, article, kept), kept, look)


def _believed(visit: Visit) -> list[tuple[str, str, str]]:
    """The page's other addresses, without those that it claims on somebody else's site: who may redirect is the host,
    but what a page says of itself it can say of any page in the world."""
    final = _final(visit)
    return [
        (found, url, how)
        for found, url, how in visit.aliases
        if articles.web(url) and (how not in OWN_WORD or same_site(url, final))
    ]


def _without(visit: Visit, refused: list[tuple[str, str, str]]) -> Visit:
    """The visit without addresses that are another article's, which its article does not show as its own either."""
    gone = {found for found, _, _ in refused}
    kept = tuple(alias for alias in visit.aliases if alias not in refused)
    said = visit.article
    if said is not None and said.canonical_url and url_hash(url_key(said.canonical_url)) in gone:
        said = replace(said, canonical_url=None)
    return replace(visit, aliases=kept, article=said)


def _own(article: Article, visit: Visit) -> Article:
    """The article without an address that it claims on somebody else's site."""
    claimed = article.canonical_url
    return article if claimed is None or same_site(claimed, _final(visit)) else replace(article, canonical_url=None)


def _final(visit: Visit) -> str:
    return visit.page.url_final if visit.page else visit.job.url


def _drop(db: Database, article: Row, reason: str, title: str) -> None:
    """The article is not wanted: of what its page says only `title` stays."""
    settle(db, article["url_hash"])
    run(db, "delete from article_versions where article_id = ?", [article["id"]])
    run(db, "update article_text set body = '', blocks = '[]' where article_id = ?", [article["id"]])
    run(
        db,
        "update articles set stage = 'dropped', stage_reason = ?, title = ?, "
        "lead = null, word_count = 0, body_method = null where id = ?",
        [reason, title, article["id"]],
    )

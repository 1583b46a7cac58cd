"""A page becomes a text, a changed one a version, a missing one a reason; two addresses of an article one row."""

from dataclasses import replace
from datetime import timedelta

import pytest

from crawler.errors import StorageError
from crawler.model import Answer, Outcome, Stored
from crawler.normal.urls import url_hash, url_key
from crawler.store import visits
from crawler.store.articles import MOST_CHANGES, blocks_text, share_changed, slug
from crawler.store.database import row, rows, run, value, writing
from crawler.store.leases import MOST_ATTEMPTS
from crawler.store.store import Store
from tests.unit.store.store_makers import MINUTE, NOW, alias, desk, draft, feed, on, page, poll, visit, words

ADDRESS = "https://autovisie.example/1"
OTHER = "https://autovisie.example/andere-weg"
STR = ("stage", "stage_reason")


def one(store, sql, *values):
    return value(store.news, sql, values)


def article(store, number=1):
    return row(store.news, "select * from articles a join article_text t on t.article_id = a.id where id = ?", [number])


def listed(store, url=ADDRESS, said=None, **facts):
    """An article of stage listed -> its PageJob."""
    return store.save_poll(poll(draft(url, said, **facts)))[1][0]


def index_is_sound(store):
    """FTS5 compares its index with the texts, and raises if they differ."""
    store.news.execute("insert into articles_fts(articles_fts, rank) values ('integrity-check', 1)")
    return True


def listed_as(store, sql):
    return [next(iter(kept.values())) for kept in rows(store.news, sql)]


def found(store, word):
    return [hit.article_id for hit in store.search(word)]


# ---------------------------------------------------------------- a text


def test_a_first_text_is_no_version(store):
    job = listed(store, said=words(lead="Uit de feed."))
    stored = store.save_visit(visit(job, words("De kop", "De lead.", "Een.\n\nTwee.")))
    now = article(store)

    assert Stored() == stored
    assert ("extracted", None, 1, 200, 2) == tuple(now[name] for name in (*STR, "version", "http_status", "word_count"))
    assert ("De kop", "De lead.", "Een.\n\nTwee.") == (now["title"], now["lead"], now["body"])
    assert '[{"kind": "p", "text": "Een."}, {"kind": "p", "text": "Twee."}]' == now["blocks"]
    assert 0 == one(store, "select count(*) from article_versions")
    assert () == store.pages_waiting(desk(), NOW)


@pytest.mark.parametrize(
    ("title", "lead", "body", "what", "changed"),
    [
        ("Nieuwe kop", "Lead.", "een twee drie vier", "title", 0.2857),
        ("Kop", "Lead.", "een twee drie vijf", "text", 0.1667),
        ("Kop", "Andere.", "een twee drie vier", "text", 0.1667),
        ("Nieuwe kop", "Lead.", "heel iets anders", "both", 0.8333),
    ],
)
def test_a_changed_text_is_a_version(store, title, lead, body, what, changed):
    job = listed(store)
    store.save_visit(visit(job, words("Kop", "Lead.", "een twee drie vier")))
    stored = store.save_visit(visit(job, words(title, lead, body), asked_at=NOW + 60 * MINUTE))
    before = row(store.news, "select * from article_versions")

    assert (Stored(changed=1), 2) == (stored, article(store)["version"])
    assert (1, "2025-11-19T09:30:00Z", "Kop", "Lead.", "een twee drie vier") == tuple(
        before[name] for name in ("version", "seen_at", "title", "lead", "body")
    )
    assert (what, pytest.approx(changed, abs=0.06)) == (before["what"], before["changed"])
    assert index_is_sound(store)


def test_the_same_text_is_no_version_and_does_not_touch_the_index(store):
    job = listed(store)
    store.save_visit(visit(job, words(body="Tekst.")))
    before = rows(store.news, "select id, block from articles_fts_data order by id")
    stored = store.save_visit(visit(job, words(body="Tekst.", section="Nieuws")))

    assert (Stored(), 1, "Nieuws") == (stored, article(store)["version"], article(store)["section"])
    assert before == rows(store.news, "select id, block from articles_fts_data order by id")


def test_another_hash_of_the_same_words_is_no_version(store):
    job = listed(store)
    store.save_visit(visit(job, words(body="Tekst.")))
    stored = store.save_visit(visit(job, replace(words(body="Tekst."), content_hash="another rule")))

    assert (Stored(), "another rule") == (stored, article(store)["content_hash"])


def test_a_text_that_the_gate_changes_is_not_a_new_version_every_time(store):
    job = listed(store)
    for _ in range(3):
        said = replace(words("K\x00op", "e\u0308", "a\ue000b"), content_hash="")
        stored = store.save_visit(visit(job, said))

    assert (Stored(), 1) == (stored, article(store)["version"])


def test_a_counter_on_a_page_fills_no_database(store):
    job = listed(store)
    for number in range(MOST_CHANGES + 12):
        store.save_visit(visit(job, words(body=f"{number} keer gedeeld")))

    assert MOST_CHANGES == one(store, "select count(*) from article_versions")
    assert f"{MOST_CHANGES + 11} keer gedeeld" == article(store)["body"]
    assert index_is_sound(store)


def test_what_was_known_is_not_replaced_by_nothing(store):
    told = words("Kop", published=on("2025-11-18", "2025-11-18T10:00:00Z"), modified_at="2025-11-18T11:00:00Z")
    job = listed(store, said=replace(told, authors=("Jan",), keywords=("auto",)))
    store.save_visit(visit(job, words("", body="Tekst.")))
    now = article(store)

    assert ("Kop", "2025-11-18T10:00:00Z", "2025-11-18", "2025-11-18T10:00:00Z", "2025-11-18T11:00:00Z") == tuple(
        now[name] for name in ("title", "published_at", "published_on", "sort_at", "modified_at")
    )
    assert (1, 1) == (
        one(store, "select count(*) from article_authors"),
        one(store, "select count(*) from article_keywords"),
    )


def test_a_date_of_the_page_moves_the_article_to_its_place(store):
    job = listed(store)
    store.save_visit(visit(job, words(body="Tekst.", published=on("2025-11-17"))))

    assert ("2025-11-17", "2025-11-17T23:59:59Z") == (article(store)["published_on"], article(store)["sort_at"])


def test_the_byline_of_the_page_replaces_that_of_the_feed(store):
    job = listed(store, said=words(authors=("redactie",)))
    store.save_visit(visit(job, words(body="Tekst.", authors=("Zus", "Aap"))))

    named = "select name from article_authors x join authors a on a.id = x.author_id order by position"
    assert ["Zus", "Aap"] == [found["name"] for found in rows(store.news, named)]


# ---------------------------------------------------------------- no text


@pytest.mark.parametrize(
    "outcome", [Outcome.MISSING, Outcome.GONE, Outcome.BLOCKED, Outcome.REFUSED, Outcome.TOO_COSTLY]
)
def test_a_page_that_cannot_be_had_fails_at_once(store, outcome):
    job = listed(store, said=words(lead="De lead."))
    store.save_visit(visit(job, outcome=outcome, answer=Answer(outcome, 404, "not here")))

    assert ("failed", f"{outcome}: not here", 404, "De lead.") == tuple(
        article(store)[name] for name in (*STR, "http_status", "lead")
    )
    assert () == store.pages_waiting(desk(), NOW + timedelta(days=1))


@pytest.mark.parametrize("outcome", [Outcome.TIMEOUT, Outcome.NETWORK, Outcome.BUSY, Outcome.SERVER_ERROR])
def test_a_passing_trouble_is_tried_again_after_longer_and_longer_pauses(store, outcome):
    job, now, pauses = listed(store), NOW, []
    while article(store)["stage"] == "listed":
        store.save_visit(visit(job, outcome=outcome, asked_at=now))
        again = one(store, "select not_before from leases")
        if article(store)["stage"] == "listed":
            assert () == store.pages_waiting(desk(), now + (15 * 2 ** len(pauses) - 1) * MINUTE)
            now += 15 * 2 ** len(pauses) * MINUTE
            pauses.append(now.strftime("%Y-%m-%dT%H:%M:%SZ") == again)
            job = store.pages_waiting(desk(), now)[0]
            assert len(pauses) == job.attempts

    assert [True] * (MOST_ATTEMPTS - 1) == pauses
    assert ("failed", str(outcome)) == tuple(article(store)[name] for name in STR)
    assert 0 == one(store, "select count(*) from leases")


def test_a_host_that_asks_for_a_long_pause_gets_it(store):
    job = listed(store)
    busy = Answer(Outcome.BUSY, 429, retry_after_s=7200)
    store.save_visit(visit(job, outcome=Outcome.BUSY, answer=busy, asked_at=NOW))

    assert "2025-11-19T10:30:00Z" == one(store, "select not_before from leases")


def test_a_text_outlives_the_trouble_of_its_page(store):
    job = listed(store)
    store.save_visit(visit(job, words(body="Tekst.")))
    for outcome in (Outcome.GONE, Outcome.TIMEOUT, Outcome.BLOCKED):
        store.save_visit(visit(job, outcome=outcome, answer=Answer(outcome, 410)))

    assert ("extracted", None, 410, "Tekst.") == tuple(article(store)[name] for name in (*STR, "http_status", "body"))


@pytest.mark.parametrize(
    ("said", "error", "reason"),
    [
        (None, "the page is no HTML", "the page is no HTML"),
        (None, None, "no text"),
        (words("Kop van de pagina", image_url="https://a.example/1.jpg"), None, "no text"),
    ],
)
def test_a_page_without_text_fails_and_keeps_the_lead_of_the_feed(store, said, error, reason):
    job = listed(store, said=words(lead="De lead."))
    store.save_visit(visit(job, said, answer=Answer(Outcome.FRESH, 200, error)))

    assert ("failed", reason, "De lead.") == tuple(article(store)[name] for name in (*STR, "lead"))
    assert (said.image_url if said else None) == article(store)["image_url"]
    assert 0 == one(store, "select count(*) from latest")


def test_a_page_that_lost_its_text_does_not_take_ours(store):
    job = listed(store)
    store.save_visit(visit(job, words(body="Tekst.")))
    store.save_visit(visit(job, words("Log in")))

    assert ("extracted", "Renault en Nissan", "Tekst.") == tuple(
        article(store)[name] for name in ("stage", "title", "body")
    )


def test_a_visit_to_an_article_that_is_not_there_any_more_is_nothing(store):
    job = replace(listed(store), url_hash="f" * 32)

    assert Stored() == store.save_visit(visit(job, words(body="Tekst.")))


def test_an_article_that_was_dropped_meanwhile_stays_so(store):
    job = listed(store)
    store.news.execute("update articles set stage = 'dropped'")
    store.save_visit(visit(job, words(body="Tekst.")))

    assert "dropped" == article(store)["stage"]


# ---------------------------------------------------------------- addresses


def test_every_address_of_a_page_leads_to_its_article(store):
    job = listed(store)
    known = (alias(OTHER, "redirect"), alias("https://autovisie.example/klein/1", "amp"))
    store.save_visit(visit(job, words(body="Tekst."), aliases=known))
    again, pages = store.save_poll(poll(draft(OTHER), asked_at=NOW + 60 * MINUTE))

    assert (Stored(), ()) == (again, pages)
    assert {"feed", "redirect", "amp"} == {found["how"] for found in rows(store.news, "select how from article_urls")}


def both_listed(store):
    store.sync_feeds(desk(feed(), feed("b")), NOW)
    older = store.save_poll(poll(draft(ADDRESS, words("Kop", "Oud"))))[1][0]
    younger = store.save_poll(
        poll(draft(OTHER, words("Kop", "Jong"), guid="b-7"), of=feed("b"), asked_at=NOW + MINUTE)
    )[1][0]
    return older, younger


@pytest.mark.parametrize("visited", ["older", "younger"])
def test_two_listed_articles_that_are_one_become_the_older(store, visited):
    older, younger = both_listed(store)
    job, also = (older, OTHER) if visited == "older" else (younger, ADDRESS)
    store.save_visit(visit(job, words("Kop", body="Tekst."), aliases=(alias(also, "canonical"),)))

    assert [(1, "extracted", "Tekst.")] == [
        (one["id"], one["stage"], one["body"])
        for one in rows(store.news, "select id, stage, body from articles join article_text on article_id = id")
    ]
    assert [ADDRESS, OTHER] == sorted(listed_as(store, "select url from article_urls where article_id = 1"))
    assert ["autovisie", "b"] == listed_as(
        store, "select slug from sightings s join feeds f on f.id = s.feed_id where article_id = 1 order by slug"
    )
    assert [] == found(store, "jong")
    assert [1] == found(store, "tekst")
    assert index_is_sound(store)
    assert () == store.pages_waiting(desk(feed(), feed("b")), NOW)
    assert b"<p>page</p>" == store.page(older.url_hash).body


def test_the_job_of_an_article_that_was_merged_meanwhile_changes_nothing(store):
    older, younger = both_listed(store)
    store.save_visit(visit(older, words("Kop", body="Tekst."), aliases=(alias(OTHER, "canonical"),)))
    stored = store.save_visit(visit(younger, words("Kop", body="Tekst met reclame.")))

    assert (Stored(), "Tekst.") == (stored, article(store)["body"])


def test_two_articles_with_texts_stay_two(store):
    older, younger = both_listed(store)
    store.save_visit(visit(older, words("Oud", body="Oude tekst.")))
    store.save_visit(visit(younger, words("Jong", body="Jonge tekst.")))
    store.save_visit(visit(younger, words("Jong", body="Jonge tekst."), aliases=(alias(ADDRESS, "canonical"),)))

    assert 2 == one(store, "select count(*) from articles")
    assert 1 == one(store, "select article_id from article_urls where url = ?", ADDRESS)


FIRST = "De fabriek in Gent gaat in het voorjaar open en bouwt dan twee modellen voor heel Europa."
SECOND = "Een dure accu drukt de winst van het merk, dat daarom de prijzen van alle modellen verhoogt."
SHARED = "https://autovisie.example/overzicht"


@pytest.mark.parametrize("how", ["canonical", "amp"])
def test_an_address_that_many_pages_claim_swallows_no_article(store, how):
    for number, (title, body) in enumerate((("Fabriek in Gent", FIRST), ("Winst daalt", SECOND), ("Test", "Snel.")), 1):
        job = listed(store, f"{ADDRESS}{number}", words(title))
        said = words(title, body=body, canonical_url=SHARED if number > 1 else None)
        store.save_visit(visit(job, said, aliases=(alias(SHARED, how),)))

    kept = rows(store.news, "select title, stage, url from articles order by id")
    assert [
        ("Fabriek in Gent", "extracted", f"{ADDRESS}1"),
        ("Winst daalt", "extracted", f"{ADDRESS}2"),
        ("Test", "extracted", f"{ADDRESS}3"),
    ] == [tuple(one.values()) for one in kept]
    assert 1 == one(store, "select article_id from article_urls where url = ?", SHARED)


@pytest.mark.parametrize(
    ("title", "body", "how", "articles"),
    [
        ("Fabriek in Gent", "Iets anders.", "canonical", 1),
        ("Fabriek in Gent | Autovisie", "Iets anders.", "canonical", 1),
        ("FABRIEK in Gent!", "Iets anders.", "amp", 1),
        ("Afdrukken", FIRST, "canonical", 1),
        ("Afdrukken", f"{FIRST} Stuur dit artikel door.", "amp", 1),
        ("Afdrukken", FIRST.removesuffix(" voor heel Europa."), "canonical", 1),
        ("Winst daalt", SECOND, "canonical", 2),
        ("Winst daalt", SECOND, "amp", 2),
        ("Gent", SECOND, "canonical", 2),
        ("Winst daalt", SECOND, "redirect", 1),
    ],
)
def test_a_page_that_claims_the_address_of_an_article_must_have_its_title_or_its_text(
    store, title, body, how, articles
):
    store.save_visit(visit(listed(store, said=words("Fabriek in Gent")), words("Fabriek in Gent", body=FIRST)))
    job = listed(store, OTHER, words(title))
    store.save_visit(visit(job, words(title, body=body, canonical_url=ADDRESS), aliases=(alias(ADDRESS, how),)))

    expected = [(FIRST, ADDRESS), (body, OTHER)][:articles]
    told = rows(store.news, "select body, url from articles join article_text on article_id = id order by id")
    assert expected == [tuple(one.values()) for one in told]


def test_a_claim_of_an_article_of_which_nothing_is_known_is_believed(store):
    listed(store, said=words(""))
    job = listed(store, OTHER, words("Fabriek in Gent"))
    store.save_visit(visit(job, words("Fabriek in Gent", body=FIRST), aliases=(alias(ADDRESS, "canonical"),)))

    assert [1] == listed_as(store, "select id from articles")


@pytest.mark.parametrize("how", ["canonical", "amp"])
def test_a_page_cannot_claim_an_article_of_another_site(store, how):
    store.sync_feeds(desk(feed(), feed("nu")), NOW)
    job = listed(store)
    victim = store.save_poll(poll(draft("https://nu.example/9"), of=feed("nu")))[1][0]
    claim = words(body="Nep.", canonical_url=victim.url)
    store.save_visit(visit(job, claim, aliases=(alias(victim.url, how), alias("https://nu.example/10", how))))

    assert ("listed", "https://nu.example/9") == (article(store, 2)["stage"], article(store, 2)["url"])
    assert ADDRESS == article(store)["url"]
    assert {ADDRESS, victim.url} == {found["url"] for found in rows(store.news, "select url from article_urls")}


def test_a_canonical_address_of_its_own_site_is_the_one_to_show(store):
    job = listed(store)
    store.save_visit(visit(job, words(body="Tekst.", canonical_url="https://autovisie.example/nieuws/1")))

    assert ("https://autovisie.example/nieuws/1", ADDRESS) == (article(store)["url"], article(store)["fetch_url"])


@pytest.mark.parametrize("had_text", [False, True])
def test_a_forgotten_article_does_not_come_back_by_a_detour(store, had_text):
    job = listed(store)
    for text in ("Eerste tekst.", "Tweede tekst.") if had_text else ():
        store.save_visit(visit(job, words(body=text)))
    with writing(store.news):
        run(store.news, "insert into tombstones values (?, 'forgotten', ?)", [url_hash(url_key(OTHER)), NOW])
    store.save_visit(visit(job, words(body="Vergeten tekst."), aliases=(alias(OTHER, "redirect"),)))

    assert ("dropped", "", "") == tuple(article(store)[name] for name in ("stage", "title", "body"))
    assert 0 == one(store, "select count(*) from article_versions")
    assert [] == rows(store.news, "select rowid from articles_fts where articles_fts match 'renault OR tekst'")
    assert store.page(job.url_hash) is None
    assert index_is_sound(store)


# ---------------------------------------------------------------- pages first, then news


def test_a_run_that_dies_between_page_and_article_leaves_no_article_that_claims_a_page(tmp_path, monkeypatch):
    files = tmp_path / "news.db", tmp_path / "pages.db"
    with Store(*files) as store:
        store.sync_feeds(desk(), NOW)
        job = listed(store)

        def killed(*_):
            raise KeyboardInterrupt

        with monkeypatch.context() as patched:
            patched.setattr(visits, "save", killed)
            with pytest.raises(KeyboardInterrupt):
                store.save_visit(visit(job, words(body="Tekst.")))
    with Store(*files) as store:
        assert ("listed", 1) == (article(store)["stage"], value(store.pages, "select count(*) from pages"))
        waiting = store.pages_waiting(desk(), NOW)
        store.save_visit(visit(waiting[0], words(body="Tekst.")))
        assert ("extracted", 1) == (article(store)["stage"], value(store.pages, "select count(*) from pages"))


def test_a_page_that_cannot_be_kept_leaves_its_article_waiting(store):
    job = listed(store)
    store.pages.execute(f"pragma max_page_count = {store.pages.execute('pragma page_count').fetchone()[0]}")
    noise = b"".join(url_hash(str(number)).encode() for number in range(20_000))
    with pytest.raises(StorageError, match="the disk is full"):
        store.save_visit(visit(job, words(body="Tekst."), page=page(job, noise)))

    assert "listed" == article(store)["stage"]


# ---------------------------------------------------------------- steps


@pytest.mark.parametrize(
    ("before", "after", "share"),
    [
        ("", "", 0.0),
        ("a b c d", "a b c d", 0.0),
        ("a b c d", "d c b a", 0.0),
        ("a b c d", "a b c e", 0.25),
        ("a b", "c d", 1.0),
        ("", "a", 1.0),
        ("a", "a a a", 0.5),
    ],
)
def test_the_share_of_words_that_changed(before, after, share):
    assert share == share_changed(before.split(), after.split())


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Škoda Élégance", "skoda-elegance"),
        ("  Jan  de Vries ", "jan-de-vries"),
        ("J.P. O'Neill", "j-p-o-neill"),
        ("ßen", "ssen"),
        ("李雷", "李雷"),
        ("a_b", "a-b"),
        ("!?", ""),
    ],
)
def test_names_are_compared_folded(name, folded):
    assert folded == slug(name)


def test_blocks_that_do_not_fit_are_left_out_and_the_rest_is_json(store):
    import json

    many = words(body="\n\n".join(['"' * 90_000] * 20)).blocks
    kept = json.loads(blocks_text(many))

    assert 0 < len(kept) < 20
    assert {"kind": "p", "text": '"' * 90_000} == kept[-1]


def test_a_text_of_a_million_characters_is_stored_in_time(store):
    job = listed(store)
    huge = words(body="woord " * 180_000)
    store.save_visit(visit(job, huge))
    store.save_visit(visit(job, words(body="ander " * 180_000)))

    assert ("both", 1) != (one(store, "select what from article_versions"), one(store, "select version from articles"))
    assert index_is_sound(store)


# ---------------------------------------------------------------- rights


def test_of_a_reserved_article_title_lead_and_link_stay_and_neither_text_nor_page(store):
    job = listed(store)
    store.save_visit(visit(job, words("De kop", "De lead.", "Een tekst.")))
    store.save_visit(visit(job, words("De kop", "De lead.", "Een tekst met meer.")))
    reserved = words("De kop", "De lead.", rights=(("tdm-reservation", "1"),))
    why = "rights: its publisher states tdm-reservation"
    stored = store.save_visit(visit(job, reserved, reserved=why))
    now = article(store)

    assert Stored() == stored
    assert ("extracted", why) == tuple(now[name] for name in STR)
    assert ("De kop", "De lead.", ADDRESS) == (now["title"], now["lead"], now["url"])
    assert ("", "[]", 0, None) == (now["body"], now["blocks"], now["word_count"], now["body_method"])
    assert '{"tdm-reservation": "1"}' == now["rights"]
    assert 0 == one(store, "select count(*) from article_versions")
    assert store.page(job.url_hash) is None
    assert [] == found(store, "tekst")
    assert () == store.pages_waiting(desk(), NOW + timedelta(days=30))
    assert index_is_sound(store)


WHY = "rights: its publisher states noai"


def test_of_an_article_that_is_reserved_at_once_nothing_is_asked_again(store):
    job = listed(store)
    store.save_visit(visit(job, words("De kop", "De lead."), reserved=WHY))

    assert () == store.pages_waiting(desk(), NOW + timedelta(days=30))
    assert 0 == one(store, "select count(*) from looks")
    assert ["De kop"] == [found["title"] for found in rows(store.news, "select title from latest")]


@pytest.mark.parametrize(("rights", "kept"), [("record", True), ("respect", False)])
def test_a_page_that_could_not_be_read_may_be_reserved(store, rights, kept):
    job = replace(listed(store), feed=feed(rights=rights))
    store.save_visit(visit(job))

    assert kept == (store.page(job.url_hash) is not None)


def test_a_text_that_is_reserved_no_more_comes_as_a_first_reading(store):
    job = listed(store)
    store.save_visit(visit(job, words("De kop", "De lead."), reserved=WHY))
    store.save_visit(visit(job, words("De kop", "De lead."), reserved=WHY))
    store.save_visit(visit(job, words("Een andere kop", "De lead.", "Een tekst.")))
    now = article(store)

    assert ("extracted", None, "Een tekst.") == (*(now[name] for name in STR), now["body"])
    assert (1, 0) == (now["version"], one(store, "select count(*) from article_versions"))
    assert 1 == one(store, "select count(*) from looks")
    assert store.page(job.url_hash) is not None
    assert index_is_sound(store)


def test_another_way_to_a_reserved_article_is_the_same_article(store):
    first, second = listed(store), listed(store, "https://autovisie.example/2")
    store.save_visit(visit(second, words("De kop"), reserved=WHY))
    store.save_visit(visit(first, words("De kop", "", "Een tekst."), aliases=(alias(second.url, "canonical"),)))

    assert [("extracted", None, 2)] == [
        tuple(found.values()) for found in rows(store.news, "select stage, stage_reason, word_count from articles")
    ]

"""All real feed documents, asked over HTTP as feeds: what they list is what is stored."""

import hashlib
import json
from collections import Counter
from pathlib import Path

import pytest

from crawler import feeds
from crawler.desk.paths import Desk
from crawler.model import Entry
from crawler.normal import urls
from tests.flow.conftest import HEAD, Office, feed_line
from tests.flow.origin import Said, Site

pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def documents(shared_data: Path) -> dict[str, tuple[dict[str, object], bytes]]:
    """slug -> what MANIFEST.json says of the document, and its bytes."""
    folder = shared_data / "feeds"
    manifest = json.loads((folder / "MANIFEST.json").read_text("utf-8"))
    return {f"d{n}": (facts, (folder / facts["pack_name"]).read_bytes()) for n, facts in enumerate(manifest)}


@pytest.fixture(scope="module")
def crawled(
    documents: dict[str, tuple[dict[str, object], bytes]], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Office, Site]:
    office = Office(Desk(tmp_path_factory.mktemp("desk")))
    with Site() as site:
        for slug, (_, body) in documents.items():
            site.say(f"/{slug}", Said(body, headers={"Content-Type": "application/octet-stream"}))
        lines = (feed_line(slug, f"{site.url}/{slug}", follow=False) for slug in documents)
        office.feeds(*lines, head=HEAD + "  limits:\n    entries: 5000\n")
        office.crawl()
        return office, site


def test_every_document_lists_as_many_entries_as_its_manifest_says(
    documents: dict[str, tuple[dict[str, object], bytes]], crawled: tuple[Office, Site]
) -> None:
    office, _ = crawled
    seen = {
        row["slug"]: row["entries_seen"]
        for row in office.rows("select f.slug, t.entries_seen from fetches t join feeds f on f.id = t.feed_id")
    }

    differences = {
        facts["pack_name"]: (facts["entries"], seen[slug])
        for slug, (facts, _) in documents.items()
        if facts["entries"] != seen[slug]
    }

    assert {} == differences
    assert 246 == len(seen)


def test_there_is_one_row_for_each_identity(
    documents: dict[str, tuple[dict[str, object], bytes]], crawled: tuple[Office, Site]
) -> None:
    office, site = crawled
    identities: Counter[str] = Counter()
    for slug, (_, body) in documents.items():
        document = feeds.read(body, f"{site.url}/{slug}", "application/octet-stream", 5000)
        for entry in document.entries if document else ():
            identities.update({key for key in [identity(slug, entry)] if key})

    stored = set(office.column("select url_hash from articles"))

    assert {urls.url_hash(key) for key in identities} == stored


def identity(slug: str, entry: Entry) -> str | None:
    """Decision 4, spelled out a second time: link, else permalink guid, else slug # SHA-256 of guid or of the texts."""
    link = entry.url or (entry.guid if entry.guid_is_permalink else None)
    if link and (address := urls.fetch_url(link)):
        return urls.url_key(address)
    words = entry.guid or "\n".join(filter(None, (entry.title, entry.summary or entry.content)))
    return f"{slug}#{hashlib.sha256(words.encode('utf-8', 'replace')).hexdigest()}" if words.strip() else None


def test_an_entry_without_a_link_is_kept_without_an_address(crawled: tuple[Office, Site]) -> None:
    office, _ = crawled

    assert office.column("select count(*) from articles where url is null")[0] > 50


def test_no_date_is_invented(crawled: tuple[Office, Site]) -> None:
    office, _ = crawled
    [undated] = office.column("select count(*) from articles where published_on is null")
    [outside] = office.column(
        "select count(*) from articles where published_on not between '1995-01-01' and '2026-12-31'"
    )

    assert undated > 100
    assert 0 == outside


def test_what_is_stored_is_clean(crawled: tuple[Office, Site]) -> None:
    office, _ = crawled

    assert [] == dirty_rows(office)
    assert ["ok"] == office.column("pragma integrity_check")


def dirty_rows(office: Office) -> list[object]:
    """Ids of articles with a control character (other than line feed and tab) in a text."""
    control = "[" + "".join(chr(n) for n in range(1, 32) if n not in (9, 10)) + "\x7f-\x9f]"
    return office.column(
        "select a.id from articles a join article_text t on t.article_id = a.id"
        " where a.title glob ?1 or a.lead glob ?1 or t.body glob ?1 or instr(t.body, char(0))",
        f"*{control}*",
    )

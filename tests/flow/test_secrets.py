"""A secret of feeds.yaml goes to its feed's own origin, and from there nowhere: a marker is planted and looked for."""

import gzip
import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.flow.conftest import HEAD, Call, Office, feed_line
from tests.flow.origin import STORY, Asked, Said, Site, feed_of, page_of

MARKER = "k0lib<ri/MARKER=42"
FORMS = (MARKER, "k0lib%3Cri", "k0lib&lt;ri", "MARKER=42", "MARKER%3D42")
BOTH = HEAD.replace("127.0.0.1]", "127.0.0.1, 127.0.0.2]")
OWN = 'headers: {X-Api-Key: "${KOLIBRI_KEY}", Authorization: "Bearer ${KOLIBRI_KEY}"}'
HOSTILE = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202e"


def echo(asked: Asked) -> str:
    """What the site was told."""
    return " ".join(value for name, value in asked.headers.items() if name in ("x-api-key", "authorization"))


def talkative(site: Site, other: Site) -> None:
    """A site that says aloud, everywhere it can, what it was told in confidence."""

    def feed(asked: Asked) -> Said:
        links = [
            ("Estate", "/page"),
            (f"Key {echo(asked).replace('<', '&lt;')}", f"{other.url}/link?key={MARKER}".replace("<", "%3C")),
        ]
        return Said(
            gzip.compress(feed_of(*links)),
            headers={"Content-Encoding": "gzip", "ETag": f'"{MARKER}"', "Set-Cookie": f"k={MARKER}"},
        )

    def page(asked: Asked) -> Said:
        told = echo(asked).replace("<", "&lt;")
        return Said(
            page_of(f"Estate {told}", *STORY, f"You said {told} to us, which we repeat for everybody."),
            headers={"X-Echo": echo(asked), "ETag": MARKER},
        )

    site.say("/feed.xml", feed)
    site.say("/page", page)
    site.say("/refused.xml", lambda asked: Said(echo(asked).encode(), 403))
    site.say("/moved.xml", lambda asked: Said(b"", 302, {"Location": f"{other.url}/feed.xml?key={MARKER}"}))
    site.say("/odd.xml", lambda asked: Said(b"", 302, {"Location": f"gopher://{MARKER}/"}))
    site.say("/list.xml", lambda asked: Said(echo(asked).encode() + b" is no feed"))
    site.say(
        "/robots.txt",
        lambda asked: Said(
            f"User-agent: *\n# {MARKER}\nDisallow: /x{MARKER}\n".encode(), 200, {"Content-Type": "text/plain"}
        ),
    )
    other.say("/feed.xml", feed_of(("Elsewhere", "/elsewhere")))


def traces(folder: Path) -> list[str]:
    """Files below a folder that hold the marker, in whatever form."""
    files = [file for file in folder.rglob("*") if file.is_file() and file.name != "feeds.yaml"]
    return [file.name for file in files for form in FORMS if form.encode() in file.read_bytes()]


def test_the_marker_is_found_nowhere(
    office: Office, site: Site, monkeypatch: pytest.MonkeyPatch, koplamp: Call
) -> None:
    monkeypatch.setenv("KOLIBRI_KEY", MARKER)
    with Site("127.0.0.2") as other:
        talkative(site, other)
        names = ("feed", "refused", "moved", "odd", "list")
        office.feeds(*(feed_line(name, f"{site.url}/{name}.xml") + "\n" + OWN for name in names), head=BOTH)
        said = [
            koplamp(*words)
            for words in (
                ("crawl", "--now", "--verbose"),
                ("crawl", "--now", "--json"),
                ("status",),
                ("status", "--json"),
                ("try", "feed"),
                ("try", "refused", "--json"),
                ("try", f"{site.url}/page"),
                ("replay", "--verbose"),
                ("backfill", "feed", "--since", "2025-01-01", "--verbose"),
                ("search", "estate"),
                ("search", "estate", "--json"),
            )
        ]

        assert [] == [form for _, out, err in said for form in FORMS if form in out + err]
        assert [] == traces(office.desk.folder)
        assert [] == [asked for asked in other.asked for form in FORMS if form in asked.path + str(asked.headers)]
        assert MARKER in {asked.headers.get("x-api-key") for asked in site.asked}  # it was sent where it belongs
        assert any("secret-removed" in str(title) for title in office.column("select title from articles"))


def test_headers_go_to_the_feeds_own_origin_only(office: Office, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not along with a redirect, nor there and back; not to pages, parts, further pages or robots.txt elsewhere."""
    monkeypatch.setenv("KOLIBRI_KEY", MARKER)
    with Site("127.0.0.2") as other, Site() as next_door:
        next_page = f"<link xmlns='http://www.w3.org/2005/Atom' rel='next' href='{other.url}/older.xml'/>"
        site.say(
            "/feed.xml",
            feed_of(("Estate", "/page"), ("Elsewhere", f"{other.url}/page"), ("Door", f"{next_door.url}/page")).replace(
                b"<item>", next_page.encode() + b"<item>", 1
            ),
        )
        site.say("/page", page_of("Estate", *STORY))
        site.say("/there.xml", Said(b"", 307, {"Location": f"{other.url}/back"}))
        other.say("/back", Said(b"", 302, {"Location": f"{site.url}/again.xml"}))
        site.say("/again.xml", feed_of(("Again", "/again")))
        part = "<sitemap><loc>{}</loc></sitemap>"
        site.say(
            "/index.xml",
            (
                "<sitemapindex>"
                + part.format(f"{other.url}/part.xml")
                + part.format(f"{site.url}/part.xml")
                + "</sitemapindex>"
            ).encode(),
        )
        feeds = [feed_line(name, f"{site.url}/{name}.xml") + "\n" + OWN for name in ("feed", "there")]
        office.feeds(*feeds, feed_line("index", f"{site.url}/index.xml", kind="sitemap") + "\n" + OWN, head=BOTH)
        office.crawl()
        office.crawl("feed", since=office.clock().replace(year=2025, month=1))

        assert {"/feed.xml", "/page", "/index.xml", "/part.xml", "/there.xml"} <= {
            asked.path for asked in site.asked if asked.headers.get("x-api-key") == MARKER
        }
        assert [] == [
            a.path for a in site.asked if a.path in ("/robots.txt", "/again.xml") and "x-api-key" in a.headers
        ]
        assert {"/back", "/page", "/part.xml", "/robots.txt"} <= {asked.path for asked in other.asked}
        assert ["/robots.txt", "/page"] == [asked.path for asked in next_door.asked]
        for asked in (*other.asked, *next_door.asked):
            assert not {"x-api-key", "authorization", "referer", "cookie"} & set(asked.headers)
        assert not [asked for asked in site.asked if "referer" in asked.headers]


def test_a_missing_variable_is_its_feeds_own_trouble(office: Office, site: Site) -> None:
    site.say("/good.xml", feed_of(("Estate", "/page")))
    office.feeds(feed_line("paid", f"{site.url}/paid.xml") + "\n" + OWN, feed_line("good", f"{site.url}/good.xml"))

    run = office.crawl()

    assert {"paid": "refused", "good": "fresh"} == run.outcomes
    assert "KOLIBRI_KEY" in (run.seen.errors["paid"] or "")
    assert "/paid.xml" not in site.paths()


def on_a_terminal(*command: str, desk: Path) -> str:
    """What a command prints where it believes to be looked at."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "crawler", *command, "--desk", str(desk)], stdout=theirs, stderr=theirs, stdin=theirs
    ):
        os.close(theirs)
        said = b""
        try:
            while piece := os.read(ours, 65536):
                said += piece
        except OSError:  # the other end was closed
            pass
    os.close(ours)
    return said.decode("utf-8", "replace")


COLOURS = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")  # what our own commands say to a terminal


def test_what_strangers_write_moves_no_terminal(office: Office, site: Site) -> None:
    title = f"Estate {HOSTILE} car".replace("\x1b", "&#27;").replace("\x07", "&#7;").replace("\x9b", "&#155;")
    site.say("/feed.xml", feed_of((title, "/page%1b]0;owned%07"), ("Bad", "/\x1b[2Jpage"), channel=title))
    site.say("/page%1b]0;owned%07", page_of(title, *STORY, title + " " + " ".join(STORY)))
    site.say("/moved.xml", Said(b"", 302, {"Location": "http://\x1b]0;owned\x07.example/\x1b[2J"}))
    site.say("/odd.xml", Said(b"\x1b]0;owned\x07 is no feed", headers={"Content-Type": "text/\x1b[2J"}))
    office.feeds(*(feed_line(name, f"{site.url}/{name}.xml") for name in ("feed", "moved", "odd")))
    desk = office.desk.folder

    shown = [
        on_a_terminal(*words, desk=desk)
        for words in (
            ("crawl", "--now", "--verbose"),
            ("status",),
            ("try", "feed"),
            ("try", "moved"),
            ("search", "estate"),
            ("boilerplate",),
            ("status", "--json"),
        )
    ]

    assert "feed" in shown[0]
    for text in shown:
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202e]", COLOURS.sub("", text)), ascii(text)
        assert "\x1b[2J" not in text
        assert "\x1b]" not in text
    for row in json.loads(shown[-1])["feeds"]:
        assert row["slug"] in {"feed", "moved", "odd"}

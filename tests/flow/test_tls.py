"""Certificates are verified, except those of a feed's own origin where feeds.yaml says so."""

import os
import socket
import ssl
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from tests.flow.conftest import HEAD, Call, Office, feed_line
from tests.flow.origin import STORY, Said, Site, feed_of, page_of
from tests.flow.tls import self_signed

pytestmark = pytest.mark.usefixtures("each_transport")

BOTH = HEAD.replace("127.0.0.1]", "127.0.0.1, 127.0.0.2]")


def test_a_certificate_that_nobody_vouches_for_is_refused(office: Office, tmp_path: Path) -> None:
    context, _ = self_signed(tmp_path, "127.0.0.1")
    with Site(tls=context) as site:
        site.say("/feed.xml", feed_of(("Estate", "/page")))
        office.feeds(feed_line("kolibri", f"{site.url}/feed.xml"))

        run = office.crawl()

        assert {"kolibri": "network"} == run.outcomes
        assert "certificate" in (run.seen.errors["kolibri"] or "").lower()
        assert [] == site.asked


@pytest.mark.parametrize(
    ("names", "expired", "outcome"),
    [(("127.0.0.1",), False, "fresh"), (("127.0.0.1",), True, "network"), (("kolibri.example",), False, "network")],
    ids=["right", "expired", "of another host"],
)
def test_a_certificate_is_right_when_it_is_believed_valid_and_the_hosts_own(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, names: tuple[str, ...], expired: bool, outcome: str
) -> None:
    context, file = self_signed(tmp_path, *names, expired=expired)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    with Site(tls=context) as site:
        site.say("/feed.xml", feed_of())
        site.say("/feed.xml", feed_of(("Estate", "/page")))
        office.feeds(feed_line("kolibri", f"{site.url}/feed.xml"), head=HEAD + "  pages_per_run: 0\n")

        assert {"kolibri": outcome} == office.crawl().outcomes


def test_one_feed_may_go_without_and_only_at_its_own_origin(office: Office, tmp_path: Path, koplamp: Call) -> None:
    mine, _ = self_signed(tmp_path, "127.0.0.1", expired=True)
    other, _ = self_signed(tmp_path, "127.0.0.2")
    with Site(tls=mine) as site, Site("127.0.0.2", tls=other) as elsewhere:
        site.say("/feed.xml", feed_of(("Estate", "/page"), ("Elsewhere", f"{elsewhere.url}/page")))
        site.say("/page", page_of("Estate", *STORY))
        site.say("/moved.xml", Said(b"", 302, {"Location": f"{elsewhere.url}/feed.xml"}))
        office.feeds(
            feed_line("trusting", f"{site.url}/feed.xml", verify_tls=False),
            feed_line("strict", f"{site.url}/strict.xml"),
            feed_line("moved", f"{site.url}/moved.xml", verify_tls=False),
            head=BOTH,
        )

        run = office.crawl()

        assert {"trusting": "fresh", "strict": "network", "moved": "network"} == run.outcomes
        assert ["extracted", "listed"] == office.column("select stage from articles order by stage")
        assert [] == elsewhere.asked
        assert "/strict.xml" not in site.paths()
        reminders = [line for line in run.seen.said if "verify_tls" in line]
        assert ["feed moved", "feed trusting"] == sorted(line.partition(":")[0] for line in reminders)
        assert [] == [line for line in office.crawl().seen.said if "verify_tls" in line]  # once a day
        _, _, err = koplamp("status")
        assert 2 == err.count("verify_tls: false")


def test_old_versions_of_tls_are_not_spoken(office: Office, tmp_path: Path) -> None:
    context, _ = self_signed(tmp_path, "127.0.0.1")
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    with Site(tls=context) as site:
        site.say("/feed.xml", feed_of(("Estate", "/page")))
        office.feeds(feed_line("kolibri", f"{site.url}/feed.xml", verify_tls=False))

        assert {"kolibri": "network"} == office.crawl().outcomes
        assert [] == site.asked


def test_a_body_that_ends_with_its_connection_needs_no_goodbye(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Many servers leave out close_notify; a body whose length was told is half a body all the same."""
    context, file = self_signed(tmp_path, "127.0.0.1")
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    body = feed_of(("Estate", "/page"))
    answers = {b"/whole.xml": b"", b"/half.xml": b"Content-Length: %d\r\n" % (len(body) + 1)}

    def serve(listening: socket.socket) -> None:
        with suppress(OSError):  # closed: the test is over
            while True:
                line = context.wrap_socket(listening.accept()[0], server_side=True)
                path = line.recv(9999).split(b" ")[1]
                if path in answers:
                    line.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n" + answers[path] + b"\r\n" + body)
                else:
                    line.sendall(b"HTTP/1.1 404 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                os.close(line.detach())

    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = threading.Thread(target=serve, args=(listening,), daemon=True)
        server.start()
        url = f"https://127.0.0.1:{listening.getsockname()[1]}"
        names = ("whole", "half")
        office.feeds(*(feed_line(name, f"{url}/{name}.xml") for name in names), head=HEAD + "  pages_per_run: 0\n")
        outcomes = office.crawl().outcomes
        listening.shutdown(socket.SHUT_RDWR)
        server.join(timeout=10)

    assert {"whole": "fresh", "half": "partial"} == outcomes

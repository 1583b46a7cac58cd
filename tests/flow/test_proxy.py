"""With a proxy: what it is asked, what it is never asked, and that nothing else is connected to."""

import base64
import json
from pathlib import Path

import pytest

from tests.flow.conftest import HEAD, Call, Office, feed_line
from tests.flow.forwarding import Forwarder
from tests.flow.origin import STORY, Said, Site, feed_of, page_of
from tests.flow.test_transports import SPELLINGS, TRANSPORTS, started
from tests.flow.tls import self_signed

PUBLIC_ONLY = HEAD.replace("  private_hosts: [127.0.0.1]\n", "")
INSIDE = (*SPELLINGS[:6], "intranet", "nas.local", "metadata.google.internal", "10.0.0.1", "169.254.169.254")


def head(proxy: Forwarder, user: str = "") -> str:
    return PUBLIC_ONLY + f'  proxy: "http://{user}127.0.0.3:{proxy.port}"\n'


def port_of(site: Site) -> int:
    return int(site.url.rpartition(":")[2])


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_everything_goes_to_the_proxy_and_nothing_that_looks_internal(
    office: Office, site: Site, transport: str
) -> None:
    for number, spelling in enumerate(INSIDE):
        site.say(f"/to/{number}", Said(b"", 302, {"Location": f"http://{spelling}/"}))
    site.say("/feed.xml", feed_of(("Estate", "/page"), ("Inside", "http://intranet/x")))
    site.say("/page", page_of("Estate", *STORY))
    with Forwarder(port_of(site)) as proxy:
        office.feeds(
            feed_line("good", "http://kolibri.example/feed.xml"),
            feed_line("direct", f"{site.url}/feed.xml"),
            *(feed_line(f"n{number}", f"http://kolibri.example/to/{number}") for number in range(len(INSIDE))),
            head=head(proxy),
        )
        with started(office, transport) as run:
            out, err = run.communicate(timeout=120)
        told = json.loads(out.splitlines()[-1])["outcomes"]

    assert "fresh" == told.pop("good"), err
    assert {"refused", "redirect"} >= set(told.values())
    assert "refused" == told["direct"] == told["n0"]
    assert {"http://kolibri.example"} == {
        asked.split(" ")[1].rsplit("/", 1)[0].removesuffix("/to") for asked in proxy.asked
    }
    assert "GET http://kolibri.example/page" in proxy.asked


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_tls_goes_through_a_tunnel_and_its_certificate_is_verified(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, transport: str
) -> None:
    context, file = self_signed(tmp_path, "kolibri.example")
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    with Site(tls=context) as site, Forwarder(port_of(site)) as proxy:
        site.say("/feed.xml", feed_of(("Estate", "/page")))
        office.feeds(
            feed_line("good", "https://kolibri.example/feed.xml", follow=False),
            feed_line("other", "https://merel.example/feed.xml", follow=False),
            feed_line("inside", "https://127.0.0.1/feed.xml", follow=False),
            head=head(proxy),
        )
        with started(office, transport) as run:
            out, err = run.communicate(timeout=120)

        assert {"good": "fresh", "other": "network", "inside": "refused"} == json.loads(out.splitlines()[-1])[
            "outcomes"
        ], err
        assert {"CONNECT kolibri.example:443", "CONNECT merel.example:443"} == set(proxy.asked)
        assert {"/robots.txt", "/feed.xml"} == {asked.path for asked in site.asked}


def test_its_password_comes_from_the_environment_and_stays_between_us(
    office: Office, site: Site, monkeypatch: pytest.MonkeyPatch, koplamp: Call
) -> None:
    site.say("/feed.xml", feed_of(("Estate", "/page")))
    word = "Basic " + base64.b64encode(b"desk:s3cret-word/@").decode()
    with Forwarder(port_of(site), word) as proxy:
        lines = head(proxy, "${PROXY_USER}:${PROXY_WORD}@")
        office.feeds(feed_line("kolibri", "http://kolibri.example/feed.xml", follow=False), head=lines)

        code, _, err = koplamp("crawl", "--now")
        assert (2, "PROXY_USER" in err) == (code, True)
        monkeypatch.setenv("PROXY_USER", "desk")
        monkeypatch.setenv("PROXY_WORD", "s3cret-word/@")
        code, out, err = koplamp("crawl", "--now", "--verbose")

    assert 0 == code, err
    assert ["fresh"] == office.column("select last_outcome from feeds")
    assert ["/robots.txt", "/feed.xml"] == [asked.path for asked in site.asked]
    assert not [name for asked in site.asked for name in asked.headers if name.startswith("proxy")]
    assert "s3cret" not in out + err


def test_hosts_of_ones_own_network_are_asked_without_it(office: Office, site: Site) -> None:
    site.say("/feed.xml", feed_of(("Estate", "/page")))
    with Forwarder(port_of(site)) as proxy:
        office.feeds(
            feed_line("kolibri", f"{site.url}/feed.xml", follow=False),
            head=HEAD + f"  proxy: http://127.0.0.3:{proxy.port}\n",
        )

        assert {"kolibri": "fresh"} == office.crawl().outcomes
        assert [] == proxy.asked


@pytest.mark.usefixtures("each_transport")
def test_the_environments_proxy_is_nobodys_order(office: Office, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.say("/feed.xml", feed_of(("Estate", "/page")))
    with Forwarder(port_of(site)) as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.3:{proxy.port}")
        office.feeds(feed_line("kolibri", f"{site.url}/feed.xml", follow=False))

        assert {"kolibri": "fresh"} == office.crawl().outcomes
        assert [] == proxy.asked

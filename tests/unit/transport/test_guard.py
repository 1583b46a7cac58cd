"""How a request may be sent: through which proxy, in what time, its certificate verified or not."""

import logging

import pytest
from scrapy import Request

from crawler.desk.expat import expat_fault
from crawler.transport.budget import Budget
from crawler.transport.errors import AddressRefused, OutOfTime
from crawler.transport.guard import Guard, Proxy, is_unverified, prepared, proxy_of, way_of
from crawler.transport.logs import Discreet, printable
from crawler.transport.secrets import Redactor
from crawler.transport.twisted_handler import _host

PROXY = Proxy("10.0.0.9", 3128)
BEHIND = Guard(("nas.local:8080",), PROXY)


@pytest.mark.parametrize(
    ("url", "proxy"),
    [
        (None, None),
        ("", None),
        ("http://proxy.example:3128", Proxy("proxy.example", 3128)),
        ("http://[::1]:3128", Proxy("::1", 3128)),
        ("http://desk:a%2Fb@proxy.example:3128", Proxy("proxy.example", 3128, "Basic ZGVzazphL2I=")),
    ],
)
def test_a_proxy_is_read_from_its_address(url: str | None, proxy: Proxy | None) -> None:
    assert proxy == proxy_of(url)


def test_a_proxy_opens_its_own_port_and_nothing_else() -> None:
    opened = [("10.0.0.9", 3128), ("10.0.0.9", 80), ("10.0.0.8", 3128), ("nas.local", 8080), ("kolibri.example", 80)]

    assert [True, False, False, True, False] == [BEHIND.allows(host, "10.0.0.9", port) for host, port in opened]
    assert not Guard().allows("10.0.0.9", "10.0.0.9", 3128)


@pytest.mark.parametrize(
    ("url", "proxy"),
    [("https://kolibri.example/feed", PROXY), ("http://8.8.8.8/", PROXY), ("http://nas.local:8080/", None)],
)
def test_what_is_public_goes_through_the_proxy_and_what_is_ours_does_not(url: str, proxy: Proxy | None) -> None:
    assert proxy == BEHIND.way(url)


@pytest.mark.parametrize(
    "url",
    ["http://nas.local/", "http://127.1/", "http://[::1]/", "http://intranet/", "http://10.0.0.9:3128/", "http:///x"],
)
def test_what_looks_internal_is_not_handed_to_a_proxy(url: str) -> None:
    with pytest.raises(AddressRefused):
        BEHIND.way(url)

    assert Guard().way(url) is None  # without one the socket's address is judged


def test_a_request_cannot_choose_a_proxy_of_its_own() -> None:
    request = Request(
        "https://kolibri.example/",
        meta={"proxy": "http://127.0.0.1:9", "download_timeout": 25},
        headers={"Proxy-Authorization": "x"},
    )

    straight, behind = (prepared(request, way_of(request, guard)) for guard in (Guard(), BEHIND))

    assert (None, None) == (straight.meta.get("proxy"), straight.headers.get("Proxy-Authorization"))
    assert ("http://10.0.0.9:3128", None) == (behind.meta["proxy"], behind.headers.get("Proxy-Authorization"))


def test_a_budget_shortens_a_request_and_then_sends_none() -> None:
    budget = Budget(0.05)
    request = Request("https://kolibri.example/", meta={"budget": budget, "download_timeout": 25})

    assert 0.05 == prepared(request, way_of(request, Guard())).meta["download_timeout"]
    with budget.spent():
        while not budget.is_spent:
            with budget.spent():
                pass
            budget._left -= 0.01
    with pytest.raises(OutOfTime):
        way_of(request, Guard())


@pytest.mark.parametrize(
    ("url", "unverified"),
    [
        ("https://kolibri.example/feed", True),
        ("https://kolibri.example:8443/feed", False),
        ("https://kolibri.example.merel.example/", False),
        ("https://kolibri.example@merel.example/", False),
        ("http://kolibri.example/feed", False),
    ],
)
def test_only_the_feeds_own_origin_goes_unverified(url: str, unverified: bool) -> None:
    request = Request(url, meta={"unverified_origin": "https://kolibri.example"})

    assert unverified == is_unverified(request)
    assert not is_unverified(Request(url))


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://Kolibri.example:80/x", "kolibri.example"),
        ("https://[::1]:8/", "::1"),
        ("http://u:w@merel.example", "merel.example"),
    ],
)
def test_twisted_is_told_by_its_own_spelling(url: str, host: str) -> None:
    assert host == _host(url)


def test_a_secret_is_taken_out_in_every_form_it_may_come_back_in() -> None:
    redactor = Redactor(["a<b/c=d&e", "short"])
    came = "a<b/c=d&e a%3Cb/c%3Dd%26e a%3cb%2Fc=d&#x26;e a&lt;b/c=d&amp;e short"

    assert "secret-removed " * 4 + "short" == redactor.text(came)
    assert b"secret-removed " * 4 + b"short" == redactor.body(came.encode())
    assert "x secret-removed".encode("utf-16-le") == redactor.body("x a<b/c=d&e".encode("utf-16-le"))
    assert not Redactor(["short"])


def test_a_log_shows_neither_secrets_nor_what_moves_a_terminal() -> None:
    quiet = Discreet(Redactor(["s3cret-word"]))
    record = logging.LogRecord(
        "x", 20, __file__, 1, "got %s from %s", ("s3cret-word", "\x1b]0;owned\x07\n\x9b\u202e"), None
    )

    assert quiet.filter(record)
    assert r"got secret-removed from \x1b]0;owned\x07\n\x9b\u202e" == record.getMessage()
    try:
        raise ValueError("s3cret-word \x1b[2J")
    except ValueError as error:
        record = logging.LogRecord("x", 40, __file__, 1, "", (), (ValueError, error, error.__traceback__))
    quiet.filter(record)
    assert r"secret-removed \x1b[2J" in logging.Formatter().format(record)
    assert "s3cret" not in logging.Formatter().format(record).replace(__file__, "").partition("ValueError:")[2]


def test_ordinary_text_is_shown_as_it_is() -> None:
    assert "Škoda — 'Élan'\tja 🚗" == printable("Škoda — 'Élan'\tja 🚗")


@pytest.mark.parametrize(
    ("version", "old"), [((2, 4, 0), True), ((2, 4, 1), False), ((2, 5, 0), False), ((1, 95, 8), True)]
)
def test_an_old_parser_of_xml_is_named(version: tuple[int, int, int], old: bool) -> None:
    fault = expat_fault(version)

    assert old == (fault is not None)
    assert not old or ".".join(map(str, version)) in str(fault)

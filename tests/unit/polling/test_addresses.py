"""Which addresses may be asked. Judged as functions: no socket opens here."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.polling.addresses import is_allowed, looks_internal, verdict

VERDICTS = [
    # public
    ("1.1.1.1", None),
    ("8.8.8.8", None),
    ("9.255.255.255", None),
    ("11.0.0.0", None),
    ("100.63.255.255", None),
    ("100.128.0.0", None),
    ("126.255.255.255", None),
    ("128.0.0.1", None),
    ("169.253.0.1", None),
    ("172.15.255.255", None),
    ("172.32.0.1", None),
    ("192.167.255.255", None),
    ("192.169.0.1", None),
    ("198.17.0.1", None),
    ("198.20.0.1", None),
    ("223.255.255.255", None),
    ("2606:4700:4700::1111", None),
    ("2a00:1450:400e::1", None),
    ("2001:4860:4860::8888", None),
    # not public, version 4
    ("0.0.0.0", "unspecified"),
    ("0.1.2.3", "this network"),
    ("10.0.0.0", "private"),
    ("10.255.255.255", "private"),
    ("100.64.0.0", "carrier-grade NAT"),
    ("100.127.255.255", "carrier-grade NAT"),
    ("127.0.0.1", "loopback"),
    ("127.0.0.2", "loopback"),
    ("127.255.255.255", "loopback"),
    ("168.63.129.16", "cloud metadata"),
    ("169.254.0.1", "link-local"),
    ("169.254.169.254", "cloud metadata"),
    ("172.16.0.1", "private"),
    ("172.31.255.255", "private"),
    ("192.0.0.8", "protocol assignment"),
    ("192.0.2.1", "documentation"),
    ("192.88.99.1", "6to4 relay"),
    ("192.168.0.1", "private"),
    ("198.18.0.1", "benchmark"),
    ("198.19.255.255", "benchmark"),
    ("198.51.100.1", "documentation"),
    ("203.0.113.1", "documentation"),
    ("224.0.0.1", "multicast"),
    ("239.255.255.255", "multicast"),
    ("240.0.0.1", "reserved"),
    ("255.255.255.255", "broadcast"),
    # not public, version 6
    ("::", "unspecified"),
    ("::1", "loopback"),
    ("0:0:0:0:0:0:0:1", "loopback"),
    ("[::1]", "loopback"),
    ("100::1", "discard-only"),
    ("2001:2::1", "benchmark"),
    ("2001:10::1", "ORCHID"),
    ("2001:2f::1", "ORCHID"),
    ("2001:1::1", "protocol assignment"),
    ("2001:db8::1", "documentation"),
    ("3fff::1", "documentation"),
    ("4000::1", "reserved"),
    ("5f00::1", "reserved"),
    ("fc00::1", "private"),
    ("fd00::1", "private"),
    ("fe80::1", "link-local"),
    ("fe80::1%eth0", "link-local"),
    ("febf::1", "link-local"),
    ("fec0::1", "private"),
    ("ff02::1", "multicast"),
    ("ff0e::1", "multicast"),
    # version 4 inside version 6
    ("::ffff:8.8.8.8", None),
    ("::ffff:127.0.0.2", "IPv4-mapped form of a loopback address"),
    ("::ffff:7f00:2", "IPv4-mapped form of a loopback address"),
    ("::ffff:10.0.0.1%1", "IPv4-mapped form of a private address"),
    ("::ffff:0.0.0.0", "IPv4-mapped form of an unspecified address"),
    ("::ffff:0:127.0.0.1", "IPv4-translated form of a loopback address"),
    ("::ffff:0:8.8.8.8", "reserved"),
    ("::127.0.0.2", "IPv4-compatible form of a loopback address"),
    ("::8.8.8.8", "reserved"),
    ("64:ff9b::8.8.8.8", None),
    ("64:ff9b::7f00:2", "NAT64 of a loopback address"),
    ("64:ff9b::a9fe:a9fe", "NAT64 of a cloud metadata address"),
    ("64:ff9b:1::808:808", "local NAT64"),
    ("2002:808:808::1", None),
    ("2002:7f00:2::", "6to4 of a loopback address"),
    ("2002:c0a8:1::1", "6to4 of a private address"),
    ("2001:0:808:808:0:0:f7f7:f7f7", None),
    ("2001:0:808:808:0:0:80ff:fffd", "Teredo of a loopback address"),
    ("2001:0:7f00:1:0:0:f7f7:f7f7", "Teredo of a loopback address"),
    # no address
    ("", "not an IP address"),
    ("localhost", "not an IP address"),
    ("127.1", "not an IP address"),
    ("0x7f000001", "not an IP address"),
    ("127.0.0.01", "not an IP address"),
    ("8.8.8.8/32", "not an IP address"),
    ("1" * 5000, "not an IP address"),
]


@pytest.mark.parametrize(("address", "reason"), VERDICTS)
def test_says_why_an_address_may_not_be_asked(address, reason):
    assert reason == verdict(address)


ALLOWED = [
    # host as in the URL, its address, port, private_hosts
    ("autoweek.nl", "8.8.8.8", 443, (), True),
    ("autoweek.nl", "10.0.0.1", 443, (), False),
    ("autoweek.nl", "127.0.0.1", 443, ("localhost",), False),
    ("nas.local", "192.168.1.5", 80, ("nas.local",), True),
    ("NAS.local.", "192.168.1.5", 80, (" nas.LOCAL ",), True),
    ("nas.local", "192.168.1.5", 8080, ("nas.local:8080",), True),
    ("nas.local", "192.168.1.5", 80, ("nas.local:8080",), False),
    ("evil.nas.local", "192.168.1.5", 80, ("nas.local",), False),
    ("evil.nl", "192.168.1.5", 80, ("nas.local", "192.168.1.5"), False),
    ("192.168.1.5", "192.168.1.5", 80, ("nas.local",), False),
    ("127.0.0.1", "127.0.0.1", 8000, ("127.0.0.1:8000",), True),
    ("127.0.0.2", "127.0.0.2", 8000, ("127.0.0.1",), False),
    ("127.0.0.1", "127.0.0.1", 8001, ("other", "127.0.0.1:8000"), False),
    ("::1", "::1", 80, ("::1",), True),
    ("::1", "::1", 80, ("[::1]",), True),
    ("[0:0:0:0:0:0:0:1]", "::1", 80, ("::1",), True),
    ("::1", "::1", 8000, ("[::1]:8000",), True),
    ("::1", "::1", 8001, ("[::1]:8000",), False),
    ("::ffff:7f00:1", "::ffff:7f00:1", 80, ("127.0.0.1",), False),
    ("0x7f000001", "127.0.0.1", 80, ("127.0.0.1",), False),
    ("autoweek.nl", "10.0.0.1", 80, ("",), False),
    ("", "10.0.0.1", 80, ("", ":80"), False),
    ("autoweek.nl", "no address", 80, (), False),
]


@pytest.mark.parametrize(("host", "address", "port", "private", "allowed"), ALLOWED)
def test_private_hosts_open_exactly_what_they_name(host, address, port, private, allowed):
    assert allowed is is_allowed(host, address, port, private)


SPELLINGS = [
    ("autoweek.nl", None),
    ("xn--mller-kva.de", None),
    ("Müller.de", None),
    ("8.8.8.8", None),
    ("134744072", None),
    ("::ffff:8.8.8.8", None),
    ("127.0.0.1", "loopback"),
    ("127.1", "loopback"),
    ("2130706434", "loopback"),
    ("0x7f000002", "loopback"),
    ("0x7f.0.0.0x2", "loopback"),
    ("0177.0.0.2", "loopback"),
    ("0127.0.0.1", "loopback"),
    ("010.0.0.1", "private"),
    ("１２７.0.0.1", "loopback"),
    ("①②⑦.0.0.1", "loopback"),
    ("127。0。0。1", "loopback"),
    ("127%2e0.0.1", "loopback"),
    ("169.254.169.254", "cloud metadata"),
    ("[::1]", "loopback"),
    ("::1", "loopback"),
    ("fe80::1%eth0", "link-local"),
    ("[::ffff:7f00:2]", "IPv4-mapped form of a loopback address"),
    ("localhost", "loopback"),
    ("LocalHost.", "loopback"),
    ("app.localhost", "a name of a private network"),
    ("nas.local", "a name of a private network"),
    ("metadata.google.internal", "a name of a private network"),
    ("intranet", "a name without a dot"),
    ("1.2.3.4.5", "not a host name"),
    ("0x7f.1.zz.0x", "not a host name"),
    ("", "not a host name"),
    ("a b.nl", "not a host name"),
    ("evil.nl/pad", "not a host name"),
    ("jan@evil.nl", "not a host name"),
    ("a" * 300 + ".nl", "not a host name"),
]


@pytest.mark.parametrize(("host", "reason"), SPELLINGS)
def test_a_proxy_is_not_sent_to_what_looks_internal(host, reason):
    assert reason == looks_internal(host)


@settings(max_examples=200, deadline=None)
@given(st.ip_addresses(v=4))
def test_an_address_is_judged_alike_in_every_form_that_carries_it(address):
    plain, number = verdict(str(address)), int(address)
    forms = [f"::ffff:{address}", f"64:ff9b::{address}", f"2002:{number >> 16:x}:{number & 0xFFFF:x}::1"]

    assert {plain is None} == {verdict(form) is None for form in forms}
    assert looks_internal(str(number)) == looks_internal(hex(number)) == plain


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_is_judged_without_error(host, address):
    looks_internal(host)

    assert is_allowed(host, address, 80, (address,)) in (True, False)
    assert verdict(address) is not None or ":" in address or "." in address

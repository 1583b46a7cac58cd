"""Names below public suffixes: the rules of publicsuffix.org, and what the list's own reader makes of them."""

from pathlib import Path

import pytest
from publicsuffixlist import PSLFILE, PublicSuffixList

from crawler.normal.suffixes import registered


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("www.autoblog.nl", "autoblog.nl"),
        ("autoblog.nl", "autoblog.nl"),
        ("news.bbc.co.uk", "bbc.co.uk"),
        ("gov.uk", "gov.uk"),  # a suffix that is a host
        ("www.gov.uk", "www.gov.uk"),
        ("a.b.c.ck", "b.c.ck"),  # *.ck
        ("a.www.ck", "www.ck"),  # !www.ck
        ("www.ck", "www.ck"),
        ("an.github.io", "an.github.io"),  # private section
        ("www.an.substack.com", "an.substack.com"),  # a hoster of ours
        ("a.xn--55qx5d.cn", "a.xn--55qx5d.cn"),  # as Punycode, the list has it in letters
        ("www.a.xn--55qx5d.cn", "a.xn--55qx5d.cn"),
        ("www.xn--p1ai.xn--p1ai", "xn--p1ai.xn--p1ai"),
        ("intranet.example", None),
        ("nas.local", None),
        ("a.xn--\u00e9", None),
        ("a.", None),
    ],
)
def test_the_name_that_was_registered(host, name):
    assert registered(host) == name


def test_every_rule_of_the_list_is_read_as_its_own_reader_does():
    theirs = PublicSuffixList(accept_unknown=False)
    rules = [line for line in Path(PSLFILE).read_text("utf-8").splitlines() if line and not line.startswith("//")]
    hosts = {f"{before}{rule.lstrip('!').replace('*', 'q')}" for rule in rules for before in ("", "a.", "b.a.")}
    asked = {host: theirs.privatesuffix(host) or theirs.publicsuffix(host) for host in hosts}

    assert len(asked) > 20_000
    assert {host: registered(host) for host in asked} == asked

"""Wrong addresses, names, files: each with all the lines an operator is told, in the order of their places."""

import pytest

from crawler.config import load
from crawler.errors import ConfigError

AUTOBLOG = "feeds:\n  - name: Autoblog\n    url: https://www.autoblog.nl/feed\n"
BARE = "may be read as a number, a date or a switch; quote this value:"
FEED = "a feed is written as '- name: ...' with 'url: ...' below it"
FILE = "the file starts with 'feeds:' and a list of feeds below it"
HOST = "write one host name or address alone, without http://, port, path, [ ] or *"
MISFIT = "this does not fit what stands before it; check the indentation, and put the whole value into quotes"
QUOTE = "a ':' inside [ ] or { } needs quotes; quote this value"
SECOND_COLON = "a second ': ' in one value, or a wrongly indented line; quote the value or check the indentation"
SHUT = "that starts here is not closed, or lacks a comma"
UNPLACED = "this line stands neither in the list above nor outside of it; check its indentation"

ADDRESSES = [
    ("www.autoblog.nl/feed", "write the whole address, such as https://www.example.org/feed"),
    ("ftp://a.nl/feed", "only http:// and https:// addresses can be asked"),
    ("file:///etc/passwd", "only http:// and https:// addresses can be asked"),
    (
        "https://bob:pw@a.nl/feed",
        'take the user name and password out of the address; send them by headers: with Authorization: "Basic ${NAME}"',
    ),
    ("https://a.nl/?q={query}", "the address holds a place to fill in; write the finished address"),
    ("https://a.nl/${KEY}", "an address holds no ${NAME}; put secrets into headers:"),
    ("https://a.nl/feed#top", "take the part from '#' on out of the address; a server never sees it"),
    ("https://", "this is no address; write it whole, such as https://www.example.org/feed"),
    ("https://a.nl:99999/", "this is no address; write it whole, such as https://www.example.org/feed"),
    ("https://a nl/", "the address holds a blank or a line break; write %20 for a blank"),
    ("'https://a.nl/ feed'", "the address holds a blank or a line break; write %20 for a blank"),
    ("javascript:alert(1)", "write the whole address, such as https://www.example.org/feed"),
    ("feed://a.nl/", "only http:// and https:// addresses can be asked"),
    ("12", 'url 12 may be read as a number, a date or a switch; quote this value: "12"'),
    ("http://a.nl:25/", "port 25 is another service's than the web's and is not asked; write the site's"),
    (f"https://{'a' * 3000}.nl/", "this address cannot be asked; copy it again from the browser"),
]

NAMES = [
    (" 012", f"2:11: feed '012': name 012 {BARE} \"012\""),
    (" 2025-11-19", f"2:11: feed '2025-11-19': name 2025-11-19 {BARE} \"2025-11-19\""),
    (" 12:30", f"2:11: feed '12:30': name 12:30 {BARE} \"12:30\""),
    (" 911", f"2:11: feed '911': name 911 {BARE} \"911\""),
    (" true", f"2:11: feed 'true': name true {BARE} \"true\""),
    (" ~", f"2:11: feed '~': name ~ {BARE} \"~\""),
    ("", "2:10: feed 1: name has no value; write one, or take the line out"),
    (" [a]", "2:11: feed 1: name is a list; write one text"),
    (' ""', "2:11: feed 1: the name is empty"),
    (
        ' "a\\nb"',
        "2:11: feed 'a\\nb': the name holds a line break, a tab or another character that cannot be seen; take it out",
    ),
    (" " + "x" * 121, f"2:11: feed '{'x' * 57}...': the name has 121 characters; write at most 120"),
]

FILES = [
    ("", [f"1:1: {FILE}; here stands nothing"]),
    ("# nothing\n", [f"1:1: {FILE}; here stands nothing"]),
    ("just words\n", [f"1:1: {FILE}; here stands one value"]),
    ("- a\n", [f"1:1: {FILE}; here stands a list"]),
    ("feeds:\n", ["1:7: feeds has no value; write a list of feeds below it, or [] for none"]),
    ("feeds: no\n", ["1:8: feeds is one value; write a list, each line beginning with '- '"]),
    ("feeds: {}\n", ["1:8: feeds is a mapping; write a list, each line beginning with '- '"]),
    ("feed: []\n", [f"1:1: key 'feeds' is missing; {FILE}", "1:1: unknown key 'feed'; did you mean 'feeds'?"]),
    ("feeds:\n  -\n", ["2:4: feed 1: nothing stands behind this '-'; write something, or take the line out"]),
    ("feeds:\n  - https://a.nl/feed\n", [f"2:5: feed 1: {FEED}; here stands one value"]),
    ("defaults:\nfeeds: []\n", ["1:10: defaults has no value; write one, or take the line out"]),
    ("defaults: []\nfeeds: []\n", ["1:11: defaults: is followed by indented keys; here stands a list"]),
    ("feeds:\n  - name: A\n", [f"2:5: feed 'A': key 'url' is missing; {FEED}"]),
    ("feeds:\n  - url: https://a.nl/\n", [f"2:5: feed 1: key 'name' is missing; {FEED}"]),
    ("feeds: []\nuser_agent: me\n", ["2:1: unknown key 'user_agent' here; 'user_agent' belongs under defaults:"]),
    ("feeds: []\nfeds: []\n", ["2:1: unknown key 'feds'; did you mean 'feeds'?"]),
    (AUTOBLOG + "    ? [a]\n    : b\n", ["4:7: a key is one word"]),
    (AUTOBLOG + "    : b\n", [f"4:5: {MISFIT}"]),
    (AUTOBLOG + "    url: https://b.nl/\n", ["4:5: key 'url' stands twice, first in line 3; keep one of them"]),
    (AUTOBLOG + "    name: B\n", ["4:5: key 'name' stands twice, first in line 2; keep one of them"]),
    ("feeds: []\nfeeds: []\n", ["2:1: key 'feeds' stands twice, first in line 1; keep one of them"]),
    (
        "feeds:\n  - {name: 汽车, url: 'https://a.nl/'}\n",
        ["2:12: feed '汽车': no slug can be made from this name; write one, such as slug: my-feed"],
    ),
    (
        AUTOBLOG + "  - name: autoblog\n    url: http://WWW.autoblog.nl:80/feed/\n    slug: autoblog\n",
        [
            "4:11: feed 'autoblog': this name is taken by the feed in line 2; write another",
            "5:10: feed 'autoblog': this address is already asked for by the feed in line 3; keep one",
            "6:11: feed 'autoblog': slug 'autoblog' is taken by the feed in line 2; write another",
        ],
    ),
    (
        AUTOBLOG
        + "  - {slug: x, name: Auto-blog, url: 'https://b.nl/'}\n"
        + "  - {slug: y, name: AUTO blog, url: 'https://c.nl/'}\n"
        + "  - {slug: x, name: auto  blog, url: 'https://d.nl/'}\n"
        + "  - {name: Autoblog!, url: 'HTTPS://B.NL'}\n",
        [
            "6:12: feed 'auto  blog': slug 'x' is taken by the feed in line 4; write another",
            "6:21: feed 'auto  blog': this name is taken by the feed in line 5; write another",
            "7:12: feed 'Autoblog!': the slug 'autoblog' made from this name is taken by the feed in line 2;"
            " write a slug: of its own",
            "7:28: feed 'Autoblog!': this address is already asked for by the feed in line 4; keep one",
        ],
    ),
    ("defaults:\n  private_hosts: [http://a.nl]\nfeeds: []\n", [f"2:19: {QUOTE}"]),
    (
        "defaults:\n  private_hosts: [10.0.0.0/8, 'a.nl:80', '*.nl', 12]\nfeeds: []\n",
        [
            f"2:19: defaults: host '10.0.0.0/8': {HOST}",
            f"2:31: defaults: host 'a.nl:80': {HOST}",
            f"2:42: defaults: host '*.nl': {HOST}",
            f'2:50: defaults: private_hosts 12 {BARE} "12"',
        ],
    ),
    (
        "defaults:\n  limits: {body_mib: 65, seconds: 0, redirects: 5.5, entires: 1, url_chars: 99}\nfeeds: []\n",
        [
            "2:22: defaults: limits: body_mib is 65; write at most 64",
            "2:35: defaults: limits: seconds is 0; write at least 1",
            "2:49: defaults: limits: redirects is '5.5'; write a whole number",
            "2:54: defaults: limits: unknown key 'entires'; did you mean 'entries'?",
            "2:77: defaults: limits: url_chars is 99; write at least 100",
        ],
    ),
    ("\tfeeds: []\n", ["1:1: indented with a tab; use blanks"]),
    ("feeds:\n\t- name: A\n  \t\n", ["2:1: indented with a tab; use blanks", "3:3: indented with a tab; use blanks"]),
    ("feeds: \u0000[]\n", ["1:8: holds the unseen character U+0000; take it out"]),
    (
        "feeds: []\u2028\n# \u0007\n",
        ["1:10: holds the unseen character U+2028; take it out", "2:3: holds the unseen character U+0007; take it out"],
    ),
    (
        "feeds: []\n---\nfeeds: []\n",
        ["2:1: a second document starts here; feeds.yaml is one document, take the '---' out"],
    ),
    ("feeds: []\n...\nfeeds: []\n", ["3:1: nothing may stand behind the end of the file's one document"]),
    ("feeds: &all []\n", ["1:8: '&all' is an anchor; take it out, every value is written where it counts"]),
    ("feeds: *all\n", ["1:8: '*all' refers to another place; write the value out here"]),
    ("feeds: !!seq []\n", ["1:8: '!!seq' is a tag; take it out, feeds.yaml holds plain values only"]),
    (
        "feeds:\n  - !!python/object:os.system {name: A}\n",
        ["2:5: '!!python/object:os.system' is a tag; take it out, feeds.yaml holds plain values only"],
    ),
    (
        "feeds:\n  - &a {name: A, url: 'https://a.nl/'}\n  - *a\n  - <<: *a\n    name: B\n",
        [
            "2:5: '&a' is an anchor; take it out, every value is written where it counts",
            "3:5: '*a' refers to another place; write the value out here",
            f"4:5: feed 'B': key 'url' is missing; {FEED}",
            "4:9: '*a' refers to another place; write the value out here",
        ],
    ),
    ("feeds: [[[[[[[[[[]]]]]]]]]]\n", ["1:15: nested deeper than anything feeds.yaml knows; check the indentation"]),
    ("feeds:\n  - name: A: B\n    url: https://a.nl/\n", [f"2:12: {SECOND_COLON}"]),
    ("feeds:\n  - name: A\n   url: https://a.nl/\n", [f"3:4: {UNPLACED}"]),
    ("feeds:\n  - name: A\n      url: https://a.nl/\n", [f"3:10: {SECOND_COLON}"]),
    ('feeds:\n  - name: "A\n    url: https://a.nl/\n', ["2:11: the quote that opens here is never closed"]),
    ("feeds:\n  - name: @A\n", ["2:11: a value may not begin with this character; quote this value"]),
    ("feeds:\n  - name: %A\n", ["2:11: a value may not begin with this character; quote this value"]),
    ("feeds:\n  - name: 'A' B\n", [f"2:15: {MISFIT}"]),
    ("feeds:\n  - name: [A\n    url: https://a.nl/\n", [f"2:11: the list in [ ] {SHUT}"]),
    ("feeds:\n  - {name: A\n    url: https://a.nl/}\n", [f"2:5: the mapping in {{ }} {SHUT}"]),
    ("feeds:\n  - name A\n    url: https://a.nl/\n", [f"3:8: {SECOND_COLON}"]),
    (
        "feeds:\n  - name: A\n    url\n",
        ["3:5: this has no ': ' behind it, so it is neither a key nor the value of one"],
    ),
    ('feeds:\n  - name: "A\\q"\n', ["2:11: an unknown '\\' in double quotes; use single quotes"]),
    ("feeds:\n  - name: A\n  url: https://a.nl/\n", [f"3:3: {UNPLACED}"]),
    ("feeds: [a: b\n", [f"1:8: the list in [ ] {SHUT}"]),
    ("feeds: - a\n", ["1:8: a list may not start here; put each '- ' on a line of its own"]),
    ("feeds: *\n", ["1:8: a bare '*' or '&' is not text; quote this value"]),
    ("feeds: []\n]\n", [f"2:1: {MISFIT}"]),
    ("%A\nfeeds: []\n", ["1:1: a line may not begin with '%'; quote this value"]),
    ("feeds: [http://a.nl, b]\n", [f"1:9: {QUOTE}"]),
    ("feeds: |x\n", ["1:9: only a line break may stand behind '|' or '>'; quote this value"]),
    ("feeds: [,]\n", ["1:9: a value is missing here"]),
    (
        "feeds:\n- name: A\n-url: b\n",
        [f"2:3: feed 'A': key 'url' is missing; {FEED}", "3:1: unknown key '-url'; write a blank behind the '-'"],
    ),
]


def faults_of(text, name="feeds.yaml"):
    with pytest.raises(ConfigError) as raised:
        load(text, name)
    return list(raised.value.faults)


@pytest.mark.parametrize(("url", "sentence"), ADDRESSES, ids=lambda text: text[:40])
def test_addresses_that_cannot_be_asked(url, sentence):
    assert [f"feeds.yaml:3:10: feed 'A': {sentence}"] == faults_of(f"feeds:\n  - name: A\n    url: {url}\n")


@pytest.mark.parametrize(("name", "fault"), NAMES, ids=lambda text: text[:40])
def test_names_that_are_no_names(name, fault):
    assert [f"feeds.yaml:{fault}"] == faults_of(f"feeds:\n  - name:{name}\n    url: https://a.nl/\n")


@pytest.mark.parametrize(("text", "faults"), FILES, ids=lambda text: ascii(text)[:40])
def test_files_with_faults(text, faults):
    assert [f"feeds.yaml:{fault}" for fault in faults] == faults_of(text)


@pytest.mark.parametrize("text", ["#" * ((16 << 20) + 1), "# " + "é" * (8 << 20)], ids=["characters", "bytes"])
def test_a_file_above_16_mebibytes_is_not_read(text):
    assert ["feeds.yaml:1:1: the file is larger than 16 MiB; is this feeds.yaml?"] == faults_of(text)


def test_a_file_is_called_what_the_caller_calls_it():
    assert ["/desk/feeds.yaml:1:7: feeds has no value; write a list of feeds below it, or [] for none"] == faults_of(
        "feeds:\n", "/desk/feeds.yaml"
    )


def test_all_faults_are_told_at_once_and_in_order():
    text = """\
defaults:
  languag: nl
  every: 12:30
  limits: {body_mib: 012}
feeds:
  - name: autoblog
    url: ftp://autoblog.nl
    langauge: nl
    follow: yes
    headers:
      Authorization: Bearer abc
  - name: Autoblog
    country: UK
    country: GB
    url: &here https://www.autoblog.nl/feed
  - *here
"""

    assert [
        "feeds.yaml:2:3: defaults: unknown key 'languag'; did you mean 'language'?",
        "feeds.yaml:3:10: defaults: every '12:30' is not a time; write auto, 30m, 2h, 1d or a number of minutes",
        "feeds.yaml:4:22: defaults: limits: body_mib 012 begins with a zero; write 12",
        "feeds.yaml:7:10: feed 'autoblog': only http:// and https:// addresses can be asked",
        "feeds.yaml:8:5: feed 'autoblog': unknown key 'langauge'; did you mean 'language'?",
        "feeds.yaml:9:13: feed 'autoblog': follow is 'yes'; write true or false",
        "feeds.yaml:11:22: feed 'autoblog': header 'Authorization' is a secret; put the secret into an environment"
        " variable and write ${NAME}",
        "feeds.yaml:12:11: feed 'Autoblog': this name is taken by the feed in line 6; write another",
        "feeds.yaml:13:14: feed 'Autoblog': country 'UK' is not a two-letter code of ISO 3166-1; write 'GB'",
        "feeds.yaml:14:5: key 'country' stands twice, first in line 13; keep one of them",
        "feeds.yaml:15:10: '&here' is an anchor; take it out, every value is written where it counts",
        "feeds.yaml:16:5: '*here' refers to another place; write the value out here",
    ] == faults_of(text)

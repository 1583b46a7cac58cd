"""One wrong line in a feed or under defaults: the one line an operator is told."""

import pytest

from crawler.config import load
from crawler.errors import ConfigError

KEYS = (
    "; the keys here are name, url, slug, source, kind, list, language, country, timezone, every, pause, follow,"
    " enabled, headers, pages_per_run, look_again, keep_pages, stale_after, limits, keep, block, rights,"
    " verify_tls, archive"
)
NO_SLUG = " may hold at most 64 lower-case letters a-z, digits and single dashes"
NO_SOURCE = " must be the publisher's domain, such as 'autoblog.nl', or a word of lower-case letters, digits and dashes"
NO_TIME = " is not a time; write auto, 30m, 2h, 1d or a number of minutes"
SECRET = " is a secret; put the secret into an environment variable and write ${NAME}"

# What is written as the feed's third line, the column of the fault, and its sentence.
IN_A_FEED = [
    ("langauge: nl", 5, "unknown key 'langauge'; did you mean 'language'?"),
    ("interval: 2h", 5, "unknown key 'interval'; did you mean 'every'?"),
    ("minutes_per_run: 3", 5, "unknown key 'minutes_per_run' here; 'minutes_per_run' belongs under defaults:"),
    ("body_mib: 3", 5, "unknown key 'body_mib' here; 'body_mib' belongs under limits:"),
    ("redirects: 3", 5, "unknown key 'redirects' here; 'redirects' belongs under limits: in defaults:"),
    ("item: li", 5, "unknown key 'item' here; 'item' belongs under list:"),
    ("author: anp", 5, "unknown key 'author' here; 'author' belongs under keep: or block:, as '- author: ...'"),
    ("selector: li", 5, "unknown key 'selector'; did you mean 'list'?"),
    ("exclude: [a]", 5, "unknown key 'exclude'; did you mean 'block'?"),
    ("include: [a]", 5, "unknown key 'include'; did you mean 'keep'?"),
    ("filter: [a]", 5, "unknown key 'filter'; write keep: for what to keep, block: for what to drop"),
    ("stale: 14d", 5, "unknown key 'stale'; did you mean 'stale_after'?"),
    ("colour: red", 5, f"unknown key 'colour'{KEYS}"),
    ("1: 2", 5, f"unknown key '1'{KEYS}"),
    ("lang: nl", 5, "unknown key 'lang'; did you mean 'language'?"),
    ("Language: nl", 5, "unknown key 'Language'; did you mean 'language'?"),
    ("slug: Auto Blog", 11, f"slug 'Auto Blog'{NO_SLUG}; write 'auto-blog'"),
    ("slug: auto_blog", 11, f"slug 'auto_blog'{NO_SLUG}; write 'auto-blog'"),
    ("source: Autoblog NL", 13, f"source 'Autoblog NL'{NO_SOURCE}, such as 'autoblog-nl'"),
    ("source: '!'", 13, f"source '!'{NO_SOURCE}"),
    ("kind: atom", 11, "kind 'atom': write rss, it means any RSS, Atom, RDF or JSON Feed"),
    ("rights: ignore", 13, "rights 'ignore' is not known; write record or respect"),
    ("rights: respekt", 13, "rights 'respekt' is not known; write record or respect; did you mean 'respect'?"),
    ("kind: RSS", 11, "kind 'RSS': write rss, it means any RSS, Atom, RDF or JSON Feed"),
    ("language: dutch", 15, "language 'dutch' is not a two-letter code of ISO 639-1; write 'nl'"),
    ("language: en-GB", 15, "language 'en-GB' is not a two-letter code of ISO 639-1; write 'en'"),
    ("language: xx", 15, "language 'xx' is not a two-letter code of ISO 639-1, such as nl, de, en or fr"),
    ("language: NL", 15, "language 'NL' is not a two-letter code of ISO 639-1; write 'nl'"),
    ("country: nl", 14, "country 'nl' is not a two-letter code of ISO 3166-1; write 'NL'"),
    ("country: UK", 14, "country 'UK' is not a two-letter code of ISO 3166-1; write 'GB'"),
    ("country: EU", 14, "country 'EU' is not a two-letter code of ISO 3166-1, such as NL, BE, DE or GB"),
    ("timezone: Europe/Amsterdm", 15, "time zone 'Europe/Amsterdm' is not known; did you mean 'Europe/Amsterdam'?"),
    ("timezone: amsterdam", 15, "time zone 'amsterdam' is not known; did you mean 'Europe/Amsterdam'?"),
    ("timezone: CEST", 15, "time zone 'CEST' is not known; did you mean 'CET'?"),
    ("timezone: Mars/Base", 15, "time zone 'Mars/Base' is not known, write one such as Europe/Amsterdam"),
    ("timezone: localtime", 15, "time zone 'localtime' is not known, write one such as Europe/Amsterdam"),
    ("every: 1m", 12, "every '1m' is too short; write 5m to 7d, or auto"),
    ("every: 8d", 12, "every '8d' is too long; write 5m to 7d, or auto"),
    ("every: 4", 12, "every '4' is too short; write 5m to 7d, or auto"),
    ("every: 12:30", 12, f"every '12:30'{NO_TIME}"),
    ("every: 030", 12, f"every '030'{NO_TIME}"),
    ("every: 1.5", 12, f"every '1.5'{NO_TIME}"),
    ("every: true", 12, f"every 'true'{NO_TIME}"),
    ("every:", 11, "every has no value; write one, or take the line out"),
    ("every: [2h]", 12, f"every{NO_TIME}"),
    ("every: '30'", 12, f"every '30'{NO_TIME}"),
    ("every: 2 hours", 12, f"every '2 hours'{NO_TIME}"),
    ("every: 2025-11-19", 12, f"every '2025-11-19'{NO_TIME}"),
    ("every: automatic", 12, "every 'automatic' is not a time; write auto"),
    ("every: Auto", 12, "every 'Auto' is not a time; write auto"),
    ("follow: yes", 13, "follow is 'yes'; write true or false"),
    ("enabled: off", 14, "enabled is 'off'; write true or false"),
    ("enabled: 1", 14, "enabled is '1'; write true or false"),
    ("enabled: 'true'", 14, "enabled is 'true'; write true or false"),
    ("enabled:", 13, "enabled has no value; write one, or take the line out"),
    ("pages_per_run: 012", 20, "pages_per_run 012 begins with a zero; write 12"),
    ("pages_per_run: -1", 20, "pages_per_run is -1; write at least 0"),
    ("pages_per_run: 20000", 20, "pages_per_run is 20000; write at most 10000"),
    ("pages_per_run: '20'", 20, "pages_per_run is quoted; write 20 without quotes"),
    ("pages_per_run: 2.5", 20, "pages_per_run is '2.5'; write a whole number"),
    ("pages_per_run: 1e3", 20, "pages_per_run is '1e3'; write a whole number"),
    ("pages_per_run: many", 20, "pages_per_run is 'many'; write a whole number"),
    ("pages_per_run: 99999999999999999999", 20, "pages_per_run is '99999999999999999999'; write a whole number"),
    ("headers: X", 14, "headers is one value; write lines of 'Name: value' below it"),
    ("headers: [a]", 14, "headers is a list; write lines of 'Name: value' below it"),
    ("headers: {Authorization: Bearer abc}", 30, f"header 'Authorization'{SECRET}"),
    ("headers: {Cookie: a=b}", 23, f"header 'Cookie'{SECRET}"),
    ("headers: {X-Api-Key: abc}", 26, f"header 'X-Api-Key'{SECRET}"),
    ("headers: {X: $KEY}", 18, "the value of header 'X' holds a '$' that is not ${NAME}; write ${NAME}"),
    ("headers: {X: '${a-b}'}", 18, "the value of header 'X' holds a '$' that is not ${NAME}; write ${NAME}"),
    (
        'headers: {"X Y": a}',
        15,
        "'X Y' is not the name of a header; letters, digits and dashes make one, such as X-Api-Key",
    ),
    ("headers: {Host: a.nl}", 15, "header 'Host' is written by the crawler itself; take it out"),
    ("headers: {User-Agent: me}", 15, "the crawler has one name for all feeds; write user_agent: under defaults:"),
    ("headers: {If-None-Match: x}", 15, "header 'If-None-Match' is written by the crawler itself; take it out"),
    ('headers: {X: "a\\nb"}', 18, "the value of header 'X' must be one line of at most 4096 plain ASCII characters"),
    ("headers: {X: 12}", 18, "header 'X' is not text; quote this value: \"...\""),
    ("headers: {X: }", 18, "header 'X' has no value; write one, or take the line out"),
    ("headers: {X: a, x: b}", 21, "header 'x' stands twice, also as 'X'; keep one of them"),
    ("headers: {X: é}", 18, "the value of header 'X' must be one line of at most 4096 plain ASCII characters"),
    ("headers:", 13, "headers has no value; write one, or take the line out"),
]

# What is written as the first line of the defaults, the column of the fault, and its sentence.
IN_DEFAULTS = [
    ("user_agent: ''", 15, "user_agent must be one line of 1 to 200 plain ASCII characters"),
    ("user_agent: é", 15, "user_agent must be one line of 1 to 200 plain ASCII characters"),
    ("user_agent: 12", 15, 'user_agent 12 may be read as a number, a date or a switch; quote this value: "12"'),
    ("pause: 61s", 10, "pause '61s' is out of bounds; write 0s to 60s"),
    ("pause: -1", 10, "pause '-1' is out of bounds; write 0s to 60s"),
    ("pause: 1m", 10, "pause '1m' is not a number of seconds; write 1s, 0.5s or 0s"),
    ("pause: fast", 10, "pause 'fast' is not a number of seconds; write 1s, 0.5s or 0s"),
    ("minutes_per_run: 0", 20, "minutes_per_run is 0; write more than 0"),
    ("minutes_per_run: 2000", 20, "minutes_per_run is 2000; write at most 1440"),
    ("minutes_per_run: 12m", 20, "minutes_per_run is '12m'; write a number"),
    ("private_hosts: a.nl", 18, "private_hosts is one value; write a list, each line beginning with '- '"),
    ("limits:", 10, "limits has no value; write one, or take the line out"),
    ("limits: 8", 11, "limits: is followed by indented keys; here stands one value"),
    ("list: {item: li}", 3, "unknown key 'list' here; 'list' belongs into a feed"),
    ("archive: none", 3, "unknown key 'archive' here; 'archive' belongs into a feed"),
    ("url: https://a.nl/", 3, "unknown key 'url' here; 'url' belongs into a feed"),
    ("follow: true", 3, "unknown key 'follow' here; 'follow' belongs into a feed"),
    ("every: 1s", 10, f"every '1s'{NO_TIME}"),
    ("timezone: 1", 13, 'timezone 1 may be read as a number, a date or a switch; quote this value: "1"'),
]


def faults_of(text):
    with pytest.raises(ConfigError) as raised:
        load(text)
    return raised.value.faults


@pytest.mark.parametrize(("line", "column", "sentence"), IN_A_FEED)
def test_a_wrong_line_in_a_feed_is_named_by_place_and_feed(line, column, sentence):
    faults = faults_of(f"feeds:\n  - name: Autoblog\n    url: https://www.autoblog.nl/feed\n    {line}\n")

    assert (f"feeds.yaml:4:{column}: feed 'Autoblog': {sentence}",) == faults


@pytest.mark.parametrize(("line", "column", "sentence"), IN_DEFAULTS)
def test_a_wrong_line_in_the_defaults_is_named_by_place(line, column, sentence):
    faults = faults_of(f"defaults:\n  {line}\nfeeds: []\n")

    assert (f"feeds.yaml:2:{column}: defaults: {sentence}",) == faults

"""kind, list and archive: which pages are searched for entries, and by which selectors."""

import pytest

from crawler.config import load
from crawler.config.schema import FeedWritten
from crawler.errors import ConfigError
from crawler.model import Kind, Selectors

FEED = "feeds:\n  - name: Dagblad\n    url: https://www.dagblad.example/auto\n    "
BY_DATE = "archive: https://www.dagblad.example/{year}\n    list: {item: li}"
NEEDS = " needs list: with 'item: ...' below it, the CSS selector of one entry of its pages"
LIST = "write list, it means an HTML page that lists links, found by the selectors below list:"
NO_USE = "list: is for kind: list, or for an archive: with {year} in its address; write kind: list, or take it out"
SITEMAP = "write sitemap, it means any sitemap, news sitemap or sitemap index"
SELF = "out, texts and addresses are taken from the element by themselves"


def feed_of(lines):
    (feed,) = load(FEED + lines + "\n").feeds
    return feed


def faults_of(lines):
    """What is said of the lines, each `line:column: sentence`; the first of these lines is 4."""
    with pytest.raises(ConfigError) as raised:
        load(FEED + lines + "\n")
    return [fault.removeprefix("feeds.yaml:").replace(" feed 'Dagblad':", "") for fault in raised.value.faults]


# ---------------------------------------------------------------- kind


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        ("slug: a", Kind.RSS),
        ("kind: rss", Kind.RSS),
        ("kind: sitemap", Kind.SITEMAP),
        ("kind: list\n    list: {item: li}", Kind.LIST),
    ],
)
def test_a_feed_is_of_one_of_three_kinds(lines, kind):
    assert kind is feed_of(lines).kind


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("html", LIST),
        ("page", LIST),
        ("scrape", LIST),
        ("List", LIST),
        ("web_page", LIST),
        ("news-sitemap", SITEMAP),
        ("news_sitemap", SITEMAP),
        ("Google News", SITEMAP),
        ("sitemapindex", SITEMAP),
    ],
)
def test_other_words_for_a_kind_lead_to_ours(kind, sentence):
    assert [f"4:11: kind '{kind}': {sentence}"] == faults_of(f"kind: {kind}")


def test_an_unknown_kind_names_the_known():
    assert ["4:11: kind 'podcast' is not known; write rss, sitemap or list"] == faults_of("kind: podcast")


# ---------------------------------------------------------------- list


def test_selectors_are_read_as_written():
    feed = feed_of(
        "kind: list\n    list:\n      item: 'article.card, li[data-x|=\"a|b\"]'\n      container: ' main '\n"
        "      link: :scope > a\n      title: h2:not(.label)\n      date: time[datetime]\n      summary: p.intro"
    )

    assert (
        Selectors(
            item='article.card, li[data-x|="a|b"]',
            container="main",
            link=":scope > a",
            title="h2:not(.label)",
            date="time[datetime]",
            summary="p.intro",
        )
        == feed.selectors
    )


def test_an_item_is_enough():
    assert Selectors(item="li") == feed_of("kind: list\n    list: {item: li}").selectors
    assert None is feed_of("kind: rss").selectors


@pytest.mark.parametrize(
    ("lines", "faults"),
    [
        ("kind: list", [f"4:11: kind list{NEEDS}"]),
        ("list: {item: li}", [f"4:5: {NO_USE}"]),
        ("kind: rss\n    list: {item: li}", [f"5:5: {NO_USE}"]),
        ("kind: sitemap\n    list: {item: li}", [f"5:5: {NO_USE}"]),
        ("archive: paging\n    list: {item: li}", [f"5:5: {NO_USE}"]),
        ("kind: html\n    list: {item: li}", [f"4:11: kind 'html': {LIST}"]),
        ("kind: list\n    selector: {item: li}", ["5:5: unknown key 'selector'; did you mean 'list'?"]),
        ("kind: list\n    list:", ["5:10: list has no value; write one, or take the line out"]),
        (
            "kind: list\n    list: li",
            ["5:11: list: is followed by indented keys, 'item: ...' among them; here stands one value"],
        ),
        (
            "kind: list\n    list: [item: li]",
            ["5:11: list: is followed by indented keys, 'item: ...' among them; here stands a list"],
        ),
        (
            "kind: list\n    list:\n      link: a",
            ["6:7: list: key 'item' is missing; it is the CSS selector of one entry"],
        ),
        (
            "kind: list\n    list: {item: li, titel: h2, url: a, colour: b, every: 2h}",
            [
                "5:22: list: unknown key 'titel'; did you mean 'title'?",
                "5:33: list: unknown key 'url'; did you mean 'link'?",
                "5:41: list: unknown key 'colour'; the keys here are item, container, link, title, date, summary",
                "5:52: list: unknown key 'every' here; 'every' belongs into a feed",
            ],
        ),
        (
            "kind: list\n    list: {item: 12, link: , date: [a], title: li >}",
            [
                '5:18: list: item 12 may be read as a number, a date or a switch; quote this value: "12"',
                "5:28: list: link has no value; write one, or take the line out",
                "5:36: list: date is a list; write one text",
                "5:48: list: title 'li >' is no CSS selector: something is missing at its end",
            ],
        ),
    ],
)
def test_what_is_missing_or_too_much_is_named_by_place(lines, faults):
    assert faults == faults_of(lines)


@pytest.mark.parametrize(
    ("selector", "sentence"),
    [
        ("''", "is empty; write a CSS selector"),
        ("' '", "is empty; write a CSS selector"),
        ("a" * 301, "has 301 characters; write at most 300"),
        ("//h2/a", "'//h2/a' is XPath; write a CSS selector, such as 'h2 a'"),
        ("./a", "'./a' is XPath; write a CSS selector, such as 'h2 a'"),
        ("h2 a::text", f"'h2 a::text' names no element: take '::text' {SELF}"),
        ("a::attr(href)", f"'a::attr(href)' names no element: take '::attr(href)' {SELF}"),
        ("p:before", f"'p:before' names no element: take ':before' {SELF}"),
        ("a::text b", f"'a::text b' is no CSS selector: take '::text' {SELF}"),
        ("svg|a", "'svg|a' names a namespace; HTML has none, take the '|' and what stands before it out"),
        ("'> a'", "'> a' is no CSS selector: it begins with '>'; write ':scope > a'"),
        ("li,", "'li,' is no CSS selector: something is missing at its end"),
        ("'a['", "'a[' is no CSS selector: something is missing at its end"),
        ("div..x", "'div..x' is no CSS selector: '.' does not fit at character 5"),
        ("a @href", "'a @href' is no CSS selector: '@' does not fit at character 3"),
        ("'a[href=\"x]'", "'a[href=\"x]' is no CSS selector: the quote at character 8 is never closed"),
        ("a:newest", "'a:newest' is no CSS selector: the pseudo-class :newest is unknown"),
        ("a:not(:not(b))", "'a:not(:not(b))' is no CSS selector: got nested :not()"),
        (
            "li:nth-child(x)",
            "'li:nth-child(x)' is no CSS selector: a number, odd, even or a series such as 2n+1 belongs into the"
            " brackets",
        ),
        ("'*:first-of-type'", "'*:first-of-type' is no CSS selector: *:first-of-type is not implemented"),
        ("'[*|=nl]'", "'[*|=nl]' is no CSS selector: an attribute has a name, such as [lang|=nl]"),
        (".\\1 ", "'.\\1' holds a character that cannot be seen, or an escape of one; take it out"),
    ],
    ids=lambda text: text[:30],
)
def test_a_wrong_selector_is_named_with_what_is_wrong(selector, sentence):
    lines = f"kind: list\n    list:\n      item: li\n      link: {selector}"

    assert [f"7:13: list: link {sentence}"] == faults_of(lines)


def test_what_most_feeds_leave_out_is_made_once():
    one, other = (FeedWritten(name=name, url="https://www.dagblad.example/auto") for name in ("A", "B"))

    assert (True, True) == (one.list is other.list, one.limits is other.limits)


# ---------------------------------------------------------------- archive


@pytest.mark.parametrize(
    ("lines", "archive"),
    [
        ("slug: a", "auto"),
        ("archive: auto", "auto"),
        ("archive: none", "none"),
        ("archive: paging", "paging"),
        ("archive: HTTPS://WWW.Dagblad.example/sitemap.xml", "https://www.dagblad.example/sitemap.xml"),
        (
            "archive: https://www.dagblad.example/archief/{year}/{month}/{day}\n    list: {item: li}",
            "https://www.dagblad.example/archief/{year}/{month}/{day}",
        ),
        (
            "kind: list\n    archive: https://www.dagblad.example/ü?m={month}&j={year}\n    list: {item: li}",
            "https://www.dagblad.example/%C3%BC?m={month}&j={year}",
        ),
        (
            "kind: sitemap\n    archive: https://www.dagblad.example/{year}\n    list: {item: li}",
            "https://www.dagblad.example/{year}",
        ),
    ],
)
def test_an_archive_is_a_word_or_an_address(lines, archive):
    assert archive == feed_of(lines).archive


def test_selectors_of_an_archive_need_no_kind_list():
    feed = feed_of(BY_DATE)

    assert (Kind.RSS, Selectors(item="li")) == (feed.kind, feed.selectors)


@pytest.mark.parametrize(
    ("archive", "sentence"),
    [
        ("Auto", "archive 'Auto' is not known; write auto"),
        ("off", "archive 'off' is not known; write none"),
        ("false", "archive 'false' is not known; write none"),
        ("true", "archive 'true' is not known; write auto"),
        ("pages", "archive 'pages' is not known; write paging"),
        ("sitemap", "archive 'sitemap' is not known; write auto, which looks for one, or its address"),
        ("pagin", "archive 'pagin' is not known; did you mean 'paging'?"),
        ("somewhere", "archive 'somewhere' is not known; write auto, none, paging or an address"),
        ("12", "archive '12' is not known; write auto, none, paging or an address"),
        ("[a]", "archive is not known; write auto, none, paging or an address"),
        ("a.nl/sitemap.xml", "write the whole address, such as https://www.example.org/feed"),
        ("ftp://a.nl/", "only http:// and https:// addresses can be asked"),
        ("https://a.nl/${KEY}", "an address holds no ${NAME}; put secrets into headers:"),
        ("https://a.nl/%Y/%m/", "the archive's address holds %Y; write {year}, {month} and {day}"),
        (
            "https://a.nl/{year",
            "the archive's address has a '{' or a '}' too many; write {year}, {month} and {day}",
        ),
    ],
)
def test_what_is_no_archive(archive, sentence):
    assert [f"4:14: {sentence}"] == faults_of(f"archive: {archive}")


@pytest.mark.parametrize(
    ("archive", "sentence"),
    [
        ("https://a.nl/{yyyy}/{mm}", "the archive's address holds '{yyyy}'; write {year}"),
        ("https://a.nl/{year}/{MM}", "the archive's address holds '{MM}'; write {month}"),
        ("https://a.nl/{year}/{month:02d}", "the archive's address holds '{month:02d}'; write {month}"),
        ("https://a.nl/{week}", "the archive's address holds '{week}'; write {year}, {month} and {day}"),
        ("https://a.nl/{}", "the archive's address holds '{}'; write {year}, {month} and {day}"),
        ("https://a.nl/{month}", "the archive's address has {month} and lacks {year}; write both"),
        ("https://a.nl/{year}-{day}", "the archive's address has {day} and lacks {month}; write both"),
        (
            "https://{year}.a.nl/",
            "the archive's address has a place to fill in in its host; places stand behind the host",
        ),
    ],
)
def test_places_of_an_archive_that_cannot_be_filled_in(archive, sentence):
    assert [f"4:14: {sentence}"] == faults_of(f"archive: {archive}\n    list: {{item: li}}")


def test_an_archive_by_date_needs_selectors():
    assert [f"4:14: an archive of pages by date{NEEDS}"] == faults_of("archive: https://a.nl/{year}/{month}")


def test_an_archive_has_a_value():
    assert ["4:13: archive has no value; write one, or take the line out"] == faults_of("archive:")

"""feeds.yaml with feeds added: not one byte of it is written anew, however it is laid out."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler import config
from crawler.config.writing import NewFeed, block_of, free_name, remarks, with_feeds
from tests.pace import Pace

NEW = NewFeed({"name": "Nieuw", "url": "https://nieuw.example/feed"})
BLOCK = "- name: Nieuw\n  url: https://nieuw.example/feed\n"
OLD = "name: Oud\n{0}url: https://oud.example/feed\n"


def indented(column: int) -> str:
    return "".join(" " * column + line for line in BLOCK.splitlines(keepends=True))


# feeds.yaml before, what is to be added to it, and what stands behind that
LAYOUTS = {
    "at the end of the file": ("feeds:\n  - " + OLD.format("    "), "\n" + indented(2), ""),
    "with no blanks before the dash": ("feeds:\n- " + OLD.format("  "), "\n" + indented(0), ""),
    "deep": ("feeds:\n      - " + OLD.format("        "), "\n" + indented(6), ""),
    "behind comments": ("feeds:\n  - " + OLD.format("    ") + "\n  # - name: Later\n# end\n", "\n" + indented(2), ""),
    "behind a blank line": ("feeds:\n  - " + OLD.format("    ") + "\n", indented(2), ""),
    "before another key": (
        "feeds:\n  - " + OLD.format("    ") + "  # of the last feed\n",
        "\n" + indented(2) + "\n",
        "# of the desk\ndefaults:\n  every: 30m\n",
    ),
    "before another key and a blank line": (
        "feeds:\n  - " + OLD.format("    "),
        "\n" + indented(2),
        "\n# of the desk\ndefaults:\n  every: 30m\n",
    ),
    "a value of several lines": (
        "feeds:\n  - url: https://oud.example/feed\n    name: >-\n      Oud\n      krant\n",
        "\n" + indented(2) + "\n",
        "defaults: {every: 30m}\n",
    ),
    "a list in the last feed": (
        "feeds:\n  - " + OLD.format("    ") + "    keep:\n    - {title: 'a # b'}   # why\n",
        "\n" + indented(2) + "\n",
        "defaults: {every: 30m}\n",
    ),
    "a dash alone": ("feeds:\n  -\n    " + OLD.format("    "), "\n" + indented(2), ""),
    "marks of a document": ("---\nfeeds:\n  - " + OLD.format("    "), "\n" + indented(2) + "\n", "...\n"),
    "umlauts and cars": ("# é 🚗\nfeeds:\n  - " + OLD.format("    ").replace("Oud", "Öud 🚗"), "\n" + indented(2), ""),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_byte_but_the_added_block_stays(layout):
    before, added, behind = LAYOUTS[layout]
    after = with_feeds(before + behind, [NEW])

    assert before + added + behind == after
    assert "Nieuw" == config.load(after).feeds[-1].name


@pytest.mark.parametrize("layout", LAYOUTS)
def test_line_ends_of_windows_stay(layout):
    before, added, behind = (text.replace("\n", "\r\n") for text in LAYOUTS[layout])

    assert before + added + behind == with_feeds(before + behind, [NEW])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("feeds: []\n", "feeds:\n\n" + indented(2)),
        ("feeds: []", "feeds:\n\n" + indented(2)),
        ("feeds: [ ]   # none yet\n", "feeds:   # none yet\n\n" + indented(2)),
        ("feeds:\n  []\ndefaults: {}\n", "feeds:\n\n" + indented(2) + "\ndefaults: {}\n"),
        ("feeds:\n  - {name: Oud, url: 'https://oud.example/'}", None),
        ("feeds: [{name: Oud, url: 'https://oud.example/'}]\n", ""),
    ],
)
def test_feeds_in_brackets(before, after):
    found = with_feeds(before, [NEW])

    if after is None:
        assert before + "\n\n" + indented(2) == found
    else:
        assert (after or None) == found
    assert not found or config.load(found).feeds[-1].slug == "nieuw"


def test_values_come_back_as_they_were():
    odd = {"name": "012", "url": "https://x.example/", "source": "1e3", "every": "30m", "kind": "list"}
    odd |= {"list": {"item": "li > a:not(.x)", "title": "h2, #x"}, "keep": [{"title": "a|b: 'c' \"d\" \\d+"}]}
    text = with_feeds("feeds: []\n", [NewFeed(odd, '{"tags": ["a"]}')])
    feed = config.load(text).feeds[0]

    assert ("012", "1e3", 30) == (feed.name, feed.source, feed.every_minutes)
    assert "a|b: 'c' \"d\" \\d+" == feed.keep[0].pattern
    assert "h2, #x" == feed.selectors.title
    assert ['{"tags": ["a"]}'] == list(remarks(text).values())


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=60))
def test_any_name_comes_back_as_it_was(name):
    if not name.strip() or not name.isprintable():
        return
    new = NewFeed({"name": " ".join(name.split()), "slug": "a", "url": "https://x.example/"})

    assert " ".join(name.split()) == config.load(with_feeds("feeds: []\n", [new])).feeds[0].name
    assert " ".join(name.split()) == config.load("feeds:\n" + block_of(new)).feeds[0].name


@pytest.mark.parametrize(
    ("name", "free"),
    [("Nieuw", "Nieuw"), ("Oud", "Oud 3"), ("OUD!", "OUD! 3"), ("x" * 80, f"{'x' * 40} 2")],
)
def test_a_name_that_is_free(name, free):
    assert free == free_name(name, ["oud", "oud-2", "x" * 64], ["Oud", "Oud 2"])


def test_the_feeds_yaml_we_ship_can_be_added_to():
    before = (Path(__file__).resolve().parents[3] / "feeds.yaml").read_text("utf-8")
    after = with_feeds(before, [NEW, NewFeed({"name": "Nog een", "url": "https://nogeen.example/"})])

    assert after.startswith(before)
    assert config.load(before).feeds == config.load(after).feeds[:-2]


def test_thousands_of_feeds_are_no_matter():
    long = "feeds:\n" + "".join(f"  - name: f{n}\n    url: https://f{n}.example/\n" for n in range(5000))

    with Pace() as took:
        assert with_feeds(long, [NEW]).startswith(long)

    assert 2 > took.cpu_s, "0.1 s on an idle machine"

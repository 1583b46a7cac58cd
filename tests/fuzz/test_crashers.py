"""What once broke a reader is read now, or refused in words: golden files, and documents that must be made large."""

import asyncio
import re
from collections.abc import Iterator

import pytest

from crawler.workers import Workers
from tests.fuzz.__main__ import MOST_MIB
from tests.fuzz.campaign import judged
from tests.fuzz.corpus import GOLDEN
from tests.fuzz.documents import unchanged
from tests.fuzz.readers import Measured, measured

FOLDER = GOLDEN / "crashers"
CASES = sorted(FOLDER.glob("[0-9]*"))
LONG_BASE = b"<rss version='2.0' xml:base=\"https://kolibri.example/%s\"><channel><title>Kolibri</title>%s" % (
    b"<p>" * 40_000,
    b"<item><title>Een</title>" * 3000,
)
# file -> what is to be found in the title and in the text
SAYS = {
    "001-control-character-by-number.html": ("De Kolibri rijdt", "van de band rollen in Gent."),
    "002-three-thousand-characters-of-title.html": ("Kolibri Kolibri", "van de band rollen in Gent"),
    "003-reference-of-five-thousand-figures.html": ("De Kolibri rijdt", "van de band rollen in Gent"),
}


@pytest.fixture(scope="module")
def pool() -> Iterator[Workers]:
    with Workers(processes=1) as pool:
        yield pool


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_page_that_once_broke_a_reader_is_read(pool, case):
    made = unchanged("page", case.name, case.read_bytes())
    reader, arguments = made.call
    title, words = SAYS[case.name]

    article = reader(*arguments).article

    assert () == asyncio.run(judged(pool, made)).found
    assert article.title.startswith(title)
    assert words in article.body


def test_a_long_base_address_costs_no_memory_for_each_tag(pool):
    reader, arguments = unchanged("feed", "long base", LONG_BASE).call

    came = asyncio.run(pool.call(measured, reader, *arguments))

    assert isinstance(came, Measured), came
    assert ["Een"] == [draft.article.title for draft in came.result.drafts]
    assert MOST_MIB > came.peak_mib


def test_every_crasher_is_told_in_the_readme():
    listed = re.findall(r"^- `([^`]+)`: ", (FOLDER / "README.md").read_text("utf-8"), re.MULTILINE)

    assert [case.name for case in CASES] == listed == list(SAYS)

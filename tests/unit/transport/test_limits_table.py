"""One table of limits: the papers print it, and the parts go by it."""

import re
from pathlib import Path

from crawler.config.schema import Defaults, FeedWritten, LimitsWritten
from crawler.polling.limits import LIMITS
from crawler.workers import Bounds

PAPER = Path(__file__).resolve().parents[3] / "docs" / "operators.md"


def test_operators_read_the_table_as_it_is() -> None:
    section = PAPER.read_text("utf-8").partition("## Limits\n")[2].partition("\n## ")[0]
    rows = [
        tuple(cell.strip(" `") for cell in line.strip("|").split("|"))
        for line in re.findall(r"^\|.*\|$", section, re.MULTILINE)
    ]

    assert [(one.what, one.most, one.key, one.why) for one in LIMITS] == rows[2:]


def test_every_key_that_the_table_names_is_one_of_feeds_yaml() -> None:
    keys = {word for one in LIMITS for word in re.findall(r"(\w+):", one.key)}

    assert set() == keys - {*Defaults.model_fields, *FeedWritten.model_fields, *LimitsWritten.model_fields}


def test_the_workers_go_by_it() -> None:
    bounds = Bounds()
    [row] = [one for one in LIMITS if one.what == "reading a document or a page"]

    assert f"{bounds.cpu_s} s of CPU, {bounds.wall_s} s, {bounds.memory_mib} MiB" == row.most


def test_the_other_figures_of_feeds_yaml_are_its_defaults() -> None:
    told = {one.key: one.most for one in LIMITS}

    assert f"{Defaults().pages_per_run}" == told["pages_per_run:"]
    assert f"{Defaults().minutes_per_run:g} minutes" == told["minutes_per_run:"]

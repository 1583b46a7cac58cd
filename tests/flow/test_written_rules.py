"""docs/writing-rules.md, done: its page is served, its rule tried, saved, checked and shown, as it tells to do it."""

import json
import re
from pathlib import Path

from tests.flow.conftest import Call, Office
from tests.flow.origin import Site

PAPER = (Path(__file__).resolve().parents[2] / "docs" / "writing-rules.md").read_text("utf-8")
HOST, PATH = "dwarslager.example", "/nieuws/zuinige-estate"


def block(language: str) -> str:
    """The first block of the paper in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", PAPER, re.MULTILINE | re.DOTALL)[0]


def test_the_paper_is_true(office: Office, site: Site, koplamp: Call) -> None:
    told = block("html").replace("…", "Zo staat het in het bericht dat de fabrikant die ochtend verstuurde. " * 3)
    site.say(PATH, f"<html lang='nl'><head><title>Dwarslager</title></head><body>{told}</body></html>")
    office.feeds()
    (office.desk.folder / "rules.yaml").write_text(block("yaml").replace(HOST, "127.0.0.1"), "utf-8")
    address = f"{site.url}{PATH}"

    code, out, _ = koplamp("try", address, "--rule")
    assert 0 == code
    assert "Rule dwarslager" in out
    assert "- Private lease nu" in out

    assert 0 == koplamp("try", address, "--save", "dwarslager")[0]
    expected = json.loads((office.desk.golden / "dwarslager.json").read_text("utf-8"))["expected"]
    assert ("Zuinige estate komt in het voorjaar", ["Ada Kramer"], "2026-01-14T08:30:00Z") == tuple(
        expected[key] for key in ("title", "authors", "date")
    )
    assert "De nieuwe estate is zuiniger dan elke voorganger." == expected["lead"]
    assert 2 == len(expected["blocks"])

    assert (0, "dwarslager: as expected\n") == koplamp("rules", "--check")[:2]
    assert (0, "dwarslager\t127.0.0.1\t-\t0\t0\tnever used\tyes\n") == koplamp("rules")[:2]


def test_the_paper_explains_every_key_and_state() -> None:
    from crawler.config.rules_schema import RuleWritten
    from crawler.desk import ruling

    explained = re.findall(r"^\| `([^`]+)` \|", PAPER, re.MULTILINE)

    assert [*RuleWritten.model_fields, ruling.OK, ruling.NEVER, ruling.OVER, ruling.REDESIGNED] == explained


def test_the_message_in_the_paper_is_the_one_that_is_given() -> None:
    from crawler.config.rules import read_rules

    text = "rules:\n  - name: dwarslager\n    host: dwarslager.example\n    drop: p\n    content: p\n"

    assert read_rules(text).faults[0] in PAPER

"""What we install: lower bounds that answer an advisory, the lock, and what `make audit` makes of an answer."""

import re
import sys
import tomllib
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
spec = spec_from_file_location("audit", ROOT / ".ci" / "audit.py")
audit = sys.modules["audit"] = module_from_spec(spec)
spec.loader.exec_module(audit)

SECURITY = (ROOT / "SECURITY.md").read_text("utf-8")
BOUNDS = dict(re.findall(r"^\| ([a-z-]+) \| ([0-9.]+) \|", SECURITY, re.MULTILINE))


def as_numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


UNLOCKED = ("parquet", "semantic")  # see tests/test_package.py


def wanted() -> dict[str, str]:
    """Each direct dependency and its lower bound."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = [of for name, of in project["optional-dependencies"].items() if name not in UNLOCKED]
    lines = [*project["dependencies"], *(one for extra in extras for one in extra)]
    return {name: bound for line in lines for name, bound in re.findall(r"^([\w.-]+)>=([0-9.]+)", line)}


def locked() -> dict[str, str]:
    return dict(re.findall(r"^([\w.-]+)==([0-9.]+)", (ROOT / "requirements.lock").read_text("utf-8"), re.MULTILINE))


def test_security_md_names_the_bounds_that_stand_in_pyproject():
    assert len(BOUNDS) >= 7
    assert {name: wanted()[name] for name in BOUNDS} == BOUNDS


@pytest.mark.parametrize("name", sorted(wanted()))
def test_the_lock_is_not_below_a_bound(name):
    assert as_numbers(locked()[name.replace(".", "-")]) >= as_numbers(wanted()[name])


# ---------------------------------------------------------------- make audit


def package(name: str, *advisories: str, **more: object) -> dict[str, object]:
    found = [{"id": one, "aliases": [f"CVE-of-{one}"], "fix_versions": ["2.0"]} for one in advisories]
    return {"name": name, "version": "1.0", "vulns": found, **more}


def test_a_package_that_the_service_does_not_know_is_no_good_news():
    skipped = {"name": "b", "skip_reason": "Dependency not found on PyPI and could not be audited: b (1.0)"}

    lines, code = audit.judged({"dependencies": [package("a"), skipped]}, {})

    assert 69 == code
    assert ["audit: the service knows nothing of 1 of 2 packages (b ...): that is no verdict"] == lines


def test_an_advisory_fails_and_says_what_mends_it():
    assert (["a 1.0: GHSA-1, mended in 2.0"], 1) == audit.judged({"dependencies": [package("a", "GHSA-1")]}, {})


@pytest.mark.parametrize("name", ["GHSA-1", "CVE-of-GHSA-1"])
def test_an_advisory_with_a_reason_passes_by_any_of_its_names(name):
    lines, code = audit.judged({"dependencies": [package("a", "GHSA-1")]}, {name: "we never call that"})

    assert (["audit: 1 packages, nothing is known against them"], 0) == (lines, code)


def test_a_reason_that_nothing_needs_must_go():
    lines, code = audit.judged({"dependencies": [package("a")]}, {"GHSA-9": "long ago"})

    assert (["GHSA-9: allowed, and no package has it; take the line out"], 1) == (lines, code)


def test_an_advisory_is_allowed_with_a_reason_only():
    assert {"GHSA-1": "not called"} == audit.allowed("# why\n\nGHSA-1 | not called\n")
    with pytest.raises(ValueError, match="GHSA-2"):
        audit.allowed("GHSA-2\n")


def test_the_allowed_advisories_of_this_tree_can_be_read():
    assert all(audit.allowed((ROOT / ".ci" / "allowed-advisories.txt").read_text("utf-8")).values())


def test_an_answer_that_is_no_report_checks_nothing(tmp_path, capfd):
    silent = tmp_path / "pip-audit"
    silent.write_text("#!/bin/sh\necho 'no route to the service' >&2\nexit 1\n")
    silent.chmod(0o755)

    code = audit.main(str(silent), "requirements.lock", str(ROOT / ".ci" / "allowed-advisories.txt"))

    assert 69 == code
    assert "nothing was checked: no route to the service" in capfd.readouterr().out

"""The guard on skipped tests, shown real pytest reports."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TESTS = {
    "fine": "def test_fine(): assert True",
    "data": "import pytest\ndef test_no_data(): pytest.skip('../shared/data is not here')",
    "lazy": "import pytest\ndef test_lazy(): pytest.skip('not today')",
    "slow": "import pytest\n@pytest.mark.skipif(True, reason='takes long')\ndef test_slow(): assert True",
    "broken": "import pytest\n@pytest.mark.xfail\ndef test_broken(): assert False",
    "empty": "import pytest\n@pytest.mark.parametrize('x', [])\ndef test_empty(x): assert x",
    "module": "import pytest\npytest.importorskip('no_such_module')",
    "browser": "import pytest\ndef test_no_browser(): pytest.skip('no Chromium is on this machine')",
}
UNEXPLAINED = (
    "test_no_browser",
    "test_lazy: not today",
    "test_slow: takes long",
    "test_broken",
    "test_empty",
    "no_such_module",
)


def judged(folder: Path, tests: dict[str, str], ci: str = "1") -> subprocess.CompletedProcess[str]:
    """What .ci/skips.py says of pytest's report of these test files; `ci` is $CI."""
    for name, body in tests.items():
        (folder / f"test_{name}.py").write_text(body + "\n", "utf-8")
    report = folder / "junit.xml"
    subprocess.run(
        [sys.executable, "-m", "pytest", "-c", "/dev/null", f"--rootdir={folder}", f"--junitxml={report}", folder],
        check=False,
        capture_output=True,
    )
    judge = [sys.executable, ROOT / ".ci" / "skips.py", report, ROOT / ".ci" / "allowed-skips.txt"]
    return subprocess.run(judge, check=False, capture_output=True, text=True, env={**os.environ, "CI": ci})


def test_a_skip_without_a_named_reason_fails(tmp_path):
    verdict = judged(tmp_path, TESTS)

    assert (1, "") == (verdict.returncode, verdict.stderr)
    assert [] == [name for name in UNEXPLAINED if name not in verdict.stdout]
    assert len(UNEXPLAINED) == len(verdict.stdout.splitlines())


def test_a_named_reason_lets_a_test_be_skipped(tmp_path):
    verdict = judged(tmp_path, {name: TESTS[name] for name in ("fine", "data")})

    assert (0, "", "") == (verdict.returncode, verdict.stdout, verdict.stderr)


@pytest.mark.parametrize(("ci", "code"), [("", 0), ("1", 1)])
def test_without_a_browser_its_tests_may_be_skipped_but_not_in_ci(ci, code, tmp_path):
    verdict = judged(tmp_path, {"browser": TESTS["browser"]}, ci)

    assert (code, "") == (verdict.returncode, verdict.stderr)
    assert bool(code) == ("no Chromium is on this machine" in verdict.stdout)


def test_ci_runs_the_check_of_the_papers_without_asking_anything():
    script = (ROOT / ".ci" / "run").read_text("utf-8")

    assert "set -euo pipefail" in script
    assert "exec </dev/null" in script
    assert "make --no-print-directory check" in script

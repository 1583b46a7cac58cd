"""Fixtures every test may ask for."""

import os
import runpy
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

LOOPBACK = Path(__file__).with_name("loopback")
with tempfile.NamedTemporaryFile(prefix="koplamp-tests-", delete=False) as made:
    REPORT = Path(made.name)
os.environ["LOOPBACK_REPORT"] = str(REPORT)
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(LOOPBACK), os.environ.get("PYTHONPATH")]))
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # a shell's background jobs; children would inherit it
    signal.signal(signal.SIGINT, signal.default_int_handler)
runpy.run_path(str(LOOPBACK / "sitecustomize.py"))


@pytest.fixture(autouse=True)
def nothing_leaves_this_machine() -> Iterator[None]:
    """Fail the test during which this process or a child of it asked for an address elsewhere."""
    before = REPORT.stat().st_size
    yield
    with REPORT.open("rb") as report:
        report.seek(before)
        assert not (asked := report.read().decode()), f"asked for {asked.split()}: tests stay on 127.0.0.0/8 and ::1"


def pytest_unconfigure() -> None:
    REPORT.unlink(missing_ok=True)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real feeds, pages and dates beside the repository; it is not part of it."""
    folder = Path(__file__).resolve().parents[1].parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("../shared/data is not here")
    return folder

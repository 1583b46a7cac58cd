"""Fixtures every test may ask for."""

import gc
import logging
import os
import runpy
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hearing import listen

LOOPBACK = Path(__file__).with_name("loopback")
LONGEST = ("flow/test_month.py", "torture/test_torture.py", "fuzz/test_fuzz.py", "flow/test_process.py")  # minutes each
with tempfile.NamedTemporaryFile(prefix="koplamp-tests-", delete=False) as made:
    REPORT = Path(made.name)
os.environ["LOOPBACK_REPORT"] = str(REPORT)
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(LOOPBACK), os.environ.get("PYTHONPATH")]))
listen()
runpy.run_path(str(LOOPBACK / "sitecustomize.py"))


@pytest.fixture(autouse=True)
def nothing_leaves_this_machine() -> Iterator[None]:
    """Fail the test during which this process or a child of it asked for an address elsewhere."""
    before = REPORT.stat().st_size
    yield
    with REPORT.open("rb") as report:
        report.seek(before)
        assert not (asked := report.read().decode()), f"asked for {asked.split()}: tests stay on 127.0.0.0/8 and ::1"


@pytest.fixture(autouse=True)
def no_log_of_the_test_before() -> None:
    """A command run in this process may have pointed the log at its stderr, which is closed by now."""
    root = logging.getLogger()
    for handler in [one for one in root.handlers if type(one) in (logging.StreamHandler, logging.NullHandler)]:
        root.removeHandler(handler)
    root.setLevel(logging.WARNING)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first, so that none of them goes on alone when all others have ended."""
    first = {Path(__file__).parent / name: at for at, name in enumerate(LONGEST)}
    items.sort(key=lambda item: first.get(item.path, len(first)))


def pytest_collection_finish() -> None:
    """What stays to the end is looked through no more: with eleven thousand tests in it each look holds up every thread
    of this process, servers that note when they were asked among them, for a second on a busy machine.
    """
    gc.collect()
    gc.freeze()


def pytest_unconfigure() -> None:
    REPORT.unlink(missing_ok=True)


@pytest.fixture(scope="session")
def demo_desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The desk that `koplamp demo` makes; whoever asks for it writes nothing there."""
    desk = tmp_path_factory.mktemp("demo") / "desk"
    koplamp = Path(sys.executable).with_name("koplamp")
    subprocess.run([koplamp, "demo", desk], check=True, capture_output=True, timeout=120)
    return desk


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real feeds, pages and dates beside the repository; it is not part of it."""
    folder = Path(__file__).resolve().parents[1].parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("../shared/data is not here")
    return folder

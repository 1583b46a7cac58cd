"""Where a desk is, and that one run at a time works on it."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from crawler.desk.lock import held
from crawler.desk.paths import Desk, find, find_made, read_feeds_yaml
from crawler.errors import AlreadyRunning, ConfigError, StorageError, UsageError


def test_an_option_goes_before_the_environment_and_that_before_here(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.mkdir()
    two.mkdir()

    assert one == find(str(one), {"KOPLAMP_DESK": str(two)}).folder
    assert two == find(None, {"KOPLAMP_DESK": str(two)}).folder
    assert Path.cwd() == find(None, {}).folder


def test_a_directory_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="koplamp init"):
        find(str(tmp_path / "nowhere"), {})


@pytest.fixture
def elsebody(tmp_path: Path) -> Iterator[Path]:
    """A desk of somebody else's, which we may not enter."""
    folder = tmp_path / "theirs" / "desk"
    folder.mkdir(parents=True)
    (folder / "feeds.yaml").touch()
    (tmp_path / "theirs").chmod(0o000)
    us = os.geteuid()
    if us == 0:
        os.seteuid(65534)
    yield folder
    os.seteuid(us)
    (tmp_path / "theirs").chmod(0o700)


@pytest.mark.parametrize("search", [find, find_made])
def test_a_desk_that_may_not_be_entered_is_said(
    elsebody: Path, search: Callable[[str | None, Mapping[str, str]], Desk]
) -> None:
    with pytest.raises(StorageError, match="Permission denied; a desk is its owner's alone"):
        search(str(elsebody), {})


@pytest.mark.parametrize("name", ["feeds.yaml", "rules.yaml", "news.db"])
def test_a_desk_is_a_folder_with_something_of_a_desk_in_it(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="no desk here"):
        find_made(str(tmp_path), {})

    (tmp_path / name).touch()
    assert tmp_path == find_made(str(tmp_path), {}).folder


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (None, "koplamp init"),
        (
            b"feeds:\r\n  - name: \xc3\xa9\xe9",
            "^feeds.yaml:2:12: a character that is not UTF-8; save",
        ),
        (b"\xef\xbb\xbf\xe9", "^feeds.yaml:1:1: a character"),
        ("feeds: []".encode("utf-16"), "^feeds.yaml:1:1: no text in UTF-8: it was saved as UTF-16"),
        (b"SQLite format 3\0\x10\xff", "or is a file of another kind"),
    ],
)
def test_a_feeds_yaml_that_cannot_be_read_is_said(tmp_path: Path, content: bytes | None, word: str) -> None:
    if content is not None:
        (tmp_path / "feeds.yaml").write_bytes(content)

    with pytest.raises(ConfigError, match=word):
        read_feeds_yaml(Desk(tmp_path))


def test_a_folder_in_the_place_of_feeds_yaml_is_said(tmp_path: Path) -> None:
    (tmp_path / "feeds.yaml").mkdir()

    with pytest.raises(ConfigError, match="a folder stands here"):
        read_feeds_yaml(Desk(tmp_path))


def test_the_second_to_come_is_told_who_is_there(tmp_path: Path) -> None:
    path = tmp_path / "koplamp.lock"

    with held(path), pytest.raises(AlreadyRunning, match=str(os.getpid())), held(path):
        pass


def test_a_lock_is_free_again_when_its_holder_was_killed(tmp_path: Path) -> None:
    path = tmp_path / "koplamp.lock"
    story = (
        "import os, signal, pathlib\n"
        "from crawler.desk.lock import held\n"
        f"with held(pathlib.Path({str(path)!r})):\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )

    killed = subprocess.run([sys.executable, "-c", story], timeout=60)

    assert -9 == killed.returncode
    with held(path):
        assert str(os.getpid()) == path.read_text().strip()


def test_a_desk_that_cannot_be_locked_is_said(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="directory"), held(tmp_path / "no-such-folder" / "koplamp.lock"):
        pass

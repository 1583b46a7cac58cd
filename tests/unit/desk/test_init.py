"""A desk is made, or it is said why not."""

import re
import stat
from pathlib import Path
from urllib.request import url2pathname

import pytest

from crawler.desk.init import make
from crawler.errors import StorageError


def test_the_schema_that_feeds_yaml_names_is_there_wherever_the_desk_is(tmp_path: Path) -> None:
    first = make(tmp_path / "desk").feeds_yaml.read_text("utf-8").splitlines()[0]

    found = re.fullmatch(r"# yaml-language-server: \$schema=file://(\S+)", first)
    assert found
    assert '"$schema"' in Path(url2pathname(found[1])).read_text("utf-8")


@pytest.mark.parametrize("name", ["file/desk", "x" * 300])
def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(StorageError, match="this user may write in"):
        make(tmp_path / name)


def test_a_folder_of_ours_is_its_owners_alone_and_the_operators_own_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs").chmod(0o755)
    make(tmp_path / "ours")
    make(tmp_path / "theirs")

    assert (0o700, 0o755) == tuple(stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("ours", "theirs"))

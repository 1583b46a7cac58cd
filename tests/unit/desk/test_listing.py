"""feeds.yaml on disk gets its new feeds, or is left as it is."""

import os
from pathlib import Path

import pytest

from crawler.config.writing import NewFeed
from crawler.desk.listing import append, entry, known_as, newcomer
from crawler.desk.paths import Desk
from crawler.errors import ConfigError, StorageError

NEW = NewFeed({"name": "Nieuw", "url": "https://nieuw.example/feed"})
OLD = "feeds:\n  - name: Oud\n    url: https://oud.example/feed\n"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    (tmp_path / "feeds.yaml").write_text(OLD)
    return Desk(tmp_path)


def test_mode_mark_and_link_stay(desk: Desk, tmp_path: Path) -> None:
    real = tmp_path / "elsewhere.yaml"
    real.write_bytes(b"\xef\xbb\xbf" + OLD.encode())
    real.chmod(0o604)
    desk.feeds_yaml.unlink()
    desk.feeds_yaml.symlink_to(real.name)

    append(desk, [NEW])

    assert desk.feeds_yaml.is_symlink()
    assert real.read_bytes().startswith(b"\xef\xbb\xbf" + OLD.encode())
    assert 0o604 == real.stat().st_mode & 0o777
    assert {"elsewhere.yaml", "feeds.yaml"} == {path.name for path in tmp_path.iterdir()}


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        (OLD, NewFeed({"name": "Oud", "url": "https://x.example/"}), "this name is taken"),
        (OLD, NewFeed({"name": "X", "url": "http://www.x.example/", "langauge": "nl"}), "unknown key 'langauge'"),
        ("feeds: [{name: a, url: 'https://a.example/'}]\n", NEW, "- name: Nieuw"),
        ("feeds:\n  - nam: x\n", NEW, "unknown key 'nam'"),
    ],
)
def test_what_would_be_wrong_is_not_written(desk: Desk, old: str, new: NewFeed, word: str) -> None:
    desk.feeds_yaml.write_text(old)

    with pytest.raises(ConfigError, match=word):
        append(desk, [new])
    assert old == desk.feeds_yaml.read_text()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_is_said(desk: Desk) -> None:
    desk.folder.chmod(0o500)

    with pytest.raises(StorageError, match="nothing was added"):
        append(desk, [NEW])
    desk.folder.chmod(0o700)


def test_a_newcomer_has_the_desks_defaults(desk: Desk) -> None:
    desk.feeds_yaml.write_text("defaults: {language: de, rights: respect, block: [{title: x}]}\n" + OLD)

    assert ("de", "respect", 1) == (newcomer(desk).language, newcomer(desk).rights, len(newcomer(desk).block))
    assert "nl" == newcomer(Desk(desk.folder / "none")).language


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("Nieuw", {"name": "Nieuw"}),
        ("oud", {"name": "oud 2"}),
        ("  A\tb\n", {"name": "Ab"}),
        ("", {"name": "x.example"}),
        ("新聞", {"name": "新聞", "slug": "x-example"}),
    ],
)
def test_a_new_feed_has_a_name_and_a_slug_of_its_own(desk: Desk, name: str, keys: dict[str, str]) -> None:
    feeds = append(desk, [NewFeed({"name": "Ander", "url": "https://ander.example/"})])
    url = {"url": "https://www.x.example/feed"}

    assert keys | url == entry(feeds, name, url["url"], {"kind": "", "list": {}})


def test_an_address_is_known_by_http_and_https_and_with_its_last_slash(desk: Desk) -> None:
    feeds = append(desk, [NEW])

    assert "nieuw" == known_as(feeds, "http://nieuw.example/feed/").slug
    assert None is known_as(feeds, "https://nieuw.example/feed?x=1")

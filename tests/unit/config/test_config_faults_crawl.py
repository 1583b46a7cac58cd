"""`koplamp crawl` over each wrong feeds.yaml: every fault by its place, exit code 2, nobody asked and nothing made."""

import re
import socket

import pytest

from crawler.cli import main
from tests.unit.config.test_config_faults_file import ADDRESSES, FILES, NAMES
from tests.unit.config.test_config_faults_keys import IN_A_FEED, IN_DEFAULTS

AUTOBLOG = "feeds:\n  - name: Autoblog\n    url: https://www.autoblog.nl/feed\n"
VARIANTS = [
    *((f"{AUTOBLOG}    {line}\n", [f"4:{column}: feed 'Autoblog': {said}"]) for line, column, said in IN_A_FEED),
    *((f"defaults:\n  {line}\nfeeds: []\n", [f"2:{column}: defaults: {said}"]) for line, column, said in IN_DEFAULTS),
    *((f"feeds:\n  - name: A\n    url: {url}\n", [f"3:10: feed 'A': {said}"]) for url, said in ADDRESSES),
    *((f"feeds:\n  - name:{name}\n    url: https://a.nl/\n", [fault]) for name, fault in NAMES),
    *FILES,
]


@pytest.fixture
def asked(monkeypatch):
    """Whoever is asked for a name or a connection."""
    who = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *told, **_: who.append(told))
    monkeypatch.setattr(socket.socket, "connect", lambda _, address: who.append(address))
    return who


@pytest.mark.parametrize(("text", "faults"), VARIANTS, ids=lambda told: ascii(told)[:40])
def test_a_crawl_names_every_fault_and_does_nothing(tmp_path, monkeypatch, capsys, asked, text, faults):
    (tmp_path / "feeds.yaml").write_text(text)
    monkeypatch.setattr("sys.argv", ["koplamp", "crawl", "--desk", str(tmp_path)])
    with pytest.raises(SystemExit) as end:
        main()
    out, err = capsys.readouterr()

    assert (2, "") == (end.value.code, out)
    assert faults == [re.sub(r"^(.*/)?feeds\.yaml:", "", line) for line in err.splitlines()]
    assert [] == asked
    assert {"feeds.yaml"} >= {file.name for file in tmp_path.iterdir()} - {"koplamp.lock"}


def test_there_are_more_than_forty_of_them():
    assert len(VARIANTS) > 40

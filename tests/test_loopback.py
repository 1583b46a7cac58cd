"""The guard that keeps tests on this machine, tried in processes of their own: nothing it refuses is ever sent."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ASK = "import asyncio, socket, multiprocessing, uvloop\n"
CONNECT = "s = socket.socket(socket.{family}); s.settimeout(1); s.{verb}\n"
ELSEWHERE = "203.0.113.1"  # of the range for documentation: nobody answers there, should the guard fail


def said(tmp_path: Path, story: str) -> tuple[int, str]:
    """The exit code of a process, and what it reported."""
    report = tmp_path / "report"
    report.touch()
    environment = os.environ | {"LOOPBACK_REPORT": str(report)}
    done = subprocess.run([sys.executable, "-c", ASK + story], env=environment, capture_output=True, timeout=60)
    return done.returncode, report.read_text("utf-8")


@pytest.mark.parametrize(
    "story",
    [
        CONNECT.format(family="AF_INET", verb=f"connect(('{ELSEWHERE}', 80))"),
        CONNECT.format(family="AF_INET", verb=f"connect_ex(('{ELSEWHERE}', 80))"),
        "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('203.0.113.1', 53))\n",
        f"asyncio.run(asyncio.open_connection('{ELSEWHERE}', 80))\n",
        f"uvloop.run(asyncio.open_connection('{ELSEWHERE}', 80))\n",
    ],
    ids=["connect", "connect_ex", "sendto", "asyncio", "uvloop"],
)
def test_a_connection_elsewhere_is_refused_and_reported(tmp_path: Path, story: str) -> None:
    code, report = said(tmp_path, story)

    assert (1, ELSEWHERE) == (code, report.strip())


@pytest.mark.parametrize(
    "story",
    [
        "socket.getaddrinfo('koplamp.nl', 80)\n",
        "asyncio.run(asyncio.open_connection('koplamp.nl', 80))\n",
        "uvloop.run(asyncio.open_connection('koplamp.nl', 80))\n",
    ],
    ids=["socket", "asyncio", "uvloop"],
)
def test_no_name_server_is_asked(tmp_path: Path, story: str) -> None:
    code, report = said(tmp_path, story)

    assert (1, "koplamp.nl") == (code, report.strip())


def test_a_grandchild_of_a_fork_server_is_watched(tmp_path: Path) -> None:
    story = (
        "import runpy\n"
        "if __name__ == '__main__':\n"
        "    made = multiprocessing.get_context('forkserver')\n"
        "    child = made.Process(target=socket.create_connection, args=(('203.0.113.1', 80), 1))\n"
        "    child.start(); child.join(); raise SystemExit(child.exitcode)\n"
    )

    assert (1, ELSEWHERE) == tuple(str(one).strip() if one != 1 else 1 for one in said(tmp_path, story))


def test_a_reserved_name_is_unknown_without_a_report(tmp_path: Path) -> None:
    story = "try:\n    socket.getaddrinfo('krant.example', 80)\nexcept socket.gaierror:\n    raise SystemExit(5)\n"

    assert (5, "") == said(tmp_path, story)


def test_this_machine_may_be_asked(tmp_path: Path) -> None:
    story = (
        "server = socket.create_server(('127.0.0.1', 0)); socket.create_connection(server.getsockname())\n"
        "socket.getaddrinfo('localhost', 80); socket.getaddrinfo('127.0.0.2', 80)\n"
    )

    assert (0, "") == said(tmp_path, story)

"""What docs/running holds for an operator's machine: looked at here, where neither a timer nor a container runs."""

import configparser
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner
from ruamel.yaml import YAML

from crawler.cli import cli

ROOT = Path(__file__).resolve().parents[1]
RUNNING = ROOT / "docs" / "running"
BIN = Path(sys.executable).parent
INSTALLED = "/srv/koplamp/.venv/bin/koplamp"
ANALYZE = shutil.which("systemd-analyze")
EXPOSURE = 2.0  # of 10, as `systemd-analyze security` counts; 1.6 with systemd 252

# systemd.unit(5), systemd.service(5), systemd.exec(5), systemd.kill(5), systemd.resource-control(5), systemd.timer(5)
DIRECTIVES = {
    "Unit": {"Description", "Wants", "After"},
    "Service": {
        "Type", "User", "Group", "WorkingDirectory", "Environment", "EnvironmentFile", "ExecStart", "SuccessExitStatus",
        "RuntimeMaxSec", "TimeoutStopSec", "Nice", "MemoryMax", "TasksMax", "ReadWritePaths", "ProtectSystem",
        "ProtectHome", "ProtectClock", "ProtectControlGroups", "ProtectHostname", "ProtectKernelLogs",
        "ProtectKernelModules", "ProtectKernelTunables", "ProtectProc", "PrivateDevices", "PrivateTmp",
        "NoNewPrivileges", "CapabilityBoundingSet", "LockPersonality", "RestrictAddressFamilies", "RestrictNamespaces",
        "RestrictRealtime", "RestrictSUIDSGID", "RemoveIPC", "SystemCallArchitectures", "SystemCallFilter",
    },
    "Timer": {"OnCalendar", "AccuracySec", "Persistent"},
    "Install": {"WantedBy"},
}  # fmt: skip


def unit(name: str) -> configparser.ConfigParser:
    """A unit file; of a directive that stands twice the last counts here."""
    read = configparser.ConfigParser(interpolation=None, strict=False, comment_prefixes=("#",), delimiters=("=",))
    read.optionxform = str  # type: ignore[assignment,method-assign]
    read.read_string((RUNNING / name).read_text("utf-8"))
    return read


def known_to_koplamp(words: list[str]) -> None:
    """Fail if `koplamp WORDS` is no command with these options."""
    command = cli.commands[words[0]]
    command.make_context(words[0], list(words[1:]), resilient_parsing=True)
    assert {word for word in words if word.startswith("--")} <= {o for p in command.params for o in p.opts}


# ---------------------------------------------------------------- cron


def jobs() -> list[str]:
    """The commands of the crontab, as cron hands them to a shell: there an escaped % is a %."""
    lines = [line for line in (RUNNING / "crontab").read_text("utf-8").splitlines() if re.match(r"[*\d]", line)]
    for line in lines:
        assert re.match(r"(?:[*/\d]+ +){5}", line), line
        assert not re.search(r"(?<!\\)%", line), "cron ends a command at a %"
    return [line.split(None, 5)[5].replace(r"\%", "%") for line in lines]


def test_each_line_of_the_crontab_runs_as_cron_runs_it_and_says_nothing(tmp_path):
    desk, backups = tmp_path / "news", tmp_path / "backups"
    desk.mkdir(0o700)
    backups.mkdir()
    (desk / "feeds.yaml").write_text("defaults: {user_agent: 'T (+http://t.invalid/; t@t.invalid)'}\nfeeds: []\n")
    for job in jobs():
        here = job.replace(INSTALLED, shlex.quote(str(BIN / "koplamp"))).replace("/srv/backups", str(backups))
        bare = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "LOGNAME": "koplamp", "SHELL": "/bin/sh"}
        done = subprocess.run(
            ["/bin/sh", "-c", here.replace("/srv/news", str(desk))],
            env={**bare, "PYTHONPATH": os.environ["PYTHONPATH"], "LOOPBACK_REPORT": os.environ["LOOPBACK_REPORT"]},
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert (0, "", "") == (done.returncode, done.stdout, done.stderr), job

    assert [f"news-{time.strftime('%Y-%m-%d')}.db"] == [file.name for file in backups.iterdir()]


def test_the_papers_show_the_crontab_that_is_there():
    [crawl, *_] = [line for line in (RUNNING / "crontab").read_text("utf-8").splitlines() if line.startswith("*/15")]

    assert crawl in (ROOT / "README.md").read_text("utf-8")


def test_logs_are_rotated_whatever_they_are_called():
    said = re.sub(r"#.*", "", (RUNNING / "logrotate").read_text("utf-8"))
    [(path, body)] = re.findall(r"^(\S+) \{\n(.*?)^\}", said, re.MULTILINE | re.DOTALL)

    assert "/var/log/koplamp/*.jsonl" == path
    assert {"weekly", "rotate", "compress", "delaycompress", "missingok", "notifempty", "create"} == {
        line.split()[0] for line in body.splitlines()
    }
    assert ">> /var/log/koplamp/crawl.jsonl" in (ROOT / "docs" / "operators.md").read_text("utf-8")


# ---------------------------------------------------------------- systemd


@pytest.mark.parametrize("name", ["koplamp.service", "koplamp.timer"])
def test_units_hold_what_systemd_knows(name):
    read = unit(name)

    assert [] == [(part, key) for part in read.sections() for key in read[part] if key not in DIRECTIVES[part]]


def test_the_service_ends_a_run_that_hangs_and_is_shut_in():
    service = unit("koplamp.service")["Service"]
    program, *words = shlex.split(service["ExecStart"])

    assert INSTALLED == program
    known_to_koplamp(words)
    assert "15min" == service["RuntimeMaxSec"], "more than minutes_per_run and the two minutes behind it"
    assert "oneshot" != service["Type"], "RuntimeMaxSec= says nothing to those"
    assert "75" == service["SuccessExitStatus"]
    assert service["WorkingDirectory"] == service["ReadWritePaths"]
    assert ("strict", "yes", "") == tuple(
        service[key] for key in ("ProtectSystem", "NoNewPrivileges", "CapabilityBoundingSet")
    )


def test_systemd_itself_finds_no_fault_where_it_is_there(tmp_path):
    if ANALYZE is None:
        return  # a line in .ci/allowed-skips.txt would say no more
    for name in ("koplamp.service", "koplamp.timer"):
        there = (RUNNING / name).read_text("utf-8").replace(INSTALLED, str(BIN / "koplamp"))
        (tmp_path / name).write_text(there)
    units = [tmp_path / "koplamp.service", tmp_path / "koplamp.timer"]
    done = subprocess.run([ANALYZE, "verify", *units], capture_output=True, text=True, timeout=60, check=False)
    shut = subprocess.run(
        [ANALYZE, "security", "--offline=yes", units[0]], capture_output=True, text=True, timeout=60, check=False
    )

    assert [] == [line for line in done.stderr.splitlines() if "koplamp" in line]
    assert float(re.search(r"exposure level for koplamp\.service: ([\d.]+)", shut.stdout)[1]) <= EXPOSURE


# ---------------------------------------------------------------- containers


def instructions() -> list[tuple[str, str]]:
    """The lines of the Dockerfile, joined where they go on."""
    text = re.sub(r"^#.*\n", "", (RUNNING / "Dockerfile").read_text("utf-8"), flags=re.MULTILINE)
    lines = text.replace("\\\n", " ").splitlines()
    return [(line.split()[0], line.split(None, 1)[1]) for line in lines if line.strip()]


def test_what_the_image_is_made_of_is_there():
    ignored = (RUNNING / "Dockerfile.dockerignore").read_text("utf-8").splitlines()
    copied = [words.split()[:-1] for what, words in instructions() if what == "COPY" and "--from" not in words]

    for path in (path for paths in copied for path in paths):
        assert (ROOT / path).exists(), path
        assert f"!{path}" in ignored, f"{path} does not reach the builder"
    packed = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert {*packed["packages"], *packed["force-include"]} <= {path for paths in copied for path in paths}


def test_what_only_tests_need_is_in_no_image():
    dev = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]["dev"]
    [build] = [words for what, words in instructions() if what == "RUN" and "uninstall" in words]

    assert sorted(re.match(r"[\w-]+", one)[0] for one in dev) == sorted(build.rpartition("uninstall --yes ")[2].split())
    assert "--require-hashes --requirement requirements.lock" in build


def test_the_image_runs_koplamp_as_nobody_in_particular():
    said = dict(instructions())  # the last of each

    assert '["koplamp"]' == said["ENTRYPOINT"]
    known_to_koplamp(YAML(typ="safe").load(said["CMD"]))
    assert "koplamp" == said["USER"]
    assert "/desk" == said["VOLUME"] == said["WORKDIR"]
    assert "KOPLAMP_DESK=/desk" in said["ENV"]


def test_compose_crawls_by_schedule_and_shows_it_to_this_machine_alone():
    file = YAML(typ="safe").load((RUNNING / "compose.yaml").read_text("utf-8"))
    crawl, site = file["services"]["crawl"], file["services"]["site"]

    assert {"crawl", "site"} == set(file["services"])
    for service in (crawl, site):
        assert ["./desk:/desk"] == service["volumes"]
        assert ["ALL"] == service["cap_drop"]
        assert service["read_only"]
        assert "max-size" in service["logging"]["options"]
        assert ROOT == (RUNNING / service["build"]["context"]).resolve()
        assert (ROOT / service["build"]["dockerfile"]).is_file()
        assert "never" == service["pull_policy"]
    assert ["every", "900"] == crawl["entrypoint"]
    assert "koplamp" == crawl["command"][0]
    known_to_koplamp(crawl["command"][1:])
    known_to_koplamp(site["command"])
    assert ["127.0.0.1:8001:8001"] == site["ports"]
    assert site["command"][site["command"].index("--port") + 1] == site["ports"][0].split(":")[-1]


def test_every_runs_now_and_again_and_hands_a_stop_on(tmp_path):
    said = tmp_path / "said"
    once = (
        f"echo run >> {said}; trap 'echo stopped >> {said}; exit' TERM; test $(wc -l < {said}) -lt 2 || sleep 9 & wait"
    )
    with subprocess.Popen([RUNNING / "every", "1", "/bin/sh", "-c", once]) as every:
        end = time.monotonic() + 20
        while (not said.exists() or said.read_text().count("run") < 2) and time.monotonic() < end:
            time.sleep(0.05)
        time.sleep(0.2)
        every.send_signal(signal.SIGTERM)
        assert 0 == every.wait(10)

    assert ["run", "run", "stopped"] == said.read_text().split()


# ---------------------------------------------------------------- completion


@pytest.mark.parametrize(
    ("shell", "start", "line", "asked", "offered"),
    [
        (
            "bash",
            "_koplamp_completion() {",
            'eval "$(_KOPLAMP_COMPLETE=bash_source koplamp)"',
            {"COMP_WORDS": "koplamp feeds di", "COMP_CWORD": "2"},
            "plain,diff\nplain,discover\n",
        ),
        (
            "zsh",
            "#compdef koplamp",
            'eval "$(_KOPLAMP_COMPLETE=zsh_source koplamp)"',
            {"COMP_WORDS": "koplamp doctor --re", "COMP_CWORD": "2"},
            "plain\n--repair\nMend damaged databases",
        ),
        (
            "fish",
            "function _koplamp_completion;",
            "_KOPLAMP_COMPLETE=fish_source koplamp | source",
            {"COMP_WORDS": "koplamp bac", "COMP_CWORD": "bac"},
            "plain,backfill\tLook for what FEED listed",
        ),
    ],
)
def test_shells_complete_commands_and_options(shell, start, line, asked, offered, monkeypatch):
    monkeypatch.setattr("click.shell_completion.BashComplete._check_version", lambda *_: None)
    script = CliRunner().invoke(cli, env={"_KOPLAMP_COMPLETE": f"{shell}_source"}, prog_name="koplamp")
    answer = CliRunner().invoke(cli, env={"_KOPLAMP_COMPLETE": f"{shell}_complete", **asked}, prog_name="koplamp")

    assert script.output.startswith(start)
    assert answer.output.startswith(offered)
    assert f"\n{line}\n" in (ROOT / "docs" / "operators.md").read_text("utf-8")


def test_bash_itself_completes():
    if shutil.which("bash") is None:
        return
    ask = "COMP_WORDS=(koplamp cra); COMP_CWORD=1; _koplamp_completion koplamp; echo ${COMPREPLY[@]}"
    path = f"{BIN}:/usr/bin:/bin"
    done = subprocess.run(
        ["bash", "-c", f'eval "$(_KOPLAMP_COMPLETE=bash_source koplamp)"; {ask}'],
        env={**os.environ, "PATH": path}, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip

    assert "crawl\n" == done.stdout

"""The lock and the allowed advisories -> a line for each known weakness of what we install.

pip-audit asks the advisory service, and says "no known vulnerabilities" also of packages the service never heard of. So
its answer is counted here: what was not looked up is no good news. Exit code 0: nothing is known; 1: something is; 69:
the service could not be reached, or answered for some packages only.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

UNREACHED = 69
OPTIONS = ("--require-hashes", "--disable-pip", "--progress-spinner", "off", "--format", "json")


def allowed(text: str) -> dict[str, str]:
    """Advisory -> why it does not concern us, from lines `GHSA-... | reason`; raises ValueError for one without."""
    reasons = {}
    for line in text.splitlines():
        name, bar, reason = (part.strip() for part in line.partition("|"))
        if not name or name.startswith("#"):
            continue
        if not bar or not reason:
            raise ValueError(f"{name}: an advisory is allowed with a reason only")
        reasons[name] = reason
    return reasons


def known(report: dict[str, Any]) -> Iterator[tuple[set[str], str]]:
    """Each weakness: all names it goes by, and a line that says where it is and which version mends it."""
    for package in report["dependencies"]:
        for one in package.get("vulns", ()):
            mended = ", ".join(one["fix_versions"]) or "no version yet"
            yield (
                {one["id"], *one["aliases"]},
                f"{package['name']} {package['version']}: {one['id']}, mended in {mended}",
            )


def unknown(report: dict[str, Any]) -> list[str]:
    """The packages that the service had nothing to say about."""
    return [package["name"] for package in report["dependencies"] if "skip_reason" in package]


def findings(report: dict[str, Any], reasons: dict[str, str]) -> Iterator[str]:
    """What somebody must act on: a weakness that nobody explained, an explanation that nothing needs any more."""
    used: set[str] = set()
    for names, line in known(report):
        if explained := names & reasons.keys():
            used |= explained
        else:
            yield line
    yield from (f"{name}: allowed, and no package has it; take the line out" for name in sorted(reasons.keys() - used))


def judged(report: dict[str, Any], reasons: dict[str, str]) -> tuple[list[str], int]:
    """The lines to print and the exit code."""
    if missing := unknown(report):
        some = f"{len(missing)} of {len(report['dependencies'])} packages ({', '.join(missing[:3])} ...)"
        return [f"audit: the service knows nothing of {some}: that is no verdict"], UNREACHED
    if lines := list(findings(report, reasons)):
        return lines, 1
    return [f"audit: {len(report['dependencies'])} packages, nothing is known against them"], 0


def main(pip_audit: str, lock: str, reasons: str) -> int:
    command = [pip_audit, "--requirement", lock, *OPTIONS]
    asked = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        report = json.loads(asked.stdout)
    except ValueError:
        why = asked.stderr.strip().splitlines() or ["no answer"]
        print(f"audit: the advisory service cannot be reached, nothing was checked: {why[-1][:200]}")
        return UNREACHED
    lines, code = judged(report, allowed(Path(reasons).read_text("utf-8")))
    print(*lines, sep="\n")
    return code


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

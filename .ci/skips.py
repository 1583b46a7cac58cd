"""pytest's junit.xml and the allowed reasons -> exit code 1 and a line for each test that was skipped without one."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

ELSEWHERE = "not in CI: "  # before a reason that holds on other machines only


def allowed(text: str, *, in_ci: bool) -> list[str]:
    """The reasons of allowed-skips.txt that hold here, without the explanation behind the bar."""
    lines = [line.split(" | ")[0].strip() for line in text.splitlines()]
    reasons = [line for line in lines if line and not line.startswith("#")]
    return [line.removeprefix(ELSEWHERE) for line in reasons if not (in_ci and line.startswith(ELSEWHERE))]


def unexplained(junit: str, reasons: list[str]) -> Iterator[str]:
    """Tests that were skipped (or are expected to fail) for no allowed reason."""
    for case in ET.fromstring(junit).iter("testcase"):
        for skipped in case.iter("skipped"):
            said = " ".join(f"{skipped.get('message', '')} {skipped.text or ''}".split())
            if not any(reason in said for reason in reasons):
                yield f"{case.get('classname')}::{case.get('name')}: {said}"


def main(junit: str, reasons: str) -> int:
    known = allowed(Path(reasons).read_text("utf-8"), in_ci=bool(os.environ.get("CI")))
    faults = list(unexplained(Path(junit).read_text("utf-8"), known))
    for fault in faults:
        print(f"skipped without an allowed reason: {fault}")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

"""pytest's junit.xml and the allowed reasons -> exit code 1 and a line for each test that was skipped without one."""

import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET


def allowed(text: str) -> list[str]:
    """The reasons of allowed-skips.txt, without the explanation behind the bar."""
    lines = [line.split(" | ")[0].strip() for line in text.splitlines()]
    return [line for line in lines if line and not line.startswith("#")]


def unexplained(junit: str, reasons: list[str]) -> Iterator[str]:
    """Tests that were skipped (or are expected to fail) for no allowed reason."""
    for case in ET.fromstring(junit).iter("testcase"):
        for skipped in case.iter("skipped"):
            said = " ".join(f"{skipped.get('message', '')} {skipped.text or ''}".split())
            if not any(reason in said for reason in reasons):
                yield f"{case.get('classname')}::{case.get('name')}: {said}"


def main(junit: str, reasons: str) -> int:
    faults = list(unexplained(Path(junit).read_text("utf-8"), allowed(Path(reasons).read_text("utf-8"))))
    for fault in faults:
        print(f"skipped without an allowed reason: {fault}")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

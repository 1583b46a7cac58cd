"""The demo, run for real -> the pictures in README: docs/demo.svg, docs/site-PAGE.png. Run it with `make picture`."""

import subprocess
import sys
import tempfile
from html import escape
from pathlib import Path

from docs.screenshots import for_readme

LINE, CHAR, MARGIN = 17, 7.83, 16  # pixels; 13 px monospace
HEADS = ("What is in the database now", "Listed, and not to be had", "One article as it was stored", "Now try")


def main() -> None:
    """Run `koplamp demo` in an empty directory, draw what it printed and take what its site shows."""
    koplamp = Path(sys.executable).with_name("koplamp")
    with tempfile.TemporaryDirectory() as folder:
        run = subprocess.run([koplamp, "demo", "demo-desk"], cwd=folder, capture_output=True, text=True, check=True)
    said = run.stdout.replace(f"{koplamp.parent}/", "").expandtabs(18)
    Path(__file__).with_name("demo.svg").write_text(svg(["$ make demo", *said.splitlines()]), "utf-8")
    for_readme()


def svg(lines: list[str]) -> str:
    """Lines of text as light letters on a dark sheet."""
    width = round(max(map(len, lines)) * CHAR + 2 * MARGIN)
    height = len(lines) * LINE + 2 * MARGIN
    rows = "".join(
        f'<text x="{MARGIN}" y="{MARGIN + (number + 0.8) * LINE:.0f}"{_weight(line)}>{escape(line)}</text>\n'
        for number, line in enumerate(lines)
        if line.strip()
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        'aria-label="What koplamp demo prints">\n'
        "<style>text{font:13px ui-monospace,Menlo,Consolas,monospace;fill:#d7dee8;white-space:pre}"
        ".head{font-weight:bold;fill:#ffd479}</style>\n"
        f'<rect width="{width}" height="{height}" rx="8" fill="#16202b"/>\n{rows}</svg>\n'
    )


def _weight(line: str) -> str:
    return ' class="head"' if line in HEADS or line.startswith("$") else ""


if __name__ == "__main__":
    main()

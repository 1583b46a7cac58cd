"""The demo desk -> what each page of its site looks like, as pictures: build/screenshots/PAGE-WIDTH-THEME.png.

Run it with `make screenshots`; `make picture` makes those that README shows, docs/site-PAGE.png.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.browser import pages
from tests.browser.chromium import Sheet, found, sheet, started

DOCS = Path(__file__).parent
FOLDER = DOCS.parent / "build" / "screenshots"
TALLEST = 2400  # pixels; below that a page repeats itself

# What README shows: the page, its theme, what stands at the top, width and height.
IN_README = (
    ("home", "light", "body", 1200, 700),
    ("search", "light", "body", 1200, 600),
    ("article", "dark", "#versions", 800, 540),
)


@contextmanager
def reading() -> Iterator[tuple[Sheet, dict[str, str]]]:
    """A browser before a demo desk made in a temporary directory, and the addresses of its pages."""
    program = found()
    if program is None:
        sys.exit("pictures of the site need Chromium: apt-get install chromium")
    with tempfile.TemporaryDirectory() as folder:
        desk = Path(folder) / "desk"
        subprocess.run([pages.KOPLAMP, "demo", desk], capture_output=True, check=True)
        with pages.served(desk) as site, started(program) as browser, sheet(browser, site) as reader:
            yield reader, pages.paths(desk)


def main() -> None:
    """Every page at both widths in both themes, whole."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with reading() as (reader, paths):
        for name, path in paths.items():
            page = reader.go(path)
            for width in pages.WIDTHS:
                for theme in pages.THEMES:
                    reader.look(width, theme)
                    height = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST)
                    shown = {"x": 0, "y": 0, "width": width, "height": height}
                    page.screenshot(path=FOLDER / f"{name}-{width}-{theme}.png", full_page=True, clip=shown)


def for_readme() -> None:
    """Some of them, as much as a screen shows."""
    with reading() as (reader, paths):
        for name, theme, top, width, height in IN_README:
            page = reader.go(paths[name])
            reader.look(width, theme, height)
            page.locator(top).evaluate("e => e.scrollIntoView()")
            page.screenshot(path=DOCS / f"site-{name}.png")


if __name__ == "__main__":
    main()

"""The machine's own Chromium, and pages in it that touch nothing but this machine and remember what went wrong."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Route, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
NO_NAMES = (
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"  # whatever it wants by itself, no name is looked up
)
NO_GPU = "--disable-gpu"  # one is only imitated where there is no screen
TIMEOUT_MS = 15_000  # for a page, or a thing on it; a busy machine takes seconds
ELSEWHERE = re.compile(r"^(?!http://127\.0\.0\.1:|data:|blob:|about:)")


def found() -> str | None:
    """Where the machine's Chromium is; None: it has none."""
    return next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def started(program: str) -> Iterator[Browser]:
    """One Chromium without a window, ended afterwards."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=[NO_NAMES, NO_GPU])
        try:
            yield browser
        finally:
            browser.close()


@dataclass(slots=True)
class Sheet:
    """A page of its own, without cookies or cache of another; `faults` is what no page may bring about."""

    page: Page
    site: str
    faults: list[str] = field(default_factory=list)

    def go(self, path: str) -> Page:
        """The page at an address of the site, or below it; what it answers is the caller's to judge."""
        self.page.goto(self.site + path)
        return self.page

    def ask_for(self, language: str) -> None:
        """The language of what it goes to from now on."""
        self.page.set_extra_http_headers({"accept-language": language})

    def told(self) -> list[str]:
        """What went wrong since it was asked last."""
        faults, self.faults = self.faults, []
        return faults

    def look(self, width: int, theme: str, height: int = 900) -> None:
        """The page at another width or in another theme, as it is now."""
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.emulate_media(color_scheme=theme)


@contextmanager
def sheet(browser: Browser, site: str) -> Iterator[Sheet]:
    """A page of a reader whose browser asks for English until it is told otherwise."""
    context = browser.new_context(viewport={"width": 1600, "height": 900}, reduced_motion="reduce")
    try:
        yield _watched(context, site)
    finally:
        context.close()


def _watched(context: BrowserContext, site: str) -> Sheet:
    context.set_default_timeout(TIMEOUT_MS)
    made = Sheet(context.new_page(), site.rstrip("/"))
    made.ask_for("en")

    def turn_away(route: Route, request: Request) -> None:
        made.faults.append(f"asked for {request.url}")
        route.abort()

    def hear(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not _is_the_page_itself(message):
            made.faults.append(f"console: {message.text}")

    context.route(ELSEWHERE, turn_away)
    made.page.on("console", hear)
    made.page.on("pageerror", lambda error: made.faults.append(f"script: {error}"))
    made.page.on("dialog", lambda dialog: (made.faults.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    return made


def _is_the_page_itself(message: ConsoleMessage) -> bool:
    """Chromium notes on its console that the page asked for is answered with a 404; the reader sees that."""
    return message.page is not None and message.location["url"] == message.page.url

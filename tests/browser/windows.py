"""Windows of a browser: as large as a tablet, a desk or a telephone, in a language, with what went wrong in them."""

import os
from pathlib import Path
from typing import Any, NamedTuple

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, ViewportSize


class Size(NamedTuple):
    """A screen: width and height in CSS pixels, and whether it is touched."""

    width: int
    height: int
    touch: bool


TABLET = Size(1024, 768, touch=True)
UPRIGHT = Size(768, 1024, touch=True)
DESK = Size(1440, 900, touch=False)
PHONE = Size(390, 844, touch=True)
SIZES = (TABLET, UPRIGHT, DESK, PHONE)

_LOCALES = {"zh": "zh-CN", "en": "en-GB"}
# everything axe knows; what it leaves out by itself is the size of targets (WCAG 2.2 AA)
_AXE = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}


class Windows:
    """Opens windows on a server, each with cookies and stores of its own."""

    def __init__(self, browser: Browser, url: str) -> None:
        self._browser = browser
        self._url = url
        self._open: list[BrowserContext] = []
        self.faults: list[
            str
        ] = []  # errors of scripts, of the console and of the policy; a test clears what it expects

    def open(self, size: Size = TABLET, language: str = "zh", *, dark: bool = False, **options: Any) -> Page:
        """A fresh window; relative addresses are the server's, scripts stay under its policy.

        `service_workers="allow"` lets the worker of the site in: else every page comes from the server.
        """
        options.setdefault("service_workers", "block")
        context = self._browser.new_context(
            base_url=self._url,
            viewport=ViewportSize(width=size.width, height=size.height),
            has_touch=size.touch,
            locale=_LOCALES[language],
            timezone_id="Asia/Shanghai",
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(10_000)
        context.on("console", self._note)
        context.on("weberror", lambda error: self.faults.append(str(error.error)))
        self._open.append(context)
        return context.new_page()

    def close(self) -> None:
        """Closes them all."""
        for context in self._open:
            context.close()

    def _note(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.faults.append(f"{message.text} ({message.location.get('url')})")


def axe(page: Page) -> None:
    """Fails where axe finds anything on the page as it stands."""
    found = Axe().run(page, options=_AXE)
    assert found.violations_count == 0, found.generate_report()


def picture(page: Page, name: str) -> None:
    """Keeps a picture of the whole page in the folder STAR_AUDIT_PICTURES, if it is set."""
    folder, size = os.environ.get("STAR_AUDIT_PICTURES"), page.viewport_size
    if folder and size:
        language = page.locator("html").get_attribute("lang")
        dark = "-dark" if page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") else ""
        file = Path(folder) / f"{name}-{size['width']}x{size['height']}-{language}{dark}.png"
        page.screenshot(path=file, full_page=True, animations="disabled")

"""The page for work outside: what is ready, what waits, and the ways out."""

import json
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from audit.db import Database
from audit.models import Audit, Register, SignIn
from tests.browser.conftest import OpenPage
from tests.browser.filling import SMALL, open_fill, saved, touch
from tests.browser.server import LiveServer
from tests.browser.shells import cut_off, settle
from tests.browser.test_fill_photographs import camera_file, take
from tests.browser.windows import DESK, PHONE, TABLET, UPRIGHT, Size, Windows, axe, picture
from tests.cast import Cast


def open_field(page: Page) -> None:
    """Opens the page and waits for what it shows."""
    page.goto("/field")
    expect(page.locator("body[data-page=open]")).to_be_attached()


def card(page: Page, branch: str) -> object:
    """An audit on the page."""
    return page.locator(".field-audit", has_text=branch)


@pytest.mark.parametrize(
    ("size", "language", "dark"),
    [(TABLET, "zh", False), (PHONE, "zh", False), (UPRIGHT, "en", True), (DESK, "en", False)],
)
def test_the_page_can_be_read_and_touched(
    open_page: OpenPage, cast: Cast, size: Size, language: str, dark: bool, windows: Windows, live_server: LiveServer
) -> None:
    page = open_page("inspector", size, language, dark=dark, service_workers="allow")
    open_field(page)
    settle(page)
    axe(page)
    picture(page, "field-new")
    prepare = page.locator("#audits [data-part=prepare]").first
    prepare.click()
    expect(page.locator("#audits .badge.good")).to_have_count(1)
    page.locator("#checks [data-part=check]").click()
    expect(page.locator("[data-check=room]")).to_have_attribute("data-tone", "good", timeout=60_000)
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate(SMALL.replace("label.tool", "label.tool")) == []
    picture(page, "field-ready")

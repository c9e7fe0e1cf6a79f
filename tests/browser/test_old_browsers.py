"""Browsers that cannot do the work of the field are told so in plain words."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.windows import PHONE, TABLET, Windows, axe, picture

WECHAT = "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/116 Mobile Safari/537.36 MicroMessenger/8.0.49"


@pytest.mark.parametrize("address", ["/fill", "/manual/field"])
def test_an_old_browser_is_told(open_page: OpenPage, windows: Windows, address: str) -> None:
    page = open_page(None, TABLET)
    page.add_init_script("delete AbortSignal.timeout")
    page.goto(address)
    expect(page.get_by_role("alert").first).to_contain_text("这个浏览器版本过低")
    axe(page)
    picture(page, f"old{address.replace('/', '-')}")
    windows.faults.clear()  # nobody is signed in


def test_a_browser_within_another_app_is_told(open_page: OpenPage) -> None:
    page = open_page(None, PHONE, "en", user_agent=WECHAT)
    page.goto("/manual/field")
    expect(page.get_by_role("alert")).to_contain_text("Open in browser")
    axe(page)
    picture(page, "within")


def test_a_browser_of_today_is_told_nothing(open_page: OpenPage) -> None:
    page = open_page(None)
    page.goto("/manual/field")
    expect(page.get_by_role("alert")).to_have_count(0)

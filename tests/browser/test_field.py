"""The page for work outside: what is ready, what waits, and the ways out."""

import json
import re
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from audit.db import Database
from audit.models import Register
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
    assert page.evaluate(SMALL) == []
    picture(page, "field-ready")


def fill_first(page: Page, audit_id: int) -> None:
    """Opens an audit and answers one criterion."""
    open_fill(page, audit_id)
    touch(page, "1", "满分")


def test_an_audit_is_ready_only_when_all_of_it_is_really_there(
    open_page: OpenPage, cast: Cast, windows: Windows, live_server: LiveServer
) -> None:
    page = open_page("inspector", service_workers="allow")
    open_field(page)
    row = page.locator(".field-audit")
    expect(row.locator(".badge")).to_have_text("不可离线")
    expect(row).to_contain_text("清单")
    row.get_by_role("button", name="准备").click()
    expect(row.locator(".badge")).to_have_text("可离线")
    expect(row).to_contain_text("sample@1 · 3 KB")
    for harm, missing in HARM.items():
        page.evaluate(harm)
        open_field(page)
        expect(row.locator(".badge"), harm).to_have_text("不可离线")
        expect(row).to_contain_text(f"缺：{missing}")
        if missing == "页面程序":
            page.reload()
        row.get_by_role("button", name="准备").click()
        expect(row.locator(".badge")).to_have_text("可离线")
    with cut_off(live_server, windows, page):
        open_field(page)
        expect(page.locator("#who")).to_contain_text("没有网络")
        expect(row.locator(".badge")).to_have_text("可离线")
        expect(row.get_by_role("button", name="准备")).to_be_hidden()
        row.get_by_role("link", name="填写").click()
        expect(page.locator("body[data-page=open] .dock")).to_be_visible()


CHANGE = """async () => {
    const { name } = (await indexedDB.databases()).find(({ name }) => /audit-\\d+$/.test(name));
    const asked = indexedDB.open(name);
    await new Promise((done) => (asked.onsuccess = done));
    const tx = asked.result.transaction("checklists", "readwrite");
    const store = tx.objectStore("checklists");
    %s
    await new Promise((done) => (tx.oncomplete = done));
    asked.result.close();
}"""
TORN = """const read = store.openCursor();
    await new Promise((done) => (read.onsuccess = done));
    read.result.update({ ...read.result.value, modules: read.result.value.modules.slice(1) });"""
HARM = {CHANGE % TORN: "完好的清单（本机的一份已损坏）"}


def exported(page: Page, place: Path) -> tuple[ZipFile, dict[str, object]]:
    """The file that the page gives out."""
    with page.expect_download() as download:
        page.locator("#export [data-part=export]").click()
    file = place / download.value.suggested_filename
    download.value.save_as(file)
    archive = ZipFile(file)
    return archive, json.loads(archive.read("rescue.json"))


def test_what_waits_is_shown_exported_and_sent_without_opening_the_audit(
    open_page: OpenPage, cast: Cast, windows: Windows, live_server: LiveServer, database: Database, tmp_path: Path
) -> None:
    audit_id = cast.audits["inspection"].id
    page = open_page("inspector", service_workers="allow")
    open_field(page)
    page.get_by_role("button", name="准备").click()
    expect(page.locator(".field-audit .badge")).to_have_text("可离线")
    with cut_off(live_server, windows, page):
        fill_first(page, audit_id)
        take(page, camera_file(tmp_path, "a.jpg", 800, 600))
        expect(page.locator("#saving")).to_contain_text("照片")
        open_field(page)
        expect(page.locator("#send")).to_contain_text("未发送：2项填写；1张照片；最早")
        page.locator("#send [data-part=send]").click()
        expect(page.locator("#send [data-part=result]")).to_contain_text("网络中断：已送达0项，还有3项留在本机")
        archive, document = exported(page, tmp_path)
    assert archive.testzip() is None
    assert (document["format"], document["version"]) == ("star-audit-rescue", 1)
    operations = document["audits"][0]["operations"]  # type: ignore[index]
    assert {operation["path"].split("/p/")[0] for operation in operations} == {"c/1/answer", "c/1"}
    assert [operation["sequence"] for operation in operations] == [1, 2]
    picture_name = document["photographs"][0]["name"]  # type: ignore[index]
    assert archive.read(picture_name).startswith(b"\xff\xd8")
    open_field(page)
    expect(page.locator("#who")).to_contain_text("已联网")
    page.locator("#send [data-part=send]").click()
    expect(page.locator("#send [data-part=result]")).to_have_text("3项已全部送达。")
    expect(page.locator("#send [data-part=words]")).to_have_text("没有未发送的内容。")
    with database.reading() as session:
        assert len(session.scalars(select(Register.path).where(Register.audit_id == audit_id)).all()) == 2
    windows.faults.clear()


def test_who_is_not_signed_in_is_told_and_led_back(open_page: OpenPage, windows: Windows) -> None:
    page = open_page()
    page.goto("/field")
    expect(page.locator("#who")).to_contain_text("需要登录")
    expect(page.get_by_role("link", name="登录")).to_have_attribute("href", "/sign-in?next=/field")
    axe(page)
    windows.faults.clear()  # the browser notes the refused call


LEFT = """async () => {
    const root = await navigator.storage.getDirectory();
    const files = [];
    for await (const name of root.keys()) files.push(name);
    const kept = [];
    for (const name of await caches.keys()) {
        for (const { url } of await (await caches.open(name)).keys()) kept.push(new URL(url).pathname);
    }
    const databases = (await indexedDB.databases()).map(({ name }) => name);
    const own = files.filter((name) => name.startsWith("star-audit"));
    return { databases, files: own, kept: kept.filter((path) => path.startsWith("/api")) };
}"""


def sign_out(page: Page) -> None:
    """By the menu of the bar."""
    page.goto("/account")
    page.locator(".bar .menu summary").click()
    page.get_by_role("button", name="退出登录").click()


def test_signing_out_leaves_nothing_of_the_audit(open_page: OpenPage, cast: Cast) -> None:
    page = open_page("inspector", service_workers="allow")
    fill_first(page, cast.audits["inspection"].id)
    saved(page)
    other = page.context.new_page()
    open_fill(other, cast.audits["inspection"].id)
    assert page.evaluate(LEFT)["databases"]
    assert page.evaluate(LEFT)["files"]
    sign_out(page)
    expect(page).to_have_url(re.compile("/sign-in"))
    assert page.evaluate(LEFT) == {"databases": [], "files": [], "kept": []}


def test_signing_out_with_unsent_work_asks_first(open_page: OpenPage, cast: Cast, windows: Windows) -> None:
    page = open_page("inspector")
    open_field(page)
    page.context.route("**/operations", lambda route: route.abort())
    fill_first(page, cast.audits["inspection"].id)
    expect(page.locator("#saving")).to_contain_text("待发送：1项")
    sign_out(page)
    dialog = page.locator("#leaving")
    expect(dialog).to_contain_text("未发送的填写项数： 1")
    axe(page)
    picture(page, "leaving")
    dialog.get_by_role("button", name="先发送").click()
    expect(dialog.locator("[data-say=offline]")).to_be_visible()
    dialog.get_by_role("button", name="仍然退出").click()
    expect(page).to_have_url(re.compile("/sign-in"))
    assert page.evaluate(LEFT)["databases"]
    page.goto("/field")  # without its password nobody opens what is left here
    expect(page.locator("body[data-page=nothing]")).to_be_attached()
    colleague = open_page("reviewer")
    page.context.add_cookies(colleague.context.cookies())
    open_field(page)
    expect(page.locator("#colleagues")).to_contain_text("inspector先生：1项填写")
    windows.faults.clear()


def test_what_waits_can_be_sent_from_the_dialog_of_signing_out(
    open_page: OpenPage, cast: Cast, windows: Windows, database: Database
) -> None:
    page = open_page("inspector")
    page.context.route("**/operations", lambda route: route.abort())
    fill_first(page, cast.audits["inspection"].id)
    expect(page.locator("#saving")).to_contain_text("待发送：1项")
    sign_out(page)
    page.context.unroute("**/operations")
    page.get_by_role("button", name="先发送").click()
    expect(page).to_have_url(re.compile("/sign-in"))
    assert page.evaluate(LEFT) == {"databases": [], "files": [], "kept": []}
    with database.reading() as session:
        assert session.scalars(select(Register.path)).all() == ["c/1/answer"]
    windows.faults.clear()


def test_nobody_is_signed_out_without_the_network(open_page: OpenPage, cast: Cast, windows: Windows) -> None:
    page = open_page("inspector")
    fill_first(page, cast.audits["inspection"].id)
    saved(page)
    page.goto("/account")
    page.locator(".bar .menu summary").click()
    page.context.route("**/session", lambda route: route.abort())
    page.get_by_role("button", name="退出登录").click()
    expect(page.locator("#leaving [data-say=offline]")).to_be_visible()
    assert page.evaluate(LEFT)["databases"]
    windows.faults.clear()


def test_the_start_page_says_what_lies_unsent_here(open_page: OpenPage, cast: Cast, windows: Windows) -> None:
    page = open_page("inspector")
    page.goto("/")
    assert page.evaluate(LEFT)["databases"] == []  # looking alone keeps nothing
    page.context.route("**/operations", lambda route: route.abort())
    fill_first(page, cast.audits["inspection"].id)
    expect(page.locator("#saving")).to_contain_text("待发送：1项")
    page.goto("/")
    expect(page.locator(".field-card")).to_contain_text("本机上有1份审核。 未发送1项")
    expect(page.locator(".task [data-unsent]")).to_have_text("未发送1项")
    axe(page)
    picture(page, "start-field")
    windows.faults.clear()

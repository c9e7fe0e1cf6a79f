"""Administrators at their work: the tree opened, a link copied, a list brought back; axe finds nothing on the way."""

from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from audit.db import Database
from audit.models import Action
from audit.services import actions
from tests.browser.conftest import OpenPage
from tests.browser.windows import PHONE, axe, picture
from tests.cast import Cast
from tests.services.test_actions import MEASURES, answered


@pytest.fixture
def admin(open_page: OpenPage, cast: Cast) -> Page:
    """The administrator's desk, with a clipboard."""
    page = open_page("administrator")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    return page


def test_the_tree_opens_and_closes(admin: Page) -> None:
    admin.goto("/organisations")
    branch = admin.get_by_role("link", name="dock机构")
    expect(branch).not_to_be_visible()
    toggle = admin.locator("summary", has_text="river机构的下级机构")
    toggle.focus()
    admin.keyboard.press("Enter")
    expect(branch).to_be_visible()
    axe(admin)
    branch.click()
    expect(admin.get_by_role("heading", level=1)).to_have_text("dock机构")
    axe(admin)


def test_a_link_is_copied(admin: Page) -> None:
    admin.goto("/people/new")
    admin.get_by_label("姓名").fill("张三")
    admin.get_by_label("登录名").fill("zhang3")
    admin.get_by_label("角色").select_option("检查员")
    admin.get_by_label("任职机构").fill("RIVER")
    axe(admin)
    admin.get_by_role("button", name="保存并生成激活链接").click()
    admin.get_by_role("button", name="复制链接").click()
    expect(admin.get_by_text("已复制")).to_be_visible()
    link = admin.get_by_label("激活链接").input_value()
    assert admin.evaluate("navigator.clipboard.readText()") == link
    assert "/activation/" in link
    axe(admin)


def test_a_list_goes_out_and_comes_back_changed(admin: Page, tmp_path: Path) -> None:
    admin.goto("/organisations")
    with admin.expect_download() as download:
        admin.get_by_role("link", name="导出Excel").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    book = load_workbook(file)
    row = next(row for row in book.worksheets[0].iter_rows() if row[0].value == "DOCK")
    row[1].value = "新码头"
    book.save(file)
    admin.goto("/organisations/imports/new")
    axe(admin)
    admin.get_by_label("Excel工作簿").set_input_files(file)
    admin.get_by_role("button", name="上传并预览").click()
    expect(admin.locator("ins")).to_have_text("新码头")
    axe(admin)
    picture(admin, "import")
    admin.on("dialog", lambda dialog: dialog.accept())
    admin.get_by_role("button", name="确认导入").click()
    expect(admin.get_by_role("heading", level=1)).to_have_text("导入完成")
    axe(admin)


@pytest.mark.parametrize(
    "path", ["/people", "/people/{reader}", "/organisations/{dock}/edit", "/organisations/{dock}/parent"]
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_axe_finds_nothing(open_page: OpenPage, cast: Cast, path: str, language: str) -> None:
    page = open_page("administrator", PHONE, language, dark=language == "en")
    page.goto(path.format(reader=cast.people["reader"].id, dock=cast.places["dock"].id))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_an_action_goes_from_the_branch_to_the_reviewer(open_page: OpenPage, cast: Cast, database: Database) -> None:
    with database.writing() as session:
        cast.audits["inspection"] = session.merge(cast.audits["inspection"])
        action: Action = actions.draft(session, answered(session, cast))[0]
        session.commit()
    branch = open_page("branch_manager", PHONE)
    branch.on("dialog", lambda dialog: dialog.accept())
    branch.goto("/actions")
    axe(branch)
    branch.get_by_role("link", name="缺一项").click()
    branch.get_by_label("整改措施").fill(MEASURES.measure)
    branch.get_by_label("责任人").fill(MEASURES.responsible)
    axe(branch)
    branch.get_by_role("button", name="提交验收").click()
    expect(branch.locator(".badge").first).to_have_text("待验收")
    reviewer = open_page("reviewer")
    reviewer.goto(f"/actions/{action.id}")
    reviewer.locator("summary", has_text="退回整改").click()
    axe(reviewer)
    reviewer.get_by_label("退回原因").fill("照片不清")
    reviewer.get_by_role("button", name="退回", exact=True).click()
    expect(reviewer.get_by_text("验收未通过：照片不清")).to_be_visible()
